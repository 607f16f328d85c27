import type { PublicKey } from './public-key.ts';
import type { SignatureScheme } from './scheme.ts';

/** Which algorithms a signature may use to count. Data: a deployment hands in its own. */
export interface AlgorithmRules {
  readonly digests: readonly string[];
  readonly families: readonly SignatureScheme['family'][];
  /** Bits of the modulus. */
  readonly minimumRsaBits: number;
  /** Bits of the prime. */
  readonly minimumDsaBits: number;
}

/** What old chains need and nobody has forged yet: SHA-1 and DSA pass, MD5 does not. For judging what others made long ago. */
export const lenientAlgorithms: AlgorithmRules = {
  digests: ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sm3'],
  families: ['RSA', 'RSA-PSS', 'ECDSA', 'DSA', 'Ed25519', 'SM2'],
  minimumRsaBits: 1024,
  minimumDsaBits: 1024,
};

/** What may be signed with today (GM/T 0054 asks for SM2; NIST SP 800-131A for 112 bits of strength elsewhere). */
export const currentAlgorithms: AlgorithmRules = {
  digests: ['sha256', 'sha384', 'sha512', 'sm3'],
  families: ['RSA', 'RSA-PSS', 'ECDSA', 'Ed25519', 'SM2'],
  minimumRsaBits: 2048,
  minimumDsaBits: Number.POSITIVE_INFINITY,
};

/** What the rules have against a signature of this scheme by this key, in a few words; undefined when they let it pass. */
export function weaknessOf(rules: AlgorithmRules, scheme: SignatureScheme, key: PublicKey): string | undefined {
  if (!rules.families.includes(scheme.family)) return scheme.family;
  if (!rules.digests.includes(scheme.digest)) return scheme.digest;
  const isRsa = scheme.family === 'RSA' || scheme.family === 'RSA-PSS';
  if (isRsa && key.bits < rules.minimumRsaBits) return `RSA ${key.bits}`;
  if (scheme.family === 'DSA' && key.bits < rules.minimumDsaBits) return `DSA ${key.bits}`;
  return undefined;
}
