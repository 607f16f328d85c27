import {
  algorithmNames,
  contentDigestOf,
  coveredComponents,
  type InnerList,
  isInnerList,
  longestLifeSeconds,
  nonceLength,
  parseDictionary,
  type ReadSignature,
  type RequestParameters,
  readRequestSignature,
  readTreeSignature,
  requestLines,
  requestTag,
  rootOfRequest,
  signatureBase,
  signatureLength,
  type TreeSignature,
  treeAlgorithmNames,
  verifyText,
  writeInnerList,
} from '../../../connectors/protocol/index.ts';
import type { SystemActor, SystemKeyFact } from '../../../identity/index.ts';
import type { Text } from '../../../kernel/index.ts';
import { signatureProblems } from './problems.ts';
import type { RootCheck } from './root-check.ts';

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body's bytes, as they came. */
  readonly content: Uint8Array;
}

/** A signature that holds; its nonce has still to be claimed. */
export interface VerifiedSignature {
  readonly keyId: string;
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

/** Seconds by which a caller's clock may be ahead of ours. */
const skewSeconds = 30;

/**
 * Verifies the signature of a system's request (RFC 9421 §3.2): that it covers what it has to, that its times are near,
 * that it is by a key of the system whose token came along, that the content is the one that was digested, and that it holds.
 * @throws SIGNATURE_REQUIRED, SIGNATURE_MALFORMED, SIGNATURE_TRUNCATED, SIGNATURE_COMPONENTS, SIGNATURE_KEY,
 * SIGNATURE_TIMES, SIGNATURE_EXPIRED, SIGNATURE_INVALID, CONTENT_DIGEST_MALFORMED, CONTENT_DIGEST_MISMATCH
 */
export async function verifyRequest(options: {
  readonly request: ArrivedRequest;
  readonly actor: SystemActor;
  /** A key that counts now. */
  readonly systemKey: (keyId: string) => SystemKeyFact | undefined;
  /** Roots of the trees that requests were signed in. */
  readonly roots: RootCheck;
  /** The hub's outward address, without a slash at its end. */
  readonly publicUrl: string;
  readonly now: Date;
}): Promise<VerifiedSignature> {
  const { request, roots } = options;
  const idempotencyKey = header(request, 'idempotency-key');
  const { parameters, text, signature } = ourSignature(request, idempotencyKey !== undefined);
  const tree = treeIn(parameters, signature);
  const key = requireKey(options, parameters);
  requireTimes(parameters, options.now);
  const contentDigest = requireDigest(request);
  const lines = requestLines({
    method: request.method,
    targetUri: `${options.publicUrl}${request.path}`,
    contentDigest,
    authorization: header(request, 'authorization') ?? '',
    idempotencyKey,
  });
  if (lines === undefined) throw signatureProblems.SIGNATURE_INVALID();
  const base = signatureBase(lines, text);
  const holds =
    tree === undefined ? verifyText(base, signature, key) : roots.holds({ tree, root: rootOfRequest(base, tree), key });
  if (!(await holds)) throw signatureProblems.SIGNATURE_INVALID();
  return { keyId: key.kid, nonce: parameters.nonce, expires: parameters.expires };
}

/** The one signature that is meant for us; proxies may have added theirs. */
function ourSignature(request: ArrivedRequest, withIdempotencyKey: boolean): ReadSignature {
  const input = requiredHeader(request, 'Signature-Input');
  const value = requiredHeader(request, 'Signature');
  const read = readRequestSignature(input, value);
  if (read !== undefined && read.parameters.withIdempotencyKey === withIdempotencyKey) return read;
  const { list, signature } = signatureIn(dictionaryOf(input, 'Signature-Input'), dictionaryOf(value, 'Signature'));
  requireComponents(list, withIdempotencyKey);
  const parameters = { ...readParameters(list), withIdempotencyKey };
  return { parameters, text: writeInnerList(list), signature };
}

function signatureIn(inputs: Dictionary, signatures: Dictionary): { list: InnerList; signature: Uint8Array } {
  const ours = [...inputs].filter(([, member]) => isInnerList(member) && member.parameters.get('tag') === requestTag);
  const [label, list] = ours[0] ?? [];
  if (label === undefined || !isInnerList(list)) {
    throw malformed({ zh: `没有 tag 为 ${requestTag} 的签名`, en: `there is none whose tag is ${requestTag}` });
  }
  if (ours.length > 1) throw malformed({ zh: '有一个以上', en: 'there is more than one' });
  const member = signatures.get(label);
  const signature = member !== undefined && 'value' in member ? member.value : undefined;
  if (!(signature instanceof Uint8Array)) {
    throw malformed({ zh: 'Signature 中没有同名的字节序列', en: 'Signature has no byte sequence of that label' });
  }
  return { list, signature };
}

const treeAlgorithms = new Set(Object.values(treeAlgorithmNames));

/** The place in a tree, when the algorithm is one of trees; for any other a signature is a signature and nothing besides. */
function treeIn({ algorithm }: RequestParameters, signature: Uint8Array): TreeSignature | undefined {
  if (algorithm === undefined || !treeAlgorithms.has(algorithm)) {
    if (signature.length !== signatureLength) throw truncated(signature, signatureLength);
    return undefined;
  }
  const tree = readTreeSignature(signature);
  if (!('code' in tree)) return tree;
  if (tree.code === 'WRONG_LENGTH') throw truncated(signature, tree.expected);
  throw malformed({
    zh: '签名树没有这样的大小或位置',
    en: 'there is no tree of that size, or no such place in it',
  });
}

function truncated({ length }: Uint8Array, expected: number) {
  return signatureProblems.SIGNATURE_TRUNCATED({ length, expected });
}

type Dictionary = NonNullable<ReturnType<typeof parseDictionary>>;

function requiredHeader(request: ArrivedRequest, name: 'Signature-Input' | 'Signature'): string {
  const text = header(request, name.toLowerCase());
  if (text === undefined || text === '') throw signatureProblems.SIGNATURE_REQUIRED({ header: name });
  return text;
}

function dictionaryOf(text: string, name: string): Dictionary {
  const dictionary = parseDictionary(text);
  if (dictionary === undefined) throw malformed({ zh: `${name} 无法读取`, en: `${name} cannot be read` });
  return dictionary;
}

function requireComponents(list: InnerList, withIdempotencyKey: boolean): void {
  const needed = coveredComponents(withIdempotencyKey);
  const isSame = ({ value, parameters }: InnerList['items'][number], index: number) =>
    value === needed[index] && parameters.size === 0;
  if (list.items.length !== needed.length || !list.items.every(isSame)) {
    throw signatureProblems.SIGNATURE_COMPONENTS({ needed: needed.map((name) => `"${name}"`).join(' ') });
  }
}

const knownParameters = new Set(['created', 'expires', 'nonce', 'keyid', 'alg', 'tag']);

function readParameters({ parameters }: InnerList): Omit<RequestParameters, 'withIdempotencyKey'> {
  const strange = [...parameters.keys()].some((name) => !knownParameters.has(name));
  if (strange) throw malformed({ zh: '有未知的参数', en: 'there is a parameter that is not known' });
  const algorithm = parameters.get('alg');
  if (algorithm !== undefined && typeof algorithm !== 'string') {
    throw malformed({ zh: 'alg 不是字符串', en: 'alg is no string' });
  }
  const nonce = textIn(parameters, 'nonce');
  if (nonce.length < nonceLength.shortest || nonce.length > nonceLength.longest) {
    const { shortest, longest } = nonceLength;
    throw malformed({
      zh: `nonce 须为 ${shortest} 至 ${longest} 个字符`,
      en: `nonce has ${shortest} to ${longest} characters`,
    });
  }
  return {
    created: secondsIn(parameters, 'created'),
    expires: secondsIn(parameters, 'expires'),
    nonce,
    keyId: textIn(parameters, 'keyid'),
    algorithm,
  };
}

function textIn(parameters: InnerList['parameters'], name: string): string {
  const value = parameters.get(name);
  if (typeof value !== 'string') throw malformed({ zh: `缺少字符串 ${name}`, en: `the string ${name} is missing` });
  return value;
}

function secondsIn(parameters: InnerList['parameters'], name: string): number {
  const value = parameters.get(name);
  if (typeof value !== 'number') throw malformed({ zh: `缺少整数 ${name}`, en: `the integer ${name} is missing` });
  return value;
}

function requireKey(
  options: { actor: SystemActor; systemKey: (keyId: string) => SystemKeyFact | undefined },
  { keyId, algorithm }: RequestParameters,
): SystemKeyFact {
  const key = options.systemKey(keyId);
  if (key?.system !== options.actor.id || !isOfKey(algorithm, key)) throw signatureProblems.SIGNATURE_KEY();
  return key;
}

function isOfKey(algorithm: string | undefined, { alg }: SystemKeyFact): boolean {
  return algorithm === undefined || algorithm === algorithmNames[alg] || algorithm === treeAlgorithmNames[alg];
}

function requireTimes({ created, expires }: RequestParameters, now: Date): void {
  const seconds = now.getTime() / 1_000;
  const wrong = (why: Text) =>
    signatureProblems.SIGNATURE_TIMES({
      whyZh: why.zh,
      whyEn: why.en,
      life: longestLifeSeconds,
      skew: skewSeconds,
    });
  if (created > seconds + skewSeconds) throw wrong({ zh: 'created 在将来', en: 'created lies in the future' });
  if (expires <= created || expires > created + longestLifeSeconds) {
    throw wrong({
      zh: `expires 须在 created 之后，至多 ${longestLifeSeconds} 秒`,
      en: `expires comes after created, by ${longestLifeSeconds} seconds at most`,
    });
  }
  if (expires <= seconds) throw signatureProblems.SIGNATURE_EXPIRED();
}

/** The header's text stands in the signed base, so it is compared as text. */
function requireDigest(request: ArrivedRequest): string {
  const text = header(request, 'content-digest');
  if (text === undefined) throw signatureProblems.SIGNATURE_REQUIRED({ header: 'Content-Digest' });
  if (text === contentDigestOf(request.content)) return text;
  const isDigest = /^sha-256=:[A-Za-z0-9+/]{43}=:$/.test(text);
  throw isDigest ? signatureProblems.CONTENT_DIGEST_MISMATCH() : signatureProblems.CONTENT_DIGEST_MALFORMED();
}

/** Node joins what stands in several lines with a comma, as RFC 9110 §5.3 has it, so there is one text. */
function header(request: ArrivedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}

function malformed(why: Text) {
  return signatureProblems.SIGNATURE_MALFORMED({ whyZh: why.zh, whyEn: why.en });
}
