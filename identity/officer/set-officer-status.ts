import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OfficerId } from '../ids.ts';
import { endSessionsOfOfficer } from '../session/session-store.ts';
import type { Status } from '../tables.ts';
import { type Officer, requireSomebodyElse } from './officer.ts';
import { lockOfficer, saveOfficer } from './officer-store.ts';

/**
 * Suspends an officer in reach, which ends their sessions, or reactivates them. Nobody does it to themselves.
 * @throws NOT_FOUND, OWN_ACCOUNT, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function setOfficerStatus(options: {
  database: Database;
  actor: OfficerActor;
  id: OfficerId;
  ifMatch: string | undefined;
  status: Status;
  onChange?: OnIdentityChange | undefined;
}): Promise<Officer> {
  const { actor, id, status } = options;
  requireSomebodyElse(actor, id);
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockOfficer(tx, actor, id);
    requireVersion(options.ifMatch, before.version);
    const after: Officer = { ...before, status, version: before.version + 1 };
    await saveOfficer(tx, after);
    if (status === 'suspended') await endSessionsOfOfficer(tx, id);
    return after;
  });
  const event = status === 'suspended' ? 'suspended' : 'reactivated';
  await announce(options.onChange, { what: 'officer', event, id, by: actor });
  return changed;
}
