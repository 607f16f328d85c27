import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findOrInstallNatsServer, startNats, startPostgres } from '../../ops/embedded/index.ts';
import { serverFolder, sweepTemporaryFolders } from './temporary-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the run's PostgreSQL, its database `postgres`. */
    postgresUrl: string;
    /** Address of the run's nats-server, which asks for no credentials. */
    natsUrl: string;
    /** Path of the nats-server program, for tests that start their own. */
    natsServerProgram: string;
    /** A folder that is gone at the run's end. */
    runFolder: string;
  }
}

/** One PostgreSQL and one nats-server for the whole run, gone without a trace at its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepTemporaryFolders();
  const folder = await serverFolder('run');
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const natsServerProgram = await findOrInstallNatsServer({
    toolDirectory: resolve(process.env.HUFU_DATA_DIR || '.hufu', 'tools'),
    progress,
  });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((each) => each()));
    await folder[Symbol.asyncDispose]();
  };
  const results = await Promise.allSettled([
    startPostgres({
      dataDirectory: join(folder.path, 'postgres'),
      durability: 'relaxed',
      maxConnections: 300,
      temporary: true,
    }),
    startNats({ program: natsServerProgram, storeDirectory: join(folder.path, 'nats'), temporary: true }),
  ] as const);
  const [postgres, nats] = results;
  for (const result of results) if (result.status === 'fulfilled') stops.push(result.value.stop);
  if (postgres.status === 'rejected' || nats.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected' ? postgres.reason : (nats as PromiseRejectedResult).reason;
  }
  project.provide('postgresUrl', postgres.value.url('postgres'));
  project.provide('natsUrl', nats.value.url);
  project.provide('natsServerProgram', natsServerProgram);
  project.provide('runFolder', folder.path);
  return stop;
}
