import type { Clock, Database } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OrganisationRegistration } from '../generated/schemas.ts';
import { parseOrganisationId } from '../ids.ts';
import { parseUnifiedCode } from '../number/unified-code.ts';
import { type Organisation, requireAdministration } from './organisation.ts';
import { insertOrganisation } from './organisation-store.ts';

/**
 * Registers a department. There is no way to register a second data administration.
 * @throws ADMINISTRATION_REQUIRED, UNIFIED_CODE_INVALID, ORGANISATION_ALREADY_REGISTERED, UNIFIED_CODE_TAKEN
 */
export async function registerOrganisation(options: {
  database: Database;
  clock: Clock;
  actor: OfficerActor;
  input: OrganisationRegistration;
  onChange?: OnIdentityChange | undefined;
}): Promise<Organisation> {
  const { database, clock, actor, input } = options;
  requireAdministration(actor);
  const organisation: Organisation = {
    id: parseOrganisationId(input.id),
    unifiedCode: parseUnifiedCode(input.unifiedCode, { origin: 'entered', pointer: '/unifiedCode' }),
    name: input.name.trim(),
    kind: 'department',
    status: 'active',
    version: 1,
    createdAt: clock.now(),
  };
  await insertOrganisation(database, organisation);
  await announce(options.onChange, { what: 'organisation', event: 'added', id: organisation.id, by: actor });
  return organisation;
}
