import { generateKeyPairSync } from 'node:crypto';
import {
  isInnerList,
  parseDictionary,
  readRequestSignature,
  readTreeSignature,
  signRequest,
  signTree,
  treeAlgorithmNames,
  writeInnerList,
  writeItem,
} from '../../connectors/protocol/index.ts';
import { type FuzzTarget, refused } from './target.ts';

const words = [
  'hufu=',
  '("@method"',
  ';created=',
  ';alg="',
  ';tag="hufu-request"',
  ':',
  '"',
  '\\',
  '(',
  ')',
  ', ',
  '\n',
];

/** The two headers that sign a request, `Signature-Input` on the first line and `Signature` on the second. */
export function requestTargets(): readonly FuzzTarget[] {
  return [
    {
      name: 'request-signature',
      corpus: signedHeaders(),
      words: words.map((word) => Buffer.from(word)),
      read: (bytes) => readHeaders(bytes.toString('latin1')),
      isRefusal: () => false,
    },
  ];
}

/** A request signed alone, and one of three that were signed together. */
function signedHeaders(): Buffer[] {
  const key = { kid: 'k', alg: 'EdDSA', key: generateKeyPairSync('ed25519').privateKey } as const;
  const request = { method: 'POST', targetUri: 'https://hub/v1/query', authorization: 'Bearer t', content: '{}' };
  const headers = signRequest({ ...request, key, now: new Date(0), nonce: 'n'.repeat(22) });
  const input = headers['signature-input'];
  const [tree = Buffer.alloc(0)] = signTree(['a', 'b', 'c'], key);
  const named = input.replace(';tag=', `;alg="${treeAlgorithmNames.EdDSA}";tag=`);
  return [`${input}\n${headers.signature}`, `${named}\nhufu=${writeItem(tree)}`].map((text) => Buffer.from(text));
}

function readHeaders(text: string): unknown {
  const [input = '', ...rest] = text.split('\n');
  const signature = rest.join('\n');
  const list = parseDictionary(input)?.values().next().value;
  const value = parseDictionary(signature)?.values().next().value;
  const quick = readRequestSignature(input, signature);
  if (quick !== undefined && !(isInnerList(list) && writeInnerList(list) === quick.text))
    throw new Error('the two readers do not agree');
  const bytes = value !== undefined && 'value' in value ? value.value : undefined;
  if (!isInnerList(list) || !(bytes instanceof Uint8Array)) return refused;
  if (list.parameters.get('alg') !== treeAlgorithmNames.EdDSA) return bytes.length === 64 ? undefined : refused;
  return 'code' in readTreeSignature(bytes) ? refused : undefined;
}
