import { actsForAdministration, requireCatalogueRole } from '../access.ts';
import type { CatalogChange } from '../change/change.ts';
import { recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { CodeRow, CodeRowDraft } from '../generated/schemas.ts';
import { requireStorable } from '../storable.ts';
import { type CodeTables, codeTableNames, isCodeTableName, rowOf } from './code-table.ts';
import { insertCodeRow, readCodeTables } from './code-table-store.ts';
import { codeTableProblems } from './problems.ts';

/**
 * Adds a row of the region's own to a code table, for the data administration's catalogue administrators.
 * @throws ROLE_REQUIRED, ADMINISTRATION_ONLY, CODE_TABLE_UNKNOWN, CODE_PARENT_UNKNOWN, CODE_TAKEN
 * @example extendCodeTable({ ...deps, actor, table: 'update-cycle', row: { code: '8', name: '每两年', nameEn: 'Every two years' } })
 */
export async function extendCodeTable(options: ActingDeps & { table: string; row: CodeRowDraft }): Promise<CodeRow> {
  const { actor, database, table } = options;
  requireCatalogueRole(actor);
  if (!actsForAdministration(actor)) throw codeTableProblems.ADMINISTRATION_ONLY();
  if (!isCodeTableName(table)) throw codeTableProblems.CODE_TABLE_UNKNOWN({ tables: codeTableNames.join(', ') });
  requireStorable(options.row);
  const row: CodeRow = { ...options.row, table, extension: true };
  const change: CatalogChange = { kind: 'code-row', subject: `${table}/${row.code}`, event: 'added', version: 1 };
  await database.transaction(async (tx) => {
    requireFitting(row, await readCodeTables(tx));
    await insertCodeRow(tx, row);
    await recordChange(tx, { change, actor, at: options.clock.now(), before: undefined, after: row });
  });
  await options.onChange?.(change);
  return row;
}

function requireFitting(row: CodeRow, tables: CodeTables): void {
  const categoryKnown =
    row.table !== 'class-section' || rowOf(tables, 'class-category', row.parent ?? '') !== undefined;
  const formatsKnown =
    row.table !== 'sharing-mode' || row.fits?.every((format) => rowOf(tables, 'format', format) !== undefined) === true;
  if (!categoryKnown || !formatsKnown) throw codeTableProblems.CODE_PARENT_UNKNOWN();
}
