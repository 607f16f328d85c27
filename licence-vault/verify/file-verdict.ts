import type { Language } from '../../kernel/pure/index.ts';
import type { Verdict as VerdictJson } from '../generated/schemas.ts';
import { statementJson } from '../statement/statement-json.ts';
import { type ProvedCopy, withCopyTerm } from './copy-in-ofd.ts';
import { assuranceIn } from './licence-in-file.ts';
import { type PresentedLicence, presentedInFile } from './presented.ts';
import type { SignatureOutcome, SignedFile } from './signed-file.ts';
import { signerJson } from './signer.ts';
import { verdictJson } from './verdict.ts';
import type { HeldVerdict } from './verify-held.ts';
import type { StatementVerdict } from './verify-statement.ts';

/** A verdict, of a file that bears signatures what became of each, of a genuine QR what it says, and of a number the term. */
export interface FileVerdict extends StatementVerdict, HeldVerdict {
  readonly signatures?: readonly SignatureOutcome[] | undefined;
  /** For whom and for what a purpose-bound copy was made. */
  readonly copy?: ProvedCopy | undefined;
  /** What a licence in a file says of itself. */
  readonly presented?: PresentedLicence | undefined;
}

/** What follows for a file from the verification of its signatures, and from its term where it is a purpose-bound copy. */
export function fileVerdictOf(verified: SignedFile): FileVerdict {
  const { file, copy } = withCopyTerm(verified);
  const { verdict, signatures } = file;
  return { ...verdict, assurance: assuranceIn(verified), signatures, copy, presented: presentedInFile(verified) };
}

/** A file's verdict in the words of one language, as the contract has it. */
export function fileVerdictJson(verdict: FileVerdict, language: Language): VerdictJson {
  const { signatures, statement, copy, presented, term } = verdict;
  const overall = {
    ...verdictJson(verdict, language),
    ...(statement === undefined ? {} : { statement: statementJson(statement) }),
    ...(presented === undefined ? {} : { presented: presentedJson(presented) }),
    ...(term === undefined ? {} : { term }),
  };
  if (signatures === undefined) return overall;
  return {
    ...overall,
    ...(copy === undefined ? {} : { copy: copyJson(copy) }),
    signatures: signatures.map(({ id, kind, verdict: one, signer }) => ({
      ...{ id, kind, ...verdictJson(one, language) },
      ...(signer === undefined ? {} : { signer: signerJson(signer) }),
    })),
  };
}

function presentedJson(presented: PresentedLicence): NonNullable<VerdictJson['presented']> {
  const { identifier, title, holder, issuer, issuedOn, validFrom, validTo } = presented;
  return {
    identifier: identifier ?? null,
    title: title ?? null,
    holder: holder ?? null,
    issuer: issuer ?? null,
    issuedOn: issuedOn ?? null,
    validFrom: validFrom ?? null,
    validTo: validTo ?? null,
  };
}

function copyJson(copy: ProvedCopy): NonNullable<VerdictJson['copy']> {
  const { original, organisation, madeFor, matter, case: caseNumber, cause, madeAt, expiresAt } = copy;
  return {
    original: original ?? null,
    organisation: organisation ?? null,
    madeFor: madeFor ?? null,
    matter: matter ?? null,
    case: caseNumber ?? null,
    cause: cause ?? null,
    madeAt: madeAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
