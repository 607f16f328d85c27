/** JSON that is not worth reading on. */
export type JsonFault = 'MESSAGE_TOO_LARGE' | 'MESSAGE_MALFORMED';

export type BoundedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: JsonFault };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const ascii = { quote: 0x22, backslash: 0x5c, bracket: 0x5b, bracketEnd: 0x5d, brace: 0x7b, braceEnd: 0x7d };

/**
 * Reads JSON of a stranger: size and nesting are looked at before the parser is, and invalid UTF-8 is refused rather
 * than repaired.
 */
export function parseBoundedJson(options: { bytes: Uint8Array; maxBytes: number; maxDepth: number }): BoundedJson {
  const { bytes } = options;
  if (bytes.length > options.maxBytes) return { ok: false, code: 'MESSAGE_TOO_LARGE' };
  if (nestsDeeperThan(bytes, options.maxDepth)) return { ok: false, code: 'MESSAGE_MALFORMED' };
  try {
    return { ok: true, value: JSON.parse(utf8.decode(bytes)) };
  } catch {
    return { ok: false, code: 'MESSAGE_MALFORMED' };
  }
}

/** Counts brackets outside of strings. UTF-8 uses no ASCII byte inside a longer character, so bytes will do. */
function nestsDeeperThan(bytes: Uint8Array, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (inString) {
      if (byte === ascii.backslash) index += 1;
      else if (byte === ascii.quote) inString = false;
    } else if (byte === ascii.quote) {
      inString = true;
    } else if (byte === ascii.brace || byte === ascii.bracket) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === ascii.braceEnd || byte === ascii.bracketEnd) {
      depth -= 1;
    }
  }
  return false;
}
