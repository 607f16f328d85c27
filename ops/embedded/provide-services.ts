import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../../kernel/index.ts';
import { type NatsConfiguration, startNats } from './nats.ts';
import { findOrInstallNatsServer } from './nats-server-program.ts';
import { startPostgres } from './postgres.ts';
import { ServiceUnavailable } from './unavailable.ts';

/** What the hub and its connectors run on. */
export interface Services extends AsyncDisposable {
  /** Holds a password; not to be logged. */
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** Whether each is ours, or was given in the settings. */
  readonly embedded: { readonly postgres: boolean; readonly nats: boolean };
}

/**
 * PostgreSQL and NATS as the settings say: `DATABASE_URL` and `NATS_URL` where set, else servers of our own with their data
 * under `HUFU_DATA_DIR`. Disposing stops what was started and nothing else.
 * @throws ServiceUnavailable
 */
export async function provideServices(options: {
  env: Environment;
  /** For an embedded nats-server: what its configuration file should hold besides. */
  natsConfiguration?: NatsConfiguration | undefined;
  progress?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}): Promise<Services> {
  const { env, progress, signal } = options;
  const dataDirectory = resolve(env.HUFU_DATA_DIR || '.hufu');
  const given = { databaseUrl: env.DATABASE_URL || undefined, natsUrl: env.NATS_URL || undefined };

  // Others may pass but not look: PostgreSQL runs under another account than root.
  if (given.databaseUrl === undefined || given.natsUrl === undefined) {
    await mkdir(dataDirectory, { recursive: true, mode: 0o711 }).catch((cause: Error) => {
      throw new ServiceUnavailable(`the folder of HUFU_DATA_DIR cannot be made: ${cause.message}`, { cause });
    });
  }

  const startOwnPostgres = async () => {
    const postgres = await startPostgres({ dataDirectory: join(dataDirectory, 'postgres'), progress, signal });
    await postgres.ensureDatabase('hufu');
    return { url: postgres.url('hufu'), stop: postgres.stop };
  };
  const startOwnNats = async () => {
    const program = await findOrInstallNatsServer({
      toolDirectory: join(dataDirectory, 'tools'),
      searchPath: env.PATH,
      progress,
    });
    const storeDirectory = join(dataDirectory, 'nats');
    return startNats({ program, storeDirectory, configuration: options.natsConfiguration, progress, signal });
  };

  const [postgres, nats] = await Promise.allSettled([
    given.databaseUrl === undefined ? startOwnPostgres() : undefined,
    given.natsUrl === undefined ? startOwnNats() : undefined,
  ]);
  const stop = async () => {
    await Promise.all([postgres, nats].map((part) => (part.status === 'fulfilled' ? part.value?.stop() : undefined)));
  };
  if (postgres.status === 'rejected' || nats.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected' ? postgres.reason : (nats as PromiseRejectedResult).reason;
  }
  return {
    databaseUrl: given.databaseUrl ?? postgres.value?.url ?? '',
    natsUrl: given.natsUrl ?? nats.value?.url ?? '',
    embedded: { postgres: given.databaseUrl === undefined, nats: given.natsUrl === undefined },
    [Symbol.asyncDispose]: stop,
  };
}
