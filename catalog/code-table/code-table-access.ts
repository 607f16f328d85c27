import type { Actor } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { actsForAdministration, requireCatalogueRole } from '../access.ts';
import type { CodeTable } from '../generated/schemas.ts';
import { findCodeTable, listCodeTables } from './code-table-store.ts';
import { codeTableProblems } from './problems.ts';

/** Code tables are the whole region's, so the data administration keeps them. @throws ROLE_REQUIRED, ADMINISTRATION_ONLY */
export function requireAdministration(actor: Actor): void {
  requireCatalogueRole(actor);
  if (!actsForAdministration(actor)) throw codeTableProblems.ADMINISTRATION_ONLY();
}

/** The table of that name. @throws CODE_TABLE_UNKNOWN */
export async function requireCodeTable(database: Database, name: string, lock?: 'change'): Promise<CodeTable> {
  const table = await findCodeTable(database, name, lock);
  if (table !== undefined) return table;
  const names = (await listCodeTables(database)).map((one) => one.name);
  throw codeTableProblems.CODE_TABLE_UNKNOWN({ tables: names.slice(0, 50).join(', ') });
}
