import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPasswords, createSessions, purgeIdentity } from '../../identity/index.ts';
import { systemRandom } from '../../kernel/index.ts';
import {
  administrator,
  goodPassword,
  type IdentityApp,
  setUpAdministration,
  startIdentityApp,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const minute = 60_000;
const hour = 60 * minute;

let db: TestDatabase;
let hub: IdentityApp;
let otherHub: IdentityApp;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startIdentityApp({ database: db.database });
  otherHub = await startIdentityApp({ database: db.database, clock: hub.clock });
  await setUpAdministration(hub);
  await hub.organisation('police');
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await otherHub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

let serial = 0;
let login = '';

/** Every test has an officer of its own, so that failures counted in one lock nobody in another. */
beforeEach(async () => {
  serial += 1;
  login = `clerk${serial}`;
  await hub.officer(login, 'police', ['approval-clerk']);
});

const attempt = (app: IdentityApp, password: string, name = login) =>
  app.call('POST', '/v1/session', { body: { login: name, password } });

describe('logging in', () => {
  test('gives a bearer token that says who acts, at every hub', async () => {
    const answer = await attempt(hub, goodPassword);
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({
      officer: { login, organisation: 'police', administration: false, roles: ['approval-clerk'] },
      expiresAt: new Date(hub.clock.now().getTime() + 12 * hour).toISOString(),
      idleSeconds: 1800,
    });
    const who = await otherHub.call('GET', '/v1/session', { as: answer.body.token });
    expect(who.status).toBe(200);
    expect(who.body.officer).toEqual(answer.body.officer);
    expect(who.body.token).toBeUndefined();
  });

  test('stores no token and no password in clear', async () => {
    const { body } = await attempt(hub, goodPassword);
    const { rows } = await db.database.pool.query(
      `select (select string_agg(s::text, ' ') from identity.officer_session s) as sessions,
              (select string_agg(o::text, ' ') from identity.officer o) as officers`,
    );
    expect(rows[0].sessions).not.toContain(body.token);
    expect(rows[0].officers).not.toContain(goodPassword);
    expect(rows[0].officers).toContain('$scrypt$');
  });

  test('hashes a password anew whose hash was made with settings of the past, and it goes on fitting', async () => {
    const hashOf = async () =>
      (await db.database.pool.query('select password_hash from identity.officer where login = $1', [login])).rows[0]
        .password_hash as string;
    expect(await hashOf()).toMatch(/^\$scrypt\$ln=8,/);
    const passwords = createPasswords({ random: systemRandom, cost: { logN: 9, r: 8, p: 1 } });
    const tomorrow = createSessions({ ...hub.parts, passwords });
    const { token } = await tomorrow.open({ login, password: goodPassword, via: 'bearer' });
    expect(await hashOf()).toMatch(/^\$scrypt\$ln=9,/);
    expect((await hub.call('GET', '/v1/session', { as: token })).status).toBe(200);
    expect((await attempt(hub, goodPassword)).status).toBe(201);
  });

  test('sent away for want of time does not count as failed', async () => {
    await using slow = await startIdentityApp({ database: db.database, clock: hub.clock, passwordConcurrency: 1 });
    const flood = await Promise.all(
      Array.from({ length: 60 }, (_, i) => attempt(slow, goodPassword, `${login}-flood-${i}`)),
    );
    const sentAway = flood.findIndex((answer) => answer.problem.code === 'PASSWORD_CHECKS_BUSY');
    expect(sentAway).toBeGreaterThanOrEqual(0);
    expect(flood[sentAway]).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    const { rows } = await db.database.pool.query(
      'select count(*)::integer as n from identity.login_attempt where failures = 0',
    );
    expect(rows[0].n).toBe(flood.filter((answer) => answer.status === 503).length);
  });

  test('takes the login in any letter case', async () => {
    expect((await attempt(hub, goodPassword, login.toUpperCase())).status).toBe(201);
  });

  test('answers wrong password, unknown login and suspended account with the very same refusal', async () => {
    const admin = await hub.login(administrator.login, administrator.password);
    const suspended = await hub.officer(`${login}-gone`, 'police', []);
    await hub.call('PUT', `/v1/officers/${suspended.id}/status`, {
      as: admin,
      ifMatch: '"1"',
      body: { status: 'suspended' },
    });
    const answers = [
      await attempt(hub, 'not the password at all'),
      await attempt(hub, 'not the password at all', 'nobody.of.that.name'),
      await attempt(hub, goodPassword, `${login}-gone`),
    ];
    for (const answer of answers) {
      const { instance: _, traceId: __, ...refusal } = answer.problem;
      const { instance: ___, traceId: ____, ...first } = answers[0]!.problem;
      expect(answer.status).toBe(401);
      expect(refusal).toEqual(first);
      expect(refusal.code).toBe('INVALID_CREDENTIALS');
    }
  });

  test.each([
    ['an unknown field', { login: 'x', password: 'y', admin: true }, '/admin'],
    ['no password', { login: 'x' }, '/password'],
    ['another type', { login: 'x', password: 1 }, '/password'],
    ['an unknown way', { login: 'x', password: 'y', as: 'header' }, '/as'],
  ])('refuses %s and says where', async (_, body, pointer) => {
    const answer = await hub.call('POST', '/v1/session', { body });
    expect(answer.status).toBe(400);
    expect(answer.problem.code).toBe('INVALID_INPUT');
    expect(answer.problem.errors.map((error) => error.pointer)).toContain(pointer);
  });
});

describe('repeated failures', () => {
  const fail = async (app: IdentityApp, times: number, name = login) => {
    for (let i = 0; i < times; i += 1) {
      const answer = await attempt(app, 'not the password at all', name);
      expect(answer.problem.code).toBe('INVALID_CREDENTIALS');
    }
  };

  test('lock a login after the fifth, even for the right password, and say for how long', async () => {
    await fail(hub, 5);
    const answer = await attempt(hub, goodPassword);
    expect(answer.status).toBe(429);
    expect(answer.problem.code).toBe('LOGIN_LOCKED');
    expect(answer.headers['retry-after']).toBe('30');
    hub.clock.advance(29_000);
    expect((await attempt(hub, goodPassword)).headers['retry-after']).toBe('1');
    hub.clock.advance(1_000);
    expect((await attempt(hub, goodPassword)).status).toBe(201);
  });

  test('double the time with each further one, up to fifteen minutes', async () => {
    await fail(hub, 5);
    const waits: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const wait = Number((await attempt(hub, goodPassword)).headers['retry-after']);
      waits.push(wait);
      hub.clock.advance(wait * 1000);
      await fail(hub, 1);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test('are counted across hubs', async () => {
    await fail(hub, 3);
    await fail(otherHub, 2);
    expect((await attempt(hub, goodPassword)).problem.code).toBe('LOGIN_LOCKED');
    expect((await attempt(otherHub, goodPassword)).problem.code).toBe('LOGIN_LOCKED');
  });

  test('sent all at once to two hubs get five compared and no more', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => attempt(i % 2 === 0 ? hub : otherHub, `not the password ${i}`)),
    );
    const codes = answers.map((answer) => answer.problem.code).sort();
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
    expect(codes.filter((code) => code === 'LOGIN_LOCKED')).toHaveLength(15);
  });

  test('lock a login that does not exist just the same', async () => {
    const name = `nobody${serial}`;
    await fail(hub, 5, name);
    const answer = await attempt(hub, goodPassword, name);
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('30');
  });

  test('are forgotten after a success', async () => {
    await fail(hub, 4);
    expect((await attempt(hub, goodPassword)).status).toBe(201);
    await fail(hub, 4);
    expect((await attempt(hub, goodPassword)).status).toBe(201);
  });

  test('include the right password of a suspended account', async () => {
    await db.database.pool.query("update identity.officer set status = 'suspended' where login = $1", [login]);
    for (let i = 0; i < 5; i += 1) expect((await attempt(hub, goodPassword)).problem.code).toBe('INVALID_CREDENTIALS');
    expect((await attempt(hub, goodPassword)).problem.code).toBe('LOGIN_LOCKED');
  });

  test('are forgotten after a day', async () => {
    await fail(hub, 4);
    hub.clock.advance(24 * hour + 1);
    await fail(hub, 4);
    expect((await attempt(hub, goodPassword)).status).toBe(201);
  });

  test('of one login lock no other', async () => {
    await fail(hub, 5);
    await hub.officer(`${login}-other`, 'police', []);
    expect((await attempt(hub, goodPassword, `${login}-other`)).status).toBe(201);
  });

  test('keep no trace of what was typed as login', async () => {
    await fail(hub, 1, '11010519491231002x');
    const { rows } = await db.database.pool.query(
      'select string_agg(a::text, $1) as all from identity.login_attempt a',
      [' '],
    );
    expect(rows[0].all).not.toContain(Buffer.from('11010519491231002x').toString('hex'));
  });

  test('are lifted when an operator resets the password', async () => {
    const admin = await hub.login(administrator.login, administrator.password);
    const officer = await hub.officer(`${login}-locked`, 'police', []);
    await fail(hub, 5, `${login}-locked`);
    await hub.call('PUT', `/v1/officers/${officer.id}/password`, {
      as: admin,
      ifMatch: '"1"',
      body: { password: 'Mountains-stand-8-still' },
    });
    expect((await attempt(hub, 'Mountains-stand-8-still', `${login}-locked`)).status).toBe(201);
  });
});

describe('a session', () => {
  const holds = async (token: string) => (await hub.call('GET', '/v1/session', { as: token })).status === 200;

  test('is worth nothing while its officer or organisation is suspended, even if it was not ended', async () => {
    const token = await hub.login(login);
    const set = (table: string, column: string, value: string, status: string) =>
      db.database.pool.query(`update identity.${table} set status = $1 where ${column} = $2`, [status, value]);
    for (const [table, column, value] of [
      ['officer', 'login', login],
      ['organisation', 'id', 'police'],
    ] as const) {
      await set(table, column, value, 'suspended');
      expect(await holds(token)).toBe(false);
      await set(table, column, value, 'active');
      expect(await holds(token)).toBe(true);
    }
  });

  test('ends after thirty minutes without use, and goes on with use', async () => {
    const token = await hub.login(login);
    for (let i = 0; i < 4; i += 1) {
      hub.clock.advance(29 * minute);
      expect(await holds(token)).toBe(true);
    }
    hub.clock.advance(30 * minute);
    expect(await holds(token)).toBe(false);
  });

  test('ends after twelve hours however much it is used', async () => {
    const token = await hub.login(login);
    for (let i = 0; i < 12 * 3 - 1; i += 1) {
      hub.clock.advance(20 * minute);
      expect(await holds(token)).toBe(true);
    }
    hub.clock.advance(20 * minute);
    expect(await holds(token)).toBe(false);
  });

  test('ends at every hub when its officer logs out', async () => {
    const token = await hub.login(login);
    expect((await hub.call('DELETE', '/v1/session', { as: token })).status).toBe(204);
    expect((await otherHub.call('GET', '/v1/session', { as: token })).problem.code).toBe('NOT_AUTHENTICATED');
  });

  test.each(['hufu_session_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'nothing', 'a'.repeat(8_000)])(
    'is not opened by a made-up token (%#)',
    async (token) => {
      expect((await hub.call('GET', '/v1/session', { as: token })).status).toBe(401);
    },
  );

  test('is swept away when it has run out', async () => {
    await hub.login(login);
    hub.clock.advance(13 * hour);
    const fresh = await hub.login(login);
    await purgeIdentity(hub.parts);
    const { rows } = await db.database.pool.query('select count(*)::integer as left from identity.officer_session');
    expect(rows[0].left).toBe(1);
    expect(await holds(fresh)).toBe(true);
  });
});

describe('the cookie of the console', () => {
  const openCookie = async (app = hub) => {
    const answer = await app.call('POST', '/v1/session', { body: { login, password: goodPassword, as: 'cookie' } });
    expect(answer.status).toBe(201);
    const header = String(answer.headers['set-cookie']);
    return { answer, header, cookie: header.split(';')[0]!, csrf: answer.body.csrfToken as string };
  };

  test('is kept from scripts, other sites and other paths, and its token stays out of the body', async () => {
    const { answer, header } = await openCookie();
    expect(header).toMatch(/^hufu_session=hufu_session_[\w-]{43}; /);
    expect(header).toContain('HttpOnly');
    expect(header).toContain('SameSite=Strict');
    expect(header).toContain('Path=/');
    expect(header).not.toContain('Secure');
    expect(answer.body.token).toBeUndefined();
    expect(answer.body.csrfToken).toMatch(/^[\w-]{43}$/);
  });

  test('is Secure and bound to its host over https', async () => {
    await using safe = await startIdentityApp({
      database: db.database,
      clock: hub.clock,
      publicUrl: 'https://hub.example',
    });
    const { header, cookie } = await openCookie(safe);
    expect(header).toMatch(/^__Host-hufu_session=/);
    expect(header).toContain('Secure');
    expect((await safe.call('GET', '/v1/session', { headers: { cookie } })).status).toBe(200);
  });

  test('is enough to read, and gives the CSRF token again after a reload', async () => {
    const { cookie, csrf } = await openCookie();
    const who = await hub.call('GET', '/v1/session', { headers: { cookie } });
    expect(who.status).toBe(200);
    expect(who.body.csrfToken).toBe(csrf);
  });

  test('is not enough to change anything: the CSRF token has to come with it', async () => {
    const { cookie, csrf } = await openCookie();
    const other = await openCookie();
    for (const headers of [{ cookie }, { cookie, 'x-csrf-token': '' }, { cookie, 'x-csrf-token': other.csrf }]) {
      const refused = await hub.call('DELETE', '/v1/session', { headers: headers as Record<string, string> });
      expect(refused.status).toBe(403);
      expect(refused.problem.code).toBe('CSRF_TOKEN_REQUIRED');
    }
    const done = await hub.call('DELETE', '/v1/session', { headers: { cookie, 'x-csrf-token': csrf } });
    expect(done.status).toBe(204);
    expect(String(done.headers['set-cookie'])).toContain('Expires=Thu, 01 Jan 1970');
    expect((await hub.call('GET', '/v1/session', { headers: { cookie } })).status).toBe(401);
  });

  test('does not count in a header, nor a bearer token in the cookie', async () => {
    const { cookie } = await openCookie();
    expect((await hub.call('GET', '/v1/session', { as: cookie.split('=')[1]! })).status).toBe(401);
    const bearer = await hub.login(login);
    expect((await hub.call('GET', '/v1/session', { headers: { cookie: `hufu_session=${bearer}` } })).status).toBe(401);
  });
});
