import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OfficerChange } from '../generated/schemas.ts';
import type { OfficerId } from '../ids.ts';
import type { Officer } from './officer.ts';
import { lockOfficer, saveOfficer } from './officer-store.ts';

/**
 * Changes the name of an officer in reach.
 * @throws NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function updateOfficer(options: {
  database: Database;
  actor: OfficerActor;
  id: OfficerId;
  ifMatch: string | undefined;
  input: OfficerChange;
  onChange?: OnIdentityChange | undefined;
}): Promise<Officer> {
  const { actor, id } = options;
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockOfficer(tx, actor, id);
    requireVersion(options.ifMatch, before.version);
    const after: Officer = { ...before, name: options.input.name.trim(), version: before.version + 1 };
    await saveOfficer(tx, after);
    return after;
  });
  await announce(options.onChange, { what: 'officer', event: 'changed', id, by: actor });
  return changed;
}
