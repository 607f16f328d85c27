import type { Text } from '../../../kernel/index.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { RevocationStatus } from '../revocation/status.ts';
import { concludeVerdict, type Step, type StepResult, type Verdict } from '../verdict.ts';
import { type CertificateCheck, type PathStep, pathSteps } from './finding.ts';

/** What a path validation comes to: the verdict of the contract, and all it rests on. */
export interface PathVerdict extends Verdict<PathStep> {
  /** The path judged, leaf first and anchor last; empty when there is none. */
  readonly path: readonly Certificate[];
  /** Every check of every certificate; `certificate` is the place in `path`. */
  readonly checks: readonly CertificateCheck[];
  /** The policies the path is valid under (RFC 5280 §6.1.6), `2.5.29.32.0` among them when any is. */
  readonly policies: readonly string[];
  /** Revocation status by place in `path`, the anchor left out; empty when it was not looked at. */
  readonly statuses: readonly RevocationStatus[];
}

const passedTexts: Readonly<Record<PathStep, Text>> = {
  path: { zh: '证书路径通向信任锚', en: 'the path leads to a trust anchor' },
  signatures: { zh: '路径上的每个签名均有效', en: 'every signature on the path holds' },
  dates: { zh: '路径上的证书均在有效期内', en: 'every certificate on the path is within its validity' },
  constraints: { zh: '路径满足全部约束', en: 'the path keeps to every constraint' },
  policies: { zh: '路径的证书策略有效', en: 'the path is valid under its policies' },
  revocation: { zh: '路径上的证书均未被吊销', en: 'no certificate on the path is revoked' },
};

const skippedText: Text = { zh: '未进行此项检查', en: 'this was not looked at' };

/** Sums the checks of one path up into steps, and the steps into the verdict. */
export function concludePath(options: {
  at: Date;
  path: readonly Certificate[];
  checks: readonly CertificateCheck[];
  policies?: readonly string[];
  statuses?: readonly RevocationStatus[];
}): PathVerdict {
  const { at, path, checks, policies = [], statuses = [] } = options;
  const steps = pathSteps.map((step) => summed(step, checks, path.length - 1));
  return { ...concludeVerdict({ asOf: at, steps }), path, checks, policies, statuses };
}

function summed(step: PathStep, checks: readonly CertificateCheck[], anchorPlace: number): Step<PathStep> {
  const own = checks.filter((check) => check.step === step);
  const worst = own.find(({ result }) => result === 'FAILED') ?? own.find(({ result }) => result === 'INDETERMINATE');
  if (worst !== undefined) {
    const { result, subIndication, detail } = worst;
    return { step, result, subIndication, detail };
  }
  const skipped = own.find(({ result }) => result === 'SKIPPED');
  // That an anchor is not asked about takes nothing from a step; that some other certificate was not, does.
  const belowAnchor = own.filter(({ certificate }) => certificate !== anchorPlace);
  const isPassed =
    own.some(({ result }) => result === 'PASSED') && belowAnchor.every(({ result }) => result === 'PASSED');
  const result: StepResult = isPassed ? 'PASSED' : 'SKIPPED';
  const detail = isPassed ? passedTexts[step] : (skipped?.detail ?? skippedText);
  return { step, result, subIndication: null, detail };
}

const order: readonly string[] = ['TOTAL_FAILED', 'INDETERMINATE', 'TOTAL_PASSED'];

/** Of two paths that do not pass the one that came further, which says best what is wanting. */
export function betterPath(one: PathVerdict, other: PathVerdict): PathVerdict {
  const rank = (verdict: PathVerdict) =>
    100 * order.indexOf(verdict.indication) + verdict.steps.filter(({ result }) => result === 'PASSED').length;
  return rank(other) > rank(one) ? other : one;
}
