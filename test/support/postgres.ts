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
import { temporaryFolder } from './temporary-folder.ts';

const template = 'hufu_template';
/** Names the lock under which one test file makes the template while the others wait. */
const templateLock = 0x48554654;

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
  await withAdministrator(ensureTemplate);
  return createFrom(template);
}

/** A fresh database with nothing in it. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

/** A PostgreSQL of the test's own, for tests that stop or kill it. Its data is removed when it stops, unless told otherwise; it lies where others may pass, as in a temporary folder. */
export async function startOwnPostgres(options: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const dataDirectory = options.dataDirectory ?? (await temporaryFolder('postgres')).path;
  if (!existsSync(join(dataDirectory, 'data'))) await copyEmptyCluster(dataDirectory);
  return startPostgres({ durability: 'relaxed', temporary: true, ...options, dataDirectory });
}

let emptyCluster: Promise<string> | undefined;

/** Copies a cluster into the folder, as startPostgres makes them and with nothing in it yet: a tenth of the time of making one. */
export async function copyEmptyCluster(dataDirectory: string): Promise<void> {
  emptyCluster ??= makeEmptyCluster();
  const source = await emptyCluster;
  await mkdir(dataDirectory, { recursive: true });
  const parts = ['data', 'superuser.password'].map((name) => join(source, name));
  await promisify(execFile)('cp', ['-a', ...parts, dataDirectory]);
}

async function makeEmptyCluster(): Promise<string> {
  const dataDirectory = join(inject('runFolder'), `empty-cluster-${process.pid}`);
  await (await startPostgres({ dataDirectory, durability: 'relaxed' })).stop();
  return dataDirectory;
}

async function createFrom(source: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdministrator((client) => client.query(`create database ${name} template ${source}`));
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

async function ensureTemplate(administrator: pg.Client): Promise<void> {
  const exists = async () =>
    (await administrator.query('select from pg_database where datname = $1', [template])).rowCount === 1;
  if (await exists()) return;
  await administrator.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    if (await exists()) return;
    const draft = `${template}_${randomUUID().replaceAll('-', '')}`;
    await administrator.query(`create database ${draft} template template0`);
    {
      // Closed before the renaming, which nobody may be connected for.
      await using database = openDatabase({ url: addressOf(draft), maxConnections: 1 });
      await migrate(database, allMigrations());
    }
    await administrator.query(`alter database ${draft} rename to ${template}`);
  } finally {
    await administrator.query('select pg_advisory_unlock($1)', [templateLock]);
  }
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
