import { merkleHashBytes, nodeHash, sha256 } from '../../../kernel/pure/index.ts';

/** Root of the tree without leaves (RFC 6962 §2.1). */
export const emptyRoot: Buffer = sha256('');

/**
 * The right edge of a tree: roots of the perfect subtrees it is made of, from the largest to the smallest, one for each bit
 * that is set in the number of leaves. It is all that appending needs of what was there before.
 */
export type Edge = readonly Buffer[];

/** Takes hashes that stand one behind the other apart. @throws RangeError when the length does not fit the size */
export function edgeOf(size: number, bytes: Uint8Array): Edge {
  if (bytes.length !== ones(size) * merkleHashBytes) throw new RangeError('an edge does not fit the size of its tree');
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / merkleHashBytes }, (_, index) =>
    all.subarray(index * merkleHashBytes, (index + 1) * merkleHashBytes),
  );
}

/** Root of the tree with this edge (RFC 6962 §2.1): the smaller subtrees are folded into the larger. */
export function rootOfEdge(edge: Edge): Buffer {
  return edge.length === 0 ? emptyRoot : edge.reduceRight((right, left) => nodeHash(left, right));
}

/** What appending leaves to a tree gives. */
export interface Appended {
  readonly size: number;
  readonly root: Buffer;
  readonly edge: Edge;
  /** Inclusion path of the leaf with this index, one of those appended, in the new tree: one line of base64 for each hash. */
  pathLines(index: number): string;
}

interface Level {
  /** Index of the first node held. */
  readonly first: number;
  readonly nodes: readonly Buffer[];
}

/**
 * Appends leaves at the right edge, without anything else of the tree: about one hash for each leaf, whatever the size.
 * @param edge the edge of the tree with `size` leaves
 * @param leaves hashes of the new leaves, at least one
 */
export function appendToEdge(size: number, edge: Edge, leaves: readonly Buffer[]): Appended {
  const newSize = size + leaves.length;
  const levels: Level[] = [];
  let fresh: readonly Buffer[] = leaves;
  for (let height = 0; ; height += 1) {
    const begin = shifted(size, height);
    // An odd number of nodes before us: the last of them is in the edge, and the left half of a pair with our first.
    const left = begin % 2 === 1 ? edge[onesAbove(size, height)] : undefined;
    if (begin % 2 === 1 && left === undefined) throw new RangeError('an edge does not fit the size of its tree');
    const level: Level =
      left === undefined ? { first: begin, nodes: fresh } : { first: begin - 1, nodes: [left, ...fresh] };
    levels.push(level);
    if (level.first === 0 && level.nodes.length === 1) break;
    fresh = pairs(level.nodes);
  }
  const suffixes = levels.map(() => new Map<number, string>());
  const pathFrom = (height: number, index: number): string => {
    const level = levels[height];
    if (level === undefined || height === levels.length - 1) return '';
    const known = suffixes[height]?.get(index);
    if (known !== undefined) return known;
    // The last node of a level with an odd number of them goes up as it is, without a sibling.
    const sibling = level.nodes[(index % 2 === 0 ? index + 1 : index - 1) - level.first];
    const above = pathFrom(height + 1, Math.floor(index / 2));
    const lines = sibling === undefined ? above : `${sibling.toString('base64')}\n${above}`;
    suffixes[height]?.set(index, lines);
    return lines;
  };
  return {
    size: newSize,
    root: levels.at(-1)?.nodes[0] ?? emptyRoot,
    edge: newEdge(newSize, size, edge, levels),
    pathLines: (index) => pathFrom(0, index),
  };
}

function newEdge(newSize: number, size: number, edge: Edge, levels: readonly Level[]): Edge {
  const roots: Buffer[] = [];
  for (let height = levels.length; height >= 0; height -= 1) {
    const count = shifted(newSize, height);
    if (count % 2 === 0) continue;
    const level = levels[height];
    const node = level?.nodes[count - 1 - level.first] ?? edge[onesAbove(size, height)];
    if (node === undefined) throw new RangeError('an edge does not fit the size of its tree');
    roots.push(node);
  }
  return roots;
}

function pairs(nodes: readonly Buffer[]): readonly Buffer[] {
  const above: Buffer[] = [];
  for (let index = 0; index < nodes.length; index += 2) {
    const left = nodes[index];
    const right = nodes[index + 1];
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

/** `size` without its lowest `height` bits; sizes go beyond the 32 bits of the shift operators. */
function shifted(size: number, height: number): number {
  return Math.floor(size / 2 ** height);
}

function ones(size: number): number {
  return [...size.toString(2)].filter((bit) => bit === '1').length;
}

/** How many bits are set above this one: where the subtree of that height stands in the edge. */
function onesAbove(size: number, height: number): number {
  return ones(shifted(size, height + 1));
}
