import { actorReference } from '../../identity/index.ts';
import { isUniqueViolation, kernelProblems, requireVersion } from '../../kernel/index.ts';
import { actsForAdministration, requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import { reckonClocksAnew } from '../clock/clock-store.ts';
import { codeTableProblems } from '../code-table/problems.ts';
import type { ActingDeps } from '../deps.ts';
import type { CalendarYear, CalendarYearDraft } from '../generated/schemas.ts';
import { sharingProblems } from '../sharing-problems.ts';
import { requireStorable } from '../storable.ts';
import { calendarYears, lockCalendarYear, saveCalendarYear } from './calendar-store.ts';
import { isDay } from './working-days.ts';

/**
 * Enters the holidays of a year, or puts others in their place. Clocks that run are reckoned anew: a holiday announced
 * after an application came gives its provider that day.
 * @param options.ifMatch the ETag of the year that is replaced; not needed for one that is not there yet
 * @throws ROLE_REQUIRED, ADMINISTRATION_ONLY, CALENDAR_DAYS_REFUSED, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function writeCalendarYear(
  options: ActingDeps & { year: number; draft: CalendarYearDraft; ifMatch: string | undefined },
): Promise<{ year: CalendarYear; created: boolean }> {
  const { actor, year, draft } = options;
  requireCatalogueRole(actor);
  if (!actsForAdministration(actor)) throw codeTableProblems.ADMINISTRATION_ONLY();
  requireStorable(draft);
  requireDaysOf(year, draft);
  const at = options.clock.now();
  const written = await options.database
    .transaction(async (tx) => {
      const held = await lockCalendarYear(tx, year);
      if (held !== undefined) requireVersion(options.ifMatch, held);
      const before = (await calendarYears(tx)).find((each) => each.year === year);
      const version = (held ?? 0) + 1;
      const { source, days } = draft;
      await saveCalendarYear(tx, { year, source, days, version, at, by: actorReference(actor) });
      await reckonClocksAnew(tx);
      const after = (await calendarYears(tx)).find((each) => each.year === year);
      if (after === undefined) throw new Error('the year that was written is not there');
      const change: CatalogChange = { kind: 'calendar', subject: String(year), event: 'written', version };
      await recordChange(tx, { change, actor, at, before: before && contentOf(before), after: contentOf(after) });
      return { year: after, created: held === undefined, change };
    })
    .catch((error: unknown) => {
      // Two entered the year at once.
      throw isUniqueViolation(error) ? kernelProblems.PRECONDITION_REQUIRED() : error;
    });
  await options.onChange?.(written.change);
  return written;
}

function contentOf({ source, days }: CalendarYear) {
  return { source, days };
}

function requireDaysOf(year: number, { days }: CalendarYearDraft): void {
  const seen = new Set<string>();
  const errors = days.flatMap(({ day }, index) => {
    const repeated = seen.has(day);
    seen.add(day);
    const detail = !isDay(day)
      ? 'no day that there is'
      : !day.startsWith(`${year}-`)
        ? 'a day of another year'
        : repeated
          ? 'stands there already'
          : undefined;
    return detail === undefined ? [] : [{ pointer: `/days/${index}/day`, detail }];
  });
  if (errors.length > 0) {
    throw sharingProblems.CALENDAR_DAYS_REFUSED({ count: errors.length }, { errors: errors.slice(0, 50) });
  }
}
