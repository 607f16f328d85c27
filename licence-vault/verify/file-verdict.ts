import type { Language } from '../../kernel/pure/index.ts';
import type { Verdict as VerdictJson } from '../generated/schemas.ts';
import type { OfdSignatureVerdict, OfdVerification } from '../ofd/verify/verify-ofd.ts';
import { assuranceIn } from './licence-in-ofd.ts';
import { type Verdict, verdictJson } from './verdict.ts';

/** A verdict, and of a file that bears signatures what became of each. */
export interface FileVerdict extends Verdict {
  readonly signatures?: readonly OfdSignatureVerdict[] | undefined;
}

export function fileVerdictOf(verification: OfdVerification): FileVerdict {
  const { verdict, signatures } = verification;
  return { ...verdict, assurance: assuranceIn(verification), signatures };
}

/** A file's verdict in the words of one language, as the contract has it. */
export function fileVerdictJson(verdict: FileVerdict, language: Language): VerdictJson {
  const overall = verdictJson(verdict, language);
  const { signatures } = verdict;
  if (signatures === undefined) return overall;
  return {
    ...overall,
    signatures: signatures.map(({ id, kind, verdict: one }) => ({ id, kind, ...verdictJson(one, language) })),
  };
}
