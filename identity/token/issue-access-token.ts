import type { KeyObject } from 'node:crypto';
import { compactVerify } from 'jose';
import type { Clock, Database, Random } from '../../kernel/index.ts';
import type { TokenRequest } from '../generated/schemas.ts';
import { keyObjectOf } from '../keys/public-jwk.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { isInForce } from '../system/system-key.ts';
import type { PublicJwk } from '../tables.ts';
import { accessTokenSeconds, signAccessToken } from './access-token.ts';
import { type ClaimedAssertion, checkClaims, claimedSystem, readAssertion } from './assertion.ts';
import { type Client, findClient, useAssertion } from './client-store.ts';
import { tokenProblems } from './problems.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Where tokens are got, below the public address. */
export const tokenEndpointPath = '/v1/oauth/token';

/**
 * Gives a system an access token for an assertion signed with one of its keys: client credentials (RFC 6749 §4.4) with
 * `private_key_jwt` (RFC 7523). Everything up to the signature is refused alike, so a stranger does not learn which
 * systems exist; the claims come after it, and an assertion counts as used only when all of them are right.
 * @throws GRANT_TYPE_UNSUPPORTED, ASSERTION_TYPE_UNSUPPORTED, ASSERTION_MALFORMED, ASSERTION_ALGORITHM,
 * CLIENT_AUTHENTICATION_FAILED, CLIENT_KEY_NOT_IN_FORCE, CLIENT_SUSPENDED, ASSERTION_AUDIENCE, ASSERTION_EXPIRED,
 * ASSERTION_TIMES, ASSERTION_REPLAYED
 */
export async function issueAccessToken(options: {
  database: Database;
  clock: Clock;
  random: Random;
  signingKeys: SigningKeys;
  publicUrl: string;
  request: TokenRequest;
}): Promise<{ accessToken: string; expiresInSeconds: number }> {
  const { database, publicUrl, request } = options;
  const now = options.clock.now();
  requireForm(request);
  const assertion = readAssertion(request.client_assertion);
  if (request.client_id !== undefined && request.client_id !== assertion.client) {
    throw tokenProblems.CLIENT_AUTHENTICATION_FAILED();
  }
  const { system, key, organisationActive } = await authenticateClient({
    database,
    assertion,
    jwt: request.client_assertion,
  });
  if (!isInForce(key, now)) throw tokenProblems.CLIENT_KEY_NOT_IN_FORCE();
  if (system.status !== 'active' || !organisationActive) throw tokenProblems.CLIENT_SUSPENDED();
  const audiences = [publicUrl, `${publicUrl}${tokenEndpointPath}`];
  const { jti, forgetAt } = checkClaims({ claims: assertion.claims, audiences, now });
  if (!(await useAssertion(database, { system: system.id, jti, forgetAt }))) throw tokenProblems.ASSERTION_REPLAYED();
  return {
    accessToken: await signAccessToken({ ...options, system, kid: key.kid }),
    expiresInSeconds: accessTokenSeconds,
  };
}

function requireForm(request: TokenRequest): void {
  if (request.grant_type !== 'client_credentials') throw tokenProblems.GRANT_TYPE_UNSUPPORTED();
  if (request.client_assertion_type !== assertionType) throw tokenProblems.ASSERTION_TYPE_UNSUPPORTED();
}

/** @throws CLIENT_AUTHENTICATION_FAILED for an unknown system, an unknown or another system's key, and a wrong signature */
async function authenticateClient(options: {
  database: Database;
  assertion: ClaimedAssertion;
  jwt: string;
}): Promise<Client> {
  const { database, assertion, jwt } = options;
  const system = claimedSystem(assertion);
  const client = system === undefined ? undefined : await findClient(database, { system, kid: assertion.kid });
  const known = client?.key.alg === assertion.alg ? client : undefined;
  // Without a key to try, one that fits nothing is tried: the answer then takes as long as a wrong signature does.
  const key = keyObjectOf(known === undefined ? nobodysKeys[assertion.alg] : known.key.jwk);
  const verified = await isSignedWith({ jwt, key, alg: assertion.alg });
  if (known === undefined || !verified) throw tokenProblems.CLIENT_AUTHENTICATION_FAILED();
  return known;
}

async function isSignedWith(options: { jwt: string; key: KeyObject; alg: string }): Promise<boolean> {
  try {
    await compactVerify(options.jwt, options.key, { algorithms: [options.alg] });
    return true;
  } catch {
    return false;
  }
}

/** The base points of P-256 and Ed25519. What verifies under them is refused all the same: only the time it takes counts. */
const nobodysKeys: Readonly<Record<'ES256' | 'EdDSA', PublicJwk>> = {
  ES256: {
    kty: 'EC',
    crv: 'P-256',
    x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
    y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
  },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', x: 'WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY' },
};
