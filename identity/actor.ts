import type { FastifyRequest } from 'fastify';
import type { OfficerId, OrganisationId, SystemId } from './ids.ts';
import { identityProblems } from './problems.ts';
import type { Role } from './role.ts';

/** A person at work (工作人员): acts for one organisation, in the roles given to them. */
export interface OfficerActor {
  readonly kind: 'officer';
  readonly id: OfficerId;
  readonly login: string;
  readonly organisation: OrganisationId;
  /** The organisation is the data administration, whose officers reach over all organisations. */
  readonly administration: boolean;
  readonly roles: readonly Role[];
}

/** A department's system (应用系统): asks as a consumer or answers as a provider. */
export interface SystemActor {
  readonly kind: 'system';
  readonly id: SystemId;
  readonly organisation: OrganisationId;
  readonly systemKind: 'consumer' | 'provider';
}

/** Who is acting, proved by a session or an access token. */
export type Actor = OfficerActor | SystemActor;

/** The actor that the access hook proved. @throws NOT_AUTHENTICATED on a public route without credentials. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === undefined) throw identityProblems.NOT_AUTHENTICATED();
  return request.actor;
}

/** The officer acting; for routes that only officers reach. @throws ROLE_REQUIRED when a system asks. */
export function officerOf(request: FastifyRequest): OfficerActor {
  const actor = actorOf(request);
  if (actor.kind !== 'officer') throw identityProblems.ROLE_REQUIRED({ needed: 'officer' });
  return actor;
}

/** May the actor see or change what belongs to this organisation? The data administration may, others only their own. */
export function reaches(actor: Actor, organisation: OrganisationId): boolean {
  return actor.organisation === organisation || (actor.kind === 'officer' && actor.administration);
}

/** @throws NOT_IN_REACH when the actor acts for another organisation. */
export function requireReach(actor: Actor, organisation: OrganisationId): void {
  if (!reaches(actor, organisation)) throw identityProblems.NOT_IN_REACH();
}

/** A short word for records of who did it: `officer:<id>` or `system:<id>`. Never a name. */
export function actorReference(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}
