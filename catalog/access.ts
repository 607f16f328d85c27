import { type AccessRule, type Actor, identityProblems, type OrganisationId, requireReach } from '../identity/index.ts';

/** What goes out to the world is for everybody, known here or not. */
export const everybody: AccessRule = { public: true };

/** The directory and the matters are read by everybody who has proved who they are. */
export const readers: AccessRule = { officers: 'any', systems: 'any' };

/** Resources, matters and grants are written by catalogue administrators. */
export const writers: AccessRule = { officers: ['catalogue-administrator'] };

/** What is not for everybody who reads the directory is read by those who write it and those who audit it. */
export const keepers: AccessRule = { officers: ['catalogue-administrator', 'auditor'] };

/** Objections, clocks and inboxes are for those who write, those who audit, and clerks, who meet what is wrong first. */
export const clerks: AccessRule = { officers: ['catalogue-administrator', 'approval-clerk', 'auditor'] };

/** Objections are raised by those who meet what is wrong; what else happens to them is the use case's to allow. */
export const objectors: AccessRule = { officers: ['catalogue-administrator', 'approval-clerk'] };

/** Grants are read by those who give, use and audit them; of which organisation is the use case's to say. */
export const grantReaders: AccessRule = {
  officers: ['catalogue-administrator', 'approval-clerk', 'auditor'],
  systems: 'any',
};

/**
 * Lets a catalogue administrator of the organisation pass, and one of the data administration; nobody else.
 * @throws ROLE_REQUIRED, NOT_IN_REACH
 */
export function requireCatalogueAdministrator(actor: Actor, organisation: OrganisationId): void {
  requireCatalogueRole(actor);
  requireReach(actor, organisation);
}

/** @throws ROLE_REQUIRED */
export function requireCatalogueRole(actor: Actor): void {
  if (actor.kind !== 'officer' || !actor.roles.includes('catalogue-administrator')) {
    throw identityProblems.ROLE_REQUIRED({ needed: 'catalogue-administrator' });
  }
}

/** Does the actor act for the data administration, which reaches over all organisations? */
export function actsForAdministration(actor: Actor): boolean {
  return actor.kind === 'officer' && actor.administration;
}
