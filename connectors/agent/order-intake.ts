import { type Msg, type MsgHdrs, type NatsConnection, headers as natsHeaders, type Subscription } from 'nats';
import { type Logger, sha256, within } from '../../kernel/index.ts';
import {
  type Attestation,
  type Attester,
  connectorQueue,
  orderSubject,
  pathHeader,
  rootHeader,
  type SignedMessage,
  signatureHeader,
  traceHeader,
} from '../protocol/index.ts';
import type { Admission } from './admission.ts';
import type { ConnectorConfig } from './connector-config.ts';
import { type Arrival, declineBusy, type OrderDesk, type Reply, serveOrder } from './serve-order.ts';

/** Milliseconds that the server has to stop sending us orders. */
const drainTimeoutMs = 3_000;

/** Where orders come in: one subscription a resource, all in the queue group of the organisation's connectors. */
export class OrderIntake {
  readonly #config: Pick<ConnectorConfig, 'organisation' | 'resources'>;
  readonly #desk: OrderDesk;
  readonly #admission: Admission;
  readonly #attester: Attester;
  readonly #logger: Logger;
  readonly #unheard = new Map<string, string>();
  #subscriptions: readonly Subscription[] = [];

  constructor(options: {
    config: Pick<ConnectorConfig, 'organisation' | 'resources'>;
    desk: OrderDesk;
    admission: Admission;
    /** Signs the answers that leave together. */
    attester: Attester;
    logger: Logger;
  }) {
    this.#config = options.config;
    this.#desk = options.desk;
    this.#admission = options.admission;
    this.#attester = options.attester;
    this.#logger = options.logger;
  }

  /** Resources whose orders do not reach us, and why. */
  get unheard(): ReadonlyMap<string, string> {
    return this.#unheard;
  }

  /** Subscribes on a new connection; the connection itself renews it after a loss. */
  subscribe(connection: NatsConnection): void {
    this.#unheard.clear();
    this.#subscriptions = this.#config.resources.map(({ id }) =>
      connection.subscribe(orderSubject(this.#config.organisation, id), {
        queue: connectorQueue,
        callback: (error, message) => (error === null ? this.#take(message) : this.#refuse(id, error)),
      }),
    );
  }

  /** Takes no more orders, and resolves when those in hand are answered. Each has a deadline, so this ends. */
  async drain(): Promise<void> {
    const quiet = this.#subscriptions.map((subscription) => subscription.drain().catch(() => {}));
    await within(drainTimeoutMs, Promise.all(quiet));
    await this.#admission.idle();
  }

  #take(message: Msg): void {
    // Nobody waits for an answer: reading the source would serve nobody.
    if (message.reply === undefined || message.reply === '') return;
    const bytes = message.data;
    const arrival: Arrival = {
      subject: message.subject,
      bytes,
      digest: sha256(bytes),
      root: message.headers?.get(rootHeader),
      path: message.headers?.get(pathHeader),
      traceparent: message.headers?.get(traceHeader),
      arrivedAt: performance.now(),
    };
    const admitted = this.#admission.admit(async () => this.#answer(message, await serveOrder(arrival, this.#desk)));
    if (!admitted) this.#answer(message, declineBusy(arrival, this.#desk));
  }

  /** The server does not let us hear of this resource: its orders go elsewhere, and the health report says so. */
  #refuse(resource: string, error: Error): void {
    this.#unheard.set(resource, 'SUBSCRIPTION_DENIED');
    this.#logger.error({ resource, err: error }, 'this connector is not let take orders for the resource');
  }

  #answer(message: Msg, reply: Reply): void {
    this.#attester.add(sha256(reply.bytes), {
      attested: (attestation) => this.#send(message, reply, attestation),
      failed: (error) => this.#logger.error({ err: error }, 'an answer could not be signed'),
    });
  }

  #send(message: Msg, reply: Reply, attestation: Attestation): void {
    const head = natsHeaders();
    head.set(rootHeader, attestation.root);
    head.set(pathHeader, attestation.path);
    head.set(traceHeader, reply.traceparent);
    try {
      message.respond(reply.bytes, { headers: head });
    } catch (error) {
      this.#logger.warn({ err: error }, 'an answer could not be sent');
    }
  }
}

/** The NATS headers of a message that is signed by itself. */
export function messageHeaders(message: SignedMessage): MsgHdrs {
  const head = natsHeaders();
  head.set(signatureHeader, message.signature);
  return head;
}
