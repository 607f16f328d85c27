import { fromBase64, sha256, utf8 } from './bytes.ts';

const leafMark = Uint8Array.of(0);
const nodeMark = Uint8Array.of(1);

/** Hash of a leaf (RFC 6962 §2.1). */
export const leafHash = (entry: string) => sha256(leafMark, utf8(entry));

/** Hash of two nodes (RFC 6962 §2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(nodeMark, left, right);

/** Inclusion of one leaf with the checkpoint that it leads to (C2SP tlog-proof). */
export interface Proof {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** A path in a tree of 2^53 leaves is no longer. */
const longestPath = 53;

/** @returns undefined for what is no proof */
export function parseProof(text: string): Proof | undefined {
  const end = text.indexOf('\n\n');
  const [first, ...rest] = text.slice(0, Math.max(end, 0)).split('\n');
  if (first !== 'c2sp.org/tlog-proof@v1') return undefined;
  if (rest[0]?.startsWith('extra ') === true) rest.shift();
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(rest.shift() ?? '') ?? [];
  const path = rest.map(fromBase64);
  if (index === undefined || path.length > longestPath || !path.every((hash) => hash?.length === 32)) return undefined;
  return { index: Number(index), path: path as Uint8Array[], checkpoint: text.slice(end + 2) };
}

/** Root that a path leads to (RFC 9162 §2.1.3.2), or undefined when it is too long or too short for its place. */
export async function rootOfPath(options: {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly path: readonly Uint8Array[];
}): Promise<Uint8Array | undefined> {
  const { index, size, path } = options;
  if (index < 0 || index >= size) return undefined;
  let node = options.leaf;
  let place = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      node = await nodeHash(sibling, node);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else node = await nodeHash(node, sibling);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : undefined;
}

/** Gives the bytes of a tile of the log: `width` hashes (C2SP tlog-tiles). */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array>;

const tileHeight = 8;
const tileWidth = 256;
const hashLength = 32;

/** Root of the first `size` leaves, out of the tiles of a log of `whole` leaves. */
export async function rootOfSize(options: {
  readonly size: number;
  readonly whole: number;
  readonly readTile: ReadTile;
}): Promise<Uint8Array> {
  const { size, whole, readTile } = options;
  if (size === 0) return sha256();
  const kept = new Map<string, Promise<Uint8Array>>();
  const tile = (level: number, index: number) => {
    const key = `${level}/${index}`;
    const there = Math.floor(whole / tileWidth ** level) - index * tileWidth;
    const read = kept.get(key) ?? readTile(level, index, Math.min(there, tileWidth));
    kept.set(key, read);
    return read;
  };
  const subtree = async (height: number, index: number): Promise<Uint8Array> => {
    const level = Math.floor(height / tileHeight);
    const above = height - level * tileHeight;
    // Nodes of this height lie 2^above apart in the tile below them.
    const first = index * 2 ** above;
    const bytes = await tile(level, Math.floor(first / tileWidth));
    const from = first % tileWidth;
    let nodes = Array.from({ length: 2 ** above }, (_, each) =>
      bytes.subarray((from + each) * hashLength, (from + each + 1) * hashLength),
    );
    while (nodes.length > 1) {
      const pairs = nodes.filter((_, place) => place % 2 === 0);
      nodes = await Promise.all(pairs.map((left, place) => nodeHash(left, nodes[place * 2 + 1] ?? left)));
    }
    return nodes[0] ?? new Uint8Array();
  };
  const range = async (begin: number, end: number): Promise<Uint8Array> => {
    const width = end - begin;
    const height = Math.round(Math.log2(width));
    if (2 ** height === width) return subtree(height, begin / width);
    const middle = begin + 2 ** Math.floor(Math.log2(width));
    return nodeHash(await range(begin, middle), await range(middle, end));
  };
  return range(0, size);
}
