import { after, type Database } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import type { OfficerId, OrganisationId } from '../ids.ts';
import type { IdentityTables } from '../tables.ts';
import { type Session, type SessionVia, sessionIdleMs, sessionTouchMs } from './session.ts';

/**
 * Stores a session if the account is still as it was when the password was compared: the row is held meanwhile, so a
 * reset that ends all sessions either comes before, and is seen here, or after, and ends this one too.
 * @returns false when the password has been changed or the account suspended since
 */
export async function insertSession(
  database: Database,
  session: {
    tokenHash: Buffer;
    officer: OfficerId;
    passwordHash: string;
    via: SessionVia;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const tables = tx.tables<IdentityTables>();
    const unchanged = await tables
      .selectFrom('identity.officer')
      .select('id')
      .where('id', '=', session.officer)
      .where('password_hash', '=', session.passwordHash)
      .where('status', '=', 'active')
      .forShare()
      .executeTakeFirst();
    if (unchanged === undefined) return false;
    await tables
      .insertInto('identity.officer_session')
      .values({
        token_hash: session.tokenHash,
        officer: session.officer,
        via: session.via,
        created_at: session.createdAt,
        last_seen_at: session.createdAt,
        expires_at: session.expiresAt,
      })
      .execute();
    return true;
  });
}

/**
 * The session with this token, if it has not run out and officer and organisation are active; roles are read anew each
 * time, so a change of them counts from the next request on. Notes that it was used.
 */
export async function useSession(
  database: Database,
  options: { tokenHash: Buffer; now: Date },
): Promise<Session | undefined> {
  const { tokenHash, now } = options;
  const tables = database.tables<IdentityTables>();
  const row = await tables
    .selectFrom('identity.officer_session as session')
    .innerJoin('identity.officer as officer', 'officer.id', 'session.officer')
    .innerJoin('identity.organisation as organisation', 'organisation.id', 'officer.organisation')
    .select(['officer.id', 'officer.login', 'officer.organisation', 'officer.roles', 'organisation.kind'])
    .select(['session.via', 'session.expires_at', 'session.last_seen_at'])
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', now)
    .where('session.last_seen_at', '>', after(now, -sessionIdleMs))
    .where('officer.status', '=', 'active')
    .where('organisation.status', '=', 'active')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (now.getTime() - row.last_seen_at.getTime() >= sessionTouchMs) {
    await tables
      .updateTable('identity.officer_session')
      .set({ last_seen_at: now })
      .where('token_hash', '=', tokenHash)
      .execute();
  }
  const { id, login, organisation, roles } = row;
  const actor: OfficerActor = {
    kind: 'officer',
    id,
    login,
    organisation,
    roles,
    administration: row.kind === 'administration',
  };
  return { actor, via: row.via, expiresAt: row.expires_at };
}

export async function endSession(database: Database, tokenHash: Buffer): Promise<void> {
  await database
    .tables<IdentityTables>()
    .deleteFrom('identity.officer_session')
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** Ends all sessions of an officer, but for the one that may go on. */
export async function endSessionsOfOfficer(database: Database, officer: OfficerId, except?: Buffer): Promise<void> {
  let statement = database
    .tables<IdentityTables>()
    .deleteFrom('identity.officer_session')
    .where('officer', '=', officer);
  if (except !== undefined) statement = statement.where('token_hash', '!=', except);
  await statement.execute();
}

export async function endSessionsOfOrganisation(database: Database, organisation: OrganisationId): Promise<void> {
  await database
    .tables<IdentityTables>()
    .deleteFrom('identity.officer_session')
    .where('officer', 'in', (e) =>
      e.selectFrom('identity.officer').select('id').where('organisation', '=', organisation),
    )
    .execute();
}

/** Deletes what has run out. */
export async function purgeSessions(database: Database, now: Date): Promise<void> {
  await database
    .tables<IdentityTables>()
    .deleteFrom('identity.officer_session')
    .where((e) => e.or([e('expires_at', '<=', now), e('last_seen_at', '<=', after(now, -sessionIdleMs))]))
    .execute();
}
