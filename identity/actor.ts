import type { FastifyRequest } from 'fastify';
import type { OfficerId, OrganisationId, SystemId } from './ids.ts';
import type { HolderKind } from './number/holder.ts';
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

/** Who is at work, proved by a session or an access token; acts for an organisation. */
export type Actor = OfficerActor | SystemActor;

/**
 * A person or organisation (持证主体) that looks after what is its own, proved by a one-time code. Acts for no organisation
 * and has no role, so it is no {@link Actor}: what is written for those cannot be handed a holder.
 */
export interface HolderActor {
  readonly kind: 'holder';
  /** The vault's keyed hash of kind and number. The number itself is kept nowhere. */
  readonly index: Buffer;
  readonly holderKind: HolderKind;
}

/** Whoever may stand before the hub with a credential. */
export type Caller = Actor | HolderActor;

/**
 * The actor that the access hook proved.
 * @throws NOT_AUTHENTICATED on a public route without credentials, ROLE_REQUIRED when a holder asks
 */
export function actorOf(request: FastifyRequest): Actor {
  const caller = callerOf(request);
  if (caller.kind === 'holder') throw identityProblems.ROLE_REQUIRED({ needed: 'officer / system' });
  return caller;
}

/** Whoever the access hook proved; for routes that holders share with others. @throws NOT_AUTHENTICATED */
export function callerOf(request: FastifyRequest): Caller {
  if (request.actor === undefined) throw identityProblems.NOT_AUTHENTICATED();
  return request.actor;
}

/** The holder asking; for routes that only holders reach. @throws ROLE_REQUIRED when somebody else asks */
export function holderOf(request: FastifyRequest): HolderActor {
  const caller = callerOf(request);
  if (caller.kind !== 'holder') throw identityProblems.ROLE_REQUIRED({ needed: 'holder' });
  return caller;
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

/** A short word for records of who did it: `officer:<id>` or `system:<id>`, never a name; a holder is only `holder`. */
export function actorReference(actor: Caller): string {
  return actor.kind === 'holder' ? 'holder' : `${actor.kind}:${actor.id}`;
}
