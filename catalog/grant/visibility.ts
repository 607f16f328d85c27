import { type Actor, reaches } from '../../identity/index.ts';
import type { Grant } from './grant.ts';
import { grantProblems } from './problems.ts';

/** A grant is seen from both its sides, and by the data administration. */
export function maySeeGrant(actor: Actor, { provider, consumer }: Pick<Grant, 'provider' | 'consumer'>): boolean {
  return reaches(actor, provider) || reaches(actor, consumer.organisation);
}

/** The grant, for who may see it. @throws GRANT_NOT_FOUND, the same for what is not there and what is hidden */
export function requireVisibleGrant(actor: Actor, grant: Grant | undefined): Grant {
  if (grant === undefined || !maySeeGrant(actor, grant)) throw grantProblems.GRANT_NOT_FOUND();
  return grant;
}
