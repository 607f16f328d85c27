import { county, towns } from '../data/generated/divisions.ts';
import { apportion, type Dice, throwDice } from './dice.ts';
import type { Frequency, IndicatorValue } from './indicator.ts';
import { placesOf } from './places.ts';

const firstYear = 2016;

const indicatorTable = {
  GDP: ['地区生产总值', '万元'],
  GDP_PRIMARY: ['第一产业增加值', '万元'],
  GDP_SECONDARY: ['第二产业增加值', '万元'],
  GDP_TERTIARY: ['第三产业增加值', '万元'],
  FISCAL_REVENUE: ['一般公共预算收入', '万元'],
  RETAIL_SALES: ['社会消费品零售总额', '万元'],
  INCOME_ALL: ['全体居民人均可支配收入', '元'],
  INCOME_URBAN: ['城镇居民人均可支配收入', '元'],
  INCOME_RURAL: ['农村居民人均可支配收入', '元'],
  POPULATION: ['年末户籍人口', '人'],
  BIRTHS: ['户籍出生人口', '人'],
  DEATHS: ['户籍死亡人口', '人'],
  NET_MIGRATION: ['户籍净迁入人口', '人'],
} as const;

/** Codes of the generated indicators. */
export type IndicatorCode = keyof typeof indicatorTable;

/** How the year is spread over quarters and months. */
const quarterShares = [21, 24, 25, 30];
const monthShares = [9.6, 7.4, 8.2, 7.9, 8.3, 8.6, 8.0, 7.9, 8.4, 8.5, 8.3, 8.9];
/** Growth of the year in per cent before chance; 2020 was a poor one. */
const growth = (year: number): number => (year === 2020 ? 2.2 : 5.6);

/**
 * Generates ten years of economy, first year 2016: sectors add up to the product, quarters and months to the year, towns to the
 * county, and each year's population is the last one plus births and arrivals less deaths. Sums hold to the last unit.
 */
export function generateIndicators(options: {
  readonly seed: string;
  readonly lastYear: number;
}): readonly IndicatorValue[] {
  const dice = throwDice(options.seed, 'economy');
  const townShares = townWeights(options.seed);
  const values: IndicatorValue[] = [];
  const state = {
    product: 2_031_000,
    fiscal: 96_400,
    retail: 884_000,
    urban: 27_150,
    rural: 11_080,
    people: 1_618_400,
  };
  for (let year = firstYear; year <= options.lastYear; year += 1) {
    if (year > firstYear) grow(dice, state, year);
    values.push(...product(dice, state.product, year, townShares));
    values.push(...monthlyTotal(dice, 'FISCAL_REVENUE', state.fiscal, year, townShares));
    values.push(...monthlyTotal(dice, 'RETAIL_SALES', state.retail, year, townShares));
    values.push(...income(dice, state, year));
    values.push(...population(dice, state, year, townShares));
  }
  return values;
}

interface EconomyState {
  product: number;
  fiscal: number;
  retail: number;
  urban: number;
  rural: number;
  people: number;
}

function grow(dice: Dice, state: EconomyState, year: number): void {
  const by = (value: number, extra: number) =>
    Math.round(value * (1 + (growth(year) + extra + (dice.next() - 0.5) * 3) / 100));
  state.product = by(state.product, 0.6);
  state.fiscal = by(state.fiscal, -2.4);
  state.retail = by(state.retail, 0.4);
  state.urban = by(state.urban, -0.6);
  state.rural = by(state.rural, 2.1);
}

function product(dice: Dice, total: number, year: number, townShares: readonly number[]): readonly IndicatorValue[] {
  const trend = (year - firstYear) * 0.35;
  const parts = apportion(total, [
    26 - trend / 2 + dice.next(),
    33 - trend + dice.next(),
    41 + trend * 1.5 + dice.next(),
  ]);
  const codes = ['GDP_PRIMARY', 'GDP_SECONDARY', 'GDP_TERTIARY'] as const;
  const bySector = parts.map((part) => apportion(part, uneven(dice, quarterShares, 0.06)));
  const sectors = codes.flatMap((code, index) => [
    ofCounty(code, 'A', String(year), parts[index] ?? 0),
    ...(bySector[index] ?? []).map((value, quarter) => ofCounty(code, 'Q', `${year}-Q${quarter + 1}`, value)),
  ]);
  const quarters = quarterShares.map((_, quarter) =>
    ofCounty(
      'GDP',
      'Q',
      `${year}-Q${quarter + 1}`,
      bySector.reduce((sum, one) => sum + (one[quarter] ?? 0), 0),
    ),
  );
  return [
    ofCounty('GDP', 'A', String(year), total),
    ...quarters,
    ...sectors,
    ...ofTowns('GDP', year, apportion(total, uneven(dice, townShares, 0.08))),
  ];
}

function monthlyTotal(
  dice: Dice,
  code: IndicatorCode,
  total: number,
  year: number,
  townShares: readonly number[],
): readonly IndicatorValue[] {
  const months = apportion(total, uneven(dice, monthShares, 0.08));
  return [
    ofCounty(code, 'A', String(year), total),
    ...months.map((value, month) => ofCounty(code, 'M', `${year}-${String(month + 1).padStart(2, '0')}`, value)),
    ...ofTowns(code, year, apportion(total, uneven(dice, townShares, 0.1))),
  ];
}

/** The mean lies between town and country, nearer to the country at first. */
function income(dice: Dice, state: EconomyState, year: number): readonly IndicatorValue[] {
  const urbanShare = 0.3 + (year - firstYear) * 0.011 + dice.next() * 0.004;
  const all = Math.round(state.urban * urbanShare + state.rural * (1 - urbanShare));
  return [
    ofCounty('INCOME_ALL', 'A', String(year), all),
    ofCounty('INCOME_URBAN', 'A', String(year), state.urban),
    ofCounty('INCOME_RURAL', 'A', String(year), state.rural),
  ];
}

function population(
  dice: Dice,
  state: EconomyState,
  year: number,
  townShares: readonly number[],
): readonly IndicatorValue[] {
  const fewerBirths = 1 - (year - firstYear) * 0.055;
  const births = Math.round(state.people * 0.0165 * fewerBirths * (0.97 + dice.next() * 0.06));
  const deaths = Math.round(state.people * 0.0061 * (0.97 + dice.next() * 0.06));
  const arrivals = -dice.int(900, 4200);
  state.people += births - deaths + arrivals;
  return [
    ofCounty('POPULATION', 'A', String(year), state.people),
    ofCounty('BIRTHS', 'A', String(year), births),
    ofCounty('DEATHS', 'A', String(year), deaths),
    ofCounty('NET_MIGRATION', 'A', String(year), arrivals),
    ...ofTowns('POPULATION', year, apportion(state.people, townShares)),
  ];
}

/** Towns weigh as their villages do, so that the yearbook and the register tell of the same county. */
function townWeights(seed: string): readonly number[] {
  const places = placesOf(seed);
  return towns.map((town) =>
    places.filter((place) => place.townCode === town.code).reduce((sum, place) => sum + place.weight, 0),
  );
}

function uneven(dice: Dice, shares: readonly number[], spread: number): number[] {
  return shares.map((share) => share * (1 + (dice.next() - 0.5) * spread));
}

function ofTowns(code: IndicatorCode, year: number, values: readonly number[]): readonly IndicatorValue[] {
  return towns.map((town, index) => ({
    ...named(code),
    divisionCode: town.code,
    divisionName: town.name,
    frequency: 'A' as const,
    period: String(year),
    value: values[index] ?? 0,
    unit: indicatorTable[code][1],
  }));
}

function ofCounty(code: IndicatorCode, frequency: Frequency, period: string, value: number): IndicatorValue {
  return {
    ...named(code),
    divisionCode: county.code,
    divisionName: county.name,
    frequency,
    period,
    value,
    unit: indicatorTable[code][1],
  };
}

function named(code: IndicatorCode): { indicatorCode: IndicatorCode; indicatorName: string } {
  return { indicatorCode: code, indicatorName: indicatorTable[code][0] };
}
