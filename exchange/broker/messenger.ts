import { createInbox, type Msg, type NatsConnection, NatsError, headers as natsHeaders } from 'nats';
import { hubInbox } from '../../identity/index.ts';

/** A reply as it came, or why none did. */
export type Reply =
  | { readonly outcome: 'replied'; readonly bytes: Uint8Array; readonly header: (name: string) => string | undefined }
  | { readonly outcome: 'nobody' | 'timeout' | 'disconnected' };

/** Sends one request and waits for one reply; the only thing the broker needs of NATS. */
export interface Messenger {
  request(options: {
    subject: string;
    bytes: Uint8Array;
    headers: Readonly<Record<string, string>>;
    timeoutMs: number;
  }): Promise<Reply>;
}

/** Status with which nats-server answers in place of listeners that are not there (ADR-4 of NATS). */
const noResponders = 503;

/**
 * The messenger over a NATS connection. While the connection is lost it says so at once instead of waiting.
 *
 * All replies come in by one subscription, made with the first request, and are told apart by the last token of their
 * subject. The library's own `request` does the same, and makes two errors with their stacks for each request that goes well.
 */
export function natsMessenger(options: { connection: NatsConnection; connected: () => boolean }): Messenger {
  const { connection } = options;
  const inbox = `${createInbox(hubInbox)}.`;
  const awaiting = new Map<string, (reply: Reply) => void>();
  let count = 0;
  let listening = false;

  function listen(): void {
    connection.subscribe(`${inbox}*`, {
      callback: (error, message) => {
        if (error === null) awaiting.get(message.subject.slice(inbox.length))?.(replyOf(message));
        else allLost();
      },
    });
    void connection.closed().then(allLost);
    listening = true;
  }

  function allLost(): void {
    for (const tell of awaiting.values()) tell({ outcome: 'disconnected' });
  }

  return {
    request({ subject, bytes, headers, timeoutMs }) {
      if (!options.connected()) return Promise.resolve({ outcome: 'disconnected' });
      return new Promise((resolve, reject) => {
        count += 1;
        const token = count.toString(36);
        const timer = setTimeout(() => tell({ outcome: options.connected() ? 'timeout' : 'disconnected' }), timeoutMs);
        const tell = (reply: Reply) => {
          clearTimeout(timer);
          awaiting.delete(token);
          resolve(reply);
        };
        const head = natsHeaders();
        for (const name in headers) head.set(name, headers[name] ?? '');
        try {
          if (!listening) listen();
          awaiting.set(token, tell);
          connection.publish(subject, bytes, { reply: `${inbox}${token}`, headers: head });
        } catch (error) {
          // Of a connection that is closing; anything else is a fault of ours.
          if (!(error instanceof NatsError)) reject(error);
          tell({ outcome: 'disconnected' });
        }
      });
    },
  };
}

function replyOf(message: Msg): Reply {
  const { data, headers } = message;
  if (data.length === 0 && headers?.code === noResponders) return { outcome: 'nobody' };
  return { outcome: 'replied', bytes: data, header: (name) => headers?.get(name) || undefined };
}
