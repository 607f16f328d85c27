import { type RawBuilder, sql } from 'kysely';
import { type Actor, reaches } from '../../identity/index.ts';
import { actsForAdministration } from '../access.ts';
import { resourceProblems } from './problems.ts';
import { notShared, type Resource } from './resource.ts';

/**
 * May the actor see the resource? What is published and shared, everybody who is known here may; drafts, suspended,
 * withdrawn and unshared ones are their provider's and the data administration's.
 */
export function maySee(actor: Actor, resource: Pick<Resource, 'provider' | 'status' | 'sharing'>): boolean {
  if (reaches(actor, resource.provider)) return true;
  return shownToAll(resource);
}

/** May everybody who is known here see it? */
export function shownToAll({ status, sharing }: Pick<Resource, 'status' | 'sharing'>): boolean {
  return status === 'published' && sharing.type !== notShared;
}

/** {@link maySee} as a condition over the columns `provider` and `shown` ({@link shownToAll}). */
export function visibleTo(actor: Actor): RawBuilder<boolean> {
  if (actsForAdministration(actor)) return sql<boolean>`true`;
  return sql<boolean>`(shown or provider = ${actor.organisation})`;
}

/** The resource, for who may see it. @throws RESOURCE_NOT_FOUND, the same for what is not there and what is hidden */
export function requireVisible(actor: Actor, resource: Resource | undefined): Resource {
  if (resource === undefined || !maySee(actor, resource)) throw resourceProblems.RESOURCE_NOT_FOUND();
  return resource;
}
