import type { Certificate } from '../certificate/certificate.ts';
import type { RevocationContext, RevocationFault } from './status.ts';

/**
 * Whether something dated `thisUpdate`–`nextUpdate` speaks for the moment judged. It must not come from the future. Issued
 * before that moment, it must still have been in date then. Issued after it, it knows all that had been revoked by then,
 * as long as the certificate had not ended meanwhile: ended ones are dropped from lists (RFC 5280 §3.3) unless the issuer
 * keeps them from `keptFrom` on.
 */
export function freshnessFault(options: {
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  keptFrom: Date | undefined;
  certificate: Certificate;
  context: Pick<RevocationContext, 'at' | 'now' | 'clockSkewMs'>;
}): RevocationFault | undefined {
  const { thisUpdate, nextUpdate, keptFrom, certificate, context } = options;
  const skewed = (moment: Date) => moment.getTime() + context.clockSkewMs;
  if (thisUpdate.getTime() > skewed(context.now)) return 'NOT_YET_VALID';
  if (thisUpdate.getTime() <= skewed(context.at)) {
    // Without a nextUpdate there is always something newer (RFC 6960 §4.2.2.1): what is not from just now is out of date.
    const end = nextUpdate?.getTime() ?? skewed(thisUpdate);
    return end >= context.at.getTime() ? undefined : 'STALE';
  }
  const isKept = keptFrom !== undefined && keptFrom <= certificate.notAfter;
  return certificate.notAfter >= thisUpdate || isKept ? undefined : 'AFTER_EXPIRY';
}
