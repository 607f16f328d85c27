import { sha256 } from './digest.ts';

// RFC 6962 §2.1 (the same in RFC 9162 §2.1): a leaf and a node are hashed with different first bytes, so that neither
// ever passes for the other.

/** Bytes of every hash of a Merkle tree (SHA-256). */
export const merkleHashBytes = 32;

/** SHA-256(0x00 ‖ entry). @param entry bytes, or a text for its UTF-8 */
export function leafHash(entry: Uint8Array | string): Buffer {
  if (typeof entry === 'string') return sha256(`\0${entry}`);
  const input = Buffer.allocUnsafe(1 + entry.length);
  input[0] = 0x00;
  input.set(entry, 1);
  return sha256(input);
}

/** 0x01 and room for two hashes: a node is hashed in one go, and nothing is allocated for it but what comes out. */
const nodeInput = Buffer.alloc(1 + 2 * merkleHashBytes, 0x01);

/** SHA-256(0x01 ‖ left ‖ right). @throws RangeError when one of the two is no hash */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== merkleHashBytes || right.length !== merkleHashBytes)
    throw new RangeError('a node is made of two hashes');
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + merkleHashBytes);
  return sha256(nodeInput);
}
