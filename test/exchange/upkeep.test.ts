import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startUpkeep } from '../../exchange/upkeep.ts';
import { createLogger } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { createTestDatabase } from '../support/postgres.ts';

it('a hub reads anew, saves what it saw and clears away what ran out, again and again, whatever fails, until it stops', async () => {
  await using db = await createTestDatabase();
  const { pool } = db.database;
  const clock = fixedClock('2026-11-21T08:00:00Z');
  await pool.query(
    `insert into identity.login_attempt (login_hash, failures, last_at) values ('\\x00', 1, '2026-11-01T00:00:00Z')`,
  );
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', name: 'test', destination: { write: (line) => void lines.push(line) } });
  const rounds = {
    first: 0,
    failing: 0,
    last: 0,
    save: 0,
    expire: 0,
    publish: 0,
    revise: 0,
    remind: 0,
    purge: 0,
    index: 0,
  };
  const part = (name: 'first' | 'last') => ({
    async refresh() {
      rounds[name] += 1;
    },
  });
  const failing = {
    refresh() {
      rounds.failing += 1;
      return Promise.reject(new Error('not now'));
    },
  };
  const stop = new AbortController();
  startUpkeep({
    ...{ database: db.database, clock, logger, signal: stop.signal },
    fresh: [part('first'), failing, part('last')],
    save() {
      rounds.save += 1;
      return Promise.reject(new Error('not now either'));
    },
    expire() {
      rounds.expire += 1;
      return Promise.resolve(0);
    },
    publish() {
      rounds.publish += 1;
      return Promise.resolve([]);
    },
    revise() {
      rounds.revise += 1;
      return Promise.resolve(0);
    },
    remind() {
      rounds.remind += 1;
      return Promise.reject(new Error('nobody there'));
    },
    purge() {
      rounds.purge += 1;
      return Promise.resolve();
    },
    index() {
      rounds.index += 1;
      return Promise.resolve(0);
    },
    intervals: { fresh: 5, save: 5, expire: 5, publish: 5, revise: 5, remind: 5, purge: 5, index: 5 },
  });
  const attempts = async () => (await pool.query('select from identity.login_attempt')).rowCount;
  while (Math.min(...Object.values(rounds)) < 3 || (await attempts()) !== 0) await wait(5);
  stop.abort();
  await wait(20);
  const then = { ...rounds };
  await wait(40);
  expect(rounds).toEqual(then);
  expect(lines.some((line) => line.includes('not now either'))).toBe(true);
});
