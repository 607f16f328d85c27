import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseProblem, isUniqueViolation, type MigrationFolder, migrate, openDatabase } from '../../kernel/index.ts';
import { createEmptyDatabase, startOwnPostgres, type TestDatabase } from '../support/postgres.ts';
import { serverFolder } from '../support/temporary-folder.ts';

interface Tables {
  'demo.thing': { id: number; name: string };
}

const folder: MigrationFolder = {
  schema: 'demo',
  migrations: [
    { name: '0002-name', sql: 'alter table demo.thing add column name text' },
    { name: '0001-thing', sql: 'create table demo.thing (id bigint primary key)' },
  ],
};

let db: TestDatabase;
beforeAll(async () => {
  db = await createEmptyDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

describe('migrations', () => {
  it('are applied in order, once, also when two hubs start at the same moment', async () => {
    await using second = openDatabase({ url: db.url });
    const applied = await Promise.all([migrate(db.database, [folder]), migrate(second, [folder])]);
    expect(applied.flat().sort()).toEqual(['demo/0001-thing', 'demo/0002-name']);
    expect(await migrate(db.database, [folder])).toEqual([]);
  });

  it('that were changed after they were applied stop the start', async () => {
    const changed = { schema: 'demo', migrations: folder.migrations.map((m) => ({ ...m, sql: `${m.sql} ` })) };
    await expect(migrate(db.database, [changed])).rejects.toThrow('demo/0001-thing was applied and then changed');
  });

  it('that the program does not know stop the start', async () => {
    await expect(migrate(db.database, [{ schema: 'demo', migrations: folder.migrations.slice(1) }])).rejects.toThrow(
      /older than the database/,
    );
  });

  it('leave nothing behind when one fails', async () => {
    const failing: MigrationFolder = {
      schema: 'half',
      migrations: [
        { name: '0001-good', sql: 'create table half.good (id int)' },
        { name: '0002-bad', sql: 'create table half.bad (id nonsense)' },
      ],
    };
    await expect(migrate(db.database, [failing])).rejects.toThrow();
    const { rows } = await sql<{ there: boolean }>`select to_regclass('half.good') is not null as there`.execute(
      db.database.tables<object>(),
    );
    expect(rows).toEqual([{ there: false }]);
  });
});

describe('the database handle', () => {
  it('commits all of a transaction or none of it', async () => {
    const tables = db.database.tables<Tables>();
    const failing = db.database.transaction(async (tx) => {
      await tx.tables<Tables>().insertInto('demo.thing').values({ id: 1, name: 'a' }).execute();
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await tables.selectFrom('demo.thing').selectAll().execute()).toEqual([]);
    await db.database.transaction((tx) =>
      tx.tables<Tables>().insertInto('demo.thing').values({ id: 2, name: 'b' }).execute(),
    );
    expect(await tables.selectFrom('demo.thing').selectAll().execute()).toEqual([{ id: 2, name: 'b' }]);
  });

  it('tells a broken constraint from an outage', async () => {
    const again = db.database.tables<Tables>().insertInto('demo.thing').values({ id: 2, name: 'c' }).execute();
    const error = await again.catch((e: unknown) => e);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'thing_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'other')).toBe(false);
    expect(databaseProblem(error)).toBeUndefined();
  });

  it('reports a server that is not there as unavailable', async () => {
    await using nowhere = openDatabase({ url: 'postgres://u:p@127.0.0.1:1/none' });
    const error = await nowhere.ping().catch((e: unknown) => e);
    expect(databaseProblem(error)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 });
  });

  it('survives the end of a connection in the midst of a transaction, which then fails', async () => {
    const cut = db.database.transaction(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx.tables<object>());
      await db.database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await sql`select 1`.execute(tx.tables<object>());
    });
    await expect(cut).rejects.toThrow();
    await expect(db.database.ping()).resolves.toBeUndefined();
  });

  it('comes back by itself after the server was restarted', async () => {
    const { path: dataDirectory } = await serverFolder('restart');
    const first = await startOwnPostgres({ dataDirectory, temporary: false });
    await using database = openDatabase({ url: first.url('postgres') });
    await database.ping();
    await first.stop();
    const error = await database.ping().catch((e: unknown) => e);
    expect(databaseProblem(error)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const second = await startOwnPostgres({ dataDirectory, port: first.port });
    await expect(database.ping()).resolves.toBeUndefined();
    await second.stop();
  });
});
