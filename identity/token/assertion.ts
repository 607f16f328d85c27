import { decodeJwt, decodeProtectedHeader } from 'jose';
import { numericDate, type Text } from '../../kernel/index.ts';
import { isSystemId, type SystemId } from '../ids.ts';
import { tokenProblems } from './problems.ts';

/** How far ahead `exp` may lie: an assertion is made for one request, not for stock. */
export const longestAssertionSeconds = 300;
/** How far clocks may differ (RFC 7523 §3, 4 allows a few minutes; 30 s do with time servers). */
export const clockSkewSeconds = 30;

const longestJti = 256;
const acceptedAlgorithms = ['ES256', 'EdDSA'] as const;
/** What a JWT for client authentication may call itself, so that no other JWT of the same key is taken for one (RFC 8725 §3.11). */
const acceptedTypes: readonly unknown[] = [undefined, 'jwt', 'client-authentication+jwt'];

/** What an assertion says of itself; nothing of it is proved before its signature is. */
export interface ClaimedAssertion {
  readonly kid: string;
  readonly alg: (typeof acceptedAlgorithms)[number];
  /** The id that `iss` and `sub` claim. */
  readonly client: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Reads an assertion without believing it. Refuses only what any stranger could see for themselves in it.
 * @throws ASSERTION_MALFORMED, ASSERTION_ALGORITHM
 */
export function readAssertion(jwt: string): ClaimedAssertion {
  const { header, claims } = decode(jwt);
  const alg = acceptedAlgorithms.find((each) => each === header.alg);
  if (alg === undefined) throw tokenProblems.ASSERTION_ALGORITHM();
  // No extension changes what is signed here (RFC 7515 §4.1.11), so none is understood.
  if (header.crit !== undefined) throw malformed({ zh: '含有 crit', en: 'it has crit' });
  const type = typeof header.typ === 'string' ? header.typ.toLowerCase().replace(/^application\//, '') : header.typ;
  if (!acceptedTypes.includes(type)) throw malformed({ zh: 'typ 不符', en: 'its typ is another' });
  if (typeof header.kid !== 'string') throw malformed({ zh: '缺少 kid', en: 'it has no kid' });
  const { iss, sub } = claims;
  if (typeof iss !== 'string' || iss !== sub) {
    throw malformed({ zh: 'iss 与 sub 须同为系统标识', en: 'iss and sub have to be the system’s id, both' });
  }
  return { kid: header.kid, alg, client: iss, claims };
}

/** The system an assertion claims to come from; a text that cannot be an id is a system nobody has registered. */
export function claimedSystem(assertion: ClaimedAssertion): SystemId | undefined {
  return isSystemId(assertion.client) ? assertion.client : undefined;
}

/**
 * Checks the claims of an assertion whose signature has been verified (RFC 7523 §3).
 * @param options.audiences the issuer and the token endpoint's address
 * @returns the id by which it counts as used, and the moment from which it is refused as expired anyway
 * @throws ASSERTION_AUDIENCE, ASSERTION_EXPIRED, ASSERTION_TIMES, ASSERTION_MALFORMED
 */
export function checkClaims(options: {
  claims: Readonly<Record<string, unknown>>;
  audiences: readonly string[];
  now: Date;
}): { jti: string; forgetAt: Date } {
  const { aud, exp, nbf, iat, jti } = options.claims;
  const now = numericDate(options.now);
  // One audience only: a server that shares an assertion with us could otherwise use it here itself.
  const audience: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  if (typeof audience !== 'string' || !options.audiences.includes(audience)) throw tokenProblems.ASSERTION_AUDIENCE();
  if (!isTime(exp)) throw malformed({ zh: '缺少 exp', en: 'it has no exp' });
  if (exp <= now - clockSkewSeconds) throw tokenProblems.ASSERTION_EXPIRED();
  if (exp > now + longestAssertionSeconds + clockSkewSeconds) {
    throw times({ zh: 'exp 超出五分钟', en: 'exp is more than five minutes ahead' });
  }
  if (nbf !== undefined && !(isTime(nbf) && nbf <= now + clockSkewSeconds)) {
    throw times({ zh: 'nbf 尚未到', en: 'nbf has not come yet' });
  }
  if (iat !== undefined && !(isTime(iat) && iat <= now + clockSkewSeconds && iat <= exp)) {
    throw times({ zh: 'iat 在将来', en: 'iat lies in the future' });
  }
  if (iat !== undefined && iat < now - longestAssertionSeconds - clockSkewSeconds) {
    throw times({ zh: 'iat 早于五分钟前', en: 'iat is more than five minutes ago' });
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > longestJti) {
    throw malformed({
      zh: `jti 须为 1 至 ${longestJti} 个字符`,
      en: `its jti has to have 1 to ${longestJti} characters`,
    });
  }
  return { jti, forgetAt: new Date((Math.ceil(exp) + clockSkewSeconds) * 1000) };
}

function decode(jwt: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  try {
    return { header: decodeProtectedHeader(jwt), claims: decodeJwt(jwt) };
  } catch (cause) {
    throw malformed({ zh: '不是 JWT', en: 'it is no JWT' }, cause);
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function malformed(why: Text, cause?: unknown) {
  return tokenProblems.ASSERTION_MALFORMED({ whyZh: why.zh, whyEn: why.en }, { cause });
}

function times(why: Text) {
  return tokenProblems.ASSERTION_TIMES({ whyZh: why.zh, whyEn: why.en });
}
