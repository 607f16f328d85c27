import { type Chain, issuersOf, placeOf, subjectText } from './chain.ts';
import { type CertificateCheck, finding, noFinding } from './finding.ts';
import type { Work } from './work.ts';

const passed = { zh: '签名有效', en: 'the signature holds' };
const anchored = { zh: '信任锚，不验其自签名', en: 'a trust anchor: its own signature is not what makes it trusted' };

/** The signature on every certificate below the anchor, with the key above it (RFC 5280 §6.1.3 (a) (1)). */
export function checkSignatures(chain: Chain, work: Work): CertificateCheck[] {
  const issuers = issuersOf(chain);
  const checks = chain.certificates.map((certificate, index): CertificateCheck => {
    const place = placeOf(chain, index);
    const subject = subjectText(certificate);
    if (!certificate.innerAlgorithm.raw.equals(certificate.signatureAlgorithm.raw)) {
      return finding('ALGORITHM_DIFFERS', place, { subject });
    }
    const key = issuers[index]?.key;
    const check = key === undefined ? undefined : work.verify(certificate, key);
    if (check === undefined) return finding('WORK_LIMIT', place, { subject });
    if (check.valid) return noFinding(place, 'signatures', passed);
    return finding(check.code, place, { subject, algorithm: check.algorithm });
  });
  return [...checks, noFinding(placeOf(chain, -1), 'signatures', anchored, 'SKIPPED')];
}
