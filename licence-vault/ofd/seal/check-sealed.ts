import { DerFault } from '../../../identity/pki/index.ts';
import { Problem } from '../../../kernel/index.ts';
import { readSealSignature, type SealSignature } from '../../seal/structure/seal-signature.ts';
import { noCertificate, tryCertificate } from '../../seal/verify/certificates.ts';
import { checkValue, signer } from '../../seal/verify/check-value.ts';
import { notWellFormed } from '../../seal/verify/combine.ts';
import { tryRead } from '../../seal/verify/verify-seal.ts';
import type { Finding } from '../../verify/verdict.ts';
import type { SignatureDescription } from '../model/signature.ts';
import { type OfdPackage, openPackage, type PackageEntry } from '../package/package.ts';
import { ofdProblems } from '../problems.ts';
import { checkCoverage } from '../verify/check-coverage.ts';
import type { EntryDigests } from '../verify/check-method.ts';
import { checkReferences } from '../verify/check-references.ts';
import { readDigitalSignature } from '../verify/digital-signature.ts';
import { type ListedSignature, readSigned, type SignedPackage } from '../verify/read-signed.ts';
import { checkBound, sealFileMatches } from '../verify/verify-signature.ts';

/** What the signatures that a document bears already say of it. */
export interface SignaturesBefore {
  /** Every file that one of them protects. */
  readonly protectedPaths: ReadonlySet<string>;
  readonly stampIds: readonly (string | undefined)[];
  readonly paths: readonly string[];
  readonly signed: SignedPackage;
}

/**
 * The signatures of a package, none of which may be broken: a further seal would stand on an altered document.
 * @throws OFD_SEALED_BROKEN
 */
export function requireIntactSignatures(ofd: OfdPackage, digests: EntryDigests): SignaturesBefore {
  const signed = readSigned(ofd);
  const descriptions = signed.signatures.map((listed) => {
    const broken = brokenIn(signed, listed, digests) ?? wrongValueIn(signed, listed);
    if (broken !== undefined) throw ofdProblems.OFD_SEALED_BROKEN(why(broken));
    return listed.description as SignatureDescription;
  });
  return {
    protectedPaths: new Set(descriptions.flatMap(({ references }) => references.flatMap(({ path }) => path ?? []))),
    stampIds: descriptions.flatMap(({ stamps }) => stamps.map(({ id }) => id)),
    paths: descriptions.map(({ path }) => path),
    signed,
  };
}

/**
 * Opens what was sealed as a stranger would and checks that the new signature and those before it hold. The value was
 * verified with the signer's certificate when it was made; here it must stand in the file to the byte.
 * @throws OFD_SEALING_FAULT
 */
export function requireSealed(options: {
  sealed: Buffer;
  path: string;
  value: Buffer;
  earlier: SignaturesBefore;
  /** What was put together, and the digests of it: what lies in the file to the byte as it was is not worked out again. */
  entries: readonly PackageEntry[];
  digests: EntryDigests;
}): void {
  const { path, value, earlier, entries, digests } = options;
  const signed = readSigned(openPackage(options.sealed, { known: entries }));
  const paths = signed.signatures.map(({ entry }) => entry.path);
  const own = signed.signatures.find(({ entry }) => entry.path === path)?.description;
  const stored = own === undefined || own instanceof Problem ? undefined : signed.ofd.file(own.signedValuePath);
  const isComplete = earlier.paths.every((earlierPath) => paths.includes(earlierPath));
  if (!isComplete || stored?.bytes.equals(value) !== true) {
    throw ofdProblems.OFD_SEALING_FAULT({ whyZh: '签名未完整写入', whyEn: 'a signature is not in it' });
  }
  for (const listed of signed.signatures) {
    const broken = brokenIn(signed, listed, digests);
    if (broken !== undefined) throw ofdProblems.OFD_SEALING_FAULT(why(broken));
  }
}

/** What is wrong with a signature's files, description or coverage; a Problem when it cannot be read. */
function brokenIn(
  signed: SignedPackage,
  { entry, description }: ListedSignature,
  digests: EntryDigests,
): Finding | Problem | undefined {
  if (description instanceof Problem) return description;
  const { ofd } = signed;
  const findings = [checkReferences({ ofd, signature: description, digests })];
  let sealMatches = false;
  if (entry.kind === 'Seal') {
    const value = signedValueIn(ofd, description);
    if (value instanceof DerFault) return notWellFormed(value, sealSignature);
    findings.push(checkBound(description, value));
    sealMatches = sealFileMatches(ofd, description, value);
  }
  findings.push(checkCoverage({ signed, signature: description, sealMatches, others: [] }));
  return findings.find(({ result }) => result === 'FAILED');
}

/** What is wrong with the signature value itself. Whether its signer is to be believed is not asked. */
function wrongValueIn({ ofd }: SignedPackage, { entry, description }: ListedSignature): Finding | undefined {
  if (description instanceof Problem) return undefined;
  if (entry.kind === 'Sign') {
    const value = ofd.file(description.signedValuePath)?.bytes ?? Buffer.alloc(0);
    const { format, value: fits, bound } = readDigitalSignature(value, description.bytes);
    return [format, fits, bound].find(({ result }) => result === 'FAILED');
  }
  const value = signedValueIn(ofd, description);
  if (value instanceof DerFault) return notWellFormed(value, sealSignature);
  const certificate = tryCertificate(value.certificate);
  const finding =
    certificate === undefined ? noCertificate(signer) : checkValue({ ...value, certificate, who: signer });
  return finding.result === 'FAILED' ? finding : undefined;
}

const sealSignature = { zh: '电子签章', en: 'seal signature' };

function signedValueIn(ofd: OfdPackage, description: SignatureDescription): SealSignature | DerFault {
  return tryRead(() => readSealSignature(ofd.file(description.signedValuePath)?.bytes ?? Buffer.alloc(0)));
}

function why(broken: Finding | Problem): { whyZh: string; whyEn: string } {
  if (!(broken instanceof Problem)) return { whyZh: broken.detail.zh, whyEn: broken.detail.en };
  const [zh, en] = [broken.texts('zh').detail, broken.texts('en').detail];
  return { whyZh: zh.replace(/。$/, ''), whyEn: en.replace(/\.$/, '') };
}
