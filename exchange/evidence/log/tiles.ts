import { merkleHashBytes, nodeHash } from '../../../kernel/pure/index.ts';
import type { Subtree } from '../tree/proof.ts';

/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256;
const tileHeight = 8;

/** A part of a log as it is published: hashes of a level, or entries. */
export interface TilePath {
  /** Undefined: a bundle of entries. */
  readonly level: number | undefined;
  readonly index: number;
  /** Hashes or entries in it. */
  readonly width: number;
}

/**
 * Reads what follows `/tile/`: `<L>/<N>[.p/<W>]` or `entries/<N>[.p/<W>]`, with N in groups of three digits, all but the last
 * behind an x. @returns undefined for another spelling
 */
export function parseTilePath(path: string): TilePath | undefined {
  const [, kind = '', groups = '', partial] =
    /^(entries|0|[1-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path) ?? [];
  if (kind === '' || groups.startsWith('x000/')) return undefined;
  const width = partial === undefined ? tileWidth : Number(partial);
  if (partial !== undefined && width >= tileWidth) return undefined;
  return { level: kind === 'entries' ? undefined : Number(kind), index: Number(groups.replace(/[x/]/g, '')), width };
}

/** Writes what {@link parseTilePath} reads. */
export function tilePath({ level, index, width }: TilePath): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const place = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `${level ?? 'entries'}/${place}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Where a log's parts come from: a database, or somebody's server. */
export interface TileSource {
  /** `width` hashes of a level from `index · 256` on. */
  tile(level: number, index: number, width: number): Promise<Buffer>;
  /** `width` entries from `index · 256` on, each with its length in two bytes before it. */
  bundle(index: number, width: number): Promise<Buffer>;
}

/** How wide a tile is in a log of this size; 0 where there is none. */
export function widthOf(path: Omit<TilePath, 'width'>, size: number): number {
  const nodes = Math.floor(size / tileWidth ** (path.level ?? 0));
  return Math.max(0, Math.min(tileWidth, nodes - path.index * tileWidth));
}

/** Subtrees out of tiles. Each tile is fetched once, however many subtrees come out of it. */
export function subtreesOf(source: TileSource, size: number): Subtree {
  const tiles = new Map<string, Promise<Buffer>>();
  const tileAt = (level: number, index: number) => {
    const key = `${level}/${index}`;
    const known = tiles.get(key) ?? source.tile(level, index, widthOf({ level, index }, size));
    tiles.set(key, known);
    return known;
  };
  return async (height, index) => {
    const level = Math.floor(height / tileHeight);
    const count = 2 ** (height % tileHeight);
    const first = index * count;
    const tile = await tileAt(level, Math.floor(first / tileWidth));
    const start = (first % tileWidth) * merkleHashBytes;
    const end = start + count * merkleHashBytes;
    if (tile.length < end) throw new RangeError('a tile is shorter than the size of its log has it');
    return foldAll(hashesIn(tile.subarray(start, end)));
  };
}

/** The hashes that stand one behind the other. */
export function hashesIn(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / merkleHashBytes }, (_, index) =>
    bytes.subarray(index * merkleHashBytes, (index + 1) * merkleHashBytes),
  );
}

/** Root over a power of two of hashes. */
export function foldAll(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let index = 0; index + 1 < row.length; index += 2)
      above.push(nodeHash(row[index] as Buffer, row[index + 1] as Buffer));
    row = above;
  }
  const [root] = row;
  if (root === undefined) throw new RangeError('there is no root over nothing');
  return root;
}

/**
 * Takes a bundle of so many entries apart. From a length that does not come out on, the rest is empty: such entries hash to
 * nothing that any tree holds, and those behind them, in other batches, stay where they belong.
 */
export function entriesIn(bundle: Buffer, count: number): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; entries.length < count; ) {
    const end = at + 2 <= bundle.length ? at + 2 + bundle.readUInt16BE(at) : bundle.length + 1;
    if (end > bundle.length) break;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  while (entries.length < count) entries.push(nothing);
  return entries;
}

const nothing = Buffer.alloc(0);
