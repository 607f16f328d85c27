import { type Selectable, sql } from 'kysely';
import type { Database, Random } from '../../kernel/index.ts';
import type { EvidenceEntry } from './entry.ts';
import { appendWithin, largestBatch } from './log/log-store.ts';
import { type EvidenceKeys, makeLeaf } from './make-leaf.ts';

/** The record of versions before 0003, without proof. */
interface FormerTables {
  'exchange.entry_without_proof': {
    sequence: number;
    id: string;
    at: Date;
    event: string;
    outcome: EvidenceEntry['outcome'];
    code: string | null;
    actor: string;
    organisation: string;
    provider: string | null;
    object: string | null;
    matter: string | null;
    case_number: string | null;
    holder_index: Buffer | null;
    request_digest: Buffer | null;
    answer_digest: Buffer | null;
    trace_id: string | null;
    facts: Record<string, unknown>;
  };
}

/**
 * Makes leaves of what was recorded before there was a log, in its order, and drops the table it lay in: all of it in one
 * transaction. Digests of then go into the decision's facts, since nobody has the salts that the log would need.
 * @returns how many there were; 0 when it was done before
 */
export async function adoptFormerEntries(options: {
  database: Database;
  random: Random;
  keys: EvidenceKeys;
}): Promise<number> {
  const { database, random, keys } = options;
  if (!(await isThere(database))) return 0;
  return database.transaction(async (tx) => {
    // Whoever comes second waits here, and finds it done.
    await sql`select pg_advisory_xact_lock(${adoptionLock})`.execute(tx.tables());
    if (!(await isThere(tx))) return 0;
    let count = 0;
    let last = 0;
    for (;;) {
      const rows = await tx
        .tables<FormerTables>()
        .selectFrom('exchange.entry_without_proof')
        .selectAll()
        .where('sequence', '>', last)
        .orderBy('sequence')
        .limit(largestBatch)
        .execute();
      if (rows.length === 0) break;
      const uses = rows.map((row) => makeLeaf({ keys, random, entry: entryOf(row), now: row.at }));
      await appendWithin(tx, uses);
      count += rows.length;
      last = rows.at(-1)?.sequence ?? last;
    }
    await sql`drop table exchange.entry_without_proof`.execute(tx.tables());
    return count;
  });
}

/** Any fixed number: it names the lock under which one hub adopts the entries. */
const adoptionLock = 0x48554641;

async function isThere(database: Database): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from pg_catalog.pg_tables
      where schemaname = 'exchange' and tablename = 'entry_without_proof') as found`.execute(database.tables());
  return rows[0]?.found === true;
}

function entryOf(row: Selectable<FormerTables['exchange.entry_without_proof']>): EvidenceEntry {
  const hex = (bytes: Buffer | null) => bytes?.toString('base64url');
  return {
    event: row.event,
    outcome: row.outcome,
    actor: row.actor,
    organisation: row.organisation,
    at: row.at,
    code: row.code ?? undefined,
    provider: row.provider ?? undefined,
    object: row.object ?? undefined,
    matter: row.matter ?? undefined,
    caseNumber: row.case_number ?? undefined,
    traceId: row.trace_id ?? undefined,
    holders: row.holder_index === null ? [] : [row.holder_index],
    facts: {
      ...row.facts,
      formerId: row.id,
      answerDigest: hex(row.answer_digest),
      requestDigest: hex(row.request_digest),
    },
  };
}
