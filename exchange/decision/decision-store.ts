import type { JSONColumnType } from 'kysely';
import type { PredicateKind, QueryMode } from '../../catalog/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { Link, LinkName } from '../policy/link.ts';

/** A link of a stored decision; a quota is no link of the pure decision, but it refuses as well. */
export interface StoredLink extends Omit<Link, 'link'> {
  readonly link: LinkName | 'quota';
}

/** A question without its values: what is needed to decide it again. Names that are none of the exchange's stand as `?`. */
export interface StoredQuestion {
  readonly mode: QueryMode;
  readonly matchFields: readonly string[];
  readonly fields: readonly string[];
  /** Bounds as keyed hashes: a bound that a grant lists is known again, any other stays unknown. */
  readonly claims: readonly {
    readonly field: string;
    readonly kind: 'equals' | PredicateKind;
    readonly bounds: readonly string[];
  }[];
  readonly matter: string;
  readonly case: string;
  /** Login of an officer of the register; null where none was named. */
  readonly officer: string | null;
  readonly onBehalfOf: string | null;
}

/** Versions of the records that the decision rested on. */
export interface StoredVersions {
  readonly resource?: number | undefined;
  readonly matter?: number | undefined;
  readonly grant?: { readonly id: string; readonly version: number } | undefined;
}

export interface StoredDecision {
  readonly id: string;
  readonly at: Date;
  readonly traceId: string;
  readonly organisation: string;
  readonly system: string;
  readonly provider: string | null;
  /** As asked for; null where that could be the id of no resource. */
  readonly resource: string | null;
  readonly code: string;
  readonly question: StoredQuestion;
  readonly links: readonly StoredLink[];
  readonly versions: StoredVersions;
}

interface DecisionRow {
  id: string;
  at: Date;
  trace_id: string;
  organisation: string;
  system: string;
  provider: string | null;
  resource: string | null;
  code: string;
  question: JSONColumnType<StoredQuestion>;
  links: JSONColumnType<StoredLink[]>;
  versions: JSONColumnType<StoredVersions>;
}

interface DecisionTables {
  'exchange.decision': DecisionRow;
}

/** Stores decisions in one statement. */
export async function insertDecisions(database: Database, decisions: readonly StoredDecision[]): Promise<void> {
  await database
    .tables<DecisionTables>()
    .insertInto('exchange.decision')
    .values(
      decisions.map(({ traceId, question, links, versions, ...rest }) => ({
        ...rest,
        trace_id: traceId,
        question: JSON.stringify(question),
        links: JSON.stringify(links),
        versions: JSON.stringify(versions),
      })),
    )
    .execute();
}

/** Decisions of one trace, newest first; a trace may run through several queries. */
export async function decisionsOfTrace(database: Database, traceId: string, limit: number): Promise<StoredDecision[]> {
  const rows = await database
    .tables<DecisionTables>()
    .selectFrom('exchange.decision')
    .selectAll()
    .where('trace_id', '=', traceId)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ trace_id, ...row }) => ({ ...row, traceId: trace_id }));
}

/** Forgets decisions older than this. */
export async function forgetDecisions(database: Database, before: Date): Promise<void> {
  await database.tables<DecisionTables>().deleteFrom('exchange.decision').where('at', '<', before).execute();
}
