import type { Colour, PageItem } from '../../ofd/write/content.ts';

/** The typefaces of a template: those that every reader of Chinese documents has (宋体、黑体、楷体、仿宋). */
export type TemplateFont = 'song' | 'hei' | 'kai' | 'fang';

export const templateFonts = {
  song: { name: '宋体', family: 'SimSun' },
  hei: { name: '黑体', family: 'SimHei' },
  kai: { name: '楷体', family: 'KaiTi' },
  fang: { name: '仿宋', family: 'FangSong' },
} as const satisfies Readonly<Record<TemplateFont, { readonly name: string; readonly family: string }>>;

/**
 * How a value is written: as it is, a day as 2026年11月21日 or a part of it, a term or an end of it.
 */
export type FieldFormat = 'plain' | 'day' | 'year' | 'month' | 'date' | 'term' | 'from' | 'to';

/** A place on the page for one value. Lengths are millimetres. */
export interface TemplateField {
  /** An item of the type, or one of the licence's own particulars, e.g. `licence.identifier`. */
  readonly field: string;
  readonly format: FieldFormat;
  readonly font: TemplateFont;
  readonly size: number;
  /** The size below which text is not shrunk. */
  readonly minSize: number;
  /** Where lines begin, end or have their middle, after `align`; and the baseline of the first. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align: 'left' | 'centre' | 'right';
  readonly maxLines: number;
  /** From one baseline to the next, in sizes. */
  readonly leading: number;
  /** Where fewer lines than have room stand in their rectangle. */
  readonly stand: 'top' | 'middle';
  readonly colour?: Colour | undefined;
}

/** The page that licences of a type are printed on (证照模板), as it was read from its SVG. Lengths are millimetres. */
export interface LicenceTemplate {
  /** SHA-256 of the SVG, hexadecimal. */
  readonly digest: string;
  readonly width: number;
  readonly height: number;
  /** What is the same on every licence. */
  readonly drawing: readonly PageItem[];
  readonly pictures: Readonly<Record<string, Buffer>>;
  readonly fields: readonly TemplateField[];
  /** Middle of the seal. */
  readonly seal: { readonly x: number; readonly y: number };
}
