import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OfficerId } from '../ids.ts';
import { identityProblems } from '../problems.ts';
import type { LoginAttempts } from '../session/login-attempts.ts';
import { endSessionsOfOfficer } from '../session/session-store.ts';
import type { Officer } from './officer.ts';
import { findOfficer, findOfficerForLogin, lockOfficer, saveOfficer, savePasswordHash } from './officer-store.ts';
import type { Passwords } from './password.ts';
import { requireGoodPassword } from './password-rules.ts';
import { officerProblems } from './problems.ts';

/**
 * Changes one's own password, which takes the current one, or, as an operator, resets that of an officer in reach. All
 * other sessions of the account end, and a lock on its login is lifted. Wrong current passwords count as failed logins.
 * @param options.keepSession hash of the session that goes on, when somebody changes their own
 * @throws ROLE_REQUIRED, NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION, PASSWORD_TOO_WEAK, CURRENT_PASSWORD_WRONG,
 * LOGIN_LOCKED, PASSWORD_CHECKS_BUSY
 */
export async function changePassword(options: {
  database: Database;
  passwords: Passwords;
  attempts: LoginAttempts;
  actor: OfficerActor;
  id: OfficerId;
  ifMatch: string | undefined;
  password: string;
  currentPassword: string | undefined;
  keepSession?: Buffer | undefined;
  onChange?: OnIdentityChange | undefined;
}): Promise<Officer> {
  const { database, passwords, attempts, actor, id, password } = options;
  const own = actor.id === id;
  if (!own && !actor.roles.includes('operator')) throw identityProblems.ROLE_REQUIRED({ needed: 'operator' });
  const officer = await findOfficer(database, actor, id);
  requireVersion(options.ifMatch, officer.version);
  requireGoodPassword({ password, login: officer.login });
  if (own) await requireCurrentPassword({ ...options, login: officer.login });
  const passwordHash = await passwords.hash(password);
  const changed = await database.transaction(async (tx) => {
    const before = await lockOfficer(tx, actor, id);
    requireVersion(options.ifMatch, before.version);
    const after: Officer = { ...before, version: before.version + 1 };
    await saveOfficer(tx, after);
    await savePasswordHash(tx, id, passwordHash);
    await endSessionsOfOfficer(tx, id, own ? options.keepSession : undefined);
    return after;
  });
  await attempts.clear(officer.login);
  await announce(options.onChange, { what: 'officer', event: 'changed', id, by: actor });
  return changed;
}

async function requireCurrentPassword(options: {
  database: Database;
  passwords: Passwords;
  attempts: LoginAttempts;
  login: string;
  currentPassword: string | undefined;
}): Promise<void> {
  const { passwords, login, currentPassword } = options;
  if (currentPassword === undefined) throw officerProblems.CURRENT_PASSWORD_WRONG();
  const right = await options.attempts.attempt(login, async () => {
    const account = await findOfficerForLogin(options.database, login);
    return passwords.matches({ password: currentPassword, hash: account?.passwordHash });
  });
  if (!right) throw officerProblems.CURRENT_PASSWORD_WRONG();
}
