import type { Certificate } from '../certificate/certificate.ts';
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
    if (isInForce(certificate, at)) return noFinding(place, 'dates', passed);
    return at < notBefore
      ? finding('NOT_YET_VALID', place, parameters(notBefore))
      : finding('EXPIRED', place, parameters(notAfter));
  });
}

/** Whether a moment lies within a certificate's validity. notAfter names a whole second: it holds until that has passed. */
export function isInForce({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return at >= notBefore && at.getTime() < notAfter.getTime() + 1000;
}
