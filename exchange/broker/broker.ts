import {
  type Answer,
  type Attestation,
  Attester,
  attestationCheck,
  endOfTurn,
  type Order,
  orderSubject,
  pathHeader,
  rootHeader,
  type SigningKey,
  traceHeader,
} from '../../connectors/protocol/index.ts';
import type { SystemActor } from '../../identity/index.ts';
import {
  after,
  type Clock,
  type Logger,
  type Problem,
  type Random,
  sha256,
  type Trace,
  traceparentOf,
} from '../../kernel/index.ts';
import type { Permission } from '../policy/decide.ts';
import { queryProblems } from '../query/problems.ts';
import type { Question } from '../query/question.ts';
import { checkAnswer, type ProviderKey, type RowChecks } from './check-answer.ts';
import type { Messenger } from './messenger.ts';

/** An answer that has passed every check. */
export interface ProvedAnswer {
  /** Id of the order it answers. */
  readonly order: string;
  readonly system: string;
  readonly asOf: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly matched: boolean | undefined;
  readonly verdicts: Readonly<Record<string, boolean | null>> | undefined;
  /** SHA-256 of the answer's bytes as the provider attested them. */
  readonly digest: Buffer;
}

/** Carries a permitted question to its provider and brings back an answer that can be believed. */
export interface Broker {
  ask(options: {
    question: Question;
    permission: Permission;
    actor: SystemActor;
    requestDigest: Buffer;
    trace: Trace;
  }): Promise<ProvedAnswer>;
}

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
  readonly observe: (resource: string, outcome: string, seconds: number) => void;
}

/** Rows in one answer to a lookup, at most: a lookup finds a record by its key, not a list. */
const rowLimit = 500;

/** The broker over NATS request/reply: one order out, one signed answer back, by the deadline. */
export function createBroker(parts: BrokerParts): Broker {
  const attester = new Attester({ typ: 'hufu-order', key: parts.orderKey, schedule: endOfTurn });
  const attested = (digest: Uint8Array) =>
    new Promise<Attestation>((resolve, reject) => attester.add(digest, { attested: resolve, failed: reject }));
  const attestations = attestationCheck({ typ: 'hufu-answer', keyOf: (kid) => parts.providerKey(kid)?.key });
  return {
    async ask({ question, permission, actor, requestDigest, trace }) {
      const started = parts.clock.now();
      const order = orderOf({ parts, question, permission, actor, requestDigest, issuedAt: started });
      const bytes = Buffer.from(JSON.stringify(order));
      const orderDigest = sha256(bytes);
      const attestation = await attested(orderDigest);
      const observe = (outcome: string) =>
        parts.observe(order.resource, outcome, (parts.clock.now().getTime() - started.getTime()) / 1000);
      const reply = await parts.messenger.request({
        subject: orderSubject(order.provider, order.resource),
        bytes,
        headers: {
          [rootHeader]: attestation.root,
          [pathHeader]: attestation.path,
          [traceHeader]: traceparentOf(trace),
        },
        timeoutMs: parts.timeoutMs,
      });
      if (reply.outcome !== 'replied') {
        observe(reply.outcome);
        throw noReply(parts, order, reply.outcome);
      }
      const checked = checkAnswer({
        reply,
        order,
        orderDigest: orderDigest.toString('base64url'),
        attestations,
        providerKey: parts.providerKey,
        rowChecks: parts.rowChecks,
      });
      if (!checked.sound) {
        observe('not-sound');
        parts.logger.warn(
          {
            check: checked.fault,
            resource: order.resource,
            provider: order.provider,
            order: order.id,
            traceId: trace.traceId,
          },
          'answer discarded',
        );
        throw queryProblems.ANSWER_NOT_SOUND({
          provider: order.provider,
          resource: order.resource,
          check: checked.fault,
        });
      }
      const { answer } = checked;
      if (answer.status !== 'answered') {
        observe(answer.status);
        throw failure(order, answer);
      }
      observe('answered');
      return {
        order: order.id,
        system: answer.system,
        asOf: answer.asOf,
        rows: answer.rows,
        matched: answer.matched,
        verdicts: answer.verdicts,
        digest: checked.digest,
      };
    },
  };
}

function orderOf(options: {
  parts: BrokerParts;
  question: Question;
  permission: Permission;
  actor: SystemActor;
  requestDigest: Buffer;
  issuedAt: Date;
}): Order {
  const { parts, question, permission, actor, issuedAt } = options;
  const order: Order = {
    v: 2,
    id: parts.random.uuid(),
    issuedAt: issuedAt.toISOString(),
    deadline: after(issuedAt, parts.timeoutMs).toISOString(),
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
    requestDigest: options.requestDigest.toString('base64url'),
  };
  if (question.onBehalfOf !== undefined) order.onBehalfOf = question.onBehalfOf;
  return order;
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
  return queryProblems.PROVIDER_FAILED({ provider, code });
}
