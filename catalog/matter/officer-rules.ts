import type { OrganisationId } from '../../identity/index.ts';
import type { Parties } from '../parties.ts';
import { matterProblems } from './problems.ts';

/**
 * Officers assigned to a matter are active officers of the organisation that handles it; who was assigned before may stay
 * in the list also when suspended since, and counts for nothing meanwhile.
 * @throws MATTER_OFFICER_REFUSED naming the places
 */
export function requireOfficers(options: {
  parties: Parties;
  organisation: OrganisationId;
  officers: readonly string[];
  before?: readonly string[];
}): void {
  const { parties, organisation, officers, before = [] } = options;
  const errors = officers.flatMap((login, index) => {
    const officer = parties.officer(login);
    const fits = before.includes(login) || (officer?.active === true && officer.organisation === organisation);
    return fits ? [] : [{ pointer: `/officers/${index}`, detail: 'not an active officer of the organisation' }];
  });
  if (errors.length > 0)
    throw matterProblems.MATTER_OFFICER_REFUSED({ count: errors.length }, { errors: errors.slice(0, 50) });
}
