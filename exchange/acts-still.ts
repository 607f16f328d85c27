import type { Actor, IdentityFacts } from '../identity/index.ts';

/** Does who acted once still act for that organisation? Asked of what goes on after its request was answered. */
export function actsStill(identity: Pick<IdentityFacts, 'officer' | 'system'>): (actor: Actor) => boolean {
  return (actor) => {
    const fact = actor.kind === 'officer' ? identity.officer(actor.login) : identity.system(actor.id);
    return fact?.active === true && fact.id === actor.id && fact.organisation === actor.organisation;
  };
}
