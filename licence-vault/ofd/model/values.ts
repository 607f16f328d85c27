/** A rectangle (ST_Box): millimetres from the top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** ST_Array: numbers between white space; OFD also abbreviates runs, which only text objects use. */
export function readNumbers(text: string): readonly number[] | undefined {
  const parts = text.trim().split(/\s+/);
  const numbers = parts.map(readNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

export function readNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

/** Undefined for anything but four numbers, the last two not negative. */
export function readBox(text: string | undefined): Box | undefined {
  const [x, y, width, height, more] = readNumbers(text ?? '') ?? [];
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return more === undefined && width >= 0 && height >= 0 ? { x, y, width, height } : undefined;
}

/** The deltas of a text, whose runs may be written `g count value` (GB/T 33190 §11.3). Undefined when they make no sense. */
export function readDeltas(text: string): readonly number[] | undefined {
  const parts = text.trim().split(/\s+/);
  const deltas: number[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    if (parts[at] !== 'g') {
      const delta = readNumber(parts[at] ?? '');
      if (delta === undefined) return undefined;
      deltas.push(delta);
      continue;
    }
    const [count, delta] = [readNumber(parts[at + 1] ?? ''), readNumber(parts[at + 2] ?? '')];
    const isRun = count !== undefined && delta !== undefined && Number.isInteger(count) && count >= 0;
    if (!isRun || deltas.length + count > longestText) return undefined;
    for (let repeat = 0; repeat < count; repeat += 1) deltas.push(delta);
    at += 2;
  }
  return deltas;
}

/** A line of text on a page; a longer run was made to fill the memory. */
const longestText = 100_000;
