import type { Text } from '../../../kernel/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { isCompromise, type RevocationReason } from '../certificate/revocation-reason.ts';
import type { Issuer } from '../path/chain.ts';
import type { RevocationMode } from '../path/request.ts';
import type { Work } from '../path/work.ts';

/** A revocation and when it took effect. */
export interface Revocation {
  readonly at: Date;
  readonly reason: RevocationReason;
}

/** What lists or responses say about one certificate. */
export type RevocationStatus =
  | { readonly state: 'good'; readonly source: RevocationSource; readonly later?: Revocation | undefined }
  | { readonly state: 'revoked'; readonly source: RevocationSource; readonly revocation: Revocation }
  /** A responder answered that it does not know the certificate. */
  | { readonly state: 'unknownToResponder' }
  /** Lists were there and left some reasons open. */
  | { readonly state: 'partly' }
  /** There was something, and it cannot be relied on. */
  | { readonly state: 'unusable'; readonly faults: readonly RevocationFault[] }
  /** Nothing speaks about the certificate. */
  | { readonly state: 'silent' };

export type RevocationSource = 'crl' | 'ocsp';

/** Why a list or response decides nothing. */
export type RevocationFault =
  | 'STALE'
  | 'NOT_YET_VALID'
  | 'AFTER_EXPIRY'
  | 'SIGNATURE_INVALID'
  | 'SIGNER_NOT_FOUND'
  | 'SIGNER_UNTRUSTED'
  | 'SIGNER_NOT_ENTITLED'
  | 'UNKNOWN_CRITICAL_EXTENSION'
  | 'DELTA_WITHOUT_BASE'
  | 'ALGORITHM_DIFFERS'
  | 'NONCE_DIFFERS'
  | 'NOT_SUCCESSFUL';

export const faultTexts: Readonly<Record<RevocationFault, Text>> = {
  STALE: { zh: '已过下次更新时间', en: 'it is out of date' },
  NOT_YET_VALID: { zh: '签发时间在将来', en: 'it is dated in the future' },
  AFTER_EXPIRY: { zh: '签发于证书过期之后，可能已不再列出该证书', en: 'it was issued after the certificate ended' },
  SIGNATURE_INVALID: { zh: '签名无效', en: 'its signature does not hold' },
  SIGNER_NOT_FOUND: { zh: '找不到其签名者的证书', en: 'the certificate of its signer is not there' },
  SIGNER_UNTRUSTED: { zh: '其签名者的证书路径无效', en: 'the path of its signer’s certificate is not valid' },
  SIGNER_NOT_ENTITLED: { zh: '其签名者无权签发', en: 'its signer is not entitled to sign it' },
  UNKNOWN_CRITICAL_EXTENSION: { zh: '含有未知的关键扩展', en: 'it has an unknown critical extension' },
  DELTA_WITHOUT_BASE: { zh: '只有增量列表而没有完整列表', en: 'it is a delta list without its base' },
  ALGORITHM_DIFFERS: { zh: '内外两处签名算法不一致', en: 'its two signature algorithms differ' },
  NONCE_DIFFERS: { zh: '不是对本次询问的回答（随机数不符）', en: 'it answers another question (the nonce differs)' },
  NOT_SUCCESSFUL: { zh: '服务没有给出结果', en: 'the responder gave no result' },
};

/** What the search for a status works with. */
export interface RevocationContext {
  readonly at: Date;
  readonly now: Date;
  readonly clockSkewMs: number;
  readonly work: Work;
  /** The anchor of the path; signers of lists must lead to the same one (RFC 5280 §6.3.3 (f)). */
  readonly anchor: Certificate;
  /** Certificates that a signer may be found among: those of the path first. */
  readonly candidates: readonly Certificate[];
  readonly ocspNonce: Buffer | undefined;
  /**
   * Whether a certificate that signed a list or response has a valid path to the anchor. Its own revocation is asked about in
   * the given mode.
   */
  isTrusted(signer: Certificate, revocation: RevocationMode): boolean;
}

/** The certificate whose status is wanted, and who issued it. */
export interface Subject {
  readonly certificate: Certificate;
  readonly issuer: Issuer;
}

/** The moment from which a revocation counts: for a stolen key, the moment it was stolen, where that is known (§5.3.2). */
export function effectiveFrom(revocation: {
  revokedAt: Date;
  reason: RevocationReason;
  invalidFrom: Date | undefined;
}): Date {
  const { revokedAt, invalidFrom, reason } = revocation;
  return isCompromise(reason) && invalidFrom !== undefined && invalidFrom < revokedAt ? invalidFrom : revokedAt;
}
