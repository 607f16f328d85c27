import { type Brand, placeOf } from '../../kernel/index.ts';
import { canonicalNumber } from './canonical.ts';
import { isAcceptable, type NumberFinding, type NumberOrigin, whyOf, wrongCharacter, wrongLength } from './finding.ts';
import { numberProblems } from './problems.ts';

/**
 * A unified social credit code (统一社会信用代码), GB 32100-2015, in canonical spelling. Its check characters were verified
 * when it was entered; one out of an older register may fail them.
 */
export type UnifiedCode = Brand<string, 'UnifiedCode'>;

/** The parts of a unified code (GB 32100 §4). */
export interface UnifiedCodeFacts {
  /** Registering department, e.g. `9` market regulation, `1` establishment office, `5` civil affairs. */
  readonly registrar: string;
  readonly category: string;
  /** Division of the registering authority, GB/T 2260. */
  readonly divisionCode: string;
  /** Organisation code, GB 11714, nine characters. */
  readonly organisationCode: string;
}

/** The 31 characters of GB 32100 §5, in the order of their values: no I, O, S, V, Z. */
export const unifiedCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const length = 18;
/** 3^(i-1) mod 31, GB 32100 §5. */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
/** GB 11714 §3; letters count as in base 36, not as in GB 32100. */
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/**
 * The check character (GB 32100 §5) of the first 17 characters.
 * @throws RangeError when `body` is not 17 characters of the alphabet
 * @example unifiedCodeCheckCharacter('91350100M000100Y4') // '3'
 */
export function unifiedCodeCheckCharacter(body: string): string {
  const values = [...body].map((character) => unifiedCodeAlphabet.indexOf(character));
  if (values.length !== weights.length || values.includes(-1)) {
    throw new RangeError('a unified code has 17 characters of its alphabet before its check character');
  }
  const sum = weights.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0);
  return unifiedCodeAlphabet.charAt((31 - (sum % 31)) % 31);
}

/**
 * The check character (GB 11714 §3) of an organisation code's first eight characters: a digit or X.
 * @throws RangeError when `body` is not eight digits and upper-case letters
 * @example organisationCodeCheckCharacter('M000100Y') // '4'
 */
export function organisationCodeCheckCharacter(body: string): string {
  if (!/^[0-9A-Z]{8}$/.test(body)) throw new RangeError('an organisation code has eight characters before its check');
  const sum = organisationWeights.reduce(
    (total, weight, index) => total + weight * Number.parseInt(body.charAt(index), 36),
    0,
  );
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/**
 * Everything wrong with a unified code; an empty list means it is right. Wrong length or characters are errors; a check
 * character that does not fit is an error in an entered code and a warning in a stored one.
 */
export function checkUnifiedCode(text: string, options: { readonly origin: NumberOrigin }): readonly NumberFinding[] {
  const code = canonicalNumber(text);
  if (code.length !== length) return [wrongLength(code.length, length)];
  for (const [index, character] of [...code].entries()) {
    // Positions 3 to 8 are a division code, which is digits (GB 32100 §4.3).
    if (index >= 2 && index < 8 && !/[0-9]/.test(character)) {
      return [wrongCharacter(index + 1, { zh: '数字', en: 'a digit' })];
    }
    if (!unifiedCodeAlphabet.includes(character)) {
      return [wrongCharacter(index + 1, { zh: `${unifiedCodeAlphabet} 之一`, en: `one of ${unifiedCodeAlphabet}` })];
    }
  }
  const severity = options.origin === 'entered' ? 'error' : 'warning';
  return [checkOrganisationCode(code, severity), checkWholeCode(code, severity)].filter(
    (finding) => finding !== undefined,
  );
}

/**
 * Makes a unified code of outside text.
 * @param options.origin `entered` by somebody now, or `stored` by a register that issued it; see {@link NumberOrigin}
 * @param options.pointer JSON pointer of the field, named in the refusal
 * @throws Problem UNIFIED_CODE_INVALID, saying what is wrong where, without the code
 * @example parseUnifiedCode('91350100m000100y43', { origin: 'entered' }) // '91350100M000100Y43'
 */
export function parseUnifiedCode(
  text: string,
  options: { readonly origin: NumberOrigin; readonly pointer?: string | undefined },
): UnifiedCode {
  const findings = checkUnifiedCode(text, options);
  if (!isAcceptable(findings)) {
    const why = whyOf(findings);
    const errors = options.pointer === undefined ? [] : [placeOf(options.pointer, { zh: why.whyZh, en: why.whyEn })];
    throw numberProblems.UNIFIED_CODE_INVALID(why, { errors });
  }
  return canonicalNumber(text) as UnifiedCode;
}

/** Takes a unified code apart (GB 32100 §4). */
export function unifiedCodeFacts(code: UnifiedCode): UnifiedCodeFacts {
  return {
    registrar: code.charAt(0),
    category: code.charAt(1),
    divisionCode: code.slice(2, 8),
    organisationCode: code.slice(8, 17),
  };
}

function checkOrganisationCode(code: string, severity: NumberFinding['severity']): NumberFinding | undefined {
  const expected = organisationCodeCheckCharacter(code.slice(8, 16));
  if (code.charAt(16) === expected) return undefined;
  return {
    code: 'ORGANISATION_CHECK_CHARACTER',
    severity,
    position: 17,
    expected,
    detail: {
      zh: `组织机构代码校验码（第 17 位）与第 9 至 16 位不符，按其应为 ${expected}`,
      en: `the organisation code's check character (position 17) does not fit positions 9 to 16, which call for ${expected}`,
    },
  };
}

function checkWholeCode(code: string, severity: NumberFinding['severity']): NumberFinding | undefined {
  const expected = unifiedCodeCheckCharacter(code.slice(0, -1));
  if (code.charAt(length - 1) === expected) return undefined;
  return {
    code: 'CHECK_CHARACTER',
    severity,
    position: length,
    expected,
    detail: {
      zh: `校验码（第 18 位）与前 17 位不符，按前 17 位应为 ${expected}`,
      en: `the check character (position 18) does not fit the first 17, which call for ${expected}`,
    },
  };
}
