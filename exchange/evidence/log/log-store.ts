import { sql } from 'kysely';
import type { Database } from '../../../kernel/index.ts';
import { claimParameters, type NonceClaim } from '../../http/signature/nonce-store.ts';
import { spendingOf } from '../../quota/quota-store.ts';
import type { PreparedUse } from '../make-leaf.ts';
import { blindedLength } from '../make-leaf.ts';
import { type Edge, edgeOf } from '../tree/edge.ts';

export interface LogTables {
  'exchange.log_head': { origin: string; verifier: string; size: number; edge: Buffer };
  'exchange.log_batch': { first: number; leaves: number; hashes: Buffer; entries: Buffer };
  'exchange.log_node': { level: number; index: number; hash: Buffer };
  'exchange.log_checkpoint': { size: number; note: string };
  'exchange.log_opening': {
    leaf: number;
    part: number;
    holder: Buffer | null;
    disclosures: string;
  };
}

/** Leaves in one batch, at most (the table holds to it): readers look no further back than this. */
export const largestBatch = 256;

/** Where a batch came to stand. */
export interface Placed {
  /** Leaves before it. */
  readonly first: number;
  readonly edgeBefore: Edge;
}

interface PlacedRow {
  readonly first: number;
  readonly edge_before: Buffer;
}

const appendDurably = {
  name: 'hufu-log-append',
  text: 'call exchange.append_durably($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null)',
};

/**
 * Appends uses and returns when they are on the disk; one statement, whatever their number, and nothing is read before it.
 * What they are charged to is spent with it and their nonces are claimed, or nothing is written (SQLSTATE `leaseRanOut`,
 * or a claim that is taken).
 * The head of the log is held only while it moves, not while the disk is waited for.
 */
export async function appendDurable(database: Database, uses: readonly PreparedUse[]): Promise<Placed> {
  const { rows } = await database.pool.query<PlacedRow>({
    name: appendDurably.name,
    text: appendDurably.text,
    values: [...parametersOf(uses), ...spendingParameters(uses), ...claimParameters(uses.flatMap(nonceOf))],
  });
  return placedOf(rows);
}

function nonceOf({ nonce }: PreparedUse): readonly NonceClaim[] {
  return nonce === undefined ? [] : [nonce];
}

/** Appends uses in the caller's transaction: they stand in the log when it commits. The head is held until then. */
export async function appendWithin(tx: Database, uses: readonly PreparedUse[]): Promise<Placed> {
  const [hashes, entries, leaves, parts, holders, texts, starts, lengths] = parametersOf(uses);
  const { rows } = await sql<PlacedRow>`select first, edge_before from exchange.append_leaves(
    ${hashes}, ${entries}, ${leaves}, ${parts}, ${holders}, ${texts}, ${starts}, ${lengths})`.execute(
    tx.tables<LogTables>(),
  );
  return placedOf(rows);
}

function placedOf([row]: readonly PlacedRow[]): Placed {
  if (row === undefined) throw new Error('the evidence log gave no place');
  return { first: row.first, edgeBefore: edgeOf(row.first, row.edge_before) };
}

type Parameters = [Buffer, Buffer, string, string, Buffer, Buffer, string, string];

/** Everything as a few long values: arrays of texts and bytes would be spelled out one by one, here and there. */
function parametersOf(uses: readonly PreparedUse[]): Parameters {
  const rows: { leaf: number; part: number; start: number; length: number; holder: Buffer }[] = [];
  const texts: string[] = [];
  let start = 0;
  uses.forEach((use, leaf) => {
    for (const { part, holder = nothing, text } of use.openings) {
      const length = Buffer.byteLength(text);
      rows.push({ leaf, part, start, length, holder });
      texts.push(text);
      start += length;
    }
  });
  const numbers = (of: (row: (typeof rows)[number]) => number) => `{${rows.map(of).join(',')}}`;
  return [
    Buffer.concat(uses.map((use) => use.hash)),
    bundleOf(uses),
    numbers((row) => row.leaf),
    numbers((row) => row.part),
    Buffer.concat(rows.map((row) => row.holder)),
    Buffer.from(texts.join('')),
    numbers((row) => row.start),
    numbers((row) => row.length),
  ];
}

/** Entries, each with its length in two bytes before it. */
function bundleOf(uses: readonly PreparedUse[]): Buffer {
  const lengths = uses.map(({ entry }) => Buffer.byteLength(entry));
  const bundle = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 2 + length, 0));
  let at = 0;
  uses.forEach(({ entry }, index) => {
    at = bundle.writeUInt16BE(lengths[index] ?? 0, at);
    at += bundle.write(entry, at);
  });
  return bundle;
}

/** What the uses are charged to; empty when it is nothing. */
function spendingParameters(uses: readonly PreparedUse[]): readonly [readonly string[], readonly number[]] {
  const { leases, counts } = spendingOf(uses.map((use) => use.charges));
  return [leases, counts];
}

/** Stands for NULL among values that follow each other without a length. */
const nothing = Buffer.alloc(blindedLength);

/** A log's head as it is stored. */
export interface LogHead {
  readonly origin: string;
  readonly verifier: string;
  readonly size: number;
  readonly edge: Edge;
}

/** Makes the head of a new log; one that is there stays. */
export async function ensureHead(database: Database, head: { origin: string; verifier: string }): Promise<void> {
  await database
    .tables<LogTables>()
    .insertInto('exchange.log_head')
    .values({ ...head, size: 0, edge: Buffer.alloc(0) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The head as it is now, which the disk may not have yet. @throws Error before the first hub has started */
export async function readHead(database: Database): Promise<LogHead> {
  const row = await database.tables<LogTables>().selectFrom('exchange.log_head').selectAll().executeTakeFirst();
  if (row === undefined) throw new Error('the evidence log has no head: no hub has started on this database yet');
  const { origin, verifier, size, edge } = row;
  return { origin, verifier, size, edge: edgeOf(size, edge) };
}

/** The head as it is on the disk: what is signed must not be taken back by a crash. */
export async function readDurableHead(database: Database): Promise<LogHead> {
  return database.connection(async (one) => {
    const head = await readHead(one);
    // Behind the head in the write-ahead log, and on the same session: one server's life.
    await sql`select pg_logical_emit_message(true, 'hufu', '')`.execute(one.tables());
    return head;
  });
}

/** Keeps a checkpoint that was given out; one for each size. */
export async function keepCheckpoint(
  database: Database,
  checkpoint: { readonly size: number; readonly note: string },
): Promise<void> {
  await database
    .tables<LogTables>()
    .insertInto('exchange.log_checkpoint')
    .values(checkpoint)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Checkpoints that were given out, the latest first, before a size if one is given. */
export async function readCheckpoints(
  database: Database,
  options: { readonly before: number | undefined; readonly limit: number },
): Promise<readonly { readonly size: number; readonly note: string }[]> {
  return database
    .tables<LogTables>()
    .selectFrom('exchange.log_checkpoint')
    .select(['size', 'note'])
    .where('size', '<', options.before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('size', 'desc')
    .limit(options.limit)
    .execute();
}
