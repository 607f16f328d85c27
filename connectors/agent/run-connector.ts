import {
  type Clock,
  Lifecycle,
  type Logger,
  pause,
  type Random,
  systemClock,
  systemRandom,
} from '../../kernel/index.ts';
import { type HealthReport, healthIntervalMs, healthSubject } from '../protocol/index.ts';
import { Measurer, measureRoundMs } from '../quality/measurer.ts';
import { openSource } from '../source/open-source.ts';
import type { Source } from '../source/source.ts';
import { Admission } from './admission.ts';
import { AnswerPost } from './answer-post.ts';
import { createAnswers } from './answers.ts';
import type { ConnectorConfig } from './connector-config.ts';
import { healthReport, sealHealth } from './health.ts';
import { openHubKeyring } from './hub-keyring.ts';
import { openHubLink } from './hub-link.ts';
import { listPlaces } from './list-places.ts';
import { messageHeaders, OrderIntake } from './order-intake.ts';
import { openResourceSchemas } from './resource-schemas.ts';
import { SeenOrders } from './seen-orders.ts';
import type { OrderDesk } from './serve-order.ts';

/** Milliseconds between two requests for the hub's keys when nothing else asks for them. */
const keyRefreshMs = 600_000;

/** A running connector. Disposing of it finishes the orders in hand first. */
export interface Connector extends AsyncDisposable {
  /** Resolves when the exchange was reached for the first time and sends us our orders. */
  readonly connected: Promise<void>;
  /** The report as it would be sent now. */
  health(): Promise<HealthReport>;
  /** Measures everything that the configuration names now, and reports it. Resolves when that is done. */
  measure(): Promise<void>;
}

export interface ConnectorOptions {
  /** From `readConnectorConfig`. */
  readonly config: ConnectorConfig;
  readonly logger: Logger;
  /** Shown in the health report. */
  readonly version?: string | undefined;
  /** Milliseconds between two looks at what has to be measured. Default: a minute. */
  readonly measureRoundMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/**
 * Runs a department's connector: dials out to the exchange and stays connected for as long as it runs, takes the orders
 * for its resources, answers each with a signed message, and reports its health.
 *
 * Returns at once; neither the exchange nor a source has to be there yet.
 * @throws Problem NATS_ADDRESS_MALFORMED
 * @example await using connector = await runConnector({ config, logger });
 */
export async function runConnector(options: ConnectorOptions): Promise<Connector> {
  const lifecycle = new Lifecycle();
  try {
    return await start(options, lifecycle);
  } catch (error) {
    await lifecycle[Symbol.asyncDispose]();
    throw error;
  }
}

async function start(options: ConnectorOptions, lifecycle: Lifecycle): Promise<Connector> {
  const { config, logger, version = 'unknown', clock = systemClock, random = systemRandom } = options;
  const startedAt = clock.now();
  const instance = random.uuid();
  const counts = { orders: 0, refusals: 0, failures: 0 };
  const link = openHubLink({ config, random, logger });
  const { ask } = link;
  const sources = openSources({ config, clock, logger, lifecycle });
  lifecycle.use('link', link);
  const keyring = await openHubKeyring({ trust: config.hub, ask, clock, random, logger });
  const schemas = openResourceSchemas({ ask, keyring, clock, random, logger });
  const desk: OrderDesk = {
    rules: {
      organisation: config.organisation,
      resources: new Map(config.resources.map((resource) => [resource.id, resource])),
      seen: new SeenOrders(),
    },
    keyring,
    sources,
    schemas,
    answers: createAnswers(config, clock),
    limits: config.limits,
    places: listPlaces(config.signingKey),
    counts,
    clock,
    logger,
  };
  const post = new AnswerPost({
    key: config.signingKey,
    maxBytes: () => link.connection()?.info?.max_payload ?? Number.POSITIVE_INFINITY,
    logger,
  });
  // Answers wait for each other while there are others to come, and for nothing when there are none.
  const admission = new Admission(config.limits, () => post.leave());
  const intake = new OrderIntake({ config, desk, admission, post, logger });
  const { signal } = lifecycle;
  const { resources, limits } = config;
  const measurer = new Measurer({
    ...{ resources, sources, schemas, clock, signal, logger },
    timeoutMs: limits.statementTimeoutMs,
  });
  const health = () =>
    healthReport({
      ...{ config, sources, unheard: intake.unheard, instance, version, startedAt, counts, clock },
      figures: measurer.tell(),
    });

  async function report(): Promise<void> {
    const message = sealHealth(await health(), config);
    const connection = link.connection();
    if (connection === undefined || connection.isClosed() || connection.isDraining()) return;
    const subject = healthSubject(config.organisation, config.system);
    connection.publish(subject, message.bytes, { headers: messageHeaders(message) });
  }

  const refreshKeys = () => keyring.refresh();
  lifecycle.defer('health', rounds({ everyMs: healthIntervalMs, work: report, signal, logger }));
  lifecycle.defer('keys', rounds({ everyMs: keyRefreshMs, work: refreshKeys, signal, logger }));
  // One round after the other: sources are read gently, also when somebody asks.
  let measuring = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    const turn = measuring.then(work);
    measuring = turn.catch(() => {});
    return turn;
  };
  const measure = () => inTurn(() => measurer.round());
  const measureAll = () =>
    inTurn(async () => {
      await measurer.round({ all: true });
      await report();
    });
  lifecycle.defer(
    'measures',
    rounds({ everyMs: options.measureRoundMs ?? measureRoundMs, work: measure, signal, logger }),
  );
  lifecycle.defer('orders', () => intake.drain());
  const connected = new Promise<void>((resolve) => {
    link.hold({
      onConnected: (connection) => intake.subscribe(connection),
      onStanding(connection) {
        // The server has heard of the subscriptions when it answers a ping sent after them.
        connection.flush().then(resolve, () => {});
        // What may have changed while we were away.
        void Promise.allSettled([refreshKeys(), report()]);
      },
    });
  });
  return { connected, health, measure: measureAll, [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose]() };
}

function openSources(options: {
  config: ConnectorConfig;
  clock: Clock;
  logger: Logger;
  lifecycle: Lifecycle;
}): ReadonlyMap<string, Source> {
  const { config, clock, logger, lifecycle } = options;
  const sources = new Map<string, Source>();
  for (const [name, source] of Object.entries(config.sources)) {
    const resources = config.resources.filter((resource) => resource.source === name);
    const { concurrency } = config.limits;
    const opened = openSource({
      config: source,
      resources,
      concurrency,
      clock,
      logger: logger.child({ source: name }),
    });
    sources.set(name, lifecycle.use(`source ${name}`, opened));
  }
  return sources;
}

/** Does something again and again until the signal aborts; returns what waits for the last round. */
function rounds(options: {
  everyMs: number;
  work: () => Promise<void>;
  signal: AbortSignal;
  logger: Logger;
}): () => Promise<void> {
  const { signal } = options;
  const running = (async () => {
    while (!signal.aborted) {
      await pause(options.everyMs, signal);
      if (signal.aborted) return;
      await options.work().catch((error) => options.logger.warn({ err: error }, 'a round failed'));
    }
  })();
  return () => running;
}
