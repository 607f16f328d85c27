import type { CatalogFacts } from '../../catalog/index.ts';
import { type IdentityFacts, isOrganisationId } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { DecisionFacts, DecisionRequest, RepresentedFact } from '../policy/facts.ts';

/** Gathers what a decision rests on. */
export type FactsFor = (request: DecisionRequest) => DecisionFacts;

/**
 * Gathers what a decision rests on from the catalogue and the register in memory. Nothing is read from disk.
 * @param options.requireCurrent throws where what is in memory, or the clock, cannot be relied upon
 */
export function decisionFacts(options: {
  catalog: CatalogFacts;
  identity: IdentityFacts;
  clock: Clock;
  requireCurrent: (now: Date) => void;
}): FactsFor {
  const { catalog, identity, clock } = options;
  return ({ organisation, system, resource: id, matter, officer, onBehalfOf }) => {
    const now = clock.now();
    options.requireCurrent(now);
    const resource = catalog.resource(id);
    const asker = identity.organisation(organisation);
    return {
      resource,
      grants: resource === undefined ? [] : catalog.grantsFor({ organisation, system, resource: id }),
      matter: catalog.matter(matter),
      askerActive: asker?.active === true && identity.system(system)?.active === true,
      providerActive: resource !== undefined && identity.organisation(resource.provider)?.active === true,
      officer: officer === undefined ? undefined : identity.officer(officer),
      represented: onBehalfOf === undefined ? undefined : represented(identity, onBehalfOf),
      mayKnow: asker?.administration === true || resource?.provider === organisation,
      now,
    };
  };
}

/** An organisation of ours by short id or unified code; anybody else goes by the name that was given. */
function represented(identity: IdentityFacts, name: string): RepresentedFact {
  const party =
    (isOrganisationId(name) ? identity.organisation(name) : undefined) ??
    identity.organisations().find(({ unifiedCode }) => unifiedCode === name);
  return party === undefined
    ? { names: [name], active: true }
    : { names: [party.id, party.unifiedCode], active: party.active };
}
