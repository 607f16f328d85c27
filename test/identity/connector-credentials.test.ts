import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { organisationId } from '../../identity/ids.ts';
import { applyRevocations, createNatsAuthority, natsRevocations, querySubjects } from '../../identity/index.ts';
import { systemClock } from '../../kernel/index.ts';
import { administrator, type IdentityApp, setUpAdministration, startIdentityApp } from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { hubUser, operatorServer, type RestartableServer } from './nats-operator-server.ts';

const authority = createNatsAuthority({ clock: systemClock });
const day = 24 * 60 * 60_000;

let db: TestDatabase;
let nats: RestartableServer;
let connection: NatsConnection;
let hub: IdentityApp;
let police: string;
let admin: string;

beforeAll(async () => {
  [db, nats] = await Promise.all([createTestDatabase(), operatorServer(authority)]);
  connection = await nats.connect(hubUser(authority, 'hub-system'));
  hub = await startIdentityApp({
    database: db.database,
    natsIssuing: {
      authority,
      push: async () => {
        const revocations = () => natsRevocations(db.database, systemClock.now());
        await applyRevocations({ connection, authority, revocations, clock: systemClock });
      },
    },
  });
  await setUpAdministration(hub);
  await hub.organisation('police');
  await hub.organisation('market');
  await hub.officer('police-operator', 'police', ['operator']);
  await hub.system('police-connector', 'police', 'provider');
  await hub.system('police-desk', 'police', 'consumer');
  await hub.system('market-connector', 'market', 'provider');
  police = await hub.login('police-operator');
  admin = await hub.login(administrator.login, administrator.password);
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await Promise.all([nats[Symbol.asyncDispose](), db[Symbol.asyncDispose]()]);
});

const url = '/v1/systems/police-connector/nats-credentials';
const issue = (path = url, body: object = {}, as = police) => hub.call('POST', path, { as, body });

describe('a NATS credential', () => {
  test('is issued to a provider system, lets its agent take its own orders, and is kept without its secret', async () => {
    const { status, headers, body } = await issue(url, { validDays: 30 });
    expect(status).toBe(201);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      system: 'police-connector',
      inboxPrefix: '_INBOX_police_police-connector',
      expiresAt: new Date(hub.clock.now().getTime() + 30 * day).toISOString(),
    });
    const agent = await nats.connect({ creds: body.creds, inboxPrefix: body.inboxPrefix });
    agent.subscribe(querySubjects(organisationId('police')), {
      queue: 'connectors',
      callback: (_, order) => order.respond(`answered ${order.string()}`),
    });
    await agent.flush();
    const asking = await nats.connect(hubUser(authority));
    const answer = await asking.request('hufu.query.police.population.resident', 'order', { timeout: 2_000 });
    expect(answer.string()).toBe('answered order');

    const listed = await hub.call('GET', url, { as: police });
    const { creds, inboxPrefix: _, ...record } = body;
    expect(listed.body.items).toEqual([{ ...record, revokedAt: null }]);
    const { rows } = await db.database.pool.query("select string_agg(u::text, ' ') as all from identity.nats_user u");
    for (const secret of creds.match(/^[A-Za-z0-9_.-]{50,}$/gm)) expect(rows[0].all).not.toContain(secret);
  });

  test('that is revoked is cut off and stays out, while the next one works', async () => {
    const old = (await issue()).body;
    const next = (await issue()).body;
    const [oldAgent, nextAgent] = [await nats.connect(old), await nats.connect(next)];
    const revoked = await hub.call('DELETE', `${url}/${old.publicKey}`, { as: police });
    expect(revoked.body).toMatchObject({ publicKey: old.publicKey, revokedAt: hub.clock.now().toISOString() });
    expect(hub.changes.at(-1)).toMatchObject({ what: 'nats-user', event: 'revoked', id: old.publicKey });
    await oldAgent.closed();
    await expect(nats.connect(old)).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
    expect(nextAgent.isClosed()).toBe(false);
    await nextAgent.flush();
    const again = await hub.call('DELETE', `${url}/${old.publicKey}`, { as: police });
    expect(again.body).toEqual(revoked.body);
  });

  test.each([
    ['a consumer system', '/v1/systems/police-desk/nats-credentials', {}, 409, 'PROVIDER_REQUIRED'],
    ['another department’s system', '/v1/systems/market-connector/nats-credentials', {}, 404, 'NOT_FOUND'],
    ['no system', '/v1/systems/nowhere/nats-credentials', {}, 404, 'NOT_FOUND'],
    ['too long a time', url, { validDays: 731 }, 400, 'INVALID_INPUT'],
    ['no time', url, { validDays: 0 }, 400, 'INVALID_INPUT'],
  ])('for %s is refused', async (_, path, body, status, code) => {
    const answer = await issue(path, body);
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
  });

  test('of another department cannot be revoked, nor one that is not there', async () => {
    const market = (await issue('/v1/systems/market-connector/nats-credentials', {}, admin)).body;
    for (const path of [
      `/v1/systems/market-connector/nats-credentials/${market.publicKey}`,
      `${url}/${market.publicKey}`,
      `${url}/nothing`,
    ]) {
      expect((await hub.call('DELETE', path, { as: police })).status).toBe(404);
    }
    const agent = await nats.connect(market);
    await agent.flush();
    expect(agent.isClosed()).toBe(false);
  });

  test('is not issued while the system is suspended', async () => {
    const change = (status: string, ifMatch: string) =>
      hub.call('PUT', '/v1/systems/police-connector/status', { as: police, ifMatch, body: { status } });
    await change('suspended', '"1"');
    const answer = await issue();
    expect([answer.status, answer.problem.code]).toEqual([409, 'SYSTEM_SUSPENDED']);
    await change('active', '"2"');
    expect((await issue()).status).toBe(201);
  });

  test('cannot be had where NATS asks for none', async () => {
    await using plain = await startIdentityApp({ database: db.database, clock: hub.clock });
    const as = await plain.login('police-operator');
    for (const [method, path] of [
      ['POST', url],
      ['DELETE', `${url}/x`],
    ] as const) {
      const answer = await plain.call(method, path, { as, ...(method === 'POST' ? { body: {} } : {}) });
      expect([answer.status, answer.problem.code]).toEqual([409, 'NATS_CREDENTIALS_UNMANAGED']);
    }
  });

  test('whose revocation no server could be told of stays revoked here, and is told again', async () => {
    const { body } = await issue();
    const agent = await nats.connect(body);
    let away = true;
    await using halting = await startIdentityApp({
      database: db.database,
      clock: hub.clock,
      natsIssuing: {
        authority,
        push: async () => {
          if (away) throw new Error('no server answers');
          await hub.parts.natsIssuing!.push();
        },
      },
    });
    const as = await halting.login('police-operator');
    const first = await halting.call('DELETE', `${url}/${body.publicKey}`, { as });
    expect(first.status).toBe(500);
    expect(Object.keys(await natsRevocations(db.database, systemClock.now()))).toContain(body.publicKey);
    away = false;
    expect((await halting.call('DELETE', `${url}/${body.publicKey}`, { as })).status).toBe(200);
    await agent.closed();
    expect(agent.isClosed()).toBe(true);
  });
});
