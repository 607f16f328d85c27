import { ofdProblems } from '../problems.ts';
import { packageLimits } from './limits.ts';
import { inconsistent, unsupported, type ZipBytes, zip } from './zip-fields.ts';

/** Where the central directory stands, after everything that says so was found to agree. */
export interface CentralDirectory {
  readonly offset: number;
  readonly size: number;
  readonly entries: number;
}

/**
 * Finds the end of an archive (APPNOTE 4.3.14 to 4.3.16) and holds it to one reading: nothing behind it, nothing between
 * the directory and it but the zip64 records, one volume.
 * @throws OFD_NOT_AN_ARCHIVE, OFD_ARCHIVE_SURPLUS, OFD_ARCHIVE_INCONSISTENT, OFD_ARCHIVE_UNSUPPORTED, OFD_ARCHIVE_BOMB
 */
export function findCentralDirectory(file: ZipBytes): CentralDirectory {
  const end = findEnd(file);
  const short = {
    disk: file.u16(end + 4),
    startDisk: file.u16(end + 6),
    entriesHere: file.u16(end + 8),
    entries: file.u16(end + 10),
    size: file.u32(end + 12),
    offset: file.u32(end + 16),
  };
  const long = readZip64(file, end);
  if (long === undefined && (short.size === zip.elsewhere32 || short.offset === zip.elsewhere32)) {
    throw inconsistent('缺少 ZIP64 记录', 'the zip64 record is missing');
  }
  const agreed = (field: keyof typeof short, elsewhere: number) => {
    const value = short[field];
    if (long === undefined || value === long[field]) return value;
    if (value === elsewhere) return long[field];
    throw inconsistent('ZIP64 记录与普通记录不符', 'the zip64 record and the plain one differ');
  };
  const disks = [agreed('disk', zip.elsewhere16), agreed('startDisk', zip.elsewhere16)];
  if (disks.some((disk) => disk !== 0)) throw unsupported('分卷', 'several volumes');
  const entries = agreed('entries', zip.elsewhere16);
  if (agreed('entriesHere', zip.elsewhere16) !== entries) throw unsupported('分卷', 'several volumes');
  if (entries > packageLimits.entries) {
    throw ofdProblems.OFD_ARCHIVE_BOMB({ whyZh: '条目过多', whyEn: 'too many entries' });
  }
  const offset = agreed('offset', zip.elsewhere32);
  const size = agreed('size', zip.elsewhere32);
  const start = long === undefined ? end : end - zip.locator64.length - zip.end64.length;
  if (offset + size > start) throw inconsistent('目录超出其位置', 'the directory reaches beyond its end');
  if (offset + size < start) {
    // Readers that trust the length of the directory find another start than those that trust its offset.
    throw ofdProblems.OFD_ARCHIVE_SURPLUS({ whereZh: '之前或目录之后', whereEn: 'before it or behind its directory' });
  }
  return { offset, size, entries };
}

/** The end record must be the last thing in the file, with its comment; one inside a comment would be a second end. */
function findEnd(file: ZipBytes): number {
  const { bytes } = file;
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(zip.end.signature);
  const end = bytes.lastIndexOf(signature);
  if (end < 0 || end + zip.end.length > bytes.length) throw ofdProblems.OFD_NOT_AN_ARCHIVE();
  const comment = file.u16(end + 20);
  const behind = bytes.length - end - zip.end.length;
  if (comment !== behind || comment > packageLimits.commentBytes) {
    throw ofdProblems.OFD_ARCHIVE_SURPLUS({ whereZh: '末尾', whereEn: 'behind its end' });
  }
  // With another record where the comment could hold this one, readers disagree on which counts.
  const earlier = end === 0 ? -1 : bytes.lastIndexOf(signature, end - 1);
  if (earlier >= 0 && earlier + zip.end.length + file.u16(earlier + 20) === bytes.length) {
    throw inconsistent('有两个目录结束记录', 'there are two end records');
  }
  return end;
}

/** The zip64 end record and its locator, which stand right before the end record or not at all. */
function readZip64(file: ZipBytes, end: number) {
  const locator = end - zip.locator64.length;
  if (locator < 0 || file.u32(locator) !== zip.locator64.signature) return undefined;
  const at = locator - zip.end64.length;
  if (at < 0 || file.u64(locator + 8) !== at || file.u32(at) !== zip.end64.signature) {
    throw inconsistent('ZIP64 记录位置有误', 'the zip64 record is not where it should be');
  }
  if (file.u32(locator + 4) !== 0 || file.u32(locator + 16) > 1) throw unsupported('分卷', 'several volumes');
  // Length without the first twelve bytes; more of it would be an extensible data sector.
  if (file.u64(at + 4) !== zip.end64.length - 12) throw unsupported('ZIP64 扩展', 'extensions of zip64');
  return {
    disk: file.u32(at + 16),
    startDisk: file.u32(at + 20),
    entriesHere: file.u64(at + 24),
    entries: file.u64(at + 32),
    size: file.u64(at + 40),
    offset: file.u64(at + 48),
  };
}
