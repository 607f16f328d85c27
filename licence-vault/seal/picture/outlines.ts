import { componentFlag, type TrueTypeFont } from '../../font/true-type.ts';

/** The outlines of a TrueType font's characters (ISO/IEC 14496-22: cmap, loca, glyf), read where they stand in the file. */
export interface Outlines {
  /** The outline as SVG path data, x from 0 to 1000, y downwards, the baseline at 0; undefined for a character the font lacks. */
  outline(character: string): string | undefined;
}

/** One em, in the units of what {@link Outlines.outline} gives. */
export const emSize = 1000;

/** Composite glyphs name others; real fonts stop at two levels. */
const deepestComposite = 4;

/** The outlines of a font's characters. */
export function outlinesOf(font: TrueTypeFont): Outlines {
  const scale = emSize / font.unitsPerEm;
  return {
    outline: (character) => {
      const glyph = font.glyphOf(character.codePointAt(0) ?? 0);
      if (glyph === 0) return undefined;
      return contoursOf({ font, glyph, depth: 0 })
        .map((contour) => pathOf(contour, scale))
        .join('');
    },
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

type Contour = readonly Point[];

interface AskedGlyph {
  readonly font: TrueTypeFont;
  readonly glyph: number;
  readonly depth: number;
}

function contoursOf(asked: AskedGlyph): readonly Contour[] {
  const data = asked.font.glyph(asked.glyph);
  if (data.length === 0) return [];
  const contours = data.readInt16BE(0);
  return contours >= 0 ? simpleContours(data, contours) : compositeContours(data, asked);
}

/** Bits of a point's flag. */
const flag = { onCurve: 1, shortX: 2, shortY: 4, repeat: 8, sameX: 16, sameY: 32 } as const;

function simpleContours(data: Buffer, count: number): readonly Contour[] {
  const ends = Array.from({ length: count }, (_, index) => data.readUInt16BE(10 + 2 * index));
  const points = (ends.at(-1) ?? -1) + 1;
  let at = 10 + 2 * count;
  at += 2 + data.readUInt16BE(at); // instructions
  const flags: number[] = [];
  while (flags.length < points) {
    const one = data.readUInt8(at++);
    const repeated = (one & flag.repeat) === 0 ? 0 : data.readUInt8(at++);
    for (let times = 0; times <= repeated; times += 1) flags.push(one);
  }
  const coordinates = (short: number, same: number) => {
    let value = 0;
    return flags.map((one) => {
      if ((one & short) !== 0) value += (one & same) !== 0 ? data.readUInt8(at++) : -data.readUInt8(at++);
      else if ((one & same) === 0) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = coordinates(flag.shortX, flag.sameX);
  const ys = coordinates(flag.shortY, flag.sameY);
  const all = flags.map((one, index) => ({
    x: xs[index] ?? 0,
    y: ys[index] ?? 0,
    onCurve: (one & flag.onCurve) !== 0,
  }));
  return ends.map((end, index) => all.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1));
}

function compositeContours(data: Buffer, asked: AskedGlyph): readonly Contour[] {
  if (asked.depth >= deepestComposite) return [];
  const found: Contour[] = [];
  let at = 10;
  for (let flags: number = componentFlag.more; (flags & componentFlag.more) !== 0; ) {
    flags = data.readUInt16BE(at);
    const glyph = data.readUInt16BE(at + 2);
    at += 4;
    const isWide = (flags & componentFlag.words) !== 0;
    const dx = isWide ? data.readInt16BE(at) : data.readInt8(at);
    const dy = isWide ? data.readInt16BE(at + 2) : data.readInt8(at + 1);
    at += isWide ? 4 : 2;
    const fixed = () => {
      at += 2;
      return data.readInt16BE(at - 2) / 16384;
    };
    let [xx, xy, yx, yy] = [1, 0, 0, 1];
    if ((flags & componentFlag.scale) !== 0) xx = yy = fixed();
    else if ((flags & componentFlag.twoScales) !== 0) [xx, yy] = [fixed(), fixed()];
    else if ((flags & componentFlag.matrix) !== 0) [xx, xy, yx, yy] = [fixed(), fixed(), fixed(), fixed()];
    const [left, up] = (flags & componentFlag.areOffsets) !== 0 ? [dx, dy] : [0, 0];
    for (const contour of contoursOf({ ...asked, glyph, depth: asked.depth + 1 })) {
      found.push(contour.map(({ x, y, onCurve }) => ({ x: xx * x + yx * y + left, y: xy * x + yy * y + up, onCurve })));
    }
  }
  return found;
}

/** Quadratic splines as SVG: between two control points the curve passes through their middle. */
function pathOf(contour: Contour, scale: number): string {
  const first = contour.find((point) => point.onCurve) ?? contour[0];
  if (first === undefined) return '';
  const turned = contour.indexOf(first);
  const points = [...contour.slice(turned + 1), ...contour.slice(0, turned), first];
  const text = ({ x, y }: { x: number; y: number }) => `${Math.round(x * scale)} ${Math.round(-y * scale)}`;
  const parts = [`M${text(first)}`];
  let control: Point | undefined;
  for (const point of points) {
    if (point.onCurve) parts.push(control === undefined ? `L${text(point)}` : `Q${text(control)} ${text(point)}`);
    else if (control !== undefined) parts.push(`Q${text(control)} ${text(middle(control, point))}`);
    control = point.onCurve ? undefined : point;
  }
  if (control !== undefined) parts.push(`Q${text(control)} ${text(first)}`);
  return `${parts.join('')}Z`;
}

function middle(a: Point, b: Point): { x: number; y: number } {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
