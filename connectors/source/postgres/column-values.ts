import pg from 'pg';
import { readMoment } from '../moment.ts';

/** Object ids of PostgreSQL's built-in types (pg_type.dat). */
const oid = { int8: 20, numeric: 1700, date: 1082, timestamp: 1114, timestamptz: 1184 } as const;

/** Digits that a JavaScript number surely keeps. */
const safeDigits = 15;

/**
 * How column values arrive. The driver's own choice would turn a day into a moment of this machine's time zone; here a
 * day stays a text, a moment becomes RFC 3339, and a number stays a text where it would lose digits.
 */
export function columnParser(id: number): (text: string) => unknown {
  switch (id) {
    case oid.int8:
    case oid.numeric:
      return exactNumber;
    case oid.date:
    case oid.timestamp:
      return (text) => text;
    case oid.timestamptz:
      return (text) => readMoment(text, '+00:00') ?? text;
    default:
      return pg.types.getTypeParser(id, 'text');
  }
}

function exactNumber(text: string): number | string {
  const digits = text.replace(/^-?0*/, '').replace('.', '').length;
  return digits <= safeDigits ? Number(text) : text;
}
