import { createHash, hash as oneShot } from 'node:crypto';

/** What derived bytes are for (RFC 7292 appendix B.3). */
export type DerivationPurpose = 'key' | 'iv' | 'mac';

const purposeId: Readonly<Record<DerivationPurpose, number>> = { key: 1, iv: 2, mac: 3 };

/** Block length v and output length u, in bytes, of the digests stores use. */
const sizes: Readonly<Record<string, { v: number; u: number }>> = {
  sha1: { v: 64, u: 20 },
  sha224: { v: 64, u: 28 },
  sha256: { v: 64, u: 32 },
  sha384: { v: 128, u: 48 },
  sha512: { v: 128, u: 64 },
  sm3: { v: 64, u: 32 },
};

/**
 * Derives bytes from a password as PKCS #12 does (RFC 7292 appendix B.2).
 * @param options.password its bytes as a BMPString with two zero bytes at the end: {@link bmpPassword}
 * @throws RangeError for a digest that stores do not use
 */
export function pkcs12Derive(options: {
  digest: string;
  password: Buffer;
  salt: Uint8Array;
  iterations: number;
  purpose: DerivationPurpose;
  length: number;
}): Buffer {
  const size = sizes[options.digest];
  if (size === undefined) throw new RangeError('no digest of PKCS #12');
  const { v, u } = size;
  const diversifier = Buffer.alloc(v, purposeId[options.purpose]);
  const input = Buffer.concat([fillBlocks(options.salt, v), fillBlocks(options.password, v)]);
  const blocks = Math.ceil(options.length / u);
  const derived: Buffer[] = [];
  for (let block = 0; block < blocks; block += 1) {
    let a = createHash(options.digest).update(diversifier).update(input).digest();
    for (let round = 1; round < options.iterations; round += 1) a = oneShot(options.digest, a, 'buffer');
    derived.push(a);
    if (block + 1 < blocks) addToBlocks(input, fillBlocks(a, v).subarray(0, v), v);
  }
  return Buffer.concat(derived).subarray(0, options.length);
}

/** A password as PKCS #12 hashes it: UTF-16, high byte first, and a terminating zero (RFC 7292 appendix B.1). */
export function bmpPassword(password: string): Buffer {
  const encoded = Buffer.from(`${password}\0`, 'utf16le');
  return encoded.swap16();
}

/** `bytes` repeated to a whole number of blocks; nothing stays nothing. */
function fillBlocks(bytes: Uint8Array, v: number): Buffer {
  const length = v * Math.ceil(bytes.length / v);
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, Buffer.from(bytes));
}

/** Adds b + 1 to every block, modulo 2^(8v). */
function addToBlocks(input: Buffer, b: Buffer, v: number): void {
  for (let start = 0; start < input.length; start += v) {
    let carry = 1;
    for (let at = v - 1; at >= 0; at -= 1) {
      carry += (input[start + at] ?? 0) + (b[at] ?? 0);
      input[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}
