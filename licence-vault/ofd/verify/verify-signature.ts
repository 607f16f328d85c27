import { Problem } from '../../../kernel/pure/index.ts';
import type { SealSignature } from '../../seal/structure/seal-signature.ts';
import { combined } from '../../seal/verify/combine.ts';
import type { SealTrust } from '../../seal/verify/trust.ts';
import { type SealFindings, unreadable } from '../../seal/verify/verify-seal.ts';
import { checkSealSignature } from '../../seal/verify/verify-seal-signature.ts';
import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import { resolveLocation } from '../model/location.ts';
import { ofdFileName } from '../model/ofd-file.ts';
import type { SignatureDescription } from '../model/signature.ts';
import type { OfdPackage } from '../package/package.ts';
import { checkDigitalSignature } from './check-digital-signature.ts';
import { checkMethodOf, digestOfSignature, type EntryDigests } from './check-method.ts';
import { checkReferences } from './check-references.ts';
import type { ListedSignature } from './read-signed.ts';

/** What was found of one signature by itself, before the rest of the package is looked at. */
export interface ExaminedSignature {
  readonly listed: ListedSignature;
  readonly description: SignatureDescription | undefined;
  /** The value with its seal, where it could be read. */
  readonly value: SealSignature | undefined;
  /** Every step, the document hash without what the signature does not protect. */
  readonly findings: SealFindings;
  /** The value fits, and description and protected files are what was signed; whom to believe is another matter. */
  readonly isSound: boolean;
  /** The seal's file holds the seal in the value, to the byte. */
  readonly sealMatches: boolean;
}

/** Examines one signature: everything but what lies outside its list. */
export async function examineSignature(options: {
  ofd: OfdPackage;
  listed: ListedSignature;
  digests: EntryDigests;
  trust: SealTrust;
  at: Date;
  status?: Finding | undefined;
}): Promise<ExaminedSignature> {
  const { ofd, listed, digests } = options;
  const { description } = listed;
  if (description instanceof Problem) return notExamined(listed, unreadable(notADescription(description)));
  const references = checkReferences({ ofd, signature: description, digests });
  const bytes = ofd.file(description.signedValuePath)?.bytes ?? Buffer.alloc(0);
  if (listed.entry.kind === 'Sign') {
    const found = await checkDigitalSignature({ ...options, value: bytes, description });
    const documentHash = combined([found['document-hash'], references]);
    const isSound = found.signature.result === 'PASSED' && documentHash.result === 'PASSED';
    return { ...notExamined(listed, { ...found, 'document-hash': documentHash }), description, isSound };
  }
  const { findings, signature } = await checkSealSignature({ ...options, bytes, documentDigest: undefined });
  if (signature === undefined) return { ...notExamined(listed, findings), description };
  const bound = checkBound(description, signature);
  const documentHash = combined([bound, references]);
  return {
    listed,
    description,
    value: signature,
    findings: { ...findings, 'document-hash': documentHash },
    isSound: findings.signature.result === 'PASSED' && documentHash.result === 'PASSED',
    sealMatches: sealFileMatches(ofd, description, signature),
  };
}

/** Whether the seal's file holds, to the byte, the seal in the value; without a file there is nothing to match. */
export function sealFileMatches(ofd: OfdPackage, { sealPath }: SignatureDescription, value: SealSignature): boolean {
  return sealPath !== undefined && ofd.file(sealPath)?.bytes.equals(value.seal.raw) === true;
}

/** dataHash is the digest of the raw bytes of Signature.xml, propertyInfo its path (GM/T 0031). */
export function checkBound({ bytes, path, checkMethod }: SignatureDescription, value: SealSignature): Finding {
  const candidates = [checkMethodOf(checkMethod), digestOfSignature(value.algorithm)];
  const method = candidates.find((candidate) => candidate?.digest(bytes).equals(value.dataHash));
  if (method === undefined) {
    return failed(
      'HASH_FAILURE',
      '签名描述文件被改动过，或签章值属于别的文件',
      'the description of the signature was altered, or the value belongs to another file',
    );
  }
  if (resolveLocation(value.propertyInfo, ofdFileName) !== path) {
    return failed(
      'SIG_CONSTRAINTS_FAILURE',
      '签章值所指的签名描述文件不是本文件',
      'the value speaks of a description at another place',
    );
  }
  if (method.weak) {
    return indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      `签章所依据的是 ${method.name} 摘要，可被伪造，不能采信`,
      `the seal rests on a ${method.name} digest, which can be forged`,
    );
  }
  return passed('签章与签名描述文件相符', 'the value fits the description of the signature');
}

function notADescription(problem: Problem): Finding {
  return failed('FORMAT_FAILURE', trimmed(problem.texts('zh').detail), trimmed(problem.texts('en').detail));
}

function trimmed(sentence: string): string {
  return sentence.replace(/[。.]$/, '');
}

function notExamined(listed: ListedSignature, findings: SealFindings): ExaminedSignature {
  return { listed, description: undefined, value: undefined, findings, isSound: false, sealMatches: false };
}
