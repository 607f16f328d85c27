import type { DateForm } from './mapping.ts';

const readers: Readonly<Record<DateForm, RegExp>> = {
  yyyyMMdd: /^(\d{4})(\d{2})(\d{2})$/,
  'yyyy-MM-dd': /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
  'yyyy/MM/dd': /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  yyyy年MM月dd日: /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
};

/** A day written in one of the forms → `yyyy-MM-dd`; undefined when it is not one, or no day of the calendar. */
export function readDay(text: string, form: DateForm): string | undefined {
  const [, year = '', month = '', day = ''] = readers[form].exec(text) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(iso) ? iso : undefined;
}

/** `yyyy-MM-dd` → the source's way of writing it; undefined for anything that is no day. */
export function writeDay(iso: string, form: DateForm): string | undefined {
  const day = readDay(iso, 'yyyy-MM-dd');
  if (day === undefined || day !== iso) return undefined;
  const [year = '', month = '', date = ''] = iso.split('-');
  return form.replace('yyyy', year).replace('MM', month).replace('dd', date);
}

const moment = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * A moment as databases and services write it → RFC 3339 in UTC; undefined when it is none.
 * @param zone offset of a moment written without one, e.g. `+08:00`
 * @example readMoment('2026-01-01 08:00:00', '+08:00') // '2026-01-01T00:00:00.000Z'
 */
export function readMoment(text: string, zone: string): string | undefined {
  const [, day = '', time = '', offset = zone] = moment.exec(text) ?? [];
  const digits = offset.replace(':', '');
  const full = offset === 'Z' ? 'Z' : `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`;
  const instant = new Date(`${day}T${time}${full}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
