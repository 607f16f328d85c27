import { hash } from 'node:crypto';

/** Length in bytes of every hash of the tree (SHA-256). */
export const hashLength = 32;

/** Hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962 §2.1). @param entry bytes, or a text for its UTF-8 */
export function leafHash(entry: Uint8Array | string): Buffer {
  if (typeof entry === 'string') return hash('sha256', `\0${entry}`, 'buffer');
  return hash('sha256', Buffer.concat([leafPrefix, entry]), 'buffer');
}

const leafPrefix = Buffer.of(0);
/** 0x01 and room for two hashes: a node is hashed in one go, and nothing is allocated for it but what comes out. */
const scratch = Buffer.alloc(1 + 2 * hashLength, 1);

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== hashLength || right.length !== hashLength) throw new RangeError('a node is made of two hashes');
  scratch.set(left, 1);
  scratch.set(right, 1 + hashLength);
  return hash('sha256', scratch, 'buffer');
}

/** Root of the tree without leaves (RFC 6962 §2.1). */
export const emptyRoot: Buffer = hash('sha256', '', 'buffer');
