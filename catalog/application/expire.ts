import type { Clock, Database } from '../../kernel/index.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { CatalogDeps } from '../deps.ts';
import type { RecordId } from '../record-id.ts';
import type { CatalogTables } from '../tables.ts';
import { findApplication, saveApplication } from './application-store.ts';

/**
 * Marks applications whose grant has come to its end. Hubs may do it at once: the second finds nothing left to do.
 * @returns how many
 */
export async function expireApplications(options: {
  database: Database;
  clock: Clock;
  onChange?: CatalogDeps['onChange'];
}): Promise<number> {
  const at = options.clock.now();
  let expired = 0;
  for (const id of await ended(options.database, at)) {
    const change = await options.database.transaction(async (tx) => {
      const before = await findApplication(tx, id, 'change');
      if (before?.status !== 'granted') return undefined;
      const version = before.version + 1;
      const after = { ...before, status: 'expired', version, updatedAt: at, updatedBy: before.updatedBy } as const;
      await saveApplication(tx, after);
      const entry: CatalogChange = { kind: 'application', subject: id, event: 'expired', version };
      const actor = { kind: 'recorded', reference: before.updatedBy, organisation: before.consumer } as const;
      await recordChange(tx, { change: entry, actor, at, before, after });
      return entry;
    });
    if (change === undefined) continue;
    expired += 1;
    await options.onChange?.(change);
  }
  return expired;
}

async function ended(database: Database, at: Date): Promise<readonly RecordId[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.application')
    .innerJoin('catalog.grant', 'catalog.grant.id', 'catalog.application.grant')
    .select('catalog.application.id')
    .where('catalog.application.status', '=', 'granted')
    .where('catalog.grant.valid_until', '<=', at)
    .limit(500)
    .execute();
  return rows.map(({ id }) => id);
}
