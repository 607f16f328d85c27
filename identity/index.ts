export { type AccessRule, requireAccess } from './access.ts';
export {
  type Actor,
  actorOf,
  actorReference,
  type Caller,
  callerOf,
  type HolderActor,
  holderOf,
  type OfficerActor,
  officerOf,
  reaches,
  requireReach,
  type SystemActor,
} from './actor.ts';
export { createAuthenticator, type IdentityAuthenticator } from './authenticator.ts';
export type { IdentityChange, OnIdentityChange } from './change.ts';
export {
  type IdentityFacts,
  type OfficerFact,
  type OrganisationFact,
  openIdentityFacts,
  type SystemFact,
  type SystemKeyFact,
} from './facts.ts';
export { keepFresh } from './fresh.ts';
export { schemas as identitySchemas } from './generated/schemas.ts';
export type { CodeMessage, CodeSender } from './holder/code-sender.ts';
export {
  createHolderSessions,
  type DoorEvent,
  type HolderDoorParts,
  type HolderSessions,
} from './holder/holder-sessions.ts';
export { holderDoorProblems } from './holder/problems.ts';
export { holderSessionRoutes } from './holder/routes.ts';
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
export { keyObjectOf, publicJwkOf, thumbprint } from './keys/public-jwk.ts';
export { rotateSigningKey } from './keys/rotate-signing-key.ts';
export { openSigningKeys, type SigningKeys } from './keys/signing-keys.ts';
export { identityMigrations } from './migrations/index.ts';
export type { RevocationTimes } from './nats/accounts.ts';
export {
  createNatsAuthority,
  type NatsAuthority,
  type NatsAuthorityJson,
  natsAuthorityToJson,
  parseNatsAuthority,
} from './nats/authority.ts';
export { connectOptions } from './nats/connect-options.ts';
export { natsProblems } from './nats/problems.ts';
export { applyRevocations } from './nats/revocation.ts';
export { serverConfiguration } from './nats/server-configuration.ts';
export {
  type ConnectorName,
  connectorInbox,
  connectorQueue,
  exchangeSubjects,
  healthSubject,
  hubInbox,
  hubServices,
  isConnectorInbox,
  querySubjects,
} from './nats/subjects.ts';
export { type IssuedNatsUser, issueNatsUser, type NatsUser } from './nats/user-credentials.ts';
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
export { holdsCitizenNumber } from './number/personal.ts';
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
export { createOfficer } from './officer/create-officer.ts';
export type { Officer } from './officer/officer.ts';
export { createPasswords, type PasswordCost, type Passwords, standardPasswordCost } from './officer/password.ts';
export { passwordFaults } from './officer/password-rules.ts';
export { bootstrapAdministration } from './organisation/bootstrap-administration.ts';
export { type Organisation, requireAdministration } from './organisation/organisation.ts';
export { registerOrganisation } from './organisation/register-organisation.ts';
export type { IdentityParts } from './parts.ts';
export { type Authority, activeAuthority } from './pki/ca/authority-store.ts';
export { findCertificate } from './pki/ca/certificate-store.ts';
export { type CertificateRequest, parseCertificateRequest } from './pki/ca/csr.ts';
export { type DocumentSigner, documentSigner } from './pki/ca/document-signer.ts';
export { openHeldSigner } from './pki/ca/held-signer.ts';
export { type Ceremony, holdCeremony } from './pki/ca/hold-ceremony.ts';
export { type CertificateOrder, issueCertificate } from './pki/ca/issue-certificate.ts';
export type { IssuedCertificate } from './pki/ca/issued-certificate.ts';
export { type OcspRequest, parseOcspRequest } from './pki/ca/ocsp-request.ts';
export { createPki, type PkiActor, type PkiParts, requirePkiReach } from './pki/ca/parts.ts';
export { type CertificateProfile, certificateProfiles } from './pki/ca/profile.ts';
export { publishDueCrls } from './pki/ca/publish-crl.ts';
export { renewCertificate } from './pki/ca/renew-certificate.ts';
export { type HolderReason, releaseCertificate, revokeCertificate } from './pki/ca/revoke-certificate.ts';
export { type HubUse, hubSigner } from './pki/ca/service-signer.ts';
export type { Suite } from './pki/ca/tables.ts';
export { addTrustAnchor, type TrustMaterial, trustMaterial } from './pki/ca/trust-anchor.ts';
export { bmpPassword, pkcs12Derive } from './pki/key/pkcs12-derivation.ts';
export { openPkcs11Signer, type Pkcs11Key } from './pki/signer/pkcs11.ts';
export { rewrapSoftKeys } from './pki/signer/rewrap-soft-keys.ts';
export { type KeySigner, type Signer, softSigner, withCertificate } from './pki/signer/signer.ts';
export { importSoftKey, makeSoftKey } from './pki/signer/soft-key.ts';
export { issueTimeStamp, timeStampDigest, timeStampPolicy } from './pki/timestamp/issue-time-stamp.ts';
export { parseTimeStampRequest, type TimeStampRequest } from './pki/timestamp/request.ts';
export { writeTstInfo } from './pki/timestamp/tst-info.ts';
export { writeToken as writeTimeStampToken } from './pki/timestamp/write-token.ts';
export { identityProblemParts } from './problem-parts.ts';
export { identityProblems } from './problems.ts';
export { purgeIdentity } from './purge.ts';
export { type Role, roles } from './role.ts';
export { identityRoutes } from './routes.ts';
export { sessionCookieName } from './session/session-cookie.ts';
export { createSessions, type Sessions } from './session/sessions.ts';
export { addSystemKey } from './system/add-system-key.ts';
export {
  type ConnectorCredentials,
  issueConnectorCredentials,
  type NatsCredentialIssuing,
} from './system/issue-connector-credentials.ts';
export { natsRevocations } from './system/nats-user-store.ts';
export { registerSystem } from './system/register-system.ts';
export { revokeConnectorCredentials } from './system/revoke-connector-credentials.ts';
export type { System } from './system/system.ts';
export type { SystemKey } from './system/system-key.ts';
export type { PublicJwk, SigningUse, Status } from './tables.ts';
export { accessTokenSeconds, actorOfClaims } from './token/access-token.ts';
export { tokenEndpointPath } from './token/issue-access-token.ts';
