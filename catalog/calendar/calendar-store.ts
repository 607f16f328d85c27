import type { Database } from '../../kernel/index.ts';
import type { CalendarYear } from '../generated/schemas.ts';
import type { CatalogTables } from '../tables.ts';
import { type CalendarDay, type Day, unknownYears, type WorkingCalendar, workingCalendar } from './working-days.ts';

/** The calendar as it is now, of all years that are known. */
export async function loadCalendar(database: Database): Promise<WorkingCalendar> {
  const tables = database.tables<CatalogTables>();
  const [days, years] = [
    await tables.selectFrom('catalog.calendar_day').select(['day', 'working']).execute(),
    await tables.selectFrom('catalog.calendar_year').select('year').execute(),
  ];
  return workingCalendar(
    days,
    years.map(({ year }) => year),
  );
}

/** The years that are known, with their exceptions. */
export async function calendarYears(database: Database): Promise<readonly CalendarYear[]> {
  const tables = database.tables<CatalogTables>();
  const years = await tables.selectFrom('catalog.calendar_year').selectAll().orderBy('year').execute();
  const days = await tables.selectFrom('catalog.calendar_day').selectAll().orderBy('day').execute();
  return years.map(({ year, source, version, updated_at, updated_by }) => ({
    ...{ year, source, version, updatedBy: updated_by, updatedAt: updated_at.toISOString() },
    days: days.filter((each) => each.year === year).map(({ day, working, name }) => ({ day, working, name })),
  }));
}

/** Years that are not known although days of them are counted: this one, and those that clocks run into. */
export async function missingYears(database: Database, today: Day): Promise<readonly number[]> {
  const calendar = await loadCalendar(database);
  const { first, last } = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.clock')
    .select(({ fn }) => [fn.min<Day | null>('started_on').as('first'), fn.max<Day | null>('due_on').as('last')])
    .where('stopped_at', 'is', null)
    .executeTakeFirstOrThrow();
  const reach = [today, ...(first === null || last === null ? [] : [first, last])].sort();
  return unknownYears(calendar, reach[0] ?? today, reach.at(-1) ?? today);
}

/** The version of a year; makes others who would change it wait until the transaction ends. */
export async function lockCalendarYear(tx: Database, year: number): Promise<number | undefined> {
  const row = await tx
    .tables<CatalogTables>()
    .selectFrom('catalog.calendar_year')
    .select('version')
    .where('year', '=', year)
    .forUpdate()
    .executeTakeFirst();
  return row?.version;
}

/** Enters a year, or puts it in the place of the one that {@link lockCalendarYear} locked. */
export async function saveCalendarYear(
  tx: Database,
  given: {
    year: number;
    source: string;
    days: readonly (CalendarDay & { readonly name: string })[];
    version: number;
    at: Date;
    by: string;
  },
): Promise<void> {
  const { year, source, days, version } = given;
  const tables = tx.tables<CatalogTables>();
  const row = { source, version, updated_at: given.at, updated_by: given.by };
  if (version === 1)
    await tables
      .insertInto('catalog.calendar_year')
      .values({ year, ...row })
      .execute();
  else await tables.updateTable('catalog.calendar_year').set(row).where('year', '=', year).execute();
  await tables.deleteFrom('catalog.calendar_day').where('year', '=', year).execute();
  if (days.length === 0) return;
  await tables
    .insertInto('catalog.calendar_day')
    .values(days.map(({ day, working, name }) => ({ day, year, working, name })))
    .execute();
}
