import { isAscii } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';
import { ofdProblems } from '../problems.ts';
import { packageLimits } from './limits.ts';
import type { PackageEntry } from './package.ts';
import { zip } from './zip-fields.ts';

/** What is written into a package: new content, or an entry of another package as it lies there. */
export type PackagePart = NewPart | PackageEntry;

export interface NewPart {
  /** Path from the package's root, no slash before it. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Content that is compressed already is stored as it is. */
  readonly isCompressed?: boolean | undefined;
}

type Member = PackageEntry & { readonly rawName: Buffer };

/** 1 January 1980, 00:00, the first moment that MS-DOS knows: a package says nothing of when it was written. */
const noTime = 0x0021_0000;
const versionNeeded = 20;

/**
 * Writes an OFD package. The same parts in the same order give the same bytes (with the same zlib); entries taken from
 * another package keep their packed form and date to the byte.
 * @throws OFD_TOO_LARGE, OFD_ARCHIVE_BOMB for more entries than are read back
 */
export function writePackage(parts: readonly PackagePart[]): Buffer {
  if (parts.length > packageLimits.entries) {
    throw ofdProblems.OFD_ARCHIVE_BOMB({ whyZh: '条目过多', whyEn: 'too many entries' });
  }
  const members = parts.map((part): Member => ({ ...packed(part), rawName: Buffer.from(part.name, 'utf8') }));
  const sizes = members.map(({ rawName, packed: { length } }) => zip.local.length + rawName.length + length);
  const offset = sizes.reduce((sum, size) => sum + size, 0);
  const directory = members.reduce((sum, { rawName }) => sum + zip.central.length + rawName.length, 0);
  if (offset + directory + zip.end.length > packageLimits.archiveBytes) {
    throw ofdProblems.OFD_TOO_LARGE({ limit: packageLimits.archiveBytes / (1024 * 1024) });
  }
  const file = Buffer.allocUnsafe(offset + directory + zip.end.length);
  let [at, record] = [0, offset];
  members.forEach((member, index) => {
    putCentralHeader(file, record, member, at);
    putLocalEntry(file, at, member);
    at += sizes[index] ?? 0;
    record += zip.central.length + member.rawName.length;
  });
  putEnd(file, { entries: members.length, size: directory, offset });
  return file;
}

/** A part as it will lie in a package. */
export function packed(part: PackagePart): PackageEntry {
  if ('packed' in part) return part;
  const { name, bytes } = part;
  const isStored = part.isCompressed === true || bytes.length < smallestPacked;
  const deflated = isStored ? undefined : deflateRawSync(bytes);
  const common = { name, bytes, isFolder: name.endsWith('/'), modified: noTime, crc32: crc32(bytes) };
  return deflated !== undefined && deflated.length < bytes.length
    ? { ...common, method: 8, packed: deflated }
    : { ...common, method: 0, packed: bytes };
}

/**
 * What is smaller is stored: a document is packed once and opened many times, and packing and unpacking a page take longer
 * than the few kilobytes are worth beside a seal of forty.
 */
const smallestPacked = 32_768;

/** The fields that local and central headers share, from `version needed` to the extra field's length, which is zero. */
function putSharedFields(file: Buffer, at: number, member: Member): void {
  file.writeUInt16LE(versionNeeded, at);
  file.writeUInt16LE(isAscii(member.rawName) ? 0 : zip.flag.utf8, at + 2);
  file.writeUInt16LE(member.method, at + 4);
  file.writeUInt32LE(member.modified, at + 6);
  file.writeUInt32LE(member.crc32, at + 10);
  file.writeUInt32LE(member.packed.length, at + 14);
  file.writeUInt32LE(member.bytes.length, at + 18);
  file.writeUInt16LE(member.rawName.length, at + 22);
}

function putLocalEntry(file: Buffer, at: number, member: Member): void {
  file.fill(0, at, at + zip.local.length);
  file.writeUInt32LE(zip.local.signature, at);
  putSharedFields(file, at + 4, member);
  file.set(member.rawName, at + zip.local.length);
  file.set(member.packed, at + zip.local.length + member.rawName.length);
}

/** Comment length, disk, attributes inside and outside: all zero. */
function putCentralHeader(file: Buffer, at: number, member: Member, offset: number): void {
  file.fill(0, at, at + zip.central.length);
  file.writeUInt32LE(zip.central.signature, at);
  file.writeUInt16LE(versionNeeded, at + 4);
  putSharedFields(file, at + 6, member);
  file.writeUInt32LE(offset, at + 42);
  file.set(member.rawName, at + zip.central.length);
}

function putEnd(file: Buffer, directory: { entries: number; size: number; offset: number }): void {
  const at = file.length - zip.end.length;
  file.fill(0, at);
  file.writeUInt32LE(zip.end.signature, at);
  file.writeUInt16LE(directory.entries, at + 8);
  file.writeUInt16LE(directory.entries, at + 10);
  file.writeUInt32LE(directory.size, at + 12);
  file.writeUInt32LE(directory.offset, at + 16);
}
