import { county, towns } from '../data/generated/divisions.ts';
import { labelPoint, outlineRing } from '../data/generated/outline.ts';
import { type Dice, throwDice } from './dice.ts';

/** Longitude and latitude in degrees, CRS84. */
export type Position = readonly [number, number];

/** One division with its place on the map. The county has its real outline, towns and villages a generated point. */
export interface DivisionFeature {
  readonly divisionCode: string;
  readonly name: string;
  readonly level: 'county' | 'town' | 'village';
  readonly parentCode: string;
  readonly longitude: number;
  readonly latitude: number;
  /** Whether the place on the map is generated; codes and names are real. */
  readonly syntheticGeometry: boolean;
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
    | { readonly type: 'Point'; readonly coordinates: Position };
}

/** Degrees; a town's villages lie about so far around it. */
const villageReach = 0.07;
/** Places tried for each town; the one farthest from the others is taken, which spreads them evenly. */
const townCandidates = 40;

/**
 * The county, its 19 towns and 414 villages as features. Every point lies inside the outline, and every village nearer to its own
 * town than to any other.
 */
export function generateDivisions(options: { readonly seed: string }): readonly DivisionFeature[] {
  const dice = throwDice(options.seed, 'spatial');
  const box = boxOf(outlineRing);
  const townPoints: Position[] = [];
  for (const _ of towns) townPoints.push(farthest(dice, box, townPoints));
  const countyFeature: DivisionFeature = {
    divisionCode: county.code,
    name: county.name,
    level: 'county',
    parentCode: county.code.slice(0, 4).padEnd(6, '0'),
    longitude: labelPoint[0],
    latitude: labelPoint[1],
    syntheticGeometry: false,
    geometry: { type: 'Polygon', coordinates: [outlineRing] },
  };
  const townFeatures = towns.map((town, index) =>
    pointFeature({ code: town.code, name: town.name, level: 'town', parent: county.code, at: townPoints[index] }),
  );
  const villageFeatures = towns.flatMap((town, index) =>
    town.villages.map(([code, name]) =>
      pointFeature({ code, name, level: 'village', parent: town.code, at: villagePoint(dice, townPoints, index) }),
    ),
  );
  return [countyFeature, ...townFeatures, ...villageFeatures];
}

/** Whether a position lies inside a closed ring: a ray to the east crosses the ring an odd number of times. */
export function isInside([x, y]: Position, ring: readonly Position[]): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay] = ring[i - 1] ?? [0, 0];
    const [bx, by] = ring[i] ?? [0, 0];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

function pointFeature(options: {
  code: string;
  name: string;
  level: 'town' | 'village';
  parent: string;
  at: Position | undefined;
}): DivisionFeature {
  if (options.at === undefined) throw new Error(`${options.code} has no place`);
  return {
    divisionCode: options.code,
    name: options.name,
    level: options.level,
    parentCode: options.parent,
    longitude: options.at[0],
    latitude: options.at[1],
    syntheticGeometry: true,
    geometry: { type: 'Point', coordinates: options.at },
  };
}

function farthest(dice: Dice, box: readonly [Position, Position], others: readonly Position[]): Position {
  let best: { at: Position; distance: number } | undefined;
  for (let n = 0; n < townCandidates; n += 1) {
    const at = anywhere(dice, box);
    const distance = Math.min(...others.map((other) => distanceOf(at, other)));
    if (best === undefined || distance > best.distance) best = { at, distance };
  }
  if (best === undefined) throw new Error('no candidate');
  return best.at;
}

function anywhere(dice: Dice, [least, most]: readonly [Position, Position]): Position {
  for (;;) {
    const x = least[0] + dice.next() * (most[0] - least[0]);
    const y = least[1] + dice.next() * (most[1] - least[1]);
    const at = rounded(x, y);
    if (isInside(at, outlineRing)) return at;
  }
}

function villagePoint(dice: Dice, townPoints: readonly Position[], own: number): Position {
  const town = townPoints[own];
  if (town === undefined) throw new Error('no such town');
  for (let tries = 0; tries < 10_000; tries += 1) {
    // The sum of two throws lies near the middle more often than at the edge.
    const x = town[0] + (dice.next() + dice.next() - 1) * villageReach;
    const y = town[1] + (dice.next() + dice.next() - 1) * villageReach;
    const at = rounded(x, y);
    const distance = distanceOf(at, town);
    const nearer = townPoints.some((other, index) => index !== own && distanceOf(at, other) < distance);
    if (!nearer && isInside(at, outlineRing)) return at;
  }
  throw new Error('no room around the town');
}

/** Five decimals, about a metre. */
function rounded(x: number, y: number): Position {
  return [Math.round(x * 1e5) / 1e5, Math.round(y * 1e5) / 1e5];
}

/** Squared, in degrees; only compared. */
function distanceOf(a: Position, b: Position): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}

function boxOf(ring: readonly Position[]): readonly [Position, Position] {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}
