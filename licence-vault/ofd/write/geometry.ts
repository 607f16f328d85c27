import type { PathItem, PathSegment, TextItem } from './content.ts';

/** A rectangle by its corners. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A length as OFD writes it: at most four places after the point, no exponent, no minus zero. */
export function length(value: number): string {
  return decimal(value, 4);
}

export function lengths(values: readonly number[]): string {
  return values.map(length).join(' ');
}

/** A matrix (CTM): its factors are multiplied by lengths, so they have more places. */
export function matrixText(values: readonly number[]): string {
  return values.map((value) => decimal(value, 8)).join(' ');
}

function decimal(value: number, places: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  const fixed = value.toFixed(places);
  let end = fixed.length;
  while (fixed[end - 1] === '0') end -= 1;
  const text = fixed.slice(0, fixed[end - 1] === '.' ? end - 1 : end);
  return text === '-0' ? '0' : text;
}

/** ST_Box. */
export function boxOf({ left, top, right, bottom }: Extent): string {
  return lengths([left, top, right - left, bottom - top]);
}

/** How a line of text is laid out. */
export interface TextLayout {
  readonly boundary: Extent;
  /** ST_Array of six, when the line is turned. */
  readonly matrix: readonly number[] | undefined;
  /** From one character to the next. */
  readonly advances: readonly number[];
  /** Baseline from the top of the unturned rectangle. */
  readonly baseline: number;
}

/** Below the baseline there is room for a third of the size, above it for all of it. */
const descent = 1 / 3;

/** Wide characters take a full size in the fonts of Chinese documents, others half of it (UAX #11, roughly). */
const wide =
  /[\u1100-\u115f\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** How far a character goes, in sizes. */
export function advanceOf(character: string): 1 | 0.5 {
  return wide.test(character) ? 1 : 0.5;
}

/** Lays a line out without knowing its font: advances as given or by the width of each character. */
export function layOut(item: TextItem): TextLayout {
  const characters = [...item.text];
  const own = characters.map((character) => item.size * advanceOf(character));
  const advances = item.advances ?? own.slice(0, -1);
  const width = advances.reduce((sum, advance) => sum + advance, 0) + (own.at(-1) ?? 0);
  const shift = item.align === 'right' ? width : item.align === 'centre' ? width / 2 : 0;
  const left = item.x - shift;
  const top = item.y - item.size;
  const height = item.size * (1 + descent);
  const flat = { left, top, right: left + Math.max(width, 0), bottom: top + height };
  if (item.degrees === undefined || item.degrees % 360 === 0) {
    return { boundary: flat, matrix: undefined, advances, baseline: item.size };
  }
  return { ...turned(flat, item.degrees, item.size), advances, baseline: item.size };
}

/** The rectangle around a turned one, and the matrix that puts the content into it. The turn is about the baseline's start. */
function turned(flat: Extent, degrees: number, baseline: number): { boundary: Extent; matrix: readonly number[] } {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turn = (x: number, y: number): readonly [number, number] => [
    x * cos - (y - baseline) * sin,
    x * sin + (y - baseline) * cos + baseline,
  ];
  const [width, height] = [flat.right - flat.left, flat.bottom - flat.top];
  const corners = [turn(0, 0), turn(width, 0), turn(0, height), turn(width, height)];
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [x0, y0] = turn(0, 0);
  return {
    boundary: {
      left: flat.left + left,
      top: flat.top + top,
      right: flat.left + Math.max(...xs),
      bottom: flat.top + Math.max(...ys),
    },
    matrix: [cos, sin, -sin, cos, x0 - left, y0 - top],
  };
}

/** The rectangle that a path stays in, its line's width included. Curves stay among their control points. */
export function extentOf({ segments, stroke }: PathItem): Extent {
  const extent = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  let last: readonly [number, number] = [0, 0];
  for (const segment of segments) {
    // An arc stays within twice its larger radius of its end; one too small for its ends is widened to reach them.
    const reach =
      segment[0] === 'A'
        ? Math.max(2 * segment[1], 2 * segment[2], Math.hypot(segment[6] - last[0], segment[7] - last[1]))
        : 0;
    last = pointsOf(segment).at(-1) ?? last;
    for (const [x, y] of pointsOf(segment)) {
      extent.left = Math.min(extent.left, x - reach);
      extent.top = Math.min(extent.top, y - reach);
      extent.right = Math.max(extent.right, x + reach);
      extent.bottom = Math.max(extent.bottom, y + reach);
    }
  }
  const margin = (stroke?.width ?? 0) / 2;
  return {
    left: extent.left - margin,
    top: extent.top - margin,
    right: extent.right + margin,
    bottom: extent.bottom + margin,
  };
}

function pointsOf(segment: PathSegment): readonly (readonly [number, number])[] {
  switch (segment[0]) {
    case 'M':
    case 'L':
      return [[segment[1], segment[2]]];
    case 'Q':
      return [
        [segment[1], segment[2]],
        [segment[3], segment[4]],
      ];
    case 'B':
      return [
        [segment[1], segment[2]],
        [segment[3], segment[4]],
        [segment[5], segment[6]],
      ];
    case 'A':
      return [[segment[6], segment[7]]];
    case 'C':
      return [];
  }
}

/** AbbreviatedData (GB/T 33190 §9.1) with the points taken from the boundary's top left. */
export function pathData(segments: readonly PathSegment[], { left, top }: Extent): string {
  const point = (x: number, y: number) => [x - left, y - top];
  return segments
    .map((segment) => {
      switch (segment[0]) {
        case 'A': {
          const [, rx, ry, degrees, large, sweep, x, y] = segment;
          return `A ${lengths([rx, ry, degrees, large, sweep, ...point(x, y)])}`;
        }
        case 'C':
          return 'C';
        default:
          return `${segment[0]} ${lengths(pointsOf(segment).flatMap(([x, y]) => point(x, y)))}`;
      }
    })
    .join(' ');
}
