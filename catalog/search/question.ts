import { gramsTyped, particles, plain, runsOf, squeezed, wordsOf } from './text.ts';

/** One word that is looked for. */
export interface Term {
  /** As it is compared: narrow, small, without punctuation. */
  readonly text: string;
  /** All of these, in the directory's index, are in what holds the word. */
  readonly grams: readonly string[];
  /** It may also be the beginning of a resource code, written as codes are: `101001/`. */
  readonly code: string | undefined;
}

/** At most so many words: who pastes a page does not search. */
export const mostTerms = 20;

const codeStart = /^[1-3][0-9]{0,20}(?:\/[0-9]{0,20})?$/;

/**
 * The words in what somebody typed: parted by spaces and punctuation, then Chinese by ICU's dictionary.
 * Empty when there is nothing but punctuation.
 */
export function termsOf(q: string): readonly Term[] {
  const terms = new Map<string, Term>();
  for (const chunk of plain(q).split(/\s+/u)) {
    if (codeStart.test(chunk)) {
      const text = squeezed(chunk);
      terms.set(chunk, { text, grams: runsOf(chunk).flatMap(gramsTyped), code: chunk });
      continue;
    }
    for (const run of runsOf(chunk)) {
      for (const text of wordsOf(run)) {
        terms.set(text, { text, grams: gramsTyped({ text, alphabetic: run.alphabetic }), code: undefined });
      }
    }
  }
  const all = [...terms.values()];
  const telling = all.filter(({ text }) => !particles.has(text));
  return telling.length === 0 ? all : telling;
}
