import { after, type Clock, type Database, Problem, type Random } from '../../kernel/index.ts';
import type { Officer } from '../officer/officer.ts';
import { findOfficerForLogin, type LoginAccount, replacePasswordHash } from '../officer/officer-store.ts';
import type { Passwords } from '../officer/password.ts';
import type { LoginAttempts } from './login-attempts.ts';
import { sessionProblems } from './problems.ts';
import { newSessionToken, type Session, type SessionVia, sessionLifeMs, sessionTokenHash } from './session.ts';
import { insertSession, useSession } from './session-store.ts';

/**
 * Opens a session for whoever knows the password. Unknown login, wrong password and suspended account give the same
 * answer after the same work; five failures lock the login for a while (see {@link LoginAttempts}).
 * @returns the session and its token, which is told this once
 * @throws INVALID_CREDENTIALS, LOGIN_LOCKED, PASSWORD_CHECKS_BUSY
 */
export async function logIn(options: {
  database: Database;
  clock: Clock;
  random: Random;
  passwords: Passwords;
  attempts: LoginAttempts;
  login: string;
  password: string;
  via: SessionVia;
}): Promise<{ session: Session; token: string }> {
  const { database, passwords, password, via } = options;
  const login = options.login.trim().toLowerCase();
  let account: LoginAccount | undefined;
  const letIn = await options.attempts.attempt(login, async () => {
    account = await findOfficerForLogin(database, login);
    const matches = await passwords.matches({ password, hash: account?.passwordHash });
    return matches && account?.mayAct === true;
  });
  if (!letIn || account === undefined) throw sessionProblems.INVALID_CREDENTIALS();
  const { officer, passwordHash } = account;
  const opened = await openSession({ ...options, officer, passwordHash, via });
  if (passwords.isOutdated(passwordHash)) await renewHash({ database, passwords, password, officer, passwordHash });
  return opened;
}

/** Hashes the password with today's settings. Not worth failing a login for. */
async function renewHash(options: {
  database: Database;
  passwords: Passwords;
  password: string;
  officer: Officer;
  passwordHash: string;
}): Promise<void> {
  const { database, officer, passwordHash } = options;
  try {
    const renewed = await options.passwords.hash(options.password);
    await replacePasswordHash(database, { id: officer.id, expected: passwordHash, passwordHash: renewed });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

async function openSession(options: {
  database: Database;
  clock: Clock;
  random: Random;
  officer: Officer;
  passwordHash: string;
  via: SessionVia;
}): Promise<{ session: Session; token: string }> {
  const { database, officer, passwordHash, via } = options;
  const now = options.clock.now();
  const token = newSessionToken(options.random);
  const tokenHash = sessionTokenHash(token);
  if (tokenHash === undefined) throw new Error('a new session token is not one');
  const expiresAt = after(now, sessionLifeMs);
  const stored = await insertSession(database, {
    tokenHash,
    officer: officer.id,
    passwordHash,
    via,
    createdAt: now,
    expiresAt,
  });
  const session = stored ? await useSession(database, { tokenHash, now }) : undefined;
  if (session === undefined) throw sessionProblems.INVALID_CREDENTIALS();
  return { session, token };
}
