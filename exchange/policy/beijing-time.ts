/** China keeps one time, eight hours ahead of UTC, without summer time. */
const offsetMs = 8 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** The hour of day, 0–23, in Beijing time. */
export function beijingHour(instant: Date): number {
  return new Date(instant.getTime() + offsetMs).getUTCHours();
}

/** The calendar day in Beijing time, `YYYY-MM-DD`. */
export function beijingDay(instant: Date): string {
  return new Date(instant.getTime() + offsetMs).toISOString().slice(0, 10);
}

/** The minute of the day, 0–1439, in Beijing time. */
export function beijingMinute(instant: Date): number {
  return Math.floor(((instant.getTime() + offsetMs) % dayMs) / 60_000);
}

/** The coming midnight in Beijing time. */
export function nextBeijingMidnight(instant: Date): Date {
  const local = instant.getTime() + offsetMs;
  return new Date(local - (local % dayMs) + dayMs - offsetMs);
}
