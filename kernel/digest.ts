import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256 of bytes, or of a text's UTF-8. Asked for a buffer, Node gives each its own memory outside of the heap, which costs
 * twice what the hash does and the garbage collector once more; a text of 32 characters is copied into memory that many share.
 */
export function sha256(data: Uint8Array | string): Buffer {
  return Buffer.from(hash('sha256', data, 'binary'), 'latin1');
}

/** HMAC-SHA-256; the key stays secret, so equal inputs can be found again without saying what they are. */
export function keyedHash(key: Uint8Array, data: Uint8Array | string): Buffer {
  return Buffer.from(createHmac('sha256', key).update(data).digest('binary'), 'latin1');
}

/** Compares without telling by its duration where two secrets differ. Different lengths are unequal. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
