import { Problem, type Text } from '../../../kernel/pure/index.ts';
import type { SealSignature } from '../../seal/structure/seal-signature.ts';
import { combined } from '../../seal/verify/combine.ts';
import type { SealTrust } from '../../seal/verify/trust.ts';
import { unreadable } from '../../seal/verify/verify-seal.ts';
import { type Finding, failed, type Verdict, verdictOf } from '../../verify/verdict.ts';
import type { DocBody } from '../model/ofd-file.ts';
import type { SignatureDescription } from '../model/signature.ts';
import type { SignatureKind } from '../model/signatures.ts';
import { openPackage } from '../package/package.ts';
import { checkCoverage } from './check-coverage.ts';
import { EntryDigests } from './check-method.ts';
import { readable, readSigned, type SignedPackage } from './read-signed.ts';
import { together } from './together.ts';
import { type ExaminedSignature, examineSignature } from './verify-signature.ts';

/** What an OFD is verified against. */
export interface OfdVerificationOptions {
  readonly bytes: Uint8Array;
  /** Whom the verifier trusts, and what it knows of certificates. */
  readonly trust: SealTrust;
  /** As of when. */
  readonly at: Date;
  /** What the vault knows of the licence, or a register of the seals; left out: not asked. */
  readonly status?: Finding | undefined;
}

/** One signature of an OFD and what became of it. */
export interface OfdSignatureVerdict {
  readonly id: string;
  readonly kind: SignatureKind;
  readonly verdict: Verdict;
  /** Signature.xml as read: where the seal shows, what it protects; undefined when it could not be read. */
  readonly description: SignatureDescription | undefined;
  /** The signed value with its seal and the signer's certificate; undefined when it could not be read. */
  readonly value: SealSignature | undefined;
}

export interface OfdVerification {
  /** All signatures together: the worst of each step, and what follows. */
  readonly verdict: Verdict;
  readonly signatures: readonly OfdSignatureVerdict[];
  /** The documents' metadata as read, with a licence's CustomData; believe it no further than the verdict goes. */
  readonly documents: readonly DocBody[];
}

/**
 * Verifies every signature of an OFD in the order of GM/T 0031-2014 §6.2.3: format and signature value, signer's
 * certificate, time, document hash (each protected file, the description of the signature, and that nothing outside the
 * list could change what is shown), seal, time stamp, status. Pure but for what `trust` asks.
 *
 * A signature that was the last of a "continue-sign" document and was removed with all its files leaves the document as it
 * was before, which no format can show.
 * @returns a verdict whatever comes in: what is no sound OFD, and what bears no signature, is TOTAL_FAILED with FORMAT_FAILURE
 * @example const { verdict } = await verifyOfd({ bytes: await readFile('licence.ofd'), trust, at: clock.now() });
 */
export async function verifyOfd(options: OfdVerificationOptions): Promise<OfdVerification> {
  const { at, trust, status } = options;
  const signed = readable(() => readSigned(openPackage(options.bytes)));
  if (signed instanceof Problem) return nothingRead(signed, at);
  const { ofd, bodies } = signed;
  if (signed.signatures.length === 0) {
    const format = failed('FORMAT_FAILURE', '文件没有任何签章', 'the file bears no seal or signature');
    return { verdict: verdictOf(unreadable(format), at), signatures: [], documents: bodies };
  }
  const digests = new EntryDigests();
  const examined: ExaminedSignature[] = [];
  for (const listed of signed.signatures) {
    examined.push(await examineSignature({ ofd, listed, digests, trust, at, status }));
  }
  const signatures = examined.map((one) => conclude(signed, one, examined, at));
  return { verdict: together(signatures, at), signatures, documents: bodies };
}

function nothingRead(problem: Problem, at: Date): OfdVerification {
  const { zh, en }: Text = { zh: problem.texts('zh').detail, en: problem.texts('en').detail };
  const format = failed('FORMAT_FAILURE', zh.replace(/。$/, ''), en.replace(/\.$/, ''));
  return { verdict: verdictOf(unreadable(format), at), signatures: [], documents: [] };
}

/** Adds what the signature does not protect, and sums up. */
function conclude(
  signed: SignedPackage,
  one: ExaminedSignature,
  all: readonly ExaminedSignature[],
  at: Date,
): OfdSignatureVerdict {
  const { description, value, listed } = one;
  const { id, kind } = listed.entry;
  if (description === undefined) return { id, kind, verdict: verdictOf(one.findings, at), description, value };
  const coverage = checkCoverage({
    signed,
    signature: description,
    sealMatches: one.sealMatches,
    others: all.flatMap((other) =>
      other !== one && other.isSound && other.description !== undefined ? [other.description] : [],
    ),
  });
  const findings = { ...one.findings, 'document-hash': combined([one.findings['document-hash'], coverage]) };
  return { id, kind, verdict: verdictOf(findings, at), description, value };
}
