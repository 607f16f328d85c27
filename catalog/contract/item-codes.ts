import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { standardKey } from '../code-table/code-table.ts';
import type { InformationItem } from '../resource/resource.ts';

/** Of a table as long as that of all divisions the sandbox takes the first rows. */
const mostCodes = 500;

/** A table of the directory that an item names, and its codes at the version it has now. */
export interface ItemTable {
  readonly name: string;
  readonly version: number;
  readonly codes: readonly string[];
}

/**
 * The directory's tables that items take their values from, by what the items' `codeTable` says: a table's name, else the
 * number of the standard that a table is of.
 */
export async function itemTables(
  database: Database,
  items: readonly InformationItem[],
): Promise<ReadonlyMap<string, ItemTable>> {
  const named = new Set(items.flatMap(({ codeTable }) => (codeTable === undefined ? [] : [codeTable])));
  if (named.size === 0) return new Map();
  const keys = [...named].map(standardKey);
  const { rows } = await sql<{ name: string; standard: string | null; version: number; codes: string[] | null }>`
    select t.name, t.standard, t.version,
      (select array_agg(r.code order by r.position, r.code) from (
        select code, position from catalog.code_row
        where table_name = t.name and until is null order by position, code limit ${mostCodes}
      ) r) as codes
    from catalog.code_table t
    where t.name = any(${[...named]}::text[])
      or upper(regexp_replace(regexp_replace(normalize(t.standard, nfkc), '\\s', '', 'g'), '[-—–][0-9]{4}$', '')) = any(${keys}::text[])
    order by t.name`.execute(database.tables());
  const tables = new Map<string, ItemTable>();
  for (const codeTable of named) {
    const key = standardKey(codeTable);
    const found =
      rows.find(({ name }) => name === codeTable) ??
      rows.find(({ standard }) => standard !== null && standardKey(standard) === key);
    if (found !== undefined) {
      tables.set(codeTable, { name: found.name, version: found.version, codes: found.codes ?? [] });
    }
  }
  return tables;
}
