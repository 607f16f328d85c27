import type { Text } from '../../../kernel/index.ts';
import { crlStatus } from '../revocation/crl-status.ts';
import { ocspStatus } from '../revocation/ocsp-status.ts';
import {
  faultTexts,
  type RevocationContext,
  type RevocationFault,
  type RevocationStatus,
} from '../revocation/status.ts';
import { secondText } from '../verdict.ts';
import { type Chain, issuersOf, placeOf, subjectText } from './chain.ts';
import { type CertificateCheck, finding, noFinding } from './finding.ts';
import type { PathRequest, RevocationMode } from './request.ts';

/** What was learnt about the certificates of a path; the leaf is 0, the anchor has none. */
export interface RevocationOutcome {
  readonly checks: readonly CertificateCheck[];
  readonly statuses: readonly RevocationStatus[];
}

const texts = {
  good: { zh: '未被吊销', en: 'not revoked' },
  later: { zh: '在所判时刻之后才被吊销', en: 'revoked only after the moment judged' },
  anchor: { zh: '信任锚不查吊销', en: 'a trust anchor is not asked about' },
  notAsked: { zh: '未要求查吊销', en: 'revocation was not asked for' },
  silent: { zh: '没有可用的吊销信息', en: 'no revocation information is there' },
  broken: { zh: '签名无效，不再查吊销', en: 'not looked at, since a signature above does not hold' },
} as const satisfies Readonly<Record<string, Text>>;

/** Checks of a path whose revocation is not looked at. */
export function skippedRevocation(chain: Chain, why: 'notAsked' | 'broken'): RevocationOutcome {
  const places = Array.from({ length: chain.certificates.length + 1 }, (_, place) => place);
  return { checks: places.map((place) => noFinding(place, 'revocation', texts[why], 'SKIPPED')), statuses: [] };
}

/** The revocation status of every certificate below the anchor, by responses and lists (RFC 5280 §6.3, RFC 6960). */
export function checkRevocation(
  chain: Chain,
  request: Pick<PathRequest, 'crls' | 'ocspResponses'> & { revocation: RevocationMode },
  context: RevocationContext,
): RevocationOutcome {
  const issuers = issuersOf(chain);
  const found = chain.certificates.map((certificate, index) => {
    const issuer = issuers[index] ?? { certificate: chain.anchor, key: chain.anchor.publicKey };
    const subject = { certificate, issuer };
    const byResponse = ocspStatus(subject, request.ocspResponses ?? [], context);
    const byList = byResponse.state === 'revoked' ? byResponse : crlStatus(subject, request.crls ?? [], context);
    const status = stronger(byResponse, byList);
    const place = placeOf(chain, index);
    return {
      place,
      status,
      check: checkOf({ status, place, subject: subjectText(certificate), mode: request.revocation }),
    };
  });
  const anchor = noFinding(placeOf(chain, -1), 'revocation', texts.anchor, 'SKIPPED');
  const byPlace = [...found].sort((a, b) => a.place - b.place);
  return { checks: [...found.map(({ check }) => check), anchor], statuses: byPlace.map(({ status }) => status) };
}

const strength: Readonly<Record<RevocationStatus['state'], number>> = {
  silent: 0,
  partly: 1,
  unusable: 2,
  unknownToResponder: 3,
  good: 4,
  revoked: 5,
};

/** Of two answers the one that says more; that a certificate is revoked outweighs everything. */
function stronger(one: RevocationStatus, other: RevocationStatus): RevocationStatus {
  return strength[other.state] > strength[one.state] ? other : one;
}

function checkOf(options: {
  status: RevocationStatus;
  place: number;
  subject: string;
  mode: RevocationMode;
}): CertificateCheck {
  const { status, place, subject, mode } = options;
  switch (status.state) {
    case 'good':
      return noFinding(place, 'revocation', status.later === undefined ? texts.good : texts.later);
    case 'revoked':
      return finding('REVOKED', place, {
        subject,
        moment: secondText(status.revocation.at),
        reason: status.revocation.reason,
      });
    case 'unknownToResponder':
      return finding('STATUS_UNKNOWN', place, { subject });
    case 'partly':
      return finding('REASONS_NOT_COVERED', place, { subject });
    case 'unusable':
      return finding('REVOCATION_DATA_UNUSABLE', place, { subject, ...whyUnusable(status.faults) });
    case 'silent':
      if (mode === 'ifAvailable') return noFinding(place, 'revocation', texts.silent, 'SKIPPED');
      return finding('NO_REVOCATION_DATA', place, { subject });
  }
}

function whyUnusable(faults: readonly RevocationFault[]): { whyZh: string; whyEn: string } {
  return {
    whyZh: faults.map((fault) => faultTexts[fault].zh).join('；'),
    whyEn: faults.map((fault) => faultTexts[fault].en).join('; '),
  };
}
