import { sql } from 'kysely';
import { after, type Clock, type Database, deriveKey, keyedHash, Problem } from '../../kernel/index.ts';
import type { IdentityTables } from '../tables.ts';
import { sessionProblems } from './problems.ts';

/** GB/T 22239-2019 §8.1.4.1 b) asks for a limit on failed logins; the numbers are ours. */
const failuresBeforeLock = 5;
/**
 * Seconds of lock after the fifth failure in a row, the sixth and so on; the last holds for all that follow. Fifteen
 * minutes leave a guesser 96 tries a day; an operator who resets the password lifts the lock at once.
 */
const lockSeconds: readonly number[] = [30, 60, 120, 240, 480, 900];
/** A failure this old no longer counts. */
const forgetAfterMs = 24 * 60 * 60_000;

/** Counts failed logins across all hubs. */
export interface LoginAttempts {
  /**
   * Makes one attempt: `compare` says whether it succeeded, which forgets the failures before it. One that was sent away
   * by a Problem without having been compared does not count. @throws LOGIN_LOCKED, and what `compare` throws
   */
  attempt(login: string, compare: () => Promise<boolean>): Promise<boolean>;
  /** Forgets the failures and lifts the lock. */
  clear(login: string): Promise<void>;
}

/**
 * Attempts are counted by the login as typed, whether it exists or not: so being locked tells a stranger nothing, and
 * the lock can be told openly to whoever is locked. What is stored is a keyed hash, since people type passwords and
 * personal numbers into the wrong field.
 *
 * Counting comes before comparing, in one statement: of many guesses sent at once to several hubs, five are compared.
 */
export function createLoginAttempts(options: {
  database: Database;
  clock: Clock;
  /** 32 bytes. */
  masterKey: Uint8Array;
}): LoginAttempts {
  const { clock } = options;
  const tables = options.database.tables<IdentityTables>();
  const key = deriveKey(options.masterKey, 'login-attempts');
  const hashOf = (login: string) => keyedHash(key, login);

  const begin = async (hash: Buffer): Promise<void> => {
    const now = clock.now();
    const failures = sql<number>`case when attempt.last_at < ${after(now, -forgetAfterMs)} then 1 else attempt.failures + 1 end`;
    // Below the fifth failure the place is outside the array, which is null, and so is the end of the lock.
    const place = sql`least(${failures} - ${failuresBeforeLock - 1}, ${lockSeconds.length})`;
    const lock = sql`(${lockSeconds}::integer[])[${place}]`;
    const counted = await sql`
      insert into identity.login_attempt as attempt (login_hash, failures, locked_until, last_at)
      values (${hash}, 1, null, ${now})
      on conflict (login_hash) do update set
        failures = ${failures},
        last_at = ${now},
        locked_until = ${now}::timestamptz + make_interval(secs => ${lock})
      where attempt.locked_until is null or attempt.locked_until <= ${now}
      returning failures`.execute(tables);
    if (counted.rows.length > 0) return;
    const row = await tables
      .selectFrom('identity.login_attempt')
      .select('locked_until')
      .where('login_hash', '=', hash)
      .executeTakeFirst();
    const left = (row?.locked_until?.getTime() ?? now.getTime()) - now.getTime();
    const seconds = Math.max(1, Math.ceil(left / 1000));
    throw sessionProblems.LOGIN_LOCKED({ seconds }, { retryAfterSeconds: seconds });
  };

  const clear = async (hash: Buffer): Promise<void> => {
    await tables.deleteFrom('identity.login_attempt').where('login_hash', '=', hash).execute();
  };

  const withdraw = async (hash: Buffer): Promise<void> => {
    await tables
      .updateTable('identity.login_attempt')
      .set((e) => ({ failures: e('failures', '-', 1), locked_until: null }))
      .where('login_hash', '=', hash)
      .where('failures', '>', 0)
      .execute();
  };

  return {
    async attempt(login, compare) {
      const hash = hashOf(login);
      await begin(hash);
      try {
        const succeeded = await compare();
        if (succeeded) await clear(hash);
        return succeeded;
      } catch (error) {
        if (error instanceof Problem) await withdraw(hash);
        throw error;
      }
    },
    clear: (login) => clear(hashOf(login)),
  };
}

/** Deletes counts that are forgotten anyway. */
export async function purgeLoginAttempts(database: Database, now: Date): Promise<void> {
  await database
    .tables<IdentityTables>()
    .deleteFrom('identity.login_attempt')
    .where('last_at', '<', after(now, -forgetAfterMs))
    .execute();
}
