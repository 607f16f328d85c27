import type { Database } from '../../kernel/index.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { findResources } from '../resource/resource-store.ts';
import type { CatalogTables } from '../tables.ts';
import { made } from './search-row.ts';
import { writeSearchRows } from './search-rows.ts';

const rowsAtOnce = 500;

/**
 * Makes the search rows that are missing: after a migration, and for what an older hub wrote while both ran. Others may
 * search and write meanwhile.
 * @param options.outdated also those that another version of the program or of ICU's dictionary made; for a start, not for
 * every round, since two hubs of different versions would undo each other's.
 * @returns how many were made
 */
export async function fillSearchRows(database: Database, options: { outdated: boolean }): Promise<number> {
  let filled = 0;
  let after = '' as ResourceId;
  for (;;) {
    const ids = await database
      .tables<CatalogTables>()
      .selectFrom('catalog.resource as resource')
      .leftJoin('catalog.resource_search as row', 'row.resource', 'resource.id')
      .select('resource.id')
      .where(({ eb, or }) =>
        or([eb('row.resource', 'is', null), ...(options.outdated ? [eb('row.made', '<>', made)] : [])]),
      )
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
