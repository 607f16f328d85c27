import { sql } from 'kysely';
import { type Database, type Page, pageOf } from '../../kernel/index.ts';
import { readIdCursor } from '../paging.ts';
import { notShared, type Resource } from '../resource/resource.ts';
import { isResourceId, type ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables } from '../tables.ts';
import { openSensitivities } from './openness.ts';

/** What the open-data listing knows of a resource. */
export type OpenResource = Pick<
  Resource,
  | 'id'
  | 'code'
  | 'name'
  | 'nameEn'
  | 'provider'
  | 'abstract'
  | 'class'
  | 'format'
  | 'items'
  | 'sharing'
  | 'openness'
  | 'updateCycle'
  | 'publicationDate'
  | 'matchKeys'
  | 'schemaVersion'
  | 'synthetic'
  | 'status'
  | 'edition'
  | 'version'
  | 'updatedAt'
>;

/** One page of the resources with items open to the public, by id. The condition is {@link openItems}'s, in SQL. */
export async function pageOfOpenResources(
  database: Database,
  filter: { provider?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<OpenResource>> {
  let query = openResources(database).limit(filter.limit + 1);
  if (filter.provider !== undefined) query = query.where(sql<string>`provider`, '=', filter.provider);
  if (filter.cursor !== undefined) query = query.where('id', '>', readIdCursor(filter.cursor, isResourceId));
  return pageOf({ rows: await query.execute(), limit: filter.limit, key: (row) => [row.id], item: resourceOf });
}

/** The resource, if some of it is open to the public. */
export async function findOpenResource(database: Database, id: ResourceId): Promise<OpenResource | undefined> {
  const row = await openResources(database).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : resourceOf(row);
}

function openResources(database: Database) {
  return database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource')
    .select([
      'id',
      'code',
      'name',
      'name_en',
      'provider',
      'abstract',
      'class',
      'format',
      'items',
      'sharing',
      'openness',
    ])
    .select(['update_cycle', 'publication_date', 'synthetic', 'status', 'edition', 'version', 'updated_at'])
    .select(['match_keys', 'schema_version'])
    .where(sql<string>`status`, '=', sql.lit('published'))
    .where(sql<string>`openness ->> 'open'`, '=', sql.lit('true'))
    .where('sharing_type', '<>', notShared)
    .where(
      sql<boolean>`exists (select from jsonb_array_elements(items) as item
        where item ->> 'sensitivity' = any(${[...openSensitivities]}::text[])
          and coalesce(item -> 'openness' ->> 'open', 'true') <> 'false'
          and coalesce(item -> 'sharing' ->> 'type', '') <> ${notShared})`,
    )
    .orderBy('id');
}

type Row = Awaited<ReturnType<ReturnType<typeof openResources>['execute']>>[number];

function resourceOf(row: Row): OpenResource {
  const { name_en, update_cycle, publication_date, updated_at, match_keys, schema_version, ...rest } = row;
  return {
    ...rest,
    nameEn: name_en,
    updateCycle: update_cycle,
    publicationDate: publication_date ?? undefined,
    updatedAt: updated_at,
    matchKeys: match_keys,
    schemaVersion: schema_version,
  };
}
