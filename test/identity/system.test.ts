import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  administrator,
  assertion,
  type IdentityApp,
  newKey,
  requestToken,
  setUpAdministration,
  startIdentityApp,
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
  await hub.organisation('police');
  await hub.organisation('market');
  await hub.officer('police-operator', 'police', ['operator']);
  await hub.system('market-desk', 'market', 'consumer');
  admin = await hub.login(administrator.login, administrator.password);
  police = await hub.login('police-operator');
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

let serial = 0;
const register = async (as = police, more: Record<string, unknown> = {}) => {
  serial += 1;
  const body = { id: `system-${serial}`, organisation: 'police', name: '人口系统', kind: 'provider', ...more };
  return hub.call('POST', '/v1/systems', { as, body });
};

describe('registering a system', () => {
  test('is done by a department for itself', async () => {
    const answer = await register();
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: `/v1/systems/${answer.body.id}`, etag: '"1"' });
    expect(answer.body).toMatchObject({ organisation: 'police', kind: 'provider', status: 'active', version: 1 });
    const stored = await hub.call('GET', `/v1/systems/${answer.body.id}`, { as: police });
    expect(stored.body).toEqual(answer.body);
    expect(hub.facts.system(answer.body.id)).toMatchObject({ organisation: 'police', active: true });
  });

  test('and by the data administration for anybody, but for no other department', async () => {
    expect((await register(admin)).status).toBe(201);
    const other = await register(police, { organisation: 'market' });
    expect([other.status, other.problem.code]).toEqual([403, 'NOT_IN_REACH']);
    const data = await register(police, { organisation: 'data' });
    expect([data.status, data.problem.code]).toEqual([403, 'NOT_IN_REACH']);
  });

  test.each([
    ['a taken id', { id: 'market-desk' }, 409, 'SYSTEM_ALREADY_REGISTERED'],
    ['an organisation nobody registered', { organisation: 'nowhere' }, 400, 'ORGANISATION_UNKNOWN'],
    ['an id with a dot', { id: 'a.b' }, 400, 'INVALID_INPUT'],
    ['an unknown kind', { kind: 'both' }, 400, 'INVALID_INPUT'],
    ['an unknown field', { secret: 'x' }, 400, 'INVALID_INPUT'],
  ])('with %s is refused', async (_, more, status, code) => {
    const answer = await register(admin, more);
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
  });
});

describe('a system of another department', () => {
  test.each([
    ['GET', '/v1/systems/market-desk', undefined],
    ['GET', '/v1/systems/market-desk/keys', undefined],
    ['PATCH', '/v1/systems/market-desk', { name: 'Ours now' }],
    ['PUT', '/v1/systems/market-desk/status', { status: 'suspended' }],
    ['POST', '/v1/systems/market-desk/keys', { jwk: newKey('ES256').jwk }],
    ['DELETE', '/v1/systems/market-desk/keys/x', undefined],
  ] as const)('is as good as not there: %s %s', async (method, url, body) => {
    const call = (path: string) => hub.call(method, path, { as: police, ifMatch: '"1"', body });
    const there = await call(url);
    const nowhere = await call(url.replace('market-desk', 'no-such-system'));
    expect([there.status, there.problem.code]).toEqual([404, 'NOT_FOUND']);
    expect([nowhere.status, nowhere.problem.code]).toEqual([404, 'NOT_FOUND']);
  });

  test('stands in no list of theirs, and cannot be asked for', async () => {
    const { body } = await hub.call('GET', '/v1/systems', { as: police });
    expect(new Set(body.items.map((each: { organisation: string }) => each.organisation))).toEqual(new Set(['police']));
    const asked = await hub.call('GET', '/v1/systems?organisation=market', { as: police });
    expect([asked.status, asked.problem.code]).toEqual([403, 'NOT_IN_REACH']);
    const all = await hub.call('GET', '/v1/systems?kind=consumer', { as: admin });
    expect(all.body.items.map(({ id }: { id: string }) => id)).toEqual(['market-desk']);
  });
});

test('a system reads itself and its keys, and no other', async () => {
  const own = await hub.system('police-reader', 'police', 'consumer');
  await hub.system('police-sibling', 'police', 'consumer');
  const as = (await requestToken(hub, await assertion({ app: hub, system: own }))).body.access_token;
  expect((await hub.call('GET', '/v1/systems/police-reader', { as })).status).toBe(200);
  expect((await hub.call('GET', '/v1/systems/police-reader/keys', { as })).body.items).toHaveLength(1);
  expect((await hub.call('GET', '/v1/systems/police-sibling', { as })).status).toBe(404);
  expect((await hub.call('GET', '/v1/systems/police-sibling/keys', { as })).status).toBe(404);
});

test('changing name and status takes the version and leaves identity alone', async () => {
  const { body } = await register();
  const url = `/v1/systems/${body.id}`;
  expect((await hub.call('PATCH', url, { as: police, body: { name: 'X' } })).status).toBe(428);
  const renamed = await hub.call('PATCH', url, { as: police, ifMatch: '"1"', body: { name: 'X' } });
  expect(renamed.body).toMatchObject({ name: 'X', version: 2 });
  expect((await hub.call('PATCH', url, { as: police, ifMatch: '"1"', body: { name: 'Y' } })).status).toBe(412);
  for (const more of [{ kind: 'consumer' }, { organisation: 'market' }, { id: 'other' }]) {
    const answer = await hub.call('PATCH', url, { as: police, ifMatch: '"2"', body: { name: 'X', ...more } });
    expect(answer.problem.code).toBe('INVALID_INPUT');
  }
  const suspended = await hub.call('PUT', `${url}/status`, {
    as: police,
    ifMatch: '"2"',
    body: { status: 'suspended' },
  });
  expect(suspended.body).toMatchObject({ status: 'suspended', version: 3 });
  expect(hub.facts.system(body.id)?.active).toBe(false);
  expect(hub.changes.at(-1)).toMatchObject({ what: 'system', event: 'suspended', id: body.id });
});

describe('keys', () => {
  const add = (id: string, jwk: object, more: object = {}) =>
    hub.call('POST', `/v1/systems/${id}/keys`, { as: police, body: { jwk, ...more } });

  test('are added beside each other, are known by their thumbprint and count at once', async () => {
    const { body: system } = await register();
    const keys = [newKey('ES256'), newKey('EdDSA')];
    for (const key of keys) {
      const answer = await add(system.id, { ...key.jwk, kid: key.kid, use: 'sig', alg: key.alg, key_ops: ['verify'] });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ kid: key.kid, alg: key.alg, jwk: key.jwk, revokedAt: null, inForce: true });
    }
    const { body } = await hub.call('GET', `/v1/systems/${system.id}/keys`, { as: police });
    expect(body.items.map(({ kid }: { kid: string }) => kid).sort()).toEqual(keys.map(({ kid }) => kid).sort());
    expect(hub.facts.systemKey(keys[0]!.kid)).toMatchObject({
      system: system.id,
      organisation: 'police',
      alg: 'ES256',
    });
    expect(hub.facts.keysOf(system.id)).toHaveLength(2);
  });

  test('are registered once, in whatever spelling, also after they were revoked', async () => {
    const { body: one } = await register();
    const { body: two } = await register();
    const key = newKey('ES256');
    expect((await add(one.id, key.jwk)).status).toBe(201);
    for (const [id, jwk] of [
      [one.id, key.jwk],
      [two.id, { ...key.jwk, y: `${key.jwk.y}=` }],
    ]) {
      const again = await add(id, jwk);
      expect([again.status, again.problem.code]).toEqual([409, 'KEY_ALREADY_REGISTERED']);
    }
    await hub.call('DELETE', `/v1/systems/${one.id}/keys/${key.kid}`, { as: police });
    expect((await add(one.id, key.jwk)).problem.code).toBe('KEY_ALREADY_REGISTERED');
  });

  test('are revoked for good, and revoking again changes nothing', async () => {
    const { body: system } = await register();
    const key = newKey('EdDSA');
    await add(system.id, key.jwk);
    const url = `/v1/systems/${system.id}/keys/${key.kid}`;
    const first = await hub.call('DELETE', url, { as: police });
    expect(first.body).toMatchObject({ revokedAt: hub.clock.now().toISOString(), inForce: false });
    hub.clock.advance(1000);
    expect((await hub.call('DELETE', url, { as: police })).body.revokedAt).toBe(first.body.revokedAt);
    expect(hub.facts.systemKey(key.kid)).toBeUndefined();
    const unknown = await hub.call('DELETE', `/v1/systems/${system.id}/keys/nothing`, { as: police });
    expect(unknown.status).toBe(404);
  });

  test('are eight at most, not counting revoked ones', async () => {
    const { body: system } = await register();
    const keys = Array.from({ length: 9 }, () => newKey('EdDSA'));
    for (const key of keys.slice(0, 8)) expect((await add(system.id, key.jwk)).status).toBe(201);
    const ninth = await add(system.id, keys[8]!.jwk);
    expect([ninth.status, ninth.problem.code]).toEqual([409, 'KEY_LIMIT_REACHED']);
    await hub.call('DELETE', `/v1/systems/${system.id}/keys/${keys[0]!.kid}`, { as: police });
    expect((await add(system.id, keys[8]!.jwk)).status).toBe(201);
  });

  test('stop counting when their time is over, without anybody doing anything', async () => {
    const { body: system } = await register();
    const key = newKey('ES256');
    const notAfter = new Date(hub.clock.now().getTime() + 60_000).toISOString();
    await add(system.id, key.jwk, { notAfter });
    expect(hub.facts.systemKey(key.kid)?.kid).toBe(key.kid);
    hub.clock.advance(60_000);
    expect(hub.facts.systemKey(key.kid)).toBeUndefined();
  });

  test('with a period that is none are refused', async () => {
    const { body: system } = await register();
    const at = (offset: number) => new Date(hub.clock.now().getTime() + offset).toISOString();
    for (const period of [{ notAfter: at(-1) }, { notBefore: at(2000), notAfter: at(1000) }]) {
      expect((await add(system.id, newKey('ES256').jwk, period)).problem.code).toBe('KEY_PERIOD_INVALID');
    }
  });

  test('that are private are refused, and nothing of them is stored or repeated', async () => {
    const { body: system } = await register();
    const { privateKey } = newKey('ES256');
    const jwk = privateKey.export({ format: 'jwk' });
    const answer = await add(system.id, jwk);
    expect([answer.status, answer.problem.code]).toEqual([400, 'KEY_PRIVATE']);
    expect(JSON.stringify(answer.body)).not.toContain(jwk.d);
    expect((await hub.call('GET', `/v1/systems/${system.id}/keys`, { as: police })).body.items).toEqual([]);
  });
});
