import { type Database, isUniqueViolation, kernelProblems } from '../../kernel/index.ts';
import type { SystemId } from '../ids.ts';
import type { IdentityTables, PublicJwk } from '../tables.ts';
import { systemProblems } from './problems.ts';
import type { SystemKey } from './system-key.ts';

/** @throws KEY_ALREADY_REGISTERED */
export async function insertSystemKey(tx: Database, key: SystemKey): Promise<void> {
  try {
    await tx
      .tables<IdentityTables>()
      .insertInto('identity.system_key')
      .values({
        kid: key.kid,
        system: key.system,
        alg: key.alg,
        jwk: JSON.stringify(key.jwk),
        not_before: key.notBefore,
        not_after: key.notAfter ?? null,
        revoked_at: key.revokedAt ?? null,
        created_at: key.createdAt,
      })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error, 'system_key_pkey')) throw systemProblems.KEY_ALREADY_REGISTERED();
    throw error;
  }
}

/** Every key the system ever had, the oldest first. */
export async function keysOfSystem(database: Database, system: SystemId): Promise<readonly SystemKey[]> {
  const rows = await database
    .tables<IdentityTables>()
    .selectFrom('identity.system_key')
    .selectAll()
    .where('system', '=', system)
    .orderBy('created_at')
    .orderBy('kid')
    .execute();
  return rows.map(systemKeyOfRow);
}

/** Marks a key as revoked; one that was keeps its first moment. @throws NOT_FOUND */
export async function markKeyRevoked(
  tx: Database,
  options: { system: SystemId; kid: string; at: Date },
): Promise<SystemKey> {
  const row = await tx
    .tables<IdentityTables>()
    .updateTable('identity.system_key')
    .set((e) => ({ revoked_at: e.fn.coalesce('revoked_at', e.val(options.at)) }))
    .where('system', '=', options.system)
    .where('kid', '=', options.kid)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw kernelProblems.NOT_FOUND();
  return systemKeyOfRow(row);
}

interface SystemKeyRow {
  kid: string;
  system: SystemId;
  alg: 'ES256' | 'EdDSA';
  jwk: PublicJwk;
  not_before: Date;
  not_after: Date | null;
  revoked_at: Date | null;
  created_at: Date;
}

export function systemKeyOfRow(row: SystemKeyRow): SystemKey {
  return {
    kid: row.kid,
    system: row.system,
    alg: row.alg,
    jwk: row.jwk,
    notBefore: row.not_before,
    notAfter: row.not_after ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    createdAt: row.created_at,
  };
}
