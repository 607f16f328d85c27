import { sql } from 'kysely';
import { type Database, type Page, pageOf } from '../../kernel/index.ts';
import { readIdCursor } from '../paging.ts';
import { notShared, type Resource } from '../resource/resource.ts';
import { isResourceId, type ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables } from '../tables.ts';
import { openSensitivities } from './openness.ts';

/** What the world is told of a resource: nothing of who keeps the record, of its census or of its grants. */
export type PublicResource = Pick<
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

/**
 * Up to `limit` resources after one, by id, as everybody may see them: published and shared. What is open is shared as well,
 * so nothing open is left out.
 */
export async function publicResources(
  database: Database,
  { after, limit }: { after: ResourceId | undefined; limit: number },
): Promise<readonly PublicResource[]> {
  let query = published(database).limit(limit);
  if (after !== undefined) query = query.where('id', '>', after);
  return (await query.execute()).map(resourceOf);
}

/** One page of the resources with items open to the public, by id. */
export async function pageOfOpenResources(
  database: Database,
  filter: { provider?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<PublicResource>> {
  let query = open(database).limit(filter.limit + 1);
  if (filter.provider !== undefined) query = query.where(sql<string>`provider`, '=', filter.provider);
  if (filter.cursor !== undefined) query = query.where('id', '>', readIdCursor(filter.cursor, isResourceId));
  return pageOf({ rows: await query.execute(), limit: filter.limit, key: (row) => [row.id], item: resourceOf });
}

/** The resource, if some of it is open to the public. */
export async function findOpenResource(database: Database, id: ResourceId): Promise<PublicResource | undefined> {
  const row = await open(database).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : resourceOf(row);
}

/** The condition is {@link openItems}'s, in SQL. */
function open(database: Database) {
  return published(database)
    .where(sql<string>`openness ->> 'open'`, '=', sql.lit('true'))
    .where(
      sql<boolean>`exists (select from jsonb_array_elements(items) as item
        where item ->> 'sensitivity' = any(${[...openSensitivities]}::text[])
          and coalesce(item -> 'openness' ->> 'open', 'true') <> 'false'
          and coalesce(item -> 'sharing' ->> 'type', '') <> ${notShared})`,
    );
}

function published(database: Database) {
  return database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource')
    .select(['id', 'code', 'name', 'name_en', 'provider', 'abstract', 'class', 'format', 'items'])
    .select(['sharing', 'openness', 'update_cycle', 'publication_date', 'match_keys', 'schema_version'])
    .select(['synthetic', 'status', 'edition', 'version', 'updated_at'])
    .where(sql<string>`status`, '=', sql.lit('published'))
    .where('sharing_type', '<>', notShared)
    .orderBy('id');
}

type Row = Awaited<ReturnType<ReturnType<typeof published>['execute']>>[number];

function resourceOf(row: Row): PublicResource {
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
