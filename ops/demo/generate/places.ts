import { county, towns } from '../data/generated/divisions.ts';
import { type Dice, throwDice, weighted } from './dice.ts';

/** A village or community (村级) of the county; real, but for the generated weight and number of groups. */
export interface Place {
  readonly villageCode: string;
  readonly villageName: string;
  readonly townCode: string;
  readonly townName: string;
  readonly urban: boolean;
  /** How many of the generated people live here, relatively. */
  readonly weight: number;
  /** Village groups (村民小组), or lanes of a community. */
  readonly groups: number;
}

/** The county's places in code order. */
export function placesOf(seed: string): readonly Place[] {
  const dice = throwDice(seed, 'places');
  return towns.flatMap((town) =>
    town.villages.map(([villageCode, villageName]) => {
      const urban = !villageName.endsWith('村委会');
      return {
        villageCode,
        villageName,
        townCode: town.code,
        townName: town.name,
        urban,
        weight: (0.5 + dice.next()) * (urban ? 2 : 1) * (town.name.endsWith('街道') ? 2 : 1),
        groups: dice.int(6, 18),
      };
    }),
  );
}

/** Chooses a place as people live: by weight. */
export function placePicker(places: readonly Place[]): (dice: Dice) => Place {
  return weighted(places.map((place) => [place, place.weight] as const));
}

/**
 * The address of the n-th household of a place, counted from 0; no two households of a place share one.
 * @example 广西灵山县檀圩镇东岸村3组12号
 */
export function addressOf(place: Place, n: number): string {
  const short = place.villageName.replace(/居委会$|委会$/, '');
  const group = (n % place.groups) + 1;
  const house = Math.floor(n / place.groups) + 1;
  return `广西${county.name}${place.townName}${short}${group}${place.urban ? '巷' : '组'}${house}号`;
}
