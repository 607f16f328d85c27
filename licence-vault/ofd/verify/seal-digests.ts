import type { CheckMethod } from './check-method.ts';

interface KnownSeal {
  /** A copy of our own: nothing larger is kept for its sake, and nobody writes into it. */
  readonly bytes: Buffer;
  readonly digests: Map<CheckMethod, Buffer>;
}

/** The last ones first. */
const known: KnownSeal[] = [];
const mostKnown = 16;
const largestKept = 256 * 1024;

/**
 * Digest of a seal's file. An office's one seal lies as the same file in everything that it seals, and telling that two files
 * are the same to the byte takes a fiftieth of the time of a digest.
 */
export function digestOfSeal(method: CheckMethod, bytes: Uint8Array): Buffer {
  if (bytes.length > largestKept) return method.digest(bytes);
  const place = known.findIndex((seal) => seal.bytes.equals(bytes));
  const seal = known[place] ?? { bytes: Buffer.from(bytes), digests: new Map<CheckMethod, Buffer>() };
  const digest = seal.digests.get(method) ?? method.digest(seal.bytes);
  seal.digests.set(method, digest);
  if (place !== 0) {
    if (place > 0) known.splice(place, 1);
    known.unshift(seal);
    if (known.length > mostKnown) known.pop();
  }
  return digest;
}
