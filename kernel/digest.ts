import { hash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256 of bytes, or of a text's UTF-8. Asked for a buffer, Node gives each its own memory outside of the heap, which costs
 * twice what the hash does and the garbage collector once more; a text of 32 characters is copied into memory that many share.
 */
export function sha256(data: Uint8Array | string): Buffer {
  return Buffer.from(hash('sha256', data, 'binary'), 'latin1');
}

/** Bytes of a block of SHA-256. */
const blockBytes = 64;
/** Room for the key's block and what is digested; longer data is given room of its own. */
const innerRoom = Buffer.alloc(blockBytes + 1_024);
const outerRoom = Buffer.alloc(blockBytes + 32);

/**
 * HMAC-SHA-256 (RFC 2104 §2); the key stays secret, so equal inputs can be found again without saying what they are. Made of
 * two digests: `createHmac` looks the algorithm up and makes an object and a key each time, for twice the time of all this.
 */
export function keyedHash(key: Uint8Array, data: Uint8Array | string): Buffer {
  const block = key.length > blockBytes ? sha256(key) : key;
  const length = blockBytes + (typeof data === 'string' ? Buffer.byteLength(data) : data.length);
  const inner = length <= innerRoom.length ? innerRoom.subarray(0, length) : Buffer.allocUnsafe(length);
  for (let at = 0; at < blockBytes; at += 1) {
    const byte = block[at] ?? 0;
    inner[at] = byte ^ 0x36;
    outerRoom[at] = byte ^ 0x5c;
  }
  if (typeof data === 'string') inner.write(data, blockBytes);
  else inner.set(data, blockBytes);
  outerRoom.write(hash('sha256', inner, 'binary'), blockBytes, 'latin1');
  return sha256(outerRoom);
}

/** Compares without telling by its duration where two secrets differ. Different lengths are unequal. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
