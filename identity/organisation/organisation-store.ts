import { sql } from 'kysely';
import {
  type Database,
  decodeCursor,
  isUniqueViolation,
  kernelProblems,
  type Page,
  pageOf,
} from '../../kernel/index.ts';
import type { OrganisationId } from '../ids.ts';
import type { IdentityTables, Status } from '../tables.ts';
import { type Organisation, organisationOfRow } from './organisation.ts';
import { organisationProblems } from './problems.ts';

/** @throws ORGANISATION_ALREADY_REGISTERED, UNIFIED_CODE_TAKEN, ADMINISTRATION_ALREADY_EXISTS */
export async function insertOrganisation(database: Database, organisation: Organisation): Promise<void> {
  const { unifiedCode, createdAt, ...same } = organisation;
  await namingConflicts(() =>
    database
      .tables<IdentityTables>()
      .insertInto('identity.organisation')
      .values({ ...same, unified_code: unifiedCode, created_at: createdAt })
      .execute(),
  );
}

export async function findOrganisation(database: Database, id: OrganisationId): Promise<Organisation | undefined> {
  const row = await database
    .tables<IdentityTables>()
    .selectFrom('identity.organisation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : organisationOfRow(row);
}

/** Reads an organisation that is about to be changed; others who want to change it wait. @throws NOT_FOUND */
export async function lockOrganisation(tx: Database, id: OrganisationId): Promise<Organisation> {
  const row = await tx
    .tables<IdentityTables>()
    .selectFrom('identity.organisation')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw kernelProblems.NOT_FOUND();
  return organisationOfRow(row);
}

/** @throws UNIFIED_CODE_TAKEN */
export async function saveOrganisation(tx: Database, organisation: Organisation): Promise<void> {
  const { id, name, status, version, unifiedCode } = organisation;
  await namingConflicts(() =>
    tx
      .tables<IdentityTables>()
      .updateTable('identity.organisation')
      .set({ name, status, version, unified_code: unifiedCode })
      .where('id', '=', id)
      .execute(),
  );
}

/** Any fixed number: it names the lock under which the administration is set up. */
const administrationLock = 0x4855464f;

/** Whoever gets past here sets up the administration alone, until the transaction ends. @throws ADMINISTRATION_ALREADY_EXISTS */
export async function requireNoAdministration(tx: Database): Promise<void> {
  const tables = tx.tables<IdentityTables>();
  await sql`select pg_advisory_xact_lock(${administrationLock})`.execute(tables);
  const present = await tables
    .selectFrom('identity.organisation')
    .select('id')
    .where('kind', '=', 'administration')
    .executeTakeFirst();
  if (present !== undefined) throw organisationProblems.ADMINISTRATION_ALREADY_EXISTS();
}

/** Organisations by id. */
export async function listOrganisations(
  database: Database,
  options: { limit: number; cursor?: string | undefined; status?: Status | undefined },
): Promise<Page<Organisation>> {
  let query = database
    .tables<IdentityTables>()
    .selectFrom('identity.organisation')
    .selectAll()
    .orderBy('id')
    .limit(options.limit + 1);
  if (options.status !== undefined) query = query.where('status', '=', options.status);
  if (options.cursor !== undefined) {
    query = query.where('id', '>', String(decodeCursor(options.cursor, 1)[0]) as OrganisationId);
  }
  const rows = await query.execute();
  return pageOf({ rows, limit: options.limit, key: (row) => [row.id], item: organisationOfRow });
}

async function namingConflicts(statement: () => Promise<unknown>): Promise<void> {
  try {
    await statement();
  } catch (error) {
    if (isUniqueViolation(error, 'organisation_pkey')) throw organisationProblems.ORGANISATION_ALREADY_REGISTERED();
    if (isUniqueViolation(error, 'organisation_unified_code_unique')) throw organisationProblems.UNIFIED_CODE_TAKEN();
    if (isUniqueViolation(error, 'organisation_one_administration')) {
      throw organisationProblems.ADMINISTRATION_ALREADY_EXISTS();
    }
    throw error;
  }
}
