import { hash } from 'node:crypto';
import type { SigningKey } from '../keys.ts';
import { type RequestParameters, signatureLabel, writeRequestParameters } from './request-parameters.ts';
import { componentLines, signatureBase, signText } from './signature-base.ts';
import { writeItem } from './structured-fields.ts';

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

/**
 * The covered components of a request (see `coveredComponents`) as they stand in the base of its signature.
 * @returns undefined when a value holds a line break
 */
export function requestLines(parts: SignedParts): string | undefined {
  const { method, targetUri, contentDigest, authorization, idempotencyKey } = parts;
  const values: (readonly [string, string])[] = [
    ['@method', method],
    ['@target-uri', targetUri],
    ['content-digest', contentDigest],
    ['authorization', authorization],
  ];
  if (idempotencyKey !== undefined) values.push(['idempotency-key', idempotencyKey]);
  return componentLines(values);
}

/** `Content-Digest` of a content (RFC 9530 §2), e.g. `sha-256=:47DEQpj8…:`. */
export function contentDigestOf(content: Uint8Array | string): string {
  return `sha-256=:${hash('sha256', content, 'base64')}:`;
}

/** A request that is about to be sent. */
export interface RequestToSign {
  readonly method: string;
  readonly targetUri: string;
  readonly authorization: string;
  /** The body to the byte. */
  readonly content: Uint8Array | string;
  readonly idempotencyKey?: string | undefined;
}

/** The headers that sign a request. */
export interface SignatureHeaders {
  readonly 'content-digest': string;
  readonly 'signature-input': string;
  readonly signature: string;
}

/** What of a request's signature is known before it is signed. */
export interface ReadyToSign {
  readonly contentDigest: string;
  readonly lines: string;
  readonly withIdempotencyKey: boolean;
}

/** @throws TypeError for a header that holds a line break */
export function readyToSign(request: RequestToSign): ReadyToSign {
  const { method, targetUri, authorization, idempotencyKey } = request;
  const contentDigest = contentDigestOf(request.content);
  const lines = requestLines({ method, targetUri, contentDigest, authorization, idempotencyKey });
  if (lines === undefined) throw new TypeError('a header that is signed holds a line break');
  return { contentDigest, lines, withIdempotencyKey: idempotencyKey !== undefined };
}

/** The base of a request's signature, and the headers that go with what is made of the base. */
export function baseAndHeaders(
  ready: ReadyToSign,
  parameters: Pick<RequestParameters, 'created' | 'nonce' | 'keyId' | 'algorithm'>,
): { readonly base: string; readonly headers: (signature: Uint8Array) => SignatureHeaders } {
  const { contentDigest, lines, withIdempotencyKey } = ready;
  const { created, nonce, keyId, algorithm } = parameters;
  const text = writeRequestParameters({ withIdempotencyKey, created, nonce, keyId, algorithm });
  return {
    base: signatureBase(lines, text),
    headers: (signature) => ({
      'content-digest': contentDigest,
      'signature-input': `${signatureLabel}=${text}`,
      signature: `${signatureLabel}=${writeItem(signature)}`,
    }),
  };
}

/**
 * Signs one request (RFC 9421 §3.1, RFC 9530) for one sending: a second sending needs a signature of its own, for the
 * hub takes each nonce once.
 * @param options.nonce 16 to 64 characters that were never used before; 128 random bits in base64url
 * @example signRequest({ method: 'POST', targetUri: 'https://hub/v1/query', authorization, content, key, now, nonce })
 */
export function signRequest(
  options: RequestToSign & { readonly key: SigningKey; readonly now: Date; readonly nonce: string },
): SignatureHeaders {
  const { key, now, nonce } = options;
  const parameters = { created: secondsOf(now), nonce, keyId: key.kid, algorithm: undefined };
  const { base, headers } = baseAndHeaders(readyToSign(options), parameters);
  return headers(signText(base, key));
}

/** Seconds since 1970, as `created` has them. */
export function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1_000);
}
