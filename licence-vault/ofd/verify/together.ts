import { combined } from '../../seal/verify/combine.ts';
import {
  type Finding,
  failed,
  type Verdict,
  type VerificationStep,
  verdictOf,
  verificationSteps,
} from '../../verify/verdict.ts';

/** One signature of a file and what became of it. */
export interface SignatureVerdict {
  /** As the file has it. */
  readonly id: string;
  readonly verdict: Verdict;
}

/** One verdict over several: a step is as bad as the worst signature's, and says whose that is. */
export function together(signatures: readonly SignatureVerdict[], at: Date): Verdict {
  const [only, second] = signatures;
  if (only !== undefined && second === undefined) return only.verdict;
  const worst = (step: VerificationStep): Finding => {
    const found = signatures.map(({ id, verdict }) => {
      const finding = verdict.steps.find((one) => one.step === step) ?? failed('FORMAT_FAILURE', '', '');
      const { zh, en } = finding.detail;
      return { ...finding, detail: { zh: `签章 ${shownId(id)}：${zh}`, en: `signature ${shownId(id)}: ${en}` } };
    });
    const isSkipped = found.every((finding) => finding.result === 'SKIPPED');
    return isSkipped ? (found[0] ?? failed('FORMAT_FAILURE', '', '')) : combined(found);
  };
  const findings = Object.fromEntries(verificationSteps.map((step) => [step, worst(step)]));
  return verdictOf(findings as Record<VerificationStep, Finding>, at);
}

/** An id is free text of whoever wrote the file. */
function shownId(id: string): string {
  return /^[A-Za-z]{0,4}\d{1,6}$/.test(id) ? id : '(…)';
}
