import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemChange } from '../generated/schemas.ts';
import type { SystemId } from '../ids.ts';
import type { System } from './system.ts';
import { lockSystem, saveSystem } from './system-store.ts';

/**
 * Changes the name of a system in reach. Its organisation and kind never change: tokens, grants and evidence name it by
 * id and rest on both.
 * @throws NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function updateSystem(options: {
  database: Database;
  actor: OfficerActor;
  id: SystemId;
  ifMatch: string | undefined;
  input: SystemChange;
  onChange?: OnIdentityChange | undefined;
}): Promise<System> {
  const { actor, id } = options;
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockSystem(tx, actor, id);
    requireVersion(options.ifMatch, before.version);
    const after: System = { ...before, name: options.input.name.trim(), version: before.version + 1 };
    await saveSystem(tx, after);
    return after;
  });
  await announce(options.onChange, { what: 'system', event: 'changed', id, by: actor });
  return changed;
}
