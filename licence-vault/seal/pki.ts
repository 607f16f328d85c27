export { currentAlgorithms } from '../../identity/pki/algorithm/rules.ts';
export { type SignatureFault, verifySignature } from '../../identity/pki/algorithm/verify-signature.ts';
export { type Certificate, parseCertificate } from '../../identity/pki/certificate/certificate.ts';
export type { Crl } from '../../identity/pki/certificate/crl.ts';
export type { OcspResponse } from '../../identity/pki/certificate/ocsp.ts';
export { readCertificates } from '../../identity/pki/certificate/read-bundle.ts';
export { DerFault } from '../../identity/pki/der/fault.ts';
export { expectTag, Fields, membersOf } from '../../identity/pki/der/fields.ts';
export { type DerNode, readDer } from '../../identity/pki/der/node.ts';
export { constructedTag, tag } from '../../identity/pki/der/tag.ts';
export { isPrintable, readText } from '../../identity/pki/der/text.ts';
export { readTime } from '../../identity/pki/der/time.ts';
export { readBitStringBytes, readBoolean, readOctets, readOid, readSmall } from '../../identity/pki/der/value.ts';
export {
  bitString,
  boolean,
  explicit,
  generalizedTime,
  ia5String,
  integer,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  time,
  utf8String,
} from '../../identity/pki/der/write.ts';
export { type PathVerdict, validatePath } from '../../identity/pki/path/validate-path.ts';
export type { Revocation } from '../../identity/pki/revocation/status.ts';
