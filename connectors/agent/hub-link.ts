import { readFileSync } from 'node:fs';
import { connect, Events, type NatsConnection } from 'nats';
import { connectOptions } from '../../identity/index.ts';
import { Lifecycle, type Logger, pause, type Random, within } from '../../kernel/index.ts';
import { inboxPrefix, signatureHeader } from '../protocol/index.ts';
import type { ConnectorConfig } from './connector-config.ts';
import type { AskHub } from './hub-keyring.ts';

/** Milliseconds for one attempt to connect. */
const connectTimeoutMs = 5_000;

/** Milliseconds between two attempts: this, and up to as much again by chance, so that agents do not come in step. */
const retryMs = 500;

/** Milliseconds that the hub has to answer a question of ours. */
const askTimeoutMs = 3_000;

/** Milliseconds to say goodbye in; a server that is away cannot be waited for. */
const closeTimeoutMs = 3_000;

/** The one connection to the exchange; it is tried for and kept for as long as the link is open. */
export interface HubLink extends AsyncDisposable {
  /** The connection, also while it is being made anew; undefined before the first. */
  connection(): NatsConnection | undefined;
  /** Asks the hub; undefined when there is no connection or no answer. */
  readonly ask: AskHub;
  /** Begins to connect, once; returns at once, be the server there or not. */
  hold(events: LinkEvents): void;
}

export interface LinkEvents {
  /** There is a new connection: subscribe on it. */
  onConnected(connection: NatsConnection): void;
  /** A connection stands, a new one or one that was lost. */
  onStanding(connection: NatsConnection): void;
}

/** @throws Problem NATS_ADDRESS_MALFORMED */
export function openHubLink(options: {
  config: Pick<ConnectorConfig, 'organisation' | 'system' | 'nats'>;
  random: Random;
  logger: Logger;
}): HubLink {
  const { config, random, logger } = options;
  const lifecycle = new Lifecycle();
  const { signal } = lifecycle;
  let connection: NatsConnection | undefined;
  let standing = false;
  const settings = {
    ...connectOptions({
      url: config.nats.url,
      creds: credentialsOf(config),
      inboxPrefix: inboxPrefix(config.organisation, config.system),
      name: `${config.organisation}/${config.system}`,
      // A revoked or expired credential is replaced in its file, and then taken up.
      giveUpWhenRefused: false,
    }),
    timeout: connectTimeoutMs,
  };

  async function holdOn(events: LinkEvents): Promise<void> {
    let told = false;
    while (!signal.aborted) {
      try {
        connection = await connect(settings);
        if (signal.aborted) break;
        told = false;
        standing = true;
        logger.info('connected to the exchange');
        void follow(connection, events);
        events.onConnected(connection);
        events.onStanding(connection);
        const error = await connection.closed();
        if (!signal.aborted) logger.warn({ err: error ?? undefined }, 'connection to the exchange closed');
      } catch (error) {
        // Once is enough: the server may be away for a night.
        if (!told) logger.warn({ code: codeOf(error) }, 'the exchange cannot be reached; trying on');
        told = true;
      }
      if (!signal.aborted) await pause(retryMs + (retryMs * random.bytes(1).readUInt8()) / 256, signal);
    }
  }

  async function follow(current: NatsConnection, events: LinkEvents): Promise<void> {
    for await (const status of current.status()) {
      if (status.type === Events.Disconnect) {
        standing = false;
        logger.warn('connection to the exchange lost');
      }
      if (status.type === Events.Reconnect) {
        standing = true;
        logger.info('connected to the exchange again');
        events.onStanding(current);
      }
    }
  }

  let holding: Promise<void> | undefined;
  lifecycle.defer('connection', async () => {
    if (standing && connection !== undefined)
      await within(
        closeTimeoutMs,
        connection.drain().catch(() => {}),
      );
    if (connection?.isClosed() === false) await connection.close();
    await holding;
    // One that was made while we were closing.
    if (connection?.isClosed() === false) await connection.close();
  });

  return {
    connection: () => connection,
    hold(events) {
      holding ??= holdOn(events);
    },
    async ask(subject, bytes) {
      if (connection === undefined || connection.isClosed()) return undefined;
      try {
        const reply = await connection.request(subject, bytes, { timeout: askTimeoutMs });
        return { bytes: reply.data, signature: reply.headers?.get(signatureHeader) };
      } catch (error) {
        logger.debug({ subject, code: codeOf(error) }, 'the hub did not answer');
        return undefined;
      }
    },
    [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose](),
  };
}

function credentialsOf({ nats }: Pick<ConnectorConfig, 'nats'>): (() => string) | undefined {
  const { credentials } = nats;
  return credentials === undefined ? undefined : () => readFileSync(credentials, 'utf8');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error';
}
