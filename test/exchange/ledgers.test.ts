import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { changedNothing } from '../../exchange/certain-failure.ts';
import { GroupCommit } from '../../exchange/group-commit.ts';
import { beijingDay, beijingHour, nextBeijingMidnight } from '../../exchange/policy/beijing-time.ts';
import { openDatabase } from '../../kernel/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

describe('a statement that failed', () => {
  const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

  it('certainly changed nothing when it was refused or never sent', async () => {
    const { pool } = db.database;
    expect(changedNothing(await failureOf(pool.query('select 1 / 0')))).toBe(true);
    expect(changedNothing(await failureOf(pool.query('select from nowhere')))).toBe(true);
    await using away = openDatabase({ url: 'postgres://u:p@127.0.0.1:1/none' });
    expect(changedNothing(await failureOf(away.ping()))).toBe(true);
  });

  it('may have changed something when its session or connection ended meanwhile', async () => {
    await using other = openDatabase({ url: db.url, maxConnections: 1, applicationName: 'doomed' });
    const failing = failureOf(other.pool.query('select pg_sleep(10)'));
    const end = async () =>
      (
        await db.database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed' and query like '%pg_sleep%'`,
        )
      ).rowCount;
    while ((await end()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(changedNothing(await failing)).toBe(false);
    expect(changedNothing(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toBe(false);
    expect(changedNothing(new Error('Connection terminated unexpectedly'))).toBe(false);
    expect(changedNothing(new AggregateError([new Error('Connection terminated unexpectedly')]))).toBe(false);
    expect(changedNothing('a word')).toBe(false);
  });
});

describe('Beijing time', () => {
  it('is eight hours ahead of UTC all year', () => {
    expect(beijingHour(new Date('2026-07-01T15:59:59Z'))).toBe(23);
    expect(beijingDay(new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01');
    expect(nextBeijingMidnight(new Date('2026-12-31T15:59:59.999Z')).toISOString()).toBe('2026-12-31T16:00:00.000Z');
    expect(nextBeijingMidnight(new Date('2026-12-31T16:00:00Z')).toISOString()).toBe('2027-01-01T16:00:00.000Z');
  });
});

describe('a group commit', () => {
  it('writes what arrives during a write together in the next one', async () => {
    const batches: number[][] = [];
    const commit = new GroupCommit<number, number>({
      largest: 4,
      write: async (items) => {
        batches.push([...items]);
        await new Promise((resolve) => setImmediate(resolve));
        return items.map((n) => n * 2);
      },
    });
    const results = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => commit.add(n)));
    expect(results).toEqual([2, 4, 6, 8, 10, 12]);
    expect(batches).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it('with several lanes does not let a slow batch hold up the next', async () => {
    const begun: number[] = [];
    let finishFirst = () => {};
    const commit = new GroupCommit<number, number>({
      largest: 1,
      lanes: 2,
      write: async ([item = 0]) => {
        begun.push(item);
        if (item === 1)
          await new Promise<void>((resolve) => {
            finishFirst = resolve;
          });
        return [item];
      },
    });
    const first = commit.add(1);
    expect(await commit.add(2)).toBe(2);
    expect(await commit.add(3)).toBe(3);
    finishFirst();
    expect(await first).toBe(1);
    expect(begun).toEqual([1, 2, 3]);
  });

  it('lets batches leave no faster than its pace, but the first after a pause at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const batches: number[][] = [];
      const commit = new GroupCommit<number, number>({
        largest: 4,
        lanes: 2,
        paceMs: 6,
        write: async (items) => {
          batches.push([...items]);
          return [...items];
        },
      });
      await commit.add(1);
      const soon = [commit.add(2)];
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(5);
      soon.push(commit.add(3));
      await new Promise((resolve) => setImmediate(resolve));
      expect(batches).toEqual([[1]]);
      vi.advanceTimersByTime(1);
      expect(await Promise.all(soon)).toEqual([2, 3]);
      vi.advanceTimersByTime(6);
      expect(await commit.add(4)).toBe(4);
      expect(batches).toEqual([[1], [2, 3], [4]]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('rejects the items of a failed batch only, and goes on', async () => {
    const commit = new GroupCommit<number, number>({
      largest: 2,
      write: (items) => (items.includes(2) ? Promise.reject(new Error('disk full')) : Promise.resolve([...items])),
    });
    const results = await Promise.allSettled([1, 2, 3].map((n) => commit.add(n)));
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    await expect(commit.add(4)).resolves.toBe(4);
  });

  it('rejects an item whose result is missing instead of leaving it hanging', async () => {
    const commit = new GroupCommit<number, number>({ largest: 9, write: (items) => Promise.resolve(items.slice(1)) });
    const results = await Promise.allSettled([commit.add(1), commit.add(2)]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected']);
  });
});
