import { createPublicKey } from 'node:crypto';
import { Problem } from '../../kernel/index.ts';
import { checkPng, verifyDocument } from '../../licence-vault/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { times } from './corpus/holder.ts';
import { licenceKeyId } from './corpus/licences.ts';
import { withChecksums } from './corpus/pictures.ts';
import { type FuzzTarget, refused } from './target.ts';

/** What JSON readers stumble over. */
const jsonWords = [
  '{"a":',
  '[',
  ']',
  '}',
  ',',
  '"a":1,',
  'null',
  'true',
  '1e309',
  '-0',
  '1.0',
  '99999999999999999999',
  '"__proto__":{},',
  '\\ud800',
  '\\u0000',
  '\ufeff',
  '"kid":"x",',
  '"data":{},',
].map((word) => Buffer.from(word));

/** Licences as files, and the pictures that officers upload. */
export function documentTargets({ licences, licenceKey, pictures }: FuzzCorpus): readonly FuzzTarget[] {
  const key = createPublicKey({ key: licenceKey[0] ?? Buffer.alloc(0), format: 'der', type: 'spki' });
  const keys = { key: (kid: string) => (kid === licenceKeyId ? { key, alg: 'ES256' as const } : undefined) };
  return [
    {
      name: 'licence',
      corpus: licences,
      words: jsonWords,
      read: async (bytes) => {
        const { steps } = await verifyDocument({ bytes, keys, at: times.at });
        return steps.find(({ step }) => step === 'format')?.result === 'PASSED' ? undefined : refused;
      },
      isRefusal: () => false,
    },
    {
      name: 'picture',
      corpus: pictures,
      read: (bytes) => checkPng(withChecksums(bytes)),
      isRefusal: (thrown) => thrown instanceof Problem,
    },
  ];
}
