import { expireApplications } from '../application/expire.ts';
import { dateInBeijing } from '../beijing.ts';
import { missingYears } from '../calendar/calendar-store.ts';
import type { CatalogDeps } from '../deps.ts';
import { watchClocks } from './watch-clocks.ts';

/**
 * What sharing management does by itself now and then: reminds of what is due, escalates what is late, and marks what has
 * come to its end. Hubs may do it at once.
 * @returns how much it did, and the years whose holidays it had to do without
 */
export async function keepDeadlines(
  options: Pick<CatalogDeps, 'database' | 'clock' | 'parties' | 'onChange'>,
): Promise<{ notices: number; expired: number; missingYears: readonly number[] }> {
  return {
    notices: await watchClocks(options),
    expired: await expireApplications(options),
    missingYears: await missingYears(options.database, dateInBeijing(options.clock.now())),
  };
}
