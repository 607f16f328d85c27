import { DerFault } from './fault.ts';
import type { DerNode } from './node.ts';
import { tag } from './tag.ts';

const utc = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const generalized = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/;

/** UTCTime years: 50–99 belong to the twentieth century (RFC 5280 §4.1.2.5.1). */
const utcPivot = 50;

/**
 * UTCTime or GeneralizedTime in the one form DER and RFC 5280 §4.1.2.5 allow: to the second, in UTC, with a Z.
 * @param options.fraction lets a fraction of a second pass, as time stamps have it (RFC 3161 §2.4.2); cut to milliseconds
 * @throws DerFault BAD_TIME
 */
export function readTime(node: DerNode, options: { what?: string; fraction?: boolean } = {}): Date {
  const refuse = (why: string) => new DerFault('BAD_TIME', node.offset, `${options.what ?? 'a time'} ${why}`);
  if (node.content.length > 32) throw refuse('is too long');
  const text = node.content.toString('latin1');
  const match =
    node.tag === tag.utcTime ? utc.exec(text) : node.tag === tag.generalizedTime ? generalized.exec(text) : null;
  if (match === null) throw refuse('is not YYMMDDhhmmssZ or YYYYMMDDhhmmssZ');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const fraction = match[7];
  if (fraction !== undefined && (options.fraction !== true || fraction.endsWith('0'))) throw refuse('has a fraction');
  const fullYear = node.tag === tag.generalizedTime ? year : year < utcPivot ? 2000 + year : 1900 + year;
  const moment = new Date(0);
  moment.setUTCFullYear(fullYear, month - 1, day);
  moment.setUTCHours(hour, minute, second, Math.floor(Number(`0.${fraction ?? '0'}`) * 1000));
  const isReal =
    moment.getUTCMonth() === month - 1 &&
    moment.getUTCDate() === day &&
    moment.getUTCHours() === hour &&
    moment.getUTCMinutes() === minute &&
    moment.getUTCSeconds() === second;
  if (!isReal) throw refuse('is no moment of the calendar');
  return moment;
}
