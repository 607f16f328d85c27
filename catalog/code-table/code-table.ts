import type { CodeRow } from '../generated/schemas.ts';

/** The code tables (代码表) that resource records take their values from: the directory's own. Others hold values of items. */
export const codeTableNames = [
  'class-category',
  'class-section',
  'format',
  'update-cycle',
  'sharing-type',
  'sharing-mode',
  'item-type',
  'relation-kind',
] as const;
export type CodeTableName = (typeof codeTableNames)[number];

export function isCodeTableName(value: string): value is CodeTableName {
  return codeTableNames.some((name) => name === value);
}

const tableName = /^[a-z][a-z0-9-]{1,31}$/;

/** May this name a code table? */
export function isTableName(value: string): boolean {
  return tableName.test(value);
}

/** The directory's code tables, read once for a check. */
export type CodeTables = ReadonlyMap<CodeTableName, ReadonlyMap<string, Readonly<CodeRow>>>;

/** The row with this code, or undefined. */
export function rowOf(tables: CodeTables, table: CodeTableName, code: string): Readonly<CodeRow> | undefined {
  return tables.get(table)?.get(code);
}

/** A standard's number without spaces and without its year. @example standardKey('GB/T 2261.1-2003') // 'GB/T2261.1' */
export function standardKey(name: string): string {
  return name
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\s/g, '')
    .replace(/[-—–]\d{4}$/, '');
}

const standardNumber = /^[A-Z]{2,8}\d{0,2}(\/[A-Z]{1,4})?[ -]?(\d[\w.—–-]*|[A-Z]+_[A-Z0-9_]+)(\s.*)?$/;

/**
 * Is this the number of a standard, which is known by it whether its table is kept here or not?
 * @example isStandardNumber('GB/T 2260') && isStandardNumber('SDMX CL_FREQ') // true
 */
export function isStandardNumber(text: string): boolean {
  return standardNumber.test(text.normalize('NFKC').trim());
}
