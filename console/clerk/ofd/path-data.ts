/** Letters of AbbreviatedData (GB/T 33190 §9.1), how many numbers follow each, and the letter of SVG that does the same. */
const letters: Readonly<Record<string, { readonly count: number; readonly svg: string }>> = {
  S: { count: 2, svg: 'M' },
  M: { count: 2, svg: 'M' },
  L: { count: 2, svg: 'L' },
  Q: { count: 4, svg: 'Q' },
  B: { count: 6, svg: 'C' },
  A: { count: 7, svg: 'A' },
  C: { count: 0, svg: 'Z' },
};

/** Drawings of more strokes are no licence. */
const mostWords = 500_000;

/** AbbreviatedData as path data of SVG; undefined for what is none. */
export function pathData(data: string): string | undefined {
  const words = data.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length > mostWords) return undefined;
  const drawn: string[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    const letter = Object.hasOwn(letters, word) ? letters[word] : undefined;
    if (letter === undefined) return undefined;
    const numbers = words.slice(at + 1, at + 1 + letter.count).map(Number);
    if (numbers.length !== letter.count || !numbers.every(Number.isFinite)) return undefined;
    drawn.push(letter.svg, ...numbers.map(String));
    at += 1 + letter.count;
  }
  return drawn.length === 0 || drawn[0] !== 'M' ? undefined : drawn.join(' ');
}

/** Steps from one character to the next (DeltaX, DeltaY): numbers, and `g count step` for several that are alike. */
export function deltas(text: string | undefined, most: number): readonly number[] {
  const steps: number[] = [];
  const words = (text ?? '').trim().split(/[\s,]+/);
  for (let at = 0; at < words.length && steps.length < most; at += 1) {
    if (words[at] === 'g') {
      const [count, step] = [Number(words[at + 1]), Number(words[at + 2])];
      if (!Number.isFinite(count) || !Number.isFinite(step)) break;
      for (let each = 0; each < count && steps.length < most; each += 1) steps.push(step);
      at += 2;
      continue;
    }
    const step = Number(words[at]);
    if (words[at] === '' || !Number.isFinite(step)) break;
    steps.push(step);
  }
  return steps;
}
