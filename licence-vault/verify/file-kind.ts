import { pictureSizeOf } from '../statement/picture-size.ts';

/** What a file is by its content; names are given by anybody. */
export type FileKind = 'ofd' | 'pdf' | 'picture' | 'other';

/** An OFD is a ZIP archive: the first entry, or the end of an empty archive, begins it. */
const archives = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('PK\x05\x06', 'latin1')];
const pdf = Buffer.from('%PDF-', 'latin1');

/** Tells by the first bytes what a file claims to be; whether it is one is for its reader to say. */
export function fileKindOf(bytes: Uint8Array): FileKind {
  const beginsWith = (mark: Buffer) => mark.equals(bytes.subarray(0, mark.length));
  if (archives.some(beginsWith)) return 'ofd';
  if (beginsWith(pdf)) return 'pdf';
  return pictureSizeOf(bytes) === undefined ? 'other' : 'picture';
}
