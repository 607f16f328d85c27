import { gramsTyped, plain, type Run, runsOf, squeezed, wordsOf } from './text.ts';

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

/** Words that say nothing of what is looked for, unless they are all there is. */
const particles = new Set('的了和与及或之在是等');

const codeStart = /^[1-3][0-9]{0,20}(?:\/[0-9]{0,20})?$/;

/**
 * The words in what somebody typed: parted by spaces and punctuation, then Chinese by ICU's dictionary. Single characters
 * that the dictionary leaves over stay with their neighbours: 社保|卡 is looked for as 社保卡, 待遇|申|领 as 待遇 and 申领.
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
      for (const text of run.alphabetic ? [run.text] : joined(run)) {
        terms.set(text, { text, grams: gramsTyped({ text, alphabetic: run.alphabetic }), code: undefined });
      }
    }
  }
  const all = [...terms.values()];
  const telling = all.filter(({ text }) => !particles.has(text));
  return telling.length === 0 ? all : telling;
}

/** The words of a run; single characters are joined to each other, and one that is alone to what stands beside it. */
function joined(run: Run): readonly string[] {
  const parts: string[] = [];
  let singles = 0;
  for (const word of wordsOf(run)) {
    const isSingle = [...word].length === 1 && !particles.has(word);
    if (isSingle && singles > 0) parts.push((parts.pop() ?? '') + word);
    else parts.push(word);
    singles = isSingle ? singles + 1 : 0;
  }
  for (const [index, part] of parts.entries()) {
    if ([...part].length > 1 || particles.has(part)) continue;
    const beside = [index - 1, index + 1].find((at) => parts[at] !== undefined && !particles.has(parts[at]));
    if (beside === undefined) continue;
    parts[beside] = beside < index ? parts[beside] + part : part + parts[beside];
    parts[index] = '';
  }
  return parts.filter((part) => part !== '');
}
