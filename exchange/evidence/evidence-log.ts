import {
  type Clock,
  canonicalJson,
  type Database,
  deriveKey,
  isUniqueViolation,
  type Random,
} from '../../kernel/index.ts';
import { GroupCommit } from '../group-commit.ts';
import { isReplayed } from '../http/signature/admission.ts';
import { isClaimTaken } from '../http/signature/nonce-store.ts';
import { signatureProblems } from '../http/signature/problems.ts';
import { leaseRanOut } from '../quota/quota-store.ts';
import { adoptFormerEntries } from './adopt-entries.ts';
import type { EvidenceEntry, EvidenceLog, Receipt } from './entry.ts';
import { type LogSigner, logSigner } from './log/checkpoint.ts';
import {
  appendDurable,
  appendWithin,
  ensureHead,
  keepCheckpoint,
  type LogHead,
  largestBatch,
  type Placed,
  readDurableHead,
  readHead,
} from './log/log-store.ts';
import { proofText } from './log/tlog-proof.ts';
import { type EvidenceKeys, makeLeaf, type PreparedUse, prepareRequest } from './make-leaf.ts';
import { evidenceProblems } from './problems.ts';
import { appendToEdge, type Edge, rootOfEdge } from './tree/edge.ts';

/** Batches under way at once: while one waits for the disk, the next is written. PostgreSQL syncs them together. */
const lanes = 2;
/**
 * Milliseconds between two batches. What a batch costs is the batch: half a millisecond of PostgreSQL's and of the hub's
 * processor for a statement and a sync, and 0.03 ms for each use in it. A stream of 500 a second then goes three at a time
 * and costs 0.26 ms each in PostgreSQL, not 0.60; its median waits 3.7 ms longer. With 8 ms it is 0.22 and 4.8 ms longer.
 * One lane costs the same as two while the disk is quick, and waits for it when it is not.
 */
const paceMs = 6;
/** Uses that wait, at most. At the county's peak it takes seconds to fill; before that answers would be late anyway. */
const longestQueue = 4_096;

/** A log that is open: what a hub appends to and shows. */
export interface OpenLog extends EvidenceLog {
  readonly keys: EvidenceKeys;
  readonly signer: LogSigner;
  /** Appends in the caller's transaction. What it gives proves something once that has committed. */
  appendWithin(tx: Database, entry: EvidenceEntry): Promise<Receipt>;
  /** Appends several in the caller's transaction, together and in their order. */
  appendAllWithin(tx: Database, entries: readonly EvidenceEntry[]): Promise<readonly Receipt[]>;
  /** Head and signed checkpoint, no further than what the disk has. */
  head(): Promise<{ readonly head: LogHead; readonly checkpoint: string }>;
  /** Keeps the present checkpoint, so that the log cannot contradict it later. */
  keep(): Promise<void>;
}

export interface LogOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
  /** URL prefix of the log without scheme: its name (C2SP tlog-tiles). Of a log that is there already, its own counts. */
  readonly origin: string;
  readonly observeBatch?: ((entries: number) => void) | undefined;
}

/** The log's name out of the exchange's public address: its URL prefix without the scheme (C2SP tlog-tiles). */
export function logOrigin(publicUrl: string): string {
  return `${publicUrl.replace(/^[a-z]+:\/\//, '').replace(/\/+$/, '')}/v1/log`;
}

/** Keys of the log out of the master key. */
export function evidenceKeys(masterKey: Uint8Array): EvidenceKeys {
  return {
    salts: deriveKey(masterKey, 'evidence/salts'),
    holders: deriveKey(masterKey, 'evidence/holder-index'),
  };
}

/** The log's signer. Every hub has it: the key comes out of the master key, and a name has one. */
export function signerOf(masterKey: Uint8Array, origin: string): LogSigner {
  return logSigner({ name: origin, seed: deriveKey(masterKey, 'evidence/log-signature') });
}

/**
 * Opens the evidence log, and makes it when there is none. Uses that arrive together share one statement and one wait for the
 * disk; several hubs append to the same log, each where the other ended.
 * @throws Error when the log was begun under another master key
 */
export async function openEvidenceLog(options: LogOptions): Promise<OpenLog> {
  const { database, clock, random } = options;
  const keys = evidenceKeys(options.masterKey);
  await ensureHead(database, {
    origin: options.origin,
    verifier: signerOf(options.masterKey, options.origin).verifier.line,
  });
  const stored = await readHead(database);
  const signer = signerOf(options.masterKey, stored.origin);
  if (signer.verifier.line !== stored.verifier) throw new Error('the evidence log was begun under another master key');
  const { origin } = stored;
  await adoptFormerEntries({ database, random, keys });

  let seen: { size: number; root: Buffer } = { size: 0, root: rootOfEdge([]) };
  /** Runs something that meets the log's head; what this hub has seen on the disk before can be continued, not replaced. */
  const meet = async <T>(work: () => Promise<T>, headOf: (met: T) => { size: number; edge: Edge }): Promise<T> => {
    const known = seen;
    const met = await work().catch((error: unknown) => {
      if (isClaimTaken(error)) throw signatureProblems.SIGNATURE_REPLAYED();
      // Leaves stand already where the head says that none do: it was set back.
      if (isUniqueViolation(error)) throw evidenceProblems.LOG_FORKED({ size: known.size });
      throw error;
    });
    const { size, edge } = headOf(met);
    if (size < known.size || (size === known.size && !rootOfEdge(edge).equals(known.root)))
      throw evidenceProblems.LOG_FORKED({ size });
    return met;
  };
  const place = (work: () => Promise<Placed>) =>
    meet(work, ({ first, edgeBefore }) => ({ size: first, edge: edgeBefore }));
  const write = async (uses: readonly PreparedUse[]): Promise<readonly Receipt[]> => {
    const placed = await place(() => appendDurable(database, uses));
    const { size, root, receipts } = receiptsOf({ placed, uses, signer });
    if (size > seen.size) seen = { size, root };
    return receipts;
  };
  const commits = new GroupCommit<PreparedUse, () => Receipt>({
    largest: largestBatch,
    lanes,
    paceMs,
    write: async (uses) => {
      options.observeBatch?.(uses.length);
      try {
        return (await write(uses)).map((receipt) => () => receipt);
      } catch (error) {
        // Of one whose quota lease has run out, or whose nonce is taken; the others of its group have nothing to do with it.
        if (!(isLeaseRanOut(error) || isReplayed(error)) || uses.length === 1) throw error;
        return Promise.all(uses.map((use) => settled(write([use]))));
      }
    },
  });
  let waiting = 0;
  const make = (entry: EvidenceEntry) => makeLeaf({ keys, random, entry, now: clock.now() });
  const appendAllWithin = async (tx: Database, entries: readonly EvidenceEntry[]): Promise<readonly Receipt[]> => {
    const receipts: Receipt[] = [];
    for (let from = 0; from < entries.length; from += largestBatch) {
      const uses = entries.slice(from, from + largestBatch).map(make);
      const placed = await place(() => appendWithin(tx, uses));
      receipts.push(...receiptsOf({ placed, uses, signer }).receipts);
    }
    return receipts;
  };
  const head = async () => {
    const now = await meet(
      () => readDurableHead(database),
      (met) => met,
    );
    return { head: now, checkpoint: signer.sign({ origin, size: now.size, root: rootOfEdge(now.edge) }) };
  };
  return {
    keys,
    signer,
    prepare: (request) => prepareRequest({ keys, random, request }),
    async append(entry) {
      if (waiting >= longestQueue) throw evidenceProblems.EVIDENCE_OVERLOADED({}, { retryAfterSeconds: 1 });
      waiting += 1;
      try {
        return (await commits.add(make(entry)))();
      } finally {
        waiting -= 1;
      }
    },
    async appendWithin(tx, entry) {
      const [receipt] = await appendAllWithin(tx, [entry]);
      if (receipt === undefined) throw new Error('a batch of one gave no receipt');
      return receipt;
    },
    appendAllWithin,
    head,
    async keep() {
      const { head: now, checkpoint } = await head();
      if (now.size > 0) await keepCheckpoint(database, { size: now.size, note: checkpoint });
    },
  };
}

/** Receipts of a batch: one signature for all of it, and paths out of the right edge and the batch itself. */
function receiptsOf(options: { placed: Placed; uses: readonly PreparedUse[]; signer: LogSigner }) {
  const { placed, uses, signer } = options;
  const { first, edgeBefore } = placed;
  const tree = appendToEdge(
    first,
    edgeBefore,
    uses.map((use) => use.hash),
  );
  const { size, root } = tree;
  const checkpoint = signer.sign({ origin: signer.verifier.name, size, root });
  const receipts = uses.map(({ at, entry, disclosures, salts }, offset): Receipt => {
    const index = first + offset;
    return {
      id: String(index),
      index,
      at,
      leaf: entry,
      proof: proofText(index, tree.pathLines(index), checkpoint),
      disclosures: [...disclosures],
      salts,
    };
  });
  return { size, root, receipts };
}

function isLeaseRanOut(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === leaseRanOut;
}

async function settled(one: Promise<readonly Receipt[]>): Promise<() => Receipt> {
  try {
    const [receipt] = await one;
    if (receipt === undefined) throw new Error('a batch of one gave no receipt');
    return () => receipt;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Canonical text of what was asked by whom: what a request is committed to as. */
export function requestText(actor: string, question: unknown): string {
  return canonicalJson({ actor, question });
}
