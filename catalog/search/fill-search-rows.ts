import type { Database } from '../../kernel/index.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { findResources } from '../resource/resource-store.ts';
import type { CatalogTables } from '../tables.ts';
import { made } from './search-row.ts';
import { writeSearchRows } from './search-rows.ts';

const rowsAtOnce = 500;

/**
 * Makes the search rows that are missing, and those that another version of the program or of ICU's dictionary made: after
 * a migration, and for what an older hub wrote while both ran. Others may search and write meanwhile.
 * @returns how many were made
 */
export async function fillSearchRows(database: Database): Promise<number> {
  let filled = 0;
  let after = '' as ResourceId;
  for (;;) {
    const ids = await database
      .tables<CatalogTables>()
      .selectFrom('catalog.resource as resource')
      .leftJoin('catalog.resource_search as row', 'row.resource', 'resource.id')
      .select('resource.id')
      .where(({ eb, or }) => or([eb('row.resource', 'is', null), eb('row.made', '<>', made)]))
      .where('resource.id', '>', after)
      .orderBy('resource.id')
      .limit(rowsAtOnce)
      .execute();
    const last = ids.at(-1);
    if (last === undefined) return filled;
    await database.transaction(async (tx) => {
      const resources = await findResources(
        tx,
        ids.map(({ id }) => id),
      );
      await writeSearchRows(tx, [...resources.values()]);
    });
    filled += ids.length;
    after = last.id;
  }
}
