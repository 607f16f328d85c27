import {
  isInnerList,
  parseDictionary,
  readRequestSignature,
  readTreeSignature,
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

/** Of a request signed alone, and of the second of three that were signed together: the reader does not see whose hand it was. */
function signedHeaders(): Buffer[] {
  const input = `hufu=("@method" "@target-uri" "content-digest" "authorization");created=1795248000;expires=1795248060;nonce="AAECAwQFBgcICQoLDA0ODw";keyid="k";tag="hufu-request"`;
  const named = input.replace(';tag=', `;alg="${treeAlgorithmNames.EdDSA}";tag=`);
  const signature = Buffer.alloc(64, 0xa5);
  const place = Buffer.from([0, 3, 0, 1]);
  const path = Buffer.alloc(64, 0x5a);
  const headers = [
    `${input}\nhufu=${writeItem(signature)}`,
    `${named}\nhufu=${writeItem(Buffer.concat([signature, place, path]))}`,
  ];
  return headers.map((text) => Buffer.from(text));
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
