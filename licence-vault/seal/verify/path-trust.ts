import {
  type Certificate,
  type Crl,
  currentAlgorithms,
  isCompromise,
  type OcspResponse,
  type PathVerdict,
  type Revocation,
  validatePath,
} from '../../../identity/pki/index.ts';
import type { Finding } from '../../verify/verdict.ts';
import type { RevocationFact, SealTrust } from './trust.ts';

/** What a verifier has in hand. */
export interface TrustMaterial {
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[] | undefined;
  readonly crls?: readonly Crl[] | undefined;
  readonly ocspResponses?: readonly OcspResponse[] | undefined;
  readonly timeStamp: SealTrust['timeStamp'];
}

/** Trust in a set of anchors, decided by path validation (RFC 5280) over what is in hand; nobody is asked. */
export function pathTrust(material: TrustMaterial): SealTrust {
  const validate = (options: { certificate: Certificate; at: Date; now?: Date; revocation: 'require' | 'none' }) =>
    validatePath({ ...material, ...options, algorithms: currentAlgorithms });
  return {
    path: async (asked) => findingOf(validate({ ...asked, revocation: 'none' })),
    revocation: async (asked) => revocationOf(validate({ ...asked, revocation: 'require' })),
    timeStamp: material.timeStamp,
  };
}

/** The step that decided, as one finding; of a path that passed, that it leads to an anchor. */
export function findingOf(verdict: PathVerdict): Finding {
  const decisive =
    verdict.steps.find((step) => step.result === 'FAILED') ??
    verdict.steps.find((step) => step.result === 'INDETERMINATE') ??
    verdict.steps.find((step) => step.step === 'path');
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
