import { createPublicKey, type KeyObject } from 'node:crypto';
import type { LicenceKey, LicenceKeys } from '../../licence-vault/verify/index.ts';
import { CommandError, exitCode } from './exit.ts';
import { filesAt } from './files-at.ts';

/**
 * The keys that licences and status lists are believed to be signed with: those of the key sets (RFC 7517 §5) at the PATHs of
 * `--trust`, as a hub serves one at `/.well-known/jwks.json`; nobody's when there are none. Files that are no key set are
 * passed over. Each set is of one hub, which speaks for the status of its own licences alone.
 * @throws CommandError (64) for paths that cannot be read, or hold no key of the kind
 */
export function licenceKeysAt(paths: readonly string[]): LicenceKeys {
  const keys = new Map<string, LicenceKey & { readonly keySets: Set<string> }>();
  for (const { path, bytes } of filesAt(paths)) {
    for (const [kid, key] of keysIn(bytes)) {
      const keySets = keys.get(kid)?.keySets ?? new Set();
      keys.set(kid, { key, alg: 'ES256', keySets: keySets.add(path) });
    }
  }
  if (paths.length > 0 && keys.size === 0)
    throw new CommandError(
      '--trust 所指之处没有公钥集（JWKS） · there is no key set (JWKS) at --trust',
      exitCode.usage,
    );
  return { key: (kid) => keys.get(kid) };
}

function keysIn(bytes: Buffer): readonly [string, KeyObject][] {
  const { keys } = objectOf(parsed(bytes));
  return Array.isArray(keys) ? keys.flatMap(keyOf) : [];
}

function keyOf(jwk: unknown): [string, KeyObject][] {
  const { kid, kty, crv, x, y, 'x-hufu-use': use } = objectOf(jwk);
  // A hub's keys of access tokens and orders stand in the same set, and no licence is signed with them.
  if (use !== undefined && use !== 'licence') return [];
  if (typeof kid !== 'string' || kty !== 'EC' || crv !== 'P-256') return [];
  if (typeof x !== 'string' || typeof y !== 'string') return [];
  try {
    return [[kid, createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })]];
  } catch {
    // No point of the curve.
    return [];
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
