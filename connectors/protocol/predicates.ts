import { checkCitizenNumber, citizenFacts, parseCitizenNumber } from '../../identity/index.ts';
import type { Order } from '../generated/schemas.ts';

/** A value that a consumer claims or matches by. */
export type Scalar = string | number | boolean;

/** True, false, or null where the provider does not know. */
export type Verdict = boolean | null;

/** What is to be confirmed of a field: a value it equals, or a predicate that holds for it. */
export type Claim = Order['claims'][string];

export type Predicate = Exclude<Claim, Scalar>;

/** The kinds of predicate; a claim is of one kind, and its bounds hold together. */
export const predicateKinds = ['age', 'division', 'oneOf', 'range', 'period'] as const;
export type PredicateKind = (typeof predicateKinds)[number];

const kindOfMember: Readonly<Record<keyof Predicate, PredicateKind>> = {
  ageAtLeast: 'age',
  ageBelow: 'age',
  division: 'division',
  oneOf: 'oneOf',
  atLeast: 'range',
  atMost: 'range',
  onOrAfter: 'period',
  before: 'period',
};

export function isPredicate(claim: Claim): claim is Predicate {
  return typeof claim === 'object';
}

/** The kind of a predicate in which {@link predicateFault} finds nothing. @example kindOfPredicate({ ageAtLeast: 60 }) // 'age' */
export function kindOfPredicate(predicate: Predicate): PredicateKind | undefined {
  for (const member in predicate) return kindOfMember[member as keyof Predicate];
  return undefined;
}

/**
 * The bounds of a predicate as texts, each written in one way, so that a grant can list those it allows. Of a set, its
 * members in order.
 */
export function boundsOf(predicate: Predicate): readonly string[] {
  if (predicate.oneOf !== undefined) return [...new Set(predicate.oneOf.map(boundText))].sort();
  if (predicate.division !== undefined) return [stem(predicate.division)];
  return Object.values(predicate).map((bound) => boundText(bound as Scalar));
}

/** One bound as a text; 60 and 60.0 are one, and so are two ways to compose a character. */
export function boundText(bound: Scalar): string {
  return Object.is(bound, -0) ? '0' : String(bound).normalize('NFC');
}

/**
 * What a schema cannot say of a predicate: one kind, days of the calendar, bounds that leave something between them.
 * @returns a sentence without any value; undefined when all is well
 */
export function predicateFault(predicate: Predicate): string | undefined {
  const kinds = new Set(Object.keys(predicate).map((member) => kindOfMember[member as keyof Predicate]));
  if (kinds.size !== 1) return 'takes bounds of one kind';
  const { ageAtLeast, ageBelow, atLeast, atMost, onOrAfter, before } = predicate;
  if ([onOrAfter, before].some((day) => day !== undefined && !isDay(day))) return 'not a day of the calendar';
  if (ageAtLeast !== undefined && ageBelow !== undefined && ageAtLeast >= ageBelow) return 'no age lies between';
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) return 'no number lies between';
  if (onOrAfter !== undefined && before !== undefined && onOrAfter >= before) return 'no day lies between';
  return undefined;
}

/**
 * Judges a predicate about one value. Where the value is missing, or not of a kind that the predicate speaks of, nothing
 * is known: null.
 * @param options.today the day on which ages are counted, `YYYY-MM-DD`, see {@link beijingDayOf}
 * @param options.equals how the field's values are compared with the members of a set
 */
export function judgePredicate(options: {
  predicate: Predicate;
  actual: unknown;
  today: string;
  equals: (claimed: Scalar) => Verdict;
}): Verdict {
  const { predicate, actual, today } = options;
  if (!isScalar(actual)) return null;
  switch (kindOfPredicate(predicate)) {
    case 'age':
      return isWithin(ageOf(actual, today), predicate.ageAtLeast, predicate.ageBelow, false);
    case 'division':
      return isInDivision(actual, predicate.division ?? '');
    case 'oneOf':
      return any((predicate.oneOf ?? []).map(options.equals));
    case 'range':
      return isWithin(numberOf(actual), predicate.atLeast, predicate.atMost, true);
    case 'period':
      return isWithin(dayOf(actual), predicate.onOrAfter, predicate.before, false);
    case undefined:
      return null;
  }
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The calendar day in Beijing at an instant, `YYYY-MM-DD`: China keeps one time, UTC+8, all year. */
export function beijingDayOf(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/**
 * Years completed on a day by somebody born on another. A year is completed on the birthday; who was born on 29 February
 * completes it on 1 March where there is no such day.
 */
export function completedYears(born: string, today: string): number | undefined {
  if (today < born) return undefined;
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}

function ageOf(actual: Scalar, today: string): number | undefined {
  const born = birthDateOf(actual, today);
  return born === undefined ? undefined : completedYears(born, today);
}

/** A day, or the day in a citizen number that is right in itself (GB 11643). */
function birthDateOf(actual: Scalar, today: string): string | undefined {
  if (typeof actual !== 'string') return undefined;
  if (isDay(actual)) return actual;
  const noon = new Date(`${today}T12:00:00+08:00`);
  if (checkCitizenNumber(actual, { today: noon }).length > 0) return undefined;
  return citizenFacts(parseCitizenNumber(actual, { today: noon })).birthDate;
}

/** Codes of GB/T 2260 and GB/T 10114 nest at these lengths; what is left is filled up with zeros. */
const levels = [2, 4, 6, 9, 12] as const;

/** A code without the zeros that only fill it up: 450721000000 and 450721 are one division. */
function stem(code: string): string {
  let length = code.length;
  for (const level of levels.toReversed()) {
    if (level >= length) continue;
    if (/[^0]/.test(code.slice(level, length))) break;
    length = level;
  }
  return code.slice(0, length);
}

/** A value that only says the county is neither in nor outside one of its towns. */
function isInDivision(actual: Scalar, division: string): Verdict {
  const code = String(actual);
  if (!/^\d{2,12}$/.test(code) || !levels.some((level) => level === code.length)) return null;
  const [place, asked] = [stem(code), stem(division)];
  if (place.startsWith(asked)) return true;
  return asked.startsWith(place) ? null : false;
}

const decimal = /^-?\d+(\.\d+)?$/;

/** Beyond what a number holds exactly nothing is said rather than something wrong. */
function numberOf(actual: Scalar): number | undefined {
  const value = typeof actual === 'string' && decimal.test(actual) ? Number(actual) : actual;
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

const moment = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/;

function dayOf(actual: Scalar): string | undefined {
  if (typeof actual !== 'string') return undefined;
  if (isDay(actual)) return actual;
  const instant = moment.test(actual) ? new Date(actual) : undefined;
  return instant === undefined || Number.isNaN(instant.getTime()) ? undefined : beijingDayOf(instant);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

function isWithin<T extends number | string>(
  value: T | undefined,
  from: T | undefined,
  until: T | undefined,
  inclusive: boolean,
): Verdict {
  if (value === undefined) return null;
  if (from !== undefined && value < from) return false;
  return until === undefined || value < until || (inclusive && value === until);
}

function any(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(null) ? null : false;
}
