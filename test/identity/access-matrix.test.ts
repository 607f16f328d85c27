import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Role, roles } from '../../identity/index.ts';
import {
  administrator,
  assertion,
  type IdentityApp,
  requestToken,
  setUpAdministration,
  startIdentityApp,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Caller = 'nobody' | Role | 'consumer' | 'provider';

const everybody: readonly Caller[] = ['nobody', ...roles, 'consumer', 'provider'];
const officers: readonly Caller[] = roles;
const systems: readonly Caller[] = ['consumer', 'provider'];
const somebody = '00000000-0000-4000-8000-000000000000';

/** Every route of identity and who gets past its access rule. A route that is not here fails the last test. */
const table: readonly (readonly [Method, string, readonly Caller[]])[] = [
  ['GET', '/v1/organisations', [...officers, ...systems]],
  ['GET', '/v1/organisations/:id', [...officers, ...systems]],
  ['POST', '/v1/organisations', ['operator']],
  ['PATCH', '/v1/organisations/:id', ['operator']],
  ['PUT', '/v1/organisations/:id/status', ['operator']],
  ['GET', '/v1/systems', officers],
  ['GET', '/v1/systems/:id', [...officers, ...systems]],
  ['POST', '/v1/systems', ['operator']],
  ['PATCH', '/v1/systems/:id', ['operator']],
  ['PUT', '/v1/systems/:id/status', ['operator']],
  ['GET', '/v1/systems/:id/keys', [...officers, ...systems]],
  ['POST', '/v1/systems/:id/keys', ['operator']],
  ['DELETE', '/v1/systems/:id/keys/:kid', ['operator']],
  ['GET', '/v1/systems/:id/nats-credentials', ['operator', 'auditor']],
  ['POST', '/v1/systems/:id/nats-credentials', ['operator']],
  ['DELETE', '/v1/systems/:id/nats-credentials/:publicKey', ['operator']],
  ['GET', '/v1/officers', ['operator', 'auditor']],
  ['GET', '/v1/officers/names', officers],
  ['GET', '/v1/officers/:id', officers],
  ['POST', '/v1/officers', ['operator']],
  ['PATCH', '/v1/officers/:id', ['operator']],
  ['PUT', '/v1/officers/:id/roles', ['operator']],
  ['PUT', '/v1/officers/:id/status', ['operator']],
  ['PUT', '/v1/officers/:id/password', officers],
  ['POST', '/v1/signing-keys', ['operator']],
  ['GET', '/v1/session', officers],
  ['DELETE', '/v1/session', officers],
  ['POST', '/v1/session', everybody],
  ['POST', '/v1/oauth/token', everybody],
  ['GET', '/.well-known/jwks.json', everybody],
  ['GET', '/.well-known/oauth-authorization-server', everybody],
  ['POST', '/v1/pki/certificates', ['operator']],
  ['GET', '/v1/pki/certificates', ['operator', 'seal-keeper', 'auditor']],
  ['GET', '/v1/pki/certificates/:id', ['operator', 'seal-keeper', 'auditor']],
  ['POST', '/v1/pki/certificates/:id/renewal', ['operator']],
  ['POST', '/v1/pki/certificates/:id/revocation', ['operator']],
  ['DELETE', '/v1/pki/certificates/:id/revocation', ['operator']],
  ['GET', '/v1/pki/authorities', everybody],
  ['GET', '/v1/pki/authorities/:authority/certificate', everybody],
  ['POST', '/v1/pki/ceremonies', ['operator']],
  ['GET', '/v1/pki/trust-anchors', everybody],
  ['GET', '/v1/pki/trust-anchors/:fingerprint', everybody],
  ['POST', '/v1/pki/trust-anchors', ['operator']],
  ['PUT', '/v1/pki/trust-anchors/:fingerprint/status', ['operator']],
  ['GET', '/v1/pki/crl', everybody],
  ['GET', '/v1/pki/crl/:authority', everybody],
  ['POST', '/v1/pki/ocsp', everybody],
  ['GET', '/v1/pki/ocsp/*', everybody],
  ['POST', '/v1/pki/timestamp', [...officers, ...systems]],
];

let db: TestDatabase;
let hub: IdentityApp;
const token: Partial<Record<Caller, string>> = {};

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startIdentityApp({ database: db.database });
  await setUpAdministration(hub);
  await hub.organisation('police');
  for (const role of roles) await hub.officer(`only-${role}`, 'police', [role]);
  for (const kind of ['consumer', 'provider'] as const) {
    const system = await hub.system(`police-${kind}`, 'police', kind);
    token[kind] = (await requestToken(hub, await assertion({ app: hub, system }))).body.access_token;
  }
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** A token for each call, since logging out is among the calls. */
const tokenOf = async (caller: Caller) =>
  caller === 'nobody' ? undefined : (token[caller] ?? (await hub.login(`only-${caller}`)));

describe.each(table)('%s %s', (method, url, allowed) => {
  const path = url
    .replace('/officers/:id', `/officers/${somebody}`)
    .replace('/certificates/:id', `/certificates/${somebody}`)
    .replace(':id', 'police')
    .replace(':kid', 'x')
    .replace(':publicKey', 'x');

  test.each(everybody)(`asked by %s`, async (caller) => {
    const answer = await hub.call(method, path, { as: await tokenOf(caller) });
    if (allowed.includes(caller)) {
      expect(['NOT_AUTHENTICATED', 'ROLE_REQUIRED']).not.toContain(answer.problem?.code);
    } else if (caller === 'nobody') {
      expect([answer.status, answer.problem.code]).toEqual([401, 'NOT_AUTHENTICATED']);
    } else {
      expect([answer.status, answer.problem.code]).toEqual([403, 'ROLE_REQUIRED']);
    }
  });
});

test('the table names every route there is', () => {
  const text = hub.app.printRoutes({ commonPrefix: false, includeHooks: false });
  const found: string[] = [];
  const stack: string[] = [];
  for (const line of text.split('\n')) {
    const [, indent, part, methods] = /^([\s│]*)[├└]── (\S+)(?: \(([^)]+)\))?/.exec(line) ?? [];
    if (indent === undefined || part === undefined) continue;
    stack.length = indent.length / 4;
    stack.push(part);
    for (const method of methods?.split(', ') ?? []) if (method !== 'HEAD') found.push(`${method} ${stack.join('')}`);
  }
  // A wildcard is printed without the slash before it.
  const whole = found.map((route) => route.replace(/(?<!\/)\*$/, '/*'));
  const ours = whole.filter((route) => /\/v1\/|well-known/.test(route));
  expect(ours.sort()).toEqual(table.map(([method, url]) => `${method} ${url}`).sort());
});

test('an administrator is stopped by nothing but the rules themselves', async () => {
  const as = await hub.login(administrator.login, administrator.password);
  expect((await hub.call('GET', '/v1/organisations', { as })).body.items).toHaveLength(2);
});
