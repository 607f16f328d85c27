import { equalInConstantTime, keyedHash, type Random, sha256 } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import type { Session as SessionJson } from '../generated/schemas.ts';

/** Longest life of a session and longest time without use: NIST SP 800-63B §4.2.3, twelve hours and thirty minutes. */
export const sessionLifeMs = 12 * 60 * 60_000;
export const sessionIdleMs = 30 * 60_000;
/** Use is written down this often at most: a session may end up to this much early, and reading needs no write. */
export const sessionTouchMs = 60_000;

/** 256 bits: the token is its own proof, so a plain hash of it is enough to keep (no salt, no stretching). */
const tokenLength = 32;
/** Lets secret scanners recognise a token that ended up in a file. It has no dot, which tells it from a JWT. */
const tokenPrefix = 'hufu_session_';
const tokenPattern = /^hufu_session_[A-Za-z0-9_-]{43}$/;

/** How the token travels: in the Authorization header, or in the console's cookie together with a CSRF token. */
export type SessionVia = 'bearer' | 'cookie';

/** A session that holds. */
export interface Session {
  readonly actor: OfficerActor;
  readonly via: SessionVia;
  readonly expiresAt: Date;
}

export function newSessionToken(random: Random): string {
  return `${tokenPrefix}${random.bytes(tokenLength).toString('base64url')}`;
}

/** What of a token is stored, or undefined for text that is none of ours and need not be looked up. */
export function sessionTokenHash(token: string): Buffer | undefined {
  return tokenPattern.test(token) ? sha256(token) : undefined;
}

/**
 * The CSRF token that belongs to a session: a keyed hash of its token. It needs no storage, the console gets it again
 * after a reload, and it tells nothing of the token it was made from.
 */
export function csrfTokenOf(token: string): string {
  return keyedHash(Buffer.from(token), 'hufu csrf').toString('base64url');
}

/** Compares in constant time. */
export function isCsrfToken(options: { token: string; csrf: string | undefined }): boolean {
  return (
    options.csrf !== undefined &&
    equalInConstantTime(Buffer.from(options.csrf), Buffer.from(csrfTokenOf(options.token)))
  );
}

export function sessionToJson(session: Session): SessionJson {
  const { id, login, organisation, administration, roles } = session.actor;
  return {
    officer: { id, login, organisation, administration, roles: [...roles] },
    expiresAt: session.expiresAt.toISOString(),
    idleSeconds: sessionIdleMs / 1000,
  };
}
