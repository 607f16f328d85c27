import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NotReachable, startHub } from '../../exchange/index.ts';
import { createLogger, readConfig } from '../../kernel/index.ts';
import { startTestHub } from '../support/hub.ts';
import { startOwnNats, testNatsUrl } from '../support/nats.ts';
import { createTestDatabase, startOwnPostgres } from '../support/postgres.ts';

const config = readConfig({ HUFU_HTTP_PORT: '0' });
const logger = createLogger({ level: 'silent', name: 'test' });
const masterKey = Buffer.alloc(32, 1);
const nowhere = 'postgres://u:secret@127.0.0.1:1/none';

const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

describe('a hub that starts', () => {
  it('without PostgreSQL says so in one line, without the password', async () => {
    const error = await startHub({
      config,
      logger,
      secrets: { databaseUrl: nowhere, natsUrl: testNatsUrl(), masterKey, natsAuthority: undefined },
    }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NotReachable);
    expect((error as Error).message).toMatch(/PostgreSQL cannot be reached \(ECONNREFUSED\).*DATABASE_URL/);
    expect((error as Error).message).not.toContain('secret');
  });

  it('without NATS says so in one line', async () => {
    await using db = await createTestDatabase();
    const error = await startHub({
      config,
      logger,
      secrets: { databaseUrl: db.url, natsUrl: 'nats://127.0.0.1:1', masterKey, natsAuthority: undefined },
    }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NotReachable);
    expect((error as Error).message).toMatch(/NATS cannot be reached.*NATS_URL/);
  });
});

describe('a hub that runs', () => {
  it('answers 503 while PostgreSQL is away, and recovers by itself', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'hufu-outage-'));
    const first = await startOwnPostgres({ dataDirectory, temporary: false });
    await first.ensureDatabase('hufu');
    const db = { url: first.url('hufu') } as never;
    await using hub = await startTestHub({ db });
    expect((await hub.call({ url: '/readyz' })).status).toBe(200);
    await first.stop();
    expect(await hub.call({ url: '/readyz' })).toMatchObject({ status: 503, body: { database: false, nats: true } });
    expect(
      await hub.call({
        method: 'POST',
        url: '/v1/session',
        payload: { login: 'anybody', password: 'x', as: 'bearer' },
      }),
    ).toMatchObject({
      status: 503,
      body: { code: 'DATABASE_UNAVAILABLE' },
      headers: { 'retry-after': '2' },
    });
    expect((await hub.call({ url: '/healthz' })).status).toBe(200);
    const second = await startOwnPostgres({ dataDirectory, port: first.port, temporary: true });
    await until(async () => (await hub.call({ url: '/readyz' })).status === 200);
    expect(
      await hub.call({
        method: 'POST',
        url: '/v1/session',
        payload: { login: 'anybody', password: 'x', as: 'bearer' },
      }),
    ).toMatchObject({ status: 401 });
    await hub.hub[Symbol.asyncDispose]();
    await second.stop();
  });

  it('is not ready while NATS is away, and recovers by itself', async () => {
    const storeDirectory = await mkdtemp(join(tmpdir(), 'hufu-outage-'));
    const first = await startOwnNats({ storeDirectory, temporary: false });
    await using hub = await startTestHub({ natsUrl: first.url });
    await first.stop();
    await until(async () => (await hub.call({ url: '/readyz' })).status === 503);
    expect(await hub.call({ url: '/readyz' })).toMatchObject({ body: { database: true, nats: false } });
    const second = await startOwnNats({ storeDirectory, port: first.port, temporary: true });
    await until(async () => (await hub.call({ url: '/readyz' })).status === 200);
    await hub.hub[Symbol.asyncDispose]();
    await second.stop();
  });
});
