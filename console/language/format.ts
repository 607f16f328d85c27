import { language } from './language.ts';

/** The county's own time, whatever the browser's clock is set to. */
const timeZone = 'Asia/Shanghai';

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale(), { timeZone, ...options });
  formats.set(key, known);
  return known;
}

function asDate(time: string | number | Date): Date | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A day in the reader's form: 2026年11月21日, 21 November 2026. Takes a day (`2026-11-21`) or a moment. */
export function day(time: string | number | Date | null | undefined): string {
  if (time === null || time === undefined) return '—';
  const date = asDate(time);
  if (date === undefined) return String(time);
  return format({ dateStyle: 'long' }).format(date);
}

/**
 * The form in which {@link day} writes a day, as date fields take it (Day.js). What is typed in it is understood, and so is
 * `2026-11-21`.
 */
export function dayPattern(): string {
  return language.value === 'zh' ? 'YYYY年M月D日' : 'D MMMM YYYY';
}

/** The form in which {@link moment} writes a moment, as date fields take it (Day.js). */
export function momentPattern(): string {
  return language.value === 'zh' ? 'YYYY年M月D日 HH:mm' : 'D MMM YYYY, HH:mm';
}

/** A day of this year, short enough for an axis: 11/21, 21/11. */
export function shortDay(time: string | number | Date): string {
  const date = asDate(time);
  return date === undefined ? String(time) : format({ month: 'numeric', day: 'numeric' }).format(date);
}

/** The day that it is in the county, as `2026-11-21`: for calendars and names of files, not to be read. */
export function calendarDay(time: number | Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(time);
}

/** A moment to the minute, in the county's time: 2026年11月21日 16:00, 21 Nov 2026, 16:00. */
export function moment(time: string | number | Date | null | undefined): string {
  if (time === null || time === undefined) return '—';
  const date = asDate(time);
  if (date === undefined) return String(time);
  const month = language.value === 'zh' ? 'long' : 'short';
  return format({
    year: 'numeric',
    month,
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

/** A moment to the second: for records, where the minute is not enough. */
export function exactMoment(time: string | number | Date | null | undefined): string {
  if (time === null || time === undefined) return '—';
  const date = asDate(time);
  if (date === undefined) return String(time);
  return format({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(date);
}

/** What is added in brackets, in the reader's form: 停用（3 天前）, Stopped (3 days ago). */
export function inBrackets(text: string): string {
  return language.value === 'zh' ? `（${text}）` : ` (${text})`;
}

/** A number with the reader's separators: 1,234.5. `digits`: decimals at most. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return '—';
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** A count with its English noun: 1 error, 2 errors. Chinese nouns need none of this. */
export function several(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** A share of one as per cent: 0.9876 → 98.8%. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined) return '—';
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** A size in bytes in the reader's form: 1.2 MB. */
export function size(bytes: number): string {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  return `${number(bytes / 1024 ** step, step === 0 ? 0 : 1)} ${['B', 'KB', 'MB'][step]}`;
}

/** How long ago, or in how long: 3 天前, in 2 hours. `now` for what must stand still. */
export function away(time: string | number | Date, now: number = Date.now()): string {
  const date = asDate(time);
  if (date === undefined) return String(time);
  const seconds = Math.round((date.getTime() - now) / 1000);
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}
