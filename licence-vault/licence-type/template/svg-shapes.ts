import { sha256 } from '../../../kernel/index.ts';
import type { PageItem, PathItem, PathSegment, PictureItem, TextItem } from '../../ofd/write/content.ts';
import { advanceOf } from '../../ofd/write/geometry.ts';
import { pictureFormatOf } from '../../ofd/write/picture-format.ts';
import type { ElementReader, Style } from './svg-element.ts';
import { readPath } from './svg-path.ts';

/** An element with what it has from those around it. */
export interface Shape {
  readonly reader: ElementReader;
  readonly style: Style;
  readonly shift: { readonly x: number; readonly y: number };
}

export function drawRect({ reader, style, shift }: Shape): PageItem | undefined {
  const [x, y] = [reader.length('x', 0) + shift.x, reader.length('y', 0) + shift.y];
  const [width, height] = [reader.length('width'), reader.length('height')];
  const radius = reader.length('rx', 0);
  if (width === undefined || height === undefined) return undefined;
  if (!(width > 0 && height > 0)) return reader.find('width and height must be more than 0');
  if (radius < 0 || radius > Math.min(width, height) / 2) return reader.find('rx must be at most half a side');
  const [right, bottom, r] = [x + width, y + height, radius];
  const corner = (cornerX: number, cornerY: number): readonly PathSegment[] =>
    r === 0 ? [] : [['A', r, r, 0, 0, 1, cornerX, cornerY]];
  return painted(reader, style, [
    ['M', x + r, y],
    ['L', right - r, y],
    ...corner(right, y + r),
    ['L', right, bottom - r],
    ...corner(right - r, bottom),
    ['L', x + r, bottom],
    ...corner(x, bottom - r),
    ['L', x, y + r],
    ...corner(x + r, y),
    ['C'],
  ]);
}

export function drawLine({ reader, style, shift }: Shape): PageItem | undefined {
  const [x1, y1] = [reader.length('x1', 0) + shift.x, reader.length('y1', 0) + shift.y];
  const [x2, y2] = [reader.length('x2', 0) + shift.x, reader.length('y2', 0) + shift.y];
  if (style.stroke === null) return reader.find('needs a stroke, or it is not seen');
  return painted(reader, { ...style, fill: null }, [
    ['M', x1, y1],
    ['L', x2, y2],
  ]);
}

export function drawPath({ reader, style, shift }: Shape): PageItem | undefined {
  const segments = readPath(reader.text('d') ?? '', shift);
  const rule = reader.word('fill-rule', ['nonzero', 'evenodd'], 'nonzero');
  if (segments === undefined) return reader.find('d must be commands M L H V C Q A Z with their numbers');
  return painted(reader, style, segments, rule === 'evenodd' ? 'Even-Odd' : undefined);
}

function painted(
  reader: ElementReader,
  { fill, stroke, strokeWidth, dash }: Style,
  segments: readonly PathSegment[],
  rule?: PathItem['rule'],
): PageItem | undefined {
  const opacity = reader.opacity();
  if (fill === null && stroke === null) return reader.find('has neither fill nor stroke, so it is not seen');
  return {
    ...{ kind: 'path', segments },
    ...(fill === null ? {} : { fill }),
    ...(stroke === null
      ? {}
      : { stroke: { colour: stroke, width: strokeWidth, ...(dash === undefined ? {} : { dash }) } }),
    ...(rule === undefined ? {} : { rule }),
    ...(opacity === undefined ? {} : { opacity }),
  };
}

const dataUrl = /^data:image\/(?:png|jpeg);base64,([A-Za-z0-9+/\s]+={0,2})\s*$/;

/** A picture is kept once, however often it is shown. */
export function drawImage({
  reader,
  shift,
  pictures,
}: Shape & { readonly pictures: Map<string, Buffer> }): PictureItem | undefined {
  const [x, y] = [reader.length('x', 0) + shift.x, reader.length('y', 0) + shift.y];
  const [width, height] = [reader.length('width'), reader.length('height')];
  const opacity = reader.opacity();
  reader.word('preserveAspectRatio', ['none'], 'none');
  const base64 = dataUrl.exec(reader.text('href') ?? '')?.[1];
  const bytes = base64 === undefined ? undefined : Buffer.from(base64, 'base64');
  if (bytes === undefined || pictureFormatOf(bytes) === undefined) {
    return reader.find('href must hold the PNG or JPEG itself, data:image/png;base64,…; nothing is fetched');
  }
  if (width === undefined || height === undefined || !(width > 0 && height > 0)) {
    return reader.find('width and height must be more than 0');
  }
  const picture = sha256(bytes).toString('hex').slice(0, 16);
  pictures.set(picture, bytes);
  return { kind: 'picture', picture, x, y, width, height, ...(opacity === undefined ? {} : { opacity }) };
}

/** Words that stand on every licence: of the element itself, or of its `tspan`s, each a line with a place of its own. */
export function drawText({ reader, style, shift }: Shape): readonly PageItem[] {
  const place = { x: reader.length('x', 0), y: reader.length('y', 0) };
  const opacity = reader.opacity();
  const spacing = reader.length('letter-spacing', 0);
  const own = { reader, words: reader.element.text, style, place, spacing };
  const spans = reader.element.children.map((child, index) => {
    const span = reader.member(child, index);
    if (child.name !== 'tspan' || child.children.length > 0) span.find('is no tspan with text alone');
    const spanStyle = span.style(style);
    const spanPlace = { x: span.length('x', place.x), y: span.length('y', place.y) };
    span.done();
    return { reader: span, words: child.text, style: spanStyle, place: spanPlace, spacing };
  });
  if (spans.length > 0 && own.words.trim() !== '') reader.find('has text beside its tspans; put it into one');
  const lines = spans.length > 0 ? spans : [own];
  return lines.flatMap((line) => {
    const item = textLine(line, shift);
    return item === undefined ? [] : [{ ...item, ...(opacity === undefined ? {} : { opacity }) }];
  });
}

function textLine(
  line: Omit<Shape, 'shift'> & { readonly words: string; readonly place: Shape['shift']; readonly spacing: number },
  shift: Shape['shift'],
): TextItem | undefined {
  const { reader, style, place, spacing } = line;
  const text = line.words.replace(/\s+/g, ' ').trim();
  if (text === '') return reader.find('has no text');
  if (style.fill === null) return reader.find('needs a fill, or it is not seen');
  const { font, fontSize: size, anchor: align } = style;
  const advances = [...text].slice(0, -1).map((character) => size * advanceOf(character) + spacing);
  return {
    ...{ kind: 'text', text, font, size, align, colour: style.fill },
    ...{ x: place.x + shift.x, y: place.y + shift.y },
    ...(spacing === 0 ? {} : { advances }),
  };
}
