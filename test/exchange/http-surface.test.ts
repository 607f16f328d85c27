import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

describe('the HTTP surface', () => {
  it('is alive and ready', async () => {
    expect(await hub.call({ url: '/healthz' })).toMatchObject({ status: 200, body: { status: 'alive' } });
    expect(await hub.call({ url: '/readyz' })).toMatchObject({ status: 200, body: { database: true, nats: true } });
  });

  it('describes itself in OpenAPI 3.1, with every operation and its refusals', async () => {
    const { body } = await hub.call({ url: '/openapi.json' });
    expect(body.openapi).toBe('3.1.0');
    console.log(Object.keys(body.paths as object).join('\n'));
  });
});
