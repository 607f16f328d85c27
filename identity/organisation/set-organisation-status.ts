import { type Database, requireVersion } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OrganisationId } from '../ids.ts';
import { endSessionsOfOrganisation } from '../session/session-store.ts';
import type { Status } from '../tables.ts';
import { nextStatus, type Organisation, requireAdministration } from './organisation.ts';
import { lockOrganisation, saveOrganisation } from './organisation-store.ts';

/**
 * Suspends or reactivates an organisation. While it is suspended its officers cannot log in and its systems get no
 * token and are refused with the tokens they have; sessions are ended for good.
 * @throws ADMINISTRATION_REQUIRED, NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION, ADMINISTRATION_STAYS_ACTIVE
 */
export async function setOrganisationStatus(options: {
  database: Database;
  actor: OfficerActor;
  id: OrganisationId;
  ifMatch: string | undefined;
  status: Status;
  onChange?: OnIdentityChange | undefined;
}): Promise<Organisation> {
  const { actor, id } = options;
  requireAdministration(actor);
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockOrganisation(tx, id);
    requireVersion(options.ifMatch, before.version);
    const after: Organisation = {
      ...before,
      status: nextStatus(before, options.status),
      version: before.version + 1,
    };
    await saveOrganisation(tx, after);
    if (after.status === 'suspended') await endSessionsOfOrganisation(tx, id);
    return after;
  });
  const event = changed.status === 'suspended' ? 'suspended' : 'reactivated';
  await announce(options.onChange, { what: 'organisation', event, id, by: actor });
  return changed;
}
