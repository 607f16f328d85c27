import { after, sha256 } from '../../../kernel/index.ts';
import { parseCertificate } from '../certificate/certificate.ts';
import { secondText } from '../verdict.ts';
import { requireIssuing } from './authority-store.ts';
import { lockCertificate, renewalsOf } from './certificate-store.ts';
import { parseCertificateRequest, requireProofOfPossession } from './csr.ts';
import { requireOrganisation, requireOwnKey, suiteOf } from './issue-certificate.ts';
import { type IssuedCertificate, statusOf } from './issued-certificate.ts';
import { makeCertificate } from './make-certificate.ts';
import { actsForAll, type PkiActor, type PkiParts, referenceOf, requirePkiReach } from './parts.ts';
import { caProblems } from './problems.ts';
import { type CertificateProfile, profiles } from './profile.ts';

/** The part of a certificate's life, at its end, in which the same key may be certified anew. */
const renewablePart = 1 / 3;

/**
 * Continues a certificate for the same holder and profile: with its own key in the last third of its validity, or at any time
 * with a new one, proved by a request. Asked twice, it gives the same certificate. The old one stays valid until it ends.
 * @throws Problem NOT_FOUND, NOT_IN_REACH, CERTIFICATE_PROFILE_NOT_ALLOWED, AUTHORITY_NOT_REVOKED_HERE, CERTIFICATE_NOT_RENEWABLE,
 *   CERTIFICATE_EXPIRED, CERTIFICATE_RENEWAL_TOO_EARLY, and what issueCertificate refuses about requests and keys
 */
export async function renewCertificate(options: {
  parts: PkiParts;
  actor: PkiActor;
  id: string;
  /** PKCS #10 with the new key. */
  csr?: Uint8Array | undefined;
}): Promise<{ certificate: IssuedCertificate; isNew: boolean }> {
  const { parts, actor, id } = options;
  const request = options.csr === undefined ? undefined : parseCertificateRequest(options.csr);
  if (request !== undefined) requireProofOfPossession(request);
  const csrDigest = request === undefined ? null : sha256(request.raw);
  return parts.database.transaction(async (tx) => {
    const before = await lockCertificate(tx, id);
    const profile = requireRenewable(before, actor, parts.clock.now());
    const renewals = await renewalsOf(tx, id);
    const same = renewals.find(
      (one) =>
        statusOf(one, parts.clock.now()) === 'valid' &&
        (csrDigest === null ? one.spki_digest.equals(before.spki_digest) : one.csr_digest?.equals(csrDigest) === true),
    );
    if (same !== undefined) return { certificate: same, isNew: false };
    if (request === undefined) requireInTime(before, parts.clock.now());
    const publicKey = request?.publicKey ?? parseCertificate(before.der).publicKey;
    await requireOwnKey(tx, { publicKey, organisation: before.organisation, system: before.system });
    const authority = await requireIssuing(tx, suiteOf(publicKey));
    const organisation = before.organisation === null ? undefined : await requireOrganisation(tx, before.organisation);
    const certificate = await makeCertificate(
      { parts, tx, authority },
      {
        profile,
        organisation: before.organisation,
        system: before.system,
        name: {
          organisation: organisation?.name ?? before.common_name,
          unifiedCode: organisation?.unifiedCode,
          commonName: before.common_name,
        },
        publicKey,
        csrDigest: csrDigest ?? before.csr_digest,
        key: request === undefined ? before.key : null,
        days: profiles[profile].days,
        by: referenceOf(actor),
        renews: before.id,
      },
    );
    return { certificate, isNew: true };
  });
}

function requireRenewable(certificate: IssuedCertificate, actor: PkiActor, now: Date): CertificateProfile {
  requirePkiReach(actor, certificate.organisation);
  const { profile } = certificate;
  if (profile === 'issuing') throw caProblems.AUTHORITY_NOT_REVOKED_HERE();
  if (profiles[profile].askedBy === 'administration' && !actsForAll(actor)) {
    throw caProblems.CERTIFICATE_PROFILE_NOT_ALLOWED({ profile });
  }
  const status = statusOf(certificate, now);
  if (status === 'revoked' || status === 'held') throw caProblems.CERTIFICATE_NOT_RENEWABLE();
  if (status === 'expired') throw caProblems.CERTIFICATE_EXPIRED({ moment: secondText(certificate.not_after) });
  return profile;
}

function requireInTime({ not_before, not_after }: IssuedCertificate, now: Date): void {
  const from = after(not_after, -renewablePart * (not_after.getTime() - not_before.getTime()));
  if (now < from) throw caProblems.CERTIFICATE_RENEWAL_TOO_EARLY({ moment: secondText(from) });
}
