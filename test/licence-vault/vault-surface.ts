import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import type { Caller as Principal } from '../../identity/index.ts';
import { schemas as kernelSchemas } from '../../kernel/generated/schemas.ts';
import { createLogger, systemClock } from '../../kernel/index.ts';
import { licenceVaultSchemas, vaultRoutes } from '../../licence-vault/index.ts';
import { seededRandom } from '../support/clock.ts';
import { unchecked } from '../support/request-checks.ts';
import { clerk, company, openVault, type TestVault } from './vault.ts';

// The vault's routes by themselves: a real vault behind them, and callers as the tests make them up. A file
// that uses them says so by `vaultSurface()`: files share a process, and what stood at the top here would run for the first.

export type Method = 'GET' | 'POST' | 'PUT';

export let vault: TestVault;
export let app: FastifyInstance;
const actors = new Map<string, Principal>();
export const routes: string[] = [];
export const logged: string[] = [];

/** Sets it up before the tests of this file, and takes it down after them. */
export function vaultSurface(): void {
  beforeAll(async () => {
    routes.length = 0;
    logged.length = 0;
    vault = await openVault();
    app = await createHttpServer({
      ...unchecked,
      logger: createLogger({ level: 'trace', name: 'test', destination: { write: (line) => logged.push(line) } }),
      random: seededRandom('http'),
      metrics: createMetrics(),
      publicUrl: 'http://hub.test',
      authenticator: {
        systemActor: () => undefined,
        sessionActor: async (token) => actors.get(token),
        cookieActor: async () => undefined,
      },
      clock: systemClock,
      verifiesTokens: () => false,
      tokenKey: () => Promise.reject(new Error('no tokens here')),
      cookieName: 'session',
      schemas: [...Object.values(kernelSchemas), ...Object.values(licenceVaultSchemas)],
      rateLimitPerMinute: 1_000_000,
      routes: (server) => {
        server.addHook('onRoute', ({ method, url }) => {
          if (String(method) !== 'HEAD') routes.push(`${String(method)} ${url}`);
        });
        vaultRoutes(server, vault.parts);
      },
    });
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    await vault[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    vault.uses.length = 0;
  });
}

export function tokenOf(actor: Principal): string {
  const token = Buffer.from(JSON.stringify(actor)).toString('base64url');
  actors.set(token, actor);
  return token;
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
