import type { Database } from '../kernel/index.ts';
import type { Refusal } from './refusal.ts';
import { sharingProblems } from './sharing-problems.ts';
import type { CatalogTables } from './tables.ts';

/** Code tables of the forms. */
export type FormTable = 'refusal-ground' | 'wanted-service' | 'objection-kind' | 'update-cycle';

/** The rows of a table as they are now: code and Chinese name. */
export async function formCodes(database: Database, table: FormTable): Promise<ReadonlyMap<string, string>> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.code_row')
    .select(['code', 'name'])
    .where('table_name', '=', table)
    .where('until', 'is', null)
    .orderBy('position')
    .execute();
  return new Map(rows.map(({ code, name }) => [code, name]));
}

/** @throws FORM_CODE_UNKNOWN */
export async function requireFormCode(
  database: Database,
  { table, member, code }: { table: FormTable; member: string; code: string },
): Promise<void> {
  if (!(await formCodes(database, table)).has(code)) throw sharingProblems.FORM_CODE_UNKNOWN({ table, member });
}

/** Makes a refusal of what was sent. @throws REFUSAL_GROUND_NEEDED without a listed ground, or without a word */
export async function readRefusal(
  database: Database,
  given: { ground?: string | undefined; reason?: string | undefined; organisation: string },
): Promise<Refusal> {
  const { ground, reason, organisation } = given;
  const grounds = await formCodes(database, 'refusal-ground');
  if (ground === undefined || !grounds.has(ground) || reason === undefined || reason.trim() === '') {
    const codes = [...grounds].map(([code, name]) => `${code} ${name}`).join(', ');
    throw sharingProblems.REFUSAL_GROUND_NEEDED({ codes });
  }
  return { ground, reason, organisation };
}
