import { after, type Clock, type Database } from '../../kernel/index.ts';

/** A hub that serves this database, by its own last word. */
export interface HubSight {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly lastSeen: Date;
}

/** Which hubs there are. Each says every few seconds that it is there, and takes its leave when it stops in good order. */
export interface HubRegister {
  /** Says that this hub is there, and forgets the hubs that have not been heard of for a day. */
  note(): Promise<void>;
  /** Takes this hub's leave. */
  leave(): Promise<void>;
  all(): Promise<readonly (HubSight & { readonly self: boolean })[]>;
}

/** Milliseconds after which a hub that said nothing is gone without its leave: two words may be lost. */
export const hubLifeMs = 45_000;
const forgottenMs = 24 * 3_600_000;

interface HubTable {
  'exchange.hub_seen': { id: string; name: string; version: string; started_at: Date; last_seen: Date };
}

/** Enters a hub that has just begun. @param options.id made for this run of it */
export function createHubRegister(options: {
  database: Database;
  clock: Clock;
  id: string;
  name: string;
  version: string;
}): HubRegister {
  const { clock, id, name, version } = options;
  const tables = options.database.tables<HubTable>();
  const startedAt = clock.now();
  return {
    async note() {
      const now = clock.now();
      await tables
        .insertInto('exchange.hub_seen')
        .values({ id, name, version, started_at: startedAt, last_seen: now })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ last_seen: now }))
        .execute();
      await tables.deleteFrom('exchange.hub_seen').where('last_seen', '<', after(now, -forgottenMs)).execute();
    },
    async leave() {
      await tables.deleteFrom('exchange.hub_seen').where('id', '=', id).execute();
    },
    async all() {
      const rows = await tables.selectFrom('exchange.hub_seen').selectAll().orderBy('started_at').execute();
      return rows.map(({ started_at, last_seen, ...row }) => ({
        ...row,
        startedAt: started_at,
        lastSeen: last_seen,
        self: row.id === id,
      }));
    },
  };
}
