import {
  type Database,
  decodeCursor,
  isUniqueViolation,
  kernelProblems,
  type Page,
  pageOf,
} from '../../kernel/index.ts';
import { type Actor, reaches } from '../actor.ts';
import type { OfficerId, OrganisationId } from '../ids.ts';
import type { IdentityTables } from '../tables.ts';
import { type Officer, officerOfRow } from './officer.ts';
import { officerProblems } from './problems.ts';

/** Everything but the password hash. */
const columns = ['id', 'login', 'name', 'organisation', 'roles', 'status', 'version', 'created_at'] as const;

/** @throws LOGIN_TAKEN */
export async function insertOfficer(
  database: Database,
  options: { officer: Officer; passwordHash: string },
): Promise<void> {
  const { createdAt, roles, ...same } = options.officer;
  try {
    await database
      .tables<IdentityTables>()
      .insertInto('identity.officer')
      .values({ ...same, roles: [...roles], created_at: createdAt, password_hash: options.passwordHash })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error, 'officer_login_unique')) throw officerProblems.LOGIN_TAKEN();
    throw error;
  }
}

/** An officer whom the actor reaches. Those out of reach count as not there. @throws NOT_FOUND */
export async function findOfficer(database: Database, actor: Actor, id: OfficerId): Promise<Officer> {
  const row = await database
    .tables<IdentityTables>()
    .selectFrom('identity.officer')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || !reaches(actor, row.organisation)) throw kernelProblems.NOT_FOUND();
  return officerOfRow(row);
}

/** Reads an officer who is about to be changed; others who want to change them wait. @throws NOT_FOUND, also out of reach */
export async function lockOfficer(tx: Database, actor: Actor, id: OfficerId): Promise<Officer> {
  const row = await tx
    .tables<IdentityTables>()
    .selectFrom('identity.officer')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || !reaches(actor, row.organisation)) throw kernelProblems.NOT_FOUND();
  return officerOfRow(row);
}

/** An account with what is needed to let its owner in. */
export interface LoginAccount {
  readonly officer: Officer;
  readonly passwordHash: string;
  /** Officer and organisation are active. */
  readonly mayAct: boolean;
}

/** The account that a login names. */
export async function findOfficerForLogin(database: Database, login: string): Promise<LoginAccount | undefined> {
  const row = await database
    .tables<IdentityTables>()
    .selectFrom('identity.officer as officer')
    .innerJoin('identity.organisation as organisation', 'organisation.id', 'officer.organisation')
    .selectAll('officer')
    .select('organisation.status as organisation_status')
    .where('officer.login', '=', login)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const mayAct = row.status === 'active' && row.organisation_status === 'active';
  return { officer: officerOfRow(row), passwordHash: row.password_hash, mayAct };
}

export async function saveOfficer(tx: Database, officer: Officer): Promise<void> {
  const { id, name, roles, status, version } = officer;
  await tx
    .tables<IdentityTables>()
    .updateTable('identity.officer')
    .set({ name, roles: [...roles], status, version })
    .where('id', '=', id)
    .execute();
}

export async function savePasswordHash(tx: Database, id: OfficerId, passwordHash: string): Promise<void> {
  await tx
    .tables<IdentityTables>()
    .updateTable('identity.officer')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .execute();
}

/** Puts a new hash of the same password in place, unless the password has been changed meanwhile. */
export async function replacePasswordHash(
  database: Database,
  options: { id: OfficerId; expected: string; passwordHash: string },
): Promise<void> {
  await database
    .tables<IdentityTables>()
    .updateTable('identity.officer')
    .set({ password_hash: options.passwordHash })
    .where('id', '=', options.id)
    .where('password_hash', '=', options.expected)
    .execute();
}

/** Whose officers these are, and the names of those whom the actor reaches. An id that nobody has is left out. */
export async function officerNames(
  database: Database,
  options: { actor: Actor; ids: readonly OfficerId[] },
): Promise<readonly { readonly id: OfficerId; readonly organisation: OrganisationId; readonly name?: string }[]> {
  const rows = await database
    .tables<IdentityTables>()
    .selectFrom('identity.officer')
    .select(['id', 'name', 'organisation'])
    .where('id', 'in', options.ids)
    .orderBy('id')
    .execute();
  return rows.map(({ id, organisation, name }) => ({
    ...{ id, organisation },
    ...(reaches(options.actor, organisation) ? { name } : {}),
  }));
}

/** Officers by login; without `organisation`, those of all. */
export async function listOfficers(
  database: Database,
  options: { limit: number; cursor?: string | undefined; organisation?: OrganisationId | undefined },
): Promise<Page<Officer>> {
  let query = database
    .tables<IdentityTables>()
    .selectFrom('identity.officer')
    .select(columns)
    .orderBy('login')
    .limit(options.limit + 1);
  if (options.organisation !== undefined) query = query.where('organisation', '=', options.organisation);
  if (options.cursor !== undefined) query = query.where('login', '>', String(decodeCursor(options.cursor, 1)[0]));
  const rows = await query.execute();
  return pageOf({ rows, limit: options.limit, key: (row) => [row.login], item: officerOfRow });
}
