import { connect, Events, type NatsConnection } from 'nats';
import { connectOptions, hubInbox, issueNatsUser, type NatsAuthority } from '../../identity/index.ts';
import { after, type Clock, type Logger } from '../../kernel/index.ts';

/** The hub's connection to NATS and whether it holds at this moment. */
export interface NatsLink extends AsyncDisposable {
  readonly connection: NatsConnection;
  readonly connected: () => boolean;
  /** Has something done each time the connection is back; only then does the link count as connected again. */
  onReconnect(work: () => Promise<void>): void;
}

/** The hub issues its own credential at each connect, so a short life costs nothing and a stolen one is soon worthless. */
const credentialLifeMs = 24 * 3_600_000;

/**
 * Connects the hub. Once connected it reconnects for ever; at the first connect a server that is away is an error.
 * @param options.kind `hub` speaks on the exchange's subjects, `hub-system` with the server itself
 */
export async function openNatsLink(options: {
  url: string;
  authority: NatsAuthority | undefined;
  kind: 'hub' | 'hub-system';
  name: string;
  clock: Clock;
  logger: Logger;
}): Promise<NatsLink> {
  const { authority, kind, clock, logger } = options;
  const credentials =
    authority &&
    (() => issueNatsUser({ authority, clock, user: { kind }, expiresAt: after(clock.now(), credentialLifeMs) }).creds);
  const connection = await connect(
    connectOptions({
      url: options.url,
      creds: credentials,
      inboxPrefix: hubInbox,
      name: options.name,
      giveUpWhenRefused: false,
    }),
  );
  let connected = true;
  const afterReconnect: (() => Promise<void>)[] = [];
  const watch = async () => {
    for await (const status of connection.status()) {
      if (status.type === Events.Disconnect || status.type === Events.Error) {
        if (status.type === Events.Disconnect) connected = false;
        logger.warn({ event: status.type, kind }, 'NATS connection');
      } else if (status.type === Events.Reconnect) {
        logger.info({ event: status.type, kind }, 'NATS connection');
        const done = await Promise.allSettled(afterReconnect.map((work) => work()));
        for (const each of done)
          if (each.status === 'rejected') logger.warn({ err: each.reason }, 'not all was done after reconnecting');
        connected = true;
      }
    }
  };
  void watch();
  void connection.closed().then(() => {
    connected = false;
  });
  return {
    connection,
    connected: () => connected && !connection.isClosed(),
    onReconnect: (work) => afterReconnect.push(work),
    async [Symbol.asyncDispose]() {
      if (!connection.isClosed()) await connection.close();
    },
  };
}
