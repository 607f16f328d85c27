import type { Language, Text } from '../../kernel/index.ts';

/** The three ends of a validation (ETSI EN 319 102-1 §5.1.3). */
export type Indication = 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';

/** Why it did not pass (ETSI EN 319 102-1 §5.1.3, tables 5 and 6). */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'REVOKED_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND';

export type StepResult = 'PASSED' | 'FAILED' | 'INDETERMINATE' | 'SKIPPED';

/** One step of a verification and what came of it. */
export interface Step<Name extends string> {
  readonly step: Name;
  readonly result: StepResult;
  readonly subIndication: SubIndication | null;
  /** Why, in one sentence. */
  readonly detail: Text;
}

/** What a verification comes to (验证结论): never a bare yes or no. */
export interface Verdict<Name extends string> {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  /** The moment the verdict is for. */
  readonly asOf: Date;
  readonly steps: readonly Step<Name>[];
}

/**
 * Draws the conclusion from the steps: one that failed fails the whole, one that is open leaves it open, and the first such
 * step in their order gives the reason. Nothing but skipped steps proves nothing.
 */
export function concludeVerdict<Name extends string>(options: {
  asOf: Date;
  steps: readonly Step<Name>[];
}): Verdict<Name> {
  const { asOf, steps } = options;
  const failed = steps.find(({ result }) => result === 'FAILED');
  if (failed !== undefined) return { indication: 'TOTAL_FAILED', subIndication: failed.subIndication, asOf, steps };
  const open = steps.find(({ result }) => result === 'INDETERMINATE');
  const isProved = steps.some(({ result }) => result === 'PASSED');
  if (open === undefined && isProved) return { indication: 'TOTAL_PASSED', subIndication: null, asOf, steps };
  return { indication: 'INDETERMINATE', subIndication: open?.subIndication ?? null, asOf, steps };
}

/** A verdict as the contract prints it: texts in one language, times in RFC 3339 UTC to the second. */
export interface VerdictJson {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly asOf: string;
  readonly steps: readonly {
    readonly step: string;
    readonly result: StepResult;
    readonly subIndication: SubIndication | null;
    readonly detail: string;
  }[];
}

export function verdictJson(verdict: Verdict<string>, language: Language): VerdictJson {
  return {
    indication: verdict.indication,
    subIndication: verdict.subIndication,
    asOf: secondText(verdict.asOf),
    steps: verdict.steps.map(({ step, result, subIndication, detail }) => ({
      step,
      result,
      subIndication,
      detail: detail[language],
    })),
  };
}

/** A moment in RFC 3339 UTC, to the second. */
export function secondText(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
