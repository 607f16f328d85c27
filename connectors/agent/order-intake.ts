import { type Msg, type MsgHdrs, type NatsConnection, headers as natsHeaders, type Subscription } from 'nats';
import { type Logger, sha256, traceIdOf, within } from '../../kernel/index.ts';
import {
  type AnswerCode,
  type Bundle,
  type BundleFault,
  connectorQueue,
  orderSubject,
  type ProvedBundle,
  proveBundle,
  readBundle,
  type SignedMessage,
  signatureHeader,
} from '../protocol/index.ts';
import type { Admission } from './admission.ts';
import type { AnswerPost } from './answer-post.ts';
import type { ConnectorConfig } from './connector-config.ts';
import { type Arrival, declineBundle, declineBusy, type OrderDesk, serveOrder } from './serve-order.ts';

/** Milliseconds that the server has to stop sending us orders. */
const drainTimeoutMs = 3_000;

/** Where orders come in: one subscription a resource, all in the queue group of the organisation's connectors. */
export class OrderIntake {
  readonly #config: Pick<ConnectorConfig, 'organisation' | 'resources'>;
  readonly #desk: OrderDesk;
  readonly #admission: Admission;
  readonly #post: AnswerPost;
  readonly #logger: Logger;
  readonly #unheard = new Map<string, string>();
  #subscriptions: readonly Subscription[] = [];

  constructor(options: {
    config: Pick<ConnectorConfig, 'organisation' | 'resources'>;
    desk: OrderDesk;
    admission: Admission;
    post: AnswerPost;
    logger: Logger;
  }) {
    this.#config = options.config;
    this.#desk = options.desk;
    this.#admission = options.admission;
    this.#post = options.post;
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
        callback: (error, message) => (error === null ? this.#take(message) : this.#unhear(id, error)),
      }),
    );
  }

  /** Takes no more orders, and resolves when those in hand are answered. Each has a deadline, so this ends. */
  async drain(): Promise<void> {
    const quiet = this.#subscriptions.map((subscription) => subscription.drain().catch(() => {}));
    await within(drainTimeoutMs, Promise.all(quiet));
    await this.#admission.idle();
    this.#post.leave();
  }

  #take(orders: Msg): void {
    // Nobody waits for an answer: reading the source would serve nobody.
    if (orders.reply === undefined || orders.reply === '') return;
    const arrivedAt = performance.now();
    const read = readBundle(orders.data);
    if (!read.ok) {
      this.#refuse(orders, unreadable[read.code]);
      return;
    }
    const { bundle } = read;
    const proved = this.#prove(bundle);
    if (proved.ok) {
      this.#admit(orders, { bundle, proved, arrivedAt });
      return;
    }
    if (proved.code !== 'KEY_UNKNOWN') {
      this.#refuse(orders, 'ORDER_NOT_SIGNED');
      return;
    }
    const admitted = this.#admission.admit(async () => {
      // A key that we do not know may be one that the hub has just begun to use.
      await this.#desk.keyring.refresh();
      const again = this.#prove(bundle);
      if (again.ok) this.#admit(orders, { bundle, proved: again, arrivedAt });
      else this.#refuse(orders, again.code === 'KEY_UNKNOWN' ? 'ORDER_KEY_UNKNOWN' : 'ORDER_NOT_SIGNED');
    });
    if (!admitted) this.#refuse(orders, 'BUSY');
  }

  #prove(bundle: Bundle): ProvedBundle {
    return proveBundle({ typ: 'hufu-order', bundle, keyOf: this.#desk.keyring.keyOf });
  }

  /** From here on each order is by itself. */
  #admit(
    orders: Msg,
    options: { bundle: Bundle; proved: Extract<ProvedBundle, { ok: true }>; arrivedAt: number },
  ): void {
    const { bundle, proved, arrivedAt } = options;
    const { subject } = orders;
    bundle.members.forEach(({ label, body }, index) => {
      const digest = proved.digests[index] as Buffer; // a digest for each member
      const arrival: Arrival = {
        subject,
        bytes: body,
        digest,
        traceId: traceIdOf(label.toString('latin1')) ?? '',
        arrivedAt,
      };
      const answer = (bytes: Buffer) => this.#post.add({ orders, orderDigest: digest, body: bytes });
      const admitted = this.#admission.admit(async () => answer(await serveOrder(arrival, this.#desk)));
      if (!admitted) answer(declineBusy(arrival, this.#desk));
    });
  }

  /** Nothing of it is believed, so nothing of it is repeated but its digest. */
  #refuse(orders: Msg, code: AnswerCode): void {
    this.#post.refuse(orders, declineBundle({ digest: sha256(orders.data), code, desk: this.#desk }));
  }

  /** The server does not let us hear of this resource: its orders go elsewhere, and the health report says so. */
  #unhear(resource: string, error: Error): void {
    this.#unheard.set(resource, 'SUBSCRIPTION_DENIED');
    this.#logger.error({ resource, err: error }, 'this connector is not let take orders for the resource');
  }
}

/** What is said of a bundle that is none. */
const unreadable = {
  BUNDLE_TOO_LARGE: 'ORDER_TOO_LARGE',
  BUNDLE_MALFORMED: 'ORDER_MALFORMED',
  VERSION_UNSUPPORTED: 'ORDER_VERSION_UNSUPPORTED',
} as const satisfies Readonly<Record<BundleFault, AnswerCode>>;

/** The NATS headers of a message that is signed by itself. */
export function messageHeaders(message: SignedMessage): MsgHdrs {
  const head = natsHeaders();
  head.set(signatureHeader, message.signature);
  return head;
}
