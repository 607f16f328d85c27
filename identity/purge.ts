import type { Clock, Database } from '../kernel/index.ts';
import { purgeHolders } from './holder/holder-store.ts';
import { purgeLoginAttempts } from './session/login-attempts.ts';
import { purgeSessions } from './session/session-store.ts';
import { purgeAssertions } from './token/client-store.ts';

/** Deletes what has run out: sessions, used assertions, forgotten login failures,
 * holders' codes. To be called every few minutes. */
export async function purgeIdentity(options: { database: Database; clock: Clock }): Promise<void> {
  const now = options.clock.now();
  await purgeSessions(options.database, now);
  await purgeAssertions(options.database, now);
  await purgeLoginAttempts(options.database, now);
  await purgeHolders(options.database, now);
}
