import type { Problem } from '../../kernel/index.ts';
import type { StoredLink } from '../decision/decision-store.ts';
import { decide, type Permission } from '../policy/decide.ts';
import type { DecisionFacts, DecisionRequest, GrantFact } from '../policy/facts.ts';
import type { FactsFor } from './decision-facts.ts';
import { queryProblems } from './problems.ts';

/** Why a query is refused, and by which link. */
export interface TurnedDown {
  readonly problem: Problem;
  readonly links: readonly StoredLink[];
  /** The grant that came furthest. */
  readonly grant: GrantFact | undefined;
}

/**
 * Is what was permitted before the provider was asked still permitted, by the same grant on the same terms? It may have
 * run out, been taken away, or been narrowed meanwhile; another grant may have another row scope, so it does not stand in.
 * @returns why not; undefined when all is well
 * @throws FACTS_TOO_OLD, CLOCK_DISAGREES
 */
export function turnedDownSince(options: {
  factsFor: FactsFor;
  request: DecisionRequest;
  before: Permission;
}): (TurnedDown & { readonly facts: DecisionFacts }) | undefined {
  const { request, before } = options;
  const facts = options.factsFor(request);
  const decision = decide(request, { ...facts, grants: facts.grants.filter(({ id }) => id === before.grant.id) });
  if (!decision.allowed) return { problem: decision.problem, links: decision.links, grant: before.grant, facts };
  if (decision.grant.version === before.grant.version) return undefined;
  const problem = queryProblems.GRANT_CHANGED({ grant: before.grant.id }, { retryAfterSeconds: 1 });
  const links = decision.links.map((each) => (each.link === 'grant' ? { ...each, passed: false } : each));
  return { problem, links, grant: before.grant, facts };
}
