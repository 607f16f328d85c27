import { canonicalNumber } from './canonical.ts';
import { type CitizenFacts, type CitizenNumber, checkCitizenNumber, citizenFacts } from './citizen-number.ts';
import { isAcceptable, type NumberFinding, type NumberOrigin } from './finding.ts';
import { checkUnifiedCode, type UnifiedCode, type UnifiedCodeFacts, unifiedCodeFacts } from './unified-code.ts';

/** What a number is and whether it is right; the number itself is left out on purpose. */
export type NumberDescription =
  | {
      readonly kind: 'citizen-number';
      readonly standard: 'GB 11643';
      readonly valid: boolean;
      readonly findings: readonly NumberFinding[];
      /** Null while the number is not valid: half of it may still be wrong. */
      readonly facts: CitizenFacts | null;
    }
  | {
      readonly kind: 'unified-code';
      readonly standard: 'GB 32100';
      readonly valid: boolean;
      readonly findings: readonly NumberFinding[];
      readonly facts: UnifiedCodeFacts | null;
    };

/** Numbers a character or two short or long are still described, since that is the commonest slip. */
const plausibleLength = { least: 15, most: 20 } as const;

/**
 * Says whether text is a citizen number or a unified code, and if it is not a right one, exactly why.
 * A number that could be either is taken for the one it is right as, else for the one it looks more like.
 * @returns undefined when it looks like neither: it may be a number that another folder knows
 * @param options.origin default `entered`
 * @example describeNumber('110105194912310020', { today })?.findings[0]?.expected // 'X'
 */
export function describeNumber(
  text: string,
  options: { readonly today: Date; readonly origin?: NumberOrigin | undefined },
): NumberDescription | undefined {
  const number = canonicalNumber(text);
  if (!/^[0-9A-Z]+$/.test(number)) return undefined;
  if (number.length < plausibleLength.least || number.length > plausibleLength.most) return undefined;
  const origin = options.origin ?? 'entered';
  const asCitizen = checkCitizenNumber(number, options);
  if (asCitizen.length === 0) {
    const facts = citizenFacts(number as CitizenNumber);
    return { kind: 'citizen-number', standard: 'GB 11643', valid: true, findings: [], facts };
  }
  const asCode = checkUnifiedCode(number, { origin });
  if (isAcceptable(asCode) && (asCode.length === 0 || !looksLikeCitizen(number))) {
    const facts = unifiedCodeFacts(number as UnifiedCode);
    return { kind: 'unified-code', standard: 'GB 32100', valid: true, findings: asCode, facts };
  }
  return looksLikeCitizen(number)
    ? { kind: 'citizen-number', standard: 'GB 11643', valid: false, findings: asCitizen, facts: null }
    : { kind: 'unified-code', standard: 'GB 32100', valid: false, findings: asCode, facts: null };
}

/** Digits (the last may be X) with a century, or a month and day, where a citizen number has its birth date. */
function looksLikeCitizen(number: string): boolean {
  // Unified codes of the market register begin with 9, and no province does.
  if (!/^[0-8]\d+[0-9X]$/.test(number)) return false;
  // 15 digits were the first generation, with a two-digit year; out of use since 2013, still found in old papers.
  const monthAndDay = number.length === 15 ? number.slice(8, 12) : number.slice(10, 14);
  return /^\d{6}(18|19|20)/.test(number) || /^(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(monthAndDay);
}
