import type { CustomData } from '../model/ofd-file.ts';

/** What an OFD is made from. Lengths are millimetres from the page's top left; nothing here is OFD's XML. */
export interface OfdContent {
  /** 32 hexadecimal digits, unlike those of any other document. */
  readonly docId: string;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  readonly subject?: string | undefined;
  /** YYYY-MM-DD. */
  readonly creationDate: string;
  readonly modDate?: string | undefined;
  readonly creator?: string | undefined;
  readonly creatorVersion?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
  /** A licence's particulars, by the names of the licence standards (ZZMC, ZZBS, …). */
  readonly customData?: readonly CustomData[] | undefined;
  /** Fonts by the names that texts use for them. */
  readonly fonts?: Readonly<Record<string, FontSource>> | undefined;
  /** Pictures by the names that items use for them. */
  readonly pictures?: Readonly<Record<string, Buffer>> | undefined;
  readonly pages: readonly PageContent[];
  readonly attachments?: readonly AttachmentSource[] | undefined;
}

/** A font (字体) that every reader has by this name, or one that comes with the document. */
export interface FontSource {
  /** Such as 宋体 or SimSun. */
  readonly name: string;
  readonly family?: string | undefined;
  readonly bold?: boolean | undefined;
  readonly italic?: boolean | undefined;
  /** The whole font file, TrueType or OpenType. */
  readonly file?: Buffer | undefined;
}

export interface PageContent {
  readonly width: number;
  readonly height: number;
  /** Under everything else. */
  readonly background?: readonly PageItem[] | undefined;
  /** Drawn in order. */
  readonly items: readonly PageItem[];
}

export type PageItem = TextItem | PathItem | PictureItem;

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** One line of text. */
export interface TextItem {
  readonly kind: 'text';
  readonly text: string;
  readonly font: string;
  readonly size: number;
  /** Where the line begins, ends or has its middle, after `align`. */
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly align?: 'left' | 'centre' | 'right' | undefined;
  readonly colour?: Colour | undefined;
  /** From one character to the next; left out: a full size for wide characters and half of it for others. */
  readonly advances?: readonly number[] | undefined;
  /** Clockwise, about the line's beginning on the baseline. */
  readonly degrees?: number | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
}

/** Lines and areas. */
export interface PathItem {
  readonly kind: 'path';
  readonly segments: readonly PathSegment[];
  readonly stroke?: { readonly colour: Colour; readonly width: number; readonly dash?: readonly number[] } | undefined;
  readonly fill?: Colour | undefined;
  /** Which places are inside where lines cross. */
  readonly rule?: 'NonZero' | 'Even-Odd' | undefined;
  readonly opacity?: number | undefined;
}

/** Move, line, curves of second and third degree, elliptical arc, close; named as OFD does (GB/T 33190 §9.1). */
export type PathSegment =
  | readonly ['M' | 'L', x: number, y: number]
  | readonly ['Q', x1: number, y1: number, x: number, y: number]
  | readonly ['B', x1: number, y1: number, x2: number, y2: number, x: number, y: number]
  | readonly ['A', rx: number, ry: number, degrees: number, large: 0 | 1, sweep: 0 | 1, x: number, y: number]
  | readonly ['C'];

/** A PNG or JPEG, stretched to the rectangle. */
export interface PictureItem {
  readonly kind: 'picture';
  readonly picture: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly opacity?: number | undefined;
}

/** A file that comes with the document (附件). */
export interface AttachmentSource {
  readonly name: string;
  readonly bytes: Buffer;
  /** Such as `xml`; left out: the ending of the name. */
  readonly format?: string | undefined;
}
