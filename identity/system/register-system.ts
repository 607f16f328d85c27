import type { Clock, Database } from '../../kernel/index.ts';
import { type OfficerActor, requireReach } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemRegistration } from '../generated/schemas.ts';
import { parseOrganisationId, parseSystemId } from '../ids.ts';
import { findOrganisation } from '../organisation/organisation-store.ts';
import { organisationProblems } from '../organisation/problems.ts';
import type { System } from './system.ts';
import { insertSystem } from './system-store.ts';

/**
 * Registers a system of an organisation in reach. It can do nothing before it has a key, and sees nothing before it has
 * a grant.
 * @throws NOT_IN_REACH, ORGANISATION_UNKNOWN, SYSTEM_ALREADY_REGISTERED
 */
export async function registerSystem(options: {
  database: Database;
  clock: Clock;
  actor: OfficerActor;
  input: SystemRegistration;
  onChange?: OnIdentityChange | undefined;
}): Promise<System> {
  const { database, clock, actor, input } = options;
  const organisation = parseOrganisationId(input.organisation);
  requireReach(actor, organisation);
  if ((await findOrganisation(database, organisation)) === undefined) throw organisationProblems.ORGANISATION_UNKNOWN();
  const system: System = {
    id: parseSystemId(input.id),
    organisation,
    name: input.name.trim(),
    kind: input.kind,
    status: 'active',
    version: 1,
    createdAt: clock.now(),
  };
  await insertSystem(database, system);
  await announce(options.onChange, { what: 'system', event: 'added', id: system.id, by: actor });
  return system;
}
