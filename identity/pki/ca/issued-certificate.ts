import type { PkiCertificate as PkiCertificateJson } from '../../generated/schemas.ts';
import { writePem } from '../der/pem.ts';
import type { PkiCertificateRow } from './tables.ts';

/** A certificate that we issued (证书), with what became of it. */
export interface IssuedCertificate extends PkiCertificateRow {}

export type CertificateStatus = 'valid' | 'held' | 'revoked' | 'expired';

/** What a certificate counts for now. A revoked one stays revoked when it has run out. */
export function statusOf(certificate: IssuedCertificate, now: Date): CertificateStatus {
  if (certificate.reason === 'certificateHold') return 'held';
  if (certificate.revoked_at !== null) return 'revoked';
  return certificate.not_after < now ? 'expired' : 'valid';
}

export function certificateToJson(certificate: IssuedCertificate, now: Date): PkiCertificateJson {
  return {
    id: certificate.id,
    authority: certificate.authority,
    serial: certificate.serial.toString('hex'),
    profile: certificate.profile,
    organisation: certificate.organisation,
    system: certificate.system,
    subject: certificate.subject,
    notBefore: certificate.not_before.toISOString(),
    notAfter: certificate.not_after.toISOString(),
    status: statusOf(certificate, now),
    revokedAt: certificate.revoked_at?.toISOString() ?? null,
    reason: certificate.reason,
    keyKept: certificate.key !== null,
    renews: certificate.renews,
    issuedAt: certificate.issued_at.toISOString(),
    version: certificate.version,
    pem: writePem('CERTIFICATE', certificate.der),
  };
}
