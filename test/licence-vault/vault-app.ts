import type { InjectOptions } from 'fastify';
import type { Actor } from '../../identity/index.ts';
import { licenceVaultSchemas, vaultRoutes } from '../../licence-vault/index.ts';
import { seededRandom } from '../support/clock.ts';
import { openSurface } from '../support/surface.ts';
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
  const { app, metrics, logged, tokenOf } = await openSurface({
    ...{ random: seededRandom('app'), schemas: Object.values(licenceVaultSchemas) },
    routes: (server) => vaultRoutes(server, vault.parts),
  });
  return {
    logged,
    metrics: () => metrics.registry.metrics(),
    async call(as, method, url, body) {
      const response = await app.inject({
        ...{ method, url },
        headers: { 'accept-language': 'en', ...(as === 'nobody' ? {} : { authorization: `Bearer ${tokenOf(as)}` }) },
        ...(body === undefined ? {} : { payload: body }),
      });
      const { statusCode: status, headers, body: text, rawPayload: bytes } = response;
      const isJson = String(headers['content-type']).includes('json') && text !== '';
      return { status, headers, text, bytes, body: isJson ? response.json() : undefined };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}
