import type { Text } from '../../kernel/pure/index.ts';

/** Last day of a licence's term, `YYYY-MM-DD` and included, or 长期: without an end. */
export type LicenceEnd = string;

/** The word that stands on licences without an end. */
export const withoutEnd = '长期';

/** China keeps one time, eight hours ahead of UTC, without summer time; licences count its days. */
const beijingOffsetMs = 8 * 3_600_000;

/** The calendar day in Beijing, `YYYY-MM-DD`. */
export function beijingDay(instant: Date): string {
  return new Date(instant.getTime() + beijingOffsetMs).toISOString().slice(0, 10);
}

/** Is day or end `a` after `b`? No day is after 长期. */
export function isAfter(a: LicenceEnd, b: LicenceEnd): boolean {
  if (b === withoutEnd) return false;
  return a === withoutEnd || a > b;
}

/** A term as sentences have it. */
export function termWords(from: string, to: LicenceEnd): Text {
  return { zh: `${from} 至 ${to}`, en: to === withoutEnd ? `from ${from} without an end` : `${from} to ${to}` };
}
