import type { Database } from '../../kernel/index.ts';
import { standardKey } from '../code-table/code-table.ts';
import type { CatalogTables } from '../tables.ts';
import { nameKey, type ResourceContent } from './resource.ts';

/** What stands elsewhere in the directory and a record is held against. */
export interface Neighbour {
  readonly id: string;
  readonly code: string;
  readonly provider: string;
  readonly name: string;
}

/** The rest of the directory, as far as a check asks it: whoever reads many records at once answers from memory. */
export interface Neighbours {
  /** Resources in use whose name is the same but for white space, punctuation and width. */
  named(key: string): readonly Neighbour[];
  /** The resource that has the code, in whatever state. */
  coded(code: string): Neighbour | undefined;
  /** The code table that a text means: by its name, the number of its standard, or its title. */
  tabled(text: string): TableMeant | undefined;
}

/** A code table that an item's `codeTable` means, and whether it is named so that programs find it. */
export interface TableMeant {
  readonly name: string;
  readonly byTitle: boolean;
}

/** Reads what the given records are held against, in three statements however many they are. */
export async function loadNeighbours(database: Database, contents: readonly ResourceContent[]): Promise<Neighbours> {
  const keys = [...new Set(contents.map(({ name }) => nameKey(name)))];
  const codes = [
    ...new Set(
      contents.flatMap(({ code, relatedResources, relations }) => [
        code,
        ...relatedResources,
        ...relations.map((relation) => relation.code),
      ]),
    ),
  ];
  const columns = ['id', 'code', 'provider', 'name', 'name_key'] as const;
  const tables = database.tables<CatalogTables>();
  // As one parameter each: twenty thousand records have more keys than a statement takes parameters.
  const [named, coded, kept] = await Promise.all([
    tables
      .selectFrom('catalog.resource')
      .select(columns)
      .where(({ eb, fn, val }) => eb('name_key', '=', fn.any(val(keys))))
      .where('status', 'not in', ['withdrawn', 'archived'])
      .execute(),
    tables
      .selectFrom('catalog.resource')
      .select(columns)
      .where(({ eb, fn, val }) => eb('code', '=', fn.any(val(codes))))
      .execute(),
    tables.selectFrom('catalog.code_table').select(['name', 'title', 'standard']).orderBy('name').execute(),
  ]);
  const byCode = new Map<string, Neighbour>(coded.map((row) => [row.code, row]));
  const byKey = new Map<string, Neighbour[]>();
  for (const row of named) byKey.set(row.name_key, [...(byKey.get(row.name_key) ?? []), row]);
  const exactly = new Map(
    kept.flatMap(({ name, standard }) => [
      [name, name],
      ...(standard === null ? [] : ([[standardKey(standard), name]] as const)),
    ]),
  );
  const titled = new Map(kept.map(({ name, title }) => [nameKey(title), name]));
  return {
    named: (key) => byKey.get(key) ?? [],
    coded: (code) => byCode.get(code),
    tabled(text) {
      const exact = exactly.get(text) ?? exactly.get(standardKey(text));
      const name = exact ?? titled.get(nameKey(text));
      return name === undefined ? undefined : { name, byTitle: exact === undefined };
    },
  };
}
