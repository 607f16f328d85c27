import { createHash } from 'node:crypto';
import { after } from '../../../kernel/index.ts';
import { digestNames } from '../algorithm/oid.ts';
import type { CertificateState } from '../certificate/ocsp.ts';
import { sm3 } from '../sm2/sm3.ts';
import { type Authority, listAuthorities } from './authority-store.ts';
import { certificatesBySerial } from './certificate-store.ts';
import { type AskedCertificate, type OcspRequest, parseOcspRequest } from './ocsp-request.ts';
import { writeOcspAnswer, writeOcspRefusal } from './ocsp-response.ts';
import { type PkiParts, toSecond } from './parts.ts';
import { hubSigner } from './service-signer.ts';

/** How long an answer may be relied on. It is true when it is made; a revocation shows in the next one. */
export const ocspFreshMs = 60 * 60 * 1000;

export interface OcspOutcome {
  /** DER of the OCSPResponse. */
  readonly response: Buffer;
  /** Until when anybody may keep it; undefined for what must not be kept: refusals, and answers to a nonce. */
  readonly keepUntil: Date | undefined;
}

/**
 * Answers about certificates we issued (RFC 6960): good, revoked with date and reason, or unknown, straight from the records.
 * One answer speaks for one authority, that of the first certificate asked about; others in it are unknown. When that one
 * is none of ours the answer is `unauthorized`.
 * @param request DER
 * @throws Problem OCSP_REQUEST_MALFORMED
 */
export async function answerOcsp(parts: PkiParts, request: Uint8Array): Promise<OcspOutcome> {
  const { asked, nonce } = parseOcspRequest(request);
  const now = toSecond(parts.clock.now());
  const authority = await authorityOf(parts, asked, now);
  if (authority === undefined) return { response: writeOcspRefusal('unauthorized'), keepUntil: undefined };
  const mine = asked.filter((one) => isIssuedBy(one, authority));
  const known = await certificatesBySerial(
    parts.database,
    authority.id,
    mine.map(({ serial }) => serial),
  );
  const stateOf = (one: AskedCertificate): CertificateState => {
    const found = mine.includes(one) ? known.get(one.serial.toString('hex')) : undefined;
    if (found === undefined) return { state: 'unknown' };
    if (found.revoked_at === null || found.reason === null) return { state: 'good' };
    return { state: 'revoked', revokedAt: found.revoked_at, reason: found.reason };
  };
  const nextUpdate = after(now, ocspFreshMs);
  const response = await writeOcspAnswer(
    {
      producedAt: now,
      nextUpdate,
      archiveCutoff: authority.certificate.notBefore,
      answered: asked.map((one) => ({ id: one.raw, state: stateOf(one) })),
      nonce,
    },
    await hubSigner(parts, authority, 'ocsp-responder'),
  );
  return { response, keepUntil: nonce === undefined ? nextUpdate : undefined };
}

/** Our issuing authority that the first certificate names. Nobody answers for an offline root, or for one that has ended. */
async function authorityOf(
  { database }: PkiParts,
  [first]: OcspRequest['asked'],
  now: Date,
): Promise<Authority | undefined> {
  if (first === undefined) return undefined;
  const authorities = await listAuthorities(database);
  return authorities.find((one) => one.role === 'issuing' && one.certificate.notAfter > now && isIssuedBy(first, one));
}

/** Whether the digests are those of the authority's name and key (RFC 6960 §4.1.1). */
function isIssuedBy({ digest, issuerNameHash, issuerKeyHash }: AskedCertificate, { certificate }: Authority): boolean {
  const name = digestNames[digest.oid];
  if (name === undefined || name === 'md5') return false;
  const hash = (bytes: Buffer) => (name === 'sm3' ? sm3(bytes) : createHash(name).update(bytes).digest());
  return (
    issuerKeyHash.equals(hash(certificate.publicKey.keyBytes)) && issuerNameHash.equals(hash(certificate.subject.raw))
  );
}
