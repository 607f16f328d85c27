import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinRefreshes, keepFresh, seldom } from '../../identity/fresh.ts';
import { openIdentityFacts, systemId } from '../../identity/index.ts';
import { fixedClock } from '../support/clock.ts';
import {
  administrator,
  assertion,
  type IdentityApp,
  requestToken,
  setUpAdministration,
  startIdentityApp,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: IdentityApp;
let otherHub: IdentityApp;
let admin: string;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startIdentityApp({ database: db.database });
  otherHub = await startIdentityApp({ database: db.database, clock: hub.clock });
  await setUpAdministration(hub);
  await hub.organisation('police');
  admin = await hub.login(administrator.login, administrator.password);
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await otherHub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

describe('what a hub knows of who there is', () => {
  test('follows a change at once where it was made, and after a refresh elsewhere', async () => {
    const system = await hub.system('police-desk', 'police', 'consumer');
    const id = systemId(system.id);
    const expected = { organisation: 'police', kind: 'consumer', active: true };
    expect(hub.facts.system(id)).toMatchObject(expected);
    expect(hub.facts.systemKey(system.key.kid)).toMatchObject({ system: id, organisation: 'police', alg: 'ES256' });
    expect(otherHub.facts.system(id)).toBeUndefined();
    await otherHub.facts.refresh();
    expect(otherHub.facts.system(id)).toMatchObject(expected);
    expect(otherHub.facts.keysOf(id).map(({ kid }) => kid)).toEqual([system.key.kid]);
  });

  test('a suspended organisation takes its systems and their keys with it', async () => {
    const system = await hub.system('police-gate', 'police', 'provider');
    const set = (status: string, ifMatch: string) =>
      hub.call('PUT', '/v1/organisations/police/status', { as: admin, ifMatch, body: { status } });
    await set('suspended', '"1"');
    expect(hub.facts.system(systemId(system.id))?.active).toBe(false);
    expect(hub.facts.systemKey(system.key.kid)).toBeUndefined();
    expect(hub.facts.keysOf(systemId(system.id))).toEqual([]);
    await set('active', '"2"');
    expect(hub.facts.systemKey(system.key.kid)?.systemKind).toBe('provider');
  });

  test('keeps the key object it made, since a kid never means another key', async () => {
    const system = await hub.system('police-stable', 'police', 'consumer');
    const before = hub.facts.systemKey(system.key.kid)?.key;
    await hub.facts.refresh();
    expect(hub.facts.systemKey(system.key.kid)?.key).toBe(before);
  });

  test('a token of a system that another hub registered just now is refused once and known soon after', async () => {
    const system = await hub.system('police-newborn', 'police', 'consumer');
    const { body } = await requestToken(hub, await assertion({ app: hub, system }));
    const ask = () => otherHub.call('GET', '/v1/systems/police-newborn', { as: body.access_token });
    expect((await ask()).status).toBe(401);
    await otherHub.facts.refreshSeldom();
    expect((await ask()).status).toBe(200);
  });

  test('lists everybody', async () => {
    const facts = await openIdentityFacts({ database: db.database, clock: hub.clock });
    expect(facts.organisations().map(({ id, administration }) => [id, administration])).toEqual(
      expect.arrayContaining([
        ['data', true],
        ['police', false],
      ]),
    );
    expect(facts.systems().length).toBeGreaterThanOrEqual(4);
  });
});

describe('refreshing', () => {
  test('that is asked for while one runs waits for a later one, and all who wait share it', async () => {
    const loads: { finish: () => void }[] = [];
    const refresh = joinRefreshes(() => new Promise((resolve) => loads.push({ finish: resolve })));
    const order: string[] = [];
    const first = refresh().then(() => order.push('first'));
    const second = refresh().then(() => order.push('second'));
    const third = refresh().then(() => order.push('third'));
    expect(loads).toHaveLength(1);
    loads[0]!.finish();
    await first;
    await new Promise(setImmediate);
    expect(loads).toHaveLength(2);
    expect(order).toEqual(['first']);
    loads[1]!.finish();
    await Promise.all([second, third]);
    expect(loads).toHaveLength(2);
  });

  test('goes on after one failed', async () => {
    let loads = 0;
    const refresh = joinRefreshes(async () => {
      loads += 1;
      if (loads === 1) throw new Error('away');
    });
    const results = await Promise.allSettled([refresh(), refresh()]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
  });

  test('for strangers happens once in a while', async () => {
    const clock = fixedClock('2026-01-05T08:00:00Z');
    let refreshes = 0;
    const ask = seldom({
      clock,
      everyMs: 5_000,
      refresh: async () => {
        refreshes += 1;
      },
    });
    for (let i = 0; i < 10; i += 1) await ask();
    expect(refreshes).toBe(1);
    clock.advance(5_000);
    await ask();
    expect(refreshes).toBe(2);
  });

  test('by the clock goes on over failures and stops when it is told to', async () => {
    const abort = new AbortController();
    const errors: unknown[] = [];
    let rounds = 0;
    const part = {
      refresh: async () => {
        rounds += 1;
        if (rounds === 2) throw new Error('away');
        if (rounds === 3) abort.abort();
      },
    };
    await keepFresh({ parts: [part], everyMs: 1, signal: abort.signal, onError: (error) => errors.push(error) });
    expect([rounds, errors.length]).toEqual([3, 1]);
  });
});
