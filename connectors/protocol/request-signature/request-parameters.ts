import { readCanonicalBytes, writeItem } from './structured-fields.ts';

/** What tells our signatures from others on the same request (RFC 9421 §2.3, `tag`). */
export const requestTag = 'hufu-request';
/** The name under which the SDK puts its signature; any other will do. */
export const signatureLabel = 'hufu';

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
const coveredText = listText(covered);
const coveredAlwaysText = listText(coveredAlways);

function listText(names: readonly string[]): string {
  return `(${names.map(writeItem).join(' ')})`;
}

/** The parameters of a request's signature. */
export interface RequestParameters {
  /** Is the header `Idempotency-Key` covered? */
  readonly withIdempotencyKey: boolean;
  /** Seconds since 1970. */
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly keyId: string;
  readonly algorithm: string | undefined;
}

/**
 * Writes the inner list of `Signature-Input` in the one form that the SDK has for it, to live as long as it may.
 * @throws TypeError for a nonce or an id that no string of a structured field can hold
 */
export function writeRequestParameters(parameters: Omit<RequestParameters, 'expires'>): string {
  const { withIdempotencyKey, created, algorithm } = parameters;
  const list = withIdempotencyKey ? coveredText : coveredAlwaysText;
  const expires = created + longestLifeSeconds;
  const named = algorithm === undefined ? '' : `;alg=${writeItem(algorithm)}`;
  const nonce = writeItem(parameters.nonce);
  const keyId = writeItem(parameters.keyId);
  return `${list};created=${created};expires=${expires};nonce=${nonce};keyid=${keyId}${named};tag="${requestTag}"`;
}

/** A request's signature as its two headers have it. */
export interface ReadSignature {
  readonly parameters: RequestParameters;
  /** The inner list as RFC 8941 writes it: the value of `@signature-params`. */
  readonly text: string;
  readonly signature: Uint8Array;
}

const literally = (text: string) => text.replace(/[()]/g, '\\$&');
const whole = '(0|[1-9][0-9]{0,14})';
const inputForm = new RegExp(
  `^${signatureLabel}=((${literally(coveredAlwaysText)}|${literally(coveredText)})` +
    `;created=${whole};expires=${whole};nonce="([A-Za-z0-9_-]{${nonceLength.shortest},${nonceLength.longest}})"` +
    `;keyid="([A-Za-z0-9._~:-]{1,128})"(?:;alg="([a-z0-9-]{1,64})")?;tag="${requestTag}")$`,
);
/** Before and behind the base64 of `Signature`. */
const [before, behind] = [`${signatureLabel}=:`, ':'];
const longestSignature = 1_024;

/**
 * Reads the form that the SDK writes, at one glance and to the character; what is written otherwise needs the reader of
 * structured fields, which reads this form as well and to the same effect.
 * @returns undefined for any other form, a wrong one too
 */
export function readRequestSignature(input: string, signature: string): ReadSignature | undefined {
  const [, text, list, created, expires, nonce, keyId, algorithm] = inputForm.exec(input) ?? [];
  if (text === undefined || nonce === undefined || keyId === undefined) return undefined;
  const isOurs = signature.startsWith(before) && signature.endsWith(behind) && signature.length <= longestSignature;
  const bytes = isOurs ? readCanonicalBytes(signature.slice(before.length, -behind.length)) : undefined;
  // With nothing between them, the two colons may be one.
  if (bytes === undefined || bytes.length === 0) return undefined;
  const parameters = {
    withIdempotencyKey: list === coveredText,
    created: Number(created),
    expires: Number(expires),
    nonce,
    keyId,
    algorithm,
  };
  return { parameters, text, signature: bytes };
}
