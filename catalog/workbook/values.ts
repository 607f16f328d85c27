import type { CodeTableName, CodeTables } from '../code-table/code-table.ts';
import { nameKey } from '../resource/resource.ts';
import { codeSynonyms } from './synonyms.ts';

// How values are written in cells, and what they mean. Each reader gives undefined for what it does not understand.

/** A text with full-width letters and digits made plain, without white space around it. */
export function plain(text: string): string {
  return text.normalize('NFKC').trim();
}

/** Rows of a code table that are told with a finding. */
const mostChoices = 12;

/** Reads codes of the directory's tables as people write them: the code, the name, both, or a name in use for it. */
export class CodeReader {
  readonly #tables: CodeTables;
  readonly #keys = new Map<CodeTableName, ReadonlyMap<string, string>>();

  constructor(tables: CodeTables) {
    this.#tables = tables;
  }

  /** @example read('sharing-type', '1-无条件共享') // '1' */
  read(table: CodeTableName, text: string): string | undefined {
    const rows = this.#tables.get(table);
    if (rows === undefined) return undefined;
    if (rows.has(text)) return text;
    const written = plain(text);
    if (rows.has(written)) return written;
    const keys = this.#keysOf(table);
    return keys.get(nameKey(written)) ?? keys.get(nameKey(written.replace(/\(.*?\)/g, '')));
  }

  /** 项: a row of the table under its 类, else as it is written; departments, which category 3 has, are in no table. */
  readSection(text: string, category: string | undefined): string {
    const code = this.read('class-section', text);
    const row = code === undefined ? undefined : this.#tables.get('class-section')?.get(code);
    return row !== undefined && row.parent === category ? row.code : text;
  }

  /** How a code is written for people: its name, where that is read as the code again. */
  write(table: CodeTableName, code: string): string {
    const name = this.#tables.get(table)?.get(code)?.name;
    return name !== undefined && this.read(table, name) === code ? name : code;
  }

  /** What may be written, to be said after a finding; empty where the rows are too many to be told in a cell. */
  choices(table: CodeTableName): { readonly zh: string; readonly en: string } {
    const rows = [...(this.#tables.get(table)?.values() ?? [])];
    if (rows.length === 0 || rows.length > mostChoices) return { zh: '', en: '' };
    return {
      zh: `；可填：${rows.map(({ code, name }) => `${code} ${name}`).join('、')}`,
      en: `; it may be ${rows.map(({ code, name, nameEn }) => `${code} ${nameEn || name}`).join(', ')}`,
    };
  }

  #keysOf(table: CodeTableName): ReadonlyMap<string, string> {
    const known = this.#keys.get(table);
    if (known !== undefined) return known;
    const keys = new Map<string, string>();
    const add = (text: string, code: string) => {
      const key = nameKey(text);
      if (key !== '' && !keys.has(key)) keys.set(key, code);
    };
    const rows = [...(this.#tables.get(table)?.values() ?? [])];
    for (const { code } of rows) add(code, code);
    for (const { code, name } of rows) add(name, code);
    for (const { code, name, nameEn } of rows) {
      for (const text of [nameEn, `${code}${name}`, `${name}${code}`]) add(text, code);
    }
    for (const [code, names] of Object.entries(codeSynonyms[table] ?? {})) {
      if (this.#tables.get(table)?.has(code) === true) for (const name of names) add(name, code);
    }
    this.#keys.set(table, keys);
    return keys;
  }
}

const yes = new Set([
  '是',
  '有',
  '可',
  '1',
  'y',
  'yes',
  'true',
  '开放',
  '对外开放',
  '向社会开放',
  '可开放',
  '有条件开放',
  '无条件开放',
  '√',
  '✓',
]);
const no = new Set([
  '否',
  '无',
  '不可',
  '0',
  'n',
  'no',
  'false',
  '不开放',
  '不予开放',
  '不对外开放',
  '暂不开放',
  '×',
  'x',
  '✗',
]);

/** 是 or 否, in its many forms. */
export function decisionOf(text: string): boolean | undefined {
  const key = plain(text).toLowerCase();
  if (yes.has(key)) return true;
  return no.has(key) ? false : undefined;
}

/** A day as `YYYY-MM-DD`, of what people write: 2024-3-1, 2024/03/01, 2024.3.1, 20240301, 2024年3月1日, or a serial number. */
export function dayOf(text: string, serialDay: (serial: number) => string | undefined): string | undefined {
  const written = plain(text);
  const serial = /^\d{5}(?:\.\d+)?$/.test(written) ? serialDay(Number(written)) : undefined;
  if (serial !== undefined) return serial.slice(0, 10);
  const [, year, month = '', day = ''] =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(written) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written) ??
    [];
  if (year === undefined) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso) ? iso : undefined;
}

/** A number that is not negative; digits may be full-width and grouped by thousands. */
export function figureOf(text: string): number | undefined {
  const written = plain(text);
  const digits = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(written) ? written.replaceAll(',', '') : written;
  if (!/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isFinite(number) ? number : undefined;
}

/** A length, with the decimal places where both are written together: `18`, `18位`, `10,2`, `(10.2)`. */
export function lengthOf(text: string): { length: number; scale?: number } | undefined {
  const [, length, scale] =
    /^\(?(\d{1,7})(?:\s*[,.，]\s*(\d{1,2}))?\)?\s*(?:位|字符|个字符|字节)?$/.exec(plain(text)) ?? [];
  if (length === undefined) return undefined;
  return { length: Number(length), ...(scale === undefined ? {} : { scale: Number(scale) }) };
}

/** A column's type with its length, as databases have it: `varchar(50)`, `decimal(10,2)`. */
export function sizedType(text: string): { type: string; size: string } | undefined {
  const [, type, size] = /^([^\d()]+[^()]*?)\s*\((\d+(?:\s*,\s*\d+)?)\)$/.exec(plain(text)) ?? [];
  return type === undefined || size === undefined ? undefined : { type, size };
}

/** The parts of a list in one cell, by line or by any of the marks that part lists. */
export function listOf(text: string, marks = /[\n\r、，,；;]+/): readonly string[] {
  return text
    .split(marks)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
