import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Database, Page } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import { json, jsonb } from '../json-column.ts';
import { newestFirst } from '../paging.ts';
import { isRecordId, type RecordId } from '../record-id.ts';
import type { CatalogTables, DemandTable } from '../tables.ts';
import type { Demand } from './demand.ts';
import type { DemandStatus } from './lifecycle.ts';

export async function insertDemand(tx: Database, demand: Demand): Promise<void> {
  await tx.tables<CatalogTables>().insertInto('catalog.demand').values(rowOf(demand)).execute();
}

/** Writes the demand over the row that {@link findDemand} locked. */
export async function saveDemand(tx: Database, demand: Demand): Promise<void> {
  const row = rowOf(demand);
  await tx.tables<CatalogTables>().updateTable('catalog.demand').set(row).where('id', '=', demand.id).execute();
}

/** Reads one demand; `lock: 'change'` makes others who would change it wait until the transaction ends. */
export async function findDemand(database: Database, id: RecordId, lock?: 'change'): Promise<Demand | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.demand').selectAll().where('id', '=', id);
  if (lock === 'change') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : demandOf(row);
}

export interface DemandFilter {
  readonly demanding?: string | undefined;
  readonly responsible?: string | undefined;
  readonly status?: DemandStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of the demands that the actor may see, newest first. The condition is `requireVisibleDemand`'s, in SQL. */
export async function pageOfDemands(database: Database, actor: Actor, filter: DemandFilter): Promise<Page<Demand>> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.demand').selectAll();
  if (!actsForAdministration(actor)) {
    query = query.where(({ eb, or }) =>
      or([eb('demanding', '=', actor.organisation), eb('responsible', '=', actor.organisation)]),
    );
  }
  const { demanding, responsible, status } = filter;
  if (demanding !== undefined) query = query.where(sql<string>`demanding`, '=', demanding);
  if (responsible !== undefined) query = query.where(sql<string>`responsible`, '=', responsible);
  if (status !== undefined) query = query.where('status', '=', status);
  return newestFirst({ query, filter, isId: isRecordId, item: demandOf });
}

function rowOf(demand: Demand) {
  const { id, demanding, form, status, version } = demand;
  return {
    ...{ id, demanding, status, version, title: form.title },
    responsible: demand.responsible ?? null,
    form: json(form),
    resource: demand.resource ?? null,
    answer: demand.answer === undefined ? null : jsonb(demand.answer),
    refusal: demand.refusal === undefined ? null : jsonb(demand.refusal),
    created_at: demand.createdAt,
    created_by: demand.createdBy,
    updated_at: demand.updatedAt,
    updated_by: demand.updatedBy,
  };
}

function demandOf(row: DemandTable): Demand {
  const { id, demanding, form, status, version } = row;
  return {
    ...{ id, demanding, form, status, version },
    responsible: row.responsible ?? undefined,
    resource: row.resource ?? undefined,
    answer: row.answer ?? undefined,
    refusal: row.refusal ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
