import { type Actor, type IdentityFacts, type SystemActor, systemId } from '../identity/index.ts';
import { continueTrace, type Random } from '../kernel/index.ts';
import { type FetchFacts, vaultProblems } from '../licence-vault/index.ts';
import type { Admission } from './http/signature/admission.ts';
import { ask, decideQuestion, type QueryParts } from './query/ask.ts';
import type { LetIn } from './query/let-in.ts';
import { type Question, questionOf } from './query/question.ts';

/** Nothing was signed by anybody that could be sent a second time. */
const noNonce: Admission = { claim: async () => {}, claimWith: (commit) => commit() };

/**
 * Fetches facts for the issue of a licence by a query like any other: decided, counted, asked of the provider and recorded as
 * one of its own, for matter and case of the issue. A system asks for itself; for an officer a consumer system of the same
 * organisation does, with the officer named, and of several the first that may.
 * @throws what a query is refused for; FACTS_NOT_FETCHED where nobody is there to ask; CASE_NUMBER_PERSONAL
 */
export function factsThroughExchange(options: {
  readonly identity: Pick<IdentityFacts, 'systems'>;
  readonly random: Random;
  readonly parts: QueryParts;
  readonly letIn: LetIn;
}): FetchFacts {
  const { identity, random, parts, letIn } = options;
  return async ({ actor, resource, match, fields, purpose }) => {
    const question = questionOf({ resource, mode: 'lookup', match, fields: [...fields], purpose, ...namedBy(actor) });
    const asker = askerFor({ actor, question, identity, parts });
    const trace = continueTrace(undefined, random);
    const answer = await letIn(asker.id, () => ask({ parts, actor: asker, question, trace, admission: noNonce }));
    return { rows: answer.rows ?? [], receipt: answer.receipt.id };
  };
}

function namedBy(actor: Actor): { officer: string } | object {
  return actor.kind === 'officer' ? { officer: actor.login } : {};
}

function askerFor(options: {
  actor: Actor;
  question: Question;
  identity: Pick<IdentityFacts, 'systems'>;
  parts: Pick<QueryParts, 'factsFor'>;
}): SystemActor {
  const { actor, question, identity, parts } = options;
  if (actor.kind === 'system' && actor.systemKind === 'consumer') return actor;
  const askers = identity
    .systems()
    .filter(({ organisation, kind, active }) => active && kind === 'consumer' && organisation === actor.organisation)
    .map(
      ({ id, organisation, kind }): SystemActor => ({
        kind: 'system',
        id: systemId(id),
        organisation,
        systemKind: kind,
      }),
    );
  const asker = askers.find((each) => decideQuestion(parts, each, question).decision.allowed) ?? askers[0];
  if (asker === undefined) throw vaultProblems.FACTS_NOT_FETCHED();
  return asker;
}
