import { DerFault } from './fault.ts';
import { expectTag } from './fields.ts';
import type { DerNode } from './node.ts';
import { tag } from './tag.ts';

/** Content octets of an INTEGER, minimal (X.690 §8.3.2): two's complement, big-endian. @throws DerFault BAD_INTEGER */
export function integerBytes(node: DerNode, what = 'an INTEGER', expected: number = tag.integer): Buffer {
  const bytes = expectTag(node, expected, what).content;
  const [first, second] = bytes;
  if (first === undefined) throw new DerFault('BAD_INTEGER', node.offset, `${what} has no content`);
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new DerFault('BAD_INTEGER', node.offset, `${what} is not minimal`);
  }
  return bytes;
}

/** An INTEGER of any size. */
export function readInteger(node: DerNode, what?: string): bigint {
  const bytes = integerBytes(node, what);
  const magnitude = BigInt(`0x${bytes.toString('hex')}`);
  return (bytes[0] ?? 0) >= 0x80 ? magnitude - (1n << BigInt(8 * bytes.length)) : magnitude;
}

/** An INTEGER or ENUMERATED from 0 to 2^31−1: versions, path lengths, counts. @throws DerFault BAD_INTEGER */
export function readSmall(node: DerNode, what = 'an INTEGER', expected: number = tag.integer): number {
  const bytes = integerBytes(node, what, expected);
  if ((bytes[0] ?? 0) >= 0x80 || bytes.length > 4) {
    throw new DerFault('BAD_INTEGER', node.offset, `${what} is negative or too large`);
  }
  return bytes.readUIntBE(0, bytes.length);
}

/** A BOOLEAN: 0x00 or 0xFF (X.690 §11.1). @throws DerFault BAD_BOOLEAN */
export function readBoolean(node: DerNode, what = 'a BOOLEAN', expected: number = tag.boolean): boolean {
  const { content } = expectTag(node, expected, what);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw new DerFault('BAD_BOOLEAN', node.offset, `${what} is neither 0x00 nor 0xFF`);
  }
  return content[0] === 0xff;
}

/** Bytes of an OCTET STRING. */
export function readOctets(node: DerNode, what = 'an OCTET STRING', expected: number = tag.octetString): Buffer {
  return expectTag(node, expected, what).content;
}

/** A BIT STRING. */
export interface BitString {
  readonly bytes: Buffer;
  /** How many low bits of the last byte do not count; they are zero (X.690 §11.2.1). */
  readonly unused: number;
}

/** @throws DerFault BAD_BIT_STRING */
export function readBitString(node: DerNode, what = 'a BIT STRING', expected: number = tag.bitString): BitString {
  const { content } = expectTag(node, expected, what);
  const unused = content[0];
  const last = content.length > 1 ? (content.at(-1) ?? 0) : 0;
  if (
    unused === undefined ||
    unused > 7 ||
    (content.length === 1 && unused > 0) ||
    (last & ((1 << unused) - 1)) !== 0
  ) {
    throw new DerFault('BAD_BIT_STRING', node.offset, `${what} counts its unused bits wrongly`);
  }
  return { bytes: content.subarray(1), unused };
}

/** Bytes of a BIT STRING that is a whole number of them: keys and signatures. @throws DerFault BAD_BIT_STRING */
export function readBitStringBytes(node: DerNode, what?: string): Buffer {
  const { bytes, unused } = readBitString(node, what);
  if (unused !== 0) throw new DerFault('BAD_BIT_STRING', node.offset, 'bits are left over');
  return bytes;
}

/**
 * A signature's bytes. One that is no whole number of bytes is nobody's signature and comes back empty, which verifies under no
 * key: a certificate with a damaged signature can still be read and told apart from a file that is no certificate.
 */
export function readSignatureValue(node: DerNode): Buffer {
  const { content } = expectTag(node, tag.bitString, 'the signature');
  return content[0] === 0 ? content.subarray(1) : Buffer.alloc(0);
}

/** Numbers of the bits that are set, bit 0 first: named bit lists. */
export function namedBits({ bytes }: BitString): ReadonlySet<number> {
  const set = new Set<number>();
  for (let bit = 0; bit < Math.min(bytes.length * 8, 256); bit += 1) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) set.add(bit);
  }
  return set;
}

/** Nobody's object identifier needs more; UUID arcs (2.25) take 20. */
const longestIdentifier = 64;

/** An OBJECT IDENTIFIER in dotted form. @throws DerFault BAD_OBJECT_IDENTIFIER */
export function readOid(node: DerNode, what = 'an OBJECT IDENTIFIER', expected: number = tag.objectIdentifier): string {
  const { content } = expectTag(node, expected, what);
  const refuse = () => new DerFault('BAD_OBJECT_IDENTIFIER', node.offset, `${what} is not well formed`);
  if (content.length === 0 || content.length > longestIdentifier || (content.at(-1) ?? 0) >= 0x80) throw refuse();
  const arcs: string[] = [];
  let value = 0n;
  let atStart = true;
  for (const octet of content) {
    if (atStart && octet === 0x80) throw refuse(); // leading zeros, X.690 §8.19.2
    value = (value << 7n) | BigInt(octet & 0x7f);
    atStart = octet < 0x80;
    if (!atStart) continue;
    if (arcs.length === 0) {
      const root = value < 40n ? 0n : value < 80n ? 1n : 2n;
      arcs.push(String(root), String(value - root * 40n));
    } else arcs.push(String(value));
    value = 0n;
  }
  return arcs.join('.');
}

/** NULL. @throws DerFault BAD_VALUE when it has content */
export function readNull(node: DerNode, what = 'a NULL'): void {
  if (expectTag(node, tag.null, what).content.length > 0) {
    throw new DerFault('BAD_VALUE', node.offset, `${what} has content`);
  }
}
