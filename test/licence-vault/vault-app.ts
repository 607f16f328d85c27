import type { InjectOptions } from 'fastify';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { createHttpServer } from '../../exchange/http/server.ts';
import type { Actor } from '../../identity/index.ts';
import { schemas as kernelSchemas } from '../../kernel/generated/schemas.ts';
import { createLogger, systemClock } from '../../kernel/index.ts';
import { licenceVaultSchemas, vaultRoutes } from '../../licence-vault/index.ts';
import { seededRandom } from '../support/clock.ts';
import { unchecked } from '../support/request-checks.ts';
import type { TestVault } from './vault.ts';

/** The vault's routes behind the hub's own HTTP surface; whoever is named calls. */
export interface VaultApp extends AsyncDisposable {
  /** Every line that was logged. */
  readonly logged: string[];
  /** Everything that is counted, as it would be scraped. */
  metrics(): Promise<string>;
  call(
    as: Actor | 'nobody',
    method: NonNullable<InjectOptions['method']>,
    url: string,
    body?: object,
  ): Promise<CallAnswer>;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  readonly body: any;
}

export async function openVaultApp(vault: TestVault): Promise<VaultApp> {
  const logged: string[] = [];
  const actors = new Map<string, Actor>();
  const metrics = createMetrics();
  const app = await createHttpServer({
    ...unchecked,
    ...{
      clock: systemClock,
      random: seededRandom('app'),
      metrics,
      publicUrl: 'http://hub.test',
      cookieName: 'session',
    },
    logger: createLogger({ level: 'trace', name: 'test', destination: { write: (line) => logged.push(line) } }),
    authenticator: {
      systemActor: () => undefined,
      sessionActor: async (token) => actors.get(token),
      cookieActor: async () => undefined,
    },
    verifiesTokens: () => false,
    tokenKey: () => Promise.reject(new Error('no tokens here')),
    schemas: [...Object.values(kernelSchemas), ...Object.values(licenceVaultSchemas)],
    rateLimitPerMinute: 1_000_000,
    routes: (server) => vaultRoutes(server, vault.parts),
  });
  await app.ready();
  return {
    logged,
    metrics: () => metrics.registry.metrics(),
    async call(as, method, url, body) {
      const token = as === 'nobody' ? as : Buffer.from(JSON.stringify(as)).toString('base64url');
      if (as !== 'nobody') actors.set(token, as);
      const response = await app.inject({
        ...{ method, url },
        headers: { 'accept-language': 'en', ...(as === 'nobody' ? {} : { authorization: `Bearer ${token}` }) },
        ...(body === undefined ? {} : { payload: body }),
      });
      const { statusCode: status, headers, body: text, rawPayload: bytes } = response;
      const isJson = String(headers['content-type']).includes('json') && text !== '';
      return { status, headers, text, bytes, body: isJson ? response.json() : undefined };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}
