import type { CatalogFacts, Grant } from '../../catalog/index.ts';
import type { IdentityFacts, SystemActor } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { DecisionFacts, GrantFact } from '../policy/facts.ts';
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
    const matter = catalog.matter(question.matter);
    const administration = identity.organisation(actor.organisation)?.administration === true;
    return {
      resource,
      // A provider that is suspended provides nothing, whatever was granted before.
      grants:
        resource !== undefined && identity.organisation(resource.provider)?.active === true
          ? catalog.grantsFor({ ...question, organisation: actor.organisation, system: actor.id }).map(grantFact)
          : [],
      matter:
        matter === undefined
          ? undefined
          : { code: matter.code, organisation: matter.organisation, active: matter.status === 'active' },
      mayKnow: administration || resource?.provider === actor.organisation,
      now: clock.now(),
    };
  };
}

const factsOfGrants = new WeakMap<Grant, GrantFact>();

/** The catalogue replaces a grant's record when it changes, so what was made of it may be kept as long as the record. */
function grantFact(grant: Grant): GrantFact {
  const known = factsOfGrants.get(grant);
  if (known !== undefined) return known;
  const fact: GrantFact = {
    ...grant,
    organisation: grant.consumer.organisation,
    system: grant.consumer.system,
    // What may be seen may also be confirmed without being seen.
    verifyFields: [...new Set([...grant.fields, ...grant.verifyFields])],
  };
  factsOfGrants.set(grant, fact);
  return fact;
}
