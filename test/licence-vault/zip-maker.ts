import { deflateRawSync } from 'node:zlib';
import { crcOf } from './ofd-documents.ts';

/** An entry of a ZIP archive, any field of which may be made to lie. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** Deflate it. */
  readonly deflate?: boolean;
  readonly packed?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly packedSize?: number;
  readonly extra?: Buffer;
  readonly attributes?: number;
  readonly madeBy?: number;
  readonly disk?: number;
  /** Differences of the local header from the central one. */
  readonly local?: Partial<Pick<ZipEntry, 'name' | 'method' | 'flags' | 'crc' | 'size' | 'packedSize' | 'extra'>>;
  /** What stands behind the packed content. */
  readonly behind?: Buffer;
  /** What stands before the local header. */
  readonly before?: Buffer;
  readonly offset?: number;
}

export interface ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly comment?: Buffer;
  readonly behind?: Buffer;
  readonly before?: Buffer;
  /** Between the directory and the end record. */
  readonly beforeEnd?: (directory: { offset: number; size: number }) => Buffer;
  readonly end?: Partial<
    Record<'disk' | 'startDisk' | 'entriesHere' | 'entries' | 'size' | 'offset' | 'comment', number>
  >;
}

/** Little-endian fields: pairs of value and bytes. */
export function le(...fields: readonly (readonly [number, 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, length]) => {
      const bytes = Buffer.alloc(length);
      if (length === 8) bytes.writeBigUInt64LE(BigInt(value));
      else bytes.writeUIntLE(value, 0, length);
      return bytes;
    }),
  );
}

/** Makes an archive exactly as told, sound or not. */
export function makeZip(archive: ZipArchive | readonly ZipEntry[]): Buffer {
  const { entries, comment = Buffer.alloc(0), behind, before, beforeEnd, end = {} } = told(archive);
  const chunks: Buffer[] = before === undefined ? [] : [before];
  const directory: Buffer[] = [];
  let offset = before?.length ?? 0;
  for (const entry of entries) {
    if (entry.before !== undefined) {
      chunks.push(entry.before);
      offset += entry.before.length;
    }
    const whole = localEntry(entry);
    directory.push(centralRecord(entry, entry.offset ?? offset));
    chunks.push(whole);
    offset += whole.length;
  }
  const records = Buffer.concat(directory);
  const count = entries.length;
  const endRecord = le(
    [0x06054b50, 4],
    [end.disk ?? 0, 2],
    [end.startDisk ?? 0, 2],
    [end.entriesHere ?? end.entries ?? count, 2],
    [end.entries ?? count, 2],
    [end.size ?? records.length, 4],
    [end.offset ?? offset, 4],
    [end.comment ?? comment.length, 2],
  );
  const between = beforeEnd?.({ offset, size: records.length }) ?? Buffer.alloc(0);
  return Buffer.concat([...chunks, records, between, endRecord, comment, behind ?? Buffer.alloc(0)]);
}

/** Arrays have a member `entries` too. */
function told(archive: ZipArchive | readonly ZipEntry[]): ZipArchive {
  return Array.isArray(archive) ? { entries: archive as readonly ZipEntry[] } : (archive as ZipArchive);
}

function parts(entry: ZipEntry) {
  const content = Buffer.from(entry.content ?? '');
  const packed = entry.packed ?? (entry.deflate === true ? deflateRawSync(content) : content);
  return {
    packed,
    name: Buffer.from(entry.name),
    method: entry.method ?? (entry.deflate === true ? 8 : 0),
    flags: entry.flags ?? 0,
    crc: entry.crc ?? crcOf(content),
    size: entry.size ?? content.length,
    packedSize: entry.packedSize ?? packed.length,
    extra: entry.extra ?? Buffer.alloc(0),
  };
}

type Parts = ReturnType<typeof parts>;

function sharedFields({ flags, method, crc, packedSize, size, name, extra }: Parts): Buffer {
  return le(
    [20, 2],
    [flags, 2],
    [method, 2],
    [0, 2],
    [0x21, 2],
    [crc, 4],
    [packedSize, 4],
    [size, 4],
    [name.length, 2],
    [extra.length, 2],
  );
}

function localEntry(entry: ZipEntry): Buffer {
  const { packed } = parts(entry);
  const header = {
    ...parts(entry),
    ...entry.local,
    ...(entry.local?.name ? { name: Buffer.from(entry.local.name) } : {}),
  };
  return Buffer.concat([
    le([0x04034b50, 4]),
    sharedFields(header as Parts),
    header.name as Buffer,
    header.extra,
    packed,
    entry.behind ?? Buffer.alloc(0),
  ]);
}

function centralRecord(entry: ZipEntry, offset: number): Buffer {
  const header = parts(entry);
  return Buffer.concat([
    le([0x02014b50, 4], [entry.madeBy ?? 20, 2]),
    sharedFields(header),
    le([0, 2], [entry.disk ?? 0, 2], [0, 2], [entry.attributes ?? 0, 4], [offset, 4]),
    header.name,
    header.extra,
  ]);
}
