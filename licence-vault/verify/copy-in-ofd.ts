import { type CopyData, copyIn } from '../copy/copy-data.ts';
import { combined, moment } from '../seal/verify/combine.ts';
import { customDataOf, type SignedFile, withFinding, withVerdicts } from './signed-file.ts';
import { type Finding, failed, indeterminate, passed, type Verdict, type VerificationStep } from './verdict.ts';

/** What a file says of itself as a purpose-bound copy, where its seal proves the words; undefined: it is none, or proves none. */
export type ProvedCopy = CopyData;

/**
 * The same verification with the term of a purpose-bound copy (加注件) in it: from its end on, the copy fails by itself, with
 * EXPIRED, wherever and by whomever it is verified. Until then the step says for whom and for what it was made.
 */
export function withCopyTerm(file: SignedFile): {
  readonly file: SignedFile;
  readonly copy: ProvedCopy | undefined;
} {
  const { verdict, signatures } = file;
  const copy = copyIn(customDataOf(file));
  if (copy === undefined || signatures.length === 0) return { file, copy: undefined };
  const proves = (step: VerificationStep) => verdict.steps.some((one) => one.step === step && one.result === 'PASSED');
  const isProved = proves('signature') && proves('document-hash');
  const term = termOf(copy, isProved, verdict.asOf);
  return { copy: isProved ? copy : undefined, file: withVerdicts(file, (one) => limited(one, term)) };
}

function limited(verdict: Verdict, term: Finding): Verdict {
  const time = verdict.steps.find(({ step }) => step === 'time');
  return withFinding(verdict, 'time', time === undefined ? term : limitedTime(time, term));
}

/** A step that was not taken is not passed by a term that still runs. */
function limitedTime(time: Finding, term: Finding): Finding {
  return time.result === 'SKIPPED' && term.result === 'PASSED' ? time : combined([time, term]);
}

function termOf(copy: CopyData, isProved: boolean, at: Date): Finding {
  const { expiresAt } = copy;
  if (expiresAt === undefined)
    return indeterminate(
      'SIG_CONSTRAINTS_FAILURE',
      '这是加注件，但没有写明可读的有效期截止时间；请向持有人索取原件或新的加注件',
      'it is a copy for one purpose, and says no end that could be read; ask for the licence itself, or for a new copy',
    );
  const words = isProved ? wordsOf(copy) : { zh: '', en: '' };
  const end = moment(expiresAt);
  return at < expiresAt
    ? passed(`这是加注件，有效期至 ${end}${words.zh}`, `it is a copy for one purpose, good until ${end}${words.en}`)
    : failed(
        'EXPIRED',
        `加注件的有效期已于 ${end} 届满${words.zh}；请重新申请加注件`,
        `the copy expired at ${end}${words.en}; ask for a new one`,
      );
}

/** For whom and for what, in the copy's own words. */
function wordsOf({ madeFor, matter, case: caseNumber, cause }: CopyData): { zh: string; en: string } {
  const said = (zh: string, en: string, value: string | undefined) =>
    value === undefined ? [] : [{ zh: `${zh}${shown(value)}`, en: `${en} ${shown(value)}` }];
  const parts = [
    ...said('仅供', 'for', madeFor),
    ...said('用于事项 ', 'matter', matter),
    ...said('办件 ', 'case', caseNumber),
    ...said('事由：', 'cause:', cause),
  ];
  return {
    zh: parts.map(({ zh }) => `，${zh}`).join(''),
    en: parts.map(({ en }) => `, ${en}`).join(''),
  };
}

const longestShown = 200;

/** Words of whoever made the file; in a sentence they stay one line of moderate length. */
function shown(text: string): string {
  const line = text.replace(/\p{C}+/gu, ' ');
  return line.length > longestShown ? `${line.slice(0, longestShown)}…` : line;
}
