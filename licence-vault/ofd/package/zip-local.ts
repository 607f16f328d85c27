import { isAscii } from 'node:buffer';
import { ofdProblems } from '../problems.ts';
import { type CentralRecord, checkedFlags, checkedMethod, refuseSecondName, wide } from './zip-directory.ts';
import { inconsistent, readExtraFields, type ZipBytes, zip } from './zip-fields.ts';

/**
 * Reads the entry that a record of the directory points at and holds it to that record: name, method, sizes and checksum
 * are the same, where the entry states them.
 * @returns its packed bytes, and where the next entry must begin
 * @throws OFD_ARCHIVE_INCONSISTENT, OFD_ARCHIVE_SURPLUS, OFD_ARCHIVE_UNSUPPORTED
 */
export function readLocalEntry(file: ZipBytes, record: CentralRecord, end: number): { packed: Buffer; next: number } {
  const at = record.localOffset;
  if (file.u32(at) !== zip.local.signature)
    throw inconsistent('目录指向的不是条目', 'the directory points at no entry');
  const flags = checkedFlags(file.u16(at + 6));
  const nameLength = file.u16(at + 26);
  const extraLength = file.u16(at + 28);
  const nameOffset = at + zip.local.length;
  const extra = readExtraFields(file, nameOffset + nameLength, extraLength);
  refuseSecondName(extra, file, nameOffset, nameLength);
  const behindName = flags & zip.flag.descriptor;
  const same =
    nameLength === record.nameLength &&
    file.isRepeated(nameOffset, record.nameOffset, nameLength) &&
    checkedMethod(file.u16(at + 8)) === record.method &&
    behindName === (record.flags & zip.flag.descriptor) &&
    // Makers are seen whose two headers disagree on the encoding, which matters where the name is not ASCII.
    ((flags & zip.flag.utf8) === (record.flags & zip.flag.utf8) || isAscii(file.slice(nameOffset, nameLength)));
  if (!same) throw differs();
  checkLocalSizes(file, record, behindName !== 0, extra.get(zip.extra.zip64));
  const start = nameOffset + nameLength + extraLength;
  const packed = file.slice(start, record.packedSize);
  const packedEnd = start + record.packedSize;
  const next = behindName === 0 ? packedEnd : packedEnd + descriptorLength(file, record, packedEnd, end);
  if (next > end) throw inconsistent('条目互相重叠', 'entries overlap');
  if (next < end) throw ofdProblems.OFD_ARCHIVE_SURPLUS({ whereZh: '条目之间', whereEn: 'between entries' });
  return { packed, next };
}

/** With a descriptor behind the content the header may leave sizes and checksum at zero; what it states must be right. */
function checkLocalSizes(
  file: ZipBytes,
  record: CentralRecord,
  hasDescriptor: boolean,
  zip64: Buffer | undefined,
): void {
  const at = record.localOffset;
  const crc32 = file.u32(at + 14);
  const stated = wide(zip64, { size: file.u32(at + 22), packedSize: file.u32(at + 18) });
  const agrees = (value: number, expected: number) => value === expected || (hasDescriptor && value === 0);
  const same =
    agrees(crc32, record.crc32) && agrees(stated.size, record.size) && agrees(stated.packedSize, record.packedSize);
  if (!same) throw differs();
}

/**
 * Length of the data descriptor (APPNOTE 4.3.9), which has four forms: with or without signature, sizes in 32 or 64 bits.
 * The one that reaches the next entry and says what the directory says is taken.
 */
function descriptorLength(file: ZipBytes, record: CentralRecord, at: number, end: number): number {
  const { crc32, packedSize, size } = record;
  const length = end - at;
  const wideSizes = length === 20 || length === 24;
  const signed = length === 16 || length === 24;
  if (!wideSizes && !signed && length !== 12) {
    throw length > 24
      ? ofdProblems.OFD_ARCHIVE_SURPLUS({ whereZh: '条目之间', whereEn: 'between entries' })
      : inconsistent('数据描述符有误', 'a data descriptor is not valid');
  }
  const from = signed ? at + 4 : at;
  const sizes = wideSizes ? [file.u64(from + 4), file.u64(from + 12)] : [file.u32(from + 4), file.u32(from + 8)];
  const same =
    (!signed || file.u32(at) === zip.descriptor.signature) &&
    file.u32(from) === crc32 &&
    sizes[0] === packedSize &&
    sizes[1] === size;
  if (!same) throw inconsistent('数据描述符有误', 'a data descriptor is not valid');
  return length;
}

function differs() {
  return inconsistent('条目自身的记录与目录不符', 'an entry and the directory say different things');
}
