import type { LicenceContent } from '../../licence/document.ts';
import type { FieldFormat } from './licence-template.ts';

/** What every licence has, whatever its type, by the names that templates use. */
const particulars: Readonly<Record<string, (content: LicenceContent) => unknown>> = {
  'licence.identifier': (content) => content.identifier,
  'licence.type': (content) => content.type.name,
  'licence.issuer': (content) => content.issuer.name,
  'licence.issuerCode': (content) => content.issuer.code,
  'licence.issuedOn': (content) => content.issuedOn,
  'licence.term': (content) => ({ from: content.validFrom, to: content.validTo }),
  'licence.version': (content) => content.version,
  'licence.holderName': (content) => content.holder.name,
  'licence.holderNumber': (content) => content.holder.number,
};

/** Names of the particulars that a template may show besides the items of its type. */
export const particularNames: readonly string[] = Object.keys(particulars);

export function isParticular(field: string): boolean {
  return Object.hasOwn(particulars, field);
}

/** The value of a field; undefined where the licence has none. */
export function fieldValue(content: LicenceContent, field: string): unknown {
  return isParticular(field) ? particulars[field]?.(content) : content.data[field];
}

/** A value as it is printed; the empty text for none. */
export function formatValue(value: unknown, format: FieldFormat): string {
  switch (format) {
    case 'day':
      return dayText(value);
    case 'year':
    case 'month':
    case 'date':
      return partOfDay(value, format);
    case 'term':
      return termText(value);
    case 'from':
    case 'to':
      return dayText(memberOf(value, format));
    case 'plain':
      return plainText(value);
  }
}

/** A value as it is printed where nobody said how. */
export function plainText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map(plainText).join('；');
  if (typeof value !== 'object') return String(value);
  return typeof memberOf(value, 'from') === 'string'
    ? termText(value)
    : Object.values(value).map(plainText).filter(Boolean).join('，');
}

function termText(value: unknown): string {
  const [from, to] = [dayText(memberOf(value, 'from')), dayText(memberOf(value, 'to'))];
  if (from === '' || to === '') return from + to;
  return `${from}至${to}`;
}

/** 2026年11月21日; what is no day, such as 长期, stays as it is. */
function dayText(value: unknown): string {
  const text = plainText(value);
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return year === undefined ? text : `${year}年${month}月${day}日`;
}

function partOfDay(value: unknown, part: 'year' | 'month' | 'date'): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(plainText(value));
  return found?.[{ year: 1, month: 2, date: 3 }[part]] ?? '';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
