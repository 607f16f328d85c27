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
