import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OfficerId } from '../ids.ts';
import type { Role } from '../role.ts';
import { type Officer, requireSomebodyElse } from './officer.ts';
import { lockOfficer, saveOfficer } from './officer-store.ts';

/**
 * Gives an officer in reach other roles; they count from the officer's next request on. Nobody changes their own.
 * @throws NOT_FOUND, OWN_ACCOUNT, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function changeRoles(options: {
  database: Database;
  actor: OfficerActor;
  id: OfficerId;
  ifMatch: string | undefined;
  roles: readonly Role[];
  onChange?: OnIdentityChange | undefined;
}): Promise<Officer> {
  const { actor, id } = options;
  requireSomebodyElse(actor, id);
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockOfficer(tx, actor, id);
    requireVersion(options.ifMatch, before.version);
    const after: Officer = { ...before, roles: options.roles, version: before.version + 1 };
    await saveOfficer(tx, after);
    return after;
  });
  await announce(options.onChange, { what: 'officer', event: 'changed', id, by: actor });
  return changed;
}
