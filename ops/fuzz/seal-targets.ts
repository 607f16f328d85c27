import { DerFault, parseCertificate, parseCrl } from '../../identity/pki/index.ts';
import {
  pathTrust,
  readSeal,
  readSealSignature,
  type SealTrust,
  verifySeal,
  verifySealSignature,
} from '../../licence-vault/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { times } from './corpus/holder.ts';
import { sealedDigest } from './corpus/seals.ts';
import { type FuzzTarget, refused } from './target.ts';

const isDerFault = (thrown: unknown) => thrown instanceof DerFault;

/** Trust in the root of a corpus. */
export function trustOf({ certificates, crls }: FuzzCorpus): SealTrust {
  const [root, ...intermediates] = certificates.slice(0, 6).map(parseCertificate);
  return pathTrust({ anchors: root === undefined ? [] : [root], intermediates, crls: crls.map(parseCrl) });
}

/** The readers of electronic seals and of what is sealed with them, and the verifications on top, which never throw. */
export function sealTargets(corpus: FuzzCorpus): readonly FuzzTarget[] {
  const { seals, sealSignatures } = corpus;
  const trust = trustOf(corpus);
  const verdicts = { isRefusal: () => false };
  const outcome = ({ indication }: { readonly indication: string }) =>
    indication === 'TOTAL_PASSED' ? undefined : refused;
  return [
    { name: 'seal', corpus: seals, read: readSeal, isRefusal: isDerFault },
    { name: 'seal-signature', corpus: sealSignatures, read: readSealSignature, isRefusal: isDerFault },
    {
      name: 'seal-verification',
      corpus: seals,
      read: async (bytes) => outcome(await verifySeal({ bytes, trust, at: times.at })),
      ...verdicts,
    },
    {
      name: 'seal-signature-verification',
      corpus: sealSignatures,
      read: async (bytes) =>
        outcome(await verifySealSignature({ bytes, documentDigest: sealedDigest, trust, at: times.at })),
      ...verdicts,
    },
  ];
}
