import type { CatalogFacts } from '../../catalog/index.ts';
import type { IdentityFacts, SystemActor } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { DecisionFacts } from '../policy/facts.ts';
import type { Question } from './question.ts';

/** Gathers what a decision rests on from the catalogue and the register in memory. Nothing is read from disk. */
export function decisionFacts(options: {
  catalog: CatalogFacts;
  identity: IdentityFacts;
  clock: Clock;
}): (actor: SystemActor, question: Question) => DecisionFacts {
  const { catalog, identity, clock } = options;
  return (actor, question) => {
    const resource = catalog.resource(question.resource);
    const administration = identity.organisation(actor.organisation)?.administration === true;
    return {
      resource,
      // A provider that is suspended provides nothing, whatever was granted before.
      grants:
        resource !== undefined && identity.organisation(resource.provider)?.active === true
          ? catalog.grantsFor({ ...question, organisation: actor.organisation, system: actor.id })
          : [],
      matter: catalog.matter(question.matter),
      mayKnow: administration || resource?.provider === actor.organisation,
      now: clock.now(),
    };
  };
}
