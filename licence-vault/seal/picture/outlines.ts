/** The outlines of a TrueType font's characters (ISO/IEC 14496-22: cmap, loca, glyf), read where they stand in the file. */
export interface Outlines {
  /** The outline as SVG path data, x from 0 to 1000, y downwards, the baseline at 0; undefined for a character the font lacks. */
  outline(character: string): string | undefined;
}

/** One em, in the units of what {@link Outlines.outline} gives. */
export const emSize = 1000;

/** Composite glyphs name others; real fonts stop at two levels. */
const deepestComposite = 4;

/** @throws RangeError for bytes that are no TrueType font with a Unicode character map */
export function readOutlines(font: Buffer): Outlines {
  const table = tablesOf(font);
  const head = table('head');
  const unitsPerEm = head.readUInt16BE(18);
  const locations = locationsOf(table('loca'), head.readInt16BE(50));
  const glyphOf = characterMap(table('cmap'));
  const glyphs = table('glyf');
  const scale = emSize / unitsPerEm;
  return {
    outline: (character) => {
      const glyph = glyphOf(character.codePointAt(0) ?? 0);
      if (glyph === 0) return undefined;
      const contours = contoursOf({ glyphs, locations, glyph, depth: 0 });
      return contours.map((contour) => pathOf(contour, scale)).join('');
    },
  };
}

function tablesOf(font: Buffer): (name: string) => Buffer {
  const places = new Map<string, Buffer>();
  const count = font.readUInt16BE(4);
  for (let index = 0; index < count; index += 1) {
    const record = 12 + 16 * index;
    const start = font.readUInt32BE(record + 8);
    places.set(
      font.toString('latin1', record, record + 4),
      font.subarray(start, start + font.readUInt32BE(record + 12)),
    );
  }
  return (name) => {
    const found = places.get(name);
    if (found === undefined) throw new RangeError(`a font without the table ${name}`);
    return found;
  };
}

/** Where a glyph begins and ends in `glyf`. */
type Locations = (glyph: number) => readonly [start: number, end: number];

function locationsOf(loca: Buffer, format: number): Locations {
  return format === 0
    ? (glyph) => [2 * loca.readUInt16BE(2 * glyph), 2 * loca.readUInt16BE(2 * glyph + 2)]
    : (glyph) => [loca.readUInt32BE(4 * glyph), loca.readUInt32BE(4 * glyph + 4)];
}

/** Code point → glyph by the full-Unicode map (platform 3, encoding 10, format 12); 0: not there. */
function characterMap(cmap: Buffer): (codePoint: number) => number {
  const count = cmap.readUInt16BE(2);
  for (let index = 0; index < count; index += 1) {
    const record = 4 + 8 * index;
    const map = cmap.subarray(cmap.readUInt32BE(record + 4));
    if (map.readUInt16BE(0) === 12) return (codePoint) => lookUp(map, codePoint);
  }
  throw new RangeError('a font without a full Unicode character map');
}

function lookUp(map: Buffer, codePoint: number): number {
  let low = 0;
  let high = map.readUInt32BE(12) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = 16 + 12 * middle;
    const first = map.readUInt32BE(group);
    if (codePoint < first) high = middle - 1;
    else if (codePoint > map.readUInt32BE(group + 4)) low = middle + 1;
    else return map.readUInt32BE(group + 8) + codePoint - first;
  }
  return 0;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

type Contour = readonly Point[];

function contoursOf(options: {
  glyphs: Buffer;
  locations: Locations;
  glyph: number;
  depth: number;
}): readonly Contour[] {
  const [start, end] = options.locations(options.glyph);
  if (start === end) return [];
  const data = options.glyphs.subarray(start, end);
  const contours = data.readInt16BE(0);
  return contours >= 0 ? simpleContours(data, contours) : compositeContours(data, options);
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

/** Bits of a component's flags. */
const component = { words: 1, areOffsets: 2, scale: 8, more: 32, twoScales: 64, matrix: 128 } as const;

function compositeContours(
  data: Buffer,
  options: { glyphs: Buffer; locations: Locations; depth: number },
): readonly Contour[] {
  if (options.depth >= deepestComposite) return [];
  const found: Contour[] = [];
  let at = 10;
  for (let flags: number = component.more; (flags & component.more) !== 0; ) {
    flags = data.readUInt16BE(at);
    const glyph = data.readUInt16BE(at + 2);
    at += 4;
    const isWide = (flags & component.words) !== 0;
    const dx = isWide ? data.readInt16BE(at) : data.readInt8(at);
    const dy = isWide ? data.readInt16BE(at + 2) : data.readInt8(at + 1);
    at += isWide ? 4 : 2;
    const fixed = () => {
      at += 2;
      return data.readInt16BE(at - 2) / 16384;
    };
    let [xx, xy, yx, yy] = [1, 0, 0, 1];
    if ((flags & component.scale) !== 0) xx = yy = fixed();
    else if ((flags & component.twoScales) !== 0) [xx, yy] = [fixed(), fixed()];
    else if ((flags & component.matrix) !== 0) [xx, xy, yx, yy] = [fixed(), fixed(), fixed(), fixed()];
    const [left, up] = (flags & component.areOffsets) !== 0 ? [dx, dy] : [0, 0];
    for (const contour of contoursOf({ ...options, glyph, depth: options.depth + 1 })) {
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
