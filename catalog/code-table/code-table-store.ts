import { sql } from 'kysely';
import { type Database, isUniqueViolation } from '../../kernel/index.ts';
import type { CodeRow } from '../generated/schemas.ts';
import type { CatalogTables, CodeRowTable } from '../tables.ts';
import { type CodeTableName, type CodeTables, codeTableNames, isCodeTableName } from './code-table.ts';
import { codeTableProblems } from './problems.ts';

/** Every row, table by table, each in its own order. */
export async function readCodeTables(database: Database): Promise<CodeTables> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.code_row')
    .selectAll()
    .orderBy('table_name')
    .orderBy('position')
    .orderBy('code')
    .execute();
  const tables = new Map<CodeTableName, Map<string, CodeRow>>(codeTableNames.map((name) => [name, new Map()]));
  for (const row of rows) {
    if (isCodeTableName(row.table_name)) tables.get(row.table_name)?.set(row.code, codeRowOf(row));
  }
  return tables;
}

/** Adds a row at the end of its table. @throws CODE_TAKEN */
export async function insertCodeRow(tx: Database, row: CodeRow): Promise<void> {
  const { table, code, name, parent, fits, extension } = row;
  const tables = tx.tables<CatalogTables>();
  try {
    await tables
      .insertInto('catalog.code_row')
      .values(({ selectFrom }) => ({
        ...{ table_name: table, code, name, name_en: row.nameEn, extension },
        parent: parent ?? null,
        fits: fits ?? null,
        position: selectFrom('catalog.code_row')
          .select(sql<number>`coalesce(max(position), -1) + 1`.as('next'))
          .where('table_name', '=', table),
      }))
      .execute();
  } catch (error) {
    throw isUniqueViolation(error) ? codeTableProblems.CODE_TAKEN({ table }) : error;
  }
}

function codeRowOf(row: CodeRowTable): CodeRow {
  return {
    ...{ table: row.table_name, code: row.code, name: row.name, nameEn: row.name_en, extension: row.extension },
    ...(row.parent === null ? {} : { parent: row.parent }),
    ...(row.fits === null ? {} : { fits: row.fits }),
  };
}
