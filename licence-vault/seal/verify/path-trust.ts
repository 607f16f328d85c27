import {
  type Certificate,
  currentAlgorithms,
  isCompromise,
  isInForce,
  type PathVerdict,
  type Revocation,
  type TimeStampVerdict,
  validatePath,
  verifyTimeStamp,
} from '../../../identity/pki/index.ts';
import type { Finding } from '../../verify/verdict.ts';
import { SettledPaths } from './settled-paths.ts';
import type { RevocationFact, SealTrust, TimeStampFact } from './trust.ts';
import type { TrustMaterial } from './trust-material.ts';

/**
 * Trust in a set of anchors, decided by path validation (RFC 5280) over what is in hand, which must stay as it is; nobody is
 * asked. Whoever verifies many documents keeps the trust: paths are judged once for all moments between the same dates.
 */
export function pathTrust(material: TrustMaterial): SealTrust {
  const validate = (options: { certificate: Certificate; at: Date; now?: Date; revocation: 'require' | 'none' }) =>
    validatePath({ ...material, ...options, algorithms: currentAlgorithms });
  // Revocation is asked together with the path, whose answer is kept for the question that follows.
  const judged = new WeakMap<Certificate, { readonly at: number; readonly verdict: PathVerdict }>();
  const settled = new SettledPaths(material);
  const shown = new WeakMap<Certificate, readonly Certificate[]>();
  return {
    revocation: async (asked) => {
      const { certificate, at, now } = asked;
      if (settled.isGood(certificate, at, now)) return { status: 'good' };
      const verdict = validate({ certificate, at, now, revocation: 'require' });
      judged.set(certificate, { at: at.getTime(), verdict });
      settled.settle({ certificate, at, now, verdict, finding: findingOf(verdict) });
      return revocationOf(verdict);
    },
    path: async (asked) => {
      const known = settled.path(asked.certificate, asked.at);
      if (known !== undefined) return known;
      const before = judged.get(asked.certificate);
      const isKnown =
        before !== undefined && (before.at === asked.at.getTime() || holdsAlsoAt(asked.at, before.verdict));
      return findingOf(isKnown ? before.verdict : validate({ ...asked, revocation: 'none' }));
    },
    above: ({ certificate, at }) => {
      const path = shown.get(certificate) ?? validate({ certificate, at, revocation: 'none' }).path;
      shown.set(certificate, path);
      return path;
    },
    timeStamp:
      material.timeStamp ??
      (async ({ token, over, at }) => {
        const imprint = { data: over };
        return stampOf(verifyTimeStamp({ ...material, token, imprint, now: at, algorithms: currentAlgorithms }));
      }),
    including: (own) =>
      pathTrust({
        ...material,
        intermediates: [...(material.intermediates ?? []), ...own.intermediates],
        crls: [...(material.crls ?? []), ...own.crls],
      }),
  };
}

/** Of what makes a path valid, revocation left out, the dates alone depend on the moment. */
function holdsAlsoAt(at: Date, verdict: PathVerdict): boolean {
  return findingOf(verdict).result === 'PASSED' && verdict.path.every((certificate) => isInForce(certificate, at));
}

/** The step that decided, revocation left out; of a path that passed, that it leads to an anchor. */
function findingOf(verdict: PathVerdict): Finding {
  const steps = verdict.steps.filter(({ step }) => step !== 'revocation');
  const decisive =
    steps.find(({ result }) => result === 'FAILED') ??
    steps.find(({ result }) => result === 'INDETERMINATE') ??
    steps.find(({ step }) => step === 'path');
  if (decisive === undefined) throw new Error('a path verdict without steps');
  const { result, subIndication, detail } = decisive;
  return { result, subIndication, detail };
}

function revocationOf(verdict: PathVerdict): RevocationFact {
  const revocations = verdict.statuses.flatMap((status): readonly Revocation[] => {
    if (status.state === 'revoked') return [status.revocation];
    return status.state === 'good' && status.later !== undefined ? [status.later] : [];
  });
  // Of several the earliest counts, and any compromise.
  const [first] = revocations.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (first !== undefined) {
    return { status: 'revoked', since: first.at, isCompromise: revocations.some(({ reason }) => isCompromise(reason)) };
  }
  const step = verdict.steps.find((one) => one.step === 'revocation');
  if (step?.result === 'PASSED') return { status: 'good' };
  const nobody = { zh: '证书链未通过，无从查询', en: 'the path did not pass, so there was nobody to ask about it' };
  return { status: 'unknown', why: step === undefined || step.result === 'SKIPPED' ? nobody : step.detail };
}

/** A stamp that passed says when; of one that did not, the step that decided. */
function stampOf(verdict: TimeStampVerdict): TimeStampFact {
  const { steps, indication, timeStamp } = verdict;
  const isProved = indication === 'TOTAL_PASSED' && timeStamp !== undefined;
  const decisive =
    steps.find(({ result }) => result === 'FAILED') ??
    steps.find(({ result }) => result === 'INDETERMINATE') ??
    steps.at(-1);
  if (decisive === undefined) throw new Error('a time-stamp verdict without steps');
  const { result, subIndication, detail } = decisive;
  return { finding: { result, subIndication, detail }, stampedAt: isProved ? timeStamp.time : undefined };
}
