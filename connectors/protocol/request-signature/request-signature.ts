import { createHash } from 'node:crypto';
import type { SigningKey } from '../keys.ts';
import { signatureBase, signBase } from './signature-base.ts';
import { type InnerList, type Item, writeInnerList, writeItem } from './structured-fields.ts';

/** What tells our signatures from others on the same request (RFC 9421 §2.3, `tag`). */
export const requestTag = 'hufu-request';
/** The name under which the SDK puts its signature; any other will do. */
const label = 'hufu';

/** Seconds that a signature lives at most, from `created` to `expires`. So long each nonce is remembered. */
export const longestLifeSeconds = 60;
/** Characters of a nonce: 128 random bits need 22 of base64url. */
export const nonceLength = { shortest: 16, longest: 64 } as const;

/**
 * What a request's signature covers, in this order: what is done, to what, with which content, with whose token; and the
 * key of a repetition, where there is one. Matter and case stand in the content and so under its digest: a second copy
 * in a header could say something else, and proxies write headers into their logs.
 */
export function coveredComponents(withIdempotencyKey: boolean): readonly string[] {
  return withIdempotencyKey ? covered : coveredAlways;
}

const coveredAlways = ['@method', '@target-uri', 'content-digest', 'authorization'] as const;
const covered = [...coveredAlways, 'idempotency-key'] as const;

/** The parts of a request that are signed. */
export interface SignedParts {
  /** Upper case. */
  readonly method: string;
  /** The hub's outward address and the path, with the query if there is one; whatever proxies make of the host. */
  readonly targetUri: string;
  /** Values of `Content-Digest`, `Authorization` and `Idempotency-Key`. */
  readonly contentDigest: string;
  readonly authorization: string;
  readonly idempotencyKey: string | undefined;
}

/** The base of a request's signature. @returns undefined when the list covers something else */
export function requestBase(parts: SignedParts, list: InnerList): string | undefined {
  return signatureBase(list, (name, identifier) => (identifier === `"${name}"` ? valueIn(parts, name) : undefined));
}

function valueIn(parts: SignedParts, name: string): string | undefined {
  switch (name) {
    case '@method':
      return parts.method;
    case '@target-uri':
      return parts.targetUri;
    case 'content-digest':
      return parts.contentDigest;
    case 'authorization':
      return parts.authorization;
    case 'idempotency-key':
      return parts.idempotencyKey;
    default:
      return undefined;
  }
}

/** `Content-Digest` of a content (RFC 9530 §2), e.g. `sha-256=:47DEQpj8…:`. */
export function contentDigestOf(content: Uint8Array | string): string {
  return `sha-256=:${createHash('sha256').update(content).digest('base64')}:`;
}

/** The headers that sign a request. */
export interface SignatureHeaders {
  readonly 'content-digest': string;
  readonly 'signature-input': string;
  readonly signature: string;
}

/**
 * Signs one request (RFC 9421 §3.1, RFC 9530) for one sending: a second sending needs a signature of its own, for the
 * hub takes each nonce once.
 * @param options.nonce 16 to 64 characters that were never used before; 128 random bits in base64url
 * @example signRequest({ method: 'POST', targetUri: 'https://hub/v1/query', authorization, content, key, now, nonce })
 */
export function signRequest(options: {
  readonly method: string;
  readonly targetUri: string;
  readonly authorization: string;
  readonly content: Uint8Array | string;
  readonly idempotencyKey?: string | undefined;
  readonly key: SigningKey;
  readonly now: Date;
  readonly nonce: string;
}): SignatureHeaders {
  const { idempotencyKey, key } = options;
  const created = Math.floor(options.now.getTime() / 1_000);
  const list: InnerList = {
    items: coveredComponents(idempotencyKey !== undefined).map(componentItem),
    parameters: new Map<string, string | number>([
      ['created', created],
      ['expires', created + longestLifeSeconds],
      ['nonce', options.nonce],
      ['keyid', key.kid],
      ['tag', requestTag],
    ]),
  };
  const contentDigest = contentDigestOf(options.content);
  const base = requestBase({ ...options, contentDigest, idempotencyKey }, list);
  if (base === undefined) throw new TypeError('a header that is signed holds a line break');
  return {
    'content-digest': contentDigest,
    'signature-input': `${label}=${writeInnerList(list)}`,
    signature: `${label}=${writeItem(signBase(base, key))}`,
  };
}

const noParameters: Item['parameters'] = new Map();

function componentItem(name: string): Item {
  return { value: name, parameters: noParameters };
}
