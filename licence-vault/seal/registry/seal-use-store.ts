import { sql } from 'kysely';
import { type OrganisationId, organisationId } from '../../../identity/index.ts';
import { type Database, type Page, pageOf } from '../../../kernel/index.ts';
import { keyOf } from './seal-store.ts';
import type { SealUse } from './stored-seal.ts';
import type { SealTables } from './tables.ts';

/** Adds to the record of uses; nothing is ever taken from it. */
export async function insertUses(database: Database, uses: readonly SealUse[]): Promise<void> {
  if (uses.length === 0) return;
  await database
    .tables<SealTables>()
    .insertInto('vault.seal_use')
    .values(
      uses.map((use) => ({
        id: use.id,
        seal: use.seal,
        organisation: use.organisation,
        actor: use.actor,
        matter: use.matter ?? null,
        case_number: use.case ?? null,
        data_hash: use.dataHash,
        outcome: use.outcome,
        code: use.code ?? null,
        signature_digest: use.signatureDigest ?? null,
        at: use.at,
      })),
    )
    .execute();
}

/** Uses, the newest first; without `organisation` of the seals of all, without `seal` of every seal. */
export async function listUses(
  database: Database,
  options: {
    readonly organisation: OrganisationId | undefined;
    readonly seal: string | undefined;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<Page<SealUse>> {
  const { organisation, seal, limit } = options;
  const after = keyOf(options.cursor);
  const rows = await database
    .tables<SealTables>()
    .selectFrom('vault.seal_use')
    .selectAll()
    .$if(organisation !== undefined, (query) => query.where('organisation', '=', organisation ?? ''))
    .$if(seal !== undefined, (query) => query.where('seal', '=', seal ?? ''))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(at, id) < (${after?.at}, ${after?.id})`))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return pageOf({ rows, limit, key: (row) => [row.at.toISOString(), row.id], item: useOfRow });
}

/** A day of uses, as it is told in the county's time. */
export interface DayOfUses {
  readonly day: string;
  readonly sealed: number;
  readonly refused: number;
}

/** Uses counted by day since a moment, the earliest first; days without one are left out. */
export async function countUsesByDay(
  database: Database,
  options: {
    readonly organisation: OrganisationId | undefined;
    readonly seal: string | undefined;
    readonly since: Date;
  },
): Promise<readonly DayOfUses[]> {
  const { organisation, seal, since } = options;
  const day = sql<string>`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`;
  const ended = (outcome: SealUse['outcome']) => sql<number>`(count(*) filter (where outcome = ${outcome}))::int`;
  return database
    .tables<SealTables>()
    .selectFrom('vault.seal_use')
    .select([day.as('day'), ended('sealed').as('sealed'), ended('refused').as('refused')])
    .where('at', '>=', since)
    .$if(organisation !== undefined, (query) => query.where('organisation', '=', organisation ?? ''))
    .$if(seal !== undefined, (query) => query.where('seal', '=', seal ?? ''))
    .groupBy(day)
    .orderBy(day)
    .execute();
}

type UseRow = SealTables['vault.seal_use'];

function useOfRow(row: UseRow): SealUse {
  return {
    id: row.id,
    seal: row.seal,
    organisation: organisationId(row.organisation),
    actor: row.actor,
    matter: row.matter ?? undefined,
    case: row.case_number ?? undefined,
    dataHash: row.data_hash,
    outcome: row.outcome,
    code: row.code ?? undefined,
    signatureDigest: row.signature_digest ?? undefined,
    at: row.at,
  };
}
