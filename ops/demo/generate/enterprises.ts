import {
  organisationCodeCheckCharacter,
  unifiedCodeAlphabet,
  unifiedCodeCheckCharacter,
} from '../../../identity/index.ts';
import { county } from '../data/generated/divisions.ts';
import { type DayNumber, dayNumber, isoDay, parseDay, plusYears } from './day.ts';
import { type Dice, throwDice, weighted } from './dice.ts';
import type { Enterprise, EnterpriseStatus } from './enterprise.ts';
import { type Industry, industries } from './industries.ts';
import { type Place, placePicker, placesOf } from './places.ts';
import type { Resident } from './resident.ts';

const authority = '灵山县市场监督管理局';

const pickIndustry = weighted(industries.map((one) => [one, one.weight] as const));

/** Types of enterprise with the endings of the name that go with each; a sole proprietor's goes by the trade. */
const pickType = weighted<{ readonly type: string; readonly endings: readonly string[] }>([
  [{ type: '有限责任公司(自然人投资或控股)', endings: ['有限公司', '有限公司', '有限责任公司'] }, 44],
  [{ type: '有限责任公司(自然人独资)', endings: ['有限公司'] }, 38],
  [{ type: '个人独资企业', endings: [] }, 10],
  [{ type: '有限责任公司(非自然人投资或控股的法人独资)', endings: ['有限公司'] }, 7],
  [{ type: '股份有限公司(非上市、自然人投资或控股)', endings: ['股份有限公司'] }, 1],
]);

const pickCapital = weighted([
  [5, 4],
  [10, 10],
  [20, 6],
  [30, 8],
  [50, 18],
  [100, 24],
  [200, 10],
  [300, 6],
  [500, 8],
  [1000, 4],
  [2000, 1.5],
  [5000, 0.5],
]);

const pickStatus = weighted<EnterpriseStatus>([
  ['存续', 84],
  ['注销', 9],
  ['吊销', 5],
  ['迁出', 2],
]);

/** Syllables of trade names (字号). */
const syllables = [
  '鑫宏泰瑞恒盛昌隆祥和顺丰裕达兴旺荣华金宝源福安康嘉美佳信诚德',
  '灵秀六峰钦江荔香桂南云山海岭春晖晨阳明远腾飞创新民众联合聚汇',
].map((text) => [...text]);

/** Organisation codes all begin so: a generated code is told at a glance. */
const organisationPrefix = 'MAY';

/**
 * Generates `count` enterprises of the county. Each is represented by one of the residents, registered and of age on the day it
 * was founded; no two share a code or a name.
 * @param options.residents in the order of generation
 * @param options.asOf ISO 8601; nothing happens after it
 */
export function generateEnterprises(options: {
  readonly seed: string;
  readonly count: number;
  readonly asOf: string;
  readonly residents: readonly Resident[];
}): readonly Enterprise[] {
  const dice = throwDice(options.seed, 'enterprises');
  const places = placesOf(options.seed);
  const pickTown = placePicker(places.filter((place) => place.urban));
  const pickAnywhere = placePicker(places);
  const today = parseDay(options.asOf);
  const names = new Set<string>();
  const codes = new Set<string>();
  return Array.from({ length: options.count }, () => {
    const industry = pickIndustry(dice);
    const place = industry.rural === true && dice.chance(0.7) ? pickAnywhere(dice) : pickTown(dice);
    const founded = foundingDay(dice, today);
    const status = pickStatus(dice);
    const { type, endings } = pickType(dice);
    const approved = dice.chance(0.55) ? founded : dice.int(founded, today);
    const representative = pickRepresentative(dice, options.residents, founded);
    return {
      unifiedCode: freshCode(dice, codes),
      name: freshName({
        dice,
        industry,
        ending: endings.length === 0 ? soleEnding(industry) : dice.pick(endings),
        names,
      }),
      type,
      legalRepresentative: representative.name,
      legalRepresentativeNumber: representative.citizenNumber,
      registeredCapital: pickCapital(dice),
      establishedOn: isoDay(founded),
      address: addressOf(dice, place),
      divisionCode: county.code,
      townCode: place.townCode,
      villageCode: place.villageCode,
      industryCode: industry.code,
      businessScope: scopeOf(dice, industry),
      status,
      registrationAuthority: authority,
      termFrom: isoDay(founded),
      termTo: dice.chance(0.7) ? null : isoDay(endOfTerm(founded, dice.pick([10, 20, 30, 50]), today)),
      approvedOn: isoDay(approved),
    };
  });
}

/** The name of a sole proprietor's business ends as its trade does: works, farm, shop or office. */
function soleEnding(industry: Industry): string {
  return { C: '厂', A: '场', F: '经营部' }[industry.code.charAt(0)] ?? '服务部';
}

/** The end of a term of so many years, renewed as often as it has run out. */
function endOfTerm(founded: DayNumber, years: number, today: DayNumber): DayNumber {
  let end = plusYears(founded, years);
  for (let terms = 2; end <= today; terms += 1) end = plusYears(founded, years * terms);
  return end;
}

/** Since 1998, ever more of them: the later of two days. */
function foundingDay(dice: Dice, today: DayNumber): DayNumber {
  const first = dayNumber(1998, 1, 1);
  return Math.max(dice.int(first, today), dice.int(first, today));
}

function pickRepresentative(dice: Dice, residents: readonly Resident[], founded: DayNumber): Resident {
  const bornBefore = isoDay(plusYears(founded, -18));
  const bornAfter = isoDay(plusYears(founded, -65));
  for (let tries = 0; tries < 10_000; tries += 1) {
    const one = dice.pick(residents);
    if (one.residencyStatus === '在册' && one.birthDate <= bornBefore && one.birthDate >= bornAfter) return one;
  }
  throw new Error('too few residents to find a legal representative among them');
}

/** 9 market regulation, 1 enterprise, division, organisation code and both check characters (GB 32100 §4). */
function freshCode(dice: Dice, taken: Set<string>): string {
  for (;;) {
    const organisation =
      organisationPrefix + Array.from({ length: 5 }, () => dice.pick([...unifiedCodeAlphabet])).join('');
    if (taken.has(organisation)) continue;
    taken.add(organisation);
    const body = `91${county.code}${organisation}${organisationCodeCheckCharacter(organisation)}`;
    return body + unifiedCodeCheckCharacter(body);
  }
}

/** Place, trade name, trade, form of organisation; as the rules for company names order them. */
function freshName(options: { dice: Dice; industry: Industry; ending: string; names: Set<string> }): string {
  const { dice, industry, ending, names } = options;
  for (let length = 2; ; length = 3) {
    const trade = Array.from({ length }, () => dice.pick(dice.pick(syllables)));
    const name = county.name + trade.join('') + industry.word + ending;
    if (new Set(trade).size < trade.length || names.has(name)) continue;
    names.add(name);
    return name;
  }
}

function addressOf(dice: Dice, place: Place): string {
  const short = place.villageName.replace(/居委会$|委会$/, '');
  const spot = place.urban
    ? `${dice.int(1, place.groups)}巷${dice.int(1, 199)}号${dice.chance(0.4) ? `${dice.int(1, 9)}号商铺` : ''}`
    : `${dice.int(1, place.groups)}组${dice.int(1, 80)}号`;
  return `广西${county.name}${place.townName}${short}${spot}`;
}

function scopeOf(dice: Dice, industry: Industry): string {
  const [main, ...others] = industry.scope;
  const chosen = [main, ...others.filter(() => dice.chance(0.75))];
  return `一般项目：${chosen.join('；')}。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）`;
}
