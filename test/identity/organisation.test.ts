import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootstrapAdministration, createPasswords } from '../../identity/index.ts';
import { systemRandom } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import {
  administrator,
  goodPassword,
  type IdentityApp,
  setUpAdministration,
  startIdentityApp,
  unifiedCodes,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: IdentityApp;
let admin: string;
let police: string;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startIdentityApp({ database: db.database });
  await setUpAdministration(hub);
  await hub.organisation('police', '灵山县公安局');
  await hub.officer('police-operator', 'police', ['operator']);
  admin = await hub.login(administrator.login, administrator.password);
  police = await hub.login('police-operator');
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const market = { id: 'market', name: '灵山县市场监督管理局', unifiedCode: unifiedCodes.market };

describe('the first administrator', () => {
  const setUp = (database = db.database, id = 'other') =>
    bootstrapAdministration({
      database,
      clock: fixedClock('2026-01-05T08:00:00Z'),
      random: systemRandom,
      passwords: createPasswords({ random: systemRandom, cost: { logN: 4, r: 8, p: 1 } }),
      organisation: { id, unifiedCode: unifiedCodes.natural, name: 'Another administration' },
      officer: { login: 'second', name: 'Second', password: goodPassword },
    });

  test('is set up once and never again', async () => {
    await expect(setUp()).rejects.toMatchObject({ code: 'ADMINISTRATION_ALREADY_EXISTS' });
    await expect(setUp(db.database, 'data')).rejects.toMatchObject({ code: 'ADMINISTRATION_ALREADY_EXISTS' });
    const { rows } = await db.database.pool.query("select login from identity.officer where login = 'second'");
    expect(rows).toEqual([]);
  });

  test('is one, also when several set it up at the same moment', async () => {
    await using empty = await createTestDatabase();
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => setUp(empty.database, `data${n}`)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason.code).toBe('ADMINISTRATION_ALREADY_EXISTS');
    }
    const { rows } = await empty.database.pool.query('select kind from identity.organisation');
    expect(rows).toEqual([{ kind: 'administration' }]);
  });

  test('needs a password that does', async () => {
    await using empty = await createTestDatabase();
    const weak = bootstrapAdministration({
      database: empty.database,
      clock: fixedClock('2026-01-05T08:00:00Z'),
      random: systemRandom,
      passwords: createPasswords({ random: systemRandom, cost: { logN: 4, r: 8, p: 1 } }),
      organisation: { id: 'data', unifiedCode: unifiedCodes.data, name: 'Data' },
      officer: { login: 'first', name: 'First', password: 'short' },
    });
    await expect(weak).rejects.toMatchObject({ code: 'PASSWORD_TOO_WEAK' });
  });
});

describe('registering', () => {
  test('an organisation answers it with its version, address and canonical code', async () => {
    const answer = await hub.call('POST', '/v1/organisations', {
      as: admin,
      body: { ...market, unifiedCode: market.unifiedCode.toLowerCase() },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: '/v1/organisations/market', etag: '"1"' });
    expect(answer.body).toEqual({
      ...market,
      kind: 'department',
      status: 'active',
      version: 1,
      createdAt: hub.clock.now().toISOString(),
    });
    const stored = await hub.call('GET', '/v1/organisations/market', { as: police });
    expect(stored.body).toEqual(answer.body);
    expect(hub.changes.at(-1)).toMatchObject({ what: 'organisation', event: 'added', id: 'market' });
  });

  test.each([
    ['a taken id', { ...market, unifiedCode: unifiedCodes.natural }, 409, 'ORGANISATION_ALREADY_REGISTERED'],
    ['a taken unified code', { ...market, id: 'market2' }, 409, 'UNIFIED_CODE_TAKEN'],
    [
      'a wrong check character',
      { ...market, id: 'm3', unifiedCode: '11450721MB0000035X' },
      400,
      'UNIFIED_CODE_INVALID',
    ],
    ['an id with a dot', { ...market, id: 'a.b' }, 400, 'INVALID_INPUT'],
    ['an id with a wildcard', { ...market, id: 'a*' }, 400, 'INVALID_INPUT'],
    ['a blank name', { ...market, id: 'm4', name: '  ' }, 400, 'INVALID_INPUT'],
    ['a kind of its own choosing', { ...market, id: 'm5', kind: 'administration' }, 400, 'INVALID_INPUT'],
  ])('%s is refused', async (_, body, status, code) => {
    const answer = await hub.call('POST', '/v1/organisations', { as: admin, body });
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
  });

  test('is for the data administration', async () => {
    const answer = await hub.call('POST', '/v1/organisations', { as: police, body: { ...market, id: 'mine' } });
    expect([answer.status, answer.problem.code]).toEqual([403, 'ADMINISTRATION_REQUIRED']);
  });
});

describe('changing', () => {
  const versionOf = async (id: string) =>
    String((await hub.call('GET', `/v1/organisations/${id}`, { as: admin })).headers.etag);

  test('a department changes its own name, and nothing else of itself', async () => {
    const url = '/v1/organisations/police';
    const renamed = await hub.call('PATCH', url, {
      as: police,
      ifMatch: await versionOf('police'),
      body: { name: '公安局' },
    });
    expect(renamed.body).toMatchObject({ name: '公安局', version: 2 });
    expect(renamed.headers.etag).toBe('"2"');
    const code = await hub.call('PATCH', url, {
      as: police,
      ifMatch: '"2"',
      body: { unifiedCode: unifiedCodes.natural },
    });
    expect(code.problem.code).toBe('ADMINISTRATION_REQUIRED');
    const kind = await hub.call('PATCH', url, { as: police, ifMatch: '"2"', body: { kind: 'administration' } });
    expect(kind.problem.code).toBe('INVALID_INPUT');
    const status = await hub.call('PUT', `${url}/status`, {
      as: police,
      ifMatch: '"2"',
      body: { status: 'suspended' },
    });
    expect(status.problem.code).toBe('ADMINISTRATION_REQUIRED');
    expect((await hub.call('GET', url, { as: police })).body).toMatchObject({
      name: '公安局',
      kind: 'department',
      version: 2,
    });
  });

  test('another department’s is out of reach', async () => {
    const answer = await hub.call('PATCH', '/v1/organisations/market', {
      as: police,
      ifMatch: await versionOf('market'),
      body: { name: 'Ours now' },
    });
    expect([answer.status, answer.problem.code]).toEqual([403, 'NOT_IN_REACH']);
  });

  test('takes the version it is based on', async () => {
    const url = '/v1/organisations/market';
    const current = await versionOf('market');
    const without = await hub.call('PATCH', url, { as: admin, body: { name: 'A' } });
    expect([without.status, without.problem.code]).toEqual([428, 'PRECONDITION_REQUIRED']);
    const stale = await hub.call('PATCH', url, { as: admin, ifMatch: '"77"', body: { name: 'A' } });
    expect([stale.status, stale.problem.code]).toEqual([412, 'STALE_VERSION']);
    const both = await Promise.all(
      ['A', 'B'].map((name) => hub.call('PATCH', url, { as: admin, ifMatch: current, body: { name } })),
    );
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  test('the unified code is for the administration, which cannot take another’s', async () => {
    const url = '/v1/organisations/market';
    const taken = await hub.call('PATCH', url, {
      as: admin,
      ifMatch: await versionOf('market'),
      body: { unifiedCode: unifiedCodes.police },
    });
    expect([taken.status, taken.problem.code]).toEqual([409, 'UNIFIED_CODE_TAKEN']);
    const done = await hub.call('PATCH', url, {
      as: admin,
      ifMatch: await versionOf('market'),
      body: { unifiedCode: unifiedCodes.natural },
    });
    expect(done.body.unifiedCode).toBe(unifiedCodes.natural);
  });

  test('with nothing to change is refused', async () => {
    const answer = await hub.call('PATCH', '/v1/organisations/market', { as: admin, ifMatch: '"1"', body: {} });
    expect(answer.problem.code).toBe('INVALID_INPUT');
  });

  test('what is not registered is not found', async () => {
    const answer = await hub.call('PATCH', '/v1/organisations/nowhere', {
      as: admin,
      ifMatch: '"1"',
      body: { name: 'A' },
    });
    expect([answer.status, answer.problem.code]).toEqual([404, 'NOT_FOUND']);
    expect((await hub.call('GET', '/v1/organisations/nowhere', { as: admin })).status).toBe(404);
  });
});

describe('suspending', () => {
  test('ends the sessions of the organisation’s officers and keeps them out until it is reactivated', async () => {
    await hub.officer('market-operator', 'market', ['operator']);
    const session = await hub.login('market-operator');
    const url = '/v1/organisations/market';
    const { headers } = await hub.call('GET', url, { as: admin });
    const suspended = await hub.call('PUT', `${url}/status`, {
      as: admin,
      ifMatch: String(headers.etag),
      body: { status: 'suspended' },
    });
    expect(suspended.body.status).toBe('suspended');
    expect((await hub.call('GET', '/v1/session', { as: session })).status).toBe(401);
    await expect(hub.login('market-operator')).rejects.toThrow('401 INVALID_CREDENTIALS');
    expect(hub.facts.organisations().find(({ id }) => id === 'market')?.active).toBe(false);
    await hub.call('PUT', `${url}/status`, {
      as: admin,
      ifMatch: String(suspended.headers.etag),
      body: { status: 'active' },
    });
    expect((await hub.call('GET', '/v1/session', { as: session })).status).toBe(401);
    expect(await hub.login('market-operator')).toMatch(/^hufu_session_/);
  });

  test('the data administration is refused', async () => {
    const answer = await hub.call('PUT', '/v1/organisations/data/status', {
      as: admin,
      ifMatch: '"1"',
      body: { status: 'suspended' },
    });
    expect([answer.status, answer.problem.code]).toEqual([409, 'ADMINISTRATION_STAYS_ACTIVE']);
  });
});

describe('the list', () => {
  test('comes in pages by id, and by status', async () => {
    const first = await hub.call('GET', '/v1/organisations?limit=2', { as: police });
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['data', 'market']);
    const rest = await hub.call('GET', `/v1/organisations?limit=2&cursor=${first.body.next}`, { as: police });
    expect(rest.body.items.map(({ id }: { id: string }) => id)).toEqual(['police']);
    expect(rest.body.next).toBeNull();
    expect((await hub.call('GET', '/v1/organisations?status=suspended', { as: police })).body.items).toEqual([]);
  });

  test.each(['?limit=0', '?limit=201', '?limit=x', '?cursor=%7B', '?cursor=eyJhIjoxfQ', '?name=x'])(
    'refuses %s',
    async (query) => {
      const answer = await hub.call('GET', `/v1/organisations${query}`, { as: police });
      expect([answer.status, answer.problem.code]).toEqual([400, 'INVALID_INPUT']);
    },
  );
});
