export {
  type AlgorithmIdentifier,
  hasNoParameters,
  readAlgorithm,
  writeAlgorithm,
} from './algorithm/algorithm-identifier.ts';
export { type SigningMethod, signingMethod } from './algorithm/create-signature.ts';
export { digestNames, oid } from './algorithm/oid.ts';
export {
  type GeneratedKind,
  generateKey,
  type PrivateKey,
  privateKeyFromPkcs8,
  privateKeyOf,
} from './algorithm/private-key.ts';
export {
  type KeyKind,
  type PublicKey,
  parsePublicKey,
  readPublicKey,
  sm2Spki,
} from './algorithm/public-key.ts';
export { type AlgorithmRules, currentAlgorithms, lenientAlgorithms } from './algorithm/rules.ts';
export { type SignatureCheck, type SignatureFault, verifySignature } from './algorithm/verify-signature.ts';
export {
  type Certificate,
  isSelfIssued,
  parseCertificate,
  readCertificate,
  serialText,
} from './certificate/certificate.ts';
export { type KeyUsage, keyUsages } from './certificate/constraint-extensions.ts';
export { type Crl, type CrlEntry, parseCrl } from './certificate/crl.ts';
export { type Extension, type Extensions, readExtensions } from './certificate/extension.ts';
export { anyPolicy, attributeOid, extensionOid, keyPurpose } from './certificate/extension-oid.ts';
export { type GeneralName, readGeneralName, readGeneralNames } from './certificate/general-name.ts';
export { type Name, nameText, readName } from './certificate/name.ts';
export {
  type BasicOcspResponse,
  type CertificateId,
  type CertificateState,
  type OcspResponse,
  parseOcspResponse,
  readCertificateId,
  type SingleResponse,
} from './certificate/ocsp.ts';
export { readCertificates, readCrls } from './certificate/read-bundle.ts';
export { isCompromise, type RevocationReason, reasonNumber, reasonOf } from './certificate/revocation-reason.ts';
export { cmsOid } from './cms/cms-oid.ts';
export {
  type MessageSigner,
  readSignedMessage,
  type SignedAttributes,
  type SignedMessage,
  signerCertificate,
} from './cms/signed-message.ts';
export { writeSignedMessage } from './cms/write-signed-message.ts';
export { berToDer } from './der/ber.ts';
export { DerFault, type DerFaultCode } from './der/fault.ts';
export { expectTag, Fields, membersOf, onlyMember } from './der/fields.ts';
export { type DerLimits, DerNode, readDer } from './der/node.ts';
export { looksLikePem, type PemBlock, readPem, writePem } from './der/pem.ts';
export { constructedTag, primitiveTag, tag } from './der/tag.ts';
export { readText, textOf } from './der/text.ts';
export { readTime } from './der/time.ts';
export {
  type BitString,
  integerBytes,
  namedBits,
  readBitString,
  readBitStringBytes,
  readBoolean,
  readInteger,
  readNull,
  readOctets,
  readOid,
  readSignatureValue,
  readSmall,
} from './der/value.ts';
export * as der from './der/write.ts';
export { belongsTo, type KeyStore, type KeyStoreEntry, readKeyStore, requireKeyOf } from './key/key-store.ts';
export { readPrivateKey } from './key/read-private-key.ts';
export { toEncryptedPkcs8, toPkcs8, toSec1 } from './key/write-private-key.ts';
export type { PathVerdict } from './path/conclude-path.ts';
export { isInForce } from './path/dates.ts';
export type { CertificateCheck, FindingCode, PathStep } from './path/finding.ts';
export type { PathLimits, PathRequest, PolicyInputs, RevocationMode } from './path/request.ts';
export { validatePath } from './path/validate-path.ts';
export { pkiProblems } from './problems.ts';
export type { Revocation, RevocationFault, RevocationSource, RevocationStatus } from './revocation/status.ts';
export { type Signer, type SignerAlgorithm, signerAlgorithms } from './signer/signer.ts';
export { longestSm2Plaintext, type Sm2CipherForm, sm2Decrypt, sm2Encrypt } from './sm2/encrypt.ts';
export { type Sm2Engine, sm2Engine } from './sm2/engine.ts';
export { sm2Sign, sm2Verify } from './sm2/sign.ts';
export { readSm2Signature, type Sm2SignatureFault, sm2SignatureFromRaw } from './sm2/signature.ts';
export { defaultSm2Id, sm2Z } from './sm2/signer-id.ts';
export { createSm3, type Sm3, sm3, sm3Length } from './sm2/sm3.ts';
export { type Sm4GcmOptions, type Sm4Mode, sm4Decrypt, sm4Encrypt, sm4GcmDecrypt, sm4GcmEncrypt } from './sm2/sm4.ts';
export { type TimeStampVerdict, verifyTimeStamp } from './timestamp/verify-time-stamp.ts';
export {
  concludeVerdict,
  type Indication,
  type Step,
  type StepResult,
  type SubIndication,
  secondText,
  type Verdict,
  type VerdictJson,
  verdictJson,
} from './verdict.ts';
