import type { Generated, JSONColumnType } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { EvidenceEntry, Receipt } from './entry.ts';

export interface EvidenceTables {
  'exchange.evidence_entry': EvidenceRow & { sequence: Generated<number> };
}

interface EvidenceRow {
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
  facts: JSONColumnType<Record<string, unknown>>;
}

type InsertableEntry = Omit<EvidenceRow, 'facts'> & { facts: string };

/** An entry as it is stored. */
export function entryRow(options: { entry: EvidenceEntry; id: string; at: Date }): InsertableEntry {
  const { entry, id, at } = options;
  return {
    id,
    at,
    event: entry.event,
    outcome: entry.outcome,
    code: entry.code ?? null,
    actor: entry.actor,
    organisation: entry.organisation,
    provider: entry.provider ?? null,
    object: entry.object ?? null,
    matter: entry.matter ?? null,
    case_number: entry.caseNumber ?? null,
    holder_index: entry.holderIndex ?? null,
    request_digest: entry.requestDigest ?? null,
    answer_digest: entry.answerDigest ?? null,
    trace_id: entry.traceId ?? null,
    facts: JSON.stringify(entry.facts ?? {}),
  };
}

/** Appends rows in one statement, and so in one commit (or in the caller's transaction). */
export async function insertEntries(database: Database, rows: readonly InsertableEntry[]): Promise<readonly Receipt[]> {
  const stored = await database
    .tables<EvidenceTables>()
    .insertInto('exchange.evidence_entry')
    .values([...rows])
    .returning(['id', 'sequence', 'at'])
    .execute();
  const byId = new Map(stored.map((row) => [row.id, row]));
  return rows.map(({ id }) => {
    const row = byId.get(id);
    if (row === undefined) throw new Error('an evidence entry was not stored');
    return { id, sequence: row.sequence, at: row.at.toISOString() };
  });
}
