// The second face of the licence vault: verification of files by themselves. It loads neither database nor HTTP server, so
// that the command line verifies offline at once.
export { pathTrust } from '../seal/verify/path-trust.ts';
export type { SealTrust } from '../seal/verify/trust.ts';
export { readTrustFiles } from '../seal/verify/trust-files.ts';
export { verifySeal } from '../seal/verify/verify-seal.ts';
export { type FileKind, fileKindOf } from './file-kind.ts';
export { fileVerdictJson, fileVerdictOf } from './file-verdict.ts';
export { licenceIdentifiersIn, statusNotAsked, withStatus } from './licence-in-file.ts';
export { type Finding, verdictJson } from './verdict.ts';
export { verifySignedFile } from './verify-file.ts';
