import { kernelProblems } from '../../../kernel/index.ts';
import { type Signer, withCertificate } from '../signer/signer.ts';
import { secondText } from '../verdict.ts';
import { findCertificate } from './certificate-store.ts';
import { statusOf } from './issued-certificate.ts';
import type { PkiParts } from './parts.ts';
import { caProblems } from './problems.ts';

/**
 * The use of a key that the exchange keeps for a holder, by the id of its certificate. Who may have it used is for the caller
 * to decide; that the certificate counts now is checked here.
 * @throws Problem NOT_FOUND when there is no such certificate or its key is not kept here, CERTIFICATE_ALREADY_REVOKED (a hold
 *   included), CERTIFICATE_EXPIRED
 */
export async function openHeldSigner(parts: PkiParts, certificateId: string): Promise<Signer> {
  const certificate = await findCertificate(parts.database, certificateId);
  if (certificate === undefined || certificate.key === null || certificate.profile === 'issuing') {
    throw kernelProblems.NOT_FOUND();
  }
  const status = statusOf(certificate, parts.clock.now());
  if (status === 'expired') throw caProblems.CERTIFICATE_EXPIRED({ moment: secondText(certificate.not_after) });
  if (certificate.revoked_at !== null) {
    throw caProblems.CERTIFICATE_ALREADY_REVOKED({ moment: secondText(certificate.revoked_at) });
  }
  return withCertificate(await parts.keys.signer(certificate.key, parts.database), certificate.der);
}
