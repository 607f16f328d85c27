/**
 * Text as it is searched: what people type and what stands in the directory go through the same mill. Full-width letters
 * become narrow, capitals small, punctuation parts words. Letters and digits are cut in threes; Chinese, which writes no
 * spaces, in overlapping pairs, so a word is found wherever it stands and however it would be segmented there.
 */

/** A stretch of letters or digits without anything between: of an alphabet, or of a script that puts no spaces. */
export interface Run {
  readonly text: string;
  readonly alphabetic: boolean;
}

const alphabet = '\\p{sc=Latin}\\p{sc=Greek}\\p{sc=Cyrillic}\\p{Nd}';
const words = /[\p{L}\p{M}\p{N}]+/gu;
const stretches = new RegExp(`[${alphabet}]+|[^${alphabet}]+`, 'gu');
const alphabeticStart = new RegExp(`^[${alphabet}]`, 'u');

/** Narrow and small: `ＡＢＣ` and `abc` are one. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The runs of a text, in order. */
export function runsOf(text: string): readonly Run[] {
  return (plain(text).match(words) ?? []).flatMap((word) =>
    (word.match(stretches) ?? []).map((run) => ({ text: run, alphabetic: alphabeticStart.test(run) })),
  );
}

/** What is left of a text without white space and punctuation, for looking whether one stands in the other. */
export function squeezed(text: string): string {
  return (plain(text).match(words) ?? []).join('');
}

/**
 * What a text in the directory is found by.
 * @param options.singly also by single characters of a script without spaces; too common to be of use in long texts.
 */
export function gramsOf(text: string, options: { singly: boolean }): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const run of runsOf(text)) {
    const characters = [...run.text];
    if (run.alphabetic) {
      // What is typed of a word begins with its beginning.
      grams.add(characters.slice(0, 1).join('')).add(characters.slice(0, 2).join(''));
      for (const gram of slices(characters, 3)) grams.add(gram);
    } else {
      if (options.singly) for (const character of characters) grams.add(character);
      for (const gram of slices(characters, 2)) grams.add(gram);
    }
  }
  return grams;
}

/** The grams that a text must be found by to hold what was typed; one at least. */
export function gramsTyped({ text, alphabetic }: Run): readonly string[] {
  const characters = [...text];
  const length = alphabetic ? 3 : 2;
  return characters.length < length ? [text] : [...new Set(slices(characters, length))];
}

function slices(characters: readonly string[], length: number): readonly string[] {
  return Array.from({ length: Math.max(0, characters.length - length + 1) }, (_, start) =>
    characters.slice(start, start + length).join(''),
  );
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Words that say nothing of what is looked for, unless they are all there is. */
export const particles = new Set('的了和与及或之在是等');

/**
 * The words of a run: an alphabet's are what they are; the others are found by ICU's dictionary. Single characters that it
 * leaves over are joined to each other, and one that is alone to what stands beside it: 社保|卡 is the word 社保卡, and
 * 待遇|申|领 are 待遇 and 申领.
 */
export function wordsOf(run: Run): readonly string[] {
  if (run.alphabetic) return [run.text];
  const parts: string[] = [];
  let singles = 0;
  for (const { segment: word } of segmenter.segment(run.text)) {
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
