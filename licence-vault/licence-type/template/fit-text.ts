import { advanceOf } from '../../ofd/write/geometry.ts';

/** A text broken into lines of one size. */
export interface FittedText {
  readonly size: number;
  readonly lines: readonly string[];
  /** False: the lines are the beginning of the text, and the last of them says so. */
  readonly isWhole: boolean;
}

/** Marks that no line begins with, and those that none ends with (CLREQ §3.1.1, 禁则). */
const neverFirst = /^[，。、；：？！）〕】》〉」』”’…—,.;:?!)\]}%]/u;
const neverLast = /[（〔【《〈「『“‘([{]$/u;
/** What is kept together: words and numbers of other scripts, or one character. */
const pieces = /[\u0021-\u024f]+|\s+|[^\s]/gu;
/** By how much a text is made smaller at a time. */
const step = 0.94;

/**
 * Breaks a text into lines that fit a rectangle: at its full size, or else smaller down to `minSize`, where more lines
 * have room in the same rectangle. What has no room then is cut, and the last line ends with `cutMark`: nothing is left out silently.
 * @param options.width millimetres
 * @param options.maxLines lines of the full size that have room
 * @param options.leading from one baseline to the next, in sizes
 */
export function fitText(options: {
  text: string;
  size: number;
  minSize: number;
  width: number;
  maxLines: number;
  leading: number;
  cutMark: string;
}): FittedText {
  const { text, width, maxLines, minSize, leading } = options;
  const height = options.size * (maxLines === 1 ? 1 : (maxLines - 1) * leading + 1);
  const whole = widthOf(text);
  for (let size = options.size; ; size *= step) {
    const smallest = size * step < minSize;
    const room = 1 + Math.floor((height - size) / (size * leading) + 1e-9);
    const inLine = width / size;
    // Breaking never takes fewer lines than this.
    if (smallest || whole <= inLine * room) {
      const lines = breakLines(text, inLine);
      if (lines.length <= room) return { size, lines, isWhole: true };
      if (smallest) return { size, lines: cut(lines, room, inLine, options.cutMark), isWhole: false };
    }
  }
}

/** Breaks a text into lines. @param inLine width of a line in sizes */
export function breakLines(text: string, inLine: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r\n|[\r\n]/)) {
    let line = '';
    let used = 0;
    const end = () => {
      if (line.trim() !== '') lines.push(line.trim());
      line = '';
      used = 0;
    };
    for (const piece of piecesOf(paragraph, inLine)) {
      const width = widthOf(piece);
      if (used + width > inLine + 1e-9 && line !== '') {
        const carried = carriedOver(line, piece, inLine);
        line = line.slice(0, line.length - carried.length);
        end();
        line = carried;
        used = widthOf(carried);
      }
      if (line === '' && piece.trim() === '') continue;
      line += piece;
      used += width;
    }
    end();
  }
  return lines;
}

/** Width of a line in sizes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += advanceOf(character);
  return width;
}

/** A word longer than a line is broken like any text. */
function piecesOf(text: string, inLine: number): readonly string[] {
  return (text.match(pieces) ?? []).flatMap((piece) => (widthOf(piece) > inLine ? [...piece] : [piece]));
}

/**
 * The end of a full line that goes to the next with the piece: a mark alone at a beginning, a bracket alone at an end. Where a
 * line is too short for both, the mark begins it after all.
 */
function carriedOver(line: string, piece: string, inLine: number): string {
  const last = /(?:[\u0021-\u024f]+|.)$/u.exec(line)?.[0] ?? '';
  const moves = neverFirst.test(piece) || neverLast.test(line);
  const fits = widthOf(last) + widthOf(piece) <= inLine + 1e-9;
  return moves && fits && last.length < line.length ? last : '';
}

function cut(lines: readonly string[], room: number, inLine: number, mark: string): readonly string[] {
  const kept = lines.slice(0, room);
  let last = [...(kept.pop() ?? '')];
  while (last.length > 0 && widthOf(last.join('')) + widthOf(mark) > inLine) last = last.slice(0, -1);
  return [...kept, `${last.join('')}${mark}`];
}
