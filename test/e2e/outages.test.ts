import { describe, expect, it } from 'vitest';
import { NotReachable, StartRefused, startHub } from '../../exchange/index.ts';
import { createLogger, readConfig, SettingError } from '../../kernel/index.ts';
import { startTestHub } from '../support/hub.ts';
import { startOwnNats, testNatsUrl } from '../support/nats.ts';
import { createTestDatabase, startOwnPostgres } from '../support/postgres.ts';
import { serverFolder } from '../support/temporary-folder.ts';

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

describe('a hub that cannot', () => {
  const given = async (changes: object, port = '0') => {
    await using db = await createTestDatabase();
    const secrets = { databaseUrl: db.url, natsUrl: testNatsUrl(), masterKey, natsAuthority: undefined, ...changes };
    const settings = readConfig({ HUFU_HTTP_PORT: port });
    return await startHub({ config: settings, logger, secrets }).catch((e: unknown) => e as Error);
  };

  it('listen, because the port is taken, says so and names the variable', async () => {
    await using first = await startTestHub();
    const error = await given({}, new URL(first.hub.url).port);
    expect(error).toBeInstanceOf(StartRefused);
    expect((error as Error).message).toMatch(/^port \d+ on 127\.0\.0\.1 is taken: set HUFU_HTTP_PORT/);
  });

  it.each([
    ['no JSON', 'SAANOTASEEDBUTSECRET'],
    ['a member that is no key', JSON.stringify({ v: 1, account: 'SAANOTASEEDBUTSECRET' })],
  ])('use the NATS authority it was given, %s, says so without repeating it', async (_what, natsAuthority) => {
    const error = await given({ natsAuthority });
    expect(error).toBeInstanceOf(SettingError);
    expect((error as Error).message).toMatch(/^HUFU_NATS_AUTHORITY: cannot be used/);
    expect(`${(error as Error).message}${(error as Error).stack}`).not.toContain('SAANOTASEED');
  });
});

describe('a hub that runs', () => {
  it('answers 503 while PostgreSQL is away, and recovers by itself', async () => {
    const { path: dataDirectory } = await serverFolder('outage');
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
    const { path: storeDirectory } = await serverFolder('outage');
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
