import type { Database } from '../../kernel/index.ts';
import type { CatalogTables, WorkbookImportTable } from '../tables.ts';

/** Writes down who imported what, in the transaction that imports it. */
export async function insertImport(tx: Database, row: WorkbookImportTable): Promise<void> {
  await tx.tables<CatalogTables>().insertInto('catalog.workbook_import').values(row).execute();
}
