import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareCycle, loadUpdateCycles, type Resource } from '../../catalog/index.ts';
import type { HealthReport } from '../../connectors/protocol/index.ts';
import { addTimes, noTimes, rangeOf, timeWithin } from '../../exchange/promise/answer-times.ts';
import { createPromiseKeeper, type KeptResource } from '../../exchange/promise/promise-keeper.ts';
import { daysOfResource, sumsOfResources } from '../../exchange/promise/promise-store.ts';
import { readPromises, readStats } from '../../exchange/promise/read-promises.ts';
import { createUseKeeper, readUses } from '../../exchange/promise/use-keeper.ts';
import { listeningLogger } from '../connectors/mapping.ts';
import { officer, systems } from '../support/catalog-app.ts';
import { fixedClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

type Reported = HealthReport['resources'][number];

let count = 0;
/** A hub's keeper of one published resource that no other test speaks of. */
function openKeeper(options: { at?: string; resource?: string; known?: Partial<KeptResource> } = {}) {
  count += 1;
  const resource = options.resource ?? `population.resident-${count}`;
  const clock = fixedClock(options.at ?? '2026-11-21T08:00:00Z');
  const { logger, lines } = listeningLogger();
  const state = { listening: true };
  const known = { provider: 'police', published: true, fields: () => ['name', 'address'], ...options.known };
  const keeper = createPromiseKeeper({
    ...{ database: db.database, clock, logger },
    resource: (id) => (id === resource ? known : undefined),
    served: () => [resource],
    listening: () => state.listening,
  });
  const report = (changes: Partial<Reported> = {}) =>
    keeper.note({
      resources: [{ id: resource, ok: true, checkedAt: clock.now().toISOString(), detail: 'OK', ...changes }],
    });
  const days = async () => {
    await keeper.save();
    return daysOfResource(db.database, { resource, from: '2000-01-01', to: '2100-01-01' });
  };
  return { keeper, clock, report, days, resource, lines, state };
}

const measured = (changes: Partial<NonNullable<Reported['measured']>> = {}) => ({
  ...{ at: '2026-11-21T08:00:00Z', rows: 1_000, estimated: false, newest: '2026-11-21T06:00:00Z' },
  ...changes,
});
const quality = (changes: Partial<NonNullable<Reported['quality']>> = {}) => ({
  ...{ at: '2026-11-21T08:00:00Z', rows: 100, sampled: true, invalid: 3, duplicates: 0, missing: { address: 7 } },
  ...changes,
});

describe('availability', () => {
  it('is the minutes in which a connector reported well, of those in which the hub listened', async () => {
    const { keeper, clock, report, days } = openKeeper();
    for (const ok of [true, true, false, undefined]) {
      if (ok !== undefined) report({ ok });
      await keeper.keep();
      clock.advance(60_000);
    }
    expect(await days()).toMatchObject([{ day: '2026-11-21', watchedMinutes: 4, okMinutes: 2 }]);
  });

  it('counts a minute once, however many connectors and hubs speak of it, and when a clock goes back', async () => {
    const first = openKeeper();
    const second = openKeeper({ resource: first.resource });
    for (const { report } of [first, first, second]) report();
    first.report({ ok: false });
    await second.days();
    expect(await first.days()).toMatchObject([{ watchedMinutes: 1, okMinutes: 1 }]);
    first.clock.advance(60_000);
    first.report();
    await first.days();
    first.clock.advance(-60_000);
    first.report();
    expect(await first.days()).toMatchObject([{ watchedMinutes: 2, okMinutes: 2 }]);
  });

  it('does not count against a department what the hub could not hear, nor a clock that jumps ahead', async () => {
    const { keeper, clock, report, days, state } = openKeeper();
    report();
    state.listening = false;
    clock.advance(60_000);
    await keeper.keep();
    state.listening = true;
    clock.advance(3 * 86_400_000);
    await keeper.keep();
    const found = await days();
    expect(found.map(({ watchedMinutes, okMinutes }) => [watchedMinutes, okMinutes])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('begins a day at midnight in Beijing', async () => {
    const { clock, report, days } = openKeeper({ at: '2026-11-21T15:59:30Z' });
    report();
    clock.advance(60_000);
    report();
    expect((await days()).map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-21']);
  });

  it('is kept of published resources only', async () => {
    const { keeper, report, days } = openKeeper({ known: { published: false } });
    report({ measured: measured() });
    await keeper.keep();
    expect(await days()).toEqual([]);
  });
});

describe('what a connector measured', () => {
  it('is kept as it was last, with the oldest that the newest record became', async () => {
    const { report, days, clock } = openKeeper();
    report({ measured: measured(), quality: quality() });
    clock.advance(3_600_000);
    const later = { at: '2026-11-21T09:00:00Z', rows: 1_001 };
    report({ measured: measured({ ...later, newest: '2026-11-21T08:59:00Z' }) });
    report({ measured: measured() });
    const [day] = await days();
    expect(day).toMatchObject({ rows: 1_001, rowsEstimated: false, longestAgeSeconds: 7_200, doubt: null });
    expect(day?.newest?.toISOString()).toBe('2026-11-21T08:59:00.000Z');
    expect(day?.quality).toEqual(quality());
  });

  it('is not taken back by a hub that saves an earlier one later', async () => {
    const first = openKeeper();
    const second = openKeeper({ resource: first.resource });
    first.report({ measured: measured(), quality: quality() });
    const at = '2026-11-21T08:01:00Z';
    second.report({ measured: measured({ at, rows: 7 }), quality: quality({ at, invalid: 9 }) });
    await second.days();
    const [day] = await first.days();
    expect(day).toMatchObject({ rows: 7, quality: { invalid: 9 } });
  });

  it.each([
    ['a clock that is ahead', { measured: measured({ at: '2026-11-21T08:06:00Z' }) }, 'CLOCK_AHEAD'],
    ['a figure of long ago', { measured: measured({ at: '2026-11-18T08:00:00Z' }) }, 'NOT_OF_LATE'],
    ['a newest record of the future', { measured: measured({ newest: '2099-01-01T00:00:00Z' }) }, 'NEWEST_IN_FUTURE'],
    ['a newest record of no time', { measured: measured({ newest: '0000-01-01T00:00:00Z' }) }, 'NEWEST_TOO_OLD'],
    ['a leap second that never was', { measured: measured({ newest: '2026-11-20T23:59:60Z' }) }, 'NEWEST_IN_FUTURE'],
    ['more rows than there can be', { measured: measured({ rows: Number.MAX_SAFE_INTEGER }) }, 'TOO_MANY_ROWS'],
    ['a part larger than the whole', { quality: quality({ invalid: 101 }) }, 'COUNTS_DISAGREE'],
    ['more lacking than looked at', { quality: quality({ missing: { name: 101 } }) }, 'COUNTS_DISAGREE'],
    ['an item that is none', { quality: quality({ missing: { 王芳: 1 } }) }, 'FIELD_UNKNOWN'],
    ['too many doubles', { quality: quality({ duplicates: 1e15 }) }, 'TOO_MANY_ROWS'],
    ['rows looked at tomorrow', { quality: quality({ at: '2026-11-22T08:00:00Z' }) }, 'CLOCK_AHEAD'],
  ])('is set aside, and said to be: %s', async (_name, changes, doubt) => {
    const { report, days, lines } = openKeeper();
    report(changes);
    expect(await days()).toMatchObject([{ okMinutes: 1, doubt, rows: null, longestAgeSeconds: null, quality: null }]);
    expect(lines.filter((line) => line.includes(doubt))).toHaveLength(1);
    expect(lines.join()).not.toContain('王芳');
  });
});

describe('answer times', () => {
  it('are added up by days, over hubs, with what failed and is the department’s', async () => {
    const first = openKeeper();
    const second = openKeeper({ resource: first.resource });
    for (const outcome of ['answered', 'timeout', 'failed', 'not-sound', 'nobody', 'refused', 'disconnected'])
      first.keeper.ordered(first.resource, outcome, 0.004);
    for (let index = 0; index < 98; index += 1) second.keeper.ordered(first.resource, 'answered', 0.009);
    second.keeper.ordered(first.resource, 'answered', 12.5);
    second.keeper.ordered('population.nobody', 'answered', 1);
    await second.days();
    const [day] = await first.days();
    if (day === undefined) throw new Error('no day');
    expect(day).toMatchObject({ answered: 100, failed: 4, slowestMs: 12_500 });
    expect(timeWithin({ ...day, share: 0.5 })).toBe(10);
    expect(timeWithin({ ...day, share: 1 })).toBe(12_500);
    const span = { from: '2026-11-21', to: '2026-11-21' };
    const sum = (await sumsOfResources(db.database, span)).find(({ resource }) => resource === first.resource);
    expect(sum).toMatchObject({ answered: 100, failed: 4, times: day.times, slowestMs: 12_500, ageSeconds: null });
  });

  it('are never told better than they were, nor worse than the range they fell into', () => {
    const milliseconds = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(milliseconds, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const times = all
          .map((one) => noTimes.map((_, index) => Number(index === rangeOf(one))))
          .reduce(addTimes, noTimes);
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(all.length * share) - 1] ?? 0;
        const told = timeWithin({ times, share, slowestMs: sorted.at(-1) ?? 0 });
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(rangeOf(told ?? -1)).toBe(rangeOf(exact));
      }),
    );
    expect(timeWithin({ times: noTimes, share: 0.5, slowestMs: 0 })).toBeUndefined();
  });
});

describe('what is seen while the database is away', () => {
  it('is stored with what comes after', async () => {
    const { keeper, clock, report, days } = openKeeper();
    report({ measured: measured() });
    await db.database.pool.query('alter table exchange.promise_day rename to promise_away');
    await expect(keeper.save()).rejects.toThrow();
    report();
    clock.advance(60_000);
    report({ quality: quality() });
    await db.database.pool.query('alter table exchange.promise_away rename to promise_day');
    expect(await days()).toMatchObject([{ okMinutes: 2, rows: 1_000, quality: { invalid: 3 } }]);
  });

  it('is forgotten after more than a year', async () => {
    const { keeper, clock, report, days } = openKeeper({ at: '2024-01-01T08:00:00Z' });
    report();
    expect(await days()).toHaveLength(1);
    clock.advance(401 * 86_400_000);
    await keeper.purge();
    expect(await days()).toEqual([]);
  });
});

describe('the declared update cycle', () => {
  it('is held against the age that was measured', async () => {
    const cycles = await loadUpdateCycles(db.database);
    const day = 86_400;
    const verdict = (declared: string, ageSeconds?: number) => {
      const { measured: found, kept } = compareCycle({ cycles, declared, ageSeconds });
      return [found?.name, kept];
    };
    expect(verdict('2', 1.5 * day)).toEqual(['每日', true]);
    expect(verdict('2', 5 * day)).toEqual(['每周', false]);
    expect(verdict('6', 100 * day)).toEqual(['每半年', true]);
    expect(verdict('6', 400 * day)).toEqual([undefined, false]);
    expect(verdict('9', 5 * day)).toEqual(['每周', undefined]);
    expect(verdict('2')).toEqual([undefined, undefined]);
  });
});

describe('a department', () => {
  const resourceOf = (id: string, changes: Partial<Resource> = {}) =>
    ({ id, provider: 'police', status: 'published', sharing: { type: '1' }, updateCycle: '2', ...changes }) as Resource;
  const at = '2027-03-01T08:00:00Z';
  const idle = { open: 0, overdue: 0, answered: 0, inTime: 0 };

  it('is shown by what it promises and keeps over thirty days, by the resources that the asker may see', async () => {
    const kept = openKeeper({ at });
    const missed = openKeeper({ at });
    const hidden = openKeeper({ at });
    const withdrawn = openKeeper({ at });
    const old = openKeeper({ at: '2027-01-30T15:00:00Z', resource: kept.resource });
    old.report({ ok: false });
    await old.days();
    for (const { report, days, keeper, resource } of [kept, missed, hidden, withdrawn]) {
      const newest = resource === missed.resource ? '2027-02-25T08:00:00Z' : '2027-03-01T06:00:00Z';
      report({ ok: resource !== missed.resource, measured: measured({ at, newest }) });
      keeper.ordered(resource, 'answered', 0.05);
      await days();
    }
    const known = new Map(
      [
        resourceOf(kept.resource),
        resourceOf(missed.resource),
        resourceOf(hidden.resource, { sharing: { type: '3', lawBasis: '《保守国家秘密法》', mode: 'platform' } }),
        resourceOf(withdrawn.resource, { status: 'withdrawn' }),
      ].map((resource) => [resource.id as string, resource]),
    );
    const shownTo = async (actor: Parameters<typeof readPromises>[0]['actor']) =>
      readPromises({
        ...{ database: db.database, clock: kept.clock, actor, nameOf: () => '公安局' },
        catalog: { resource: (id) => known.get(id) },
      });
    const { items, ...span } = await shownTo(officer('hrss', 'auditor'));
    expect(span).toEqual({ from: '2027-01-31', to: '2027-03-01', next: null });
    expect(items).toEqual([
      {
        ...{ organisation: 'police', name: '公安局', resources: 2, availability: 0.5 },
        ...{ answered: 2, failed: 0, p50Ms: 50, p99Ms: 50, cycles: { kept: 1, missed: 1, unmeasured: 0 } },
        answerClocks: { applications: idle, demands: idle, objections: idle },
      },
    ]);
    for (const actor of [officer('police'), officer('data')])
      expect((await shownTo(actor)).items).toMatchObject([{ resources: 3, answered: 3 }]);

    const { database } = db;
    const stats = await readStats({ database, clock: kept.clock, resource: resourceOf(missed.resource) });
    expect(stats.updateCycle).toMatchObject({ declared: { code: '2' }, measured: { code: '3' }, kept: false });
    expect(stats.availability).toEqual({ share: 0, watchedMinutes: 1, okMinutes: 0 });
    const none = await readStats({ database, clock: kept.clock, resource: resourceOf('population.unseen') });
    expect(none).toMatchObject({ availability: { watchedMinutes: 0 }, answers: { answered: 0, failed: 0 }, days: [] });
    expect(none.availability).not.toHaveProperty('share');
    expect(none.updateCycle).not.toHaveProperty('kept');
  });

  it('is shown by how it answers what it is asked, whatever its resources, and so is the data administration', async () => {
    const clock = fixedClock('2026-03-02T08:00:00Z');
    const entries: [string, string, string, string, string | null][] = [
      ['application', 'police', '2026-02-26T01:00:00Z', '2026-03-12', '2026-03-02T01:00:00Z'],
      ['application', 'police', '2026-01-19T01:00:00Z', '2026-01-30', '2026-01-31T16:30:00Z'],
      ['application', 'police', '2026-01-05T01:00:00Z', '2026-01-19', '2026-01-31T15:59:00Z'],
      ['demand', 'data', '2026-02-02T01:00:00Z', '2026-03-01', null],
      ['demand', 'data', '2026-02-03T01:00:00Z', '2026-03-02', null],
    ];
    const { database } = db;
    for (const [noun, organisation, startedAt, dueOn, stoppedAt] of entries) {
      await sql`insert into catalog.clock (noun, subject, kind, stage, organisation, started_at, started_on, working_days,
          due_on, stopped_at, answered)
        values (${noun}, gen_random_uuid(), 'conditional', 'review', ${organisation}, ${startedAt}, ${startedAt.slice(0, 10)},
          10, ${dueOn}, ${stoppedAt}, ${stoppedAt !== null})`.execute(database.tables());
    }
    const { items } = await readPromises({
      ...{ database, clock, actor: systems.pension, nameOf: () => undefined },
      catalog: { resource: () => undefined },
    });
    const bare = { resources: 0, answered: 0, failed: 0, cycles: { kept: 0, missed: 0, unmeasured: 0 } };
    const answered = { open: 0, overdue: 0, answered: 2, inTime: 1 };
    expect(items).toEqual([
      {
        ...{ organisation: 'data', ...bare },
        answerClocks: { applications: idle, demands: { ...idle, open: 2, overdue: 1 }, objections: idle },
      },
      {
        ...{ organisation: 'police', ...bare },
        // Three working days, a Saturday that was worked for the Spring Festival among them, and nine.
        answerClocks: { applications: { ...answered, medianWorkingDays: 6 }, demands: idle, objections: idle },
      },
    ]);
  });
});

describe('the use of a resource by matter', () => {
  const used = { resource: 'population.resident', provider: 'police', consumer: 'hrss', matter: 'HRSS-PENSION-01' };
  const clock = fixedClock('2026-11-21T08:00:00Z');
  const shownTo = async (actor: Parameters<typeof readUses>[0]['actor'], filter = {}) => {
    const matterName = (code: string) => (code === used.matter ? '待遇申领' : undefined);
    const { items } = await readUses({
      database: db.database,
      clock,
      actor,
      filter: { days: 30, ...filter },
      matterName,
    });
    return items.map(({ consumer, matter, answered }) => [consumer, matter, answered]);
  };

  it('is counted by all hubs together, and shown to who provides, who asked, and the data administration', async () => {
    const [first, second] = [
      createUseKeeper({ database: db.database, clock }),
      createUseKeeper({ database: db.database, clock }),
    ];
    for (const keeper of [first, first, second]) keeper.answered(used);
    second.answered({ ...used, consumer: 'civil', matter: 'CIVIL-AID-01' });
    await Promise.all([first.save(), second.save()]);
    await first.save();
    const all = [
      ['hrss', 'HRSS-PENSION-01', 3],
      ['civil', 'CIVIL-AID-01', 1],
    ];
    expect(await shownTo(officer('police'))).toEqual(all);
    expect(await shownTo(officer('data'))).toEqual(all);
    expect(await shownTo(systems.assistance)).toEqual(all.slice(1));
    expect(await shownTo(officer('police'), { provider: 'market' })).toEqual([]);
    expect(await shownTo(officer('police'), { resource: 'economy.indicator' })).toEqual([]);
  });

  it('is of the days that are asked for, and forgotten after more than a year', async () => {
    const keeper = createUseKeeper({ database: db.database, clock });
    clock.set('2026-11-14T16:00:00Z');
    keeper.answered({ ...used, matter: 'HRSS-OLD-01' });
    clock.set('2026-11-21T08:00:00Z');
    await keeper.save();
    expect(await shownTo(officer('police'), { days: 7 })).toContainEqual(['hrss', 'HRSS-OLD-01', 1]);
    expect(await shownTo(officer('police'), { days: 6 })).not.toContainEqual(['hrss', 'HRSS-OLD-01', 1]);
    clock.set('2028-01-01T00:00:00Z');
    await keeper.purge();
    expect(await shownTo(officer('data'), { days: 400 * 3 })).toEqual([]);
  });

  it('is stored with what comes after where the database was away', async () => {
    const keeper = createUseKeeper({ database: db.database, clock: fixedClock('2026-11-21T08:00:00Z') });
    clock.set('2026-11-21T08:00:00Z');
    const away = { ...used, resource: 'population.away', matter: 'AWAY-01' };
    keeper.answered(away);
    await db.database.pool.query('alter table exchange.use_day rename to use_away');
    await expect(keeper.save()).rejects.toThrow();
    keeper.answered(away);
    await db.database.pool.query('alter table exchange.use_away rename to use_day');
    await keeper.save();
    expect(await shownTo(officer('hrss'), { resource: away.resource })).toEqual([['hrss', 'AWAY-01', 2]]);
  });
});
