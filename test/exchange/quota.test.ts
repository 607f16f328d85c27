import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CountedGrant, createQuotaLedger, type QuotaLedger } from '../../exchange/quota/quota-ledger.ts';
import { spendingOf } from '../../exchange/quota/quota-store.ts';
import { rateLimitHeaders } from '../../exchange/quota/rate-limit.ts';
import { openDatabase } from '../../kernel/index.ts';
import { type FixedClock, fixedClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
const open: QuotaLedger[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((ledger) => ledger[Symbol.asyncDispose]()));
  await db.database.pool.query('delete from exchange.quota_day');
});
afterAll(() => db[Symbol.asyncDispose]());

/** A hub's ledger whose every clock is the given one. */
function ledgerOf(clock: FixedClock, options: Partial<Parameters<typeof createQuotaLedger>[0]> = {}): QuotaLedger {
  const ledger = createQuotaLedger({
    ...{ database: db.database, clock, databaseClock: clock, hub: randomUUID(), longestQueryMs: 1_000 },
    monotonic: () => clock.now().getTime(),
    ...options,
  });
  open.push(ledger);
  return ledger;
}
const matter = 'HRSS-PENSION-01';
const grantOf = (dailyQuota: number, more: Partial<CountedGrant> = {}): CountedGrant => ({
  id: randomUUID(),
  dailyQuota,
  ...more,
});
/** Lets one through, or says why not. */
async function take(ledger: QuotaLedger, grant: CountedGrant) {
  const taken = await ledger.take(grant, matter);
  if (!taken.allowed) throw taken.problem;
  return taken;
}
/** As the evidence of an answer does. */
async function spend(...charges: { leases: readonly string[] }[]) {
  const { leases, counts } = spendingOf(charges.map((charge) => charge.leases));
  await db.database.pool.query('select exchange.spend_quota($1, $2)', [leases, counts]);
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: { code: string }) => error.code,
  );

describe('the quota ledger', () => {
  it('hands out exactly the day’s quota, however many ask at once on two hubs', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    await using other = openDatabase({ url: db.url });
    const grant = grantOf(50);
    const hubs = [ledgerOf(clock), ledgerOf(clock, { database: other })];
    const results = await Promise.allSettled(Array.from({ length: 120 }, (_, n) => take(hubs[n % 2]!, grant)));
    const taken = results.filter((result) => result.status === 'fulfilled');
    expect(taken).toHaveLength(50);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'QUOTA_EXHAUSTED', status: 429, retryAfterSeconds: 8 * 3600 });
    }
    await spend(...taken.map((result) => result.value));
    expect(await hubs[0]!.look(grant)).toMatchObject({ limit: 50, used: 50, reserved: 0, remaining: 0 });
  });

  it('counts a query when its evidence is written, and not before', async () => {
    const ledger = ledgerOf(fixedClock('2026-11-21T08:00:00Z'));
    const grant = grantOf(10);
    const charge = await take(ledger, grant);
    expect(await ledger.look(grant)).toMatchObject({ used: 0, reserved: 1, remaining: 10 });
    await spend(charge);
    expect(await ledger.look(grant)).toMatchObject({
      ...{ used: 1, reserved: 0, remaining: 9 },
      ...{ day: '2026-11-21', reset: '2026-11-21T16:00:00.000Z' },
    });
  });

  it('gives one back when nothing was answered, once', async () => {
    const ledger = ledgerOf(fixedClock('2026-11-21T08:00:00Z'));
    const grant = grantOf(1);
    const charge = await take(ledger, grant);
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_EXHAUSTED');
    charge.giveBack();
    charge.giveBack();
    expect((await take(ledger, grant)).quota).toEqual({ limit: 1, remaining: 0, reset: '2026-11-21T16:00:00.000Z' });
    charge.giveBack();
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_EXHAUSTED');
  });

  it('asks the database ever more seldom as the demand grows', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    let asked = 0;
    const ledger = ledgerOf(clock, {
      observeLease: () => {
        asked += 1;
      },
    });
    const grant = grantOf(1_000_000);
    for (let n = 0; n < 4_000; n += 1) {
      await take(ledger, grant);
      clock.advance(1);
    }
    expect(asked).toBeLessThan(40);
  });

  it('leaves something to others near the limit, and takes what is needed all the same', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const [greedy, modest] = [ledgerOf(clock), ledgerOf(clock)];
    const grant = grantOf(200);
    for (let n = 0; n < 150; n += 1) await take(greedy, grant);
    for (let n = 0; n < 25; n += 1) await take(modest, grant);
    const { used, reserved } = await modest.look(grant);
    expect([used, reserved <= 200]).toEqual([0, true]);
    let more = 0;
    for (const hub of [greedy, modest]) while ((await codeOf(take(hub, grant))) === 'allowed') more += 1;
    expect(150 + 25 + more).toBe(200);
  });

  it('begins anew at midnight in Beijing; what was begun before is charged to the day before', async () => {
    const clock = fixedClock('2026-11-21T15:59:59.999Z');
    const ledger = ledgerOf(clock);
    const grant = grantOf(1);
    const evening = await take(ledger, grant);
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_EXHAUSTED');
    clock.advance(1);
    expect((await take(ledger, grant)).quota).toMatchObject({ remaining: 0, reset: '2026-11-22T16:00:00.000Z' });
    await spend(evening);
    const { rows } = await db.database.pool.query<{ day: string; leased: number }>(
      'select day::text, leased from exchange.quota_account where grant_id = $1 order by day',
      [grant.id],
    );
    expect(rows).toEqual([
      { day: '2026-11-21', leased: 1 },
      { day: '2026-11-22', leased: 1 },
    ]);
  });

  it('keeps matters of a grant apart, and both within the grant', async () => {
    const ledger = ledgerOf(fixedClock('2026-11-21T08:00:00Z'));
    const grant = grantOf(3, {
      matterQuotas: [
        { matter, dailyQuota: 1 },
        { matter: 'B-2', dailyQuota: 9 },
      ],
    });
    const first = await take(ledger, grant);
    expect(first.windows.map(({ name, limit, remaining }) => ({ name, limit, remaining }))).toEqual([
      { name: 'day', limit: 3, remaining: 2 },
      { name: 'matter', limit: 1, remaining: 0 },
    ]);
    expect(first.leases).toHaveLength(2);
    expect(await codeOf(take(ledger, grant))).toBe('MATTER_QUOTA_EXHAUSTED');
    for (const expected of [true, true, false])
      expect((await ledger.take(grant, 'B-2')).allowed, `${expected}`).toBe(expected);
    await spend(first);
    expect((await ledger.look(grant)).matters).toEqual([
      { matter, limit: 1, used: 1, reserved: 0, remaining: 0 },
      { matter: 'B-2', limit: 9, used: 0, reserved: 2, remaining: 9 },
    ]);
  });

  it('knows of a limit that was raised or lowered at the next query', async () => {
    const ledger = ledgerOf(fixedClock('2026-11-21T08:00:00Z'));
    const grant = grantOf(1);
    await take(ledger, grant);
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_EXHAUSTED');
    await take(ledger, { ...grant, dailyQuota: 2 });
    expect(await codeOf(take(ledger, { ...grant, dailyQuota: 1 }))).toBe('QUOTA_EXHAUSTED');
  });

  it('gives back what it did not use when it stops', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const ledger = ledgerOf(clock);
    const other = ledgerOf(clock);
    const grant = grantOf(100);
    for (let n = 0; n < 4; n += 1) (await take(ledger, grant)).giveBack();
    await Promise.all([take(ledger, grant), take(ledger, grant)]).then((charges) => spend(...charges));
    await ledger[Symbol.asyncDispose]();
    expect(await other.look(grant)).toMatchObject({ used: 2, reserved: 0 });
  });

  it('after a crash gives others what was unspent, once nothing of it can be in hand any more', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const crashed = ledgerOf(clock);
    const other = ledgerOf(clock);
    const grant = grantOf(5);
    const charges = await Promise.all(Array.from({ length: 5 }, () => take(crashed, grant)));
    await spend(charges[0]!, charges[1]!);
    expect(await codeOf(take(other, grant))).toBe('QUOTA_EXHAUSTED');
    clock.advance(62_000);
    for (let n = 0; n < 3; n += 1) await take(other, grant);
    expect(await codeOf(take(other, grant))).toBe('QUOTA_EXHAUSTED');
    // A hub that only slept may not charge what others have had since.
    await expect(spend(charges[2]!)).rejects.toMatchObject({ code: 'HQ001' });
  });

  it('finds out what became of a query whose record is in doubt', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const ledger = ledgerOf(clock);
    const grant = grantOf(3);
    const [lost, stands] = await Promise.all([take(ledger, grant), take(ledger, grant)]);
    await spend(stands);
    lost.leave();
    stands.leave();
    await spend(await take(ledger, grant));
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_EXHAUSTED');
    clock.advance(62_000);
    await spend(await take(ledger, grant));
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_EXHAUSTED');
    expect(await ledger.look(grant)).toMatchObject({ used: 3 });
  });

  it('settles what a crashed hub left of a day gone by', async () => {
    const clock = fixedClock('2026-11-21T15:00:00Z');
    const crashed = ledgerOf(clock);
    const grant = grantOf(9);
    const charges = await Promise.all(Array.from({ length: 4 }, () => take(crashed, grant)));
    await spend(charges[0]!);
    clock.advance(2 * 3_600_000);
    const other = ledgerOf(clock);
    await take(other, grant);
    const accounts = async () => {
      const { rows } = await db.database.pool.query<{ leased: number; leases: number }>(
        `select a.leased, (select count(*)::int from exchange.quota_lease l where l.grant_id = a.grant_id and l.day = a.day) as leases
         from exchange.quota_account a where a.grant_id = $1 order by a.day`,
        [grant.id],
      );
      return rows.map(({ leased, leases }) => [leased, leases]);
    };
    expect(await accounts()).toEqual([
      [4, 1],
      [1, 1],
    ]);
    await other.purge();
    expect(await accounts()).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('lets nothing through when the database is away and the lease is used up or out of date', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const failing = openDatabase({ url: db.url });
    const ledger = ledgerOf(clock, { database: failing });
    const grant = grantOf(1_000);
    for (let n = 0; n < 20; n += 1) await take(ledger, grant);
    await failing.pool.end();
    const outcomes: string[] = [];
    for (let n = 0; n < 1_000; n += 1)
      outcomes.push(
        await take(ledger, grant).then(
          () => 'allowed',
          () => 'refused',
        ),
      );
    expect(outcomes).toContain('allowed');
    expect(outcomes.at(-1)).toBe('refused');
    expect(outcomes.lastIndexOf('allowed')).toBeLessThan(outcomes.indexOf('refused'));

    const another = openDatabase({ url: db.url });
    const aged = ledgerOf(clock, { database: another });
    for (let n = 0; n < 20; n += 1) await take(aged, grant);
    await another.pool.end();
    clock.advance(16_000);
    await expect(take(aged, grant)).rejects.toThrow();
  });
});

describe('a clock that jumps', () => {
  it('gives no day a second time, back or forth', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const database = fixedClock('2026-11-21T08:00:00Z');
    const ledger = ledgerOf(clock, { databaseClock: database });
    const grant = grantOf(1);
    await take(ledger, grant);
    for (const wrong of ['2026-11-22T08:00:00Z', '2026-11-20T08:00:00Z']) {
      clock.set(wrong);
      expect(await codeOf(take(ledger, { ...grant, dailyQuota: 2 }))).toBe('QUOTA_UNAVAILABLE');
    }
    // Both wrong together: a day that was begun is not followed by the one before.
    for (const each of [clock, database]) each.set('2026-11-22T08:00:00Z');
    await take(ledger, grant);
    for (const each of [clock, database]) each.set('2026-11-20T08:00:00Z');
    expect(await codeOf(take(ledgerOf(clock, { databaseClock: database }), grant))).toBe('QUOTA_EXHAUSTED');
  });

  it('does not lengthen a lease', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    let elapsed = 0;
    const ledger = ledgerOf(clock, { databaseClock: fixedClock('2026-11-21T08:00:00Z'), monotonic: () => elapsed });
    const grant = grantOf(1_000);
    for (let n = 0; n < 20; n += 1) await take(ledger, grant);
    const { reserved } = await ledger.look(grant);
    expect(reserved).toBeGreaterThan(20);
    elapsed = 15_001;
    clock.set('2026-11-20T08:00:00Z');
    expect(await codeOf(take(ledger, grant))).toBe('QUOTA_UNAVAILABLE');
  });
});

describe('a rate by the second', () => {
  it('lets through a second’s worth and what has come in since, and says when there is more', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const ledger = ledgerOf(clock);
    const grant = grantOf(1_000, { perSecond: 4 });
    await take(ledger, grant);
    const refused = await ledger.take(grant, matter);
    expect(refused).toMatchObject({
      allowed: false,
      problem: { code: 'RATE_EXCEEDED', status: 429, retryAfterSeconds: 1 },
    });
    let passed = 0;
    for (let n = 0; n < 1_000; n += 1) {
      clock.advance(10);
      if ((await ledger.take(grant, matter)).allowed) passed += 1;
    }
    expect(passed).toBeGreaterThanOrEqual(39);
    expect(passed).toBeLessThanOrEqual(41);
    expect(await ledger.look(grant)).toMatchObject({ used: 0 });
  });

  it('is one for all hubs, shared by demand', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const hubs = [ledgerOf(clock), ledgerOf(clock), ledgerOf(clock)];
    const grant = grantOf(100_000, { perSecond: 20 });
    const passed = [0, 0, 0];
    const seconds = 20;
    for (let n = 0; n < seconds * 100; n += 1) {
      clock.advance(10);
      for (const [index, hub] of hubs.entries())
        if ((await hub.take(grant, matter)).allowed) passed[index] = passed[index]! + 1;
      // What renews in the background.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const total = passed.reduce((sum, each) => sum + each, 0);
    expect(total).toBeLessThanOrEqual(20 * (seconds + 1) + 3);
    expect(total).toBeGreaterThan(20 * (seconds - 6));
    for (const each of passed) expect(each).toBeGreaterThan(20);
  });
});

describe('hubs that come, crash and go in any order', () => {
  it('never let through more than the quota, and in the end exactly as much', { timeout: 120_000 }, async () => {
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant('ask' as const),
          hub: fc.nat(2),
          count: fc.integer({ min: 1, max: 12 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('fail' as const),
          hub: fc.nat(2),
          count: fc.integer({ min: 1, max: 6 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('crash' as const), hub: fc.nat(2), count: fc.constant(0) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('stop' as const), hub: fc.nat(2), count: fc.constant(0) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('wait' as const),
          hub: fc.constant(0),
          count: fc.integer({ min: 1, max: 70 }),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        async (steps, quota) => {
          const clock = fixedClock('2026-11-21T01:00:00Z');
          const grant = grantOf(quota);
          const hubs = [ledgerOf(clock), ledgerOf(clock), ledgerOf(clock)];
          let answered = 0;
          const askOnce = async (hub: number, answers: boolean) => {
            const taken = await hubs[hub]!.take(grant, matter);
            if (!taken.allowed) return false;
            if (answers) {
              await spend(taken);
              answered += 1;
            } else taken.giveBack();
            return true;
          };
          for (const { kind, hub, count } of steps) {
            if (kind === 'ask' || kind === 'fail')
              await Promise.all(Array.from({ length: count }, () => askOnce(hub, kind === 'ask')));
            else if (kind === 'wait') clock.advance(count * 1000);
            else {
              if (kind === 'stop') await hubs[hub]![Symbol.asyncDispose]();
              // A crash: nothing is given back, and some of it was in hand.
              else await hubs[hub]!.take(grant, matter);
              hubs[hub] = ledgerOf(clock);
            }
            expect(answered).toBeLessThanOrEqual(quota);
            expect((await hubs[0]!.look(grant)).used).toBe(answered);
          }
          clock.advance(120_000);
          for (const hub of [0, 1, 2]) while (await askOnce(hub, true));
          expect(answered).toBe(quota);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('the header fields of a limit', () => {
  it('are structured fields of the draft: quota, window, left, seconds to the reset', () => {
    expect(
      rateLimitHeaders([
        { name: 'second', limit: 20, remaining: 18.6, resetMs: 40 },
        { name: 'day', limit: 500, remaining: 499, resetMs: 3_600_000 },
        { name: 'matter', limit: 50, remaining: 0, resetMs: 3_600_000 },
      ]),
    ).toEqual({
      'ratelimit-policy': '"second";q=20;w=1, "day";q=500;w=86400, "matter";q=50;w=86400',
      ratelimit: '"second";r=18;t=1, "day";r=499;t=3600, "matter";r=0;t=3600',
    });
  });
});
