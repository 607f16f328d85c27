import { canonicalJson, type Database, requireVersion } from '../../kernel/index.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { CodeRow, CodeTable, CodeTableDraft } from '../generated/schemas.ts';
import { requireStorable } from '../storable.ts';
import { isCodeTableName, isTableName } from './code-table.ts';
import { requireAdministration } from './code-table-access.ts';
import { findCodeTable, readCodeTables, replaceRows, rowsAt, saveCodeTable } from './code-table-store.ts';
import { requireFitting } from './extend-code-table.ts';
import { codeTableProblems } from './problems.ts';

/**
 * Makes a code table what is given: a new one of values, or the next version of one that is there. What is not named any
 * more ends with the version before, which stays readable. Of the directory's own tables the national rows stay.
 * @param options.ifMatch the ETag of the version that the import is based on; not needed for a new table
 * @returns the table, and whether it is new; an import that changes nothing makes no version
 * @throws ROLE_REQUIRED, ADMINISTRATION_ONLY, CODE_TABLE_NAME_MALFORMED, PRECONDITION_REQUIRED, STALE_VERSION, CODE_REPEATED,
 * CODE_PARENT_UNKNOWN, CODE_ROW_NATIONAL
 */
export async function importCodeTable(
  options: ActingDeps & { name: string; draft: CodeTableDraft; ifMatch: string | undefined },
): Promise<{ table: CodeTable; created: boolean }> {
  const { actor, name, draft } = options;
  requireAdministration(actor);
  requireStorable(draft);
  if (!isTableName(name)) throw codeTableProblems.CODE_TABLE_NAME_MALFORMED();
  requireOnce(draft);
  const at = options.clock.now();
  const { change, ...imported } = await options.database.transaction(async (tx) => {
    const before = await findCodeTable(tx, name, 'change');
    if (before !== undefined || options.ifMatch !== undefined) requireVersion(options.ifMatch, before?.version ?? 0);
    const held = before === undefined ? [] : await rowsAt(tx, before);
    const rows = await judgedRows(tx, { name, draft, held });
    const title = {
      title: draft.title,
      titleEn: draft.titleEn,
      ...(draft.standard === undefined ? {} : { standard: draft.standard }),
    };
    const table: CodeTable = { name, kind: before?.kind ?? 'values', ...title, version: (before?.version ?? 0) + 1 };
    const { ended, begun } = differing(held, rows);
    const order = rows.map((row) => row.code);
    const sameOrder = held.map((row) => row.code).join('\0') === order.join('\0');
    if (before !== undefined && ended.length + begun.length === 0 && sameOrder && sameTitle(before, table)) {
      return { table: before, created: false, change: undefined };
    }
    await saveCodeTable(tx, table);
    await replaceRows(tx, { table: name, version: table.version, ended, begun, order });
    const change: CatalogChange = { kind: 'code-table', subject: name, event: 'imported', version: table.version };
    const after = { ...title, rows: rows.length, ended: ended.length, begun: begun.length };
    await recordChange(tx, { change, actor, at, before: before && { ...before, rows: held.length }, after });
    return { table, created: before === undefined, change };
  });
  if (change !== undefined) await options.onChange?.(change);
  return imported;
}

function requireOnce({ rows }: CodeTableDraft): void {
  const seen = new Set<string>();
  const errors = rows.flatMap(({ code }, index) => {
    const repeated = seen.has(code);
    seen.add(code);
    return repeated ? [{ pointer: `/rows/${index}/code`, detail: 'stands there already' }] : [];
  });
  if (errors.length > 0)
    throw codeTableProblems.CODE_REPEATED({ count: errors.length }, { errors: errors.slice(0, 50) });
}

async function judgedRows(
  tx: Database,
  { name, draft, held }: { name: string; draft: CodeTableDraft; held: readonly CodeRow[] },
): Promise<readonly CodeRow[]> {
  const national = new Map(held.filter((row) => !row.extension).map((row) => [row.code, row]));
  const own = isCodeTableName(name);
  const rows = draft.rows.map((row): CodeRow => ({ ...row, table: name, extension: own && !national.has(row.code) }));
  if (own) {
    const tables = await readCodeTables(tx);
    for (const row of rows) requireFitting(row, tables);
    const given = new Map(rows.map((row) => [row.code, row]));
    const lost = [...national].filter(([code, row]) => canonicalJson(given.get(code) ?? null) !== canonicalJson(row));
    if (lost.length > 0) throw codeTableProblems.CODE_ROW_NATIONAL({ codes: lost.map(([code]) => code).join(', ') });
  } else {
    const codes = new Set(rows.map((row) => row.code));
    const orphans = rows.flatMap(({ parent }, index) =>
      parent === undefined || codes.has(parent)
        ? []
        : [{ pointer: `/rows/${index}/parent`, detail: 'no row has this code' }],
    );
    if (orphans.length > 0) throw codeTableProblems.CODE_PARENT_UNKNOWN({}, { errors: orphans.slice(0, 50) });
  }
  return rows;
}

function differing(held: readonly CodeRow[], rows: readonly CodeRow[]) {
  const was = new Map(held.map((row) => [row.code, canonicalJson(row)]));
  const is = new Map(rows.map((row) => [row.code, canonicalJson(row)]));
  return {
    ended: held.map((row) => row.code).filter((code) => is.get(code) !== was.get(code)),
    begun: rows.filter((row) => was.get(row.code) !== is.get(row.code)),
  };
}

function sameTitle(a: CodeTable, b: CodeTable): boolean {
  return a.title === b.title && a.titleEn === b.titleEn && a.standard === b.standard;
}
