import { sql } from 'kysely';
import { type Database, isUniqueViolation, type Page, pageOf } from '../../kernel/index.ts';
import { jsonb } from '../json-column.ts';
import { readIdCursor } from '../paging.ts';
import type { CatalogTables, MatterTable } from '../tables.ts';
import type { Matter } from './matter.ts';
import { isMatterCode, type MatterCode } from './matter-code.ts';
import { matterProblems } from './problems.ts';

/** @throws MATTER_CODE_TAKEN */
export async function insertMatter(tx: Database, matter: Matter): Promise<void> {
  try {
    await tx.tables<CatalogTables>().insertInto('catalog.matter').values(rowOf(matter)).execute();
  } catch (error) {
    throw isUniqueViolation(error) ? matterProblems.MATTER_CODE_TAKEN({ code: matter.code }) : error;
  }
}

/** Writes the matter over the row that {@link findMatter} locked. */
export async function saveMatter(tx: Database, matter: Matter): Promise<void> {
  await tx
    .tables<CatalogTables>()
    .updateTable('catalog.matter')
    .set(rowOf(matter))
    .where('code', '=', matter.code)
    .execute();
}

/** Reads one matter; `lock: 'change'` makes others who would change it wait until the transaction ends. */
export async function findMatter(database: Database, code: MatterCode, lock?: 'change'): Promise<Matter | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.matter').selectAll().where('code', '=', code);
  if (lock === 'change') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : matterOf(row);
}

/** Reads several matters; `lock: 'rely'` makes those wait who would change them under what relies on them. */
export async function findMatters(
  database: Database,
  codes: readonly MatterCode[],
  lock?: 'rely',
): Promise<ReadonlyMap<MatterCode, Matter>> {
  if (codes.length === 0) return new Map();
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.matter')
    .selectAll()
    .where('code', 'in', codes)
    .orderBy('code');
  if (lock === 'rely') query = query.forShare();
  const rows = await query.execute();
  return new Map(rows.map((row) => [row.code, matterOf(row)]));
}

export async function allMatters(database: Database): Promise<readonly Matter[]> {
  const rows = await database.tables<CatalogTables>().selectFrom('catalog.matter').selectAll().execute();
  return rows.map(matterOf);
}

export interface MatterFilter {
  readonly organisation?: string | undefined;
  readonly status?: Matter['status'] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of matters, by code. */
export async function pageOfMatters(database: Database, filter: MatterFilter): Promise<Page<Matter>> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.matter')
    .selectAll()
    .orderBy('code')
    .limit(filter.limit + 1);
  if (filter.organisation !== undefined) query = query.where(sql<string>`organisation`, '=', filter.organisation);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.cursor !== undefined) query = query.where('code', '>', readIdCursor(filter.cursor, isMatterCode));
  const rows = await query.execute();
  return pageOf({ rows, limit: filter.limit, key: (row) => [row.code], item: matterOf });
}

function rowOf(matter: Matter) {
  const { code, name, organisation, status, version } = matter;
  return {
    ...{ code, name, organisation, status, version },
    legal_basis: matter.legalBasis,
    materials: jsonb(matter.materials),
    officers: [...matter.officers],
    created_at: matter.createdAt,
    created_by: matter.createdBy,
    updated_at: matter.updatedAt,
    updated_by: matter.updatedBy,
  };
}

function matterOf(row: MatterTable): Matter {
  const { code, name, organisation, materials, officers, status, version } = row;
  return {
    ...{ code, name, organisation, materials, officers, status, version },
    legalBasis: row.legal_basis,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
