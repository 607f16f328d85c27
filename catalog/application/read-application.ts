import type { Actor } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import { lastClocks } from '../clock/clock-store.ts';
import type { Application as ApplicationBody } from '../generated/schemas.ts';
import type { RecordId } from '../record-id.ts';
import { type Application, applicationBody, requireVisibleApplication } from './application.ts';
import { findApplication } from './application-store.ts';

/** One application, for who may see it. @throws APPLICATION_NOT_FOUND */
export async function readApplication(options: {
  database: Database;
  actor: Actor;
  id: RecordId;
}): Promise<Application> {
  return requireVisibleApplication(options.actor, await findApplication(options.database, options.id));
}

/** Applications as the interface shows them now, each with its clock. */
export async function applicationBodies(
  { database, clock }: { database: Database; clock: Clock },
  applications: readonly Application[],
): Promise<ApplicationBody[]> {
  const ids = applications.map(({ id }) => id);
  const [calendar, clocks] = await Promise.all([loadCalendar(database), lastClocks(database, 'application', ids)]);
  const now = clock.now();
  return applications.map((each) => applicationBody(each, { clock: clocks.get(each.id), calendar, now }));
}
