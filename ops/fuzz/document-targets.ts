import { createPublicKey } from 'node:crypto';
import { Problem } from '../../kernel/index.ts';
import {
  checkPng,
  readQrText,
  statusInList,
  verifyDocument,
  verifyQrText,
  writeQrText,
} from '../../licence-vault/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { times } from './corpus/holder.ts';
import { licenceKeyId, statement } from './corpus/licences.ts';
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

/** What CBOR readers stumble over: lengths without end or beyond it, tags, floats, text that is none, members twice. */
const cborWords = ['9f', 'bf', 'ff', '5f', '7f', '9b7fffffffffffffff', 'bbffffffffffffffff', '5affffffff', '81', 'a1']
  .concat(['c2', 'd2', 'd9d9f7', 'fb7ff8000000000000', 'f97e00', 'f7', '61ff', 'a20101', '1818', '3a00010000', '6161'])
  .map((word) => Buffer.from(word, 'hex'));

/** Licences as files and as QRs, status lists, and the pictures that officers upload. */
export function documentTargets({
  licences,
  statements,
  statusLists,
  licenceKey,
  pictures,
}: FuzzCorpus): readonly FuzzTarget[] {
  const key = createPublicKey({ key: licenceKey[0] ?? Buffer.alloc(0), format: 'der', type: 'spki' });
  const signedBy = { key, alg: 'ES256' as const };
  const keys = { key: (kid: string) => (kid === licenceKeyId ? signedBy : undefined) };
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
      name: 'qr',
      corpus: statements,
      words: cborWords,
      read: async (bytes) => {
        const { indication, steps } = await verifyQrText({ qr: readQrText(writeQrText(bytes)), keys, at: times.at });
        return indication === 'TOTAL_FAILED' ||
          steps.some(({ subIndication }) => subIndication === 'NO_SIGNING_CERTIFICATE_FOUND')
          ? refused
          : undefined;
      },
      isRefusal: () => false,
    },
    {
      name: 'status-list',
      corpus: statusLists,
      words: [...cborWords, ...jsonWords],
      read: async (bytes) => {
        const { detail } = await statusInList({ statement, signedBy, list: bytes, keys, at: times.at });
        return detail.en.startsWith('suspended') ? undefined : refused;
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
