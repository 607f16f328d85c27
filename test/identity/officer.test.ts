import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  administrator,
  goodPassword,
  type IdentityApp,
  setUpAdministration,
  startIdentityApp,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const otherPassword = 'Mountains-stand-8-still';

let db: TestDatabase;
let hub: IdentityApp;
let admin: string;
let police: string;
let policeOperator: { id: string };
let marketClerk: { id: string };

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startIdentityApp({ database: db.database });
  await setUpAdministration(hub);
  await hub.organisation('police');
  await hub.organisation('market');
  policeOperator = await hub.officer('police-operator', 'police', ['operator']);
  marketClerk = await hub.officer('market-clerk', 'market', ['approval-clerk']);
  admin = await hub.login(administrator.login, administrator.password);
  police = await hub.login('police-operator');
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

let serial = 0;
const newcomer = (more: Record<string, unknown> = {}) => {
  serial += 1;
  return {
    login: `newcomer${serial}`,
    name: '张三',
    organisation: 'police',
    roles: ['auditor'],
    password: goodPassword,
    ...more,
  };
};
const create = (more: Record<string, unknown> = {}, as = police) =>
  hub.call('POST', '/v1/officers', { as, body: newcomer(more) });
const url = (officer: { id: string }, part = '') => `/v1/officers/${officer.id}${part}`;

describe('an account', () => {
  test('is made by an operator for their own organisation, and never shows its password', async () => {
    const answer = await create();
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: url(answer.body), etag: '"1"' });
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      login: `newcomer${serial}`,
      name: '张三',
      organisation: 'police',
      roles: ['auditor'],
      status: 'active',
      version: 1,
      createdAt: hub.clock.now().toISOString(),
    });
    expect((await hub.call('GET', url(answer.body), { as: police })).body).toEqual(answer.body);
    expect(hub.changes.at(-1)).toMatchObject({ what: 'officer', event: 'added', by: `officer:${policeOperator.id}` });
  });

  test('of another organisation takes the data administration', async () => {
    for (const organisation of ['market', 'data']) {
      const answer = await create({ organisation });
      expect([answer.status, answer.problem.code]).toEqual([403, 'NOT_IN_REACH']);
    }
    expect((await create({ organisation: 'market' }, admin)).status).toBe(201);
  });

  test.each([
    ['a taken login', { login: 'market-clerk' }, 409, 'LOGIN_TAKEN'],
    ['an organisation nobody registered', { organisation: 'nowhere' }, 400, 'ORGANISATION_UNKNOWN'],
    ['a citizen number as login', { login: '11010519491231002x' }, 400, 'INVALID_INPUT'],
    ['an unknown role', { roles: ['king'] }, 400, 'INVALID_INPUT'],
    ['a role twice', { roles: ['auditor', 'auditor'] }, 400, 'INVALID_INPUT'],
    ['a weak password', { password: 'Summer2026' }, 400, 'PASSWORD_TOO_WEAK'],
    ['an unknown field', { administration: true }, 400, 'INVALID_INPUT'],
  ])('with %s is refused', async (_, more, status, code) => {
    const answer = await create(more, admin);
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toContain('Summer2026');
  });

  test('of another department is as good as not there', async () => {
    const attempts = [
      await hub.call('GET', url(marketClerk), { as: police }),
      await hub.call('PATCH', url(marketClerk), { as: police, ifMatch: '"1"', body: { name: 'X' } }),
      await hub.call('PUT', url(marketClerk, '/roles'), { as: police, ifMatch: '"1"', body: { roles: ['operator'] } }),
      await hub.call('PUT', url(marketClerk, '/status'), { as: police, ifMatch: '"1"', body: { status: 'suspended' } }),
      await hub.call('PUT', url(marketClerk, '/password'), {
        as: police,
        ifMatch: '"1"',
        body: { password: otherPassword },
      }),
    ];
    for (const answer of attempts) expect([answer.status, answer.problem.code]).toEqual([404, 'NOT_FOUND']);
    expect((await hub.call('GET', '/v1/officers?organisation=market', { as: police })).status).toBe(403);
    expect(await hub.login('market-clerk')).toMatch(/^hufu_session_/);
  });

  test('is seen by its owner without any role, and others are not', async () => {
    const { body } = await create({ roles: [] });
    const as = await hub.login(body.login);
    expect((await hub.call('GET', url(body), { as })).status).toBe(200);
    expect((await hub.call('GET', url(policeOperator), { as })).status).toBe(404);
    expect((await hub.call('GET', '/v1/officers', { as })).status).toBe(403);
  });
});

describe('a name', () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  const names = (ids: readonly string[], as: string) =>
    hub.call('GET', `/v1/officers/names?ids=${ids.join(',')}`, { as });

  test('is for the officers of the same organisation, whatever their role, and for the administration', async () => {
    const { body: colleague } = await create({ roles: [], name: '李四' });
    const as = await hub.login(colleague.login);
    const all = [policeOperator.id, colleague.id, marketClerk.id];
    const own = await names(all, as);
    expect(own.status).toBe(200);
    expect(own.body.items).toHaveLength(3);
    expect(own.body.items).toContainEqual({ id: colleague.id, organisation: 'police', name: '李四' });
    // Of others it says whose they are.
    expect(own.body.items).toContainEqual({ id: marketClerk.id, organisation: 'market' });
    const every = await names(all, admin);
    expect(every.body.items.map(({ id }: { id: string }) => id).sort()).toEqual(all.toSorted());
    expect(every.body.items.every(({ name }: { name?: string }) => name !== undefined)).toBe(true);
    expect((await names([unknown], police)).body).toEqual({ items: [] });
  });

  test.each([
    ['nobody', ''],
    ['a login', 'admin'],
    ['more than fifty', Array.from({ length: 51 }, () => unknown).join(',')],
  ])('is not given for %s', async (_, ids) => {
    expect((await names([ids], police)).problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });
});

describe('the list', () => {
  test('shows an operator their own organisation, the administration all of them, in pages by login', async () => {
    const own = await hub.call('GET', '/v1/officers?limit=200', { as: police });
    expect(new Set(own.body.items.map((each: { organisation: string }) => each.organisation))).toEqual(
      new Set(['police']),
    );
    const logins: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const query: string = next === '' ? '?limit=3' : `?limit=3&cursor=${next}`;
      const { body } = await hub.call('GET', `/v1/officers${query}`, { as: admin });
      logins.push(...body.items.map(({ login }: { login: string }) => login));
      next = body.next;
    }
    expect(logins).toContain('admin');
    expect(logins).toContain('market-clerk');
    expect(new Set(logins).size).toBe(logins.length);
    const { rows } = await db.database.pool.query('select count(*)::integer as n from identity.officer');
    expect(logins).toHaveLength(rows[0].n);
  });
});

describe('roles', () => {
  test('count from the next request on, without logging in again', async () => {
    const { body } = await create({ roles: [] });
    const as = await hub.login(body.login);
    expect((await hub.call('GET', '/v1/officers', { as })).status).toBe(403);
    const given = await hub.call('PUT', url(body, '/roles'), {
      as: police,
      ifMatch: '"1"',
      body: { roles: ['auditor', 'seal-keeper'] },
    });
    expect(given.body).toMatchObject({ roles: ['auditor', 'seal-keeper'], version: 2 });
    expect((await hub.call('GET', '/v1/officers', { as })).status).toBe(200);
    await hub.call('PUT', url(body, '/roles'), { as: police, ifMatch: '"2"', body: { roles: [] } });
    expect((await hub.call('GET', '/v1/officers', { as })).status).toBe(403);
  });

  test('are given by somebody else, never by oneself', async () => {
    for (const [part, body] of [
      ['/roles', { roles: ['operator', 'seal-keeper'] }],
      ['/status', { status: 'active' }],
    ] as const) {
      const answer = await hub.call('PUT', url(policeOperator, part), { as: police, ifMatch: '"1"', body });
      expect([answer.status, answer.problem.code]).toEqual([403, 'OWN_ACCOUNT']);
    }
  });

  test('take the version they are based on', async () => {
    const { body } = await create();
    const change = (ifMatch?: string) =>
      hub.call('PUT', url(body, '/roles'), { as: police, ifMatch, body: { roles: [] } });
    expect((await change()).status).toBe(428);
    expect((await change('"9"')).status).toBe(412);
    const both = await Promise.all([change('"1"'), change('"1"')]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });
});

test('a name is changed by an operator', async () => {
  const { body } = await create();
  const renamed = await hub.call('PATCH', url(body), { as: police, ifMatch: '"1"', body: { name: '李四' } });
  expect(renamed.body).toMatchObject({ name: '李四', version: 2 });
});

test('suspending ends all sessions for good', async () => {
  const { body } = await create();
  const sessions = [await hub.login(body.login), await hub.login(body.login)];
  await hub.call('PUT', url(body, '/status'), { as: police, ifMatch: '"1"', body: { status: 'suspended' } });
  await expect(hub.login(body.login)).rejects.toThrow('INVALID_CREDENTIALS');
  await hub.call('PUT', url(body, '/status'), { as: police, ifMatch: '"2"', body: { status: 'active' } });
  for (const as of sessions) expect((await hub.call('GET', '/v1/session', { as })).status).toBe(401);
  expect(await hub.login(body.login)).toMatch(/^hufu_session_/);
});

describe('a password', () => {
  const change = (officer: { id: string }, as: string, body: object, ifMatch = '"1"') =>
    hub.call('PUT', url(officer, '/password'), { as, ifMatch, body });

  test('is changed by its owner, who knows the current one; the other sessions end and this one goes on', async () => {
    const { body } = await create({ roles: [] });
    const here = await hub.login(body.login);
    const elsewhere = await hub.login(body.login);
    const done = await change(body, here, { password: otherPassword, currentPassword: goodPassword });
    expect([done.status, done.body.version]).toEqual([200, 2]);
    expect((await hub.call('GET', '/v1/session', { as: here })).status).toBe(200);
    expect((await hub.call('GET', '/v1/session', { as: elsewhere })).status).toBe(401);
    await expect(hub.login(body.login)).rejects.toThrow('INVALID_CREDENTIALS');
    expect(await hub.login(body.login, otherPassword)).toMatch(/^hufu_session_/);
  });

  test.each([
    ['without the current one', {}],
    ['with a wrong current one', { currentPassword: 'something-Else-1' }],
  ])('is not changed by its owner %s', async (_, more) => {
    const { body } = await create();
    const as = await hub.login(body.login);
    const answer = await change(body, as, { password: otherPassword, ...more });
    expect([answer.status, answer.problem.code]).toEqual([403, 'CURRENT_PASSWORD_WRONG']);
    expect(await hub.login(body.login)).toMatch(/^hufu_session_/);
  });

  test('cannot be guessed through the change either: five failures lock it', async () => {
    const { body } = await create();
    const as = await hub.login(body.login);
    const guess = (n: number) => change(body, as, { password: otherPassword, currentPassword: `Guess-number-${n}` });
    for (let n = 0; n < 5; n += 1) expect((await guess(n)).problem.code).toBe('CURRENT_PASSWORD_WRONG');
    expect((await guess(6)).problem.code).toBe('LOGIN_LOCKED');
    const right = await change(body, as, { password: otherPassword, currentPassword: goodPassword });
    expect(right.problem.code).toBe('LOGIN_LOCKED');
  });

  test('is reset by an operator in reach, which ends every session', async () => {
    const { body } = await create();
    const as = await hub.login(body.login);
    expect((await change(body, police, { password: otherPassword })).status).toBe(200);
    expect((await hub.call('GET', '/v1/session', { as })).status).toBe(401);
    expect(await hub.login(body.login, otherPassword)).toMatch(/^hufu_session_/);
  });

  test('of another is not for officers who are no operators', async () => {
    const { body } = await create({ roles: ['auditor', 'approval-clerk', 'seal-keeper', 'catalogue-administrator'] });
    const as = await hub.login(body.login);
    const answer = await change(policeOperator, as, { password: otherPassword });
    expect([answer.status, answer.problem.code]).toEqual([403, 'ROLE_REQUIRED']);
  });

  test('that does not do is refused with the reasons', async () => {
    const { body } = await create();
    const answer = await change(body, police, { password: 'aaaaaaaaaaaa' });
    expect([answer.status, answer.problem.code]).toEqual([400, 'PASSWORD_TOO_WEAK']);
    expect(answer.problem.errors[0]).toMatchObject({ pointer: '/password' });
    expect(answer.problem.detail).toContain('too few different characters');
  });

  test('takes the version it is based on', async () => {
    const { body } = await create();
    expect((await change(body, police, { password: otherPassword }, '"3"')).status).toBe(412);
  });
});

test('a login that is under way while the password is reset opens no session', async () => {
  const { body } = await create();
  const { insertSession } = await import('../../identity/session/session-store.ts');
  const { rows } = await db.database.pool.query('select password_hash from identity.officer where id = $1', [body.id]);
  const session = {
    tokenHash: Buffer.alloc(32, serial),
    officer: body.id,
    passwordHash: rows[0].password_hash,
    via: 'bearer' as const,
    createdAt: hub.clock.now(),
    expiresAt: new Date(hub.clock.now().getTime() + 1000),
  };
  await hub.call('PUT', url(body, '/password'), { as: police, ifMatch: '"1"', body: { password: otherPassword } });
  expect(await insertSession(db.database, session)).toBe(false);
});
