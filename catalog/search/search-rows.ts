import type { Database } from '../../kernel/index.ts';
import type { Resource } from '../resource/resource.ts';
import type { CatalogTables } from '../tables.ts';
import { packedFacets } from './facet-values.ts';
import { searchRowOf } from './search-row.ts';

/** Writes what the resources are found by, in the transaction that writes the resources. */
export async function writeSearchRows(tx: Database, resources: readonly Resource[]): Promise<void> {
  if (resources.length === 0) return;
  const facets = await packedFacets(tx, resources);
  await tx
    .tables<CatalogTables>()
    .insertInto('catalog.resource_search')
    .values(resources.map((resource, index) => searchRowOf(resource, facets[index] ?? '')))
    .onConflict((conflict) =>
      conflict
        .column('resource')
        .doUpdateSet((eb) => Object.fromEntries(rewritten.map((column) => [column, eb.ref(`excluded.${column}`)]))),
    )
    .execute();
}

const rewritten = ['provider', 'shown', 'facets', 'name_words', 'name_length', 'grams', 'made'] as const;
