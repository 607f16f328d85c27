import { type Database, kernelProblems } from '../../kernel/index.ts';
import type { SystemId } from '../ids.ts';
import type { RevocationTimes } from '../nats/accounts.ts';
import { revocationOf } from '../nats/revocation.ts';
import type { IdentityTables, NatsUserRow } from '../tables.ts';

/** A credential a connector was given for NATS; its secret is kept nowhere. */
export interface NatsUserRecord {
  readonly publicKey: string;
  readonly system: SystemId;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | undefined;
}

export async function insertNatsUser(database: Database, user: NatsUserRecord): Promise<void> {
  await database
    .tables<IdentityTables>()
    .insertInto('identity.nats_user')
    .values({
      public_key: user.publicKey,
      system: user.system,
      issued_at: user.issuedAt,
      expires_at: user.expiresAt,
      revoked_at: user.revokedAt ?? null,
    })
    .execute();
}

/** Credentials of a system, the newest first. */
export async function natsUsersOfSystem(database: Database, system: SystemId): Promise<readonly NatsUserRecord[]> {
  const rows = await database
    .tables<IdentityTables>()
    .selectFrom('identity.nats_user')
    .selectAll()
    .where('system', '=', system)
    .orderBy('issued_at', 'desc')
    .orderBy('public_key')
    .execute();
  return rows.map(natsUserOfRow);
}

/** Marks a credential as revoked; one that was keeps its first moment. @throws NOT_FOUND */
export async function markNatsUserRevoked(
  database: Database,
  options: { system: SystemId; publicKey: string; at: Date },
): Promise<NatsUserRecord> {
  const row = await database
    .tables<IdentityTables>()
    .updateTable('identity.nats_user')
    .set((e) => ({ revoked_at: e.fn.coalesce('revoked_at', e.val(options.at)) }))
    .where('system', '=', options.system)
    .where('public_key', '=', options.publicKey)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw kernelProblems.NOT_FOUND();
  return natsUserOfRow(row);
}

/** Every revoked credential that has not run out by itself, as the NATS servers want to know them. */
export async function natsRevocations(database: Database, now: Date): Promise<RevocationTimes> {
  const rows = await database
    .tables<IdentityTables>()
    .selectFrom('identity.nats_user')
    .select(['public_key', 'revoked_at'])
    .where('revoked_at', 'is not', null)
    .where('expires_at', '>', now)
    .execute();
  const times: Record<string, number> = {};
  for (const { public_key, revoked_at } of rows) {
    if (revoked_at !== null) Object.assign(times, revocationOf(public_key, revoked_at));
  }
  return times;
}

function natsUserOfRow(row: NatsUserRow): NatsUserRecord {
  return {
    publicKey: row.public_key,
    system: row.system,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
  };
}
