import { SignJWT } from 'jose';
import { type Clock, numericDate, type Random } from '../../kernel/index.ts';
import type { SystemActor } from '../actor.ts';
import type { IdentityFacts } from '../facts.ts';
import { isSystemId } from '../ids.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { System } from '../system/system.ts';

/** Ten minutes: how long a revoked key's last token lives at most. */
export const accessTokenSeconds = 600;

/** Claims of our access tokens (RFC 9068 §2.2), with the organisation acted for and the system's kind. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  /** The system's id, in both. */
  readonly sub: string;
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly org: string;
  readonly kind: 'consumer' | 'provider';
  /** Id of the system's key the token was got with: revoking that key ends the token too. */
  readonly client_key: string;
}

/** Signs an access token: `at+jwt`, ES256, with the current token key. `publicUrl` is issuer and audience. */
export async function signAccessToken(options: {
  system: System;
  /** Id of the key that signed the assertion. */
  kid: string;
  publicUrl: string;
  signingKeys: SigningKeys;
  clock: Clock;
  random: Random;
}): Promise<string> {
  const { system, publicUrl } = options;
  const { kid, alg, privateKey } = options.signingKeys.signer('token');
  const now = numericDate(options.clock.now());
  const claims: AccessTokenClaims = {
    iss: publicUrl,
    aud: publicUrl,
    sub: system.id,
    client_id: system.id,
    iat: now,
    exp: now + accessTokenSeconds,
    jti: options.random.uuid(),
    org: system.organisation,
    kind: system.kind,
    client_key: options.kid,
  };
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(privateKey);
}

/**
 * The system an access token speaks of, after signature, issuer, audience and times have been checked; undefined when it
 * or its organisation is not active (any more), or the key it was got with no longer counts. Who it is comes from the
 * facts, not from the token.
 */
export function actorOfClaims(
  claims: Pick<AccessTokenClaims, 'sub' | 'client_key'>,
  facts: IdentityFacts,
): SystemActor | undefined {
  const system = isSystemId(claims.sub) ? facts.system(claims.sub) : undefined;
  if (system?.active !== true || facts.systemKey(claims.client_key)?.system !== system.id) return undefined;
  return { kind: 'system', id: system.id, organisation: system.organisation, systemKind: system.kind };
}
