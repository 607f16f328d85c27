import type {
  Colour,
  OfdContent,
  PageContent,
  PageItem,
  PathItem,
  PathSegment,
  PictureItem,
  TextItem,
} from '../../ofd/write/content.ts';
import { advanceOf, layOut } from '../../ofd/write/geometry.ts';
import { arcCurves } from './elliptical-arc.ts';
import type { EmbeddedFont } from './embedded-font.ts';
import type { PageResources } from './page-resources.ts';
import { number } from './value.ts';

/** PDF's unit is a 72nd of an inch. */
export const pointsPerMillimetre = 72 / 25.4;

/**
 * What draws a page (ISO 32000-2 §8, §9): the same texts, paths and pictures in the same places as in its OFD, in millimetres from
 * the top left.
 */
export function pageOperators(page: PageContent, content: OfdContent, resources: PageResources): Buffer {
  const scale = pointsPerMillimetre;
  const items = [...(page.background ?? []), ...page.items];
  const lines = [
    operator([scale, 0, 0, -scale, 0, page.height * scale], 'cm'),
    ...items.map((item) => `q\n${opacityOf(item, resources)}${drawing(item, content, resources)}Q\n`),
  ];
  return Buffer.from(lines.join(''), 'latin1');
}

function operator(operands: readonly number[], name: string): string {
  return `${[...operands.map(number), name].join(' ')}\n`;
}

function opacityOf({ opacity }: PageItem, resources: PageResources): string {
  return opacity === undefined || opacity === 1 ? '' : `/${resources.opacity(opacity)} gs\n`;
}

function drawing(item: PageItem, content: OfdContent, resources: PageResources): string {
  switch (item.kind) {
    case 'text':
      return lineOfText(item, resources);
    case 'path':
      return path(item);
    case 'picture':
      return picture(item, content, resources);
  }
}

function lineOfText(item: TextItem, resources: PageResources): string {
  const { label, font } = resources.font(item.font);
  const turn = ((item.degrees ?? 0) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return [
    item.colour === undefined ? '' : operator(parts(item.colour), 'rg'),
    'BT\n',
    `/${label} ${number(item.size)} Tf\n`,
    operator([cos, sin, sin, -cos, startOf(item), item.y], 'Tm'),
    shown(item, font),
    'ET\n',
  ].join('');
}

/**
 * Characters stand where the OFD has them: what one is narrower than its room is made up after it (TJ), and one that is wider is
 * drawn narrower (Tz), since an OFD counts on letters of half the width of a Chinese character.
 */
function shown(item: TextItem, font: EmbeddedFont): string {
  const { advances } = layOut(item);
  let text = '';
  let scale = 100;
  for (const [index, character] of [...item.text].entries()) {
    const { code, width } = font.show(character);
    const advance = advances[index] ?? item.size * advanceOf(character);
    const room = (Math.abs(advance) * 1000) / item.size;
    const narrowed = advance > 0 && width > room ? (100 * room) / width : 100;
    if (narrowed !== scale) text += `>] TJ\n${number(narrowed)} Tz\n[<`;
    scale = narrowed;
    const surplus = narrowed === 100 ? Math.round(width - (advance * 1000) / item.size) : 0;
    text += `${code.toString(16).padStart(4, '0')}${surplus === 0 ? '' : `> ${surplus} <`}`;
  }
  return `[<${text}>] TJ\n`.replaceAll('[<>] TJ\n', '');
}

/** Where the line begins; the unturned rectangle does too. */
function startOf(item: TextItem): number {
  return layOut({ ...item, degrees: undefined }).boundary.left;
}

function path({ segments, stroke, fill, rule }: PathItem): string {
  const isEvenOdd = rule === 'Even-Odd';
  const paint = stroke === undefined ? (isEvenOdd ? 'f*' : 'f') : fill === undefined ? 'S' : isEvenOdd ? 'B*' : 'B';
  return [
    stroke === undefined ? '' : operator(parts(stroke.colour), 'RG') + operator([stroke.width], 'w'),
    stroke?.dash === undefined ? '' : `[${stroke.dash.map(number).join(' ')}] 0 d\n`,
    fill === undefined ? '' : operator(parts(fill), 'rg'),
    outline(segments),
    `${paint}\n`,
  ].join('');
}

function outline(segments: readonly PathSegment[]): string {
  let at: Point = [0, 0];
  let begun: Point = at;
  let lines = '';
  for (const segment of segments) {
    lines += curve(segment, at);
    at = endOf(segment, begun);
    if (segment[0] === 'M') begun = at;
  }
  return lines;
}

type Point = readonly [number, number];

function curve(segment: PathSegment, from: Point): string {
  switch (segment[0]) {
    case 'M':
      return operator(segment.slice(1) as number[], 'm');
    case 'L':
      return operator(segment.slice(1) as number[], 'l');
    case 'Q': {
      // A curve of second degree, as one of third.
      const [, x1, y1, x, y] = segment;
      const towards = (end: Point) => [end[0] + (2 / 3) * (x1 - end[0]), end[1] + (2 / 3) * (y1 - end[1])];
      return operator([...towards(from), ...towards([x, y]), x, y], 'c');
    }
    case 'B':
      return operator(segment.slice(1) as number[], 'c');
    case 'A': {
      const [, rx, ry, degrees, large, sweep, x, y] = segment;
      const arc = { from, radii: [rx, ry], degrees, large: large === 1, sweep: sweep === 1, to: [x, y] } as const;
      return arcCurves(arc)
        .map((cubic) => operator(cubic, 'c'))
        .join('');
    }
    case 'C':
      return 'h\n';
  }
}

/** Where the next segment begins. */
function endOf(segment: PathSegment, begun: Point): Point {
  if (segment[0] === 'C') return begun;
  const [x, y] = segment.slice(-2) as [number, number];
  return [x, y];
}

/** A picture is a unit square with its top at 1. */
function picture(item: PictureItem, content: OfdContent, resources: PageResources): string {
  const bytes = content.pictures?.[item.picture];
  if (bytes === undefined) return '';
  const { label } = resources.picture(bytes, item.picture);
  const { x, y, width, height } = item;
  return `${operator([width, 0, 0, -height, x, y + height], 'cm')}/${label} Do\n`;
}

function parts(colour: Colour): readonly number[] {
  return colour.map((part) => part / 255);
}
