import { sha256 } from '../../../kernel/pure/index.ts';
import { subsetFont } from '../../font/subset.ts';
import type { TrueTypeFont } from '../../font/true-type.ts';
import type { PdfBuilder } from './pdf-builder.ts';
import { array, dictionary, hex, name, number, numbers, type PdfValue, text } from './value.ts';

/** Widths and heights of fonts in PDF are thousandths of the em. */
const em = 1000;

/**
 * A font of a file in the making: gives each character a code as it is used and is written at the end with the glyphs that were.
 */
export class EmbeddedFont {
  readonly #font: TrueTypeFont;
  /** Code point → code, in the order of first use. */
  readonly #codes = new Map<number, number>();
  readonly #missing = new Set<number>();

  constructor(font: TrueTypeFont) {
    this.#font = font;
  }

  /** Code points asked for that the font lacks. */
  get missing(): readonly number[] {
    return [...this.#missing];
  }

  /** The code a character is shown by, and its own width in thousandths of the size. */
  show(character: string): { readonly code: number; readonly width: number } {
    const codePoint = character.codePointAt(0) ?? 0;
    const glyph = this.#font.glyphOf(codePoint);
    if (glyph === 0) this.#missing.add(codePoint);
    const code = this.#codes.get(codePoint) ?? this.#codes.size + 1;
    this.#codes.set(codePoint, code);
    return { code, width: this.#widthOf(glyph) };
  }

  /** Writes it as a composite font of two-byte codes (§9.7) with its glyphs and what they read as. */
  write(file: PdfBuilder): PdfValue {
    const font = this.#font;
    const characters = [...this.#codes.keys()];
    const glyphs = characters.map((character) => font.glyphOf(character));
    const program = subsetFont(font, glyphs);
    const baseFont = name(`${tagOf(program)}+${nameOf(font)}`);
    const widths = [0, ...glyphs].map((glyph) => this.#widthOf(glyph));
    const descriptor = file.add(
      dictionary({
        Type: name('FontDescriptor'),
        FontName: baseFont,
        Flags: number(4),
        ...metricsOf(font),
        ItalicAngle: number(0),
        StemV: number(80),
        FontFile2: file.stream({ Length1: number(program.length) }, program),
      }),
    );
    const descendant = file.add(
      dictionary({
        Type: name('Font'),
        Subtype: name('CIDFontType2'),
        BaseFont: baseFont,
        CIDSystemInfo: dictionary({ Registry: text('Adobe'), Ordering: text('Identity'), Supplement: number(0) }),
        FontDescriptor: descriptor,
        W: array([number(0), numbers(widths)]),
        CIDToGIDMap: name('Identity'),
      }),
    );
    return file.add(
      dictionary({
        Type: name('Font'),
        Subtype: name('Type0'),
        BaseFont: baseFont,
        Encoding: name('Identity-H'),
        DescendantFonts: array([descendant]),
        ToUnicode: file.stream({}, Buffer.from(unicodeMap(characters), 'latin1')),
      }),
    );
  }

  #widthOf(glyph: number): number {
    return Math.round((this.#font.metrics(glyph).advance * em) / this.#font.unitsPerEm);
  }
}

/** Six letters that tell one subset from another (§9.9.2). */
function tagOf(program: Buffer): string {
  return [...sha256(program).subarray(0, 6)].map((octet) => String.fromCharCode(65 + (octet % 26))).join('');
}

/** The PostScript name (ISO/IEC 14496-22 name ID 6), as far as it is plain. */
function nameOf(font: TrueTypeFont): string {
  const table = font.table('name');
  const count = table?.readUInt16BE(2) ?? 0;
  for (let index = 0; index < count && table !== undefined; index += 1) {
    const record = 6 + 12 * index;
    if (table.readUInt16BE(record) !== 3 || table.readUInt16BE(record + 6) !== 6) continue;
    const start = table.readUInt16BE(4) + table.readUInt16BE(record + 10);
    const units = Buffer.from(table.subarray(start, start + table.readUInt16BE(record + 8)));
    const read = units.length % 2 === 0 ? units.swap16().toString('utf16le') : '';
    if (/^[A-Za-z0-9-]{1,63}$/.test(read)) return read;
  }
  return 'Font';
}

function metricsOf(font: TrueTypeFont) {
  const [head, hhea, os2] = [font.table('head'), font.table('hhea'), font.table('OS/2')];
  const scaled = (table: Buffer | undefined, at: number) =>
    Math.round(((table !== undefined && table.length >= at + 2 ? table.readInt16BE(at) : 0) * em) / font.unitsPerEm);
  const ascent = scaled(hhea, 4);
  return {
    FontBBox: numbers([36, 38, 40, 42].map((at) => scaled(head, at))),
    Ascent: number(ascent),
    Descent: number(scaled(hhea, 6)),
    CapHeight: number(scaled(os2, 88) || ascent),
  };
}

/** Most rows of a block in a character map (§9.10.3). */
const blockSize = 100;

/** What codes read as, so that text can be searched and copied. */
function unicodeMap(characters: readonly number[]): string {
  const rows = characters.map((character, index) => {
    const units = Buffer.from(String.fromCodePoint(character), 'utf16le').swap16();
    return `<${(index + 1).toString(16).padStart(4, '0')}> ${hex(units)}`;
  });
  const blocks: string[] = [];
  for (let at = 0; at < rows.length; at += blockSize) {
    const block = rows.slice(at, at + blockSize);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar\n`);
  }
  return [
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n',
    '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n',
    '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n',
    '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n',
    ...blocks,
    'endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n',
  ].join('');
}
