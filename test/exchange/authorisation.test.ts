import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedAccess } from '../../exchange/http/access-note.ts';
import {
  createHolderSessions,
  createOfficer,
  createPasswords,
  createSessions,
  organisationId,
  parseHolder,
  type Role,
  roles,
} from '../../identity/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { holderIndex, vaultKeys } from '../../licence-vault/index.ts';
import { demoAdministrator } from '../../ops/demo/seed/seed-hub.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';
import { type Caller, everybody, expected, named, notDescribed } from './access-policy.ts';

// The net below the detailed tables of identity, catalogue and vault: every role and every kind of system on every route of
// the real hub. What is asked comes out of the description that the hub serves; who may be let in, out of access-policy.ts.

let world: TestWorld;
const bearers = new Map<Caller, string>();
let open: (login: string, via: 'bearer' | 'cookie') => Promise<string>;
/** Gives everybody who has sessions a new one. */
let logIn: () => Promise<void>;

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
  const make = async (login: string, organisation: string, held: readonly Role[]) => {
    const input = { login, name: 'Somebody', organisation: organisationId(organisation), roles: [...held], password };
    await createOfficer({ ...parts, passwords, actor, input });
  };
  for (const role of roles) await make(`only-${role}`, 'police', [role]);
  await make('no-role', 'police', []);
  await make('only-auditor-of-data', 'data', ['auditor']);
  let code = '';
  const index = vaultKeys({ masterKey: world.hub.masterKey });
  const holders = createHolderSessions({
    ...{ ...parts, masterKey: world.hub.masterKey, codesPerNetwork: 10 },
    holderIndex: (holder) => holderIndex(index, holder),
    sender: {
      send: async (message) => {
        code = message.code;
      },
    },
    record: async () => {},
    onSendFailed: () => {},
  });
  const number = '11450721MB0000019Y';
  const holder = parseHolder({ kind: '001', number }, { today: systemClock.now() });
  logIn = async () => {
    for (const role of roles) bearers.set(role, await open(`only-${role}`, 'bearer'));
    bearers.set('officer without a role', await open('no-role', 'bearer'));
    bearers.set('auditor of the administration', await open('only-auditor-of-data', 'bearer'));
    const { request } = await holders.requestCode({ holder, address: '127.0.0.1' });
    await new Promise(setImmediate);
    bearers.set('holder', (await holders.open({ request, code, address: '127.0.0.1' })).token);
  };
  await logIn();
  bearers.set('consumer', await world.token('hrss-pension'));
  bearers.set('provider', await world.token('police-connector'));
});
afterAll(() => world[Symbol.asyncDispose]());

interface Operation {
  readonly name: string;
  readonly tags: readonly string[];
  readonly access: PublishedAccess;
  readonly isOpen: boolean;
  readonly method: NonNullable<InjectOptions['method']>;
  /** With something in the place of each parameter that the description lets pass. */
  readonly url: string;
  readonly hasBody: boolean;
}

interface Described {
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly description?: string;
  readonly parameters?: readonly { name: string; in: string; schema: { pattern?: string; format?: string } }[];
  readonly requestBody?: object;
  readonly 'x-hufu-access': PublishedAccess;
}

const samples = ['00000000-0000-4000-8000-000000000000', 'nobody', 'a'.repeat(32), 'a'.repeat(64)];

/** After these everybody has to log in again. */
const endsSessions = new Set(['DELETE /v1/session', 'DELETE /v1/holder-session']);

/** The operations of the description. */
async function describedOperations(): Promise<readonly Operation[]> {
  const { paths } = (await world.hub.call({ url: '/openapi.json' })).body as {
    paths: Record<string, Record<string, Described>>;
  };
  return Object.entries(paths)
    .flatMap(([path, operations]) => Object.entries(operations).map((entry) => [path, ...entry] as const))
    .map(([path, method, { tags = [], security = [], parameters = [], requestBody, 'x-hufu-access': access }]) => ({
      ...{ name: `${method.toUpperCase()} ${path}`, tags, access, isOpen: security.length === 0 },
      method: method.toUpperCase() as Operation['method'],
      url: path.replace(/\{([^}]+)\}/g, (_all, name: string) => {
        const { pattern = '' } = parameters.find((each) => each.in === 'path' && each.name === name)?.schema ?? {};
        return samples.find((sample) => new RegExp(pattern).test(sample)) ?? 'x';
      }),
      hasBody: requestBody !== undefined || ['POST', 'PUT', 'PATCH'].includes(method.toUpperCase()),
    }));
}

const ask = ({ method, url, hasBody }: Pick<Operation, 'method' | 'url' | 'hasBody'>, headers: object) =>
  world.hub.call({ method, url, headers: { ...headers }, ...(hasBody ? { payload: {} } : {}) });
const read = (url: string, headers: object) => ask({ method: 'GET', url, hasBody: false }, headers);
const bearerOf = (caller: Caller): Record<string, string> =>
  caller === 'nobody' ? {} : { authorization: `Bearer ${bearers.get(caller)}` };

/** Whom a published rule lets in. */
function admitted(access: PublishedAccess): readonly Caller[] {
  if ('public' in access) return everybody;
  const { officers, systems, holders } = access;
  return everybody.filter((caller) => {
    if (caller === 'nobody') return false;
    if (caller === 'holder') return holders;
    if (caller === 'consumer' || caller === 'provider') return systems === 'any' || systems.includes(caller);
    if (officers === 'any') return true;
    if (caller === 'officer without a role') return false;
    return officers.includes(caller === 'auditor of the administration' ? 'auditor' : caller);
  });
}

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

describe('the description', () => {
  it('has every route of the server, but for four that are open to everybody', async () => {
    const operations = await describedOperations();
    const text = world.hub.app.printRoutes({ commonPrefix: false, includeHooks: false });
    const described = operations.map(({ name }) => name.replace('{*}', '*').replace(/\{(\w+)\}/g, ':$1'));
    expect(routesOf(text).sort()).toEqual([...described, ...notDescribed].sort());
    expect(described.length).toBeGreaterThan(80);
    for (const route of notDescribed)
      expect([route, (await read(route.slice('GET '.length), {})).status]).toEqual([route, 200]);
  });

  it('says of each operation who may call it, and that is what the policy has for its chapter', async () => {
    const operations = await describedOperations();
    for (const { name, tags, access, isOpen } of operations) {
      expect([name, tags.length]).toEqual([name, 1]);
      const may = expected(tags[0], name);
      expect([name, admitted(access)]).toEqual([name, everybody.filter((caller) => may?.includes(caller))]);
      expect([name, isOpen]).toEqual([name, may === everybody]);
    }
    expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining([...named]));
  });

  it('says it to people in both languages', async () => {
    const { paths } = (await world.hub.call({ url: '/openapi.json' })).body as {
      paths: Record<string, Record<string, Described>>;
    };
    expect(paths['/v1/usage']?.post?.description).toBe(
      '调用者：审批人员、审计员、需求方系统。 · Callers: approval clerk, auditor, consumer system.',
    );
    for (const { description } of Object.values(paths).flatMap((path) => Object.values(path)))
      expect(description).toMatch(/调用者：.+ · (Callers: .+|Open to everybody)\.$/);
  });
});

describe('every operation, asked for real', () => {
  it('lets in who may, refuses everybody else, and takes a worthless credential for none', async () => {
    const worthless = ['Bearer nothing', 'Bearer a.b.c', `Bearer ${bearers.get('consumer')}x`, 'Basic YTpi'];
    for (const operation of await describedOperations()) {
      const { name, tags } = operation;
      const allowed = expected(tags[0], name) ?? [];
      await Promise.all([
        ...everybody.map(async (caller) => {
          const { status, body } = await ask(operation, bearerOf(caller));
          const outcome = [name, caller, status, body.code];
          if (allowed.includes(caller)) {
            expect(['NOT_AUTHENTICATED', 'ROLE_REQUIRED'], outcome.join(' ')).not.toContain(body.code);
            expect(status, outcome.join(' ')).toBeLessThan(500);
          } else if (caller === 'nobody') expect(outcome).toEqual([name, caller, 401, 'NOT_AUTHENTICATED']);
          else expect(outcome).toEqual([name, caller, 403, 'ROLE_REQUIRED']);
        }),
        ...worthless.map(async (authorization) =>
          expect([name, (await ask(operation, { authorization })).status]).toEqual([name, 401]),
        ),
      ]);
      if (endsSessions.has(name)) await logIn();
    }
  }, 60_000);
});

describe('a session in a cookie', () => {
  it('changes nothing without the token against forgery, on any route', async () => {
    const cookie = `hufu_session=${await open('only-operator', 'cookie')}`;
    const { body } = await world.hub.call({ url: '/v1/session', headers: { cookie } });
    for (const operation of await describedOperations()) {
      const { name, method, tags } = operation;
      const refused = method !== 'GET' && expected(tags[0], name) !== everybody;
      await Promise.all(
        [{ cookie }, { cookie, 'x-csrf-token': 'x'.repeat(43) }].map(async (headers) => {
          const { code } = (await ask(operation, headers)).body;
          expect([name, code === 'CSRF_TOKEN_REQUIRED']).toEqual([name, refused]);
        }),
      );
    }
    const right = { cookie, 'x-csrf-token': String(body.csrfToken) };
    const make = { method: 'POST', url: '/v1/organisations', hasBody: true } as const;
    expect((await ask(make, right)).body.code).toBe('INVALID_INPUT');
  });

  it('is no bearer token, and a bearer token no cookie', async () => {
    const cookie = await open('only-operator', 'cookie');
    const bearer = await open('only-operator', 'bearer');
    expect((await read('/v1/session', { authorization: `Bearer ${cookie}` })).status).toBe(401);
    expect((await read('/v1/session', { cookie: `hufu_session=${bearer}` })).status).toBe(401);
  });
});

describe('a system that is suspended, or whose key is revoked', () => {
  it('is nobody at once, though its token has not run out', async () => {
    const operator = { authorization: `Bearer ${await world.session('data-admin')}` };
    const token = { authorization: `Bearer ${await world.token('approval-counter')}` };
    expect((await read('/v1/matters', token)).status).toBe(200);
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
    expect((await read('/v1/matters', token)).status).toBe(401);
    expect((await status('active', suspended.headers.etag)).status).toBe(200);
    expect((await read('/v1/matters', token)).status).toBe(200);
    const { kid } = await world.system('approval-counter');
    const revoked = await world.hub.call({
      method: 'DELETE',
      url: `/v1/systems/approval-counter/keys/${kid}`,
      headers: operator,
    });
    expect(revoked.status).toBeLessThan(300);
    expect((await read('/v1/matters', token)).status).toBe(401);
  });
});
