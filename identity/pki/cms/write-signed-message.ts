import { createHash } from 'node:crypto';
import { writeAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { oid } from '../algorithm/oid.ts';
import { parseCertificate } from '../certificate/certificate.ts';
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
import { cmsOid } from './cms-oid.ts';

/**
 * Signs content as CMS SignedData (RFC 5652) of one signer, bound to the signer's certificate by signingCertificateV2 (RFC 5035,
 * RFC 5816). The time of signing is not among the attributes: a stamp says it, or what is signed.
 * @param options.contentType object identifier
 * @param options.content parts that are one after the other what is signed
 * @param options.isDetached the content stays outside
 * @param options.certificates DER, to come with the message
 * @param options.timeStamp gives a token over the signature value (RFC 3161 appendix A); left out: no stamp
 * @returns DER of ContentInfo
 */
export async function writeSignedMessage(options: {
  contentType: string;
  content: readonly Uint8Array[];
  isDetached: boolean;
  signer: Pick<Signer, 'algorithm' | 'certificate' | 'sign'>;
  certificates: readonly Uint8Array[];
  timeStamp?: ((signature: Buffer) => Promise<Buffer>) | undefined;
}): Promise<Buffer> {
  const { contentType, content, signer, certificates } = options;
  const { digest, digestOid, keyKind, signature: scheme } = signerAlgorithms[signer.algorithm];
  const hash = (...parts: readonly Uint8Array[]) => hashOf(digest, parts);
  const attributes = [
    attribute(cmsOid.contentType, objectIdentifier(contentType)),
    attribute(cmsOid.messageDigest, octetString(hash(...content))),
    attribute(cmsOid.signingCertificateV2, signingCertificate(signer.certificate, { digestOid, hash })),
  ].sort(Buffer.compare);
  const { issuer, serial } = parseCertificate(signer.certificate);
  const signature = await signer.sign(setOf(...attributes)); // signed as SET OF, sent under [0] (RFC 5652 §5.4)
  const stamp = await options.timeStamp?.(signature);
  const signerInfo = sequence(
    integer(1),
    sequence(issuer.raw, encode(0x02, serial)),
    writeAlgorithm(digestOid),
    implicitSequence(0, ...attributes),
    writeAlgorithm(scheme, keyKind === 'RSA' ? 'null' : undefined),
    octetString(signature),
    ...(stamp === undefined ? [] : [implicitSequence(1, attribute(cmsOid.timeStampToken, stamp))]),
  );
  const inside = options.isDetached ? [] : [explicit(0, octetString(Buffer.concat(content)))];
  const signedData = sequence(
    // RFC 5652 §5.1: 3 for content of another type than plain data.
    integer(contentType === cmsOid.data ? 1 : 3),
    setOf(writeAlgorithm(digestOid)),
    sequence(objectIdentifier(contentType), ...inside),
    ...(certificates.length === 0 ? [] : [implicitSequence(0, ...[...certificates].sort(Buffer.compare))]),
    setOf(signerInfo),
  );
  return sequence(objectIdentifier(cmsOid.signedData), explicit(0, signedData));
}

function hashOf(digest: string, parts: readonly Uint8Array[]): Buffer {
  if (digest === 'sm3') return sm3(Buffer.concat(parts));
  const hash = createHash(digest);
  for (const part of parts) hash.update(part);
  return hash.digest();
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
