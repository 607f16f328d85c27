import type { Msg } from 'nats';
import { type Logger, sha256 } from '../../kernel/index.ts';
import {
  Bundler,
  bundlePatienceMs,
  maxBundleBytes,
  type OutgoingMember,
  type SigningKey,
  withinMs,
  writeBundle,
} from '../protocol/index.ts';

interface OutgoingAnswer extends OutgoingMember {
  /** The bundle in which the order came. */
  readonly orders: Msg;
}

const patience = withinMs(bundlePatienceMs);
const nothing = Buffer.alloc(0);

/**
 * Sends answers: those for one hub that are ready within a moment leave in one message under one signature, whatever
 * bundles their orders came in.
 *
 * The message goes to the reply subject of one of these orders. So what leaves to a reply subject has an answer of its own
 * in it each time, and a right to reply as often as a bundle has members is enough.
 */
export class AnswerPost {
  readonly #key: SigningKey;
  readonly #maxBytes: () => number;
  readonly #logger: Logger;
  /** By hub. */
  readonly #bundlers = new Map<string, Bundler<OutgoingAnswer>>();

  constructor(options: {
    key: SigningKey;
    /** Bytes of the largest message that the server takes now. */
    maxBytes: () => number;
    logger: Logger;
  }) {
    this.#key = options.key;
    this.#maxBytes = () => Math.min(maxBundleBytes, options.maxBytes());
    this.#logger = options.logger;
  }

  /** @param answer.orderDigest SHA-256 of the order's body */
  add(answer: { orders: Msg; orderDigest: Buffer; body: Buffer }): void {
    const { orders, orderDigest, body } = answer;
    this.#bundlerFor(hubOf(orders)).add({ orders, label: orderDigest, body, digest: sha256(body) });
  }

  /** Answers a whole bundle of orders at once: nothing in it could be believed. */
  refuse(orders: Msg, body: Buffer): void {
    const members = [{ label: nothing, body, digest: sha256(body) }];
    this.#send(orders, writeBundle({ typ: 'hufu-answer', members, key: this.#key }));
  }

  /** Everything that waits leaves now: there is nothing more to wait for. */
  leave(): void {
    for (const bundler of this.#bundlers.values()) bundler.leave();
    // A hub that starts anew listens to a new inbox.
    this.#bundlers.clear();
  }

  #bundlerFor(hub: string): Bundler<OutgoingAnswer> {
    const known = this.#bundlers.get(hub);
    if (known !== undefined) return known;
    const bundler = new Bundler<OutgoingAnswer>({
      typ: 'hufu-answer',
      key: () => this.#key,
      schedule: patience,
      maxBytes: this.#maxBytes,
      send: (bundle, [first]) => {
        if (first !== undefined) this.#send(first.orders, bundle);
      },
      failed: (error) => this.#logger.error({ err: error }, 'answers could not be signed'),
    });
    this.#bundlers.set(hub, bundler);
    return bundler;
  }

  #send(orders: Msg, bundle: Buffer): void {
    try {
      orders.respond(bundle);
    } catch (error) {
      this.#logger.warn({ err: error }, 'answers could not be sent');
    }
  }
}

/** A hub listens to one inbox: reply subjects that differ in their last token alone are of one hub. */
function hubOf({ reply = '' }: Msg): string {
  return reply.slice(0, reply.lastIndexOf('.') + 1);
}
