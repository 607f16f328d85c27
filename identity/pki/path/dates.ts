import { secondText } from '../verdict.ts';
import { type Chain, placeOf, subjectText } from './chain.ts';
import { type CertificateCheck, finding, noFinding } from './finding.ts';

const passed = { zh: '在有效期内', en: 'within its validity' };

/** The validity of every certificate, the anchor's included (RFC 5280 §6.1.3 (a) (2)); both ends belong to it (§4.1.2.5). */
export function checkDates(chain: Chain, at: Date): CertificateCheck[] {
  return [chain.anchor, ...chain.certificates].map((certificate, position) => {
    const place = placeOf(chain, position - 1);
    const { notBefore, notAfter } = certificate;
    const parameters = (moment: Date) => ({ subject: subjectText(certificate), moment: secondText(moment) });
    if (at < notBefore) return finding('NOT_YET_VALID', place, parameters(notBefore));
    // notAfter names a whole second: the certificate holds until that second has passed.
    if (at.getTime() >= notAfter.getTime() + 1000) return finding('EXPIRED', place, parameters(notAfter));
    return noFinding(place, 'dates', passed);
  });
}
