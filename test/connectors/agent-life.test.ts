import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectorConfig } from '../../connectors/index.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';
import { killAndWait } from '../support/processes.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Department, openDepartment, residentSchema } from './department.ts';
import { type HeldService, openHeldService } from './held-service.ts';
import { type HubSide, openHubSide } from './hub-side.ts';
import { eventually } from './mapping.ts';
import { newKey, sampleOrder } from './sample.ts';

const resident = 'population.resident';
const lookup = (changes: Parameters<typeof sampleOrder>[0] = {}) =>
  sampleOrder({ match: { citizenNumber: 'A1' }, fields: ['name'], ...changes });

const hubKey = newKey('hub-1');
const key = newKey('police-connector-1', 'EdDSA');

let folder: TemporaryFolder;
let nats: EmbeddedNats;
let closing: AsyncDisposable[] = [];

beforeEach(async () => {
  folder = await temporaryFolder('agent-life');
  nats = await startNats();
});
afterEach(async () => {
  for (const one of closing.reverse()) await one[Symbol.asyncDispose]();
  closing = [];
  await nats.stop();
  await folder[Symbol.asyncDispose]();
});

const startNats = (port?: number) =>
  startOwnNats({
    storeDirectory: join(folder.path, 'nats'),
    temporary: false,
    ...(port === undefined ? {} : { port }),
  });

async function openHub(url = nats.url): Promise<HubSide> {
  const hub = await openHubSide({ url, providerKeys: [key.verification], key: hubKey });
  hub.schemas.set(resident, { version: 1, schema: residentSchema });
  closing.push(hub);
  return hub;
}

async function openAgent(options: Partial<Parameters<typeof openDepartment>[0]> = {}): Promise<Department> {
  const department = await openDepartment({ natsUrl: nats.url, hubKey, key, ...options });
  closing.push(department);
  return department;
}

async function openSlow(limits: Partial<ConnectorConfig['limits']> = {}) {
  const service: HeldService = await openHeldService();
  closing.push(service);
  const config = { sources: { register: service.source }, resources: [service.resource] };
  const department = await openAgent({ config, limits });
  await department.connector.connected;
  return { service, department };
}

const deadlineIn = (ms: number) => {
  const now = Date.now();
  return { issuedAt: new Date(now).toISOString(), deadline: new Date(now + ms).toISOString() };
};

describe('a connector without its exchange', () => {
  it('waits for it, and serves when it comes', async () => {
    const { port } = nats;
    await nats.stop();
    const department = await openAgent({ natsUrl: `nats://127.0.0.1:${port}` });
    await eventually('the attempt', () => department.lines.some((line) => line.includes('cannot be reached')));
    nats = await startNats(port);
    await department.connector.connected;
    const hub = await openHub();
    expect(await hub.ask(lookup())).toMatchObject({ status: 'answered' });
  });

  it('can be stopped all the same', async () => {
    await nats.stop();
    const department = await openAgent();
    await department.connector[Symbol.asyncDispose]();
    expect(await department.connector.health()).toMatchObject({ orders: 0 });
    nats = await startNats();
  });

  it('comes back by itself when the server is killed and started again under load', async () => {
    const department = await openAgent();
    await department.connector.connected;
    const hub = await openHub();
    let stop = false;
    let answered = 0;
    const load = Array.from({ length: 8 }, async () => {
      while (!stop) {
        const answer = await hub.ask(lookup(), { timeoutMs: 500 }).catch(() => undefined);
        // While the server is away every request fails at once.
        if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
        else if (answer.status === 'answered') answered += 1;
      }
    });
    for (let round = 0; round < 3; round += 1) {
      const before = answered;
      await eventually('answers', () => answered > before + 20);
      const { port, pid } = nats;
      await killAndWait(pid);
      await nats.stop();
      nats = await startNats(port);
    }
    const before = answered;
    await eventually('answers after the last round', () => answered > before + 20);
    stop = true;
    await Promise.all(load);
  });
});

describe('two connectors of one organisation', () => {
  it('share the orders: each is answered once, by one of them', async () => {
    const [first, second] = [await openAgent(), await openAgent()];
    await Promise.all([first.connector.connected, second.connector.connected]);
    const hub = await openHub();
    const answers = await Promise.all(Array.from({ length: 200 }, () => hub.ask(lookup())));
    expect(answers.every(({ status }) => status === 'answered')).toBe(true);
    const counts = [await first.connector.health(), await second.connector.health()].map(({ orders }) => orders);
    expect(counts[0]! + counts[1]!).toBe(200);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('stand in for each other: one stops, and nothing is lost', async () => {
    const [first, second] = [await openAgent(), await openAgent()];
    await Promise.all([first.connector.connected, second.connector.connected]);
    const hub = await openHub();
    // As many as one of them has room for, should the server give it all: a full house is another thing than a loss.
    const answers = Array.from({ length: 200 }, () => hub.ask(lookup()));
    await first.connector[Symbol.asyncDispose]();
    answers.push(...Array.from({ length: 20 }, () => hub.ask(lookup())));
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe('answered');
  });
});

describe('a connector that is stopped', () => {
  it('answers what it has in hand, and takes nothing more', async () => {
    const { service, department } = await openSlow();
    const hub = await openHub();
    const inHand = Array.from({ length: 3 }, () => hub.ask(lookup(deadlineIn(60_000)), { timeoutMs: 30_000 }));
    await eventually('the orders in hand', () => service.waiting() === 3);
    const stopping = department.connector[Symbol.asyncDispose]();
    await eventually('no subscription', async () => {
      const error = await hub.send(lookup()).catch((caught: Error) => caught);
      return error instanceof Error && error.message === '503';
    });
    service.release();
    for (const answer of await Promise.all(inHand)) expect(answer).toMatchObject({ rows: [{ name: '王芳' }] });
    await stopping;
  });
});

describe('a slow source', () => {
  it('is cut off in time for the hub to hear of it', async () => {
    const { service } = await openSlow();
    const hub = await openHub();
    const answer = await hub.ask(lookup(deadlineIn(2_000)), { timeoutMs: 2_000 });
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'SOURCE_TIMEOUT' } });
    await eventually('the request withdrawn', () => service.waiting() === 0);
  });

  it('has no more time than the connector allows, whatever the order says', async () => {
    await openSlow({ statementTimeoutMs: 100 });
    const hub = await openHub();
    const answer = await hub.ask(lookup(deadlineIn(100_000)));
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'SOURCE_TIMEOUT' } });
  });
});

describe('more orders than a connector can take', () => {
  it('are declined at once as BUSY, signed; those it took are answered', async () => {
    const { service } = await openSlow({ concurrency: 2, waiting: 1 });
    const hub = await openHub();
    const long = () => hub.ask(lookup(deadlineIn(60_000)), { timeoutMs: 30_000 });
    const taken = [long(), long(), long()];
    await eventually('a full house', () => service.waiting() === 2);
    for (let round = 0; round < 5; round += 1) {
      expect(await long()).toMatchObject({ status: 'failed', error: { code: 'BUSY' } });
    }
    service.release();
    for (const answer of await Promise.all(taken)) expect(answer.status).toBe('answered');
    expect(await long()).toMatchObject({ status: 'answered' });
  });

  it('lose their time while they wait, and are not read for nothing', async () => {
    const { service } = await openSlow({ concurrency: 1, waiting: 5 });
    const hub = await openHub();
    const first = hub.ask(lookup(deadlineIn(1_000)), { timeoutMs: 30_000 });
    await eventually('the first in hand', () => service.waiting() === 1);
    const second = hub.ask(lookup(deadlineIn(300)), { timeoutMs: 30_000 });
    expect(await first).toMatchObject({ error: { code: 'SOURCE_TIMEOUT' } });
    expect(await second).toMatchObject({ error: { code: 'SOURCE_TIMEOUT' } });
    expect(service.asked()).toBe(1);
  });
});

describe('the health report', () => {
  it('comes at once and every few seconds, signed, with what is right and wrong', async () => {
    const hub = await openHub();
    const department = await openAgent();
    await eventually('a first report', () => hub.reports.length > 0);
    expect(hub.reports[0]).toMatchObject({
      ...{ v: 3, organisation: 'police', system: 'police-connector', version: '1.2.3' },
      resources: [{ id: resident, ok: true, detail: 'OK' }],
    });
    await hub.ask(lookup());
    await hub.ask(lookup({ fields: ['income'] }));
    await hub.ask(lookup({ match: { citizenNumber: 'A3' } }));
    await eventually('the counts', () => {
      const { orders, refusals, failures } = hub.reports.at(-1)!;
      return orders === 3 && refusals === 1 && failures === 1;
    });
    const instances = new Set(hub.reports.map(({ instance }) => instance));
    expect(instances.size).toBe(1);
    await department.connector[Symbol.asyncDispose]();
  });

  it('names a resource whose source is away', async () => {
    const config = { sources: { register: { kind: 'csv' as const, path: join(folder.path, 'nowhere.csv') } } };
    const hub = await openHub();
    await openAgent({ config });
    await eventually('the report', () => hub.reports.some(({ resources }) => resources[0]?.detail === 'FILE_MISSING'));
    expect(await hub.ask(lookup())).toMatchObject({ status: 'failed', error: { code: 'SOURCE_UNAVAILABLE' } });
  });
});

describe('the hub’s keys', () => {
  const next = newKey('hub-2');

  it('are learnt when a trusted key vouches for them, and those left out are gone', async () => {
    const hub = await openHub();
    hub.keys = [hubKey, next];
    const department = await openAgent();
    await department.connector.connected;
    await eventually('the new key', async () => (await hub.ask(lookup(), { key: next.signing })).status === 'answered');
    expect(await hub.ask(lookup())).toMatchObject({ status: 'answered' });
    hub.key = next;
    hub.keys = [next];
    // An order by a key that nobody knows makes the connector ask again.
    const stranger = newKey('stranger');
    await eventually('the old key gone', async () => {
      await hub.ask(lookup(), { key: stranger.signing });
      return (await hub.ask(lookup(), { key: hubKey.signing })).error?.code === 'ORDER_KEY_UNKNOWN';
    });
    expect(await hub.ask(lookup())).toMatchObject({ status: 'answered' });
  });

  it('are asked for when an order comes with one that is not known yet', async () => {
    const hub = await openHub();
    const department = await openAgent();
    await department.connector.connected;
    expect(await hub.ask(lookup())).toMatchObject({ status: 'answered' });
    hub.keys = [hubKey, next];
    await eventually('the new key', async () => (await hub.ask(lookup(), { key: next.signing })).status === 'answered');
  });

  it('are not believed when nobody trusted vouches for them', async () => {
    const hub = await openHub();
    hub.key = next;
    hub.keys = [next];
    const department = await openAgent();
    await department.connector.connected;
    await eventually('the refusal', () => department.lines.some((line) => line.includes('not believable')));
    expect(await hub.ask(lookup(), { key: next.signing })).toMatchObject({ error: { code: 'ORDER_KEY_UNKNOWN' } });
    expect(await hub.ask(lookup(), { key: hubKey.signing })).toMatchObject({ error: { code: 'SCHEMA_UNAVAILABLE' } });
  });

  it('that were learnt outlive a restart', async () => {
    const remember = join(folder.path, 'learnt.json');
    const hub = await openHub();
    hub.keys = [hubKey, next];
    const config = { hub: { keys: [hubKey.verification], remember } };
    const first = await openAgent({ config });
    await eventually('the file', async () => (await readFile(remember, 'utf8').catch(() => '')).includes('hub-2'));
    expect((await stat(remember)).mode & 0o777).toBe(0o600);
    await first.connector[Symbol.asyncDispose]();
    // The hub no longer has the key that was pinned; only the learnt one can vouch.
    hub.key = next;
    hub.keys = [next];
    const second = await openAgent({ config });
    await second.connector.connected;
    expect(await hub.ask(lookup())).toMatchObject({ status: 'answered' });
  });
});
