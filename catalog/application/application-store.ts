import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Database, Page } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import { json, jsonb } from '../json-column.ts';
import { newestFirst } from '../paging.ts';
import { isRecordId, type RecordId } from '../record-id.ts';
import type { ApplicationTable, CatalogTables } from '../tables.ts';
import type { Application } from './application.ts';
import type { ApplicationStatus } from './lifecycle.ts';

export async function insertApplication(tx: Database, application: Application): Promise<void> {
  await tx.tables<CatalogTables>().insertInto('catalog.application').values(rowOf(application)).execute();
}

/** Writes the application over the row that {@link findApplication} locked. */
export async function saveApplication(tx: Database, application: Application): Promise<void> {
  await tx
    .tables<CatalogTables>()
    .updateTable('catalog.application')
    .set(rowOf(application))
    .where('id', '=', application.id)
    .execute();
}

/** Reads one application; `lock: 'change'` makes others who would change it wait until the transaction ends. */
export async function findApplication(
  database: Database,
  id: RecordId,
  lock?: 'change',
): Promise<Application | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.application').selectAll().where('id', '=', id);
  if (lock === 'change') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : applicationOf(row);
}

export interface ApplicationFilter {
  readonly consumer?: string | undefined;
  readonly provider?: string | undefined;
  readonly resource?: string | undefined;
  readonly status?: ApplicationStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of the applications that the actor may see, newest first. The condition is `requireVisibleApplication`'s, in SQL. */
export async function pageOfApplications(
  database: Database,
  actor: Actor,
  filter: ApplicationFilter,
): Promise<Page<Application>> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.application').selectAll();
  if (!actsForAdministration(actor)) {
    query = query.where(({ eb, or, and }) =>
      or([
        eb('consumer_organisation', '=', actor.organisation),
        and([eb('provider', '=', actor.organisation), eb('submitted_at', 'is not', null)]),
      ]),
    );
  }
  const { consumer, provider, resource, status } = filter;
  if (consumer !== undefined) query = query.where(sql<string>`consumer_organisation`, '=', consumer);
  if (provider !== undefined) query = query.where(sql<string>`provider`, '=', provider);
  if (resource !== undefined) query = query.where(sql<string>`resource`, '=', resource);
  if (status !== undefined) query = query.where('status', '=', status);
  return newestFirst({ query, filter, isId: isRecordId, item: applicationOf });
}

function rowOf(application: Application) {
  const { id, resource, provider, consumer, form, status, version } = application;
  return {
    ...{ id, resource, provider, status, version },
    consumer_organisation: consumer,
    form: json(form),
    edition: application.edition ?? null,
    submitted_at: application.submittedAt ?? null,
    submitted_by: application.submittedBy ?? null,
    reviews: json(application.reviews),
    refusal: application.refusal === undefined ? null : jsonb(application.refusal),
    renews: application.renews ?? null,
    grant: application.grant ?? null,
    created_at: application.createdAt,
    created_by: application.createdBy,
    updated_at: application.updatedAt,
    updated_by: application.updatedBy,
  };
}

function applicationOf(row: ApplicationTable): Application {
  const { id, resource, provider, form, status, reviews, version } = row;
  return {
    ...{ id, resource, provider, form, status, reviews, version },
    consumer: row.consumer_organisation,
    edition: row.edition ?? undefined,
    submittedAt: row.submitted_at ?? undefined,
    submittedBy: row.submitted_by ?? undefined,
    refusal: row.refusal ?? undefined,
    renews: row.renews ?? undefined,
    grant: row.grant ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
