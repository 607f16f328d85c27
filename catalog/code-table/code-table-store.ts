import { type Selectable, sql } from 'kysely';
import { type Database, isUniqueViolation } from '../../kernel/index.ts';
import type { CodeRow, CodeTable } from '../generated/schemas.ts';
import type { CatalogTables, CodeRowTable, CodeTableTable } from '../tables.ts';
import { type CodeTableName, type CodeTables, codeTableNames, isCodeTableName } from './code-table.ts';
import { codeTableProblems } from './problems.ts';

/** Every row of the directory's own tables as they are now, table by table, each in its own order. */
export async function readCodeTables(database: Database): Promise<CodeTables> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.code_row')
    .selectAll()
    .where('table_name', 'in', codeTableNames)
    .where('until', 'is', null)
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

/** The tables there are, by name. */
export async function listCodeTables(database: Database): Promise<readonly CodeTable[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.code_table')
    .selectAll()
    .orderBy('kind')
    .orderBy('name')
    .execute();
  return rows.map(codeTableOf);
}

/** One table; `lock: 'change'` makes others who would change it wait until the transaction ends. */
export async function findCodeTable(database: Database, name: string, lock?: 'change'): Promise<CodeTable | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.code_table').selectAll().where('name', '=', name);
  if (lock === 'change') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : codeTableOf(row);
}

/** The rows that a table had at one of its versions, in their order. */
export async function rowsAt(
  database: Database,
  { name, version }: Pick<CodeTable, 'name' | 'version'>,
): Promise<readonly CodeRow[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.code_row')
    .selectAll()
    .where('table_name', '=', name)
    .where('since', '<=', version)
    .where(({ eb, or }) => or([eb('until', 'is', null), eb('until', '>', version)]))
    .orderBy('position')
    .orderBy('code')
    .execute();
  return rows.map(codeRowOf);
}

/** Enters a table, or writes it over the one that {@link findCodeTable} locked. */
export async function saveCodeTable(tx: Database, table: CodeTable): Promise<void> {
  const { name, titleEn, standard, ...rest } = table;
  const row = { ...rest, title_en: titleEn, standard: standard ?? null };
  await tx
    .tables<CatalogTables>()
    .insertInto('catalog.code_table')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}

/** Adds a row at the end of its table, from this version of the table on. @throws CODE_TAKEN */
export async function insertCodeRow(tx: Database, row: CodeRow, since: number): Promise<void> {
  const { table, code, name, parent, fits, extension } = row;
  const tables = tx.tables<CatalogTables>();
  try {
    await tables
      .insertInto('catalog.code_row')
      .values(({ selectFrom }) => ({
        ...{ table_name: table, code, name, name_en: row.nameEn, extension, since },
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

/** A statement takes 65,535 parameters at most; a row has nine. */
const rowsPerStatement = 2000;

/**
 * Makes a table's rows the given ones from a version on: those that go or change end there, those that are new or changed
 * begin there. Nothing is overwritten but the order.
 */
export async function replaceRows(
  tx: Database,
  options: {
    table: string;
    version: number;
    ended: readonly string[];
    begun: readonly CodeRow[];
    order: readonly string[];
  },
): Promise<void> {
  const { table, version, ended, begun, order } = options;
  await sql`update catalog.code_row set until = ${version}
    where table_name = ${table} and until is null and code = any(${[...ended]}::text[])`.execute(tx.tables());
  for (let start = 0; start < begun.length; start += rowsPerStatement) {
    const rows = begun.slice(start, start + rowsPerStatement).map((row) => ({
      ...{ table_name: table, code: row.code, name: row.name, name_en: row.nameEn, extension: row.extension },
      ...{ parent: row.parent ?? null, fits: row.fits ?? null, position: 0, since: version },
    }));
    await tx.tables<CatalogTables>().insertInto('catalog.code_row').values(rows).execute();
  }
  await sql`update catalog.code_row set position = placed.position - 1
    from unnest(${[...order]}::text[]) with ordinality as placed (code, position)
    where table_name = ${table} and until is null and code_row.code = placed.code`.execute(tx.tables());
}

function codeTableOf(row: CodeTableTable): CodeTable {
  const { name, title, kind, version } = row;
  return {
    ...{ name, title, kind, version, titleEn: row.title_en },
    ...(row.standard === null ? {} : { standard: row.standard }),
  };
}

function codeRowOf(row: Selectable<CodeRowTable>): CodeRow {
  return {
    ...{ table: row.table_name, code: row.code, name: row.name, nameEn: row.name_en, extension: row.extension },
    ...(row.parent === null ? {} : { parent: row.parent }),
    ...(row.fits === null ? {} : { fits: row.fits }),
  };
}
