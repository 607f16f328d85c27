import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { insertRows } from '../json-rows.ts';
import type { Resource } from '../resource/resource.ts';
import { packedFacets } from './facet-values.ts';
import { searchRowOf } from './search-row.ts';

/** Writes what the resources are found by, in the transaction that writes the resources. */
export async function writeSearchRows(tx: Database, resources: readonly Resource[]): Promise<void> {
  if (resources.length === 0) return;
  const facets = await packedFacets(tx, resources);
  const rows = resources.map((resource, index) => searchRowOf(resource, facets[index] ?? ''));
  await insertRows(
    tx,
    'catalog.resource_search',
    rows,
    sql`on conflict (resource) do update set ${sql.join(rewritten)}`,
  );
}

const rewritten = (['provider', 'shown', 'facets', 'name_words', 'name_length', 'grams', 'made'] as const).map(
  (column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`,
);
