import type { Clock, Database, Random } from '../../kernel/index.ts';
import { type OfficerActor, requireReach } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { OfficerRegistration } from '../generated/schemas.ts';
import { officerId, parseOrganisationId } from '../ids.ts';
import { findOrganisation } from '../organisation/organisation-store.ts';
import { organisationProblems } from '../organisation/problems.ts';
import { type Officer, requireLogin } from './officer.ts';
import { insertOfficer } from './officer-store.ts';
import type { Passwords } from './password.ts';
import { requireGoodPassword } from './password-rules.ts';

/**
 * Makes an officer's account. An operator of a department makes those of their own organisation only, and an account's
 * organisation never changes; so no department can give itself the reach of the data administration.
 * @throws NOT_IN_REACH, ORGANISATION_UNKNOWN, LOGIN_MALFORMED, LOGIN_TAKEN, PASSWORD_TOO_WEAK, PASSWORD_CHECKS_BUSY
 */
export async function createOfficer(options: {
  database: Database;
  clock: Clock;
  random: Random;
  passwords: Passwords;
  actor: OfficerActor;
  input: OfficerRegistration;
  onChange?: OnIdentityChange | undefined;
}): Promise<Officer> {
  const { database, clock, random, passwords, actor, input } = options;
  const organisation = parseOrganisationId(input.organisation);
  requireReach(actor, organisation);
  requireLogin(input.login);
  requireGoodPassword({ password: input.password, login: input.login });
  if ((await findOrganisation(database, organisation)) === undefined) throw organisationProblems.ORGANISATION_UNKNOWN();
  const officer: Officer = {
    id: officerId(random.uuid()),
    login: input.login,
    name: input.name.trim(),
    organisation,
    roles: input.roles,
    status: 'active',
    version: 1,
    createdAt: clock.now(),
  };
  await insertOfficer(database, { officer, passwordHash: await passwords.hash(input.password) });
  await announce(options.onChange, { what: 'officer', event: 'added', id: officer.id, by: actor });
  return officer;
}
