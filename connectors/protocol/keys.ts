import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto';

/** The two algorithms of the wire (RFC 7518 §3.4, RFC 8037 §3.1); nothing else is ever tried. */
export type SignatureAlgorithm = 'ES256' | 'EdDSA';

/** A private key, imported once and used for every message. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  readonly key: KeyObject;
}

/** A public key; `alg` comes from the key itself, so a message cannot choose how it is checked. */
export interface VerificationKey {
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  readonly key: KeyObject;
}

const keyId = /^[A-Za-z0-9._~:-]{1,128}$/;

/**
 * Imports a private JWK: `EC`/`P-256` or `OKP`/`Ed25519`.
 * @param kid in place of the JWK's own `kid`
 * @throws TypeError for another kind of key, one without a usable kid, or one whose halves do not belong together
 */
export function importSigningKey(jwk: Readonly<Record<string, unknown>>, kid?: string): SigningKey {
  const { alg, parameters } = read(jwk);
  if (typeof jwk.d !== 'string') throw new TypeError('the JWK has no private part');
  const name = kidOf(kid ?? jwk.kid);
  const key = attempt(() => createPrivateKey({ format: 'jwk', key: { ...parameters, d: jwk.d as string } }));
  const halves = attempt(() => createPublicKey({ format: 'jwk', key: parameters }));
  const probe = Buffer.from('hufu');
  const proof = alg === 'ES256' ? sign('sha256', probe, key) : sign(null, probe, key);
  if (!verify(alg === 'ES256' ? 'sha256' : null, probe, halves, proof)) {
    throw new TypeError('the private part of the JWK does not fit its public part');
  }
  return { kid: name, alg, key };
}

/**
 * Imports a public JWK: `EC`/`P-256` or `OKP`/`Ed25519`. A private part is left out of account.
 * @param kid in place of the JWK's own `kid`
 * @throws TypeError for another kind of key, one meant for encryption, or one without a usable kid
 */
export function importVerificationKey(jwk: Readonly<Record<string, unknown>>, kid?: string): VerificationKey {
  const { alg, parameters } = read(jwk);
  const name = kidOf(kid ?? jwk.kid);
  return { kid: name, alg, key: attempt(() => createPublicKey({ format: 'jwk', key: parameters })) };
}

/** The public half as a JWK with `kid`, `alg` and `use`, as it stands in a `HubKeys` message. */
export function publicJwkOf(key: SigningKey | VerificationKey): Record<string, string> {
  const half = key.key.type === 'private' ? createPublicKey(key.key) : key.key;
  const { kty = '', crv = '', x = '', y } = half.export({ format: 'jwk' }) as JsonWebKey;
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid: key.kid, alg: key.alg, use: 'sig' };
}

/** A set of trusted keys, in the form that `verifyMessage` asks for. Of two with one id the later stands. */
export function keyFinder(keys: readonly VerificationKey[]): (kid: string) => VerificationKey | undefined {
  const byId = new Map(keys.map((key) => [key.kid, key]));
  return (kid) => byId.get(kid);
}

function read(jwk: Readonly<Record<string, unknown>>): { alg: SignatureAlgorithm; parameters: JsonWebKey } {
  const { kty, crv, x, y, alg, use } = jwk;
  if (use !== undefined && use !== 'sig') throw new TypeError('the JWK is not meant for signatures');
  if (kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string') {
    if (alg !== undefined && alg !== 'ES256') throw new TypeError('the JWK names another algorithm than its curve');
    return { alg: 'ES256', parameters: { kty, crv, x, y } };
  }
  if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string') {
    if (alg !== undefined && alg !== 'EdDSA' && alg !== 'Ed25519') {
      throw new TypeError('the JWK names another algorithm than its curve');
    }
    return { alg: 'EdDSA', parameters: { kty, crv, x } };
  }
  throw new TypeError('a key is an EC JWK on P-256 or an OKP JWK on Ed25519');
}

function kidOf(value: unknown): string {
  if (typeof value !== 'string' || !keyId.test(value)) throw new TypeError('the JWK has no usable kid');
  return value;
}

/** OpenSSL's own error could quote the key. */
function attempt(make: () => KeyObject): KeyObject {
  try {
    return make();
  } catch {
    throw new TypeError('the JWK is not a valid key');
  }
}
