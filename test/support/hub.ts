import { randomBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type Hub, startHub } from '../../exchange/wiring.ts';
import { type Clock, createLogger, type Logger, readConfig, systemClock } from '../../kernel/index.ts';
import { testNatsUrl } from './nats.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

/** A hub in this process, on a database of its own and the run's nats-server. */
export interface TestHub extends AsyncDisposable {
  readonly hub: Hub;
  readonly app: FastifyInstance;
  readonly db: TestDatabase;
  readonly publicUrl: string;
  readonly masterKey: Buffer;
  /** Everything that was logged, one JSON line each. */
  readonly log: readonly string[];
  /** A request; JSON in, JSON out. */
  call(
    options: InjectOptions,
  ): Promise<{ status: number; headers: Record<string, unknown>; body: Record<string, unknown> }>;
}

export interface TestHubOptions {
  readonly db?: TestDatabase | undefined;
  readonly natsUrl?: string | undefined;
  readonly natsAuthority?: string | undefined;
  readonly masterKey?: Buffer | undefined;
  readonly clock?: Clock | undefined;
  /** In the place of the database's clock, where the test moves time. */
  readonly databaseClock?: Clock | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Folder of a console to serve. */
  readonly consoleFolder?: string | undefined;
}

/** As low as it goes: tests log in by the hundred, and their passwords protect nothing. */
export const passwordCost = { logN: 4, r: 8, p: 1 } as const;

/** @example await using hub = await startTestHub() */
export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const db = options.db ?? (await createTestDatabase());
  const masterKey = options.masterKey ?? randomBytes(32);
  const lines: string[] = [];
  const logger: Logger = createLogger({
    level: options.env?.HUFU_LOG_LEVEL ?? 'debug',
    name: 'test-hub',
    destination: { write: (line) => void lines.push(line) },
  });
  // Tokens are bound to the outward address, so it is fixed while the port is any that is free.
  const publicUrl = options.env?.HUFU_PUBLIC_URL ?? 'http://hub.test';
  const config = readConfig({
    HUFU_HTTP_PORT: '0',
    HUFU_PUBLIC_URL: publicUrl,
    HUFU_QUERY_TIMEOUT_MS: '1500',
    HUFU_RATE_LIMIT_PER_MINUTE: '100000',
    ...options.env,
  });
  const hub = await startHub({
    config,
    secrets: {
      databaseUrl: db.url,
      natsUrl: options.natsUrl ?? testNatsUrl(),
      masterKey,
      natsAuthority: options.natsAuthority,
    },
    logger,
    clock: options.clock ?? systemClock,
    databaseClock: options.databaseClock,
    passwordCost,
    consoleFolder: options.consoleFolder,
  });
  return {
    hub,
    app: hub.app,
    db,
    publicUrl,
    masterKey,
    log: lines,
    async call(request) {
      const response = await hub.app.inject(request);
      const text = response.body;
      return {
        status: response.statusCode,
        headers: response.headers,
        body: text.startsWith('{') ? JSON.parse(text) : { text },
      };
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      if (options.db === undefined) await db[Symbol.asyncDispose]();
    },
  };
}
