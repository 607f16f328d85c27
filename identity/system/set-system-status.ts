import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemId } from '../ids.ts';
import type { Status } from '../tables.ts';
import type { System } from './system.ts';
import { lockSystem, saveSystem } from './system-store.ts';

/**
 * Suspends or reactivates a system in reach. While it is suspended it gets no token, is refused with the token it has,
 * and its keys verify nothing.
 * @throws NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function setSystemStatus(options: {
  database: Database;
  actor: OfficerActor;
  id: SystemId;
  ifMatch: string | undefined;
  status: Status;
  onChange?: OnIdentityChange | undefined;
}): Promise<System> {
  const { actor, id, status } = options;
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockSystem(tx, actor, id);
    requireVersion(options.ifMatch, before.version);
    const after: System = { ...before, status, version: before.version + 1 };
    await saveSystem(tx, after);
    return after;
  });
  const event = status === 'suspended' ? 'suspended' : 'reactivated';
  await announce(options.onChange, { what: 'system', event, id, by: actor });
  return changed;
}
