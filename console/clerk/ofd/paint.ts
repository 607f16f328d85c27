import { make, newId } from './svg.ts';
import { attributeOf, childOf, childrenOf, numberOf, numbersOf } from './xml.ts';

/** What something is painted with. */
export interface Paint {
  /** For fill or stroke. */
  readonly value: string;
  /** To stand beside what is painted, when the value refers to it. */
  readonly gradient?: Element | undefined;
  /** One colour stands for a mesh or a pattern. */
  readonly isSimplified?: boolean | undefined;
}

/** The colour of an object by its name, or that of its drawing parameters; `usual` where neither has one that can be read. */
export function paintOf(object: Element, param: Element | undefined, name: string, usual = 'rgb(0,0,0)'): Paint {
  const colour = childOf(object, name) ?? childOf(param, name);
  if (colour === undefined) return { value: usual };
  const shading = [...colour.children].find(({ localName }) => /Shd$|^Pattern$/.test(localName));
  if (shading === undefined) return { value: solid(colour) ?? usual };
  const gradient = gradientOf(shading);
  if (gradient !== undefined) return { value: `url(#${gradient.id})`, gradient };
  const first = colour.querySelector('[Value]');
  return { value: (first === null ? undefined : solid(first)) ?? usual, isSimplified: true };
}

function solid(colour: Element): string | undefined {
  const rgb = rgbOf(colour);
  const alpha = numberOf(attributeOf(colour, 'Alpha'));
  if (rgb === undefined) return undefined;
  return alpha === undefined ? `rgb(${rgb})` : `rgba(${rgb},${alpha / 255})`;
}

/** RGB, grey or CMYK by the number of channels. */
function rgbOf(colour: Element): string | undefined {
  const value = channels(numbersOf(attributeOf(colour, 'Value')) ?? []);
  return value?.map((one) => Math.round(Math.min(255, Math.max(0, one)))).join(',');
}

function channels(value: readonly number[]): readonly number[] | undefined {
  const [first = 0, second = 0, third = 0, black = 0] = value;
  switch (value.length) {
    case 1:
      return [first, first, first];
    case 3:
      return value;
    case 4:
      return [first, second, third].map((ink) => 255 * (1 - ink / 255) * (1 - black / 255));
    default:
      return undefined;
  }
}

/** Bits of Extend: the first colour goes on before the beginning, the last one after the end. */
const extendsBefore = 1;
const extendsAfter = 2;

/** An axial or radial shading (GB/T 33190 §8.3.4) as a gradient in the object's coordinates; undefined for any other. */
function gradientOf(shading: Element): Element | undefined {
  const from = numbersOf(attributeOf(shading, 'StartPoint'));
  const to = numbersOf(attributeOf(shading, 'EndPoint'));
  const stops = stopsOf(shading);
  if (from?.length !== 2 || to?.length !== 2 || stops === undefined) return undefined;
  const gradient =
    shading.localName === 'AxialShd'
      ? axial(from, to)
      : shading.localName === 'RadialShd'
        ? radial(shading, from, to)
        : undefined;
  if (gradient === undefined) return undefined;
  const spread = { Repeat: 'repeat', Reflect: 'reflect' }[attributeOf(shading, 'MapType') ?? ''];
  if (spread !== undefined) gradient.setAttribute('spreadMethod', spread);
  gradient.append(...stops);
  return gradient;
}

function axial(from: readonly number[], to: readonly number[]): Element {
  const [x1 = 0, y1 = 0] = from;
  const [x2 = 0, y2 = 0] = to;
  return make('linearGradient', { id: newId(), gradientUnits: 'userSpaceOnUse', x1, y1, x2, y2 });
}

/** Circles from the start to the end; with an eccentricity they are ellipses, flat across the angle. */
function radial(shading: Element, from: readonly number[], to: readonly number[]): Element | undefined {
  const r = numberOf(attributeOf(shading, 'EndRadius'));
  if (r === undefined || r <= 0) return undefined;
  const [fx = 0, fy = 0] = from;
  const [cx = 0, cy = 0] = to;
  const fr = Math.max(0, numberOf(attributeOf(shading, 'StartRadius')) ?? 0);
  const gradient = make('radialGradient', { id: newId(), gradientUnits: 'userSpaceOnUse', cx, cy, r, fx, fy, fr });
  const eccentricity = numberOf(attributeOf(shading, 'Eccentricity')) ?? 0;
  if (eccentricity > 0 && eccentricity < 1) {
    const angle = numberOf(attributeOf(shading, 'Angle')) ?? 0;
    const flat = Math.sqrt(1 - eccentricity ** 2);
    gradient.setAttribute(
      'gradientTransform',
      `translate(${cx} ${cy}) rotate(${angle}) scale(1 ${flat}) rotate(${-angle}) translate(${-cx} ${-cy})`,
    );
  }
  return gradient;
}

/** Colours on the way; those without a place stand at even steps. */
function stopsOf(shading: Element): readonly Element[] | undefined {
  const segments = childrenOf(shading, 'Segment');
  const stops = segments.map((segment, index) => {
    const colour = childOf(segment, 'Color');
    const rgb = colour === undefined ? undefined : rgbOf(colour);
    if (colour === undefined || rgb === undefined) return undefined;
    const offset = numberOf(attributeOf(segment, 'Position')) ?? index / Math.max(1, segments.length - 1);
    const alpha = numberOf(attributeOf(colour, 'Alpha'));
    const opacity: Record<string, number> = alpha === undefined ? {} : { 'stop-opacity': alpha / 255 };
    return make('stop', { offset, 'stop-color': `rgb(${rgb})`, ...opacity });
  });
  if (stops.length < 2 || stops.some((stop) => stop === undefined)) return undefined;
  const extend = numberOf(attributeOf(shading, 'Extend')) ?? 0;
  const clear = (offset: number) => make('stop', { offset, 'stop-opacity': 0 });
  return [
    ...((extend & extendsBefore) === 0 ? [clear(0)] : []),
    ...stops.filter((stop) => stop !== undefined),
    ...((extend & extendsAfter) === 0 ? [clear(1)] : []),
  ];
}
