import { type Certificate, DerFault } from '../../../identity/pki/index.ts';
import { type Finding, failed, indeterminate, passed, skipped, type Verdict, verdictOf } from '../../verify/verdict.ts';
import { readSealSignature, type SealSignature } from '../structure/seal-signature.ts';
import { noCertificate, tryCertificate } from './certificates.ts';
import { checkCertificate, type SigningMoment } from './check-certificate.ts';
import { checkContent, checkExtensions, checkInTerm, checkListed } from './check-content.ts';
import { checkValue, signer } from './check-value.ts';
import { clockSkewMs, combined, moment, notWellFormed } from './combine.ts';
import type { SealTrust, TimeStampFact } from './trust.ts';
import {
  checkMade,
  checkSealStamp,
  notAsked,
  type SealFindings,
  tryRead,
  unreadable,
  wellFormed,
} from './verify-seal.ts';

/** What a signature is verified against. */
export interface SealSignatureVerification {
  /** SES_Signature (SignedValue.dat). */
  readonly bytes: Uint8Array;
  /**
   * Digest of what was sealed, by the algorithm that the document names; in an OFD of the raw bytes of Signature.xml.
   * Undefined: the document is not there, and the step says so.
   */
  readonly documentDigest: Buffer | undefined;
  /** Where what was sealed stands, to be compared with propertyInfo; left out: not compared. */
  readonly propertyInfo?: string | undefined;
  readonly trust: SealTrust;
  /** As of when. */
  readonly at: Date;
  /** What a register knows of the seal or the vault of the licence; left out: not asked. */
  readonly status?: Finding | undefined;
}

/**
 * Verifies a document's digest signed with a seal, step by step in the order of GM/T 0031-2014 §6.2.3.
 * @returns the findings, to which a reader of documents adds its own, and the signature where it could be read
 */
export async function checkSealSignature(
  options: SealSignatureVerification,
): Promise<{ findings: SealFindings; signature: SealSignature | undefined }> {
  const signature = tryRead(() => readSealSignature(options.bytes));
  if (signature instanceof DerFault) {
    const format = notWellFormed(signature, { zh: '电子签章', en: 'seal signature' });
    return { findings: unreadable(format), signature: undefined };
  }
  const { trust, at } = options;
  const { seal } = signature;
  const stamp = await checkStamp(signature, trust, at);
  const sealStamp = await checkSealStamp(seal, trust, at);
  const signed = signingMoment(signature, stamp);
  // The seal was there when the document was stamped, so that stamp vouches for the seal as well.
  const made = await checkMade({ ...options, seal, stamp: sealStamp.stampedAt === undefined ? stamp : sealStamp });
  const certificate = tryCertificate(signature.certificate);
  const findings: SealFindings = {
    format: combined([wellFormed(seal), checkExtensions(signature.extensions)]),
    signature: certificate === undefined ? nothingSigned : checkValue({ ...signature, certificate, who: signer }),
    'signer-certificate': await checkSigner({ signature, certificate, signed, trust, at }),
    time: checkTime({ certificate, signed, stamp, at }),
    'document-hash': checkHash(options, signature),
    seal: combined([made.value, made.certificate, checkContent(seal), checkSealed(signature, signed)]),
    timestamp: combined([stamp.finding, sealStamp.finding]),
    status: options.status ?? notAsked,
  };
  return { findings, signature };
}

/** Verifies a seal signature by itself: {@link checkSealSignature} and what follows from it. */
export async function verifySealSignature(options: SealSignatureVerification): Promise<Verdict> {
  return verdictOf((await checkSealSignature(options)).findings, options.at);
}

const nothingSigned = skipped('没有可用的签章者证书', 'there is no usable certificate of the signer');

/** Undefined: nobody says when. */
function signingMoment({ time }: SealSignature, { stampedAt }: TimeStampFact): SigningMoment | undefined {
  const claimed = 'claimed' in time ? time.claimed : stampedAt;
  return claimed === undefined ? undefined : { claimed, proven: stampedAt };
}

/** The stamp over the signature; in V1 one may stand inside what is signed, over the document's digest. */
async function checkStamp(signature: SealSignature, trust: SealTrust, at: Date): Promise<TimeStampFact> {
  const { timeStamp, time } = signature;
  if (timeStamp !== undefined) return trust.timeStamp({ token: timeStamp, over: signature.signature, at });
  if ('timeStamp' in time) return trust.timeStamp({ token: time.timeStamp, over: signature.dataHash, at });
  return { finding: skipped('签章没有时间戳', 'the signature has no time stamp'), stampedAt: undefined };
}

async function checkSigner(options: {
  signature: SealSignature;
  certificate: Certificate | undefined;
  signed: SigningMoment | undefined;
  trust: SealTrust;
  at: Date;
}): Promise<Finding> {
  const { certificate, signature, signed, at } = options;
  const listed = checkListed(signature.seal.info.property.signers, signature.certificate);
  if (certificate === undefined) return combined([noCertificate(signer), listed]);
  const moments = signed ?? { claimed: at, proven: undefined };
  return combined([listed, await checkCertificate({ ...options, certificate, who: signer, signed: moments })]);
}

/** The time of sealing: known, not in the future, inside the signer's certificate, not after its own stamp. */
export function checkTime(options: {
  certificate: Certificate | undefined;
  signed: SigningMoment | undefined;
  stamp: TimeStampFact;
  at: Date;
}): Finding {
  const { certificate, signed, at } = options;
  if (signed === undefined) {
    return indeterminate(
      'NO_POE',
      '签章时间无从得知：时间戳未通过验证',
      'the time of sealing is not known: its stamp did not verify',
    );
  }
  const { claimed, proven } = signed;
  const when = moment(claimed);
  if (claimed.getTime() > at.getTime() + clockSkewMs) {
    return indeterminate(
      'TIMESTAMP_ORDER_FAILURE',
      `签章时间 ${when} 晚于验证所依据的时间`,
      `it says it was sealed at ${when}, after the time as of which it is verified`,
    );
  }
  if (proven !== undefined && claimed.getTime() > proven.getTime() + clockSkewMs) {
    return failed(
      'TIMESTAMP_ORDER_FAILURE',
      `签章时间 ${when} 晚于其时间戳 ${moment(proven)}`,
      `it says it was sealed at ${when}, after its own time stamp, ${moment(proven)}`,
    );
  }
  if (certificate !== undefined && claimed < certificate.notBefore) {
    return failed(
      'NOT_YET_VALID',
      `签章时间 ${when} 早于签章者证书的有效期`,
      `sealed at ${when}, before the signer’s certificate began`,
    );
  }
  if (certificate !== undefined && claimed > certificate.notAfter) {
    return failed(
      'EXPIRED',
      `签章时间 ${when} 晚于签章者证书的有效期`,
      `sealed at ${when}, after the signer’s certificate had ended`,
    );
  }
  return proven === undefined
    ? passed(`签章时间 ${when}，为签章者自述`, `sealed at ${when} by the signer’s own word`)
    : passed(`签章时间 ${when}，有时间戳证明`, `sealed at ${when}, proved by a time stamp`);
}

function checkHash(options: SealSignatureVerification, signature: SealSignature): Finding {
  const { documentDigest, propertyInfo } = options;
  if (documentDigest === undefined) {
    return indeterminate('SIGNED_DATA_NOT_FOUND', '没有可供比对的原文', 'there is no document to compare with');
  }
  if (!documentDigest.equals(signature.dataHash)) {
    return failed('HASH_FAILURE', '原文与签章时不一致', 'the document is not the one that was sealed');
  }
  if (propertyInfo !== undefined && propertyInfo !== signature.propertyInfo) {
    return failed(
      'SIG_CONSTRAINTS_FAILURE',
      '签章所指的位置与原文不符',
      'the signature speaks of another place in the document',
    );
  }
  return passed('原文与签章时一致', 'the document is to the byte what was sealed');
}

/** Was the seal in its term when it was used? */
function checkSealed({ seal }: SealSignature, signed: SigningMoment | undefined): Finding {
  return signed === undefined
    ? indeterminate(
        'NO_POE',
        '签章时间无从得知，不知当时印章是否有效',
        'without a time of sealing the seal’s term cannot be compared',
      )
    : checkInTerm(seal, signed.claimed, { zh: '签章时间', en: 'the time of sealing' });
}
