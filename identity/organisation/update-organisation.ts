import { type Database, requireVersion } from '../../kernel/index.ts';
import { type OfficerActor, requireReach } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OrganisationChange } from '../generated/schemas.ts';
import type { OrganisationId } from '../ids.ts';
import { parseUnifiedCode } from '../number/unified-code.ts';
import { type Organisation, requireAdministration } from './organisation.ts';
import { lockOrganisation, saveOrganisation } from './organisation-store.ts';

/**
 * Changes name or unified code. A department may change its own name; its code is what others know it by, so that is
 * for the data administration.
 * @throws NOT_IN_REACH, ADMINISTRATION_REQUIRED, NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION, UNIFIED_CODE_INVALID,
 * UNIFIED_CODE_TAKEN
 */
export async function updateOrganisation(options: {
  database: Database;
  actor: OfficerActor;
  id: OrganisationId;
  ifMatch: string | undefined;
  input: OrganisationChange;
  onChange?: OnIdentityChange | undefined;
}): Promise<Organisation> {
  const { actor, id, input } = options;
  requireReach(actor, id);
  if (input.unifiedCode !== undefined) requireAdministration(actor);
  const changed = await options.database.transaction(async (tx) => {
    const before = await lockOrganisation(tx, id);
    requireVersion(options.ifMatch, before.version);
    const after: Organisation = {
      ...before,
      name: input.name?.trim() ?? before.name,
      unifiedCode:
        input.unifiedCode === undefined
          ? before.unifiedCode
          : parseUnifiedCode(input.unifiedCode, { origin: 'entered', pointer: '/unifiedCode' }),
      version: before.version + 1,
    };
    await saveOrganisation(tx, after);
    return after;
  });
  await announce(options.onChange, { what: 'organisation', event: 'changed', id, by: actor });
  return changed;
}
