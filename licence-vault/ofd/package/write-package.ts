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

type Member = Omit<PackageEntry, 'name'> & { readonly name: Buffer };

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
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const member = { ...packed(part), name: Buffer.from(part.name, 'utf8') };
    const local = localHeader(member);
    directory.push(centralHeader(member, offset));
    chunks.push(local, member.packed);
    offset += local.length + member.packed.length;
  }
  const size = directory.reduce((sum, record) => sum + record.length, 0);
  if (offset + size + zip.end.length > packageLimits.archiveBytes) {
    throw ofdProblems.OFD_TOO_LARGE({ limit: packageLimits.archiveBytes / (1024 * 1024) });
  }
  return Buffer.concat([...chunks, ...directory, endRecord(parts.length, size, offset)]);
}

/** A part as it will lie in a package. */
export function packed(part: PackagePart): PackageEntry {
  if ('packed' in part) return part;
  const { name, bytes } = part;
  const isStored = part.isCompressed === true || bytes.length < smallestPacked;
  const deflated = isStored ? undefined : deflateRawSync(bytes, effortFor(bytes));
  const common = { name, bytes, isFolder: name.endsWith('/'), modified: noTime, crc32: crc32(bytes) };
  return deflated !== undefined && deflated.length < bytes.length
    ? { ...common, method: 8, packed: deflated }
    : { ...common, method: 0, packed: bytes };
}

/** What is smaller is stored: packing and unpacking it takes longer than the few hundred bytes are worth. */
const smallestPacked = 2048;

/** A window no larger than the content needs: setting up the usual one takes longer than packing a small file. */
function effortFor(bytes: Buffer): { windowBits: number; memLevel: number } {
  return bytes.length < 4096 ? { windowBits: 12, memLevel: 5 } : { windowBits: 15, memLevel: 8 };
}

/** The thirteen fields that local and central headers share, from `version needed` to the extra field's length. */
function sharedFields(member: Member): Buffer {
  const fields = Buffer.alloc(26);
  const isAscii = member.name.every((octet) => octet < 0x80);
  fields.writeUInt16LE(versionNeeded, 0);
  fields.writeUInt16LE(isAscii ? 0 : zip.flag.utf8, 2);
  fields.writeUInt16LE(member.method, 4);
  fields.writeUInt32LE(member.modified, 6);
  fields.writeUInt32LE(member.crc32, 10);
  fields.writeUInt32LE(member.packed.length, 14);
  fields.writeUInt32LE(member.bytes.length, 18);
  fields.writeUInt16LE(member.name.length, 22);
  return fields;
}

function localHeader(member: Member): Buffer {
  return Buffer.concat([signature(zip.local.signature), sharedFields(member), member.name]);
}

function centralHeader(member: Member, offset: number): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(versionNeeded);
  // Comment length, disk, attributes inside and outside: all zero; then where the entry lies.
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([signature(zip.central.signature), madeBy, sharedFields(member), tail, member.name]);
}

function endRecord(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(zip.end.length);
  end.writeUInt32LE(zip.end.signature, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
