import { canonicalJson, leafHash, merkleHashBytes } from '../../../kernel/pure/index.ts';
import { commitsTo, parseLeaf } from '../leaf.ts';
import { appendToEdge, type Edge, rootOfEdge } from '../tree/edge.ts';
import { isSignedBy, type LogVerifier, type SignedCheckpoint } from './checkpoint.ts';
import { entriesIn, foldAll, hashesIn, type TileSource, tileWidth, widthOf } from './tiles.ts';

/** Something in a log that is not as it should be, and where. */
export interface LogFinding {
  readonly what: 'entry' | 'leaf-hash' | 'node' | 'opening' | 'head' | 'checkpoint';
  /** Leaves that it touches: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly detail: string;
}

/** A row that opens a leaf, as it is stored. */
export interface StoredOpening {
  readonly leaf: number;
  readonly part: number;
  readonly holder: Buffer | null;
  readonly disclosures: string;
}

/** A log to be replayed. */
export interface LogView {
  readonly size: number;
  readonly source: TileSource;
  /** Roots that it must come to, the head's own among them. */
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly verifier: LogVerifier;
  /** Root of the head as it is kept; undefined where there is none beside the checkpoint. */
  readonly headRoot?: Buffer | undefined;
  /** What opens the leaves from one to before another, in order; left out where it is not to be had. */
  readonly openings?: ((from: number, to: number) => Promise<readonly StoredOpening[]>) | undefined;
}

/** What replaying came to. */
export interface Replay {
  readonly leaves: number;
  readonly root: Buffer;
  /** Leaves that can still be opened. */
  readonly opened: number;
  readonly findings: readonly LogFinding[];
}

/** Findings after which there is no point in more. */
const mostFindings = 1_000;

/**
 * Replays a log from its first leaf: each entry against its hash, hashes against the nodes above them, openings against
 * the leaves, and the root of every checkpoint's size against the checkpoint. Two tiles of leaves are in memory at a time: one
 * is checked while the next one is read.
 */
export async function replayLog(view: LogView): Promise<Replay> {
  const findings: LogFinding[] = [];
  const note = (finding: LogFinding) => findings.length < mostFindings && findings.push(finding);
  const nodes = nodeChecker(view, note);
  const heads = headChecker(view, note);
  let opened = 0;
  let next = readTile(view, 0);
  for (let index = 0; index * tileWidth < view.size; index += 1) {
    const { from, width, bundle, tile, openings } = await next;
    next = readTile(view, index + 1);
    // Looked at in its turn; until then a failure of it is nobody's.
    next.catch(() => {});
    const entries = entriesIn(bundle, width);
    if (tile.length !== width * merkleHashBytes)
      note({ what: 'leaf-hash', from, to: from + width, detail: 'hashes of leaves are missing' });
    const stored = hashesIn(tile.subarray(0, tile.length - (tile.length % merkleHashBytes)));
    const made = entries.map(leafHash);
    const differing = made.flatMap((hash, at) => (stored[at]?.equals(hash) === true ? [] : [at]));
    const hashes = await nodes.judge({ index, width, made, stored, differing });
    for (const at of differing) {
      const isEntry = hashes !== made || entries[at]?.length === 0;
      note({
        what: isEntry ? 'entry' : 'leaf-hash',
        from: from + at,
        to: from + at + 1,
        detail: isEntry ? 'the entry does not have the hash that the tree holds' : 'the kept hash is not the entry’s',
      });
    }
    heads.add(hashes);
    opened += checkOpenings(entries, from, openings, note);
  }
  return { leaves: heads.size(), root: heads.finish(), opened, findings };
}

/** A tile of leaves with what opens them; an empty one behind the end of the log. */
async function readTile({ size, source, openings }: LogView, index: number) {
  const from = index * tileWidth;
  const width = from < size ? widthOf({ level: 0, index }, size) : 0;
  const [bundle, tile, opening] = await Promise.all(
    width === 0
      ? [Buffer.alloc(0), Buffer.alloc(0), []]
      : [source.bundle(index, width), source.tile(0, index, width), openings?.(from, from + width) ?? []],
  );
  return { from, width, bundle, tile, openings: opening };
}

type Note = (finding: LogFinding) => void;

/** Holds what is kept of the levels above the leaves against what they come to. */
function nodeChecker({ source, size, headRoot, checkpoints }: LogView, note: Note) {
  const rows: Buffer[][] = [];
  const climb = async (level: number, index: number, hash: Buffer): Promise<void> => {
    const known = await nodeAt(level, index);
    const span = tileWidth ** level;
    const isKept = known?.equals(hash) === true;
    if (!isKept)
      note({
        what: 'node',
        from: index * span,
        to: (index + 1) * span,
        detail: `node ${index} of level ${level} is not the root of the leaves below it`,
      });
    const row = rows[level] ?? [];
    rows[level] = row;
    row.push(hash);
    if (row.length === tileWidth) {
      rows[level] = [];
      await climb(level + 1, Math.floor(index / tileWidth), foldAll(row));
    }
  };
  const tiles = new Map<number, { index: number; tile: Promise<Buffer> }>();
  const nodeAt = async (level: number, index: number): Promise<Buffer | undefined> => {
    const tileIndex = Math.floor(index / tileWidth);
    let kept = tiles.get(level);
    if (kept?.index !== tileIndex) {
      const width = widthOf({ level, index: tileIndex }, size);
      kept = { index: tileIndex, tile: source.tile(level, tileIndex, width) };
      tiles.set(level, kept);
    }
    return hashesIn(await kept.tile)[index % tileWidth];
  };
  return {
    /** Which hashes of a tile are the tree's: those made of the entries, or, where they differ, those that fit the node above. */
    async judge(tile: {
      index: number;
      width: number;
      made: readonly Buffer[];
      stored: readonly Buffer[];
      differing: readonly number[];
    }): Promise<readonly Buffer[]> {
      const { index, width, made, stored, differing } = tile;
      const isWhole = width === tileWidth && made.length === width;
      let right = made;
      if (differing.length > 0 && stored.length === width) {
        const above = isWhole ? await nodeAt(1, index) : undefined;
        // In the last tile nothing is above but the head; an entry is likelier changed than its hash.
        const fits = above === undefined || !foldAll(made).equals(above);
        if (fits && (above === undefined || foldAll(stored).equals(above))) right = stored;
        if (above === undefined && leadsToHead(index, made)) right = made;
      }
      if (width === tileWidth && right.length === width) await climb(1, index, foldAll(right));
      return right;
    },
  };

  /** Do these last hashes, behind the whole tiles before them, come to the root that is kept? */
  function leadsToHead(index: number, last: readonly Buffer[]): boolean {
    const expected = headRoot ?? checkpoints.find((each) => each.size === size)?.root;
    let edge: Edge = [];
    let count = 0;
    // The whole tiles before are in the rows, the highest level first.
    for (let level = rows.length - 1; level >= 1; level -= 1) {
      const row = rows[level] ?? [];
      if (row.length === 0) continue;
      const next = appendToEdge(count / tileWidth ** level, edge, row);
      edge = next.edge;
      count = next.size * tileWidth ** level;
    }
    if (count !== index * tileWidth || expected === undefined) return false;
    return last.length > 0 && appendToEdge(count, edge, last).root.equals(expected);
  }
}

/** Holds the roots that were signed, and the head, against those that the leaves come to. */
function headChecker({ size, verifier, checkpoints, headRoot }: LogView, note: Note) {
  let edge: Edge = [];
  let count = 0;
  const due = checkpoints.toSorted((a, b) => a.size - b.size);
  const check = () => {
    for (let next = due[0]; next !== undefined && next.size <= count; next = due[0]) {
      due.shift();
      if (next.origin !== verifier.name || !isSignedBy(next, verifier))
        note({
          what: 'checkpoint',
          from: 0,
          to: next.size,
          detail: `a checkpoint of ${next.size} leaves is not signed by the log`,
        });
      else if (next.size === count && !rootOfEdge(edge).equals(next.root))
        note({
          what: 'checkpoint',
          from: 0,
          to: next.size,
          detail: `the root of the first ${next.size} leaves is not the one that was signed: the log is forked`,
        });
    }
  };
  check();
  return {
    size: () => count,
    add(hashes: readonly Buffer[]) {
      let at = 0;
      while (at < hashes.length) {
        const stop = Math.min(hashes.length, (due[0]?.size ?? Number.MAX_SAFE_INTEGER) - count + at);
        const tree = appendToEdge(count, edge, hashes.slice(at, stop));
        ({ edge, size: count } = tree);
        at = stop;
        check();
      }
    },
    finish(): Buffer {
      for (const { size: signed } of due)
        note({
          what: 'checkpoint',
          from: count,
          to: signed,
          detail: `${signed} leaves were signed, and there are ${count}`,
        });
      const root = rootOfEdge(edge);
      if (count !== size || (headRoot !== undefined && !headRoot.equals(root)))
        note({ what: 'head', from: 0, to: size, detail: 'the kept head is not that of the leaves' });
      return root;
    },
  };
}

/** Holds what opens leaves against them. @returns how many of the leaves can be opened */
function checkOpenings(
  entries: readonly Buffer[],
  first: number,
  openings: readonly StoredOpening[],
  note: Note,
): number {
  const opened = new Set<number>();
  for (const row of openings) {
    const detail = faultOf(entries[row.leaf - first], row);
    if (detail === undefined && row.part === 0) opened.add(row.leaf);
    if (detail !== undefined) note({ what: 'opening', from: row.leaf, to: row.leaf + 1, detail });
  }
  return opened.size;
}

function faultOf(entry: Buffer | undefined, { part, holder, disclosures }: StoredOpening): string | undefined {
  const leaf = entry === undefined ? undefined : parseLeaf(entry.toString());
  // An entry that cannot be read is reported by itself.
  if (leaf === undefined) return undefined;
  const opened = openedBy(disclosures);
  if (opened === undefined) return 'what opens the leaf cannot be read, or is not spelled as it was written';
  const names: string[] = [];
  let tag: unknown;
  for (const { text, name, value } of opened) {
    if (!commitsTo(leaf, text, name)) return 'what opens the leaf does not fit it';
    names.push(name);
    if (name === 'holder') tag = value;
  }
  if ((holder?.toString('base64url') ?? undefined) !== tag) return 'it is kept for another holder than the leaf’s';
  const isCommon = part === 0;
  const expected = isCommon ? Object.keys(leaf.commitments).filter((name) => name !== 'request') : ['holder'];
  const isWhole = expected.every((name) => names.includes(name)) && (isCommon || names.length === 1);
  return isWhole ? undefined : 'a part of what opens the leaf is missing';
}

/** The disclosures of a row; undefined for what is not spelled in their one way. Each is parsed once: there are millions. */
function openedBy(disclosures: string): readonly { text: string; name: string; value: unknown }[] | undefined {
  try {
    const all: unknown = JSON.parse(disclosures);
    if (!Array.isArray(all)) return undefined;
    const opened = all.map((each: unknown) => {
      const [, name, value]: unknown[] = Array.isArray(each) ? each : [];
      return { text: canonicalJson(each), name: String(name), value };
    });
    return `[${opened.map(({ text }) => text).join(',')}]` === disclosures ? opened : undefined;
  } catch {
    return undefined;
  }
}
