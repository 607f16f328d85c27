import {
  checkCitizenNumber,
  citizenCheckCharacter,
  citizenFacts,
  organisationCodeCheckCharacter,
  parseCitizenNumber,
  unifiedCodeAlphabet,
  unifiedCodeCheckCharacter,
} from '../../identity/index.ts';
import type { Dice } from './dice.ts';
import type { Meaning } from './meaning.ts';
import { dayBetween } from './value-of-schema.ts';

/** What is known of somebody before they are made up: what they are looked up by. */
export type Known = Partial<Readonly<Record<Meaning, string>>>;

/** Somebody made up, or their organisation: the values of all meanings, which fit each other. */
export type Persona = Readonly<Record<Meaning, string>>;

/**
 * No county of GB/T 2260 has this code or ever had. A number with it has a right check character and is nobody's, so that
 * one which strays from a test into a real query finds nobody.
 */
const nowhere = '459901';
/** 灵山县: a division code stands for no person, and may as well be a real one. */
const county = '450721';
/** Numbers of phones begin with 13 to 19; this one rings nowhere. */
const silent = '100';

const surnames = ['黄', '陈', '梁', '李', '刘', '张', '陆', '杨', '苏', '邓', '吴', '周'] as const;
const given = ['样', '例', '示', '范', '文', '明', '安', '宁', '佳', '敏', '海', '云', '新', '兰'] as const;
const trades = ['商贸', '农业', '建材', '食品', '物流', '信息技术'] as const;
const codeCharacters = [...unifiedCodeAlphabet];

/**
 * Makes somebody up around what is known of them. A citizen number that is known decides birth date and sex.
 * @param today no birth lies after it; undefined where nothing is known, since all that is made up lies in the past
 * @returns undefined when what is known contradicts itself: there is no such person
 */
export function personaOf(known: Known, dice: Dice, today: Date | undefined): Persona | undefined {
  const number = known['citizen-number'];
  const facts = number === undefined || today === undefined ? undefined : factsOf(number, today);
  if (number !== undefined && facts === undefined) return undefined;
  if (facts !== undefined && disagrees(facts.birthDate, dayOf(known['birth-date']))) return undefined;
  if (facts !== undefined && disagrees(facts.sex, sexOf(known.sex))) return undefined;
  const birthDate = facts?.birthDate ?? dayOf(known['birth-date']) ?? dayBetween(1950, 2005, dice.of('birth date'));
  const sex = facts?.sex ?? sexOf(known.sex) ?? (dice.of('sex').below(2) === 0 ? 'male' : 'female');
  const names = dice.of('name');
  const firm = dice.of('organisation');
  const made: Persona = {
    'citizen-number': citizenNumberOf({ birthDate, sex }, dice.of('number')),
    'unified-code': unifiedCodeOf(dice.of('unified code')),
    'person-name': `${names.pick(surnames)}${names.pick(given)}${names.pick(given)}`,
    'organisation-name': `样例县${firm.pick(given)}${firm.pick(given)}${firm.pick(trades)}有限公司`,
    sex: sex === 'male' ? '1' : '2',
    'birth-date': birthDate,
    'division-code': county,
    'division-name': '灵山县',
    address: `样例县样例镇样例路${1 + dice.of('address').below(999)}号`,
    phone: `${silent}${dice.of('phone').digits(8)}`,
  };
  return { ...made, ...known, 'birth-date': birthDate, sex: sex === 'male' ? '1' : '2' };
}

function factsOf(number: string, today: Date): { birthDate: string; sex: 'male' | 'female' } | undefined {
  if (checkCitizenNumber(number, { today }).length > 0) return undefined;
  return citizenFacts(parseCitizenNumber(number, { today }));
}

function disagrees<T>(one: T, other: T | undefined): boolean {
  return other !== undefined && one !== other;
}

/** Days as departments write them: 1949-12-31, 19491231, or with a time. */
function dayOf(text: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

/** GB/T 2261.1 and how it is written out. */
function sexOf(text: string | undefined): 'male' | 'female' | undefined {
  if (text === undefined) return undefined;
  if (/^(1|男性?|male|m)$/i.test(text)) return 'male';
  return /^(2|女性?|female|f)$/i.test(text) ? 'female' : undefined;
}

/** GB 11643: an odd seventeenth digit is a man's. */
function citizenNumberOf({ birthDate, sex }: { birthDate: string; sex: 'male' | 'female' }, dice: Dice): string {
  const serial = `${dice.digits(2)}${2 * dice.below(5) + (sex === 'male' ? 1 : 0)}`;
  const body = `${nowhere}${birthDate.replaceAll('-', '')}${serial}`;
  return `${body}${citizenCheckCharacter(body)}`;
}

/** GB 32100: an enterprise (91) of the county that is nowhere. */
function unifiedCodeOf(dice: Dice): string {
  const letters = Array.from({ length: 6 }, () => codeCharacters[dice.below(codeCharacters.length)] ?? '0').join('');
  const organisation = `MA${letters}`;
  const body = `91${nowhere}${organisation}${organisationCodeCheckCharacter(organisation)}`;
  return `${body}${unifiedCodeCheckCharacter(body)}`;
}
