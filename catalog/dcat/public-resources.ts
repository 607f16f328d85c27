import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { notShared, type Resource } from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables } from '../tables.ts';

/** What the catalogue for the world says of a resource: nothing of who keeps the record, of its census or of its grants. */
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
  | 'synthetic'
  | 'status'
  | 'edition'
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
  let query = database
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
    .select(['update_cycle', 'publication_date', 'match_keys', 'synthetic', 'status', 'edition', 'updated_at'])
    .where(sql<string>`status`, '=', 'published')
    .where('sharing_type', '<>', notShared)
    .orderBy('id')
    .limit(limit);
  if (after !== undefined) query = query.where('id', '>', after);
  return (await query.execute()).map(
    ({ name_en, update_cycle, publication_date, match_keys, updated_at, ...rest }) => ({
      ...rest,
      nameEn: name_en,
      updateCycle: update_cycle,
      publicationDate: publication_date ?? undefined,
      matchKeys: match_keys,
      updatedAt: updated_at,
    }),
  );
}
