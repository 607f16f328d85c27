import { ErrorCode, type NatsConnection, NatsError, headers as natsHeaders } from 'nats';

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

/** The messenger over a NATS connection. While the connection is lost it says so at once instead of waiting. */
export function natsMessenger(options: { connection: NatsConnection; connected: () => boolean }): Messenger {
  const { connection } = options;
  return {
    async request({ subject, bytes, headers, timeoutMs }) {
      if (!options.connected()) return { outcome: 'disconnected' };
      const head = natsHeaders();
      for (const [name, value] of Object.entries(headers)) head.set(name, value);
      try {
        const message = await connection.request(subject, bytes, { timeout: timeoutMs, headers: head });
        return { outcome: 'replied', bytes: message.data, header: (name) => message.headers?.get(name) || undefined };
      } catch (error) {
        return { outcome: outcomeOf(error, options.connected()) };
      }
    },
  };
}

function outcomeOf(error: unknown, connected: boolean): 'nobody' | 'timeout' | 'disconnected' {
  if (!(error instanceof NatsError)) throw error;
  if (error.code === ErrorCode.NoResponders) return 'nobody';
  if (error.code === ErrorCode.Timeout) return connected ? 'timeout' : 'disconnected';
  return 'disconnected';
}
