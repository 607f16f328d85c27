import { houseFont } from '../../font/house-fonts.ts';
import { readTrueType, type TrueTypeFont } from '../../font/true-type.ts';
import type { FontSource, OfdContent } from '../../ofd/write/content.ts';
import { pdfProblems } from '../problems.ts';
import { EmbeddedFont } from './embedded-font.ts';
import type { PdfBuilder } from './pdf-builder.ts';
import { type ImageData, imageOf } from './picture.ts';
import { dictionary, name, number, type PdfValue } from './value.ts';

/** Names of OFD documents for fonts that are bold by nature (黑体); the font that comes with the program has a bold weight. */
const boldNames = /黑|hei|bold/i;

/** Fonts, pictures and degrees of opacity that the pages of a file use, each written once. */
export class PageResources {
  readonly #content: OfdContent;
  readonly #file: PdfBuilder;
  readonly #fonts = new Map<TrueTypeFont, { readonly label: string; readonly font: EmbeddedFont }>();
  readonly #ownFonts = new Map<Buffer, TrueTypeFont>();
  readonly #pictures = new Map<Buffer, { readonly label: string; readonly object: PdfValue }>();
  readonly #opacities = new Map<number, string>();

  constructor(content: OfdContent, file: PdfBuilder) {
    this.#content = content;
    this.#file = file;
  }

  /** The font that stands for one of the document: its own file where that is TrueType, else the program's. */
  font(key: string): { readonly label: string; readonly font: EmbeddedFont } {
    const face = this.#faceOf(this.#content.fonts?.[key]);
    const found = this.#fonts.get(face) ?? { label: `F${this.#fonts.size + 1}`, font: new EmbeddedFont(face) };
    this.#fonts.set(face, found);
    return found;
  }

  /** A picture by its bytes. @throws PDF_PICTURE_UNSUPPORTED */
  picture(bytes: Buffer, key: string): { readonly label: string; readonly object: PdfValue } {
    const before = this.#pictures.get(bytes);
    if (before !== undefined) return before;
    const found = { label: `I${this.#pictures.size + 1}`, object: this.#image(imageOf(bytes, key)) };
    this.#pictures.set(bytes, found);
    return found;
  }

  /** The name of a graphics state with this opacity, 0 to 1. */
  opacity(value: number): string {
    const label = this.#opacities.get(value) ?? `G${this.#opacities.size + 1}`;
    this.#opacities.set(value, label);
    return label;
  }

  /** Writes everything that was asked for. @throws PDF_CHARACTER_MISSING */
  write(): PdfValue {
    const fonts = [...this.#fonts.values()];
    const missing = new Set(fonts.flatMap(({ font }) => font.missing));
    if (missing.size > 0)
      throw pdfProblems.PDF_CHARACTER_MISSING({ count: missing.size, characters: named([...missing]) });
    const listed = (items: Iterable<readonly [string, PdfValue]>) => {
      const members = Object.fromEntries(items);
      return Object.keys(members).length === 0 ? undefined : dictionary(members);
    };
    return this.#file.add(
      dictionary({
        Font: listed(fonts.map(({ label, font }) => [label, font.write(this.#file)] as const)),
        XObject: listed([...this.#pictures.values()].map(({ label, object }) => [label, object] as const)),
        ExtGState: listed([...this.#opacities].map(([value, label]) => [label, opacityState(value)] as const)),
      }),
    );
  }

  #faceOf(source: FontSource | undefined): TrueTypeFont {
    const own = source?.file === undefined ? undefined : this.#ownFont(source.file);
    if (own !== undefined) return own;
    const names = `${source?.name ?? ''} ${source?.family ?? ''}`;
    return houseFont(source?.bold === true || boldNames.test(names) ? 'bold' : 'plain');
  }

  #ownFont(file: Buffer): TrueTypeFont | undefined {
    const before = this.#ownFonts.get(file);
    if (before !== undefined) return before;
    try {
      const font = readTrueType(file);
      this.#ownFonts.set(file, font);
      return font;
    } catch (error) {
      // Not TrueType, or without a full character map: what it says is shown in the program's font.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #image({ members, data, mask }: ImageData): PdfValue {
    const opacity = mask === undefined ? {} : { SMask: this.#image(mask) };
    return this.#file.stream({ ...members, ...opacity }, data, { isPacked: true });
  }
}

function opacityState(value: number): PdfValue {
  return dictionary({ Type: name('ExtGState'), ca: number(value), CA: number(value) });
}

/** As the code charts name them, the first few: enough to find them, and no text of the licence. */
function named(codePoints: readonly number[]): string {
  const names = codePoints
    .toSorted((a, b) => a - b)
    .slice(0, 5)
    .map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
  return `${names.join(', ')}${codePoints.length > names.length ? ' …' : ''}`;
}
