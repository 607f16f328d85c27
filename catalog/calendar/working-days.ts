/** A day in Beijing, `YYYY-MM-DD`. */
export type Day = string;

/** A day that is not what its place in the week says: a public holiday, or a weekend day that is worked (调休). */
export interface CalendarDay {
  readonly day: Day;
  readonly working: boolean;
}

/** The calendar of working days (工作日): Monday to Friday, but for its exceptions. */
export interface WorkingCalendar {
  /** Exceptions that make a difference, in order of day: the day's number, and working days gained up to and with it. */
  readonly exceptions: readonly { readonly number: number; readonly gained: number }[];
  /** Years whose exceptions are entered: of any other, only the place in the week is known. */
  readonly years: ReadonlySet<number>;
}

const dayMs = 86_400_000;
/** Days from Monday, 29 December 1969 to Thursday, 1 January 1970: with them, weeks begin on Mondays. */
const fromMonday = 3;

/** Makes a calendar of exceptions, in any order, each day once, and of the years that they are all of. */
export function workingCalendar(days: readonly CalendarDay[], years: Iterable<number>): WorkingCalendar {
  const differing = days
    .map(({ day, working }) => ({ number: numberOf(day), working }))
    .filter(({ number, working }) => isWeekday(number) !== working)
    .sort((a, b) => a.number - b.number);
  let gained = 0;
  return {
    years: new Set(years),
    exceptions: differing.map(({ number, working }) => {
      gained += working ? 1 : -1;
      return { number, gained };
    }),
  };
}

/** Years from one day's to another's whose holidays are not known: what is reckoned over them moves when they are. */
export function unknownYears({ years }: WorkingCalendar, from: Day, until: Day): readonly number[] {
  const [first, last] = [from, until].map((day) => Number(day.slice(0, 4))) as [number, number];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).filter(
    (year) => !years.has(year),
  );
}

/** Is the day worked? */
export function isWorkingDay(calendar: WorkingCalendar, day: Day): boolean {
  const number = numberOf(day);
  return reckoned(calendar, number) > reckoned(calendar, number - 1);
}

/**
 * Working days after `from` up to and with `until`; negative the other way round.
 * @example workingDaysBetween(calendar, '2026-11-20', '2026-11-23') // 1: a Friday and the Monday after
 */
export function workingDaysBetween(calendar: WorkingCalendar, from: Day, until: Day): number {
  return reckoned(calendar, numberOf(until)) - reckoned(calendar, numberOf(from));
}

/**
 * The day on which the n-th working day after `day` falls; the day itself does not count (民法典 art. 201). None: the day.
 * @param workingDays 0 or more
 */
export function addWorkingDays(calendar: WorkingCalendar, day: Day, workingDays: number): Day {
  if (workingDays === 0) return day;
  const start = numberOf(day);
  const wanted = reckoned(calendar, start) + workingDays;
  // A first guess by weeks, then by what is missing; at the end, back to the first day that has them all.
  let number = start + Math.ceil((workingDays * 7) / 5);
  for (let missing = wanted - reckoned(calendar, number); missing > 0; ) {
    number += missing;
    missing = wanted - reckoned(calendar, number);
  }
  while (reckoned(calendar, number - 1) >= wanted) number -= 1;
  return dayOf(number);
}

/** Working days from the beginning of 1970 up to and with the day, or less by a constant. */
function reckoned({ exceptions }: WorkingCalendar, number: number): number {
  const days = number + fromMonday;
  const weeks = Math.floor(days / 7);
  const weekdays = weeks * 5 + Math.min(days - weeks * 7 + 1, 5);
  // The last exception up to the day, by halving.
  let [low, high] = [0, exceptions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((exceptions[middle]?.number ?? number) <= number) low = middle + 1;
    else high = middle;
  }
  return weekdays + (exceptions[low - 1]?.gained ?? 0);
}

function isWeekday(number: number): boolean {
  return (((number + fromMonday) % 7) + 7) % 7 < 5;
}

function numberOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs;
}

function dayOf(number: number): Day {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** Is this a day that there is? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === text;
}
