import type { Actor, Caller } from './actor.ts';
import type { IdentityFacts } from './facts.ts';
import type { HolderSessions } from './holder/holder-sessions.ts';
import type { Sessions } from './session/sessions.ts';
import { actorOfClaims } from './token/access-token.ts';

/** Turns credentials into actors; what the hub's HTTP surface asks for each request. */
export interface IdentityAuthenticator {
  /** @param claims of an access token whose signature, issuer, audience and times were checked */
  systemActor(claims: { readonly sub: string; readonly client_key: string }): Actor | undefined;
  /** Of an officer's session, or a holder's. */
  sessionActor(token: string): Promise<Caller | undefined>;
  /** @throws CSRF_TOKEN_REQUIRED */
  cookieActor(options: { cookie: string; csrf: string | undefined; unsafe: boolean }): Promise<Actor | undefined>;
}

export function createAuthenticator(options: {
  sessions: Sessions;
  facts: IdentityFacts;
  /** Left out: holders have no door here. */
  holders?: Pick<HolderSessions, 'authenticate'> | undefined;
}): IdentityAuthenticator {
  const { sessions, facts, holders } = options;
  return {
    systemActor(claims) {
      const actor = actorOfClaims(claims, facts);
      // It may have been registered or reactivated at another hub a moment ago: refused now, known the next time.
      if (actor === undefined) facts.refreshSeldom().catch(() => {});
      return actor;
    },
    // Each knows its own tokens by their form, and looks nothing up for the other's.
    sessionActor: async (token) =>
      (await sessions.authenticate(token, 'bearer'))?.actor ?? (await holders?.authenticate(token))?.actor,
    cookieActor: async (presented) => (await sessions.authenticateCookie(presented))?.actor,
  };
}
