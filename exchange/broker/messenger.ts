import { createInbox, type NatsConnection, NatsError } from 'nats';
import { hubInbox } from '../../identity/index.ts';

/** What is told of messages that were sent; `token` says of which. */
export interface Hearer {
  replied(token: string, bytes: Uint8Array): void;
  /** Nobody listens on the subject. */
  nobody(token: string): void;
  /** The connection is gone for good: nothing more comes for any of them. */
  lost(): void;
}

/** Sends messages that are replied to, each any number of times; the only thing the broker needs of NATS. */
export interface Messenger {
  connected(): boolean;
  /** Bytes of the largest message that the server takes now. */
  maxBytes(): number;
  /** Once, before anything is sent. */
  listen(hearer: Hearer): void;
  /** @returns the token of what is heard of it; undefined when there is no connection to send it on */
  send(subject: string, bytes: Uint8Array): string | undefined;
}

/** Status with which nats-server answers in place of listeners that are not there (ADR-4 of NATS). */
const noResponders = 503;

/**
 * The messenger over a NATS connection. While the connection is lost it says so at once instead of waiting.
 *
 * All replies come in by one subscription and are told apart by the last token of their subject. The library's own
 * `request` does the same, for one reply each, and makes two errors with their stacks for each request that goes well.
 */
export function natsMessenger(options: { connection: NatsConnection; connected: () => boolean }): Messenger {
  const { connection, connected } = options;
  const inbox = `${createInbox(hubInbox)}.`;
  let count = 0;
  return {
    connected,
    maxBytes: () => connection.info?.max_payload ?? Number.POSITIVE_INFINITY,
    listen(hearer) {
      connection.subscribe(`${inbox}*`, {
        callback: (error, message) => {
          if (error !== null) {
            hearer.lost();
            return;
          }
          const token = message.subject.slice(inbox.length);
          const { data, headers } = message;
          if (data.length === 0 && headers?.code === noResponders) hearer.nobody(token);
          else hearer.replied(token, data);
        },
      });
      void connection.closed().then(() => hearer.lost());
    },
    send(subject, bytes) {
      if (!connected()) return undefined;
      count += 1;
      const token = count.toString(36);
      try {
        connection.publish(subject, bytes, { reply: `${inbox}${token}` });
        return token;
      } catch (error) {
        // Of a connection that is closing; anything else is a fault of ours.
        if (error instanceof NatsError) return undefined;
        throw error;
      }
    },
  };
}
