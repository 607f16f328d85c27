import { readEntryName } from './entry-name.ts';
import { type CentralDirectory, findCentralDirectory } from './zip-end.ts';
import { inconsistent, readExtraFields, unsupported, type ZipBytes, type ZipMethod, zip } from './zip-fields.ts';

/** One record of the central directory (APPNOTE 4.3.12). */
export interface CentralRecord {
  /** Place in the directory, from 1. */
  readonly number: number;
  readonly name: string;
  /** Where the octets of the name stand. */
  readonly nameOffset: number;
  readonly nameLength: number;
  readonly flags: number;
  readonly method: ZipMethod;
  /** MS-DOS time and date as they stand. */
  readonly modified: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localOffset: number;
}

/**
 * Reads the central directory, which must fill the space it claims and name only plain files and folders, stored or
 * deflated, not encrypted.
 * @throws OFD_ARCHIVE_INCONSISTENT, OFD_ARCHIVE_UNSUPPORTED, OFD_ENTRY_NAME_UNSAFE and those of {@link findCentralDirectory}
 */
export function readCentralDirectory(file: ZipBytes): { directory: CentralDirectory; records: CentralRecord[] } {
  const directory = findCentralDirectory(file);
  const records: CentralRecord[] = [];
  const end = directory.offset + directory.size;
  let at = directory.offset;
  while (at < end) {
    if (records.length === directory.entries)
      throw inconsistent('条目多于目录所述', 'there are more entries than stated');
    const { record, next } = readRecord(file, at, records.length + 1);
    if (next > end) throw inconsistent('目录记录超出目录', 'a record reaches beyond the directory');
    records.push(record);
    at = next;
  }
  if (records.length !== directory.entries)
    throw inconsistent('条目少于目录所述', 'there are fewer entries than stated');
  return { directory, records };
}

function readRecord(file: ZipBytes, at: number, number: number): { record: CentralRecord; next: number } {
  if (file.u32(at) !== zip.central.signature)
    throw inconsistent('目录中有其他内容', 'something else is in the directory');
  const madeBy = file.u16(at + 4);
  const flags = checkedFlags(file.u16(at + 8));
  const method = checkedMethod(file.u16(at + 10));
  const nameLength = file.u16(at + 28);
  const extraLength = file.u16(at + 30);
  const commentLength = file.u16(at + 32);
  const nameOffset = at + zip.central.length;
  const extra = readExtraFields(file, nameOffset + nameLength, extraLength);
  refuseSecondName(extra, file, nameOffset, nameLength);
  refuseSpecialFile(madeBy, file.u32(at + 38));
  const values = wide(extra.get(zip.extra.zip64), {
    size: file.u32(at + 24),
    packedSize: file.u32(at + 20),
    localOffset: file.u32(at + 42),
  });
  if (file.u16(at + 34) !== 0) throw unsupported('分卷', 'several volumes');
  return {
    record: {
      number,
      name: readEntryName(file.slice(nameOffset, nameLength), number),
      nameOffset,
      nameLength,
      flags,
      method,
      modified: file.u32(at + 12),
      crc32: file.u32(at + 16),
      ...values,
    },
    next: at + zip.central.length + nameLength + extraLength + commentLength,
  };
}

/** Flags that say the entry is not simply there. */
export function checkedFlags(flags: number): number {
  if ((flags & (zip.flag.encrypted | zip.flag.strong | zip.flag.masked)) !== 0) throw unsupported('加密', 'encryption');
  if ((flags & zip.flag.patch) !== 0) throw unsupported('补丁数据', 'patched data');
  return flags;
}

export function checkedMethod(method: number): ZipMethod {
  if (method === 0 || method === 8) return method;
  throw unsupported(`压缩方法 ${method}`, `compression method ${method}`);
}

/** The field of a name in Unicode overrides the header's name for some readers (APPNOTE 4.6.9). */
export function refuseSecondName(
  extra: ReadonlyMap<number, Buffer>,
  file: ZipBytes,
  nameOffset: number,
  nameLength: number,
): void {
  const unicode = extra.get(zip.extra.unicodePath);
  if (unicode !== undefined && !unicode.subarray(5).equals(file.slice(nameOffset, nameLength))) {
    throw inconsistent('同一条目有两个名称', 'an entry has two names');
  }
}

/** Unstated, folder, file. */
const plainKinds: readonly number[] = [0x0, 0x4, 0x8];

/** Unix file modes: a link or device is no content of a document. */
function refuseSpecialFile(madeBy: number, attributes: number): void {
  const unix = 3;
  if (madeBy >>> 8 !== unix) return;
  const kind = (attributes >>> 28) & 0xf;
  if (!plainKinds.includes(kind)) throw unsupported('链接或特殊文件', 'a link or special file');
}

/** Values of a header, some of which stand in its zip64 field in this fixed order (APPNOTE 4.5.3). */
export function wide<K extends string>(
  field: Buffer | undefined,
  values: Readonly<Record<K, number>>,
): Record<K, number> {
  let result: Record<K, number> = values;
  let at = 0;
  for (const key in values) {
    if (values[key] !== zip.elsewhere32) continue;
    if (field === undefined || at + 8 > field.length) throw inconsistent('缺少 ZIP64 字段', 'a zip64 field is missing');
    const value = Number(field.readBigUInt64LE(at));
    if (!Number.isSafeInteger(value)) throw inconsistent('数值过大', 'a number is larger than the archive');
    result = { ...result, [key]: value };
    at += 8;
  }
  return result;
}
