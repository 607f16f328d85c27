import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Database, Page } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import { jsonb } from '../json-column.ts';
import { newestFirst } from '../paging.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables, GrantTable } from '../tables.ts';
import type { Grant } from './grant.ts';
import { type GrantId, isGrantId } from './grant-id.ts';

export async function insertGrant(tx: Database, grant: Grant): Promise<void> {
  await tx.tables<CatalogTables>().insertInto('catalog.grant').values(rowOf(grant)).execute();
}

/** Writes the grant over the row that {@link findGrant} locked. */
export async function saveGrant(tx: Database, grant: Grant): Promise<void> {
  await tx.tables<CatalogTables>().updateTable('catalog.grant').set(rowOf(grant)).where('id', '=', grant.id).execute();
}

/** Reads one grant; `lock: 'change'` makes others who would change it wait until the transaction ends. */
export async function findGrant(database: Database, id: GrantId, lock?: 'change'): Promise<Grant | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.grant').selectAll().where('id', '=', id);
  if (lock === 'change') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : grantOf(row);
}

/** Grants on a resource that are active or suspended, and not over at `at`. */
export async function grantsInForce(database: Database, resource: ResourceId, at: Date): Promise<readonly Grant[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.grant')
    .selectAll()
    .where('resource', '=', resource)
    .where('status', '<>', 'revoked')
    .where('valid_until', '>', at)
    .execute();
  return rows.map(grantOf);
}

export async function activeGrants(database: Database): Promise<readonly Grant[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.grant')
    .selectAll()
    .where('status', '=', 'active')
    .execute();
  return rows.map(grantOf);
}

export interface GrantFilter {
  readonly consumer?: string | undefined;
  readonly provider?: string | undefined;
  readonly resource?: string | undefined;
  readonly matter?: string | undefined;
  readonly status?: Grant['status'] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of the grants that the actor may see, newest first. The condition is `maySeeGrant`'s, in SQL. */
export async function pageOfGrants(database: Database, actor: Actor, filter: GrantFilter): Promise<Page<Grant>> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.grant').selectAll();
  if (!actsForAdministration(actor)) {
    query = query.where(({ eb, or }) =>
      or([eb('provider', '=', actor.organisation), eb('consumer_organisation', '=', actor.organisation)]),
    );
  }
  if (filter.consumer !== undefined) query = query.where(sql<string>`consumer_organisation`, '=', filter.consumer);
  if (filter.provider !== undefined) query = query.where(sql<string>`provider`, '=', filter.provider);
  if (filter.resource !== undefined) query = query.where(sql<string>`resource`, '=', filter.resource);
  if (filter.matter !== undefined) query = query.where(sql<string>`${filter.matter}`, '=', sql<string>`any(matters)`);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  return newestFirst({ query, filter, isId: isGrantId, item: grantOf });
}

function rowOf(grant: Grant) {
  const { id, resource, provider, basis, status, version } = grant;
  return {
    ...{ id, resource, provider, basis, status, version },
    consumer_organisation: grant.consumer.organisation,
    consumer_system: grant.consumer.system ?? null,
    modes: [...grant.modes],
    fields: [...grant.fields],
    verify_fields: [...grant.verifyFields],
    predicates: jsonb(grant.predicates),
    match_fields: [...grant.matchFields],
    matters: [...grant.matters],
    row_scope: jsonb(grant.rowScope),
    daily_quota: grant.dailyQuota,
    matter_quotas: jsonb(grant.matterQuotas),
    per_second: grant.perSecond ?? null,
    valid_from: grant.validFrom,
    valid_until: grant.validUntil,
    hours: grant.hours === undefined ? null : jsonb(grant.hours),
    requires_officer: grant.requiresOfficer,
    represents: [...grant.represents],
    created_at: grant.createdAt,
    created_by: grant.createdBy,
    updated_at: grant.updatedAt,
    updated_by: grant.updatedBy,
  };
}

function grantOf(row: GrantTable): Grant {
  const { id, resource, provider, modes, fields, predicates, matters, represents, basis, status, version } = row;
  return {
    ...{ id, resource, provider, modes, fields, predicates, matters, represents, basis, status, version },
    consumer: { organisation: row.consumer_organisation, system: row.consumer_system ?? undefined },
    verifyFields: row.verify_fields,
    matchFields: row.match_fields,
    rowScope: row.row_scope,
    dailyQuota: row.daily_quota,
    matterQuotas: row.matter_quotas,
    perSecond: row.per_second ?? undefined,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    hours: row.hours ?? undefined,
    requiresOfficer: row.requires_officer,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
