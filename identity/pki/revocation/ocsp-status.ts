import { createHash } from 'node:crypto';
import { digestNames } from '../algorithm/oid.ts';
import type { PublicKey } from '../algorithm/public-key.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { extensionOid, keyPurpose } from '../certificate/extension-oid.ts';
import type { BasicOcspResponse, CertificateId, OcspResponse, SingleResponse } from '../certificate/ocsp.ts';
import { sm3 } from '../sm2/sm3.ts';
import { freshnessFault } from './freshness.ts';
import type { RevocationContext, RevocationFault, RevocationStatus, Subject } from './status.ts';

const processed: ReadonlySet<string> = new Set([extensionOid.ocspNonce, extensionOid.ocspArchiveCutoff]);

/**
 * What responses say about a certificate (RFC 6960 §3.2): those that name it, are signed by its issuer or by a responder the
 * issuer appointed, and are in date. `revoked` from any of them decides.
 */
export function ocspStatus(
  subject: Subject,
  responses: readonly OcspResponse[],
  context: RevocationContext,
): RevocationStatus {
  const faults = new Set<RevocationFault>();
  let best: RevocationStatus = { state: 'silent' };
  for (const { status, basic } of responses) {
    if (basic === undefined) {
      if (status !== 'successful') faults.add('NOT_SUCCESSFUL');
      continue;
    }
    const singles = basic.responses.filter(({ id }) => isAbout(id, subject));
    if (singles.length === 0) continue;
    const fault = responseFault(basic, subject, context);
    for (const single of singles) {
      const one = fault === undefined ? singleStatus(single, subject, context) : { fault };
      if ('fault' in one) faults.add(one.fault);
      else if (one.state === 'revoked') return one;
      else if (best.state !== 'good') best = one;
    }
  }
  return best.state === 'silent' && faults.size > 0 ? { state: 'unusable', faults: [...faults] } : best;
}

function singleStatus(
  single: SingleResponse,
  { certificate }: Subject,
  context: RevocationContext,
): RevocationStatus | { fault: RevocationFault } {
  const isUnknown = [...single.extensions.values()].some(({ oid, critical }) => critical && !processed.has(oid));
  if (isUnknown) return { fault: 'UNKNOWN_CRITICAL_EXTENSION' };
  const { thisUpdate, nextUpdate, archiveCutoff: keptFrom, status } = single;
  const fault = freshnessFault({ thisUpdate, nextUpdate, keptFrom, certificate, context });
  const isRevokedBy = status.state === 'revoked' && status.revokedAt <= context.at;
  const isFinal = isRevokedBy && status.reason !== 'certificateHold';
  if (fault !== undefined && !(isFinal && fault !== 'NOT_YET_VALID')) return { fault };
  if (status.state === 'unknown') return { state: 'unknownToResponder' };
  if (status.state === 'good') return { state: 'good', source: 'ocsp' };
  const revocation = { at: status.revokedAt, reason: status.reason };
  return isRevokedBy
    ? { state: 'revoked', source: 'ocsp', revocation }
    : { state: 'good', source: 'ocsp', later: revocation };
}

/** Whether a response is about this certificate: serial number and digests of the issuer's name and key. */
function isAbout(id: CertificateId, { certificate, issuer }: Subject): boolean {
  if (!id.serial.equals(certificate.serial)) return false;
  const digest = digestNames[id.digest.oid];
  if (digest === undefined || digest === 'md5') return false;
  return (
    id.issuerNameHash.equals(digestOf(digest, certificate.issuer.raw)) &&
    id.issuerKeyHash.equals(digestOf(digest, issuer.certificate.publicKey.keyBytes))
  );
}

function digestOf(digest: string, bytes: Buffer): Buffer {
  return digest === 'sm3' ? sm3(bytes) : createHash(digest).update(bytes).digest();
}

/** What is wrong with a response as a whole: nonce, unknown extensions, signer. */
function responseFault(
  basic: BasicOcspResponse,
  subject: Subject,
  context: RevocationContext,
): RevocationFault | undefined {
  const { ocspNonce } = context;
  if (ocspNonce !== undefined && basic.nonce?.equals(ocspNonce) !== true) return 'NONCE_DIFFERS';
  const isUnknown = [...basic.extensions.values()].some(({ oid, critical }) => critical && !processed.has(oid));
  if (isUnknown) return 'UNKNOWN_CRITICAL_EXTENSION';
  const candidates = [subject.issuer.certificate, ...basic.certificates, ...context.candidates].filter((candidate) =>
    isResponder(candidate, basic),
  );
  let fault: RevocationFault = 'SIGNER_NOT_FOUND';
  for (const candidate of new Map(candidates.map((one) => [one.fingerprint, one])).values()) {
    const isIssuer = candidate.fingerprint === subject.issuer.certificate.fingerprint;
    const key: PublicKey = isIssuer ? subject.issuer.key : candidate.publicKey;
    if (context.work.verify(basic, key)?.valid !== true) {
      if (fault === 'SIGNER_NOT_FOUND') fault = 'SIGNATURE_INVALID';
      continue;
    }
    const refusal = isIssuer ? undefined : delegationFault(candidate, subject, context);
    if (refusal === undefined) return undefined;
    fault = refusal;
  }
  return fault;
}

function isResponder(candidate: Certificate, { responder }: BasicOcspResponse): boolean {
  if ('name' in responder) return responder.name.key === candidate.subject.key;
  return responder.keyHash.equals(createHash('sha1').update(candidate.publicKey.keyBytes).digest());
}

/**
 * A delegated responder (RFC 6960 §4.2.2.2): its certificate is issued by the very key that issued the certificate asked
 * about, names OCSP signing as a purpose, is in date, and is itself unrevoked unless it says that nobody need ask.
 */
function delegationFault(
  candidate: Certificate,
  { issuer }: Subject,
  context: RevocationContext,
): RevocationFault | undefined {
  const isAppointed =
    candidate.issuer.key === issuer.certificate.subject.key &&
    context.work.verify(candidate, issuer.key)?.valid === true;
  const mayAnswer =
    candidate.extendedKeyUsage?.has(keyPurpose.ocspSigning) === true &&
    candidate.keyUsage?.has('digitalSignature') !== false;
  if (!isAppointed || !mayAnswer) return 'SIGNER_NOT_ENTITLED';
  // How a responder without that note is checked is left to us: by what there is (§4.2.2.2.1).
  const mode = candidate.extensions.has(extensionOid.ocspNoCheck) ? 'none' : 'ifAvailable';
  return context.isTrusted(candidate, mode) ? undefined : 'SIGNER_UNTRUSTED';
}
