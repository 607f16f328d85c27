import { constructedTag, primitiveTag, tag } from './tag.ts';
import { isPrintable } from './text.ts';

/** One value: identifier octet, minimal definite length, content (X.690 §10.1). */
export function encode(identifier: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.of(identifier), lengthOctets(length), ...content]);
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const octets = length < 0x100 ? 1 : length < 0x1_0000 ? 2 : length < 0x100_0000 ? 3 : 4;
  const encoded = Buffer.alloc(1 + octets);
  encoded[0] = 0x80 | octets;
  encoded.writeUIntBE(length, 1, octets);
  return encoded;
}

export function sequence(...members: readonly Uint8Array[]): Buffer {
  return encode(tag.sequence, ...members);
}

/** The same from a list of any length: the arguments of a call have a limit, the entries of a revocation list have none. */
export function sequenceOf(members: readonly Uint8Array[]): Buffer {
  return encode(tag.sequence, Buffer.concat(members));
}

/** SET OF, its members in the order DER asks for (X.690 §11.6). */
export function setOf(...members: readonly Uint8Array[]): Buffer {
  return encode(tag.set, ...[...members].sort(Buffer.compare));
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, member: Uint8Array): Buffer {
  return encode(constructedTag(number), member);
}

/** `[number] IMPLICIT` over a primitive: its content under another tag. */
export function implicit(number: number, content: Uint8Array): Buffer {
  return encode(primitiveTag(number), content);
}

/** `[number] IMPLICIT` over a SEQUENCE or SET: its members under another tag. */
export function implicitSequence(number: number, ...members: readonly Uint8Array[]): Buffer {
  return encode(constructedTag(number), ...members);
}

export function integer(value: bigint | number): Buffer {
  return encode(tag.integer, integerContent(BigInt(value)));
}

/** A non-negative INTEGER from big-endian bytes, leading zeros dropped, a zero byte put before a high bit. */
export function unsignedInteger(bytes: Uint8Array): Buffer {
  return encode(
    tag.integer,
    integerContent(bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)),
  );
}

export function enumerated(value: number): Buffer {
  return encode(tag.enumerated, integerContent(BigInt(value)));
}

function integerContent(value: bigint): Buffer {
  let length = 1;
  while (BigInt.asIntN(8 * length, value) !== value) length += 1;
  return Buffer.from(
    BigInt.asUintN(8 * length, value)
      .toString(16)
      .padStart(2 * length, '0'),
    'hex',
  );
}

export function boolean(value: boolean): Buffer {
  return encode(tag.boolean, Buffer.of(value ? 0xff : 0));
}

export function nullValue(): Buffer {
  return encode(tag.null);
}

/** @param dotted e.g. `1.2.156.10197.1.301` */
export function objectIdentifier(dotted: string): Buffer {
  return encode(tag.objectIdentifier, objectIdentifierContent(dotted));
}

/** Content octets of an OBJECT IDENTIFIER, for implicit tags. */
export function objectIdentifierContent(dotted: string): Buffer {
  const arcs = dotted.split('.').map((arc) => BigInt(arc));
  const [root = 0n, second = 0n, ...others] = arcs;
  return Buffer.from([root * 40n + second, ...others].flatMap(base128));
}

function base128(value: bigint): number[] {
  const octets = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

export function octetString(bytes: Uint8Array): Buffer {
  return encode(tag.octetString, bytes);
}

export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return encode(tag.bitString, Buffer.of(unused), bytes);
}

/** A named bit list: bit 0 first, trailing zero bits dropped (X.690 §11.2.2). */
export function namedBitList(bits: Iterable<number>): Buffer {
  const set = [...new Set(bits)].sort((a, b) => a - b);
  const last = set.at(-1);
  if (last === undefined) return bitString(Buffer.alloc(0));
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const bit of set) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(bytes, 7 - (last & 7));
}

export function utf8String(text: string): Buffer {
  return encode(tag.utf8String, Buffer.from(text, 'utf8'));
}

export function printableString(text: string): Buffer {
  if (!isPrintable(text)) throw new RangeError('characters outside PrintableString');
  return encode(tag.printableString, Buffer.from(text, 'latin1'));
}

export function ia5String(text: string): Buffer {
  return encode(tag.ia5String, Buffer.from(text, 'latin1'));
}

const lastUtcYear = 2049;
const firstUtcYear = 1950;

/** A time as certificates write it: UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). Cut to the second. */
export function time(moment: Date): Buffer {
  const year = moment.getUTCFullYear();
  if (year < firstUtcYear || year > lastUtcYear) return generalizedTime(moment);
  return encode(tag.utcTime, Buffer.from(digits(moment).slice(2), 'latin1'));
}

export function generalizedTime(moment: Date): Buffer {
  return encode(tag.generalizedTime, Buffer.from(digits(moment), 'latin1'));
}

function digits(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}
