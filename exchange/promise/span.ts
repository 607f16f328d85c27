import type { Clock } from '../../kernel/index.ts';
import { beijingDay } from '../policy/beijing-time.ts';

/** Days for which counts are kept: a year, and a month to look back from its end. */
export const daysKept = 400;

/** Days that are looked at where nobody says how many. */
export const usualDays = 30;

/** So many days in Beijing up to and with today. */
export function lastDays(clock: Clock, days: number): { from: string; to: string } {
  const now = clock.now();
  return { from: beijingDay(new Date(now.getTime() - (days - 1) * 86_400_000)), to: beijingDay(now) };
}
