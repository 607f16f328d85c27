import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedNothing } from '../../exchange/certain-failure.ts';
import { createEvidenceLog } from '../../exchange/evidence/evidence-log.ts';
import { GroupCommit } from '../../exchange/group-commit.ts';
import { beijingDay, beijingHour, nextBeijingMidnight } from '../../exchange/policy/beijing-time.ts';
import { createQuotaLedger } from '../../exchange/quota/quota-ledger.ts';
import { openDatabase, systemRandom } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

describe('the quota ledger', () => {
  const clock = fixedClock('2026-11-21T08:00:00Z');

  it('hands out exactly the day’s quota, however many ask at once on two hubs', async () => {
    await using other = openDatabase({ url: db.url });
    const grant = { id: randomUUID(), dailyQuota: 50 };
    const hubs = [createQuotaLedger({ database: db.database, clock }), createQuotaLedger({ database: other, clock })];
    const asked = Array.from({ length: 120 }, (_, index) => hubs[index % 2]!.take(grant));
    const results = await Promise.allSettled(asked);
    const taken = results.filter((r) => r.status === 'fulfilled');
    expect(taken).toHaveLength(50);
    expect(new Set(taken.map((r) => r.value.quota.remaining)).size).toBe(50);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'QUOTA_EXHAUSTED', status: 429, retryAfterSeconds: 8 * 3600 });
    }
    expect((await hubs[0]!.look(grant)).remaining).toBe(0);
  });

  it('gives one back when nothing was answered, and never more than was taken', async () => {
    const ledger = createQuotaLedger({ database: db.database, clock });
    const grant = { id: randomUUID(), dailyQuota: 1 };
    const charge = await ledger.take(grant);
    await expect(ledger.take(grant)).rejects.toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    await charge.giveBack();
    await charge.giveBack();
    expect((await ledger.take(grant)).quota).toEqual({ limit: 1, remaining: 0, reset: '2026-11-21T16:00:00.000Z' });
    await charge.giveBack();
    await expect(ledger.take(grant)).rejects.toMatchObject({ code: 'QUOTA_EXHAUSTED' });
  });

  it('begins anew at midnight in Beijing', async () => {
    const moving = fixedClock('2026-11-21T15:59:59.999Z');
    const ledger = createQuotaLedger({ database: db.database, clock: moving });
    const grant = { id: randomUUID(), dailyQuota: 1 };
    await ledger.take(grant);
    await expect(ledger.take(grant)).rejects.toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    moving.advance(1);
    expect((await ledger.take(grant)).quota).toMatchObject({ remaining: 0, reset: '2026-11-22T16:00:00.000Z' });
  });

  it('gives back to the day a query was taken from, though midnight has passed meanwhile', async () => {
    const moving = fixedClock('2026-11-21T15:59:59.999Z');
    const ledger = createQuotaLedger({ database: db.database, clock: moving });
    const grant = { id: randomUUID(), dailyQuota: 3 };
    const evening = await ledger.take(grant);
    moving.advance(1);
    await ledger.take(grant);
    await evening.giveBack();
    expect((await ledger.look(grant)).remaining).toBe(2);
    moving.advance(-1);
    expect((await ledger.look(grant)).remaining).toBe(3);
  });

  it('gives nothing back after a crash, which may have taken it away already', async () => {
    const ledger = createQuotaLedger({ database: db.database, clock });
    const grant = { id: randomUUID(), dailyQuota: 9 };
    const before = await ledger.take(grant);
    // What PostgreSQL does to an unlogged table when it recovers.
    await db.database.pool.query('truncate exchange.quota_life');
    const after = await ledger.take(grant);
    await before.giveBack();
    expect((await ledger.look(grant)).remaining).toBe(7);
    await after.giveBack();
    expect((await ledger.look(grant)).remaining).toBe(8);
  });

  it('keeps grants apart when they are counted together', async () => {
    const ledger = createQuotaLedger({ database: db.database, clock });
    const grants = [1, 2, 3].map((dailyQuota) => ({ id: randomUUID(), dailyQuota }));
    const states = await Promise.all(grants.map((grant) => ledger.take(grant)));
    expect(states.map((s) => s.quota.remaining)).toEqual([0, 1, 2]);
  });
});

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

describe('the evidence record', () => {
  const clock = fixedClock('2026-11-21T08:00:00Z');
  const entry = {
    event: 'query',
    outcome: 'answered',
    actor: 'system:civil-assistance',
    organisation: 'civil',
  } as const;

  it('gives each entry a place of its own, and a receipt that names it', async () => {
    const log = createEvidenceLog({ database: db.database, clock, random: systemRandom });
    const receipts = await Promise.all(Array.from({ length: 600 }, (_, n) => log.append({ ...entry, facts: { n } })));
    const { rows } = await sql<{
      n: number;
      id: string;
      sequence: number;
    }>`select id, sequence, (facts->>'n')::int as n from exchange.evidence_entry order by n`.execute(
      db.database.tables<object>(),
    );
    expect(rows.map(({ id, sequence }) => ({ id, sequence }))).toEqual(
      receipts.map(({ id, sequence }) => ({ id, sequence })),
    );
    expect(new Set(rows.map((row) => row.sequence)).size).toBe(600);
  });

  it('lets nobody change or remove what is written', async () => {
    const run = (statement: string) => sql.raw(statement).execute(db.database.tables<object>());
    await expect(run(`update exchange.evidence_entry set outcome = 'refused'`)).rejects.toThrow(/append-only/);
    await expect(run('delete from exchange.evidence_entry')).rejects.toThrow(/append-only/);
    await expect(run('truncate exchange.evidence_entry')).rejects.toThrow(/append-only/);
  });

  it('acknowledges nothing that the database did not take', async () => {
    await using away = openDatabase({ url: 'postgres://u:p@127.0.0.1:1/none' });
    const log = createEvidenceLog({ database: away, clock, random: systemRandom });
    const results = await Promise.allSettled([log.append(entry), log.append(entry)]);
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected']);
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
