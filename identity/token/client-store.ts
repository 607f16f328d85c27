import { type Database, sha256 } from '../../kernel/index.ts';
import type { SystemId } from '../ids.ts';
import type { System } from '../system/system.ts';
import { systemOfRow } from '../system/system.ts';
import type { SystemKey } from '../system/system-key.ts';
import { systemKeyOfRow } from '../system/system-key-store.ts';
import type { IdentityTables } from '../tables.ts';

/** A system with the key that an assertion names, in whatever state both are. */
export interface Client {
  readonly system: System;
  readonly key: SystemKey;
  readonly organisationActive: boolean;
}

/** Read from the database, not from memory: a revoked key gets no token from that moment on. */
export async function findClient(
  database: Database,
  options: { system: SystemId; kid: string },
): Promise<Client | undefined> {
  const tables = database.tables<IdentityTables>();
  const [keyRow, systemRow] = await Promise.all([
    tables
      .selectFrom('identity.system_key')
      .selectAll()
      .where('kid', '=', options.kid)
      .where('system', '=', options.system)
      .executeTakeFirst(),
    tables
      .selectFrom('identity.system as system')
      .innerJoin('identity.organisation as organisation', 'organisation.id', 'system.organisation')
      .selectAll('system')
      .select('organisation.status as organisation_status')
      .where('system.id', '=', options.system)
      .executeTakeFirst(),
  ]);
  if (keyRow === undefined || systemRow === undefined) return undefined;
  const { organisation_status, ...system } = systemRow;
  return {
    system: systemOfRow(system),
    key: systemKeyOfRow(keyRow),
    organisationActive: organisation_status === 'active',
  };
}

/**
 * Marks an assertion as used. Of many that do it at once, on however many hubs, one gets true: the table's primary key
 * decides. A digest is stored, since the id is the client's own text.
 */
export async function useAssertion(
  database: Database,
  options: { system: SystemId; jti: string; forgetAt: Date },
): Promise<boolean> {
  const result = await database
    .tables<IdentityTables>()
    .insertInto('identity.assertion_jti')
    .values({ system: options.system, jti_hash: sha256(options.jti), expires_at: options.forgetAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Deletes the ids of assertions that are refused as expired by now. */
export async function purgeAssertions(database: Database, now: Date): Promise<void> {
  await database.tables<IdentityTables>().deleteFrom('identity.assertion_jti').where('expires_at', '<', now).execute();
}
