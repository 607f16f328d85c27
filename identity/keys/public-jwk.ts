import { createPublicKey, type KeyObject } from 'node:crypto';
import { canonicalJson, sha256 } from '../../kernel/index.ts';
import type { PublicJwk } from '../tables.ts';

/**
 * The id of a public key: its RFC 7638 thumbprint, SHA-256 in base64url. The required members (§3.2) are all that
 * {@link PublicJwk} has, and canonical JSON is the form §3.3 describes.
 */
export function thumbprint(jwk: PublicJwk): string {
  return sha256(canonicalJson(jwk)).toString('base64url');
}

/** The key as JSON Web Key in its one spelling, or undefined when it is neither P-256 nor Ed25519. */
export function publicJwkOf(key: KeyObject): PublicJwk | undefined {
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  if (kty === 'EC' && crv === 'P-256' && x !== undefined && y !== undefined) return { kty, crv, x, y };
  if (kty === 'OKP' && crv === 'Ed25519' && x !== undefined) return { kty, crv, x };
  return undefined;
}

/** The key object of a key that was checked when it came in. */
export function keyObjectOf(jwk: PublicJwk): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
}

/** The one algorithm a key is used with (RFC 7518 §3.4, RFC 8037 §3.1), so a header cannot choose another. */
export function algorithmOf(jwk: PublicJwk): 'ES256' | 'EdDSA' {
  return jwk.kty === 'EC' ? 'ES256' : 'EdDSA';
}
