import { DerFault } from './fault.ts';
import type { DerNode } from './node.ts';
import { tag } from './tag.ts';

/** UTCTime years: 50–99 belong to the twentieth century (RFC 5280 §4.1.2.5.1). */
const utcPivot = 50;

/**
 * UTCTime or GeneralizedTime in the one form DER and RFC 5280 §4.1.2.5 allow: to the second, in UTC, with a Z.
 * @param options.fraction lets a fraction of a second pass, as time stamps have it (RFC 3161 §2.4.2); cut to milliseconds
 * @throws DerFault BAD_TIME
 */
export function readTime(node: DerNode, options: { what?: string; fraction?: boolean } = {}): Date {
  const { content } = node;
  const refuse = (why: string) => new DerFault('BAD_TIME', node.offset, `${options.what ?? 'a time'} ${why}`);
  const yearDigits = node.tag === tag.utcTime ? 2 : 4;
  if (node.tag !== tag.utcTime && node.tag !== tag.generalizedTime) throw refuse('is of another type');
  const end = yearDigits + 10;
  const hasFraction = content.length > end + 1;
  const mayHaveFraction = options.fraction === true && node.tag === tag.generalizedTime;
  const milliseconds = hasFraction ? millisecondsAt(content, end) : 0;
  if ((hasFraction && !mayHaveFraction) || milliseconds === undefined || content.at(-1) !== 0x5a) {
    throw refuse('is not YYMMDDhhmmssZ or YYYYMMDDhhmmssZ');
  }
  const written = digitsAt(content, 0, yearDigits);
  const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((at) => digitsAt(content, yearDigits + at, 2));
  const year = yearDigits === 4 ? written : written < utcPivot ? 2000 + written : 1900 + written;
  const moment = momentOf({ year, month, day, hour, minute, second, milliseconds });
  if (moment === undefined) throw refuse('is no moment of the calendar');
  return moment;
}

interface Written {
  readonly year: number;
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly hour: number | undefined;
  readonly minute: number | undefined;
  readonly second: number | undefined;
  readonly milliseconds: number;
}

function momentOf({
  year,
  month = 0,
  day = 0,
  hour = 24,
  minute = 60,
  second = 60,
  milliseconds,
}: Written): Date | undefined {
  // What is no digit came as NaN, which no comparison lets pass.
  const isTime = hour < 24 && minute < 60 && second < 60;
  const isDay = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isTime || !isDay) return undefined;
  const moment = new Date(Date.UTC(2000, month - 1, 1, hour, minute, second, milliseconds));
  moment.setUTCFullYear(year, month - 1, day); // Date.UTC takes years below 100 for those of the last century
  return moment;
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A number of some decimal digits; NaN when one of them is none. */
function digitsAt(content: Buffer, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = (content[index] ?? 0) - 0x30;
    value = digit >= 0 && digit <= 9 ? 10 * value + digit : Number.NaN;
  }
  return value;
}

/** Milliseconds of `.ddd`, up to nine digits and the last of them no zero (X.690 §11.7.3); undefined for anything else. */
function millisecondsAt(content: Buffer, at: number): number | undefined {
  const match = /^\.(\d{0,8}[1-9])$/.exec(content.subarray(at, -1).toString('latin1').slice(0, 12));
  return match === null ? undefined : Math.floor(Number(`0.${match[1]}`) * 1000);
}
