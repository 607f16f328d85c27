import { boundsOf, isPredicate, kindOfPredicate } from '../../connectors/protocol/index.ts';
import type { SystemActor } from '../../identity/index.ts';
import type { ClaimShape, DecisionRequest } from '../policy/facts.ts';
import type { Question } from './question.ts';

/** A question as the decision sees it: by whom, for what, and which fields; of values nothing but the bounds of predicates. */
export function decisionRequest(actor: Pick<SystemActor, 'id' | 'organisation'>, question: Question): DecisionRequest {
  return {
    organisation: actor.organisation,
    system: actor.id,
    resource: question.resource,
    mode: question.mode,
    matchFields: Object.keys(question.match),
    fields: question.fields,
    claims: question.mode === 'lookup' ? none : claimShapes(question),
    matter: question.matter,
    officer: question.officer,
    onBehalfOf: question.onBehalfOf,
  };
}

const none: readonly ClaimShape[] = [];
const noBounds: readonly string[] = [];

function claimShapes({ claims }: Question): readonly ClaimShape[] {
  return Object.entries(claims).map(([field, claim]) => {
    const kind = isPredicate(claim) ? kindOfPredicate(claim) : undefined;
    return isPredicate(claim) && kind !== undefined
      ? { field, kind, bounds: boundsOf(claim) }
      : { field, kind: 'equals', bounds: noBounds };
  });
}
