import type { Clock, Database } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemId } from '../ids.ts';
import type { SystemKey } from './system-key.ts';
import { markKeyRevoked } from './system-key-store.ts';
import { lockSystem } from './system-store.ts';

/**
 * Revokes a key of a system in reach, for good and at once. It asks for no version: revoking twice is revoking, and an
 * emergency must not fail because somebody else changed a name. Tokens got with the key live on for at most ten minutes;
 * whoever cannot wait suspends the system.
 * @throws NOT_FOUND
 */
export async function revokeSystemKey(options: {
  database: Database;
  clock: Clock;
  actor: OfficerActor;
  system: SystemId;
  kid: string;
  onChange?: OnIdentityChange | undefined;
}): Promise<SystemKey> {
  const { clock, actor, system, kid } = options;
  const key = await options.database.transaction(async (tx) => {
    await lockSystem(tx, actor, system);
    return markKeyRevoked(tx, { system, kid, at: clock.now() });
  });
  await announce(options.onChange, { what: 'system-key', event: 'revoked', id: kid, by: actor });
  return key;
}
