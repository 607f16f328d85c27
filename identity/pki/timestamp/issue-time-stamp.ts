import { oid } from '../algorithm/oid.ts';
import { type Authority, activeAuthority, requireIssuing } from '../ca/authority-store.ts';
import { newSerial } from '../ca/make-certificate.ts';
import type { PkiParts } from '../ca/parts.ts';
import { hubSigner } from '../ca/service-signer.ts';
import { parseCertificate } from '../certificate/certificate.ts';
import { timeStampProblems } from './problems.ts';
import { parseTimeStampRequest, type TimeStampRequest } from './request.ts';
import { writeTstInfo } from './tst-info.ts';
import { writeGranted } from './write-response.ts';
import { writeToken } from './write-token.ts';

/**
 * The policy of our time stamps: the time is the hub's clock, within a second of the network's time it is set by. A UUID as
 * object identifier (X.667), since a county has no arc of its own.
 */
export const timeStampPolicy = '2.25.147856475251819103015582623316871630353';

const accuracySeconds = 1;

/**
 * Answers a request with a stamp (RFC 3161). Imprints by SM3 are stamped with SM2, all others with P-256, where there is an
 * authority for it; else by the one there is. The serial number is random, 126 bits.
 * @param request DER of TimeStampReq
 * @returns DER of TimeStampResp
 * @throws Problem TIMESTAMP_REQUEST_MALFORMED, TIMESTAMP_IMPRINT_UNSUPPORTED, TIMESTAMP_POLICY_UNKNOWN, TIMESTAMP_EXTENSION_UNKNOWN,
 *   AUTHORITY_MISSING, AUTHORITY_ENDING
 */
export async function issueTimeStamp(parts: PkiParts, request: Uint8Array): Promise<Buffer> {
  return writeGranted(await stamp(parts, parseTimeStampRequest(request)));
}

/**
 * Stamps a digest for a part of the house that has no request to send.
 * @returns DER of the token, certificates enclosed
 * @throws Problem AUTHORITY_MISSING, AUTHORITY_ENDING
 */
export async function timeStampDigest(
  parts: PkiParts,
  imprint: { algorithm: 'sm3' | 'sha256'; digest: Buffer },
): Promise<Buffer> {
  const { algorithm, digest } = imprint;
  if (digest.length !== 32) throw new RangeError('SM3 and SHA-256 digests have 32 bytes');
  return stamp(parts, {
    imprint: { oid: oid[algorithm], digest },
    policy: undefined,
    nonce: undefined,
    wantsCertificates: true,
  });
}

async function stamp(parts: PkiParts, request: TimeStampRequest): Promise<Buffer> {
  const { imprint, policy, nonce } = request;
  if (policy !== undefined && policy !== timeStampPolicy) {
    throw timeStampProblems.TIMESTAMP_POLICY_UNKNOWN({ policy, own: timeStampPolicy });
  }
  const authority = await authorityFor(parts, imprint.oid);
  const signer = await hubSigner(parts, authority, 'tsa');
  const info = writeTstInfo({
    policy: timeStampPolicy,
    imprint,
    serial: newSerial(parts),
    // Taken last: the stamp says when the digest was here, not when work on it began.
    time: parts.clock.now(),
    accuracySeconds,
    nonce,
    authority: parseCertificate(signer.certificate).subject.raw,
  });
  const certificates = request.wantsCertificates ? [signer.certificate, authority.certificate.raw] : [];
  return writeToken({ info, signer, certificates });
}

async function authorityFor({ database }: PkiParts, digestOid: string): Promise<Authority> {
  const [first, second] = digestOid === oid.sm3 ? (['sm2', 'p256'] as const) : (['p256', 'sm2'] as const);
  return (await activeAuthority(database, first, 'issuing')) ?? requireIssuing(database, second);
}
