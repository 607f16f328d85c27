import type { CatalogChange } from '../change/change.ts';
import { recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { CodeRow, CodeRowDraft } from '../generated/schemas.ts';
import { requireStorable } from '../storable.ts';
import { type CodeTables, isCodeTableName, rowOf } from './code-table.ts';
import { requireAdministration, requireCodeTable } from './code-table-access.ts';
import { insertCodeRow, readCodeTables, saveCodeTable } from './code-table-store.ts';
import { codeTableProblems } from './problems.ts';

/**
 * Adds a row of the region's own to a code table, which makes its next version, for the data administration's catalogue administrators.
 * @throws ROLE_REQUIRED, ADMINISTRATION_ONLY, CODE_TABLE_UNKNOWN, CODE_PARENT_UNKNOWN, CODE_TAKEN
 * @example extendCodeTable({ ...deps, actor, table: 'update-cycle', row: { code: '8', name: '每两年', nameEn: 'Every two years' } })
 */
export async function extendCodeTable(options: ActingDeps & { table: string; row: CodeRowDraft }): Promise<CodeRow> {
  const { actor, database, table } = options;
  requireAdministration(actor);
  requireStorable(options.row);
  const row: CodeRow = { ...options.row, table, extension: isCodeTableName(table) };
  const change: CatalogChange = { kind: 'code-row', subject: `${table}/${row.code}`, event: 'added', version: 1 };
  await database.transaction(async (tx) => {
    const before = await requireCodeTable(tx, table, 'change');
    requireFitting(row, await readCodeTables(tx));
    const version = before.version + 1;
    await saveCodeTable(tx, { ...before, version });
    await insertCodeRow(tx, row, version);
    await recordChange(tx, { change, actor, at: options.clock.now(), before: undefined, after: row });
  });
  await options.onChange?.(change);
  return row;
}

/** A section belongs to a category, a sharing mode carries formats that there are. @throws CODE_PARENT_UNKNOWN */
export function requireFitting(row: CodeRow, tables: CodeTables): void {
  const categoryKnown =
    row.table !== 'class-section' || rowOf(tables, 'class-category', row.parent ?? '') !== undefined;
  const formatsKnown =
    row.table !== 'sharing-mode' || row.fits?.every((format) => rowOf(tables, 'format', format) !== undefined) === true;
  if (!categoryKnown || !formatsKnown) throw codeTableProblems.CODE_PARENT_UNKNOWN();
}
