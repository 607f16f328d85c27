import type { Box } from '../../ofd/model/values.ts';
import { readBox, readDeltas, readNumber, readNumbers } from '../../ofd/model/values.ts';
import type { Colour, PageItem, PathItem, PathSegment } from '../../ofd/write/content.ts';
import {
  attribute,
  childrenOf,
  childText,
  isOfdNamespace,
  type Located,
  optionalChild,
} from '../../ofd/xml/element.ts';
import { pdfProblems } from '../problems.ts';

/** A matrix (CTM) of six numbers. */
type Matrix = readonly [number, number, number, number, number, number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];
/** Matrices are written with eight places. */
const tolerance = 1e-6;

/** The objects of a layer (GB/T 33190 §9 to §11), as the items they were written from. @throws PDF_PAGE_NOT_CARRIED */
export function itemsOf(layer: Located): readonly PageItem[] {
  return layer.element.children
    .filter(({ namespace }) => isOfdNamespace(namespace))
    .flatMap((element) => {
      const object = { file: layer.file, element };
      switch (element.name) {
        case 'PageBlock':
          return itemsOf(object);
        case 'TextObject':
          return textItems(object);
        case 'PathObject':
          return [pathItem(object)];
        case 'ImageObject':
          return [pictureItem(object)];
        default:
          throw notCarried(element.name);
      }
    });
}

/** Key of a font in the content: a document has one resource for plain and bold texts in it. */
export function fontKey(id: string, isBold: boolean): string {
  return isBold ? `${id} bold` : id;
}

function textItems(object: Located): readonly PageItem[] {
  const box = boxOf(object);
  const [a, b, c, d, e, f] = matrixOf(object);
  // A turn and nothing else: a text that is stretched or mirrored would have to be drawn as such.
  const isTurn = near(a, d) && near(b, -c) && near(Math.hypot(a, b), 1);
  const size = readNumber(attribute(object, 'Size') ?? '');
  if (!isTurn || size === undefined) throw notCarried('TextObject');
  const font = fontKey(attribute(object, 'Font') ?? '', Number(attribute(object, 'Weight') ?? 400) >= 600);
  const isFilled = attribute(object, 'Fill') !== 'false' && attribute(object, 'Stroke') !== 'true';
  if (!isFilled) throw notCarried('TextObject');
  return childrenOf(object, 'TextCode').map((code): PageItem => {
    const [x, y] = [readNumber(attribute(code, 'X') ?? '0') ?? 0, readNumber(attribute(code, 'Y') ?? '0') ?? 0];
    const deltas = attribute(code, 'DeltaX');
    const advances = deltas === undefined ? [] : readDeltas(deltas);
    const { text } = code.element;
    if (advances?.length !== [...text].length - 1 || attribute(code, 'DeltaY') !== undefined) {
      throw notCarried('TextCode');
    }
    return {
      ...{ kind: 'text', text, font, size, advances },
      x: box.x + a * x + c * y + e,
      y: box.y + b * x + d * y + f,
      degrees: b === 0 && a === 1 ? undefined : (Math.atan2(b, a) * 180) / Math.PI,
      colour: colourOf(object, 'FillColor'),
      opacity: opacityOf(object),
    };
  });
}

function pathItem(object: Located): PathItem {
  const box = boxOf(object);
  if (!matrixOf(object).every((factor, at) => near(factor, identity[at] ?? 0))) throw notCarried('PathObject');
  const isStroked = attribute(object, 'Stroke') !== 'false';
  const isFilled = attribute(object, 'Fill') === 'true';
  const dash = readNumbers(attribute(object, 'DashPattern') ?? 'none');
  const black: Colour = [0, 0, 0];
  return {
    kind: 'path',
    segments: segmentsOf(childText(object, 'AbbreviatedData') ?? '', box),
    stroke: isStroked
      ? {
          colour: colourOf(object, 'StrokeColor') ?? black,
          width: readNumber(attribute(object, 'LineWidth') ?? '') ?? defaultLineWidth,
          ...(dash === undefined ? {} : { dash }),
        }
      : undefined,
    fill: isFilled ? (colourOf(object, 'FillColor') ?? black) : undefined,
    rule: attribute(object, 'Rule') === 'Even-Odd' ? 'Even-Odd' : 'NonZero',
    opacity: opacityOf(object),
  };
}

/** GB/T 33190 §8.2, millimetres. */
const defaultLineWidth = 0.353;

/** A unit square stretched by its matrix; one that is turned would have to be drawn as such. */
function pictureItem(object: Located): PageItem {
  const box = boxOf(object);
  const [width, b, c, height, e, f] = matrixOf(object);
  const picture = attribute(object, 'ResourceID');
  if (!near(b, 0) || !near(c, 0) || picture === undefined) throw notCarried('ImageObject');
  return { kind: 'picture', picture, x: box.x + e, y: box.y + f, width, height, opacity: opacityOf(object) };
}

/** Numbers after each letter of AbbreviatedData (§9.1). */
const operands: Readonly<Record<string, number>> = { M: 2, L: 2, Q: 4, B: 6, A: 7, C: 0 };

function segmentsOf(data: string, { x: left, y: top }: Box): readonly PathSegment[] {
  const words = data.split(/[\s,]+/).filter((word) => word !== '');
  const segments: PathSegment[] = [];
  for (let at = 0; at < words.length; ) {
    const letter = words[at] === 'S' ? 'M' : (words[at] ?? '');
    const count = Object.hasOwn(operands, letter) ? operands[letter] : undefined;
    const numbers = words.slice(at + 1, at + 1 + (count ?? 0)).map(readNumber);
    if (count === undefined || numbers.length !== count || !numbers.every((number) => number !== undefined)) {
      throw notCarried('AbbreviatedData');
    }
    // Of an arc the last two are a place, of the others all.
    const places = letter === 'A' ? 5 : 0;
    const moved = numbers.map((number, index) =>
      index < places ? number : number + ((index - places) % 2 === 0 ? left : top),
    );
    // The letter has as many numbers as its segment.
    segments.push([letter, ...moved] as unknown as PathSegment);
    at += 1 + count;
  }
  return segments;
}

function boxOf(object: Located): Box {
  const box = readBox(attribute(object, 'Boundary'));
  if (box === undefined) throw notCarried(object.element.name);
  return box;
}

function matrixOf(object: Located): Matrix {
  const text = attribute(object, 'CTM');
  if (text === undefined) return identity;
  const numbers = readNumbers(text) ?? [];
  if (numbers.length !== 6) throw notCarried(object.element.name);
  return numbers as unknown as Matrix;
}

/** Plain RGB; shadings, patterns and other colour spaces are drawings of their own. */
function colourOf(object: Located, name: string): Colour | undefined {
  const colour = optionalChild(object, name);
  if (colour === undefined) return undefined;
  const value = readNumbers(attribute(colour, 'Value') ?? '') ?? [];
  const isPlain = value.length === 3 && colour.element.children.length === 0;
  if (!isPlain || attribute(colour, 'ColorSpace') !== undefined) throw notCarried(name);
  return value as unknown as Colour;
}

function opacityOf(object: Located): number | undefined {
  const alpha = readNumber(attribute(object, 'Alpha') ?? '');
  return alpha === undefined ? undefined : alpha / 255;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < tolerance;
}

export function notCarried(element: string) {
  return pdfProblems.PDF_PAGE_NOT_CARRIED({ element });
}
