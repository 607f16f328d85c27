import type { Clock, Database } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemKeyRegistration } from '../generated/schemas.ts';
import type { SystemId } from '../ids.ts';
import { systemProblems } from './problems.ts';
import { parseSystemJwk, type SystemKey } from './system-key.ts';
import { insertSystemKey, keysOfSystem } from './system-key-store.ts';
import { lockSystem } from './system-store.ts';

/** Room for a change-over of several replicas; more would mean that nobody clears up. */
const mostKeys = 8;

/**
 * Adds a public key to a system in reach, beside those it has. A system does not do this itself: whoever holds its key
 * for a moment could stay for ever.
 * @throws NOT_FOUND, KEY_PRIVATE, KEY_UNSUITABLE, KEY_PERIOD_INVALID, KEY_LIMIT_REACHED, KEY_ALREADY_REGISTERED
 */
export async function addSystemKey(options: {
  database: Database;
  clock: Clock;
  actor: OfficerActor;
  system: SystemId;
  input: SystemKeyRegistration;
  onChange?: OnIdentityChange | undefined;
}): Promise<SystemKey> {
  const { clock, actor, system, input } = options;
  const now = clock.now();
  const notBefore = input.notBefore === undefined ? now : new Date(input.notBefore);
  const notAfter = input.notAfter === undefined ? undefined : new Date(input.notAfter);
  if (notAfter !== undefined && (notAfter <= notBefore || notAfter <= now)) throw systemProblems.KEY_PERIOD_INVALID();
  const key = await options.database.transaction(async (tx) => {
    await lockSystem(tx, actor, system);
    const added: SystemKey = {
      ...parseSystemJwk(input.jwk),
      system,
      notBefore,
      notAfter,
      revokedAt: undefined,
      createdAt: now,
    };
    const unrevoked = (await keysOfSystem(tx, system)).filter((each) => each.revokedAt === undefined);
    if (unrevoked.length >= mostKeys) throw systemProblems.KEY_LIMIT_REACHED({ limit: mostKeys });
    await insertSystemKey(tx, added);
    return added;
  });
  await announce(options.onChange, { what: 'system-key', event: 'added', id: key.kid, by: actor });
  return key;
}
