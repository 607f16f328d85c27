import { DerFault } from './fault.ts';
import { type DerLimits, defaultDerLimits } from './node.ts';
import { constructedBit, highTagNumber, tag } from './tag.ts';
import { encode } from './write.ts';

/**
 * Turns BER into DER as far as lengths and the form of strings go: indefinite lengths become definite, strings in pieces
 * become whole. Key stores (PKCS #12) are the one thing we read that comes in BER; nothing that is signed goes through here.
 * @throws DerFault within the same bounds as reading
 */
export function berToDer(bytes: Uint8Array, limits: Partial<DerLimits> = {}): Buffer {
  const bounds = { ...defaultDerLimits, ...limits };
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (source.length === 0) throw new DerFault('EMPTY', 0, 'there is nothing to read');
  if (source.length > bounds.size) throw new DerFault('TOO_LARGE', 0, `more than ${bounds.size} bytes`);
  const reader: Reader = { source, bounds, members: 0 };
  const { value, end } = rewrite(reader, { at: 0, limit: source.length, depth: 0 });
  if (end !== source.length) throw new DerFault('TRAILING_BYTES', end, 'bytes follow the value');
  return value.der;
}

interface Reader {
  readonly source: Buffer;
  readonly bounds: DerLimits;
  members: number;
}

interface Place {
  readonly at: number;
  readonly limit: number;
  readonly depth: number;
}

/** A value rewritten: the whole of it, and the bytes a string in pieces is put together from. */
interface Rewritten {
  readonly tag: number;
  readonly der: Buffer;
  readonly content: Buffer;
}

const stringTags: ReadonlySet<number> = new Set([
  tag.octetString,
  tag.utf8String,
  tag.printableString,
  tag.ia5String,
  tag.bmpString,
]);

function rewrite(reader: Reader, place: Place): { value: Rewritten; end: number } {
  const { source, bounds } = reader;
  const { at, limit, depth } = place;
  reader.members += 1;
  if (reader.members > bounds.members) throw new DerFault('TOO_MANY_MEMBERS', at, `more than ${bounds.members} values`);
  if (depth >= bounds.depth) throw new DerFault('TOO_DEEP', at, `nested deeper than ${bounds.depth}`);
  const identifier = source[at];
  if (identifier === undefined || at + 1 >= limit) throw new DerFault('TRUNCATED', at, 'a value needs two bytes');
  if ((identifier & highTagNumber) === highTagNumber)
    throw new DerFault('TAG_UNSUPPORTED', at, 'a tag number above 30');
  const { contentAt, length } = lengthAt(source, at + 1, limit);
  const isConstructed = (identifier & constructedBit) !== 0;
  if (length === undefined && !isConstructed) throw new DerFault('INDEFINITE_LENGTH', at, 'of a primitive value');
  const contentEnd = length === undefined ? limit : contentAt + length;
  if (contentEnd > limit) throw new DerFault('TRUNCATED', at, 'the value is longer than what holds it');
  if (!isConstructed) {
    const content = source.subarray(contentAt, contentEnd);
    return { value: { tag: identifier, der: encode(identifier, content), content }, end: contentEnd };
  }
  const { members, end } = rewriteMembers(reader, { at: contentAt, limit: contentEnd, depth: depth + 1 }, length);
  return { value: joined(identifier, members, at), end };
}

function rewriteMembers(
  reader: Reader,
  place: Place,
  length: number | undefined,
): { members: Rewritten[]; end: number } {
  const members: Rewritten[] = [];
  let at = place.at;
  for (;;) {
    if (length !== undefined && at === place.limit) return { members, end: at };
    if (length === undefined && reader.source[at] === 0 && reader.source[at + 1] === 0 && at + 2 <= place.limit) {
      return { members, end: at + 2 };
    }
    const { value, end } = rewrite(reader, { at, limit: place.limit, depth: place.depth });
    members.push(value);
    at = end;
  }
}

function joined(identifier: number, members: readonly Rewritten[], at: number): Rewritten {
  const primitive = identifier & ~constructedBit;
  if (identifier < 0x40 && stringTags.has(primitive)) {
    if (members.some((member) => member.tag !== primitive)) {
      throw new DerFault('WRONG_FORM', at, 'a string in pieces of another type');
    }
    const content = Buffer.concat(members.map((member) => member.content));
    return { tag: primitive, der: encode(primitive, content), content };
  }
  const content = Buffer.concat(members.map((member) => member.der));
  return { tag: identifier, der: encode(identifier, content), content };
}

function lengthAt(source: Buffer, at: number, limit: number): { contentAt: number; length: number | undefined } {
  const first = source[at] ?? 0;
  if (first < 0x80) return { contentAt: at + 1, length: first };
  if (first === 0x80) return { contentAt: at + 1, length: undefined };
  const octets = first & 0x7f;
  if (octets > 4) throw new DerFault('TOO_LARGE', at, 'a length of more than four octets');
  if (at + 1 + octets > limit) throw new DerFault('TRUNCATED', at, 'the length is cut off');
  return { contentAt: at + 1 + octets, length: source.readUIntBE(at + 1, octets) };
}
