import type { Problem } from '../../kernel/index.ts';
import { vaultProblems } from '../problems.ts';
import { type LicenceOperation, type LicenceState, licenceOperations, licenceStates } from './state.ts';
import { isAfter, type LicenceEnd } from './term.ts';

/** What an operation rests on. */
export interface OperationFacts {
  /** Clause and cause (法定事由); needed by every operation but issue. */
  readonly legalReason?: string | undefined;
  /** Where operations 05 and 07 lead, which have several ends. */
  readonly toState?: LicenceState | undefined;
  /** What state 99 means here. */
  readonly stateText?: string | undefined;
  /** End of the present term. */
  readonly validTo?: LicenceEnd | undefined;
  /** End of the term asked for by an extension. */
  readonly newValidTo?: LicenceEnd | undefined;
  /** Today in Beijing, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What comes of an operation. */
export interface LicenceStep {
  readonly state: LicenceState;
  /** Extension, transfer in and change make a new version that names the one before. */
  readonly newVersion: boolean;
}

/** A licence that does not exist yet. */
type Before = LicenceState | 'none';

/** States from which an operation may start. 05 and 07 depend on where they lead, see below. */
const startsFrom = {
  '01': ['none'],
  '02': ['01'],
  '03': ['01'],
  '04': ['01', '02'],
  '06': ['02'],
  '08': ['none', '06'],
  '09': ['01'],
  '10': ['06'],
} as const satisfies Partial<Record<LicenceOperation, readonly Before[]>>;

/**
 * The ends of operation 05. What was rescinded or revoked or has lapsed is cancelled in the register afterwards
 * (行政许可法 art. 70), so cancellation starts from those too; nothing starts from it.
 */
const endsFrom = {
  '03': ['01', '02', '05', '99'],
  '04': ['01', '02', '03', '05', '07', '99'],
  '06': ['01'],
  '07': ['01', '02', '99'],
} as const satisfies Partial<Record<LicenceState, readonly LicenceState[]>>;

/** Operation 07 leads to 99 with a text, and from 99 back to valid. */
const othersFrom = {
  '99': ['01', '02', '05', '99'],
  '01': ['99'],
} as const satisfies Partial<Record<LicenceState, readonly LicenceState[]>>;

/**
 * The life of a licence (证照全生命周期) as one pure function: the state after an operation, or the Problem that refuses it.
 * @param state undefined: there is no licence yet
 * @returns OPERATION_NOT_ALLOWED, LEGAL_REASON_MISSING, TARGET_STATE_REQUIRED, STATE_TEXT_REQUIRED, NOT_YET_LAPSED or
 *   EXTENSION_NOT_LATER as a Problem that is returned, not thrown
 * @example next('01', '03', { legalReason: '…', today: '2026-11-21' }) // { state: '02', newVersion: false }
 */
export function next(
  state: LicenceState | undefined,
  operation: LicenceOperation,
  facts: OperationFacts,
): LicenceStep | Problem {
  const before: Before = state ?? 'none';
  if (!allowedOperations(before).includes(operation)) return notAllowed(before, operation);
  if (operation !== '01' && isBlank(facts.legalReason)) {
    return vaultProblems.LEGAL_REASON_MISSING(wordsOf(operation), {
      errors: [{ pointer: '/legalReason', detail: 'required field is missing' }],
    });
  }
  switch (operation) {
    case '01':
      return { state: '01', newVersion: false };
    case '02':
      return extend(facts);
    case '03':
      return { state: '02', newVersion: false };
    case '04':
      return expire(facts);
    case '05':
      return lead(before, operation, facts, endsFrom);
    case '06':
    case '10':
      return { state: '01', newVersion: false };
    case '07':
      return lead(before, operation, { ...facts, toState: facts.toState ?? '99' }, othersFrom);
    case '08':
    case '09':
      return { state: '01', newVersion: true };
  }
}

/** The operations that may start from a state, in the order of their codes. */
export function allowedOperations(before: Before): readonly LicenceOperation[] {
  const starts: Readonly<Record<LicenceOperation, readonly Before[]>> = {
    ...startsFrom,
    '05': Object.values(endsFrom).flat(),
    '07': Object.values(othersFrom).flat(),
  };
  return codesOf(licenceOperations).filter((operation) => starts[operation].includes(before));
}

function extend(facts: OperationFacts): LicenceStep | Problem {
  const { validTo = '长期', newValidTo } = facts;
  if (newValidTo === undefined || !isAfter(newValidTo, validTo)) {
    return vaultProblems.EXTENSION_NOT_LATER(
      { validTo },
      { errors: [{ pointer: '/validTo', detail: `must be later than ${validTo}` }] },
    );
  }
  return { state: '01', newVersion: true };
}

function expire(facts: OperationFacts): LicenceStep | Problem {
  const { validTo = '长期' } = facts;
  if (!isAfter(facts.today, validTo)) return vaultProblems.NOT_YET_LAPSED({ validTo });
  return { state: '05', newVersion: false };
}

/** Operations whose target the issuer names. */
function lead(
  before: Before,
  operation: '05' | '07',
  facts: OperationFacts,
  targets: Readonly<Partial<Record<LicenceState, readonly LicenceState[]>>>,
): LicenceStep | Problem {
  const { toState } = facts;
  const starts: readonly Before[] | undefined = toState === undefined ? undefined : targets[toState];
  if (toState === undefined || starts === undefined) {
    const allowed = codesOf(targets).filter((target) => (targets[target] as readonly Before[]).includes(before));
    return vaultProblems.TARGET_STATE_REQUIRED(
      { ...wordsOf(operation), allowed: allowed.join(', ') },
      { errors: [{ pointer: '/toState', detail: `must be one of ${JSON.stringify(allowed)}` }] },
    );
  }
  if (!starts.includes(before)) return notAllowed(before, operation);
  if (toState === '99' && isBlank(facts.stateText)) {
    return vaultProblems.STATE_TEXT_REQUIRED(
      {},
      { errors: [{ pointer: '/stateText', detail: 'required field is missing' }] },
    );
  }
  return { state: toState, newVersion: false };
}

function notAllowed(before: Before, operation: LicenceOperation): Problem {
  const words = before === 'none' ? { zh: '未签发', en: 'not issued' } : licenceStates[before];
  const allowed = allowedOperations(before);
  return vaultProblems.OPERATION_NOT_ALLOWED({
    ...wordsOf(operation),
    stateZh: words.zh,
    stateEn: words.en,
    allowedZh: allowed.map((code) => `${code} ${licenceOperations[code].zh}`).join('、') || '无',
    allowedEn: allowed.map((code) => `${code} ${licenceOperations[code].en}`).join(', ') || 'none',
  });
}

function wordsOf(operation: LicenceOperation): { operationZh: string; operationEn: string } {
  const { zh, en } = licenceOperations[operation];
  return { operationZh: `${operation} ${zh}`, operationEn: `${operation} ${en}` };
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** Codes of a table, sorted: JavaScript lists '10' before '01', since it reads as an index. */
function codesOf<K extends string>(table: Readonly<Partial<Record<K, unknown>>>): readonly K[] {
  return (Object.keys(table) as K[]).sort();
}
