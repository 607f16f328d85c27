import type { KeyObject } from 'node:crypto';
import { leafHash, merkleHashBytes } from '../../../kernel/index.ts';
import type { SignatureAlgorithm } from '../keys.ts';
import { maxTreeSize } from '../limits.ts';
import { pathLength, rootOver, treeOf } from '../merkle.ts';
import { signatureLength, signText } from './signature-base.ts';

/** Algorithms that sign the root of a tree of requests; the parameter `alg` has to name them. */
export const treeAlgorithmNames: Readonly<Record<SignatureAlgorithm, string>> = {
  ES256: 'hufu-merkle-ecdsa-p256-sha256',
  EdDSA: 'hufu-merkle-ed25519',
};

/** No signature base holds a zero byte, so what is signed over a root never passes for one. */
const rootDomain = Buffer.from('hufu-requests-root\0', 'latin1');

/** The root's signature, and the size of its tree: the same in all signatures of one tree. */
const proofBytes = signatureLength + 2;
/** The place in the tree stands behind that, and before the path. */
const headBytes = proofBytes + 2;

/** The text over which a tree is signed: its domain, its size in four bytes, the highest first, and its root. */
export function rootText(size: number, root: Uint8Array): Buffer {
  const text = Buffer.allocUnsafe(rootDomain.length + 4 + merkleHashBytes);
  text.set(rootDomain);
  text.writeUInt32BE(size, rootDomain.length);
  text.set(root, rootDomain.length + 4);
  return text;
}

/**
 * Signs requests that leave together: one signature over the root of the tree of their bases (RFC 6962 hashing).
 * @param bases 1 to 256 signature bases, whose `alg` is of {@link treeAlgorithmNames}
 * @returns for each: 64 bytes of signature, size and index in two bytes each, and the hashes that lead to the root
 */
export function signTree(bases: readonly string[], key: { key: KeyObject; alg: SignatureAlgorithm }): Buffer[] {
  const size = bases.length;
  if (size > maxTreeSize) throw new RangeError(`at most ${maxTreeSize} requests are signed together`);
  const { root, pathOf } = treeOf(bases.map(leafHash));
  const signature = signText(rootText(size, root), key);
  return bases.map((_base, index) => {
    const path = pathOf(index);
    const bytes = Buffer.allocUnsafe(headBytes + path.length * merkleHashBytes);
    bytes.set(signature);
    bytes.writeUInt16BE(size, signatureLength);
    bytes.writeUInt16BE(index, proofBytes);
    let at = headBytes;
    for (const sibling of path) {
      bytes.set(sibling, at);
      at += merkleHashBytes;
    }
    return bytes;
  });
}

/** One request's signature out of a tree. */
export interface TreeSignature {
  /** Signature and size, the same in the whole tree. */
  readonly proof: Buffer;
  readonly signature: Buffer;
  readonly size: number;
  readonly index: number;
  readonly path: Buffer;
}

export type TreeFault =
  /** No tree has this size, or none of this size this place. */
  | { readonly code: 'NO_SUCH_PLACE' }
  /** More or fewer bytes than a signature of this place has. */
  | { readonly code: 'WRONG_LENGTH'; readonly expected: number };

/** Reads what {@link signTree} gives for one request. */
export function readTreeSignature(signature: Uint8Array): TreeSignature | TreeFault {
  if (signature.length < headBytes) return { code: 'WRONG_LENGTH', expected: headBytes };
  const bytes = Buffer.from(signature.buffer, signature.byteOffset, signature.length);
  const size = bytes.readUInt16BE(signatureLength);
  const index = bytes.readUInt16BE(proofBytes);
  if (size > maxTreeSize || index >= size) return { code: 'NO_SUCH_PLACE' };
  const expected = headBytes + pathLength(index, size) * merkleHashBytes;
  if (bytes.length !== expected) return { code: 'WRONG_LENGTH', expected };
  return {
    proof: bytes.subarray(0, proofBytes),
    signature: bytes.subarray(0, signatureLength),
    size,
    index,
    path: bytes.subarray(headBytes),
  };
}

/** The root to which a request's base leads from its place; undefined when the path is not as long as the place asks for. */
export function rootOfRequest(base: string, { index, size, path }: TreeSignature): Buffer | undefined {
  return rootOver({ leaf: leafHash(base), index, size, path });
}
