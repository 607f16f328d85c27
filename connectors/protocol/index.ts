export type {
  Answer,
  HealthReport,
  HubKeys,
  HubKeysRequest,
  HubSchema,
  HubSchemaRequest,
  Order,
} from '../generated/schemas.ts';
export { type AnswerCode, type AnswerError, answerErrors } from './answer-errors.ts';
export { type AnswerFault, answerFault } from './answer-fault.ts';
export {
  type Attested,
  type AttestedType,
  attest,
  attestedLeaf,
  checkProof,
  checkRoot,
  type Proof,
  type ProofFault,
  type RootFault,
} from './attestation.ts';
export { type BoundedJson, type JsonFault, parseBoundedJson } from './bounded-json.ts';
export {
  type Bundle,
  type BundleFault,
  type BundleMember,
  bundleFrameBytes,
  type OutgoingMember,
  type ProvedBundle,
  proveBundle,
  type ReadBundle,
  readBundle,
  writeBundle,
} from './bundle.ts';
export { Bundler, endOfTurn, type Schedule, withinMs } from './bundler.ts';
export {
  type ClaimKind,
  claimKindOf,
  compareClaim,
  compareClaims,
  type Verdicts,
} from './claims.ts';
export { isFieldName, isResourceId, isShortId } from './grammar.ts';
export {
  importSigningKey,
  importVerificationKey,
  keyFinder,
  publicJwkOf,
  type SignatureAlgorithm,
  type SigningKey,
  type VerificationKey,
} from './keys.ts';
export {
  bundlePatienceMs,
  clockSkewMs,
  healthIntervalMs,
  maxAnswerDepth,
  maxBundleBytes,
  maxBundleMembers,
  maxListRows,
  maxMessageBytes,
  maxOrderBytes,
  maxOrderDepth,
  maxOrderLifetimeMs,
  maxReportBytes,
  maxTreeSize,
} from './limits.ts';
export { pathLength, rootOver, treeOf } from './merkle.ts';
export {
  type MessageBodies,
  type MessageFault,
  type Parsed,
  parseAnswer,
  parseHealthReport,
  parseHubKeys,
  parseHubKeysRequest,
  parseHubSchema,
  parseHubSchemaRequest,
  parseOrder,
  type SignedMessage,
  sealMessage,
} from './messages.ts';
export {
  beijingDayOf,
  boundsOf,
  boundText,
  type Claim,
  completedYears,
  isPredicate,
  judgePredicate,
  kindOfPredicate,
  type Predicate,
  type PredicateKind,
  predicateFault,
  predicateKinds,
  type Scalar,
  type Verdict,
} from './predicates.ts';
export {
  coveredComponents,
  longestLifeSeconds,
  nonceLength,
  type ReadSignature,
  type RequestParameters,
  readRequestSignature,
  requestTag,
} from './request-signature/request-parameters.ts';
export {
  contentDigestOf,
  type RequestToSign,
  requestLines,
  type SignatureHeaders,
  type SignedParts,
  signRequest,
} from './request-signature/request-signature.ts';
export { RequestSigner } from './request-signature/request-signer.ts';
export {
  readTreeSignature,
  rootOfRequest,
  rootText,
  signTree,
  type TreeFault,
  type TreeSignature,
  treeAlgorithmNames,
} from './request-signature/request-tree.ts';
export {
  algorithmNames,
  componentLines,
  signatureBase,
  signatureLength,
  signText,
  verifyText,
} from './request-signature/signature-base.ts';
export {
  type BareItem,
  type InnerList,
  isInnerList,
  parseDictionary,
  parseString,
  writeInnerList,
  writeItem,
} from './request-signature/structured-fields.ts';
export { type MessageType, type SignatureFault, signMessage, type Verification, verifyMessage } from './signature.ts';
export {
  connectorQueue,
  healthSubject,
  healthSubjects,
  inboxPrefix,
  keysSubject,
  orderSubject,
  parseHealthSubject,
  schemaSubject,
  signatureHeader,
} from './subjects.ts';
