/** Formats of pictures that every reader of OFD shows. */
export type PictureFormat = 'PNG' | 'JPEG';

/** The format that a picture's first bytes say; undefined for anything but PNG and JPEG. */
export function pictureFormatOf(bytes: Uint8Array): PictureFormat | undefined {
  const begins = (...octets: readonly number[]) => octets.every((octet, at) => bytes[at] === octet);
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'PNG';
  if (begins(0xff, 0xd8, 0xff)) return 'JPEG';
  return undefined;
}

/** Ending of a font file after its first bytes: TrueType, OpenType, or a collection; undefined for anything else. */
export function fontEndingOf(bytes: Uint8Array): 'ttf' | 'otf' | 'ttc' | undefined {
  const tag = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (tag === '\0\x01\0\0' || tag === 'true') return 'ttf';
  if (tag === 'OTTO') return 'otf';
  return tag === 'ttcf' ? 'ttc' : undefined;
}
