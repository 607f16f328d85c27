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
  idProblems,
  isOfficerId,
  isOrganisationId,
  isSystemId,
  type OfficerId,
  type OrganisationId,
  officerId,
  organisationId,
  parseOrganisationId,
  parseSystemId,
  type SystemId,
  shortIdPattern,
  systemId,
} from './ids.ts';
export { canonicalNumber } from './number/canonical.ts';
export {
  type CitizenFacts,
  type CitizenNumber,
  checkCitizenNumber,
  citizenCheckCharacter,
  citizenFacts,
  parseCitizenNumber,
  type Sex,
} from './number/citizen-number.ts';
export { describeNumber, type NumberDescription } from './number/describe.ts';
export type { NumberFinding, NumberOrigin } from './number/finding.ts';
export { type Holder, type HolderKind, isHolderKind, parseHolder } from './number/holder.ts';
export { numberProblems } from './number/problems.ts';
export {
  checkUnifiedCode,
  organisationCodeCheckCharacter,
  parseUnifiedCode,
  type UnifiedCode,
  type UnifiedCodeFacts,
  unifiedCodeAlphabet,
  unifiedCodeCheckCharacter,
  unifiedCodeFacts,
} from './number/unified-code.ts';
export { identityProblems } from './problems.ts';
export { type Role, roles } from './role.ts';
