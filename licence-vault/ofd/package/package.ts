import { crc32, inflateRawSync } from 'node:zlib';
import { ofdProblems } from '../problems.ts';
import { collisionKey, shownName } from './entry-name.ts';
import { packageLimits } from './limits.ts';
import { type CentralRecord, readCentralDirectory } from './zip-directory.ts';
import { ZipBytes, type ZipMethod } from './zip-fields.ts';
import { readLocalEntry } from './zip-local.ts';

/** A file or folder inside an OFD, unpacked, with its packed form for copying it as it is. */
export interface PackageEntry {
  /** Path from the package's root, no slash before it; a folder's ends with one. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Raw content: what digests are taken of. */
  readonly bytes: Buffer;
  readonly method: ZipMethod;
  readonly packed: Buffer;
  readonly crc32: number;
  /** MS-DOS time (low 16 bits) and date. */
  readonly modified: number;
}

/** An OFD package (OFD 包, GB/T 33190 §7.1) that was found to have one reading only. */
export interface OfdPackage {
  /** Files and folders in the order of the directory. */
  readonly entries: readonly PackageEntry[];
  /** A file by its path from the root, without a slash before it. */
  file(name: string): PackageEntry | undefined;
  /** A file by its path in whatever case; no package that opens has two of them. */
  fileInAnyCase(name: string): PackageEntry | undefined;
}

/**
 * Opens an OFD package in memory. Every byte of the file must belong to the directory or to an entry it names, every entry
 * must agree with the directory and unpack to exactly what that states, and no two names may be taken for one.
 *
 * Node has no ZIP reader, and those on npm show neither the bytes between entries nor both headers of one, so the
 * structure is read here; unpacking and checksums are zlib's.
 * @throws OFD_TOO_LARGE, OFD_NOT_AN_ARCHIVE, OFD_ARCHIVE_SURPLUS (prefix, gap, trailing bytes), OFD_ARCHIVE_INCONSISTENT,
 *   OFD_ARCHIVE_UNSUPPORTED (encryption, methods, volumes, links), OFD_ARCHIVE_BOMB, OFD_ARCHIVE_DAMAGED,
 *   OFD_ENTRY_NAME_UNSAFE, OFD_ENTRY_TWICE
 * @param options.known entries that were unpacked or packed here before: one that lies in the file to the byte as it did is not
 *   unpacked again
 * @example const ofd = openPackage(await readFile('licence.ofd')); ofd.file('OFD.xml')?.bytes
 */
export function openPackage(bytes: Uint8Array, options: { known?: readonly PackageEntry[] } = {}): OfdPackage {
  if (bytes.length > packageLimits.archiveBytes) {
    throw ofdProblems.OFD_TOO_LARGE({ limit: packageLimits.archiveBytes / (1024 * 1024) });
  }
  const file = new ZipBytes(bytes);
  const { directory, records } = readCentralDirectory(file);
  refuseCollisions(records);
  refuseBomb(records);
  const packed = readLocalEntries(file, records, directory.offset);
  const known = new Map(options.known?.map((entry) => [entry.name, entry]));
  const entries = records.map((record) => {
    const content = packed.get(record) ?? Buffer.alloc(0);
    const before = known.get(record.name);
    return before !== undefined && isSame(before, record, content) ? before : unpack(record, content);
  });
  const files = entries.filter(({ isFolder }) => !isFolder);
  const byName = new Map(files.map((entry) => [entry.name, entry]));
  const byKey = new Map(files.map((entry) => [collisionKey(entry.name), entry]));
  return {
    entries,
    file: (name) => byName.get(name),
    fileInAnyCase: (name) => byKey.get(collisionKey(name)),
  };
}

/** Entries lie one behind the other from the first byte to the directory; in the file's order, not the directory's. */
function readLocalEntries(file: ZipBytes, records: readonly CentralRecord[], end: number): Map<CentralRecord, Buffer> {
  const inOrder = [...records].sort((a, b) => a.localOffset - b.localOffset);
  const packed = new Map<CentralRecord, Buffer>();
  if ((inOrder[0]?.localOffset ?? end) !== 0) {
    throw ofdProblems.OFD_ARCHIVE_SURPLUS({ whereZh: '开头', whereEn: 'before its beginning' });
  }
  inOrder.forEach((record, index) => {
    const next = inOrder[index + 1]?.localOffset ?? end;
    packed.set(record, readLocalEntry(file, record, next).packed);
  });
  return packed;
}

function refuseCollisions(records: readonly CentralRecord[]): void {
  const seen = new Map<string, boolean>();
  for (const { name, number } of records) {
    const key = collisionKey(name);
    if (seen.has(key)) throw ofdProblems.OFD_ENTRY_TWICE({ number });
    seen.set(key, name.endsWith('/'));
  }
  // A file must not stand where another entry's path needs a folder.
  for (const { name, number } of records) {
    const key = collisionKey(name);
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      if (seen.get(key.slice(0, slash)) === false) throw ofdProblems.OFD_ENTRY_TWICE({ number });
    }
  }
}

/** On what the directory declares; that the content keeps to it is seen when it is unpacked. */
function refuseBomb(records: readonly CentralRecord[]): void {
  const refuse = (whyZh: string, whyEn: string) => ofdProblems.OFD_ARCHIVE_BOMB({ whyZh, whyEn });
  let total = 0;
  for (const { size, packedSize } of records) {
    total += size;
    if (size > packageLimits.entryBytes) throw refuse('单个条目过大', 'an entry is too large');
    if (total > packageLimits.unpackedBytes) throw refuse('总大小过大', 'all entries together are too large');
    if (size > packageLimits.ratioFreeBytes && size > packedSize * packageLimits.ratio) {
      throw refuse('压缩比过高', 'an entry packs better than content does');
    }
  }
}

function isSame(before: PackageEntry, { method, modified, size, crc32: sum }: CentralRecord, packed: Buffer): boolean {
  const isStatedAlike =
    before.method === method && before.modified === modified && before.crc32 === sum && before.bytes.length === size;
  return isStatedAlike && before.packed.equals(packed);
}

function unpack(record: CentralRecord, packed: Buffer): PackageEntry {
  const { name, method, modified } = record;
  const damaged = (whyZh: string, whyEn: string) =>
    ofdProblems.OFD_ARCHIVE_DAMAGED({ entry: shownName(name), whyZh, whyEn });
  const isFolder = name.endsWith('/');
  if (isFolder && record.size !== 0) throw damaged('目录不应有内容', 'a folder has no content');
  const bytes = method === 0 ? packed : inflate(packed, record.size);
  if (bytes?.length !== record.size) throw damaged('内容与所述长度不符', 'its content is not of the length stated');
  if (crc32(bytes) !== record.crc32) throw damaged('校验和不符', 'its checksum does not fit');
  return { name, isFolder, bytes, method, packed, crc32: record.crc32, modified };
}

/** Undefined when the stream is damaged, longer than declared, or followed by bytes that belong to nothing. */
function inflate(packed: Buffer, size: number): Buffer | undefined {
  try {
    // `info` tells how much input the stream took; Node's types do not know it.
    const chunkSize = Math.min(Math.max(size, 64), 64 * 1024);
    const result: unknown = inflateRawSync(packed, {
      maxOutputLength: Math.max(1, size),
      chunkSize,
      info: true,
    } as object);
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return engine.bytesWritten === packed.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
