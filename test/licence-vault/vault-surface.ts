import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Caller as Principal } from '../../identity/index.ts';
import { licenceVaultSchemas, vaultRoutes } from '../../licence-vault/index.ts';
import { seededRandom } from '../support/clock.ts';
import { openSurface, type Surface } from '../support/surface.ts';
import { clerk, company, openVault, type TestVault } from './vault.ts';

// The vault's routes by themselves: a real vault behind them, and callers as the tests make them up. A file
// that uses them says so by `vaultSurface()`: files share a process, and what stood at the top here would run for the first.

export type Method = 'GET' | 'POST' | 'PUT';

export let vault: TestVault;
export let app: FastifyInstance;
export let routes: Surface['routes'];
export let logged: Surface['logged'];
export let tokenOf: Surface['tokenOf'];

/** Sets it up before the tests of this file, and takes it down after them. */
export function vaultSurface(): void {
  beforeAll(async () => {
    vault = await openVault();
    ({ app, routes, logged, tokenOf } = await openSurface({
      ...{ random: seededRandom('http'), schemas: Object.values(licenceVaultSchemas) },
      routes: (server) => vaultRoutes(server, vault.parts),
    }));
  });
  afterAll(async () => {
    await app.close();
    await vault[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    vault.uses.length = 0;
  });
}

export async function call(
  method: Method,
  url: string,
  options: { as?: Principal; body?: unknown; headers?: Record<string, string>; language?: string } = {},
) {
  const response = await app.inject({
    method,
    url,
    headers: {
      'accept-language': options.language ?? 'en',
      ...(options.as === undefined ? {} : { authorization: `Bearer ${tokenOf(options.as)}` }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { payload: options.body as object }),
  });
  const json = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    raw: response.rawPayload,
    body: json && response.body !== '' ? response.json() : undefined,
  };
}

let next = 1;
export async function issueOne(change: Record<string, unknown> = {}) {
  const data = company(next, change);
  next += 1;
  const answer = await call('POST', '/v1/licences', { as: clerk, body: { type: 'business-licence', data } });
  expect(answer.status).toBe(201);
  return { data, licence: answer.body.licence, document: answer.body.document, headers: answer.headers };
}
