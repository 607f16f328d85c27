import type { Actor } from './actor.ts';
import type { IdentityFacts } from './facts.ts';
import type { Sessions } from './session/sessions.ts';
import { actorOfClaims } from './token/access-token.ts';

/** Turns credentials into actors; what the hub's HTTP surface asks for each request. */
export interface IdentityAuthenticator {
  /** @param claims of an access token whose signature, issuer, audience and times were checked */
  systemActor(claims: { readonly sub: string; readonly client_key: string }): Actor | undefined;
  sessionActor(token: string): Promise<Actor | undefined>;
  /** @throws CSRF_TOKEN_REQUIRED */
  cookieActor(options: { cookie: string; csrf: string | undefined; unsafe: boolean }): Promise<Actor | undefined>;
}

export function createAuthenticator(options: { sessions: Sessions; facts: IdentityFacts }): IdentityAuthenticator {
  const { sessions, facts } = options;
  return {
    systemActor(claims) {
      const actor = actorOfClaims(claims, facts);
      // It may have been registered or reactivated at another hub a moment ago: refused now, known the next time.
      if (actor === undefined) facts.refreshSeldom().catch(() => {});
      return actor;
    },
    sessionActor: async (token) => (await sessions.authenticate(token, 'bearer'))?.actor,
    cookieActor: async (presented) => (await sessions.authenticateCookie(presented))?.actor,
  };
}
