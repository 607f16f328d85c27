import { actorReference, type SystemActor } from '../../identity/index.ts';
import { isDatabaseAway, Problem, type Trace } from '../../kernel/index.ts';
import type { Broker, ProvedAnswer } from '../broker/broker.ts';
import { changedNothing } from '../certain-failure.ts';
import type { StoredLink } from '../decision/decision-store.ts';
import type { DecisionTrail } from '../decision/decision-trail.ts';
import type { AnswerEvidence, EvidenceEntry, EvidenceLog, Receipt } from '../evidence/entry.ts';
import { requestText } from '../evidence/evidence-log.ts';
import type { HolderIndices } from '../evidence/holders.ts';
import type { QueryAnswer } from '../generated/schemas.ts';
import type { Attempt } from '../http/repetition/repetitions.ts';
import { type Admission, isReplayed } from '../http/signature/admission.ts';
import { type Decision, decide, type Permission } from '../policy/decide.ts';
import type { DecisionFacts, DecisionRequest } from '../policy/facts.ts';
import type { AnsweredUse } from '../promise/use-keeper.ts';
import type { QuotaLedger, QuotaState } from '../quota/quota-ledger.ts';
import type { QuotaWindow } from '../quota/rate-limit.ts';
import type { FactsFor } from './decision-facts.ts';
import { decisionRequest } from './decision-request.ts';
import type { Question } from './question.ts';
import { type TurnedDown, turnedDownSince } from './still-permitted.ts';

/** What a query needs to be decided, asked and recorded. */
export interface QueryParts {
  readonly factsFor: FactsFor;
  readonly trail: DecisionTrail;
  readonly quota: QuotaLedger;
  readonly broker: Broker;
  readonly evidence: EvidenceLog;
  /** Whose data it is, as far as numbers say so. */
  readonly holderIndices: HolderIndices;
  /** Does the resource ask that the record commits to each field's values by themselves? */
  readonly provesByField: (resource: string) => boolean;
  readonly count: (resource: string, mode: string, outcome: EvidenceEntry['outcome']) => void;
  /** Told of each answer that is on record. */
  readonly onAnswered: (use: AnsweredUse) => void;
  /** Milliseconds of one part of the way. */
  readonly observeStage: (stage: 'decide' | 'quota' | 'evidence', milliseconds: number) => void;
}

/** A question as it was decided: what was asked, under which facts, and how. */
export interface Decided {
  readonly request: DecisionRequest;
  readonly facts: DecisionFacts;
  readonly decision: Decision;
}

/** Decides a question as it would be decided now. @throws FACTS_TOO_OLD, CLOCK_DISAGREES */
export function decideQuestion(
  parts: Pick<QueryParts, 'factsFor'>,
  actor: Pick<SystemActor, 'id' | 'organisation'>,
  question: Question,
): Decided {
  const request = decisionRequest(actor, question);
  const facts = parts.factsFor(request);
  return { request, facts, decision: decide(request, facts) };
}

/**
 * One governed query: decide → take quota → order → checked answer → record → answer. Whatever the outcome, it is
 * recorded before the caller hears of it, and what was not answered is not charged.
 * @throws the policy's refusals; FACTS_TOO_OLD, CLOCK_DISAGREES, GRANT_CHANGED; QUOTA_EXHAUSTED; CONNECTOR_ABSENT, CONNECTOR_SLOW, PROVIDER_FAILED, ANSWER_NOT_SOUND, BROKER_UNAVAILABLE.
 */
export async function ask(options: {
  parts: QueryParts;
  actor: SystemActor;
  question: Question;
  trace: Trace;
  /** By which the first record of the request claims its nonce; nothing is answered before. */
  admission: Admission;
  /** The try that this is of a request with an Idempotency-Key. */
  attempt?: Attempt | undefined;
  /** Told of the limits that the query was counted against, be it answered or refused for them. */
  onCounted?: ((windows: readonly QuotaWindow[]) => void) | undefined;
}): Promise<QueryAnswer> {
  const { parts, actor, question, trace, attempt, admission } = options;
  const begun = performance.now();
  const decided = decideQuestion(parts, actor, question);
  const decidedAt = performance.now();
  parts.observeStage('decide', decidedAt - begun);
  const { decision } = decided;
  const about = decided.facts.resource;
  const asker = actorReference(actor);
  const request = parts.evidence.prepare(requestText(asker, question));
  const asked = Object.values(question.match);
  const record = (entry: Recorded): Promise<Receipt> => {
    // Whoever may read the metrics may not know of every resource, and what somebody made up is no label.
    parts.count(about?.status === 'published' ? about.id : 'unknown', question.mode, entry.outcome);
    const { outcome, code, answer, facts: used, charges } = entry;
    return admission
      .claimWith((nonce) =>
        parts.evidence.append({
          outcome,
          code,
          answer,
          charges,
          nonce,
          facts: used,
          holders: entry.holders ?? parts.holderIndices(asked),
          event: 'query',
          actor: asker,
          onBehalfOf: question.onBehalfOf,
          organisation: actor.organisation,
          provider: about?.provider,
          object: about?.id,
          matter: question.matter,
          caseNumber: question.case,
          request,
          traceId: trace.traceId,
        }),
      )
      .catch(async (error: unknown) => {
        // Another hub was first with this request: that is what is recorded of it, and all that its sender hears.
        if (isReplayed(error)) await record({ outcome: 'refused', code: error.code, facts: used });
        throw error;
      });
  };

  const refused = async ({ request: shape, facts: known }: Decided, { problem, links, grant }: TurnedDown) => {
    const { code } = problem;
    await Promise.all([
      record({ outcome: 'refused', code, facts: decision.allowed ? facts : { mode: question.mode } }),
      parts.trail.note({ request: shape, question, facts: known, links, grant, code, trace }),
    ]);
    throw problem;
  };
  if (!decision.allowed) return refused(decided, decision);
  const facts = usedFacts(decided.request, decision);
  const failed = async (error: unknown, outcome: 'refused' | 'failed'): Promise<never> => {
    // Without the database there is no record; and what cannot be recorded is not answered with anything else either.
    if (!isDatabaseAway(error))
      await record({ outcome, code: error instanceof Problem ? error.code : 'INTERNAL', facts });
    throw error;
  };
  const charge = await parts.quota
    .take(decision.grant, question.matter)
    .catch((error: unknown) => failed(error, 'failed'));
  parts.observeStage('quota', performance.now() - decidedAt);
  options.onCounted?.(charge.windows);
  if (!charge.allowed) {
    const quota: StoredLink = { link: 'quota', passed: false, reference: decision.grant.id };
    return refused(decided, { problem: charge.problem, links: [...decision.links, quota], grant: decision.grant });
  }
  const answer = await parts.broker
    .ask({ question, permission: decision, actor, requestDigest: request.digest, trace })
    .catch((error: unknown) => {
      charge.giveBack();
      return failed(error, 'failed');
    });
  // What was permitted may have run out or been taken away while the provider was asked; then nothing of the answer leaves.
  let down: ReturnType<typeof turnedDownSince>;
  try {
    down = turnedDownSince({ factsFor: parts.factsFor, request: decided.request, before: decision });
  } catch (error) {
    charge.giveBack();
    return failed(error, 'failed');
  }
  if (down !== undefined) {
    charge.giveBack();
    return refused({ ...decided, facts: down.facts }, down);
  }
  // The record charges for the query: from there on a repetition must not be charged again.
  await attempt?.recording().catch((error: unknown) => {
    charge.giveBack();
    attempt.notRecorded();
    return failed(error, 'failed');
  });
  const answeredAt = performance.now();
  const receipt = await record({
    outcome: 'answered',
    answer: answerEvidence({ answer, question, byField: parts.provesByField(decision.resource.id) }),
    holders: parts.holderIndices(valuesIn(asked, answer.rows)),
    charges: attempt?.charged === true ? undefined : charge.leases,
    facts,
  }).catch((error: unknown) => {
    // Where the record may stand after all, the charge stands with it.
    if (changedNothing(error) || isDeclined(error) || isReplayed(error)) {
      charge.giveBack();
      attempt?.notRecorded();
    } else charge.leave();
    throw error;
  });
  if (attempt?.charged === true) charge.giveBack();
  const { id: resource, provider } = decision.resource;
  parts.onAnswered({ resource, provider, consumer: actor.organisation, matter: question.matter });
  parts.observeStage('evidence', performance.now() - answeredAt);
  const { quota } = charge;
  return answerBody({ answer, question, decision, quota, receipt });
}

/** The record had no room: nothing was written. */
function isDeclined(error: unknown): boolean {
  return error instanceof Problem && error.code === 'EVIDENCE_OVERLOADED';
}

/** What the record says of a permitted query besides who and what for; no values. */
function usedFacts({ mode, claims }: DecisionRequest, { grant, fields, officer }: Permission) {
  const predicates = claims.filter(({ kind }) => kind !== 'equals').map(({ field, kind }) => `${field}:${kind}`);
  return {
    fields,
    grant: grant.id,
    mode,
    officer: officer?.id,
    predicates: predicates.length === 0 ? undefined : predicates,
  };
}

type Recorded = Pick<EvidenceEntry, 'outcome' | 'code' | 'answer' | 'holders' | 'facts' | 'charges'>;

/** What the record commits to of an answer. */
function answerEvidence(options: { answer: ProvedAnswer; question: Question; byField: boolean }): AnswerEvidence {
  const { answer, question, byField } = options;
  const { digest, order, system, asOf, rows, matched, verdicts } = answer;
  return {
    digest,
    order,
    system,
    asOf,
    content: rows === undefined ? { matched, verdicts } : { rows },
    byField: byField ? (rows === undefined ? Object.keys(verdicts ?? {}) : question.fields) : undefined,
  };
}

function* valuesIn(asked: readonly unknown[], rows: ProvedAnswer['rows']): Iterable<unknown> {
  yield* asked;
  for (const row of rows ?? []) yield* Object.values(row);
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
