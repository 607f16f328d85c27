import { connect, type NatsConnection, headers as natsHeaders } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type HealthReport,
  healthSubject,
  importSigningKey,
  importVerificationKey,
  inboxPrefix,
  keysSubject,
  parseHubKeys,
  parseHubSchema,
  type SigningKey,
  schemaSubject,
  sealMessage,
  signatureHeader,
  verifyMessage,
} from '../../connectors/protocol/index.ts';
import { openConnectorRegistry } from '../../exchange/department/connector-registry.ts';
import { hubKeys, providerKeys } from '../../exchange/keys.ts';
import { connectOptions, openIdentityFacts, openSigningKeys, rotateSigningKey } from '../../identity/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { pensionQuestion, policeDesk, policeOf } from '../e2e/residents.ts';
import { fixedClock } from '../support/clock.ts';
import { startTestHub } from '../support/hub.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let police: NatsConnection;
beforeAll(async () => {
  world = await startTestWorld();
  police = await connect(
    connectOptions({ url: world.nats.url, inboxPrefix: inboxPrefix('police', 'police-connector'), name: 'police' }),
  );
});
afterAll(async () => {
  await police.close();
  await world[Symbol.asyncDispose]();
});

const nonce = 'n'.repeat(22);
const encode = (body: unknown) => Buffer.from(JSON.stringify(body));
const keyOf = async (system: string): Promise<SigningKey> => {
  const { privateKey, kid } = await world.system(system);
  return importSigningKey({ ...privateKey }, kid);
};
const sessions = new Map<string, Promise<string>>();
const bearer = async (login: string) => {
  const session = sessions.get(login) ?? world.session(login);
  sessions.set(login, session);
  return { authorization: `Bearer ${await session}` };
};
/** Milliseconds that a busy machine may take. */
const patience = { timeout: 10_000 };
const orderKeys = async () => {
  const { keys } = (await world.hub.call({ url: '/.well-known/jwks.json' })).body as {
    keys: { kid: string; 'x-hufu-use': string }[];
  };
  return keys.filter((key) => key['x-hufu-use'] === 'order');
};
/** The kid with which the hub signed a reply; undefined when no published key did. */
async function signerOf(
  message: { data: Uint8Array; headers?: { get(name: string): string } },
  typ: 'hufu-keys' | 'hufu-schema',
) {
  const published = await orderKeys();
  const verification = verifyMessage({
    bytes: message.data,
    signature: message.headers?.get(signatureHeader),
    typ,
    keyOf: (kid) => {
      const jwk = published.find((key) => key.kid === kid);
      return jwk && importVerificationKey({ ...jwk });
    },
  });
  return verification.ok ? verification.kid : undefined;
}
const askKeys = (known: readonly string[]) => police.request(keysSubject, encode({ v: 3, nonce, known }), patience);
const askSchema = async (resource: string) => {
  const reply = await police.request(schemaSubject, encode({ v: 3, nonce, resource }), patience);
  const parsed = parseHubSchema(reply.data);
  if (!parsed.ok) throw new Error(parsed.code);
  return { schema: parsed.value, signer: await signerOf(reply, 'hufu-schema') };
};

describe('a connector that asks the hub for its keys', () => {
  it('gets those that are published, for its own nonce, signed with a key it knows', async () => {
    const [first] = await orderKeys();
    const headers = await bearer('data-admin');
    const payload = { use: 'order', compromised: false };
    expect((await world.hub.call({ method: 'POST', url: '/v1/signing-keys', headers, payload })).status).toBe(201);
    const both = (await orderKeys()).map((key) => key.kid);
    expect(both).toHaveLength(2);
    const reply = await askKeys([]);
    const parsed = parseHubKeys(reply.data);
    expect(parsed).toMatchObject({ ok: true, value: { v: 3, nonce } });
    expect(parsed.ok && parsed.value.keys.map((key) => key.kid).sort()).toEqual(both.sort());
    expect(await signerOf(reply, 'hufu-keys')).toBe(first?.kid);
    expect(await signerOf(await askKeys(['unknown']), 'hufu-keys')).toBe(first?.kid);
  });
});

describe('the key that signs for a connector', () => {
  it('is the newest that the connector knows, and else the newest there is', async () => {
    await using db = await createTestDatabase();
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const parts = { database: db.database, clock, random: systemRandom, masterKey: systemRandom.bytes(32) };
    const signingKeys = await openSigningKeys(parts);
    const keys = hubKeys(signingKeys);
    const old = keys.orderKey([]).kid;
    const { kid } = await rotateSigningKey({ ...parts, use: 'order', actor: 'set-up' });
    await signingKeys.refresh();
    expect(keys.orderKey([kid]).kid).toBe(old);
    clock.advance(11 * 60_000);
    expect([keys.orderKey([]).kid, keys.orderKey([old]).kid, keys.orderKey([kid, old]).kid]).toEqual([kid, old, kid]);
    expect(keys.orderKey(['unknown']).kid).toBe(kid);
  });
});

describe('the keys by which answers and reports are believed', () => {
  it('are those of provider systems, and no consumer’s', async () => {
    const keyOfKid = providerKeys(await openIdentityFacts({ database: world.db.database, clock: systemClock }));
    const { kid } = await world.system('police-connector');
    expect(keyOfKid(kid)).toMatchObject({
      organisation: 'police',
      system: 'police-connector',
      key: { kid, alg: 'ES256' },
    });
    expect(keyOfKid(kid)?.key).toBe(keyOfKid(kid)?.key);
    expect(keyOfKid((await world.system('hrss-pension')).kid)).toBeUndefined();
    expect(keyOfKid('unknown')).toBeUndefined();
  });
});

describe('a provider that is suspended', () => {
  it('is asked nothing, and what it signs counts no more', async () => {
    await using provider = await world.provider({ ...policeDesk, respond: policeOf(world) });
    const client = await world.client('hrss-pension');
    expect((await client.query(pensionQuestion(world))).rows).toHaveLength(1);
    const headers = await bearer('data-admin');
    const url = '/v1/organisations/police';
    const change = async (status: string) => {
      const { etag } = (await world.hub.call({ url, headers })).headers;
      const payload = { status };
      const asked = {
        method: 'PUT',
        url: `${url}/status`,
        headers: { ...headers, 'if-match': String(etag) },
        payload,
      } as const;
      expect((await world.hub.call(asked)).status).toBe(200);
    };
    await change('suspended');
    expect(await client.query(pensionQuestion(world)).catch((error: unknown) => error)).toMatchObject({
      code: 'PROVIDER_SUSPENDED',
    });
    expect(provider.orders).toHaveLength(1);
    await change('active');
    expect((await client.query(pensionQuestion(world))).rows).toHaveLength(1);
  });
});

describe('a connector that asks the hub for a schema', () => {
  it('gets the one of a published resource, with its version, signed', async () => {
    const { schema, signer } = await askSchema('population.resident');
    expect(schema).toMatchObject({
      nonce,
      resource: 'population.resident',
      version: 1,
      schema: { properties: { citizenNumber: {}, name: {} } },
    });
    expect((await orderKeys()).map((key) => key.kid)).toContain(signer);
  });

  it('hears of one that is suspended what it hears of one that is not there', async () => {
    expect((await askSchema('population.nobody')).schema.error).toEqual({ code: 'RESOURCE_UNKNOWN' });
    const headers = await bearer('data-admin');
    const url = '/v1/resources/spatial.division/events';
    const change = (event: string) =>
      world.hub.call({ method: 'POST', url, headers, payload: { event, reason: '核查' } });
    expect((await change('suspend')).status).toBe(200);
    expect((await askSchema('spatial.division')).schema).toMatchObject({ error: { code: 'RESOURCE_UNKNOWN' } });
    expect((await change('resume')).status).toBe(200);
    expect((await askSchema('spatial.division')).schema).toMatchObject({ version: 1 });
  });
});

describe('the hub', () => {
  it('speaks into connectors’ inboxes and nowhere else, whatever reply is asked for', async () => {
    const stranger = await connect({ servers: world.nats.url.replace('nats://', ''), name: 'stranger' });
    const heard: string[] = [];
    const places = ['hufu.query.market.legal-person.enterprise', 'hufu.changed', '_INBOX_hub.x', '_INBOX.y', 'z'];
    for (const place of places)
      stranger.subscribe(place, { callback: (_e, message) => void heard.push(message.subject) });
    await stranger.flush();
    for (const reply of places) {
      stranger.publish(keysSubject, encode({ v: 3, nonce, known: [] }), { reply });
      stranger.publish(schemaSubject, encode({ v: 3, nonce, resource: 'population.resident' }), { reply });
    }
    stranger.publish(keysSubject, encode({ v: 3, nonce, known: [] }));
    await stranger.flush();
    // The hub has looked at those before it answers these, and the answers come after whatever it had said.
    await askKeys([]);
    await askSchema('population.resident');
    await stranger.flush();
    expect(heard).toEqual([]);
    await stranger.close();
  });

  it('answers nothing to what is no request, and goes on', async () => {
    for (const bytes of ['', 'null', '{}', '{"v":1}', JSON.stringify({ v: 3, nonce: 'short', known: [] })])
      for (const subject of [keysSubject, schemaSubject]) {
        const failure = await police.request(subject, Buffer.from(bytes), { timeout: 30 }).catch((e: unknown) => e);
        expect(failure).toMatchObject({ code: 'TIMEOUT' });
      }
    expect((await askKeys([])).data.length).toBeGreaterThan(0);
  });
});

describe('a health report', () => {
  const report = (change: Partial<HealthReport> = {}): HealthReport => ({
    v: 3,
    organisation: 'police',
    system: 'police-connector',
    instance: 'instance-1',
    version: '9.9.9',
    startedAt: new Date().toISOString(),
    reportedAt: new Date().toISOString(),
    resources: [{ id: 'population.resident', ok: true, checkedAt: new Date().toISOString(), detail: 'OK' }],
    orders: 0,
    refusals: 0,
    failures: 0,
    ...change,
  });
  const send = async (options: { body: HealthReport; key: SigningKey; subject?: string; signature?: string }) => {
    const { bytes, signature } = sealMessage({ typ: 'hufu-health', body: options.body, key: options.key });
    const head = natsHeaders();
    head.set(signatureHeader, options.signature ?? signature);
    police.publish(options.subject ?? healthSubject('police', 'police-connector'), bytes, { headers: head });
    // By the time the hub has answered this, it has seen the report.
    await askKeys([]);
  };
  const seen = async (login: string) => {
    const { body } = await world.hub.call({ url: '/v1/connectors', headers: await bearer(login) });
    return (body.items as { organisation: string; resource: string; version: string; healthy: boolean }[]).map(
      ({ organisation, resource, version, healthy }) => `${organisation} ${resource} ${version} ${healthy}`,
    );
  };

  it('is not believed when somebody else signed it, or when it comes where another reports', async () => {
    const right = await keyOf('police-connector');
    const market = await keyOf('market-connector');
    const consumer = await keyOf('hrss-pension');
    const body = report();
    await send({ body, key: right, signature: 'x..y' });
    await send({ body, key: market });
    await send({ body, key: consumer });
    await send({ body, key: right, subject: healthSubject('market', 'market-connector') });
    await send({ body: report({ organisation: 'market', system: 'market-connector' }), key: right });
    await send({ body: report({ system: 'police-other' }), key: right });
    await send({ body: { ...report(), resources: 'all' } as never, key: right });
    const ours = { organisation: 'hrss', system: 'hrss-pension' };
    await send({ body: report(ours), key: consumer, subject: healthSubject('hrss', 'hrss-pension') });
    expect(await seen('data-admin')).toEqual([]);
  });

  it('is kept of what the department provides, and not of what it makes up', async () => {
    const made = ['population.nobody', 'legal-person.enterprise', 'population.resident'].map((id) => ({
      ...{ id, ok: id === 'population.resident', checkedAt: new Date().toISOString(), detail: 'OK' },
    }));
    await send({ body: report({ resources: made }), key: await keyOf('police-connector') });
    expect(await seen('data-admin')).toEqual(['police population.resident 9.9.9 true']);
  });

  it('is seen by its own organisation and the data administration, and by no other', async () => {
    expect(await seen('police-admin')).toEqual(['police population.resident 9.9.9 true']);
    const { body } = await world.hub.call({ url: '/v1/connectors', headers: await bearer('police-admin') });
    const asked = { url: '/v1/resources/population.resident', headers: await bearer('police-admin') };
    const { name, nameEn } = (await world.hub.call(asked)).body;
    expect((body.items as { resourceName: unknown }[])[0]?.resourceName).toEqual({ zh: name, en: nameEn });
    expect(await seen('market-admin')).toEqual([]);
    const token = { authorization: `Bearer ${await world.token('market-connector')}` };
    expect((await world.hub.call({ url: '/v1/connectors', headers: token })).body.items).toEqual([]);
  });

  it('tells who asks in vain when the provider was last seen, also after the hub was started anew', async () => {
    const client = await world.client('hrss-pension');
    // Seen a moment ago, so that the hub saves it when it stops and, but for rare luck, not before.
    const at = new Date().toISOString();
    const figures = { measured: { at, rows: 400, estimated: false, newest: at } };
    const [own] = report().resources;
    const made = { id: 'legal-person.enterprise', ok: true, checkedAt: at, detail: 'OK', ...figures };
    const resources = [{ ...own!, ...figures }, made];
    await send({ body: report({ resources }), key: await keyOf('police-connector') });
    const told = await client.query(pensionQuestion(world)).catch((error: unknown) => error);
    const lastSeen = /last seen: (\d{4}-[^.]+\.\d{3}Z)/.exec(String((told as Error).message))?.[1];
    expect(told).toMatchObject({ code: 'CONNECTOR_ABSENT', status: 503 });
    expect(lastSeen).toBeDefined();
    const payload = { ...pensionQuestion(world), mode: 'lookup' };
    const asked = await world.signed('hrss-pension', { method: 'POST', url: '/v1/query', payload });
    const headers = await bearer('hrss-admin');
    await world.hub.hub[Symbol.asyncDispose]();
    await using again = await startTestHub({
      db: world.db,
      natsUrl: world.nats.url,
      masterKey: world.hub.masterKey,
    });
    const { body } = await again.call(asked);
    expect(body.detail).toContain(lastSeen);

    const stats = (await again.call({ url: '/v1/resources/population.resident/stats', headers })).body;
    expect(stats).toMatchObject({
      updateCycle: { declared: { name: '实时' }, measured: { name: '实时' }, ageSeconds: 0, kept: true },
      rows: { count: 400, estimated: false, newest: at },
      answers: { answered: 2 },
    });
    expect(stats).not.toHaveProperty('quality');
    // What the police say of a resource of the market’s is not kept.
    const other = (await again.call({ url: '/v1/resources/legal-person.enterprise/stats', headers })).body;
    expect(other).toMatchObject({ updateCycle: { declared: {} }, days: [] });
    expect(other).not.toHaveProperty('rows');
    const { items } = (await again.call({ url: '/v1/promises', headers })).body as { items: object[] };
    // What the demonstration asks of civil affairs, the data administration and the market waits for its answer.
    const waiting = { open: 1, overdue: 0, answered: 0, inTime: 0 };
    expect(items).toMatchObject([
      { organisation: 'civil', resources: 0, answerClocks: { demands: waiting } },
      { organisation: 'data', resources: 0, answerClocks: { objections: waiting } },
      { organisation: 'market', resources: 0, answerClocks: { applications: waiting } },
      {
        ...{ organisation: 'police', resources: 1, answered: 2, cycles: { kept: 1, missed: 0, unmeasured: 0 } },
        answerClocks: { applications: { ...waiting, open: 0 } },
      },
    ]);
    expect((await again.call({ url: '/v1/resources/population.nobody/stats', headers })).status).toBe(404);
  });
});

describe('the registry of connectors', () => {
  it('knows how many agents share the orders of a resource, and how many of them are well', async () => {
    await using db = await createTestDatabase();
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const registry = await openConnectorRegistry({ database: db.database, clock });
    const note = (instance: string, ok: boolean) =>
      registry.note({
        ...{ v: 3, organisation: 'police', system: 'police-connector', instance, version: '1' },
        ...{
          startedAt: '2026-11-21T08:00:00Z',
          reportedAt: '2026-11-21T08:00:00Z',
          orders: 0,
          refusals: 0,
          failures: 0,
        },
        resources: [{ id: 'population.resident', ok, checkedAt: clock.now().toISOString(), detail: 'OK' }],
      });
    const counted = () => [
      registry.present('police', 'population.resident'),
      registry.agents('police', 'population.resident'),
    ];
    expect(counted()).toEqual([0, 0]);
    note('agent-one', true);
    note('agent-two', false);
    expect(counted()).toEqual([2, 1]);
    note('agent-one', false);
    expect(counted()).toEqual([2, 0]);
    clock.advance(14_000);
    note('agent-two', true);
    clock.advance(2_000);
    expect(counted()).toEqual([1, 1]);
  });

  it('keeps the latest sight, though an earlier one is saved after it', async () => {
    await using db = await createTestDatabase();
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const { database } = db;
    const note = async (iso: string) => {
      clock.set(iso);
      const registry = await openConnectorRegistry({ database, clock });
      registry.note({
        ...{ v: 3, organisation: 'police', system: 'police-connector', instance: 'instance-1', version: '1' },
        ...{ startedAt: iso, reportedAt: iso, orders: 0, refusals: 0, failures: 0 },
        resources: [{ id: 'population.resident', ok: true, checkedAt: iso, detail: 'OK' }],
      });
      return registry;
    };
    const late = await note('2026-11-21T09:00:00Z');
    const early = await note('2026-11-21T08:00:00Z');
    await late.save();
    await early.save();
    const registry = await openConnectorRegistry({ database, clock });
    expect(registry.lastSeen('police', 'population.resident')).toBe('2026-11-21T09:00:00.000Z');
    expect(registry.lastSeen('market', 'population.resident')).toBeUndefined();
  });
});
