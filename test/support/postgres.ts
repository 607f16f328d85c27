import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, migrate, openDatabase } from '../../kernel/index.ts';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from '../../ops/embedded/index.ts';
import { allMigrations } from './migrations.ts';
import { onceInRun } from './once-in-run.ts';
import { serverFolder } from './temporary-folder.ts';

/** A database of one test file's own. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
}

/**
 * A fresh database with every migration of the house applied, dropped when disposed.
 * @example
 * let db: TestDatabase;
 * beforeAll(async () => { db = await createTestDatabase(); });
 * afterAll(() => db[Symbol.asyncDispose]());
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createFrom(await migratedTemplate());
}

/** Name of the database that has every migration of the house and nothing else. */
export async function migratedTemplate(): Promise<string> {
  const name = 'hufu_migrated';
  await onceInRun(name, () =>
    makeTemplate(name, 'template0', async (url) => {
      await using database = openDatabase({ url, maxConnections: 1 });
      await migrate(database, allMigrations());
    }),
  );
  return name;
}

/** A fresh database with nothing in it. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

/** A PostgreSQL of the test's own, for tests that stop or kill it. Its data is removed when it stops, unless told otherwise; it lies where others may pass, as in a temporary folder. */
export async function startOwnPostgres(options: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const dataDirectory = options.dataDirectory ?? (await serverFolder('postgres')).path;
  if (!existsSync(join(dataDirectory, 'data'))) await copyEmptyCluster(dataDirectory);
  return startPostgres({ durability: 'relaxed', temporary: true, ...options, dataDirectory });
}

/** Copies a cluster into the folder, as startPostgres makes them and with nothing in it yet: a tenth of the time of making one. */
export async function copyEmptyCluster(dataDirectory: string): Promise<void> {
  const source = await onceInRun('empty-cluster', async (folder) =>
    (await startPostgres({ dataDirectory: folder, durability: 'relaxed' })).stop(),
  );
  await mkdir(dataDirectory, { recursive: true });
  const parts = ['data', 'superuser.password'].map((name) => join(source, name));
  await promisify(execFile)('cp', ['-a', ...parts, dataDirectory]);
}

/**
 * Makes a database for others to begin as. To be called {@link onceInRun}.
 * @param fill leaves no connection open, or nobody can copy it
 */
export async function makeTemplate(name: string, source: string, fill: (url: string) => Promise<void>): Promise<void> {
  await withAdministrator(async (client) => {
    await client.query(`drop database if exists ${name}`);
    await client.query(`create database ${name} template ${source} strategy file_copy`);
  });
  await fill(addressOf(name));
}

/** A fresh database that begins as another one, which nobody may be connected to. */
export async function createFrom(source: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdministrator((client) => client.query(`create database ${name} template ${source} strategy file_copy`));
  const url = addressOf(name);
  const database = openDatabase({ url, maxConnections: 5, applicationName: name });
  return {
    url,
    database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await withAdministrator((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function withAdministrator<T>(action: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

function addressOf(name: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}
