import type { Actor } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import { lastClocks } from '../clock/clock-store.ts';
import type { Demand as DemandBody } from '../generated/schemas.ts';
import type { RecordId } from '../record-id.ts';
import { type Demand, demandBody, requireVisibleDemand } from './demand.ts';
import { findDemand } from './demand-store.ts';

/** One demand, for who may see it. @throws DEMAND_NOT_FOUND */
export async function readDemand(options: { database: Database; actor: Actor; id: RecordId }): Promise<Demand> {
  return requireVisibleDemand(options.actor, await findDemand(options.database, options.id));
}

/** Demands as the interface shows them now, each with its clock. */
export async function demandBodies(
  { database, clock }: { database: Database; clock: Clock },
  demands: readonly Demand[],
): Promise<DemandBody[]> {
  const ids = demands.map(({ id }) => id);
  const [calendar, clocks] = await Promise.all([loadCalendar(database), lastClocks(database, 'demand', ids)]);
  const now = clock.now();
  return demands.map((each) => demandBody(each, { clock: clocks.get(each.id), calendar, now }));
}
