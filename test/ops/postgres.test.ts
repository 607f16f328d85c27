import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLineOf } from '../../ops/embedded/orphan.ts';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from '../../ops/embedded/postgres.ts';
import { ServiceUnavailable } from '../../ops/embedded/unavailable.ts';
import { copyEmptyCluster } from '../support/postgres.ts';
import { killAndWait, orphan, parentOf } from '../support/processes.ts';
import { serverFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

let folder: TemporaryFolder;
let dataDirectory: string;
let started: EmbeddedPostgres[] = [];

beforeEach(async () => {
  folder = await serverFolder('embedded-postgres');
  dataDirectory = join(folder.path, 'postgres');
});
afterEach(async () => {
  await Promise.all(started.map((each) => each.stop()));
  started = [];
  await folder[Symbol.asyncDispose]();
});

/** In a folder that was never used, a cluster is there already: `made` by the start is what few tests are about. */
async function start({
  made = false,
  ...options
}: Partial<PostgresOptions> & { made?: boolean } = {}): Promise<EmbeddedPostgres> {
  if (!made && !existsSync(dataDirectory)) await copyEmptyCluster(dataDirectory);
  const postgres = await startPostgres({ dataDirectory, durability: 'relaxed', ...options });
  started.push(postgres);
  return postgres;
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Leaves one committed row behind. */
async function remember(postgres: EmbeddedPostgres): Promise<void> {
  await query(postgres.url('postgres'), 'create table memory as select 42 as answer');
}
const recall = (postgres: EmbeddedPostgres) => query(postgres.url('postgres'), 'select answer from memory');

/** Makes the lock look as a killed run leaves it. */
async function forgetOwner(place: string): Promise<void> {
  await writeFile(join(place, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: 'never' }));
}

describe('an embedded PostgreSQL', () => {
  it('keeps its data from one start to the next and sorts by code point on every machine', async () => {
    const first = await start({ made: true });
    await remember(first);
    expect(
      await query(first.url('postgres'), 'select encoding, datlocprovider, datlocale from pg_database where oid = 5'),
    ).toEqual([{ encoding: 6, datlocprovider: 'b', datlocale: 'C.UTF-8' }]);
    await first.stop();
    expect(await commandLineOf(first.pid)).toBeUndefined();
    expect(await recall(await start())).toEqual([{ answer: 42 }]);
  });

  it('makes a database once', async () => {
    const postgres = await start();
    await postgres.ensureDatabase('a county');
    await postgres.ensureDatabase('a county');
    expect(await query(postgres.url('a county'), 'select current_database() as name')).toEqual([{ name: 'a county' }]);
  });

  it('lets nobody in without its password, which only its owner may read', async () => {
    const postgres = await start({ made: true });
    const wrong = new URL(postgres.url('postgres'));
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const [{ method } = { method: '' }] = await query<{ method: string }>(
      postgres.url('postgres'),
      "select string_agg(distinct auth_method, ' ') as method from pg_hba_file_rules",
    );
    expect(method).toBe('scram-sha-256');
    const { mode } = await stat(join(dataDirectory, 'superuser.password'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('writes through to the disk unless told that the data may be lost', async () => {
    const setting = async (postgres: EmbeddedPostgres) => {
      const rows = await query(postgres.url('postgres'), "select current_setting('fsync') as fsync");
      return rows[0];
    };
    const careful = await start({ durability: 'full' });
    expect(await setting(careful)).toEqual({ fsync: 'on' });
    await careful.stop();
    expect(await setting(await start({ durability: 'relaxed' }))).toEqual({ fsync: 'off' });
  });

  it('is not shared by two runs: the second is told who has it', async () => {
    await start();
    await expect(start()).rejects.toThrow(new RegExp(`^process ${process.pid} uses the database in .*HUFU_DATA_DIR`));
    await expect(start()).rejects.toMatchObject({ exitCode: 69 });
  });

  it('stops when it is aborted, and does not start at all when that was before', async () => {
    const abort = new AbortController();
    const postgres = await start({ signal: abort.signal });
    abort.abort();
    await postgres.stop();
    expect(await commandLineOf(postgres.pid)).toBeUndefined();
    await expect(start({ signal: abort.signal })).rejects.toThrow(/abort/i);
    expect(await recallable()).toBe(true);
  });

  it('leaves nothing when it is temporary', async () => {
    const postgres = await start({ temporary: true });
    await postgres.stop();
    expect(existsSync(dataDirectory)).toBe(false);
  });

  it('says in one line why it did not start', async () => {
    const postgres = await start();
    await postgres.stop();
    await writeFile(join(dataDirectory, 'data', 'postgresql.auto.conf'), 'no_such_setting = 1\n');
    const failure = await start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServiceUnavailable);
    expect(String(failure)).toMatch(/did not start.*no_such_setting/);
    expect(String(failure)).not.toContain('\n');
  });

  it('does not touch a folder called data that is not its own', async () => {
    await mkdir(join(dataDirectory, 'data'), { recursive: true });
    await writeFile(join(dataDirectory, 'data', 'diary.txt'), 'mine');
    await expect(start()).rejects.toThrow(/is no data folder of ours/);
    expect(await readdir(join(dataDirectory, 'data'))).toEqual(['diary.txt']);
  });

  it('refuses data of another PostgreSQL version', async () => {
    await (await start()).stop();
    await writeFile(join(dataDirectory, 'data', 'PG_VERSION'), '9\n');
    await expect(start()).rejects.toThrow(/is of PostgreSQL 9, the program is \d+/);
  });
});

/** Can the folder be used, with nothing in the way? */
async function recallable(): Promise<boolean> {
  const postgres = await start();
  const [row] = await query<{ one: number }>(postgres.url('postgres'), 'select 1 as one');
  return row?.one === 1;
}

describe('data begun under another account', () => {
  it('is gone on with under that account when root starts it, and refused in one line where it cannot be', async () => {
    const first = await start();
    await remember(first);
    await first.stop();
    const data = join(dataDirectory, 'data');
    if (isRoot) {
      const nobody = 65_534;
      await run('chown', ['-R', `${nobody}:${nobody}`, data]);
      const second = await start();
      expect((await stat(`/proc/${second.pid}`)).uid).toBe(nobody);
      expect(await recall(second)).toEqual([{ answer: 42 }]);
    } else {
      await chmod(dataDirectory, 0o500);
      await expect(start()).rejects.toThrow(/belongs to another user.*HUFU_DATA_DIR/);
      await chmod(dataDirectory, 0o700);
    }
  });
});

describe('after a run was killed with kill -9', () => {
  it('the committed data is there, though the server was killed too', async () => {
    const killed = await start();
    await remember(killed);
    await killAndWait(await parentOf(killed.pid), killed.pid);
    await forgetOwner(dataDirectory);
    expect(existsSync(join(dataDirectory, 'data', 'postmaster.pid'))).toBe(true);
    expect(await recall(await start())).toEqual([{ answer: 42 }]);
  });

  it('a server that still runs is stopped, since it provably is ours', async () => {
    const left = await start();
    await remember(left);
    await orphan(left.pid);
    await forgetOwner(dataDirectory);
    expect(await commandLineOf(left.pid)).toContain(dataDirectory);
    const told: string[] = [];
    const next = await start({ progress: (line) => told.push(line) });
    expect(told).toContain('stopped a PostgreSQL that an earlier run had left behind');
    expect(await commandLineOf(left.pid)).toBeUndefined();
    expect(await recall(next)).toEqual([{ answer: 42 }]);
  });

  it('a server whose run alone was killed stops by itself', async () => {
    const left = await start();
    await killAndWait(await parentOf(left.pid)); // closes the pipe, as the end of the run does
    while ((await commandLineOf(left.pid)) !== undefined) await wait(20);
    expect(await readFile(left.logFile, 'utf8')).toContain('fast shutdown');
  });

  it('a process that has the id of the dead server by now is left alone', async () => {
    const postgres = await start();
    await remember(postgres);
    await postgres.stop();
    const pidFile = join(dataDirectory, 'data', 'postmaster.pid');
    await writeFile(pidFile, `${process.pid}\n${join(dataDirectory, 'data')}\n`);
    expect(await recall(await start())).toEqual([{ answer: 42 }]);
    expect(Number((await readFile(pidFile, 'utf8')).split('\n')[0])).not.toBe(process.pid);
  });

  it('a half-prepared data folder is thrown away', async () => {
    await mkdir(join(dataDirectory, 'draft-data-of-a-killed-run'), { recursive: true });
    await writeFile(join(dataDirectory, 'draft-data-of-a-killed-run', 'PG_VERSION'), '18');
    await start();
    expect((await readdir(dataDirectory)).filter((name) => name.startsWith('draft-'))).toEqual([]);
  });
});

describe('in a folder that only its owner may enter', () => {
  const place = async () => (await readFile(join(dataDirectory, 'location'), 'utf8')).trim();

  beforeEach(() => chmod(folder.path, 0o700));

  it('PostgreSQL runs all the same: as root, from a place its own account can reach', async () => {
    const first = await start({ made: true });
    await remember(first);
    await first.stop();
    if (isRoot) {
      expect(await place()).toMatch(/^\/var\/lib\/hufu\/[0-9a-f]{16}$/);
      expect((await stat(join(await place(), 'data'))).uid).toBeGreaterThan(0);
    } else {
      expect(existsSync(join(dataDirectory, 'data'))).toBe(true);
    }
    const again = await start({ temporary: true });
    expect(await recall(again)).toEqual([{ answer: 42 }]);
    const used = isRoot ? await place() : dataDirectory;
    await again.stop();
    expect(existsSync(used)).toBe(false);
  });

  it('removing the data directory removes the data, wherever it lies', async () => {
    const first = await start({ made: true });
    await remember(first);
    await first.stop();
    await rm(dataDirectory, { recursive: true });
    const fresh = await start({ made: true, temporary: true });
    await expect(recall(fresh)).rejects.toMatchObject({ code: '42P01' });
  });
});
