import { merkleHashBytes, nodeHash } from '../../kernel/index.ts';

// A tree of any size has one shape (RFC 6962 §2.1, the same in RFC 9162 §2.1).

/** A tree over leaf hashes. */
export interface Tree {
  readonly root: Buffer;
  /** The hashes that lead from a leaf to the root, the lowest first. @param index from 0, below the number of leaves */
  pathOf(index: number): readonly Buffer[];
}

/**
 * Builds the tree over at least one leaf hash. Level by level, a node without a sibling goes up as it is: the shape that
 * RFC 6962 §2.1 defines by the largest power of two.
 */
export function treeOf(leaves: readonly Buffer[]): Tree {
  const levels = [leaves];
  let level = leaves;
  while (level.length > 1) {
    level = above(level);
    levels.push(level);
  }
  const [root] = level;
  if (root === undefined) throw new TypeError('a tree has at least one leaf');
  return {
    root,
    pathOf: (index) =>
      levels.slice(0, -1).flatMap((nodes, height) => {
        const sibling = nodes[(index >> height) ^ 1];
        return sibling === undefined ? [] : [sibling];
      }),
  };
}

function above(level: readonly Buffer[]): readonly Buffer[] {
  const next: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const left = level[index] as Buffer; // within the bounds of the loop
    const right = level[index + 1];
    next.push(right === undefined ? left : nodeHash(left, right));
  }
  return next;
}

/** Hashes on the path of a leaf. @param index from 0, below `size` */
export function pathLength(index: number, size: number): number {
  let length = 0;
  for (let node = index, last = size - 1; last > 0; node >>= 1, last >>= 1) {
    if ((node & 1) === 1 || node < last) length += 1;
  }
  return length;
}

/**
 * The root to which a path leads (RFC 9162 §2.1.3.2); undefined when the path is not as long as the place asks for.
 * @param options.path hashes one after the other
 */
export function rootOver(options: { leaf: Buffer; index: number; size: number; path: Uint8Array }): Buffer | undefined {
  const { index, size, path } = options;
  if (path.length !== pathLength(index, size) * merkleHashBytes) return undefined;
  let at = 0;
  let root = options.leaf;
  for (let node = index, last = size - 1; last > 0; node >>= 1, last >>= 1) {
    const isRight = (node & 1) === 1;
    // The last of an odd number of nodes went up as it is.
    if (!isRight && node === last) continue;
    const sibling = path.subarray(at, at + merkleHashBytes);
    at += merkleHashBytes;
    root = isRight ? nodeHash(sibling, root) : nodeHash(root, sibling);
  }
  return root;
}
