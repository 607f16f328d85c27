import { createHash } from 'node:crypto';
import { writeAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { oid } from '../algorithm/oid.ts';
import { parseCertificate } from '../certificate/certificate.ts';
import { cmsOid } from '../cms/cms-oid.ts';
import { constructedTag } from '../der/tag.ts';
import {
  encode,
  explicit,
  implicitSequence,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from '../der/write.ts';
import { type Signer, signerAlgorithms } from '../signer/signer.ts';
import { sm3 } from '../sm2/sm3.ts';

/**
 * A time-stamp token: TSTInfo in CMS SignedData (RFC 3161 §2.4.2, RFC 5652), bound to the signer's certificate by
 * signingCertificateV2 (RFC 5816).
 * @param options.info DER of TSTInfo
 * @param options.certificates DER, to come with the token; none unless they were asked for
 */
export async function writeToken(options: {
  info: Uint8Array;
  signer: Signer;
  certificates: readonly Uint8Array[];
}): Promise<Buffer> {
  const { info, signer, certificates } = options;
  const { digest, digestOid } = signerAlgorithms[signer.algorithm];
  const hash = (bytes: Uint8Array) => (digest === 'sm3' ? sm3(bytes) : createHash(digest).update(bytes).digest());
  const attributes = [
    attribute(cmsOid.contentType, objectIdentifier(cmsOid.tstInfo)),
    attribute(cmsOid.messageDigest, octetString(hash(info))),
    attribute(cmsOid.signingCertificateV2, signingCertificate(signer.certificate, { digestOid, hash })),
  ].sort(Buffer.compare);
  const { issuer, serial } = parseCertificate(signer.certificate);
  const signerInfo = sequence(
    integer(1),
    sequence(issuer.raw, encode(0x02, serial)),
    writeAlgorithm(digestOid),
    implicitSequence(0, ...attributes),
    signer.algorithmIdentifier.raw,
    octetString(await signer.sign(setOf(...attributes))), // signed as SET OF, sent under [0] (RFC 5652 §5.4)
  );
  const signedData = sequence(
    integer(3),
    setOf(writeAlgorithm(digestOid)),
    sequence(objectIdentifier(cmsOid.tstInfo), explicit(0, octetString(info))),
    ...(certificates.length === 0 ? [] : [implicitSequence(0, ...[...certificates].sort(Buffer.compare))]),
    setOf(signerInfo),
  );
  return sequence(objectIdentifier(cmsOid.signedData), explicit(0, signedData));
}

function attribute(type: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(type), setOf(value));
}

/** SigningCertificateV2 with one ESSCertIDv2; SHA-256 is its default and not written (RFC 5035 §4). */
function signingCertificate(
  der: Buffer,
  { digestOid, hash }: { digestOid: string; hash: (bytes: Uint8Array) => Buffer },
): Buffer {
  const { issuer, serial } = parseCertificate(der);
  const issuerSerial = sequence(sequence(encode(constructedTag(4), issuer.raw)), encode(0x02, serial));
  const algorithm = digestOid === oid.sha256 ? [] : [writeAlgorithm(digestOid)];
  return sequence(sequence(sequence(...algorithm, octetString(hash(der)), issuerSerial)));
}
