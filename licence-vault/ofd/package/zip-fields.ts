import { ofdProblems } from '../problems.ts';

/** Record signatures and lengths of APPNOTE.TXT 6.3.10, little-endian. */
export const zip = {
  local: { signature: 0x04034b50, length: 30 },
  descriptor: { signature: 0x08074b50 },
  central: { signature: 0x02014b50, length: 46 },
  end: { signature: 0x06054b50, length: 22 },
  end64: { signature: 0x06064b50, length: 56 },
  locator64: { signature: 0x07064b50, length: 20 },
  /** In a 16 or 32 bit field: the value stands in the zip64 field. */
  elsewhere16: 0xffff,
  elsewhere32: 0xffffffff,
  extra: { zip64: 0x0001, unicodePath: 0x7075 },
  flag: { encrypted: 1 << 0, descriptor: 1 << 3, patch: 1 << 5, strong: 1 << 6, utf8: 1 << 11, masked: 1 << 13 },
} as const;

export type ZipMethod = 0 | 8;

/** The bytes of an archive; reading beyond them is refused as a truncated archive. */
export class ZipBytes {
  readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u16(at: number): number {
    this.#check(at, 2);
    return this.bytes.readUInt16LE(at);
  }

  u32(at: number): number {
    this.#check(at, 4);
    return this.bytes.readUInt32LE(at);
  }

  /** A 64-bit number; none in an archive of our size exceeds what a double holds exactly. */
  u64(at: number): number {
    this.#check(at, 8);
    const value = Number(this.bytes.readBigUInt64LE(at));
    if (!Number.isSafeInteger(value)) throw inconsistent('数值过大', 'a number is larger than the archive');
    return value;
  }

  slice(from: number, length: number): Buffer {
    this.#check(from, length);
    return this.bytes.subarray(from, from + length);
  }

  /** Whether the same octets stand at two places. */
  isRepeated(one: number, other: number, length: number): boolean {
    this.#check(one, length);
    this.#check(other, length);
    return this.bytes.compare(this.bytes, other, other + length, one, one + length) === 0;
  }

  #check(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.bytes.length) {
      throw inconsistent('记录超出文件末尾', 'a record reaches beyond the end of the file');
    }
  }
}

export function inconsistent(whyZh: string, whyEn: string) {
  return ofdProblems.OFD_ARCHIVE_INCONSISTENT({ whyZh, whyEn });
}

export function unsupported(whyZh: string, whyEn: string) {
  return ofdProblems.OFD_ARCHIVE_UNSUPPORTED({ whyZh, whyEn });
}

/**
 * The extra fields of a header by their ids (APPNOTE 4.5), where there are any.
 * @throws OFD_ARCHIVE_INCONSISTENT
 */
export function readExtraFields(file: ZipBytes, from: number, length: number): ReadonlyMap<number, Buffer> {
  if (length === 0) return noFields;
  const extra = file.slice(from, length);
  const fields = new Map<number, Buffer>();
  let at = 0;
  while (at < extra.length) {
    if (at + 4 > extra.length) throw inconsistent('附加字段不完整', 'an extra field is cut off');
    const id = extra.readUInt16LE(at);
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) throw inconsistent('附加字段不完整', 'an extra field is cut off');
    // Padding repeats; a field that says something must not, since readers differ in which one counts.
    if (fields.has(id) && id !== 0) throw inconsistent('附加字段重复', 'an extra field occurs twice');
    fields.set(id, extra.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

const noFields: ReadonlyMap<number, Buffer> = new Map();
