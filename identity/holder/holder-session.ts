import { type Random, sha256 } from '../../kernel/index.ts';
import type { HolderActor } from '../actor.ts';
import type { HolderSession as HolderSessionJson } from '../generated/schemas.ts';

/** A holder looks after something and leaves; there is no prolonging. */
export const holderSessionLifeMs = 15 * 60_000;

/** 256 bits, known by its digest; not a token that says something by itself, so that ending it ends it on every hub at once. */
const tokenLength = 32;
const tokenPrefix = 'hufu_holder_';
const tokenPattern = /^hufu_holder_[A-Za-z0-9_-]{43}$/;

/** A holder's session that holds. */
export interface HolderSession {
  readonly actor: HolderActor;
  readonly expiresAt: Date;
}

export function newHolderToken(random: Random): string {
  return `${tokenPrefix}${random.bytes(tokenLength).toString('base64url')}`;
}

/** What of a token is stored, or undefined for text that is no holder's token. */
export function holderTokenHash(token: string): Buffer | undefined {
  return tokenPattern.test(token) ? sha256(token) : undefined;
}

export function holderSessionJson(session: HolderSession): HolderSessionJson {
  return { holderKind: session.actor.holderKind, expiresAt: session.expiresAt.toISOString() };
}
