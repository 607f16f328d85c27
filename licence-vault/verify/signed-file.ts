import type { CustomData } from '../ofd/model/ofd-file.ts';
import { combined } from '../seal/verify/combine.ts';
import type { SignatureSigner } from './signer.ts';
import { type Finding, type Verdict, type VerificationStep, verdictOf } from './verdict.ts';

/** A file with signatures that was verified, OFD or PDF: what became of each and of all, and what it says of itself. */
export interface SignedFile {
  readonly verdict: Verdict;
  readonly signatures: readonly SignatureOutcome[];
  /** Believe it no further than the verdict goes. */
  readonly documents: readonly { readonly info: { readonly customData: readonly CustomData[] } }[];
}

export interface SignatureOutcome {
  /** As the file has it. */
  readonly id: string;
  readonly kind: 'Seal' | 'Sign';
  readonly verdict: Verdict;
  readonly signer?: SignatureSigner | undefined;
}

/** Metadata of a file, of all documents in it. */
export function customDataOf({ documents }: SignedFile): readonly CustomData[] {
  return documents.flatMap(({ info }) => info.customData);
}

/** The same verification with something changed in each of its verdicts, where the file could be read. */
export function withVerdicts(file: SignedFile, change: (verdict: Verdict) => Verdict): SignedFile {
  const { signatures } = file;
  if (signatures.length === 0) return file;
  return {
    ...file,
    verdict: change(file.verdict),
    signatures: signatures.map((one) => ({ ...one, verdict: change(one.verdict) })),
  };
}

/** The same verdict with another finding in the place of a step's. */
export function withFinding(verdict: Verdict, step: VerificationStep, finding: Finding): Verdict {
  const findings = Object.fromEntries(verdict.steps.map(({ step: name, ...found }) => [name, found]));
  return verdictOf({ ...findings, [step]: finding } as Parameters<typeof verdictOf>[0], verdict.asOf);
}

/** The same verdict with something more found at a step. */
export function withMore(verdict: Verdict, step: VerificationStep, finding: Finding): Verdict {
  const before = verdict.steps.find((one) => one.step === step);
  return withFinding(verdict, step, before === undefined ? finding : combined([before, finding]));
}
