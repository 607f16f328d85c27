import { type Brand, placeOf } from '../../kernel/index.ts';
import { canonicalNumber } from './canonical.ts';
import { isAcceptable, type NumberFinding, whyOf, wrongCharacter, wrongLength } from './finding.ts';
import { numberProblems } from './problems.ts';

/** A citizen number (公民身份号码), GB 11643-1999, in canonical spelling and checked. */
export type CitizenNumber = Brand<string, 'CitizenNumber'>;

export type Sex = 'male' | 'female';

/** What a citizen number says by itself (GB 11643 §4). */
export interface CitizenFacts {
  /** Division of first registration, GB/T 2260, six digits; it may be a code withdrawn since. */
  readonly divisionCode: string;
  /** ISO 8601 date. */
  readonly birthDate: string;
  readonly sex: Sex;
}

const length = 18;
/** GB 11643 §4.2.4, also ISO 7064 MOD 11-2: 2^(18-i) mod 11. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkCharacters = '10X98765432';
/** Provinces, regions and cities of GB/T 2260; 83 stands in residence permits of Taiwan residents. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
/** Nobody in a register was born before; a smaller year is a slip of the hand. */
const earliestYear = 1800;
/** The day turns at midnight in Beijing, UTC+8, all year. */
const beijingOffsetMs = 8 * 3_600_000;

/**
 * The check character (GB 11643 §4.2.4) of the first 17 digits.
 * @throws RangeError when `body` is not 17 digits
 * @example citizenCheckCharacter('11010519491231002') // 'X'
 */
export function citizenCheckCharacter(body: string): string {
  if (!/^\d{17}$/.test(body)) throw new RangeError('a citizen number has 17 digits before its check character');
  const sum = weights.reduce((total, weight, index) => total + weight * (body.charCodeAt(index) - 48), 0);
  return checkCharacters.charAt(sum % 11);
}

/**
 * Everything wrong with a citizen number; an empty list means it is right. Any spelling goes in, see {@link canonicalNumber}.
 * @param options.today the instant whose Beijing day no birth may lie after
 */
export function checkCitizenNumber(text: string, options: { readonly today: Date }): readonly NumberFinding[] {
  const number = canonicalNumber(text);
  if (number.length !== length) return [wrongLength(number.length, length)];
  const offending = number.search(/[^0-9]/);
  if (offending >= 0 && offending < length - 1) {
    return [wrongCharacter(offending + 1, { zh: '数字', en: 'a digit' })];
  }
  if (!/[0-9X]$/.test(number)) return [wrongCharacter(length, { zh: '数字或 X', en: 'a digit or X' })];
  return [checkDivision(number), checkBirthDate(number, options.today), checkCharacter(number)].filter(
    (finding) => finding !== undefined,
  );
}

/**
 * Makes a citizen number of outside text.
 * @param options.pointer JSON pointer of the field, named in the refusal
 * @throws Problem CITIZEN_NUMBER_INVALID, saying what is wrong where, without the number
 * @example parseCitizenNumber('11010519491231002x', { today: clock.now() }) // '11010519491231002X'
 */
export function parseCitizenNumber(
  text: string,
  options: { readonly today: Date; readonly pointer?: string | undefined },
): CitizenNumber {
  const findings = checkCitizenNumber(text, options);
  if (!isAcceptable(findings)) {
    const why = whyOf(findings);
    const errors = options.pointer === undefined ? [] : [placeOf(options.pointer, { zh: why.whyZh, en: why.whyEn })];
    throw numberProblems.CITIZEN_NUMBER_INVALID(why, { errors });
  }
  return canonicalNumber(text) as CitizenNumber;
}

/** Reads division, birth date and sex out of a citizen number (GB 11643 §4.2; an odd 17th digit is a man's). */
export function citizenFacts(number: CitizenNumber): CitizenFacts {
  return {
    divisionCode: number.slice(0, 6),
    birthDate: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`,
    sex: Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female',
  };
}

function checkDivision(number: string): NumberFinding | undefined {
  if (provinces.has(number.slice(0, 2))) return undefined;
  return {
    code: 'DIVISION',
    severity: 'error',
    position: 1,
    detail: {
      zh: '第 1 至 2 位不是任何省级行政区划代码',
      en: 'positions 1 to 2 are no province of GB/T 2260',
    },
  };
}

function checkBirthDate(number: string, today: Date): NumberFinding | undefined {
  const digits = number.slice(6, 14);
  if (!isRealDay(digits)) {
    return {
      code: 'BIRTH_DATE',
      severity: 'error',
      position: 7,
      detail: { zh: '第 7 至 14 位不是真实的日期', en: 'positions 7 to 14 are no real day' },
    };
  }
  const inBeijing = new Date(today.getTime() + beijingOffsetMs);
  const day = inBeijing.getUTCFullYear() * 10_000 + (inBeijing.getUTCMonth() + 1) * 100 + inBeijing.getUTCDate();
  if (Number(digits) <= day) return undefined;
  return {
    code: 'BIRTH_DATE_IN_FUTURE',
    severity: 'error',
    position: 7,
    detail: { zh: '第 7 至 14 位的出生日期晚于今天', en: 'positions 7 to 14 are a birth date in the future' },
  };
}

function isRealDay(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  if (year < earliestYear) return false;
  // An unreal day rolls over into another one, which then reads differently.
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function checkCharacter(number: string): NumberFinding | undefined {
  const expected = citizenCheckCharacter(number.slice(0, -1));
  if (number.charAt(length - 1) === expected) return undefined;
  return {
    code: 'CHECK_CHARACTER',
    severity: 'error',
    position: length,
    expected,
    detail: {
      zh: `校验码（第 18 位）与前 17 位不符，按前 17 位应为 ${expected}`,
      en: `the check character (position 18) does not fit the first 17, which call for ${expected}`,
    },
  };
}
