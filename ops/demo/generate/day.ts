const msOfDay = 86_400_000;

/** A day as the number of days since 1970-01-01; the generator reckons in these. */
export type DayNumber = number;

/** @param month 1 to 12 */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  return Math.floor(Date.UTC(year, month - 1, day) / msOfDay);
}

/** ISO 8601, e.g. `2025-12-31`. */
export function isoDay(day: DayNumber): string {
  return new Date(day * msOfDay).toISOString().slice(0, 10);
}

/** The day that ISO 8601 text names. */
export function parseDay(iso: string): DayNumber {
  return Math.floor(Date.parse(`${iso}T00:00:00Z`) / msOfDay);
}

/** The same date some years later or earlier; 29 February becomes 1 March where there is none. */
export function plusYears(day: DayNumber, years: number): DayNumber {
  const date = new Date(day * msOfDay);
  return dayNumber(date.getUTCFullYear() + years, date.getUTCMonth() + 1, date.getUTCDate());
}

export function yearOf(day: DayNumber): number {
  return new Date(day * msOfDay).getUTCFullYear();
}
