import type { FastifyInstance } from 'fastify';
import { createMetrics, type Metrics } from '../../exchange/http/metrics.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import type { Caller } from '../../identity/index.ts';
import { schemas as kernelSchemas } from '../../kernel/generated/schemas.ts';
import { type Clock, createLogger, type JsonSchema, type Random, systemClock } from '../../kernel/index.ts';
import { unchecked } from './request-checks.ts';

/** Some routes behind the hub's own HTTP surface, with callers as the tests make them up. */
export interface Surface {
  readonly app: FastifyInstance;
  readonly metrics: Metrics;
  /** Every route, as `GET /v1/things`. */
  readonly routes: readonly string[];
  /** Every line that was logged. */
  readonly logged: string[];
  /** By which a caller is known from now on. */
  tokenOf(caller: Caller): string;
}

export async function openSurface(options: {
  random: Random;
  schemas: readonly JsonSchema[];
  routes: (app: FastifyInstance) => void;
  clock?: Clock;
  /** Default: everything is logged. */
  level?: 'silent';
}): Promise<Surface> {
  const callers = new Map<string, Caller>();
  const metrics = createMetrics();
  const routes: string[] = [];
  const logged: string[] = [];
  const destination = { write: (line: string) => logged.push(line) };
  const app = await createHttpServer({
    ...unchecked,
    logger: createLogger({ level: options.level ?? 'trace', name: 'test', destination }),
    random: options.random,
    metrics,
    publicUrl: 'http://hub.test',
    authenticator: {
      systemActor: () => undefined,
      sessionActor: async (token) => callers.get(token),
      cookieActor: async () => undefined,
    },
    clock: options.clock ?? systemClock,
    verifiesTokens: () => false,
    tokenKey: () => Promise.reject(new Error('no tokens here')),
    cookieName: 'session',
    schemas: [...Object.values(kernelSchemas), ...options.schemas],
    rateLimitPerMinute: 1_000_000,
    routes: (server) => {
      server.addHook('onRoute', ({ method, url }) => {
        if (String(method) !== 'HEAD') routes.push(`${String(method)} ${url}`);
      });
      options.routes(server);
    },
  });
  await app.ready();
  return {
    ...{ app, metrics, routes, logged },
    tokenOf(caller) {
      const token = Buffer.from(JSON.stringify(caller)).toString('base64url');
      callers.set(token, caller);
      return token;
    },
  };
}
