import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeNotice } from '../../exchange/change-notices.ts';
import { type FactWatch, type FactWatchOptions, watchFacts } from '../../exchange/fact-watch.ts';
import { type Clock, createLogger, systemClock } from '../../kernel/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.database.pool.query('insert into exchange.fact_life default values');
});
afterAll(() => db[Symbol.asyncDispose]());

let applied: ChangeNotice[];
let readings: number;
let stop: AbortController;
beforeEach(() => {
  applied = [];
  readings = 0;
  stop = new AbortController();
  return () => stop.abort();
});
const watch = (own: Partial<FactWatchOptions> = {}): Promise<FactWatch> =>
  watchFacts({
    database: db.database,
    clock: systemClock,
    logger: createLogger({ level: 'silent', name: 'test' }),
    signal: stop.signal,
    apply: async (notice) => void applied.push(notice),
    readAnew: async () => {
      readings += 1;
    },
    everyMs: 10,
    ...own,
  });
const soon = async (holds: () => boolean) => {
  for (let tries = 0; tries < 500 && !holds(); tries += 1) await wait(10);
  return holds();
};
const addMatter = (code: string, run: { query(text: string, values: string[]): Promise<unknown> } = db.database.pool) =>
  run.query(
    `insert into catalog.matter (code, name, organisation, legal_basis, materials, status, version, created_at, created_by, updated_at, updated_by)
     values ($1, 'n', 'hrss', 'l', '[]', 'active', 1, now(), 'x', now(), 'x')`,
    [code],
  );
const codeOf = (facts: FactWatch, now = new Date()) => {
  try {
    facts.requireCurrent(now);
    return 'current';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a watch over facts', () => {
  it('reads everything first, and then what was changed, whoever changed it', async () => {
    await addMatter('BEFORE-01');
    await watch();
    expect([readings, applied]).toEqual([1, []]);
    await addMatter('AFTER-01');
    expect(await soon(() => applied.length > 0)).toBe(true);
    expect(applied).toEqual([{ part: 'catalog', kind: 'matter', subject: 'AFTER-01' }]);
    expect(readings).toBe(1);
  });

  it.each([
    'identity.organisation',
    'identity.system',
    'identity.system_key',
    'identity.officer',
    'identity.signing_key',
  ])('hears of a change in %s', async (table) => {
    await watch();
    // A statement that finds nothing to change is one all the same.
    await db.database.pool.query(`delete from ${table} where false`);
    expect(await soon(() => applied.length > 0)).toBe(true);
    expect(applied).toEqual([{ part: 'identity', kind: null, subject: null }]);
  });

  it('misses no change whose transaction ends after later ones were seen', async () => {
    await watch();
    const slow = await db.database.pool.connect();
    try {
      await slow.query('begin');
      await addMatter('SLOW-01', slow);
      await addMatter('QUICK-01');
      expect(await soon(() => applied.some(({ subject }) => subject === 'QUICK-01'))).toBe(true);
      expect(applied.some(({ subject }) => subject === 'SLOW-01')).toBe(false);
      await addMatter('QUICK-02');
      expect(await soon(() => applied.some(({ subject }) => subject === 'QUICK-02'))).toBe(true);
      await slow.query('commit');
    } finally {
      slow.release();
    }
    expect(await soon(() => applied.some(({ subject }) => subject === 'SLOW-01'))).toBe(true);
    expect(applied.filter(({ subject }) => subject === 'QUICK-01')).toHaveLength(1);
  });

  it('forgets nothing that could not be read: it is read the next time', async () => {
    let broken = true;
    const facts = await watch({
      apply: async (notice) => {
        if (broken) throw new Error('no');
        applied.push(notice);
      },
      boundMs: 150,
    });
    await addMatter('BROKEN-01');
    expect(await soon(() => codeOf(facts) === 'FACTS_TOO_OLD')).toBe(true);
    broken = false;
    expect(await soon(() => codeOf(facts) === 'current')).toBe(true);
    expect(applied.map(({ subject }) => subject)).toEqual(['BROKEN-01']);
  });

  it('reads everything when the database has come back from a crash, or is another one', async () => {
    await watch();
    const before = readings;
    await addMatter('LOST-01');
    expect(await soon(() => applied.some(({ subject }) => subject === 'LOST-01'))).toBe(true);
    expect(readings).toBe(before);
    await db.database.pool.query('truncate exchange.fact_life');
    expect(await soon(() => readings > before)).toBe(true);
  });

  it('lets nothing be decided on facts that could not be confirmed, until they are', async () => {
    const facts = await watch({ boundMs: 150 });
    expect(codeOf(facts)).toBe('current');
    await db.database.pool.query('alter table exchange.fact_change rename to fact_change_away');
    expect(await soon(() => codeOf(facts) === 'FACTS_TOO_OLD')).toBe(true);
    await db.database.pool.query('alter table exchange.fact_change_away rename to fact_change');
    expect(await soon(() => codeOf(facts) === 'current')).toBe(true);
  });

  it('trusts no clock that differs from the database’s, forwards or backwards', async () => {
    const facts = await watch({ toleranceMs: 60_000 });
    const at = (ms: number) => new Date(Date.now() + ms);
    expect(codeOf(facts, at(0))).toBe('current');
    expect(codeOf(facts, at(50_000))).toBe('current');
    for (const jump of [70_000, 86_400_000, -70_000, -86_400_000])
      expect(codeOf(facts, at(jump)), String(jump)).toBe('CLOCK_DISAGREES');
    expect(codeOf(facts, new Date(Number.NaN))).toBe('CLOCK_DISAGREES');
  });

  it('forgets changes that everybody has seen', async () => {
    let now = new Date();
    const clock: Clock = { now: () => now };
    const facts = await watch({ clock });
    await addMatter('OLD-01');
    const kept = async () =>
      (await db.database.pool.query(`select from exchange.fact_change where subject = 'OLD-01'`)).rowCount;
    await facts.purge();
    expect(await kept()).toBe(1);
    now = new Date(Date.now() + 2 * 3_600_000);
    await facts.purge();
    expect(await kept()).toBe(0);
  });
});
