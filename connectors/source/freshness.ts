import type { DateForm } from './mapping.ts';
import { readDay, readMoment } from './moment.ts';
import { SourceError } from './source.ts';

/**
 * The time that a freshness column holds; a day is its beginning in the source's zone. Undefined for none.
 * @throws SourceError ROWS_INVALID
 * @example freshnessOf('20261121', { date: 'yyyyMMdd', zone: '+08:00' }) // 2026-11-20T16:00:00.000Z
 */
export function freshnessOf(
  value: unknown,
  { date, zone }: { date: DateForm | undefined; zone: string },
): Date | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const text = String(value).trim();
  const day = readDay(text, date ?? 'yyyy-MM-dd');
  const moment = readMoment(day === undefined ? text : `${day}T00:00:00`, zone);
  if (moment === undefined) throw new SourceError('ROWS_INVALID');
  return new Date(moment);
}
