import { clipped, clipsOf, matrixOf } from './clips.ts';
import type { OfdDocument, OfdPage, OfdStamp } from './document.ts';
import type { LoadedFonts } from './fonts.ts';
import { glyphsOf, transformsOf } from './glyph-text.ts';
import { paintOf } from './paint.ts';
import { deltas, pathData } from './path-data.ts';
import { make } from './svg.ts';
import { attributeOf, type Box, boxOf, childOf, childrenOf, numberOf, numbersOf, textOf } from './xml.ts';

/** GB/T 33190 §8.2, millimetres. */
const usualLineWidth = 0.353;
/** A page of more objects is not waited for. */
const mostObjects = 50_000;
const deepestBlocks = 16;
/** Text is drawn at ten times its size and made smaller again: browsers round small fonts, and some enlarge them. */
const textScale = 10;

/** What drawing a page needs besides it. */
export interface Drawing {
  readonly document: OfdDocument;
  readonly fonts: LoadedFonts;
  /** An address for a picture's bytes; undefined for what is no picture. */
  readonly addressOf: (picture: Uint8Array) => string | undefined;
}

/** A page as a picture, millimetres as its units, and its texts in the order in which they are drawn. */
export interface DrawnPage {
  readonly svg: SVGSVGElement;
  readonly texts: readonly string[];
  /** Objects that are painted in one colour in place of a mesh or a pattern. */
  readonly simplified: number;
}

/** Draws a page. */
export function drawPage(page: OfdPage, drawing: Drawing, label: string): DrawnPage {
  const { x, y, width, height } = page.box;
  const svg = make('svg', { viewBox: `${x} ${y} ${width} ${height}`, role: 'img', 'aria-label': label });
  svg.append(make('rect', { x, y, width, height, fill: '#fff' }));
  const painter = new Painter(drawing);
  for (const layer of page.layers) painter.block(svg, layer, drawParamOf(layer, drawing), 0);
  for (const stamp of page.stamps) painter.stamp(svg, stamp);
  for (const appearance of page.annotations) {
    const box = boxOf(attributeOf(appearance, 'Boundary'));
    const group = make('g', box === undefined ? {} : { transform: `translate(${box.x} ${box.y})` });
    painter.block(group, appearance, undefined, 0);
    svg.append(group);
  }
  return { svg: svg as SVGSVGElement, texts: painter.texts, simplified: painter.simplified };
}

class Painter {
  readonly texts: string[] = [];
  simplified = 0;
  readonly #drawing: Drawing;
  #left = mostObjects;

  constructor(drawing: Drawing) {
    this.#drawing = drawing;
  }

  /** Draws what a layer or block holds. */
  block(parent: Element, block: Element, inherited: Element | undefined, depth: number): void {
    if (depth > deepestBlocks) return;
    for (const object of block.children) {
      this.#left -= 1;
      if (this.#left < 0) return;
      if (attributeOf(object, 'Visible') === 'false') continue;
      const param = drawParamOf(object, this.#drawing) ?? inherited;
      switch (object.localName) {
        case 'PageBlock':
          this.block(parent, object, param, depth + 1);
          break;
        case 'TextObject':
          this.#text(placed(parent, object), object, param);
          break;
        case 'PathObject':
          this.#path(placed(parent, object), object, param);
          break;
        case 'ImageObject':
          this.#image(placed(parent, object), object);
          break;
        case 'CompositeObject': {
          const unit = this.#drawing.document.composites.get(attributeOf(object, 'ResourceID') ?? '');
          const content = childOf(unit, 'Content');
          if (content !== undefined) this.block(placed(parent, object), content, param, depth + 1);
          break;
        }
      }
    }
  }

  #text(group: Element, object: Element, param: Element | undefined): void {
    const size = numberOf(attributeOf(object, 'Size'));
    if (size === undefined || size <= 0) return;
    const stretch = numberOf(attributeOf(object, 'HScale')) ?? 1;
    const scaled = make('g', { transform: `scale(${stretch / textScale} ${1 / textScale})` });
    group.append(scaled);
    const isFilled = attributeOf(object, 'Fill') !== 'false';
    const isStroked = attributeOf(object, 'Stroke') === 'true';
    scaled.setAttribute('font-family', this.#drawing.fonts.family(attributeOf(object, 'Font')));
    scaled.setAttribute('font-size', String(size * textScale));
    if ((numberOf(attributeOf(object, 'Weight')) ?? 400) >= 600) scaled.setAttribute('font-weight', 'bold');
    if (attributeOf(object, 'Italic') === 'true') scaled.setAttribute('font-style', 'italic');
    // What is measured in the object's units is measured here in those of the enlarged text.
    const units = `scale(${textScale / stretch} ${textScale})`;
    this.#paint(scaled, 'fill', isFilled ? { object, param, name: 'FillColor', units } : undefined);
    if (isStroked) {
      this.#paint(scaled, 'stroke', { object, param, name: 'StrokeColor', units });
      scaled.setAttribute('stroke-width', String(lineWidthOf(object, param) * textScale));
    }
    const transforms = transformsOf(object);
    const outlines = transforms.size === 0 ? undefined : this.#drawing.fonts.outlines(attributeOf(object, 'Font'));
    let [x, y] = [0, 0];
    let before = 0;
    for (const code of childrenOf(object, 'TextCode')) {
      x = numberOf(attributeOf(code, 'X')) ?? x;
      y = numberOf(attributeOf(code, 'Y')) ?? y;
      const text = code.textContent ?? '';
      const characters = [...text];
      if (characters.length === 0) continue;
      this.texts.push(text);
      const glyphs = outlines && glyphsOf(transforms, before, characters.length);
      before += characters.length;
      if (outlines !== undefined && glyphs !== undefined) {
        const across = evenPlaces(x, deltas(attributeOf(code, 'DeltaX'), glyphs.length - 1), glyphs.length);
        const down = evenPlaces(y, deltas(attributeOf(code, 'DeltaY'), glyphs.length - 1), glyphs.length);
        const shapes = glyphs.map((glyph, index) => {
          const place = { x: ((across[index] ?? x) * textScale) / stretch, y: (down[index] ?? y) * textScale };
          return outlines.outline(glyph, { ...place, size: size * textScale });
        });
        if (shapes.every((shape) => shape !== undefined)) {
          scaled.append(make('path', { d: shapes.join('') }));
          continue;
        }
      }
      const most = characters.length - 1;
      const across = placesOf(x, deltas(attributeOf(code, 'DeltaX'), most), characters);
      const down = placesOf(y, deltas(attributeOf(code, 'DeltaY'), most), characters);
      const line = make('text', {
        x: across.map((at) => (at * textScale) / stretch).join(' '),
        y: down.map((at) => at * textScale).join(' '),
        'xml:space': 'preserve',
      });
      line.textContent = text;
      scaled.append(line);
    }
  }

  #path(group: Element, object: Element, param: Element | undefined): void {
    const data = pathData(textOf(object, 'AbbreviatedData') ?? '');
    if (data === undefined) return;
    const isStroked = attributeOf(object, 'Stroke') !== 'false';
    const isFilled = attributeOf(object, 'Fill') === 'true';
    const path = make('path', {
      d: data,
      'fill-rule': attributeOf(object, 'Rule') === 'Even-Odd' ? 'evenodd' : 'nonzero',
    });
    group.append(path);
    this.#paint(path, 'fill', isFilled ? { object, param, name: 'FillColor' } : undefined);
    if (isStroked) {
      this.#paint(path, 'stroke', { object, param, name: 'StrokeColor' });
      path.setAttribute('stroke-width', String(lineWidthOf(object, param)));
      const dash = numbersOf(attributeOf(object, 'DashPattern') ?? own(param, 'DashPattern'));
      if (dash !== undefined) path.setAttribute('stroke-dasharray', dash.join(' '));
      for (const [name, attribute] of [
        ['Cap', 'stroke-linecap'],
        ['Join', 'stroke-linejoin'],
      ] as const) {
        const value = (attributeOf(object, name) ?? own(param, name))?.toLowerCase();
        if (value !== undefined && /^(butt|round|square|miter|bevel)$/.test(value)) path.setAttribute(attribute, value);
      }
    }
  }

  /** Paints with a colour or a gradient, which then stands before what is painted; without any: not at all. */
  #paint(
    element: Element,
    kind: 'fill' | 'stroke',
    by: { object: Element; param: Element | undefined; name: string; units?: string } | undefined,
  ): void {
    if (by === undefined) {
      element.setAttribute(kind, 'none');
      return;
    }
    const { value, gradient, isSimplified } = paintOf(by.object, by.param, by.name);
    if (gradient !== undefined) {
      element.before(gradient);
      const transform = [by.units, gradient.getAttribute('gradientTransform')].filter((each) => each != null);
      if (transform.length > 0) gradient.setAttribute('gradientTransform', transform.join(' '));
    }
    if (isSimplified === true) this.simplified += 1;
    element.setAttribute(kind, value);
  }

  /** A picture is a unit square, which the matrix stretches. */
  #image(group: Element, object: Element): void {
    const bytes = this.#drawing.document.pictures.get(attributeOf(object, 'ResourceID') ?? '');
    const href = bytes === undefined ? undefined : this.#drawing.addressOf(bytes);
    if (href === undefined) return;
    group.append(make('image', { href, width: 1, height: 1, preserveAspectRatio: 'none' }));
  }

  /** A seal that cannot be shown leaves the frame where it is, so that nobody takes the page for unsealed. */
  stamp(parent: Element, { boundary, clip, picture }: OfdStamp): void {
    const { width, height } = boundary;
    const shown: Box = clip ?? { x: 0, y: 0, width, height };
    const frame = make('svg', {
      x: boundary.x + shown.x,
      y: boundary.y + shown.y,
      width: shown.width,
      height: shown.height,
      viewBox: `${shown.x} ${shown.y} ${shown.width} ${shown.height}`,
    });
    const href = picture === undefined ? undefined : this.#drawing.addressOf(picture);
    const mark =
      href === undefined
        ? make('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, fill: 'none', stroke: '#d7000f' })
        : make('image', { href, width, height, preserveAspectRatio: 'none' });
    mark.setAttribute('class', 'ofd-seal');
    frame.append(mark);
    parent.append(frame);
  }
}

/** A group at an object's place, with its matrix, its opacity and its clips. */
function placed(parent: Element, object: Element): Element {
  const box = boxOf(attributeOf(object, 'Boundary'));
  const place = box === undefined ? undefined : `translate(${box.x} ${box.y})`;
  const { moved, unmoved } = clipsOf(object);
  const alpha = numberOf(attributeOf(object, 'Alpha'));
  const opacity = alpha === undefined ? {} : { opacity: Math.min(1, Math.max(0, alpha / 255)) };
  const group = (within: Element, moves: readonly (string | undefined)[], attributes = {}) => {
    const transform = moves.filter((move) => move !== undefined).join(' ');
    const made = make('g', { ...(transform === '' ? {} : { transform }), ...attributes });
    within.append(made);
    return made;
  };
  if (unmoved.length === 0) return clipped(group(parent, [place, matrixOf(object)], opacity), moved);
  return clipped(group(clipped(group(parent, [place]), unmoved), [matrixOf(object)], opacity), moved);
}

/** Where each of so many shapes begins; those without a step of their own take the last one. */
function evenPlaces(start: number, steps: readonly number[], count: number): readonly number[] {
  let at = start;
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) at += steps[index - 1] ?? steps.at(-1) ?? 0;
    return at;
  });
}

/** Where each character begins; SVG counts a character outside the first plane as two. Those without a step follow by themselves. */
function placesOf(start: number, steps: readonly number[], characters: readonly string[]): readonly number[] {
  const places: number[] = [];
  let at = start;
  for (const [index, character] of characters.entries()) {
    if (index > steps.length) break;
    places.push(...Array.from({ length: character.length }, () => at));
    at += steps[index] ?? 0;
  }
  return places;
}

function drawParamOf(object: Element, { document: ofd }: Drawing): Element | undefined {
  const id = attributeOf(object, 'DrawParam');
  return id === undefined ? undefined : ofd.drawParams.get(id);
}

function own(param: Element | undefined, name: string): string | undefined {
  return param === undefined ? undefined : attributeOf(param, name);
}

function lineWidthOf(object: Element, param: Element | undefined): number {
  return numberOf(attributeOf(object, 'LineWidth')) ?? numberOf(own(param, 'LineWidth')) ?? usualLineWidth;
}
