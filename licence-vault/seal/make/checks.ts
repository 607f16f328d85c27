import { type Certificate, parseCertificate, pkiProblems } from '../../../identity/pki/index.ts';
import type { Clock } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';
import type { Seal } from '../structure/seal.ts';
import { noCertificate, tryCertificate } from '../verify/certificates.ts';
import { checkValue, maker, type Who } from '../verify/check-value.ts';
import { clockSkewMs, moment } from '../verify/combine.ts';
import { algorithmOf, type Signer } from './signer.ts';

/** The signer's certificate, in force now. @throws CERTIFICATE_MALFORMED, CERTIFICATE_NOT_IN_FORCE */
export function certificateInForce(signer: Signer, who: Who, now: Date): Certificate {
  const certificate = tryCertificate(signer.certificate) ?? parseCertificate(signer.certificate);
  const { notBefore, notAfter } = certificate;
  if (now < notBefore || now > notAfter) {
    const term = { from: moment(notBefore), to: moment(notAfter) };
    throw sealProblems.CERTIFICATE_NOT_IN_FORCE({ whoZh: who.zh, whoEn: who.en, ...term });
  }
  return certificate;
}

/** Seals whose maker's signature was verified: views on bytes that nobody else writes into, see `readableSeal`. */
const genuine = new WeakSet<Seal>();

/**
 * The maker's signature on a seal, verified whenever other bytes are used than before: whatever happened to the file since,
 * nothing is sealed with it that every verifier would refuse. Whether the maker is to be believed is theirs to ask.
 * @throws SEAL_ALTERED
 */
export function requireGenuine(seal: Seal): void {
  if (genuine.has(seal)) return;
  const certificate = tryCertificate(seal.makerCertificate);
  const value = certificate === undefined ? noCertificate(maker) : checkValue({ ...seal, certificate, who: maker });
  const { zh: whyZh, en: whyEn } = value.detail;
  if (value.result !== 'PASSED') throw sealProblems.SEAL_ALTERED({ whyZh, whyEn });
  genuine.add(seal);
}

/**
 * Signs, and verifies the value with the certificate before anybody gets it: a key that is not the certificate's, an
 * algorithm that is not the key's and a faulty device all show here.
 * @throws KEY_CERTIFICATE_MISMATCH
 */
export async function signAndCheck(options: {
  signer: Signer;
  certificate: Certificate;
  signed: Buffer;
  who: Who;
}): Promise<Buffer> {
  const { signer } = options;
  const signature = await signer.sign(options.signed);
  const value = checkValue({ ...options, signature, algorithm: algorithmOf(signer) });
  if (value.result === 'PASSED') return signature;
  throw pkiProblems.KEY_CERTIFICATE_MISMATCH();
}

/** The time by the clock, when it agrees with moments that are known for certain. @throws CLOCK_FAR_OFF */
export function saneNow(
  clock: Clock,
  known: { readonly about?: Date | undefined; readonly notBefore?: Date | undefined },
): Date {
  const now = clock.now();
  const { about, notBefore } = known;
  if (about !== undefined) requireClose(now, about);
  if (notBefore !== undefined && now < notBefore) requireClose(now, notBefore);
  return now;
}

/** @throws CLOCK_FAR_OFF when two moments that should be one differ by more than five minutes */
export function requireClose(now: Date, known: Date): void {
  const difference = Math.abs(now.getTime() - known.getTime());
  if (difference > clockSkewMs) throw sealProblems.CLOCK_FAR_OFF({ seconds: Math.round(difference / 1000) });
}
