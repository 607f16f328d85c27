import { DerFault } from './fault.ts';

/** One armoured block (RFC 7468). */
export interface PemBlock {
  /** E.g. `CERTIFICATE`. */
  readonly label: string;
  readonly bytes: Buffer;
  /** Lines `Name: value` before the base64, as OpenSSL's encrypted traditional keys have them (RFC 1421 §4.6). */
  readonly headers: Readonly<Record<string, string>>;
  /** The block as it stood. */
  readonly text: string;
}

const begin = /^-----BEGIN ([A-Z0-9][A-Z0-9 #]{0,62})-----\s*$/;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Whether the bytes look like text with an armoured block rather than DER, which begins with a SEQUENCE. */
export function looksLikePem(bytes: Uint8Array): boolean {
  return bytes[0] !== 0x30 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('-----BEGIN ');
}

/** All armoured blocks of a text, in their order; what stands between them is ignored. @throws DerFault BAD_STRING, TRUNCATED */
export function readPem(bytes: Uint8Array): PemBlock[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split(/\r?\n/);
  const blocks: PemBlock[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const label = begin.exec(lines[at] ?? '')?.[1];
    if (label === undefined) continue;
    const end = lines.indexOf(`-----END ${label}-----`, at);
    const last = end === -1 ? findTrimmed(lines, `-----END ${label}-----`, at) : end;
    if (last === -1) throw new DerFault('TRUNCATED', 0, `a ${label} block has no end`);
    blocks.push(blockOf(label, lines.slice(at, last + 1)));
    at = last;
  }
  return blocks;
}

/** Wraps DER into an armoured block, 64 characters a line. */
export function writePem(label: string, der: Uint8Array): string {
  const body =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`, ''].join('\n');
}

function findTrimmed(lines: readonly string[], wanted: string, from: number): number {
  return lines.findIndex((line, index) => index >= from && line.trim() === wanted);
}

function blockOf(label: string, lines: readonly string[]): PemBlock {
  const headers: Record<string, string> = {};
  const body: string[] = [];
  for (const line of lines.slice(1, -1)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    else body.push(line.trim());
  }
  const text = body.join('');
  if (!base64.test(text) || text.length % 4 !== 0)
    throw new DerFault('BAD_STRING', 0, `a ${label} block is not base64`);
  return { label, bytes: Buffer.from(text, 'base64'), headers, text: lines.join('\n') };
}
