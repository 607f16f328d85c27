import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { type SessionVia, sessionLifeMs } from './session.ts';

/**
 * Name of the console's cookie. Over https it has the prefix by which browsers refuse it from other hosts, other paths
 * and plain http (RFC 6265bis §4.1.3.2).
 */
export function sessionCookieName(publicUrl: string): string {
  return isSecure(publicUrl) ? '__Host-hufu_session' : 'hufu_session';
}

/** No script reads it, no other site's request carries it, and over https it never travels in clear. */
export function sessionCookieOptions(publicUrl: string): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(publicUrl),
    maxAge: sessionLifeMs / 1000,
  };
}

/** The session token a request carries and how; a header goes before a cookie. It is proved elsewhere. */
export function presentedSession(
  request: FastifyRequest,
  publicUrl: string,
): { token: string; via: SessionVia } | undefined {
  const [, bearer] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return { token: bearer, via: 'bearer' };
  const cookie = request.cookies[sessionCookieName(publicUrl)];
  return cookie === undefined ? undefined : { token: cookie, via: 'cookie' };
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
