import type { FastifyRequest } from 'fastify';
import { type Actor, type Caller, identityProblems } from '../../identity/index.ts';
import { isDatabaseAway } from '../../kernel/index.ts';
import { type Bearer, bearerOf } from './bearer.ts';
import type { KnownTokens } from './known-tokens.ts';

/** How credentials become an actor; identity's parts, joined in the wiring. */
export interface Authenticator {
  /** The actor an access token speaks of, or undefined when its system or organisation is no longer active. */
  systemActor(claims: AccessTokenClaims): Actor | undefined;
  /** The officer or holder of a session, or undefined when there is no such session (any more). */
  sessionActor(token: string): Promise<Caller | undefined>;
  /** The officer of the console's cookie; also checks the CSRF token when `csrf` is asked for. */
  cookieActor(options: { cookie: string; csrf: string | undefined; unsafe: boolean }): Promise<Actor | undefined>;
}

/** Claims of an access token (RFC 9068 §2.2) after its signature, issuer, audience and times were checked. */
export interface AccessTokenClaims {
  readonly sub: string;
  readonly client_id: string;
  readonly jti: string;
  readonly exp: number;
  readonly client_key: string;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Finds out who is asking: `Authorization: Bearer` with a system's access token or the session token of an officer or a
 * holder, or the console's session cookie. No credential gives undefined; a bad one is an error even on a public route's neighbour.
 * @throws NOT_AUTHENTICATED
 */
export async function authenticate(options: {
  request: FastifyRequest;
  authenticator: Authenticator;
  knownTokens: KnownTokens<AccessTokenClaims>;
  cookieName: string;
}): Promise<Caller | undefined> {
  const { request, authenticator, knownTokens } = options;
  const header = request.headers.authorization;
  if (header !== undefined) {
    const bearer = bearerOf(request.raw.socket, header);
    if (bearer === undefined) throw identityProblems.NOT_AUTHENTICATED();
    const actor = bearer.token.includes('.')
      ? authenticator.systemActor(knownTokens.claimsOf(bearer.digest) ?? (await verified(request, bearer, knownTokens)))
      : await authenticator.sessionActor(bearer.token);
    if (actor === undefined) throw identityProblems.NOT_AUTHENTICATED();
    return actor;
  }
  const cookie = request.cookies[options.cookieName];
  if (cookie === undefined) return undefined;
  const csrf = request.headers['x-csrf-token'];
  return authenticator.cookieActor({
    cookie,
    csrf: typeof csrf === 'string' ? csrf : undefined,
    // A public route changes nothing in the name of whoever is logged in, so it needs no proof against forgery.
    unsafe: !safeMethods.has(request.method) && !isPublic(request),
  });
}

function isPublic(request: FastifyRequest): boolean {
  const { access } = request.routeOptions.config;
  return access !== undefined && 'public' in access;
}

async function verified(
  request: FastifyRequest,
  { token, digest }: Bearer,
  knownTokens: KnownTokens<AccessTokenClaims>,
): Promise<AccessTokenClaims> {
  try {
    const claims = await request.jwtVerify<AccessTokenClaims>();
    const { header } = request.server.jwt.decode<{ header: { kid: string } }>(token) ?? {};
    if (header !== undefined) knownTokens.remember(digest, { claims, keyId: header.kid });
    return claims;
  } catch (cause) {
    // The token may be right and the key only not to be had at this moment.
    if (isDatabaseAway(cause)) throw cause;
    throw identityProblems.NOT_AUTHENTICATED({}, { cause });
  }
}
