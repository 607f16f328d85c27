import { type PointerError, Problem, sha256 } from '../../../kernel/index.ts';
import type { PageItem } from '../../ofd/write/content.ts';
import type { XmlElement } from '../../ofd/xml/element.ts';
import { readTree } from '../../ofd/xml/tree-reader.ts';
import { decodeUtf8 } from '../../ofd/xml/utf8.ts';
import type { LicenceTemplate, TemplateField } from './licence-template.ts';
import { ElementReader, type Style, svgNamespace, usualStyle } from './svg-element.ts';
import { readField } from './svg-field.ts';
import { drawImage, drawLine, drawPath, drawRect, drawText, type Shape } from './svg-shapes.ts';
import { readLengths, readMillimetres } from './svg-values.ts';

/** Bounds of a template. The largest of the demonstration has some thirty kilobytes. */
export const templateLimits = {
  bytes: 2 * 1024 * 1024,
  elements: 4_000,
  fields: 200,
  pictures: 20,
  depth: 12,
  smallestSide: 20,
  largestSide: 1_200,
  findings: 50,
} as const;

/** A template as it was read, or everything that is wrong with its file. */
export type TemplateReading =
  | { readonly template: LicenceTemplate; readonly findings?: undefined }
  | { readonly template?: undefined; readonly findings: readonly PointerError[] };

/**
 * Reads the template of a licence type from an SVG of a small kind: `rect`, `line`, `path`, `text`, `tspan`, `image` with
 * its data inside and `g` with a translation; lengths in millimetres, the page's size in `width` and `height`. A `text`
 * with `data-field` is the place of a value, the `rect` with `data-seal` that of the seal. Everything else is a finding: a
 * script, a style sheet, anything fetched from elsewhere, and also what only other programs would draw.
 * @example readTemplate(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">…'))
 */
export function readTemplate(svg: Uint8Array): TemplateReading {
  const root = rootOf(svg);
  if (typeof root === 'string') return { findings: [{ pointer: '', detail: root }] };
  const reading = new Reading();
  const size = reading.pageSize(root);
  reading.members(root, { pointer: '/svg', style: usualStyle, shift: { x: 0, y: 0 }, depth: 1 });
  const { findings, drawing, fields, pictures, seals } = reading;
  const [seal] = seals;
  if (seal === undefined) findings.push({ pointer: '/svg', detail: 'has no rect with data-seal, where the seal goes' });
  if (seals.length > 1) findings.push({ pointer: '/svg', detail: 'has more than one rect with data-seal' });
  if (findings.length > 0 || size === undefined || seal === undefined) {
    return { findings: findings.slice(0, templateLimits.findings) };
  }
  const digest = sha256(svg).toString('hex');
  return { template: { digest, ...size, drawing, pictures: Object.fromEntries(pictures), fields, seal } };
}

function rootOf(svg: Uint8Array): XmlElement | string {
  if (svg.length > templateLimits.bytes) return `is larger than ${templateLimits.bytes} bytes`;
  const text = decodeUtf8(svg);
  if (text === undefined) return 'is not UTF-8';
  try {
    const root = readTree({ texts: [text], file: 'svg' });
    return root.name === 'svg' && root.namespace === svgNamespace ? root : `must be an svg element of ${svgNamespace}`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === 'OFD_XML_DOCTYPE'
      ? 'has a document type declaration, which could fetch or multiply text'
      : 'is no well-formed XML, or nests too deep';
  }
}

/** Where an element stands. */
interface Place {
  readonly pointer: string;
  readonly style: Style;
  readonly shift: { readonly x: number; readonly y: number };
  readonly depth: number;
}

class Reading {
  readonly findings: PointerError[] = [];
  readonly drawing: PageItem[] = [];
  readonly fields: TemplateField[] = [];
  readonly pictures = new Map<string, Buffer>();
  readonly seals: { readonly x: number; readonly y: number }[] = [];
  #elements = 0;

  pageSize(root: XmlElement): { readonly width: number; readonly height: number } | undefined {
    const reader = new ElementReader(root, '/svg', this.findings);
    const [width, height] = [readMillimetres(reader.text('width')), readMillimetres(reader.text('height'))];
    const viewBox = readLengths(reader.text('viewBox') ?? '');
    reader.text('version');
    reader.done();
    const { smallestSide, largestSide } = templateLimits;
    const isSide = (side: number | undefined) => side !== undefined && side >= smallestSide && side <= largestSide;
    if (width === undefined || height === undefined || !isSide(width) || !isSide(height)) {
      reader.find(`needs width and height in mm, ${smallestSide} to ${largestSide} each, e.g. width="210mm"`);
      return undefined;
    }
    if (viewBox?.join(' ') !== `0 0 ${width} ${height}`) {
      reader.find(`needs viewBox="0 0 ${width} ${height}", so that its units are millimetres`);
    }
    return { width, height };
  }

  members(parent: XmlElement, place: Place): void {
    const counts = new Map<string, number>();
    for (const element of parent.children) {
      const count = (counts.get(element.name) ?? 0) + 1;
      counts.set(element.name, count);
      this.#elements += 1;
      if (this.#elements === templateLimits.elements + 1) {
        this.findings.push({ pointer: '/svg', detail: `has more than ${templateLimits.elements} elements` });
      }
      if (this.#elements > templateLimits.elements) return;
      this.#member(element, { ...place, pointer: `${place.pointer}/${element.name}[${count}]` });
    }
  }

  #member(element: XmlElement, place: Place): void {
    const reader = new ElementReader(element, place.pointer, this.findings);
    if (element.namespace !== svgNamespace) {
      reader.find('is no SVG; templates hold nothing foreign');
      return;
    }
    const shapes = Object.hasOwn(this.#shapes, element.name) ? this.#shapes[element.name] : undefined;
    if (shapes !== undefined) {
      shapes({ reader, style: reader.style(place.style), shift: place.shift });
      reader.done();
    } else if (element.name === 'g') {
      this.#group(element, reader, place);
    } else if (element.name !== 'title' && element.name !== 'desc') {
      reader.find(
        'is not drawn here; a template has rect, line, path, text, tspan, image and g, no script, style or link',
      );
    }
  }

  readonly #shapes: Readonly<Record<string, (shape: Shape) => void>> = {
    rect: (shape) => (shape.reader.has('data-seal') ? this.#seal(shape) : this.#draw(drawRect(shape))),
    line: (shape) => this.#draw(drawLine(shape)),
    path: (shape) => this.#draw(drawPath(shape)),
    text: (shape) => (shape.reader.has('data-field') ? this.#field(shape) : this.#draw(...drawText(shape))),
    image: (shape) => {
      this.#draw(drawImage({ ...shape, pictures: this.pictures }));
      if (this.pictures.size > templateLimits.pictures) shape.reader.find('is one picture too many');
    },
  };

  #group(element: XmlElement, reader: ElementReader, place: Place): void {
    const style = reader.style(place.style);
    const moved = reader.translation();
    reader.done();
    if (place.depth >= templateLimits.depth) reader.find(`nests deeper than ${templateLimits.depth}`);
    else {
      const shift = { x: place.shift.x + moved.x, y: place.shift.y + moved.y };
      this.members(element, { ...place, style, shift, depth: place.depth + 1 });
    }
  }

  #field(shape: Shape): void {
    const field = readField(shape);
    if (field !== undefined) this.fields.push(field);
    if (this.fields.length === templateLimits.fields + 1) shape.reader.find('is one field too many');
  }

  #seal({ reader, shift }: Shape): void {
    reader.text('data-seal');
    const [x, y] = [reader.length('x', 0), reader.length('y', 0)];
    const [width, height] = [reader.length('width'), reader.length('height')];
    if (width === undefined || height === undefined) return;
    this.seals.push({ x: shift.x + x + width / 2, y: shift.y + y + height / 2 });
  }

  #draw(...items: readonly (PageItem | undefined)[]): void {
    for (const item of items) if (item !== undefined) this.drawing.push(item);
  }
}
