import type { PathSegment } from '../../ofd/write/content.ts';
import { readLength } from './svg-values.ts';

/** Numbers that each command takes. */
const counts = { M: 2, L: 2, H: 1, V: 1, Q: 4, C: 6, A: 7, Z: 0 } as const;
type Command = keyof typeof counts;

/** More than any frame or ornament has. */
const mostSegments = 20_000;

const token = /[A-Za-z]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/g;

/**
 * Reads the commands M L H V C Q A Z of SVG's path data (SVG 2 §9.3), absolute and relative, as an OFD's segments.
 * @param shift added to every place
 * @returns undefined for anything else
 */
export function readPath(
  text: string,
  shift: { readonly x: number; readonly y: number },
): readonly PathSegment[] | undefined {
  if (text.replace(token, '').replace(/[\s,]+/g, '') !== '') return undefined;
  const tokens = text.match(token) ?? [];
  const segments: PathSegment[] = [];
  let [x, y, startX, startY, at] = [0, 0, 0, 0, 0];
  let letter: string | undefined;
  while (at < tokens.length) {
    const first = tokens[at] ?? '';
    const isLetter = /^[A-Za-z]$/.test(first);
    if (isLetter) at += 1;
    // Numbers that go on after a move are lines, after a closing they are nothing.
    letter = isLetter ? first : letter === 'M' ? 'L' : letter === 'm' ? 'l' : letter;
    const command = commandOf(letter);
    if (command === undefined || (!isLetter && counts[command] === 0)) return undefined;
    const numbers = tokens.slice(at, at + counts[command]).map(readLength);
    at += counts[command];
    if (numbers.length < counts[command] || segments.length >= mostSegments) return undefined;
    if (!numbers.every((value) => value !== undefined)) return undefined;
    if (segments.length === 0 && command !== 'M') return undefined;
    const [fromX, fromY] = letter === command ? [0, 0] : [x, y];
    const points: readonly number[] = numbers;
    const place = (index: number) => [(points[index] ?? 0) + fromX, (points[index + 1] ?? 0) + fromY] as const;
    const shifted = (index: number) => {
      const [placeX, placeY] = place(index);
      return [placeX + shift.x, placeY + shift.y] as const;
    };
    switch (command) {
      case 'Z':
        segments.push(['C']);
        [x, y] = [startX, startY];
        continue;
      case 'H':
        x = fromX + (points[0] ?? 0);
        segments.push(['L', x + shift.x, y + shift.y]);
        continue;
      case 'V':
        y = fromY + (points[0] ?? 0);
        segments.push(['L', x + shift.x, y + shift.y]);
        continue;
      case 'M':
      case 'L':
        segments.push([command, ...shifted(0)]);
        break;
      case 'Q':
        segments.push(['Q', ...shifted(0), ...shifted(2)]);
        break;
      case 'C':
        segments.push(['B', ...shifted(0), ...shifted(2), ...shifted(4)]);
        break;
      case 'A': {
        const [rx = 0, ry = 0, degrees = 0, large, sweep] = points;
        if (![large, sweep].every((flag) => flag === 0 || flag === 1)) return undefined;
        segments.push([
          'A',
          Math.abs(rx),
          Math.abs(ry),
          degrees,
          large === 1 ? 1 : 0,
          sweep === 1 ? 1 : 0,
          ...shifted(5),
        ]);
        break;
      }
    }
    [x, y] = place(counts[command] - 2);
    if (command === 'M') [startX, startY] = [x, y];
  }
  return segments.length === 0 ? undefined : segments;
}

function commandOf(letter: string | undefined): Command | undefined {
  const upper = letter?.toUpperCase() ?? '';
  return Object.hasOwn(counts, upper) ? (upper as Command) : undefined;
}
