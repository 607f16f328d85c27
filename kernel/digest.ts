import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of bytes, or of a text's UTF-8. */
export function sha256(data: Uint8Array | string): Buffer {
  return hash('sha256', data, 'buffer');
}

/** HMAC-SHA-256; the key stays secret, so equal inputs can be found again without saying what they are. */
export function keyedHash(key: Uint8Array, data: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Compares without telling by its duration where two secrets differ. Different lengths are unequal. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
