import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeGrantState, parseGrantId } from '../../catalog/index.ts';
import { createClient, type HufuProblem } from '../../connectors/index.ts';
import { openIdentityFacts } from '../../identity/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { demoAdministrator } from '../../ops/demo/seed/seed-hub.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { startOwnNats } from '../support/nats.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Provider, startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk, policeOf } from './residents.ts';

let folder: TemporaryFolder;
let nats: EmbeddedNats;
let world: TestWorld;
let one: TestHub;
let other: TestHub;
let provider: Provider;

beforeAll(async () => {
  folder = await temporaryFolder('two-hubs');
  nats = await startOwnNats({ storeDirectory: `${folder.path}/nats`, temporary: false });
  world = await startTestWorld({ nats });
  one = world.hub;
  other = await startTestHub({
    ...{ db: world.db, natsUrl: nats.url, masterKey: one.masterKey },
    env: { HUFU_PUBLIC_URL: one.publicUrl },
  });
  provider = await world.provider({ ...policeDesk, respond: policeOf(world) });
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await nats.stop();
  await folder[Symbol.asyncDispose]();
});

const clientAt = async (hub: TestHub, system = 'hrss-pension') => {
  const { id, kid, privateKey } = await world.system(system);
  const audience = hub.publicUrl;
  return createClient({
    ...{ hub: hub.hub.url, audience, system: id, kid, key: { ...privateKey } },
    retry: { retries: 0 },
  });
};
const outcomeAt = async (hub: TestHub, system?: string) => {
  const client = await clientAt(hub, system);
  return client.query(pensionQuestion(world)).then(
    () => 'answered',
    (error: HufuProblem) => error.code,
  );
};
/** Far sooner than a hub reads everything anew by itself. */
const soon = async (holds: () => Promise<boolean>) => {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await holds()) return true;
    await wait(20);
  }
  return false;
};
const officer = async (login: string) => ({ authorization: `Bearer ${await world.session(login)}` });

describe('two hubs on one database and one NATS', () => {
  it('both answer, count one quota and keep one record', async () => {
    const answers = await Promise.all(
      [one, other, one, other].map(async (hub) => (await clientAt(hub)).query(pensionQuestion(world))),
    );
    expect(new Set(answers.map(({ receipt }) => receipt.index)).size).toBe(4);
    expect(new Set(answers.map(({ quota }) => quota.remaining)).size).toBe(4);
  });

  it('answer a request that reaches both once, and record that it was refused the other time', async () => {
    const question = {
      method: 'POST',
      url: '/v1/query',
      payload: { mode: 'lookup', ...pensionQuestion(world) },
    } as const;
    const recorded = async () => {
      const { rows } = await world.db.database.pool.query<{ answered: number; replayed: number }>(
        `select count(*) filter (where outcome = 'answered')::int as answered,
          count(*) filter (where outcome = 'refused' and code = 'SIGNATURE_REPLAYED')::int as replayed
         from exchange.evidence where event = 'query'`,
      );
      return rows[0]!;
    };
    const before = await recorded();
    const pairs = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const request = await world.signed('hrss-pension', question);
        return Promise.all([one, other].map((hub) => hub.call(request)));
      }),
    );
    for (const pair of pairs) {
      const [answered, refused] = pair.toSorted((a, b) => a.status - b.status);
      expect(answered).toMatchObject({ status: 200, body: { rows: [{}] } });
      expect(refused).toMatchObject({ status: 401, body: { code: 'SIGNATURE_REPLAYED' } });
    }
    expect(await recorded()).toEqual({ answered: before.answered + 5, replayed: before.replayed + 5 });
  });

  it('share their signing keys: a token or session of one counts at the other, and so does a new key', async () => {
    const keysAt = async (hub: TestHub) => (await hub.call({ url: '/.well-known/jwks.json' })).body;
    expect(await keysAt(other)).toEqual(await keysAt(one));
    const token = { authorization: `Bearer ${await world.token('hrss-pension')}` };
    const session = await officer('data-admin');
    for (const headers of [token, session])
      expect((await other.call({ url: '/v1/matters', headers })).status).toBe(200);

    const made = await one.call({
      method: 'POST',
      url: '/v1/signing-keys',
      headers: session,
      payload: { use: 'order' },
    });
    expect(made.status).toBe(201);
    const expected = await keysAt(one);
    expect(await soon(async () => JSON.stringify(await keysAt(other)) === JSON.stringify(expected))).toBe(true);

    await one.call({ method: 'DELETE', url: '/v1/session', headers: session });
    expect((await other.call({ url: '/v1/matters', headers: session })).status).toBe(401);
  });

  it('refuse at one what was suspended at the other, at once', async () => {
    const headers = await officer('data-admin');
    const { grant } = await (await clientAt(one)).query(pensionQuestion(world));
    const change = async (event: string) => {
      const { headers: read } = await one.call({ url: `/v1/grants/${grant}`, headers });
      const { status } = await one.call({
        method: 'POST',
        url: `/v1/grants/${grant}/events`,
        headers: { ...headers, 'if-match': String(read.etag) },
        payload: { event, reason: '核查' },
      });
      expect(status).toBe(200);
    };
    await change('suspend');
    expect(await outcomeAt(one)).toBe('QUERY_NOT_AUTHORISED');
    expect(await soon(async () => (await outcomeAt(other)) === 'QUERY_NOT_AUTHORISED')).toBe(true);
    await change('resume');
    expect(await soon(async () => (await outcomeAt(other)) === 'answered')).toBe(true);
  });

  it('refuse at one a system that was suspended at the other, with its token in hand', async () => {
    const headers = await officer('data-admin');
    const token = { authorization: `Bearer ${await world.token('civil-assistance')}` };
    const read = await one.call({ url: '/v1/systems/civil-assistance', headers });
    const { status } = await one.call({
      method: 'PUT',
      url: '/v1/systems/civil-assistance/status',
      headers: { ...headers, 'if-match': String(read.headers.etag) },
      payload: { status: 'suspended' },
    });
    expect(status).toBe(200);
    expect(await soon(async () => (await other.call({ url: '/v1/matters', headers: token })).status === 401)).toBe(
      true,
    );
  });

  it('pass over a notice that is none', async () => {
    for (const text of ['', 'null', '[]', '{"part":"identity"}', '{"part":1,"hub":"x"}', '{"part":"x","hub":"x"}'])
      provider.connection.publish('hufu.changed', text);
    provider.connection.publish(
      'hufu.changed',
      JSON.stringify({ part: 'catalog', hub: 'x', kind: 'grant', subject: 7 }),
    );
    await provider.connection.flush();
    expect(await outcomeAt(other)).toBe('answered');
    expect(other.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('a hub that missed a notice while NATS was away', () => {
  it('knows of the change before it answers again', async () => {
    const { grant } = await (await clientAt(other)).query(pensionQuestion(world));
    const address = { port: nats.port };
    await nats.stop();
    expect(await soon(async () => (await outcomeAt(other)) === 'BROKER_UNAVAILABLE')).toBe(true);
    // By somebody whose notice reaches nobody.
    const { database } = world.db;
    await changeGrantState({
      ...{ database, clock: systemClock, random: systemRandom },
      parties: await openIdentityFacts({ database, clock: systemClock }),
      actor: await demoAdministrator(database),
      id: parseGrantId(grant),
      event: 'suspend',
      reason: '核查',
    });
    nats = await startOwnNats({ storeDirectory: `${folder.path}/nats`, temporary: false, ...address });
    const heard = new Set<string>();
    for (;;) {
      heard.add(await outcomeAt(other));
      if (heard.has('answered') || heard.has('QUERY_NOT_AUTHORISED')) break;
      await wait(10);
    }
    expect([...heard]).not.toContain('answered');
  });
});
