import { type CodeTableName, type CodeTables, codeTableNames } from '../../../catalog/code-table/code-table.ts';
import { seedRows } from '../../../catalog/code-table/seed-rows.ts';
import type { CodeRow } from '../../../catalog/index.ts';

const kinds = { 'part-of': '组成部分', 'derived-from': '加工来源', 'same-source': '同一来源' };

/** The directory's code tables as they are seeded, without a database. */
export const sampleTables: CodeTables = new Map<CodeTableName, ReadonlyMap<string, CodeRow>>(
  codeTableNames.map((table) => {
    const rows = seedRows[table] ?? Object.entries(kinds).map(([code, name]) => ({ code, name, nameEn: code }));
    return [
      table,
      new Map(
        rows.map((row) => {
          const { fits, ...rest } = { fits: undefined, extension: false, ...row };
          return [row.code, { ...rest, table, ...(fits === undefined ? {} : { fits: [...fits] }) }] as const;
        }),
      ),
    ];
  }),
);
