import type { Certificate } from '../../../identity/pki/index.ts';
import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import type { Who } from './check-value.ts';
import { combined, moment } from './combine.ts';
import type { RevocationFact, SealTrust } from './trust.ts';

/** When something was signed, as far as it is known. */
export interface SigningMoment {
  /** What the signed bytes say. */
  readonly claimed: Date;
  /** What a time stamp proves: it was there by then. */
  readonly proven: Date | undefined;
}

/**
 * Path, dates, key usage and revocation of a certificate that signed at some moment, asked at `at`.
 *
 * It must have been right when it signed. Whether it signed then is the signer's word until a time stamp proves it, so without
 * one the certificate must still be in force at `at`: otherwise INDETERMINATE with OUT_OF_BOUNDS_NO_POE. So must what is known
 * of its revocation: who took the key since could have signed with any date, and an old list would not tell. Revoked before signing
 * is FAILED, after it is no matter (GM/T 0031-2014 §6.2.3), except that a key in other hands can sign with any date:
 * without a time stamp that is INDETERMINATE with REVOKED_NO_POE (ETSI EN 319 102-1 §5.2.6.4).
 */
export async function checkCertificate(options: {
  trust: SealTrust;
  certificate: Certificate;
  who: Who;
  signed: SigningMoment;
  at: Date;
}): Promise<Finding> {
  const { trust, certificate, signed, at } = options;
  const usage = checkUsage(options);
  const revocation = ofRevocation(await trust.revocation({ certificate, at: signed.proven ?? at, now: at }), options);
  const then = await trust.path({ certificate, at: signed.claimed });
  const path = then.result === 'PASSED' ? await pathSince(options) : then;
  return combined([usage, path, revocation]);
}

/** Key usage: where the certificate restricts it, signing content must be among it (RFC 5280 §4.2.1.3). */
function checkUsage({ certificate, who }: { certificate: Certificate; who: Who }): Finding {
  const { keyUsage } = certificate;
  if (keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('contentCommitment')) {
    return passed(`${who.zh}证书的密钥用途允许签名`, `the ${who.en}’s certificate is for signing`);
  }
  return failed(
    'CHAIN_CONSTRAINTS_FAILURE',
    `${who.zh}证书的密钥用途不含数字签名`,
    `the key usage of the ${who.en}’s certificate does not include signing`,
  );
}

/** The path was right when it signed; is that proved, or still so? */
async function pathSince(options: {
  trust: SealTrust;
  certificate: Certificate;
  who: Who;
  signed: SigningMoment;
  at: Date;
}): Promise<Finding> {
  const { trust, certificate, who, signed } = options;
  const later = await trust.path({ certificate, at: signed.proven ?? options.at });
  if (later.result === 'PASSED' || signed.proven !== undefined) return later;
  return indeterminate(
    'OUT_OF_BOUNDS_NO_POE',
    `${who.zh}的证书链在声称的签署时间 ${moment(signed.claimed)} 有效，现已不再有效，又无时间戳证明签署在先（${later.detail.zh}）`,
    `the ${who.en}’s chain held when it says it was signed, ${moment(signed.claimed)}, and holds no more, and no time stamp proves it was signed before (${later.detail.en})`,
  );
}

function ofRevocation(fact: RevocationFact, options: { who: Who; signed: SigningMoment }): Finding {
  const { who, signed } = options;
  if (fact.status === 'good') return passed(`${who.zh}的证书未被撤销`, `the ${who.en}’s certificate is not revoked`);
  if (fact.status === 'unknown') {
    return indeterminate(
      'TRY_LATER',
      `${who.zh}的证书是否撤销无从得知：${fact.why.zh}`,
      `whether the ${who.en}’s certificate is revoked is not known: ${fact.why.en}`,
    );
  }
  const since = moment(fact.since);
  if (fact.since <= signed.claimed) {
    return failed(
      'REVOKED',
      `${who.zh}的证书在签署前已撤销（${since}）`,
      `the ${who.en}’s certificate was revoked before, ${since}`,
    );
  }
  if (fact.isCompromise && (signed.proven === undefined || signed.proven >= fact.since)) {
    return indeterminate(
      'REVOKED_NO_POE',
      `${who.zh}的密钥已泄露（${since} 撤销），又无时间戳证明签署在先`,
      `the ${who.en}’s key was compromised (revoked ${since}), and no time stamp proves that it signed before`,
    );
  }
  return passed(
    `${who.zh}的证书在签署之后才撤销（${since}）`,
    `the ${who.en}’s certificate was revoked after it signed, ${since}`,
  );
}
