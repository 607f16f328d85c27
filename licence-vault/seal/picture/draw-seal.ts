import { sealProblems } from '../problems.ts';
import { emSize, type Outlines } from './outlines.ts';

/** What a round seal shows. */
export interface RoundSeal {
  /** Name of the organisation, on the arc from left to right. */
  readonly name: string;
  readonly diameterMm: number;
  /** The national emblem is not ours to draw: its place stays free, for the word 样章 of a specimen. */
  readonly centre: 'star' | 'emblem';
  /** Horizontal words below the middle, as special-purpose seals have them (行政审批专用章). */
  readonly caption?: string | undefined;
  /** Demonstration seals say 样章 (specimen). */
  readonly specimen: boolean;
}

/** Red of seal paste (印泥). */
const red = '#d7000f';
/** 100 units to a millimetre, so that coordinates are whole numbers. */
const unitsPerMm = 100;

/** Proportions of the radius. */
const ringWidth = 0.05;
const gap = 0.06;
const tallestName = 0.3;
const shortestName = 0.16;
const starRadius = 0.3;
/** The name's characters stand this much narrower than high, and leave this much of their pitch free. */
const narrowest = 0.45;
const widest = 0.85;
const filled = 0.94;

/** Angle between two characters of a short name, and what the whole name takes at most; below it stand the lines. */
const widestPitch = radians(30);
const widestSpan = { alone: radians(290), withLines: radians(240) };

/** Characters that can still be told apart. */
const longestName = 40;
const longestCaption = 12;
const specimenWord = '样章';

/**
 * Draws a round seal (圆形印章, 国发〔1999〕25号) as SVG: red on a transparent ground, its characters as outlines, so that it
 * looks the same wherever it is shown. Pure.
 * @throws SEAL_TEXT_NOT_DRAWABLE for a name or caption that is empty, too long or has a character the font lacks,
 *   SEAL_EMBLEM_NOT_DRAWN for a seal with the emblem that is no specimen
 * @example drawRoundSeal({ name: '灵山县行政审批局', diameterMm: 45, centre: 'star', specimen: true }, outlines)
 */
export function drawRoundSeal(seal: RoundSeal, outlines: Outlines): string {
  if (seal.centre === 'emblem' && !seal.specimen) throw sealProblems.SEAL_EMBLEM_NOT_DRAWN();
  const name = outlinesOf(seal.name, longestName, outlines, '/name');
  const caption = seal.caption === undefined ? [] : outlinesOf(seal.caption, longestCaption, outlines, '/caption');
  const specimen = seal.specimen ? outlinesOf(specimenWord, longestCaption, outlines, '/specimen') : [];
  const diameter = seal.diameterMm * unitsPerMm;
  const radius = diameter / 2;
  const middle = seal.centre === 'star' ? starWithLines([caption, specimen]) : wordWithLine(specimen, caption);
  const span = middle.hasLines ? widestSpan.withLines : widestSpan.alone;
  const shapes = [ring(), ...nameOnArc(name, span), ...middle.shapes];
  const parts = shapes.map((shape) => shape(radius)).join('');
  const size = `width="${seal.diameterMm}mm" height="${seal.diameterMm}mm"`;
  const box = `viewBox="${-radius} ${-radius} ${diameter} ${diameter}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}><g fill="${red}">${parts}</g></svg>`;
}

/** Of the shorter side. */
const markHeight = 0.14;

/**
 * Puts the word 样章 (specimen) across the foot of a picture, for demonstrations with a picture of one's own. Pure.
 * @param picture.png a PNG that has been checked
 */
export function markSpecimen(picture: { png: Buffer; widthMm: number; heightMm: number }, outlines: Outlines): string {
  const { widthMm, heightMm } = picture;
  const [width, height] = [widthMm * unitsPerMm, heightMm * unitsPerMm];
  const radius = Math.min(width, height) / 2;
  const line = outlinesOf(specimenWord, longestCaption, outlines, '/specimen');
  const y = (height / 2 / radius) * 0.72;
  const word = lineOf({ line, y, height: 2 * markHeight, width: 1.2 }).map((shape) => shape(radius));
  const place = `x="${-width / 2}" y="${-height / 2}" width="${width}" height="${height}"`;
  const image = `<image ${place} preserveAspectRatio="none" href="data:image/png;base64,${picture.png.toString('base64')}"/>`;
  const size = `width="${widthMm}mm" height="${heightMm}mm" viewBox="${-width / 2} ${-height / 2} ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${image}<g fill="${red}">${word.join('')}</g></svg>`;
}

/** Part of the picture, as SVG for a radius in units. */
type Shape = (radius: number) => string;

function ring(): Shape {
  return (radius) => {
    const width = radius * ringWidth;
    return `<circle r="${round(radius - width / 2)}" fill="none" stroke="${red}" stroke-width="${round(width)}"/>`;
  };
}

/** The name, its characters upright seen from the middle, evenly to both sides of the top. */
function nameOnArc(name: readonly string[], span: number): readonly Shape[] {
  const pitch = Math.min(widestPitch, span / Math.max(1, name.length - 1));
  const height = Math.max(shortestName, Math.min(tallestName, (pitch * filled * 0.72) / narrowest));
  const outer = 1 - ringWidth - gap;
  const centre = outer - height / 2;
  const width = Math.min(height * widest, pitch * (outer - height * 0.75) * filled);
  return name.map((outline, index) => {
    const angle = (index - (name.length - 1) / 2) * pitch;
    const [x, y] = [Math.sin(angle) * centre, -Math.cos(angle) * centre];
    return character({ outline, x, y, width, height, angle });
  });
}

/** A star, with lines of words below it. */
function starWithLines(words: readonly (readonly string[])[]): { shapes: readonly Shape[]; hasLines: boolean } {
  const lines = words.filter((word) => word.length > 0);
  const first = lines.length > 1 ? 0.43 : 0.52;
  const shapes = lines.flatMap((line, index) => {
    const y = first + 0.2 * index;
    return lineOf({ line, y, height: 0.155, width: index === 0 ? 0.9 : 0.62 });
  });
  const lift = lines.length > 1 ? 0.08 : 0;
  return { shapes: [star(-lift), ...shapes], hasLines: lines.length > 0 };
}

/** A word in the middle, with a line below it. */
function wordWithLine(
  word: readonly string[],
  below: readonly string[],
): { shapes: readonly Shape[]; hasLines: boolean } {
  const shapes = [
    ...lineOf({ line: word, y: 0, height: 0.34, width: 0.9 }),
    ...lineOf({ line: below, y: 0.52, height: 0.155, width: 0.9 }),
  ];
  return { shapes, hasLines: below.length > 0 };
}

function lineOf(options: { line: readonly string[]; y: number; height: number; width: number }): readonly Shape[] {
  const { line, y, height } = options;
  const pitch = Math.min(height * 1.08, options.width / Math.max(1, line.length));
  return line.map((outline, index) => {
    const x = (index - (line.length - 1) / 2) * pitch;
    return character({ outline, x, y, width: Math.min(height, pitch * filled), height, angle: 0 });
  });
}

/** Ideographs fill the em from 0.88 above the baseline to 0.12 below it. */
const aboveBaseline = 0.88;

/** One character, its middle at (x, y), all in parts of the radius. */
function character(options: {
  outline: string;
  x: number;
  y: number;
  width: number;
  height: number;
  angle: number;
}): Shape {
  return (radius) => {
    const { x, y, angle } = options;
    const scale = (size: number) => ((size * radius) / emSize).toFixed(4);
    const place = `translate(${round(x * radius)} ${round(y * radius)})`;
    const turn = angle === 0 ? '' : ` rotate(${((angle * 180) / Math.PI).toFixed(2)})`;
    const stretch = ` scale(${scale(options.width)} ${scale(options.height)})`;
    const toMiddle = ` translate(${-emSize / 2} ${emSize * (aboveBaseline - 0.5)})`;
    return `<path transform="${place}${turn}${stretch}${toMiddle}" d="${options.outline}"/>`;
  };
}

/** Points of a regular star polygon {5/2}: the inner ones lie at sin 18° / sin 54° of the radius. */
const innerPoints = Math.sin(radians(18)) / Math.sin(radians(54));

function star(y: number): Shape {
  return (radius) => {
    const points = Array.from({ length: 10 }, (_, index) => {
      const reach = radius * starRadius * (index % 2 === 0 ? 1 : innerPoints);
      const angle = radians(36 * index);
      return `${round(Math.sin(angle) * reach)},${round(y * radius - Math.cos(angle) * reach)}`;
    });
    return `<polygon points="${points.join(' ')}"/>`;
  };
}

function outlinesOf(text: string, longest: number, outlines: Outlines, pointer: string): readonly string[] {
  const characters = [...text.replace(/\s/gu, '')];
  const refuse = (detail: string) => sealProblems.SEAL_TEXT_NOT_DRAWABLE({}, { errors: [{ pointer, detail }] });
  if (characters.length === 0) throw refuse('must not be empty');
  if (characters.length > longest) throw refuse(`must have no more than ${longest} characters`);
  return characters.map((one, index) => {
    const outline = outlines.outline(one);
    if (outline === undefined || outline === '') throw refuse(`its character number ${index + 1} is not in the font`);
    return outline;
  });
}

function round(value: number): number {
  return Math.round(value);
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
