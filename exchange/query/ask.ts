import { actorReference, type SystemActor } from '../../identity/index.ts';
import { canonicalJson, isDatabaseAway, keyedHash, Problem, type Trace } from '../../kernel/index.ts';
import type { Broker, ProvedAnswer } from '../broker/broker.ts';
import { changedNothing } from '../certain-failure.ts';
import type { EvidenceEntry, EvidenceLog, Receipt } from '../evidence/entry.ts';
import type { QueryAnswer } from '../generated/schemas.ts';
import { type Decision, decide, type Permission } from '../policy/decide.ts';
import type { DecisionFacts, DecisionRequest, ResourceFact } from '../policy/facts.ts';
import type { QuotaLedger, QuotaState } from '../quota/quota-ledger.ts';
import type { Question } from './question.ts';

/** What a query needs to be decided, asked and recorded. */
export interface QueryParts {
  readonly factsFor: (actor: SystemActor, question: Question) => DecisionFacts;
  readonly quota: QuotaLedger;
  readonly broker: Broker;
  readonly evidence: EvidenceLog;
  /** Key of the digests in the record, so that a digest cannot be turned back by trying all citizen numbers. */
  readonly evidenceKey: Uint8Array;
  readonly count: (resource: string, mode: string, outcome: EvidenceEntry['outcome']) => void;
}

/** Decides a question as it would be decided now; and the resource it is about, if there is one of that id at all. */
export function decideQuestion(
  parts: Pick<QueryParts, 'factsFor'>,
  actor: SystemActor,
  question: Question,
): Decision & { readonly about: ResourceFact | undefined } {
  const request: DecisionRequest = {
    organisation: actor.organisation,
    system: actor.id,
    resource: question.resource,
    mode: question.mode,
    matchFields: Object.keys(question.match),
    fields: question.fields,
    claimFields: Object.keys(question.claims),
    matter: question.matter,
  };
  const facts = parts.factsFor(actor, question);
  return { ...decide(request, facts), about: facts.resource };
}

/**
 * One governed query: decide → take quota → order → checked answer → record → answer. Whatever the outcome, it is
 * recorded before the caller hears of it, and what was not answered is not charged.
 * @throws the policy's refusals; QUOTA_EXHAUSTED; CONNECTOR_ABSENT, CONNECTOR_SLOW, PROVIDER_FAILED, ANSWER_NOT_SOUND, BROKER_UNAVAILABLE.
 */
export async function ask(options: {
  parts: QueryParts;
  actor: SystemActor;
  question: Question;
  trace: Trace;
}): Promise<QueryAnswer> {
  const { parts, actor, question, trace } = options;
  const decision = decideQuestion(parts, actor, question);
  const { about } = decision;
  const requestDigest = keyedHash(parts.evidenceKey, canonicalJson({ question, actor: actorReference(actor) }));
  const record = (entry: Pick<EvidenceEntry, 'outcome' | 'code' | 'answerDigest' | 'facts'>): Promise<Receipt> => {
    // Whoever may read the metrics may not know of every resource, and what somebody made up is no label.
    parts.count(about?.status === 'published' ? about.id : 'unknown', question.mode, entry.outcome);
    return parts.evidence.append({
      ...entry,
      event: 'query',
      actor: actorReference(actor),
      organisation: actor.organisation,
      provider: about?.provider,
      object: about?.id,
      matter: question.matter,
      caseNumber: question.case,
      requestDigest,
      traceId: trace.traceId,
    });
  };

  if (!decision.allowed) {
    await record({ outcome: 'refused', code: decision.problem.code, facts: { mode: question.mode } });
    throw decision.problem;
  }
  const facts = { mode: question.mode, grant: decision.grant.id, fields: decision.fields };
  const failed = async (error: unknown, outcome: 'refused' | 'failed'): Promise<never> => {
    // Without the database there is no record; and what cannot be recorded is not answered with anything else either.
    if (!isDatabaseAway(error))
      await record({ outcome, code: error instanceof Problem ? error.code : 'INTERNAL', facts });
    throw error;
  };
  const charge = await parts.quota
    .take(decision.grant)
    .catch((error: unknown) => failed(error, error instanceof Problem ? 'refused' : 'failed'));
  const answer = await parts.broker
    .ask({ question, permission: decision, actor, requestDigest, trace })
    .catch(async (error: unknown) => {
      await charge.giveBack();
      return failed(error, 'failed');
    });
  const receipt = await record({
    outcome: 'answered',
    answerDigest: answer.digest,
    facts: {
      ...facts,
      order: answer.order,
      rows: answer.rows?.length ?? null,
      matched: answer.matched ?? null,
      asOf: answer.asOf,
      ...represented(question),
    },
  }).catch(async (error: unknown) => {
    // Where the record may stand after all, the charge stands with it.
    if (changedNothing(error)) await charge.giveBack();
    throw error;
  });
  const { quota } = charge;
  return answerBody({ answer, question, decision, quota, receipt });
}

function represented(question: Question): { onBehalfOf?: string } {
  return question.onBehalfOf === undefined ? {} : { onBehalfOf: question.onBehalfOf };
}

function answerBody(options: {
  answer: ProvedAnswer;
  question: Question;
  decision: Permission;
  quota: QuotaState;
  receipt: Receipt;
}): QueryAnswer {
  const { answer, question, decision, quota, receipt } = options;
  const body: QueryAnswer = {
    id: answer.order,
    resource: decision.resource.id,
    mode: question.mode,
    asOf: answer.asOf,
    provider: { organisation: decision.resource.provider, system: answer.system },
    grant: decision.grant.id,
    quota,
    receipt,
  };
  if (answer.rows !== undefined) body.rows = answer.rows.map((row) => ({ ...row }));
  if (answer.matched !== undefined) body.matched = answer.matched;
  if (answer.verdicts !== undefined) body.verdicts = { ...answer.verdicts };
  return body;
}
