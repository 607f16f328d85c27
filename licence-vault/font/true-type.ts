/** Where a font's bytes come from: so many of them from a place; what lies behind the end is left out. */
export type FontBytes = (start: number, length: number) => Buffer;

/** A TrueType font (ISO/IEC 14496-22), its glyphs read where they stand when they are asked for. */
export interface TrueTypeFont {
  readonly unitsPerEm: number;
  /** Of the whole table, by its four letters; undefined where the font has none. */
  table(name: string): Buffer | undefined;
  /** 0: the font has no such character. */
  glyphOf(codePoint: number): number;
  /** The glyph's entry in `glyf`; empty for a space. */
  glyph(id: number): Buffer;
  /** Width and left bearing in units of the em, as `hmtx` has them. */
  metrics(id: number): { readonly advance: number; readonly bearing: number };
}

/** Tables are at most this large, glyphs apart; the largest of Chinese fonts has half a megabyte. */
const largestTable = 8 * 1024 * 1024;
const mostTables = 64;

/** @throws RangeError for bytes that are no TrueType font with a full Unicode character map */
export function openTrueType(bytes: FontBytes): TrueTypeFont {
  const places = placesOf(bytes);
  const place = (name: string) => {
    const found = places.get(name);
    if (found === undefined) throw new RangeError(`a font without the table ${name}`);
    return found;
  };
  const read = ({ start, length }: Place) => {
    if (length > largestTable) throw new RangeError('a font with a table too large');
    return bytes(start, length);
  };
  const head = read(place('head'));
  const loca = read(place('loca'));
  const widths = read(place('hmtx'));
  const widthCount = read(place('hhea')).readUInt16BE(34);
  const locate = locations(loca, head.readInt16BE(50));
  const glyphs = place('glyf');
  return {
    unitsPerEm: head.readUInt16BE(18),
    table: (name) => {
      const found = places.get(name);
      return found === undefined ? undefined : read(found);
    },
    glyphOf: characterMap(read(place('cmap'))),
    glyph: (id) => {
      const [start, end] = locate(id);
      return start === end ? Buffer.alloc(0) : bytes(glyphs.start + start, end - start);
    },
    metrics: (id) => {
      const last = Math.min(id, widthCount - 1);
      const bearing = id < widthCount ? 4 * id + 2 : 4 * widthCount + 2 * (id - widthCount);
      return { advance: widths.readUInt16BE(4 * last), bearing: widths.readInt16BE(bearing) };
    },
  };
}

/** A font that is in memory. @throws RangeError */
export function readTrueType(font: Buffer): TrueTypeFont {
  return openTrueType((start, length) => font.subarray(start, start + length));
}

interface Place {
  readonly start: number;
  readonly length: number;
}

function placesOf(bytes: FontBytes): ReadonlyMap<string, Place> {
  const count = bytes(4, 2).readUInt16BE(0);
  if (count > mostTables) throw new RangeError('a font with too many tables');
  const directory = bytes(12, 16 * count);
  const places = new Map<string, Place>();
  for (let record = 0; record < 16 * count; record += 16) {
    const place = { start: directory.readUInt32BE(record + 8), length: directory.readUInt32BE(record + 12) };
    places.set(directory.toString('latin1', record, record + 4), place);
  }
  return places;
}

function locations(loca: Buffer, format: number): (glyph: number) => readonly [start: number, end: number] {
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

/** Bits of the flags of a composite glyph's component. */
export const componentFlag = {
  words: 1,
  areOffsets: 2,
  scale: 8,
  more: 32,
  twoScales: 64,
  matrix: 128,
} as const;
