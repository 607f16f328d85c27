import { componentFlag, type TrueTypeFont } from './true-type.ts';

/** Tables that a font program in a PDF may have besides those that are written anew (ISO 32000-2 §9.9.2): its hints. */
const copiedTables = ['cvt ', 'fpgm', 'prep'] as const;

/** Composite glyphs name others; a font that names more than this was made to hurt a reader. */
const mostGlyphs = 20_000;

/**
 * A font with some glyphs of another and nothing else. The first of them stands for missing characters (0), the others keep
 * the order in which they are given, as numbers from 1; glyphs they are composed of come after.
 * @param glyphs numbers in the whole font
 * @returns the file, the same for the same glyphs
 */
export function subsetFont(font: TrueTypeFont, glyphs: readonly number[]): Buffer {
  const numbers = [0, ...glyphs];
  const extra = new Map<number, number>();
  const numberOf = (old: number) => {
    const known = extra.get(old);
    if (known !== undefined) return known;
    if (numbers.length >= mostGlyphs) throw new RangeError('a font whose glyphs have too many parts');
    extra.set(old, numbers.length);
    numbers.push(old);
    return numbers.length - 1;
  };
  const outlines: Buffer[] = [];
  // The list grows while its composite glyphs are looked at.
  for (let index = 0; index < numbers.length; index += 1) {
    outlines.push(padded(renumbered(font.glyph(numbers[index] ?? 0), numberOf), 2));
  }
  return fontFile(font, numbers, outlines);
}

function fontFile(font: TrueTypeFont, numbers: readonly number[], outlines: readonly Buffer[]): Buffer {
  const loca = Buffer.alloc(4 * (numbers.length + 1));
  let at = 0;
  for (const [index, outline] of outlines.entries()) {
    at += outline.length;
    loca.writeUInt32BE(at, 4 * (index + 1));
  }
  const hmtx = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) {
    const { advance, bearing } = font.metrics(number);
    hmtx.writeUInt16BE(advance, 4 * index);
    hmtx.writeInt16BE(bearing, 4 * index + 2);
  }
  const changed = (name: string, change: (table: Buffer) => void) => {
    const table = Buffer.from(font.table(name) ?? Buffer.alloc(0));
    change(table);
    return [name, table] as const;
  };
  const tables = new Map<string, Buffer>([
    changed('head', (head) => {
      head.writeUInt32BE(0, 8); // of the whole file, filled in at the end
      head.writeInt16BE(1, 50); // long offsets
    }),
    changed('hhea', (hhea) => hhea.writeUInt16BE(numbers.length, 34)),
    changed('maxp', (maxp) => maxp.writeUInt16BE(numbers.length, 4)),
    ['hmtx', hmtx],
    ['loca', loca],
    ['glyf', Buffer.concat(outlines)],
  ]);
  for (const name of copiedTables) {
    const table = font.table(name);
    if (table !== undefined) tables.set(name, table);
  }
  return assembled(tables);
}

/** Parts of a composite glyph by their new numbers. */
function renumbered(outline: Buffer, numberOf: (old: number) => number): Buffer {
  if (outline.length < 10 || outline.readInt16BE(0) >= 0) return outline;
  const copy = Buffer.from(outline);
  let at = 10;
  for (let flags: number = componentFlag.more; (flags & componentFlag.more) !== 0; ) {
    flags = copy.readUInt16BE(at);
    copy.writeUInt16BE(numberOf(copy.readUInt16BE(at + 2)), at + 2);
    at += 4 + ((flags & componentFlag.words) !== 0 ? 4 : 2);
    if ((flags & componentFlag.scale) !== 0) at += 2;
    else if ((flags & componentFlag.twoScales) !== 0) at += 4;
    else if ((flags & componentFlag.matrix) !== 0) at += 8;
  }
  return copy;
}

/** What the checksum of a whole font comes to with its adjustment (ISO/IEC 14496-22 §5.3.4). */
const wholeSum = 0xb1b0afba;
const headerSize = 12;
const recordSize = 16;

function assembled(tables: ReadonlyMap<string, Buffer>): Buffer {
  const names = [...tables.keys()].sort();
  const header = Buffer.alloc(headerSize + recordSize * names.length);
  const log = Math.floor(Math.log2(names.length));
  header.writeUInt32BE(0x0001_0000, 0);
  header.writeUInt16BE(names.length, 4);
  header.writeUInt16BE(recordSize * 2 ** log, 6);
  header.writeUInt16BE(log, 8);
  header.writeUInt16BE(recordSize * (names.length - 2 ** log), 10);
  const bodies: Buffer[] = [];
  let at = header.length;
  let headAt = 0;
  for (const [index, name] of names.entries()) {
    const table = tables.get(name) ?? Buffer.alloc(0);
    const body = padded(table, 4);
    const record = headerSize + recordSize * index;
    header.write(name, record, 'latin1');
    header.writeUInt32BE(sumOf(body), record + 4);
    header.writeUInt32BE(at, record + 8);
    header.writeUInt32BE(table.length, record + 12);
    if (name === 'head') headAt = at;
    bodies.push(body);
    at += body.length;
  }
  const file = Buffer.concat([header, ...bodies]);
  file.writeUInt32BE((wholeSum - sumOf(file)) >>> 0, headAt + 8);
  return file;
}

function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}

function padded(bytes: Buffer, unit: number): Buffer {
  const missing = (unit - (bytes.length % unit)) % unit;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
