import type { Language } from '../../kernel/pure/index.ts';
import type { Verdict as VerdictJson } from '../generated/schemas.ts';
import type { OfdSignatureVerdict, OfdVerification } from '../ofd/verify/verify-ofd.ts';
import { statementJson } from '../statement/statement-json.ts';
import { verdictJson } from './verdict.ts';
import type { StatementVerdict } from './verify-statement.ts';

/** A verdict, of a file that bears signatures what became of each, and of a genuine QR what it says. */
export interface FileVerdict extends StatementVerdict {
  readonly signatures?: readonly OfdSignatureVerdict[] | undefined;
}

export function fileVerdictOf({ verdict, signatures }: OfdVerification): FileVerdict {
  return { ...verdict, signatures };
}

/** A file's verdict in the words of one language, as the contract has it. */
export function fileVerdictJson(verdict: FileVerdict, language: Language): VerdictJson {
  const { signatures, statement } = verdict;
  const overall = {
    ...verdictJson(verdict, language),
    ...(statement === undefined ? {} : { statement: statementJson(statement) }),
  };
  if (signatures === undefined) return overall;
  return {
    ...overall,
    signatures: signatures.map(({ id, kind, verdict: one }) => ({ id, kind, ...verdictJson(one, language) })),
  };
}
