import { DerFault } from '../../../identity/pki/index.ts';
import { type Finding, passed, skipped, type Verdict, type VerificationStep, verdictOf } from '../../verify/verdict.ts';
import { readSeal, type Seal } from '../structure/seal.ts';
import { sealStandards } from '../structure/version.ts';
import { noCertificate, tryCertificate } from './certificates.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkContent, checkInTerm } from './check-content.ts';
import { checkValue, maker } from './check-value.ts';
import { notWellFormed } from './combine.ts';
import type { SealTrust, TimeStampFact } from './trust.ts';

/** Every step of a verification with what it found. */
export type SealFindings = Readonly<Record<VerificationStep, Finding>>;

/**
 * Verifies an electronic seal (.esl) by itself, after GM/T 0031-2014 §6.2.3: format; the maker's signature value; the maker's
 * certificate; the seal's term; what it says; its time stamp. There is no document, hence no document hash.
 * @param options.at as of when
 * @param options.status what a register knows of the seal; left out: not asked
 * @returns a verdict whatever comes in. FORMAT_FAILURE, SIG_CRYPTO_FAILURE, EXPIRED, NOT_YET_VALID, REVOKED,
 *   SIG_CONSTRAINTS_FAILURE and what the path says are TOTAL_FAILED
 * @example verifySeal({ bytes: await readFile('approval.esl'), trust, at: clock.now() })
 */
export async function verifySeal(options: {
  bytes: Uint8Array;
  trust: SealTrust;
  at: Date;
  status?: Finding | undefined;
}): Promise<Verdict> {
  const { at } = options;
  const seal = tryRead(() => readSeal(options.bytes));
  if (seal instanceof DerFault)
    return verdictOf(unreadable(notWellFormed(seal, { zh: '电子印章', en: 'electronic seal' })), at);
  const stamp = await checkSealStamp(seal, options.trust, at);
  const parts = await checkMade({ ...options, seal, stamp });
  const findings: SealFindings = {
    format: wellFormed(seal),
    signature: parts.value,
    'signer-certificate': parts.certificate,
    time: checkInTerm(seal, at, { zh: '验证时间', en: 'the time of verification' }),
    'document-hash': skipped('单独验证印章，没有文档', 'a seal by itself has no document'),
    seal: checkContent(seal),
    timestamp: stamp.finding,
    status: options.status ?? notAsked,
  };
  return verdictOf(findings, at);
}

/** What its maker did: signature value and certificate. */
export async function checkMade(options: {
  seal: Seal;
  trust: SealTrust;
  at: Date;
  /** A stamp that proves when the seal was there, over the seal or over something that holds it. */
  stamp: TimeStampFact;
}): Promise<{ value: Finding; certificate: Finding }> {
  const { seal, trust, at } = options;
  const certificate = tryCertificate(seal.makerCertificate);
  if (certificate === undefined) {
    const value = skipped('没有可用的制章者证书', 'there is no usable certificate of the seal maker');
    return { value, certificate: noCertificate(maker) };
  }
  const value = checkValue({ ...seal, certificate, who: maker });
  const signed = { claimed: seal.info.property.createdAt, proven: options.stamp.stampedAt };
  return { value, certificate: await checkCertificate({ trust, certificate, who: maker, signed, at }) };
}

/** The stamp over a V5 seal's signature. */
export async function checkSealStamp(seal: Seal, trust: SealTrust, at: Date): Promise<TimeStampFact> {
  const { timeStamp } = seal;
  if (timeStamp === undefined) {
    return { finding: skipped('印章没有时间戳', 'the seal has no time stamp'), stampedAt: undefined };
  }
  return trust.timeStamp({ token: timeStamp, over: seal.signature, at });
}

export function wellFormed(seal: Seal): Finding {
  const standard = `V${seal.version}, ${sealStandards[seal.version]}`;
  return passed(`格式符合标准（${standard}）`, `well formed (${standard})`);
}

/** All steps of something that could not be read. */
export function unreadable(format: Finding): SealFindings {
  const nothing = skipped('格式不符，无从检查', 'there is nothing to check: the format is wrong');
  return {
    format,
    signature: nothing,
    'signer-certificate': nothing,
    time: nothing,
    'document-hash': nothing,
    seal: nothing,
    timestamp: nothing,
    status: nothing,
  };
}

export const notAsked = skipped('未向印章登记系统查询', 'no register of seals was asked');

/** What is read, or the fault that stopped it. */
export function tryRead<T>(read: () => T): T | DerFault {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerFault) return error;
    throw error;
  }
}
