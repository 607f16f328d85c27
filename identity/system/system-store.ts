import {
  type Database,
  decodeCursor,
  isUniqueViolation,
  kernelProblems,
  type Page,
  pageOf,
} from '../../kernel/index.ts';
import { type Actor, reaches } from '../actor.ts';
import type { OrganisationId, SystemId } from '../ids.ts';
import type { IdentityTables, Status } from '../tables.ts';
import { systemProblems } from './problems.ts';
import { type System, systemOfRow } from './system.ts';

/** @throws SYSTEM_ALREADY_REGISTERED */
export async function insertSystem(database: Database, system: System): Promise<void> {
  const { createdAt, ...same } = system;
  try {
    await database
      .tables<IdentityTables>()
      .insertInto('identity.system')
      .values({ ...same, created_at: createdAt })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error, 'system_pkey')) throw systemProblems.SYSTEM_ALREADY_REGISTERED();
    throw error;
  }
}

/** A system whom the actor reaches; a system itself reaches its own record alone. Others count as not there. @throws NOT_FOUND */
export async function findSystem(database: Database, actor: Actor, id: SystemId): Promise<System> {
  const row = await database
    .tables<IdentityTables>()
    .selectFrom('identity.system')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || !maySee(actor, row)) throw kernelProblems.NOT_FOUND();
  return systemOfRow(row);
}

/** A system by its id alone, for who has established reach already. */
export async function findRegisteredSystem(database: Database, id: SystemId): Promise<System | undefined> {
  const row = await database
    .tables<IdentityTables>()
    .selectFrom('identity.system')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : systemOfRow(row);
}

/** Reads a system that is about to be changed; others who want to change it wait. @throws NOT_FOUND, also out of reach */
export async function lockSystem(tx: Database, actor: Actor, id: SystemId): Promise<System> {
  const row = await tx
    .tables<IdentityTables>()
    .selectFrom('identity.system')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || !reaches(actor, row.organisation)) throw kernelProblems.NOT_FOUND();
  return systemOfRow(row);
}

export async function saveSystem(tx: Database, system: System): Promise<void> {
  const { id, name, status, version } = system;
  await tx
    .tables<IdentityTables>()
    .updateTable('identity.system')
    .set({ name, status, version })
    .where('id', '=', id)
    .execute();
}

/** Systems by id; without `organisation`, those of all. */
export async function listSystems(
  database: Database,
  options: {
    limit: number;
    cursor?: string | undefined;
    organisation?: OrganisationId | undefined;
    kind?: 'consumer' | 'provider' | undefined;
    status?: Status | undefined;
  },
): Promise<Page<System>> {
  const { limit, cursor, organisation, kind, status } = options;
  let query = database
    .tables<IdentityTables>()
    .selectFrom('identity.system')
    .selectAll()
    .orderBy('id')
    .limit(limit + 1);
  if (organisation !== undefined) query = query.where('organisation', '=', organisation);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (status !== undefined) query = query.where('status', '=', status);
  if (cursor !== undefined) query = query.where('id', '>', String(decodeCursor(cursor, 1)[0]) as SystemId);
  const rows = await query.execute();
  return pageOf({ rows, limit, key: (row) => [row.id], item: systemOfRow });
}

function maySee(actor: Actor, system: { id: SystemId; organisation: OrganisationId }): boolean {
  return actor.kind === 'system' ? actor.id === system.id : reaches(actor, system.organisation);
}
