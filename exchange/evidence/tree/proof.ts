import { nodeHash } from '../../../kernel/pure/index.ts';

/**
 * Root that an inclusion path leads to (RFC 9162 §2.1.3.2, the check of RFC 6962 §2.1.1 written as an algorithm), or undefined
 * when the path is longer or shorter than that place in a tree of that size has it.
 */
export function rootOfPath(options: {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly path: readonly Uint8Array[];
}): Uint8Array | undefined {
  const { index, size, path } = options;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let node: Uint8Array = options.leaf;
  let place = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : undefined;
}

/** Gives the root of the perfect subtree of 2^height leaves that begins at leaf `index · 2^height`. */
export type Subtree = (height: number, index: number) => Promise<Buffer>;

/** Inclusion path of a leaf in the tree of the first `size` leaves (PATH of RFC 6962 §2.1.1), from subtrees that are stored. */
export function inclusionPath(index: number, size: number, subtree: Subtree): Promise<readonly Buffer[]> {
  const path = async (begin: number, end: number): Promise<readonly Buffer[]> => {
    if (end - begin <= 1) return [];
    const middle = begin + largestPowerBelow(end - begin);
    return index < middle
      ? [...(await path(begin, middle)), await rootOfRange(middle, end, subtree)]
      : [...(await path(middle, end)), await rootOfRange(begin, middle, subtree)];
  };
  return path(0, size);
}

/** Root of the tree over the leaves from `begin` to before `end`, where `begin` is a place at which a subtree may begin. */
export async function rootOfRange(begin: number, end: number, subtree: Subtree): Promise<Buffer> {
  const width = end - begin;
  const height = Math.round(Math.log2(width));
  if (2 ** height === width) return subtree(height, begin / width);
  const middle = begin + largestPowerBelow(width);
  const [left, right] = await Promise.all([rootOfRange(begin, middle, subtree), rootOfRange(middle, end, subtree)]);
  return nodeHash(left, right);
}

/** The largest power of two smaller than `n` (RFC 6962 §2.1); `n` at least 2. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
