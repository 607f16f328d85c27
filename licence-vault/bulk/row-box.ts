import { BoxNotOpened, openBox, type Problem, type Random, sealBox } from '../../kernel/index.ts';
import { vaultProblems } from '../problems.ts';
import { jobKeyName } from './job.ts';

/** Which row of which job. */
interface Place {
  readonly job: string;
  readonly row: number;
}

/** Why a row was refused, in both languages. */
export interface Refusal {
  readonly code: string;
  readonly texts: Readonly<
    Record<'zh' | 'en', { readonly detail: string; readonly reason: string; readonly remedy: string }>
  >;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

/** Encrypts what a row says, or why it was refused; bound to its place. */
export function sealRow(options: Place & { dataKey: Buffer; content: Buffer; random: Random }): Buffer {
  const { dataKey: key, content: plaintext, random } = options;
  return sealBox({ key, plaintext, context: contextOf(options), random });
}

/** @throws LICENCE_DAMAGED */
export function openRow(options: Place & { dataKey: Buffer; sealed: Buffer }): Buffer {
  try {
    return openBox({ key: options.dataKey, box: options.sealed, context: contextOf(options) });
  } catch (cause) {
    if (!(cause instanceof BoxNotOpened)) throw cause;
    throw vaultProblems.LICENCE_DAMAGED({ licence: jobKeyName(options.job) }, { cause });
  }
}

/** A refusal as it is kept with its row. */
export function refusalContent(problem: Problem): Buffer {
  const texts = (language: 'zh' | 'en') => {
    const { detail, reason, remedy } = problem.texts(language);
    return { detail, reason, remedy };
  };
  const { code, errors } = problem;
  const refusal: Refusal = { code, texts: { zh: texts('zh'), en: texts('en') }, errors };
  return Buffer.from(JSON.stringify(refusal));
}

const contextOf = ({ job, row }: Place) => `issue-job-row/${job}/${row}`;
