import { openDataProblems } from '../../catalog/index.ts';
import {
  type Answer,
  type AnswerCode,
  type Order,
  orderSubject,
  type Proof,
  type SigningKey,
} from '../../connectors/protocol/index.ts';
import type { SystemActor } from '../../identity/index.ts';
import {
  after,
  type Clock,
  type Logger,
  momentText,
  type Problem,
  type Random,
  sha256,
  type Trace,
  traceparentOf,
} from '../../kernel/index.ts';
import type { Permission } from '../policy/decide.ts';
import { queryProblems } from '../query/problems.ts';
import type { Question } from '../query/question.ts';
import { checkAnswer, type ProviderKey, type RowChecks, type UnsoundAnswer } from './check-answer.ts';
import type { Circuits } from './circuits.ts';
import type { FairRoom } from './fair-room.ts';
import { firstGood, type Hedging } from './hedging.ts';
import type { Messenger } from './messenger.ts';
import { OrderPost, type Reply } from './order-post.ts';

/** An answer that has passed every check. */
export interface ProvedAnswer {
  /** Id of the order it answers. */
  readonly order: string;
  readonly system: string;
  readonly asOf: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Of a list that goes on: the provider's word for where. */
  readonly next: string | undefined;
  readonly matched: boolean | undefined;
  readonly verdicts: Readonly<Record<string, boolean | null>> | undefined;
  /** SHA-256 of the answer's bytes as the provider attested them. */
  readonly digest: Buffer;
  /** What proves these bytes the provider's, by itself and for good; see `checkProof`. Written when it is asked for. */
  readonly proof: () => Proof;
}

/** Carries a permitted question to its provider and brings back an answer that can be believed. */
export interface Broker {
  ask(options: {
    question: Question;
    permission: Permission;
    actor: SystemActor;
    requestDigest: string;
    trace: Trace;
  }): Promise<ProvedAnswer>;
  /** One piece of what is open to the public of a resource, for everybody and nobody in particular. */
  list(options: ListAsked): Promise<ProvedAnswer>;
}

export interface ListAsked {
  readonly resource: { readonly id: string; readonly provider: string; readonly schemaVersion: number };
  readonly fields: readonly string[];
  /** The place that the piece before named as its next. */
  readonly from: string | undefined;
  readonly limit: number;
  /** The organisation in whose name everybody is given it: the data administration. */
  readonly organisation: string;
  /** Of the download, which is several pieces. */
  readonly download: string;
  readonly requestDigest: string;
  readonly trace: Trace;
}

/** In place of a system and of a matter: who is given open data is nobody in particular. */
export const everybodysName = 'open-data';

export interface BrokerParts {
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The hub's key for orders, at this moment. */
  readonly orderKey: () => SigningKey;
  /** A provider system's verification key, if it is in force now. */
  readonly providerKey: (kid: string) => ProviderKey | undefined;
  readonly rowChecks: RowChecks;
  readonly timeoutMs: number;
  /** When a connector of this organisation last reported on the resource, RFC 3339. */
  readonly lastSeen: (provider: string, resource: string) => string | undefined;
  /** How many agents of this organisation serve the resource now, as far as they reported. */
  readonly agents: (provider: string, resource: string) => number;
  /** How many of them take orders, well or not. */
  readonly present: (provider: string, resource: string) => number;
  readonly circuits: Circuits;
  /** The room that orders to one organisation share. */
  readonly rooms: (provider: string) => FairRoom;
  readonly hedging: Hedging;
  readonly observe: (resource: string, outcome: string, seconds: number) => void;
  /** Milliseconds of one part of the way. */
  readonly observeStage: (stage: 'order' | 'wait' | 'check', milliseconds: number) => void;
  readonly countHedge: (won: boolean) => void;
}

/** Rows in one answer to a lookup, at most: a lookup finds a record by its key, not a list. */
const rowLimit = 500;

/** What came of one order. `blame`: does it speak against the provider, for it, or of something else? */
type Attempt =
  | { readonly outcome: 'answered'; readonly blame: 'none'; readonly proved: ProvedAnswer }
  | {
      readonly outcome: 'nobody' | 'timeout' | 'disconnected' | 'not-sound' | 'refused' | 'failed';
      readonly blame: 'provider' | 'none' | 'unclear';
      readonly problem: Problem;
    };

/**
 * The broker over NATS: one order out, one attested answer back, by the deadline. Not asked at all while the provider's
 * circuit is open or too many orders are with it; asked a second time, of another agent, when the first is slow.
 */
export function createBroker(parts: BrokerParts): Broker {
  const post = new OrderPost({
    messenger: parts.messenger,
    key: parts.orderKey,
    keyOf: (kid) => parts.providerKey(kid)?.key,
    timeoutMs: parts.timeoutMs,
  });
  const { circuits, rooms, hedging, observeStage } = parts;

  async function attempt(order: Order, trace: Trace): Promise<Attempt> {
    const begun = performance.now();
    const body = Buffer.from(JSON.stringify(order));
    let sent = begun;
    const reply = await post.send({
      subject: orderSubject(order.provider, order.resource),
      body,
      digest: sha256(body),
      traceparent: traceparentOf(trace),
      onSent() {
        sent = performance.now();
      },
    });
    const came = performance.now();
    observeStage('order', sent - begun);
    observeStage('wait', came - sent);
    const result = judge(order, trace, reply);
    const now = performance.now();
    if (reply.outcome === 'replied') observeStage('check', now - came);
    parts.observe(order.resource, result.outcome, (now - begun) / 1000);
    return result;
  }

  function judge(order: Order, trace: Trace, reply: Reply): Attempt {
    if (reply.outcome === 'unproved') return discarded(order, trace, reply.fault);
    if (reply.outcome !== 'replied') {
      // One that is not there is known at once and keeps nobody waiting; a lost connection is not the provider's.
      const blame = reply.outcome === 'timeout' ? 'provider' : 'unclear';
      return { outcome: reply.outcome, blame, problem: noReply(parts, order, reply.outcome) };
    }
    const { answer: attested } = reply;
    const { providerKey, rowChecks } = parts;
    const checked = checkAnswer({ attested, order, providerKey, rowChecks });
    if (!checked.sound) return discarded(order, trace, checked.fault);
    const { answer } = checked;
    if (answer.status !== 'answered') {
      const blame = overthere.has(answer.error?.code ?? '') ? 'provider' : 'none';
      return { outcome: answer.status, blame, problem: failure(order, answer) };
    }
    const { system, asOf, rows, next, matched, verdicts } = answer;
    const { digest, proof } = attested;
    const proved = { order: order.id, system, asOf, rows, next, matched, verdicts, digest, proof };
    return { outcome: 'answered', blame: 'none', proved };
  }

  function discarded({ provider, resource, id }: Order, { traceId }: Trace, check: UnsoundAnswer): Attempt {
    parts.logger.warn({ check, resource, provider, order: id, traceId }, 'answer discarded');
    const problem = queryProblems.ANSWER_NOT_SOUND({ provider, resource, check });
    return { outcome: 'not-sound', blame: 'unclear', problem };
  }

  /** Looking up and verifying change nothing over there, so both may be asked twice; each answer is bound to its own order. */
  async function perhapsTwice(order: Order, trace: Trace, key: string): Promise<Attempt> {
    const delayMs = hedging.delayFor(key, parts.agents(order.provider, order.resource));
    const begun = performance.now();
    if (delayMs === undefined) {
      const only = await attempt(order, trace);
      if (only.outcome === 'answered') hedging.answered(key, performance.now() - begun);
      return only;
    }
    const { outcome, of } = await firstGood({
      first: attempt(order, trace),
      second: () => attempt({ ...order, id: parts.random.uuid() }, trace),
      delayMs,
      may: () => hedging.take(),
      good: (each) => each.outcome === 'answered',
      onSecond: (won) => parts.countHedge(won),
    });
    // What the second saved is not how fast they are.
    if (of === 'first' && outcome.outcome === 'answered') hedging.answered(key, performance.now() - begun);
    return outcome;
  }

  return {
    ask({ question, permission, actor, requestDigest, trace }) {
      const write = () => orderOf({ parts, question, permission, actor, requestDigest, issuedAt: parts.clock.now() });
      return carry({ resource: permission.resource, asker: actor.id, write, trace });
    },
    list(asked) {
      // All of them together have one asker's share of the room: nobody who is known waits for the public.
      const write = () => listOrderOf(parts, asked);
      return carry({ resource: asked.resource, asker: everybodysName, write, trace: asked.trace });
    },
  };

  async function carry(options: {
    resource: { readonly id: string; readonly provider: string };
    asker: string;
    write: () => Order;
    trace: Trace;
  }): Promise<ProvedAnswer> {
    const { asker, write, trace } = options;
    const { provider, id: resource } = options.resource;
    const key = `${provider} ${resource}`;
    const blockedMs = circuits.blocked(key);
    if (blockedMs !== undefined) {
      const lastSeen = parts.lastSeen(provider, resource) ?? '–';
      const retryAfterSeconds = Math.max(1, Math.ceil(blockedMs / 1000));
      throw queryProblems.PROVIDER_CIRCUIT_OPEN({ provider, resource, lastSeen }, { retryAfterSeconds });
    }
    const room = rooms(provider);
    const entered = room.enter(asker);
    if (entered !== true && !(await entered)) {
      circuits.unclear(key);
      throw queryProblems.PROVIDER_FULL({ provider }, { retryAfterSeconds: 1 });
    }
    try {
      const result = await perhapsTwice(write(), trace, key);
      if (result.blame === 'provider') circuits.failed(key, { agents: parts.present(provider, resource) });
      else if (result.blame === 'none') circuits.succeeded(key);
      else circuits.unclear(key);
      if (result.outcome !== 'answered') throw result.problem;
      return result.proved;
    } finally {
      room.leave(asker);
    }
  }
}

/** What a connector says when it is not the order but its own house that is in trouble. */
const overthere: ReadonlySet<string> = new Set([
  'SOURCE_UNAVAILABLE',
  'SOURCE_TIMEOUT',
  'SOURCE_ERROR',
  'INTERNAL',
] satisfies AnswerCode[]);

function orderOf(options: {
  parts: BrokerParts;
  question: Question;
  permission: Permission;
  actor: SystemActor;
  requestDigest: string;
  issuedAt: Date;
}): Order {
  const { parts, question, permission, actor, issuedAt } = options;
  const order: Order = {
    v: 3,
    id: parts.random.uuid(),
    issuedAt: momentText(issuedAt),
    deadline: momentText(after(issuedAt, parts.timeoutMs)),
    provider: permission.resource.provider,
    resource: permission.resource.id,
    schemaVersion: permission.resource.schemaVersion,
    mode: question.mode,
    match: { ...question.match },
    fields: question.mode === 'lookup' ? [...permission.fields] : [],
    claims: { ...question.claims },
    scope: permission.scope.map(({ field, op, value }) => ({
      field,
      op,
      value: typeof value === 'string' ? value : [...value],
    })),
    limit: rowLimit,
    consumer: { organisation: actor.organisation, system: actor.id },
    purpose: { matter: question.matter, case: question.case },
    requestDigest: options.requestDigest,
  };
  if (question.onBehalfOf !== undefined) order.onBehalfOf = question.onBehalfOf;
  return order;
}

function listOrderOf(parts: BrokerParts, asked: ListAsked): Order {
  const { resource, fields, from, limit } = asked;
  const issuedAt = parts.clock.now();
  return {
    v: 3,
    id: parts.random.uuid(),
    issuedAt: momentText(issuedAt),
    deadline: momentText(after(issuedAt, parts.timeoutMs)),
    provider: resource.provider,
    resource: resource.id,
    schemaVersion: resource.schemaVersion,
    mode: 'list',
    list: from === undefined ? {} : { from },
    match: {},
    fields: [...fields],
    claims: {},
    scope: [],
    limit,
    consumer: { organisation: asked.organisation, system: everybodysName },
    purpose: { matter: everybodysName, case: asked.download },
    requestDigest: asked.requestDigest,
  };
}

function noReply(parts: BrokerParts, order: Order, outcome: 'nobody' | 'timeout' | 'disconnected'): Problem {
  const { provider, resource } = order;
  if (outcome === 'disconnected') return queryProblems.BROKER_UNAVAILABLE({}, { retryAfterSeconds: 2 });
  const lastSeen = parts.lastSeen(provider, resource) ?? '–';
  if (outcome === 'nobody')
    return queryProblems.CONNECTOR_ABSENT({ provider, resource, lastSeen }, { retryAfterSeconds: 10 });
  return queryProblems.CONNECTOR_SLOW(
    { provider, resource, timeout: parts.timeoutMs, lastSeen },
    { retryAfterSeconds: 10 },
  );
}

/** A signed "no": the provider's code goes on, its words do not. */
function failure(order: Order, answer: Answer): Problem {
  const { provider } = order;
  const code = answer.error?.code ?? 'UNKNOWN';
  if (code === 'BUSY') return queryProblems.CONNECTOR_BUSY({ provider }, { retryAfterSeconds: 1 });
  // Nothing failed: the source gives its records one by one alone.
  if (code === 'LIST_NOT_SUPPORTED') return openDataProblems.OPEN_ROWS_NOT_LISTED();
  if (code === 'LIST_CHANGED') return openDataProblems.OPEN_ROWS_CHANGED();
  return queryProblems.PROVIDER_FAILED({ provider, code });
}
