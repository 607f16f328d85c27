import type { Clock, Database, Random } from '../../kernel/index.ts';
import type { Passwords } from '../officer/password.ts';
import { logIn } from './log-in.ts';
import { createLoginAttempts, type LoginAttempts } from './login-attempts.ts';
import { sessionProblems } from './problems.ts';
import { isCsrfToken, type Session, type SessionVia, sessionTokenHash } from './session.ts';
import { endSession, useSession } from './session-store.ts';

/** Officers' sessions. They live in PostgreSQL, so any hub knows them and ending one ends it everywhere. */
export interface Sessions {
  /** @throws INVALID_CREDENTIALS, LOGIN_LOCKED, PASSWORD_CHECKS_BUSY */
  open(options: { login: string; password: string; via: SessionVia }): Promise<{ session: Session; token: string }>;
  /** The session of a token, if it holds. A token given out for the cookie does not count in a header, nor the reverse. */
  authenticate(token: string, via: SessionVia): Promise<Session | undefined>;
  /**
   * The session of the console's cookie. `unsafe`: the method changes something, so the CSRF token has to be right.
   * @throws CSRF_TOKEN_REQUIRED
   */
  authenticateCookie(options: {
    cookie: string;
    csrf: string | undefined;
    unsafe: boolean;
  }): Promise<Session | undefined>;
  /** Ends a session; one that is not there is as good as ended. */
  close(token: string): Promise<void>;
  readonly attempts: LoginAttempts;
}

export function createSessions(options: {
  database: Database;
  clock: Clock;
  random: Random;
  passwords: Passwords;
  /** 32 bytes. */
  masterKey: Uint8Array;
}): Sessions {
  const { database, clock } = options;
  const attempts = createLoginAttempts(options);

  const authenticate = async (token: string, via: SessionVia): Promise<Session | undefined> => {
    const tokenHash = sessionTokenHash(token);
    if (tokenHash === undefined) return undefined;
    const session = await useSession(database, { tokenHash, now: clock.now() });
    return session?.via === via ? session : undefined;
  };

  return {
    open: (login) => logIn({ ...options, attempts, ...login }),
    authenticate,
    async authenticateCookie({ cookie, csrf, unsafe }) {
      const session = await authenticate(cookie, 'cookie');
      if (session !== undefined && unsafe && !isCsrfToken({ token: cookie, csrf })) {
        throw sessionProblems.CSRF_TOKEN_REQUIRED();
      }
      return session;
    },
    async close(token) {
      const tokenHash = sessionTokenHash(token);
      if (tokenHash !== undefined) await endSession(database, tokenHash);
    },
    attempts,
  };
}
