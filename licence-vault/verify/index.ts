// The second face of the licence vault: verification of files by themselves. It loads neither database nor HTTP server, so
// that the command line verifies offline at once.

export type { LicenceKey, LicenceKeys } from '../licence/document.ts';
export { pathTrust } from '../seal/verify/path-trust.ts';
export type { SealTrust } from '../seal/verify/trust.ts';
export { readTrustFiles } from '../seal/verify/trust-files.ts';
export { verifySeal } from '../seal/verify/verify-seal.ts';
export type { QrText } from '../statement/qr-text.ts';
export { readQrPhoto } from '../statement/read-photo.ts';
export { withClaims } from './claims-in-file.ts';
export { type FileKind, fileKindOf } from './file-kind.ts';
export { fileVerdictJson, fileVerdictOf } from './file-verdict.ts';
export { licenceIdentifiersIn, statusNotAsked, withStatus } from './licence-in-file.ts';
export { meantQr, qrSubject } from './qr-subject.ts';
export { statusInList } from './status-in-list.ts';
export { type Finding, verdictJson } from './verdict.ts';
export { verifySignedFile } from './verify-file.ts';
export { pictureVerdict, verifyQrText } from './verify-statement.ts';
