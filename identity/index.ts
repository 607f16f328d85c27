export { type AccessRule, requireAccess } from './access.ts';
export {
  type Actor,
  actorOf,
  actorReference,
  type OfficerActor,
  officerOf,
  reaches,
  requireReach,
  type SystemActor,
} from './actor.ts';
export {
  isOfficerId,
  isOrganisationId,
  isSystemId,
  type OfficerId,
  type OrganisationId,
  officerId,
  organisationId,
  type SystemId,
  shortIdPattern,
  systemId,
} from './ids.ts';
export { identityProblems } from './problems.ts';
export { type Role, roles } from './role.ts';
