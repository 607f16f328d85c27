import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Database, Page } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import { json, jsonb } from '../json-column.ts';
import { newestFirst } from '../paging.ts';
import { isRecordId, type RecordId } from '../record-id.ts';
import type { CatalogTables, ObjectionTable } from '../tables.ts';
import type { ObjectionStatus } from './lifecycle.ts';
import type { Objection } from './objection.ts';

export async function insertObjection(tx: Database, objection: Objection): Promise<void> {
  await tx.tables<CatalogTables>().insertInto('catalog.objection').values(rowOf(objection)).execute();
}

/** Writes the objection over the row that {@link findObjection} locked. */
export async function saveObjection(tx: Database, objection: Objection): Promise<void> {
  const row = rowOf(objection);
  await tx.tables<CatalogTables>().updateTable('catalog.objection').set(row).where('id', '=', objection.id).execute();
}

/** Reads one objection; `lock: 'change'` makes others who would change it wait until the transaction ends. */
export async function findObjection(database: Database, id: RecordId, lock?: 'change'): Promise<Objection | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.objection').selectAll().where('id', '=', id);
  if (lock === 'change') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : objectionOf(row);
}

/** Objections by id, in no order. */
export async function findObjections(database: Database, ids: readonly RecordId[]): Promise<readonly Objection[]> {
  if (ids.length === 0) return [];
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.objection')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(objectionOf);
}

export interface ObjectionFilter {
  readonly kind?: string | undefined;
  readonly resource?: string | undefined;
  readonly status?: ObjectionStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of the objections that the actor may see, newest first. The condition is `requireVisibleObjection`'s, in SQL. */
export async function pageOfObjections(
  database: Database,
  actor: Actor,
  filter: ObjectionFilter,
): Promise<Page<Objection>> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.objection').selectAll();
  if (!actsForAdministration(actor)) {
    query = query.where(({ eb, or }) =>
      or([eb('raised_by', '=', actor.organisation), eb('handler', '=', actor.organisation)]),
    );
  }
  const { kind, resource, status } = filter;
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (resource !== undefined) query = query.where(sql<string>`resource`, '=', resource);
  if (status !== undefined) query = query.where('status', '=', status);
  return newestFirst({ query, filter, isId: isRecordId, item: objectionOf });
}

function rowOf(objection: Objection) {
  const { id, form, status, version } = objection;
  return {
    ...{ id, status, version, kind: form.kind },
    raised_by: objection.raisedBy,
    handler: objection.handler ?? null,
    resource: form.resource ?? null,
    application: form.application ?? null,
    grant: form.grant ?? null,
    form: json(form),
    rejection: objection.rejection ?? null,
    outcome: objection.outcome ?? null,
    rating: objection.rating === undefined ? null : jsonb(objection.rating),
    created_at: objection.createdAt,
    created_by: objection.createdBy,
    updated_at: objection.updatedAt,
    updated_by: objection.updatedBy,
  };
}

function objectionOf(row: ObjectionTable): Objection {
  const { id, form, status, version } = row;
  return {
    ...{ id, form, status, version },
    raisedBy: row.raised_by,
    handler: row.handler ?? undefined,
    rejection: row.rejection ?? undefined,
    outcome: row.outcome ?? undefined,
    rating: row.rating ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
