import type { PointerError } from '../../../kernel/index.ts';
import type { Colour } from '../../ofd/write/content.ts';
import type { XmlElement } from '../../ofd/xml/element.ts';
import { type TemplateFont, templateFonts } from './licence-template.ts';
import { readColour, readLength, readLengths, readTranslation } from './svg-values.ts';

export const svgNamespace = 'http://www.w3.org/2000/svg';

/** What an element has from those around it (SVG 2 §6.2). Null is `none`. */
export interface Style {
  readonly fill: Colour | null;
  readonly stroke: Colour | null;
  readonly strokeWidth: number;
  readonly dash: readonly number[] | undefined;
  readonly font: TemplateFont;
  readonly fontSize: number;
  readonly anchor: 'left' | 'centre' | 'right';
}

export const usualStyle: Style = {
  fill: [0, 0, 0],
  stroke: null,
  strokeWidth: 0.35,
  dash: undefined,
  font: 'song',
  fontSize: 4,
  anchor: 'left',
};

const anchors = { start: 'left', middle: 'centre', end: 'right' } as const;

/** Takes the attributes of one element and notes what is wrong with it; an attribute that nobody took is a finding. */
export class ElementReader {
  readonly element: XmlElement;
  readonly pointer: string;
  readonly #findings: PointerError[];
  readonly #taken = new Set(['id', 'xmlns']);

  constructor(element: XmlElement, pointer: string, findings: PointerError[]) {
    this.element = element;
    this.pointer = pointer;
    this.#findings = findings;
  }

  /** A reader for a member of this element. */
  member(element: XmlElement, index: number): ElementReader {
    return new ElementReader(element, `${this.pointer}/${element.name}[${index + 1}]`, this.#findings);
  }

  find(detail: string): undefined {
    this.#findings.push({ pointer: this.pointer, detail });
    return undefined;
  }

  has(name: string): boolean {
    return this.element.attributes.has(name);
  }

  text(name: string): string | undefined {
    this.#taken.add(name);
    return this.element.attributes.get(name);
  }

  /** One of the words, or what is used instead. */
  word<W extends string>(name: string, words: readonly W[], usual: W): W {
    const text = this.text(name) ?? usual;
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) this.find(`${name} must be one of ${words.join(', ')}`);
    return word ?? usual;
  }

  length(name: string, usual: number): number;
  length(name: string, usual?: undefined): number | undefined;
  length(name: string, usual?: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) {
      if (usual === undefined) this.find(`needs ${name}`);
      return usual;
    }
    return this.#checked(name, readLength(text), 'must be a number of millimetres without a unit') ?? usual;
  }

  translation(): { readonly x: number; readonly y: number } {
    const text = this.text('transform');
    const moved = text === undefined ? { x: 0, y: 0 } : readTranslation(text);
    return this.#checked('transform', moved, 'must be translate(x, y)') ?? { x: 0, y: 0 };
  }

  opacity(): number | undefined {
    const value = this.length('opacity', 1);
    if (value < 0 || value > 1) this.find('opacity must be 0 to 1');
    return value === 1 ? undefined : Math.min(1, Math.max(0, value));
  }

  style(outer: Style): Style {
    const colour = (name: 'fill' | 'stroke') => {
      const text = this.text(name);
      const read = text === undefined ? outer[name] : readColour(text);
      if (read === undefined) this.find(`${name} must be #rrggbb or none`);
      return read === undefined ? outer[name] : read;
    };
    const anchor = this.text('text-anchor');
    const dash = this.text('stroke-dasharray');
    const strokeWidth = this.length('stroke-width', outer.strokeWidth);
    const fontSize = this.length('font-size', outer.fontSize);
    if (strokeWidth <= 0) this.find('stroke-width must be more than 0');
    if (fontSize <= 0) this.find('font-size must be more than 0');
    return {
      ...{ fill: colour('fill'), stroke: colour('stroke'), strokeWidth, fontSize },
      dash: dash === undefined ? outer.dash : this.#dash(dash),
      font: this.#font(outer.font),
      anchor: anchor === undefined ? outer.anchor : anchors[this.word('text-anchor', anchorWords, 'start')],
    };
  }

  /** To be called when everything was taken. */
  done(): void {
    for (const name of this.element.attributes.keys()) {
      if (!this.#taken.has(name)) this.find(`the attribute ${name.slice(0, 40)} is not understood`);
    }
  }

  #dash(text: string): readonly number[] | undefined {
    if (text.trim() === 'none') return undefined;
    const dash = readLengths(text);
    const isUsable = dash?.every((length) => length >= 0) === true && dash.some((length) => length > 0);
    return this.#checked('stroke-dasharray', isUsable ? dash : undefined, 'must be lengths');
  }

  #font(usual: TemplateFont): TemplateFont {
    const text = this.text('font-family');
    if (text === undefined) return usual;
    const first =
      text
        .split(',')[0]
        ?.trim()
        .replace(/^['"]|['"]$/g, '') ?? '';
    const known = Object.entries(templateFonts).find(([key, font]) => [key, font.name, font.family].includes(first));
    const fonts = Object.values(templateFonts).map(({ name, family }) => `${name} ${family}`);
    this.#checked('font-family', known, `must be one of ${fonts.join(', ')}`);
    return (known?.[0] as TemplateFont | undefined) ?? usual;
  }

  #checked<V>(name: string, value: V | undefined, rule: string): V | undefined {
    if (value === undefined) this.find(`${name} ${rule}`);
    return value;
  }
}

const anchorWords = ['start', 'middle', 'end'] as const;
