import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { placeOf, type Text } from '../../kernel/index.ts';
import type { SystemKey as SystemKeyJson } from '../generated/schemas.ts';
import type { SystemId } from '../ids.ts';
import { algorithmOf, publicJwkOf, thumbprint } from '../keys/public-jwk.ts';
import type { PublicJwk } from '../tables.ts';
import { systemProblems } from './problems.ts';

/** A public key of a system (系统公钥). Several may be in force at a time, so that a system can change over without a gap. */
export interface SystemKey {
  readonly kid: string;
  readonly system: SystemId;
  readonly alg: 'ES256' | 'EdDSA';
  readonly jwk: PublicJwk;
  readonly notBefore: Date;
  readonly notAfter: Date | undefined;
  readonly revokedAt: Date | undefined;
  readonly createdAt: Date;
}

/** Does the key count now? */
export function isInForce(key: Pick<SystemKey, 'notBefore' | 'notAfter' | 'revokedAt'>, now: Date): boolean {
  if (key.revokedAt !== undefined) return false;
  return key.notBefore <= now && (key.notAfter === undefined || now < key.notAfter);
}

/** Private members of every kind of JWK (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * The eight points of small order on edwards25519 as RFC 8032 §5.1.2 encodes them, and the spellings of them that a
 * lenient decoder takes (y ≥ p, a sign for x = 0). Under such a "key" one signature fits many messages.
 */
const smallOrderKeys: ReadonlySet<string> = new Set(smallOrderEncodings());

/**
 * Takes a public key as JWK (RFC 7517) and gives it back in its one spelling, with its id and algorithm.
 * @throws KEY_PRIVATE for a private or secret key; KEY_UNSUITABLE for another kind of key, a point off the curve or of
 * small order, a key marked for another use, or one whose `kid` is not its thumbprint
 */
export function parseSystemJwk(input: Readonly<Record<string, unknown>>): {
  jwk: PublicJwk;
  kid: string;
  alg: 'ES256' | 'EdDSA';
} {
  if (privateMembers.some((member) => input[member] !== undefined)) throw systemProblems.KEY_PRIVATE();
  const supported = (input.kty === 'EC' && input.crv === 'P-256') || (input.kty === 'OKP' && input.crv === 'Ed25519');
  if (!supported) throw unsuitable({ zh: '不是 P-256 或 Ed25519 公钥', en: 'it is neither P-256 nor Ed25519' });
  const jwk = publicJwkOf(readKey(input));
  if (jwk === undefined) throw malformed();
  if (jwk.kty === 'OKP' && smallOrderKeys.has(Buffer.from(jwk.x, 'base64url').toString('hex'))) {
    throw unsuitable({ zh: '是小阶点', en: 'it is a point of small order' });
  }
  const alg = algorithmOf(jwk);
  requireForSigning(input, alg);
  const kid = thumbprint(jwk);
  if (input.kid !== undefined && input.kid !== kid) {
    throw unsuitable({
      zh: `kid 须为公钥指纹 ${kid}（RFC 7638）`,
      en: `its kid has to be the thumbprint ${kid} (RFC 7638)`,
    });
  }
  return { jwk, kid, alg };
}

export function systemKeyToJson(key: SystemKey, now: Date): SystemKeyJson {
  return {
    kid: key.kid,
    system: key.system,
    alg: key.alg,
    jwk: key.jwk,
    notBefore: key.notBefore.toISOString(),
    notAfter: key.notAfter?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    inForce: isInForce(key, now),
    createdAt: key.createdAt.toISOString(),
  };
}

/** Node checks that the point is on the curve; only the members that make the key are shown to it. */
function readKey(input: Readonly<Record<string, unknown>>): KeyObject {
  const { kty, crv, x, y } = input;
  if (typeof x !== 'string' || (kty === 'EC' && typeof y !== 'string')) throw malformed();
  try {
    return createPublicKey({ key: { kty, crv, x, ...(kty === 'EC' ? { y } : {}) } as JsonWebKey, format: 'jwk' });
  } catch (cause) {
    throw malformed(cause);
  }
}

function requireForSigning(input: Readonly<Record<string, unknown>>, alg: string): void {
  const { use, key_ops: operations } = input;
  if (use !== undefined && use !== 'sig') {
    throw unsuitable({ zh: 'use 不是 sig', en: 'its use is not sig' });
  }
  if (operations !== undefined && !(Array.isArray(operations) && operations.every((each) => each === 'verify'))) {
    throw unsuitable({ zh: 'key_ops 不是 verify', en: 'its key_ops are not verify' });
  }
  if (input.alg !== undefined && input.alg !== alg) {
    throw unsuitable({ zh: `alg 须为 ${alg}`, en: `its alg has to be ${alg}` });
  }
}

function malformed(cause?: unknown) {
  const why: Text = { zh: '坐标有误，不在曲线上', en: 'its coordinates are malformed or not on the curve' };
  return unsuitable(why, cause);
}

function unsuitable(why: Text, cause?: unknown) {
  return systemProblems.KEY_UNSUITABLE({ whyZh: why.zh, whyEn: why.en }, { errors: [placeOf('/jwk', why)], cause });
}

/** The y of every point whose order divides 8 on edwards25519, with and without the sign bit, and y + p where that fits. */
function smallOrderEncodings(): string[] {
  const p = 2n ** 255n - 19n;
  // A root of d·y⁴ + 2·y² − 1: doubling a point of order 8 gives one of order 4, whose y is 0.
  const order8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
  const ys = [1n, p - 1n, 0n, order8, p - order8];
  const spelled = [...ys, ...ys.map((y) => y + p).filter((y) => y < 2n ** 255n)];
  return spelled.flatMap((y) => [y, y + 2n ** 255n]).map((y) => littleEndianHex(y));
}

function littleEndianHex(value: bigint): string {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
}
