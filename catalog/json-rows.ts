import { type Insertable, type RawBuilder, sql } from 'kysely';
import type { Database } from '../kernel/index.ts';
import type { CatalogTables } from './tables.ts';

/**
 * Inserts rows as one parameter, in their order: as JSON, which PostgreSQL takes apart by the types of the table's columns.
 * With thousands of rows, a parameter for each value takes longer to write, send and read than all the rest.
 * @param after what stands behind the rows, such as `on conflict …`
 */
export async function insertRows<T extends keyof CatalogTables>(
  tx: Database,
  table: T,
  rows: readonly Insertable<CatalogTables[T]>[],
  after: RawBuilder<unknown> = sql``,
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = columnsOf(first);
  await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json) ${after}`.execute(
    tx.tables(),
  );
}

/** The columns that a row names. */
export function columnsOf(row: object): RawBuilder<unknown> {
  return sql.join(Object.keys(row).map((name) => sql.ref(name)));
}
