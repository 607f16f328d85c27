import { canonicalJson } from '../../kernel/index.ts';
import type { Scalar } from '../protocol/index.ts';
import type { FieldMapping } from './mapping.ts';
import { readDay, readMoment, writeDay } from './moment.ts';
import { SourceError } from './source.ts';

/**
 * A value of the source in the resource's own terms: trimmed, decoded, dated, typed, as the mapping says. Null and
 * undefined become null; so does an empty text of a field that is to be anything but text.
 * @param zone offset of moments without one
 * @throws SourceError ROWS_INVALID for a value that the mapping has no way with: better no row than a wrong one
 */
export function outward(field: FieldMapping, raw: unknown, zone: string): unknown {
  if (raw === null || raw === undefined) return null;
  const value = field.trim && typeof raw === 'string' ? raw.trim() : raw;
  if (value === '' && field.type !== 'text') return null;
  if (field.codes !== undefined) return field.codes.get(String(value)) ?? invalid();
  if (field.date !== undefined) return readDay(String(value), field.date) ?? invalid();
  return typed(field, value, zone);
}

/**
 * The other way: a value that somebody matches by, in the source's terms. Undefined when the source cannot hold it, so
 * that no row can fit.
 * @throws SourceError VALUE_NOT_USABLE for a date that is none
 */
export function inward(field: FieldMapping, value: Scalar): Scalar | undefined {
  if (field.codes !== undefined) {
    for (const [code, meaning] of field.codes) if (matchKey(meaning) === matchKey(value)) return code;
    return undefined;
  }
  if (field.date === undefined) return value;
  const written = writeDay(String(value), field.date);
  if (written === undefined) throw new SourceError('VALUE_NOT_USABLE');
  return written;
}

/** The text by which two values of a match are the same: 5 and "5" are, and so are two ways to compose one character. */
export function matchKey(value: unknown): string {
  return String(value).normalize('NFC');
}

const integer = /^[+-]?\d{1,16}$/;
const decimal = /^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;
const truths: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  '1': true,
  false: false,
  f: false,
  '0': false,
};

function typed(field: FieldMapping, value: unknown, zone: string): unknown {
  if (field.type === undefined) return value;
  const text = typeof value === 'object' ? canonicalJson(value) : String(value);
  switch (field.type) {
    case 'text':
      return text;
    case 'integer':
      return integer.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : invalid();
    case 'number':
      return decimal.test(text) ? Number(text) : invalid();
    case 'boolean':
      return truths[text.toLowerCase()] ?? invalid();
    case 'date':
      return readDay(text.slice(0, 10), 'yyyy-MM-dd') ?? invalid();
    case 'date-time':
      return readMoment(text, zone) ?? invalid();
    case 'json':
      return typeof value === 'string' ? parseJson(value) : value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return invalid();
  }
}

function invalid(): never {
  throw new SourceError('ROWS_INVALID');
}
