import type { Language, Text } from '../../kernel/index.ts';
import type { Verdict as VerdictJson } from '../generated/schemas.ts';
import type { Assurance } from '../licence/stock-origin.ts';

/** The steps of a verification, in the order in which they are done (after GM/T 0031-2014 §6.2.3). */
export const verificationSteps = [
  'format',
  'signature',
  'signer-certificate',
  'time',
  'document-hash',
  'seal',
  'timestamp',
  'status',
] as const;

export type VerificationStep = (typeof verificationSteps)[number];

export type Indication = VerdictJson['indication'];

/** Sub-indications of ETSI EN 319 102-1 §5.1.3 that a licence or a seal can get. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'REVOKED'
  | 'REVOKED_NO_POE'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'TRY_LATER';

/** What one step found. */
export interface Finding {
  readonly result: 'PASSED' | 'FAILED' | 'INDETERMINATE' | 'SKIPPED';
  readonly subIndication: SubIndication | null;
  /** Why, in one sentence. */
  readonly detail: Text;
}

/** The result of a verification: every step with its reason, and what follows from them together. */
export interface Verdict {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly asOf: Date;
  /** Of a licence: how it came about. */
  readonly assurance?: Assurance | undefined;
  readonly steps: readonly (Finding & { readonly step: VerificationStep })[];
}

export const passed = (zh: string, en: string): Finding => finding('PASSED', null, zh, en);
export const skipped = (zh: string, en: string): Finding => finding('SKIPPED', null, zh, en);
export const failed = (subIndication: SubIndication, zh: string, en: string): Finding =>
  finding('FAILED', subIndication, zh, en);
export const indeterminate = (subIndication: SubIndication | null, zh: string, en: string): Finding =>
  finding('INDETERMINATE', subIndication, zh, en);

function finding(result: Finding['result'], subIndication: SubIndication | null, zh: string, en: string): Finding {
  return { result, subIndication, detail: { zh, en } };
}

/**
 * What follows from the steps: one that failed fails the whole, else one that could not be decided leaves the whole
 * undecided; a skipped step changes nothing. The sub-indication is that of the first step that decided.
 */
export function verdictOf(findings: Readonly<Record<VerificationStep, Finding>>, asOf: Date): Verdict {
  const steps = verificationSteps.map((step) => ({ step, ...findings[step] }));
  const decisive =
    steps.find((step) => step.result === 'FAILED') ?? steps.find((step) => step.result === 'INDETERMINATE');
  const indication =
    decisive === undefined ? 'TOTAL_PASSED' : decisive.result === 'FAILED' ? 'TOTAL_FAILED' : 'INDETERMINATE';
  return { indication, subIndication: decisive?.subIndication ?? null, asOf, steps };
}

/** The verdict in the words of one language, its reasons in both, as the contract has it. */
export function verdictJson(verdict: Verdict, language: Language): Omit<VerdictJson, 'signatures' | 'statement'> {
  return {
    indication: verdict.indication,
    subIndication: verdict.subIndication,
    asOf: verdict.asOf.toISOString(),
    steps: verdict.steps.map(({ step, result, subIndication, detail }) => ({
      step,
      result,
      subIndication,
      detail: detail[language],
      details: detail,
    })),
    ...(verdict.assurance === undefined ? {} : { assurance: verdict.assurance }),
  };
}
