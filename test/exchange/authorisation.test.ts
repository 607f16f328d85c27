import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOfficer,
  createPasswords,
  createSessions,
  organisationId,
  type Role,
  roles,
} from '../../identity/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { demoAdministrator } from '../../ops/demo/seed/seed-hub.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// The net below the detailed tables of identity, catalogue and vault: every role and every kind of system on every route of
// the real hub. Whoever adds a route adds a row here; who is let in is written down by hand, and not taken from the code.

type Caller = 'nobody' | Role | 'officer without a role' | 'auditor of the administration' | 'consumer' | 'provider';

const officers: readonly Caller[] = [...roles, 'officer without a role', 'auditor of the administration'];
const systems: readonly Caller[] = ['consumer', 'provider'];
const known: readonly Caller[] = [...officers, ...systems];
const everybody: readonly Caller[] = ['nobody', ...known];
const auditors: readonly Caller[] = ['auditor', 'auditor of the administration'];

const table: Readonly<Record<string, readonly Caller[]>> = {
  'GET /': everybody,
  'GET /emblem.svg': everybody,
  'GET /healthz': everybody,
  'GET /readyz': everybody,
  'GET /metrics': everybody,
  'GET /openapi.json': everybody,
  'GET /v1/problems': everybody,
  'GET /.well-known/jwks.json': everybody,
  'GET /.well-known/oauth-authorization-server': everybody,

  'POST /v1/oauth/token': everybody,
  'POST /v1/session': everybody,
  'GET /v1/session': officers,
  'DELETE /v1/session': officers,

  'GET /v1/organisations': known,
  'POST /v1/organisations': ['operator'],
  'GET /v1/organisations/:id': known,
  'PATCH /v1/organisations/:id': ['operator'],
  'PUT /v1/organisations/:id/status': ['operator'],
  'GET /v1/systems': officers,
  'POST /v1/systems': ['operator'],
  'GET /v1/systems/:id': known,
  'PATCH /v1/systems/:id': ['operator'],
  'PUT /v1/systems/:id/status': ['operator'],
  'GET /v1/systems/:id/keys': known,
  'POST /v1/systems/:id/keys': ['operator'],
  'DELETE /v1/systems/:id/keys/:kid': ['operator'],
  'GET /v1/systems/:id/nats-credentials': ['operator', ...auditors],
  'POST /v1/systems/:id/nats-credentials': ['operator'],
  'DELETE /v1/systems/:id/nats-credentials/:publicKey': ['operator'],
  'GET /v1/officers': ['operator', ...auditors],
  'POST /v1/officers': ['operator'],
  'GET /v1/officers/:id': officers,
  'PATCH /v1/officers/:id': ['operator'],
  'PUT /v1/officers/:id/roles': ['operator'],
  'PUT /v1/officers/:id/status': ['operator'],
  'PUT /v1/officers/:id/password': officers,
  'POST /v1/signing-keys': ['operator'],

  'GET /v1/pki/authorities': everybody,
  'GET /v1/pki/authorities/:authority/certificate': everybody,
  'POST /v1/pki/ceremonies': ['operator'],
  'GET /v1/pki/certificates': ['operator', 'seal-keeper', ...auditors],
  'POST /v1/pki/certificates': ['operator'],
  'GET /v1/pki/certificates/:id': ['operator', 'seal-keeper', ...auditors],
  'POST /v1/pki/certificates/:id/renewal': ['operator'],
  'POST /v1/pki/certificates/:id/revocation': ['operator'],
  'DELETE /v1/pki/certificates/:id/revocation': ['operator'],
  'GET /v1/pki/crl': everybody,
  'GET /v1/pki/crl/:authority': everybody,
  'GET /v1/pki/ocsp/*': everybody,
  'POST /v1/pki/ocsp': everybody,
  'POST /v1/pki/timestamp': known,
  'GET /v1/pki/trust-anchors': everybody,
  'POST /v1/pki/trust-anchors': ['operator'],
  'GET /v1/pki/trust-anchors/:fingerprint': everybody,
  'PUT /v1/pki/trust-anchors/:fingerprint/status': ['operator'],

  'GET /v1/resources': known,
  'POST /v1/resources': ['catalogue-administrator'],
  'GET /v1/resources/:id': known,
  'PUT /v1/resources/:id': ['catalogue-administrator'],
  'POST /v1/resources/:id/events': ['catalogue-administrator'],
  'GET /v1/resources/:id/schema': known,
  'GET /v1/resources/:id/types.d.ts': known,
  'GET /v1/resources/:id/findings': ['catalogue-administrator', ...auditors],
  'GET /v1/resources/:id/changes': ['catalogue-administrator', ...auditors],
  'GET /v1/resources/:id/relations': known,
  'GET /v1/resources/:id/editions': known,
  'GET /v1/resources/:id/editions/:edition': known,
  'GET /v1/resources/:id/editions/:edition/differences': known,
  'GET /v1/resources/:id/revision': known,
  'PUT /v1/resources/:id/revision': ['catalogue-administrator'],
  'POST /v1/resources/:id/revision/events': ['catalogue-administrator'],
  'POST /v1/resource-checks': ['catalogue-administrator'],
  'GET /v1/code-tables': known,
  'GET /v1/code-tables/:table': known,
  'PUT /v1/code-tables/:table': ['catalogue-administrator'],
  'POST /v1/code-tables/:table': ['catalogue-administrator'],
  'GET /v1/matters': known,
  'POST /v1/matters': ['catalogue-administrator'],
  'GET /v1/matters/:code': known,
  'PUT /v1/matters/:code': ['catalogue-administrator'],
  'POST /v1/matters/:code/events': ['catalogue-administrator'],
  'GET /v1/grants': ['catalogue-administrator', 'approval-clerk', ...auditors, ...systems],
  'POST /v1/grants': ['catalogue-administrator'],
  'GET /v1/grants/:id': ['catalogue-administrator', 'approval-clerk', ...auditors, ...systems],
  'PUT /v1/grants/:id': ['catalogue-administrator'],
  'POST /v1/grants/:id/events': ['catalogue-administrator'],
  'GET /v1/grants/:id/quota': ['catalogue-administrator', 'approval-clerk', ...auditors, ...systems],

  'GET /v1/connectors': [...officers, 'provider'],
  'POST /v1/query': ['consumer'],
  'POST /v1/query/explain': ['consumer'],
  'GET /v1/decisions/:traceId': officers,

  'GET /v1/log/checkpoint': everybody,
  'GET /v1/log/key': everybody,
  'GET /v1/log/tile/*': everybody,
  'GET /v1/receipts/:id': ['approval-clerk', ...auditors, ...systems],
  'POST /v1/usage': ['approval-clerk', ...auditors, 'consumer'],
  'POST /v1/usage/seals': ['catalogue-administrator'],
  'GET /v1/usage/seals': ['catalogue-administrator', ...auditors],
  'POST /v1/usage/erasures': ['operator'],

  'GET /v1/licence-types': known,
  'GET /v1/licence-types/:code': known,
  'PUT /v1/licence-types/:code/issuers': ['catalogue-administrator'],
  'POST /v1/licences': ['approval-clerk', ...systems],
  'POST /v1/licences/search': ['approval-clerk', 'consumer'],
  'GET /v1/licences/:id': ['approval-clerk', ...auditors, ...systems],
  'POST /v1/licences/:id/read': ['approval-clerk', 'consumer'],
  'GET /v1/licences/:id/file': ['approval-clerk', 'consumer'],
  'GET /v1/licences/:id/operations': ['approval-clerk', ...auditors, ...systems],
  'POST /v1/licences/:id/operations': ['approval-clerk', ...systems],
  'POST /v1/verify': known,

  'GET /v1/seals': ['seal-keeper', ...auditors],
  'POST /v1/seals': ['seal-keeper'],
  'GET /v1/seals/:id': ['seal-keeper', ...auditors],
  'POST /v1/seals/:id/events': ['seal-keeper'],
  'GET /v1/seals/:id/events': ['seal-keeper', ...auditors],
  'GET /v1/seals/:id/picture': ['seal-keeper', ...auditors],
  'GET /v1/seals/:id/file': ['seal-keeper', ...auditors],
  'GET /v1/seal-uses': ['seal-keeper', ...auditors],
};

let world: TestWorld;
const bearers = new Map<Caller, string>();
let open: (login: string, via: 'bearer' | 'cookie') => Promise<string>;

beforeAll(async () => {
  world = await startTestWorld();
  const { database } = world.db;
  const parts = { database, clock: systemClock, random: systemRandom };
  // As weak as they come: what they protect is gone with this file.
  const passwords = createPasswords({ random: systemRandom, cost: { logN: 4, r: 8, p: 1 } });
  const sessions = createSessions({ ...parts, passwords, masterKey: world.hub.masterKey });
  const password = 'Gulangyu-1949-xx';
  open = async (login, via) => (await sessions.open({ login, password, via })).token;
  const actor = await demoAdministrator(database);
  const make = async (caller: Caller, login: string, organisation: string, held: readonly Role[]) => {
    const input = { login, name: 'Somebody', organisation: organisationId(organisation), roles: [...held], password };
    await createOfficer({ ...parts, passwords, actor, input });
    bearers.set(caller, await open(login, 'bearer'));
  };
  for (const role of roles) await make(role, `only-${role}`, 'police', [role]);
  await make('officer without a role', 'no-role', 'police', []);
  await make('auditor of the administration', 'only-auditor-of-data', 'data', ['auditor']);
  bearers.set('consumer', await world.token('hrss-pension'));
  bearers.set('provider', await world.token('police-connector'));
});
afterAll(() => world[Symbol.asyncDispose]());

const somebody = '00000000-0000-4000-8000-000000000000';
const split = (route: string) => {
  const [method = '', pattern = ''] = route.split(' ');
  const url = pattern
    .replace('/officers/:id', `/officers/${somebody}`)
    .replace(/\/(systems|organisations)\/:id/, '/$1/nobody')
    .replace('/resources/:id', '/resources/population.nobody')
    .replace(':edition', '1')
    .replace(/:[a-zA-Z]+|\*/g, somebody);
  return { method: method as NonNullable<InjectOptions['method']>, url };
};
const ask = (route: string, headers: Record<string, string>) => {
  const { method, url } = split(route);
  const body = ['POST', 'PUT', 'PATCH'].includes(String(method)) ? { payload: {} } : {};
  return world.hub.call({ method, url, headers, ...body });
};
const bearerOf = (caller: Caller): Record<string, string> =>
  caller === 'nobody' ? {} : { authorization: `Bearer ${bearers.get(caller)}` };

/** Every route of the server, without the documentation page's own files. */
function routesOf(text: string): string[] {
  const found: string[] = [];
  const stack: string[] = [];
  for (const line of text.split('\n')) {
    const [, indent, part, methods] = /^([\s│]*)[├└]── (\S+)(?: \(([^)]+)\))?/.exec(line) ?? [];
    if (indent === undefined || part === undefined) continue;
    stack.length = indent.length / 4;
    stack.push(part);
    for (const method of methods?.split(', ') ?? [])
      if (method !== 'HEAD')
        found.push(
          `${method} ${stack
            .join('')
            .replace(/^\/\//, '/')
            .replace(/(?<!\/)\*$/, '/*')}`,
        );
  }
  return (
    found
      .filter((route) => !/^GET \/docs(\/|$)/.test(route))
      // The printer leaves out what stands before a wildcard that nothing else shares its beginning with.
      .map((route) => (route === 'GET /*' ? 'GET /v1/log/tile/*' : route))
  );
}

describe('the table', () => {
  it('names every route there is, and no other', () => {
    const text = world.hub.app.printRoutes({ commonPrefix: false, includeHooks: false });
    expect(routesOf(text).sort()).toEqual(Object.keys(table).sort());
  });

  it('agrees with what the description says of each operation', async () => {
    const { paths } = (await world.hub.call({ url: '/openapi.json' })).body as {
      paths: Record<string, Record<string, { security?: object[] }>>;
    };
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security = [] }]) => {
        const pattern = path.replace('{*}', '*').replace(/\{(\w+)\}/g, ':$1');
        return [`${method.toUpperCase()} ${pattern}`, security.length === 0] as const;
      }),
    );
    expect(described.length).toBeGreaterThan(60);
    for (const [route, isOpen] of described) expect([route, isOpen]).toEqual([route, table[route] === everybody]);
  });
});

// Logging out last: it ends the sessions the other rows use.
const order = Object.entries(table).sort(
  ([a], [b]) => Number(a.startsWith('DELETE /v1/session')) - Number(b.startsWith('DELETE /v1/session')),
);

describe.each(order)('%s', (route, allowed) => {
  it('lets in who may, and nobody else', async () => {
    for (const caller of everybody) {
      const { status, body } = await ask(route, bearerOf(caller));
      const outcome = [caller, status, body.code];
      if (allowed.includes(caller)) {
        expect(['NOT_AUTHENTICATED', 'ROLE_REQUIRED'], outcome.join(' ')).not.toContain(body.code);
        expect(status, outcome.join(' ')).toBeLessThan(500);
      } else if (caller === 'nobody') expect(outcome).toEqual([caller, 401, 'NOT_AUTHENTICATED']);
      else expect(outcome).toEqual([caller, 403, 'ROLE_REQUIRED']);
    }
  });

  it('takes a credential that is worth nothing for none, and does not pass it over', async () => {
    for (const authorization of [
      'Bearer nothing',
      'Bearer a.b.c',
      `Bearer ${bearers.get('consumer')}x`,
      'Basic YTpi',
    ]) {
      expect((await ask(route, { authorization })).status).toBe(401);
    }
  });
});

describe('a session in a cookie', () => {
  it('changes nothing without the token against forgery, on any route', async () => {
    const cookie = `hufu_session=${await open('only-operator', 'cookie')}`;
    const { body } = await world.hub.call({ url: '/v1/session', headers: { cookie } });
    for (const [route, allowed] of Object.entries(table)) {
      const isSafe = route.startsWith('GET ');
      const refused = !isSafe && allowed !== everybody;
      for (const headers of [{ cookie }, { cookie, 'x-csrf-token': 'x'.repeat(43) }] as Record<string, string>[]) {
        const { code } = (await ask(route, headers)).body;
        expect([route, code === 'CSRF_TOKEN_REQUIRED']).toEqual([route, refused]);
      }
    }
    const right = { cookie, 'x-csrf-token': String(body.csrfToken) };
    expect((await ask('POST /v1/organisations', right)).body.code).toBe('INVALID_INPUT');
  });

  it('is no bearer token, and a bearer token no cookie', async () => {
    const cookie = await open('only-operator', 'cookie');
    const bearer = await open('only-operator', 'bearer');
    expect((await ask('GET /v1/session', { authorization: `Bearer ${cookie}` })).status).toBe(401);
    expect((await ask('GET /v1/session', { cookie: `hufu_session=${bearer}` })).status).toBe(401);
  });
});

describe('a system that is suspended, or whose key is revoked', () => {
  it('is nobody at once, though its token has not run out', async () => {
    const operator = { authorization: `Bearer ${await world.session('data-admin')}` };
    const token = { authorization: `Bearer ${await world.token('approval-counter')}` };
    expect((await ask('GET /v1/matters', token)).status).toBe(200);
    const { headers } = await world.hub.call({ url: '/v1/systems/approval-counter', headers: operator });
    const status = (value: string, etag: unknown) =>
      world.hub.call({
        method: 'PUT',
        url: '/v1/systems/approval-counter/status',
        headers: { ...operator, 'if-match': String(etag) },
        payload: { status: value },
      });
    const suspended = await status('suspended', headers.etag);
    expect(suspended.status).toBe(200);
    expect((await ask('GET /v1/matters', token)).status).toBe(401);
    expect((await status('active', suspended.headers.etag)).status).toBe(200);
    expect((await ask('GET /v1/matters', token)).status).toBe(200);
    const { kid } = await world.system('approval-counter');
    const revoked = await world.hub.call({
      method: 'DELETE',
      url: `/v1/systems/approval-counter/keys/${kid}`,
      headers: operator,
    });
    expect(revoked.status).toBeLessThan(300);
    expect((await ask('GET /v1/matters', token)).status).toBe(401);
  });
});
