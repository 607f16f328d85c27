import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connector, type ConnectorConfig, HufuProblem, runConnector } from '../../connectors/index.ts';
import { importSigningKey, importVerificationKey } from '../../connectors/protocol/index.ts';
import { systemRandom } from '../../kernel/index.ts';
import { listeningLogger, mapping } from '../connectors/mapping.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk } from './residents.ts';

// A trace begun by the consumer, through hub, NATS and a real connector, and what they write of it.

let world: TestWorld;
let folder: TemporaryFolder;
let connector: Connector;
let lines: string[];

beforeAll(async () => {
  world = await startTestWorld({ env: { HUFU_LOG_LEVEL: 'trace' } });
  folder = await temporaryFolder('trace');
  const path = join(folder.path, 'register.csv');
  const fields = ['citizenNumber', 'name', 'address'] as const;
  const rows = world.county.residents
    .slice(0, 5)
    .map((resident) => fields.map((name) => String(resident[name])).join());
  // One whose name is longer than the directory allows: an answer that may not leave.
  const [, wrong] = world.county.residents;
  rows[1] = [wrong?.citizenNumber, '长'.repeat(60), wrong?.address].join();
  await writeFile(path, [fields.join(), ...rows, ''].join('\n'));
  const { kid, privateKey } = await world.system('police-connector');
  const { body } = await world.hub.call({ url: '/.well-known/jwks.json' });
  const keys = (body.keys as Record<string, unknown>[]).filter((key) => key['x-hufu-use'] === 'order');
  const { logger, lines: written } = listeningLogger();
  lines = written;
  const config: ConnectorConfig = {
    ...{ organisation: policeDesk.organisation, system: policeDesk.system },
    signingKey: importSigningKey({ ...privateKey }, kid),
    hub: { keys: keys.map((key) => importVerificationKey(key)), remember: undefined },
    nats: { url: world.nats.url, credentials: undefined },
    sources: { register: { kind: 'csv', path } },
    resources: [
      mapping({
        ...{ id: policeDesk.resource, source: 'register', match: ['citizenNumber'] },
        fields: Object.fromEntries(fields.map((name) => [name, name])),
      }),
    ],
    limits: { concurrency: 16, waiting: 256, rows: 100, answerBytes: 900_000, statementTimeoutMs: 5_000 },
  };
  connector = await runConnector({ config, logger, version: '1.2.3' });
});
afterAll(async () => {
  await connector[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const linesOf = (text: readonly string[]) => text.map((line) => JSON.parse(line) as Record<string, unknown>);
const newTrace = () => systemRandom.bytes(16).toString('hex');
const asking = async (traceId: string, change: { match?: Record<string, string> } = {}) => {
  const client = await world.client('hrss-pension');
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  return client.query({ ...pensionQuestion(world), ...change }, { traceparent }).catch((error: unknown) => error);
};

describe('the trace of a consumer', () => {
  it('goes on through hub, NATS and connector, and stands in every line that they write of the query', async () => {
    const traceId = newTrace();
    const [before, beforeThere] = [world.hub.log.length, lines.length];
    expect(await asking(traceId)).toMatchObject({ rows: [{ name: world.county.residents[0]?.name }] });
    const here = linesOf(world.hub.log.slice(before)).filter(({ route }) => route === '/v1/query');
    const there = linesOf(lines.slice(beforeThere)).filter(({ order }) => order !== undefined);
    expect(here.length).toBeGreaterThan(0);
    expect(there.length).toBeGreaterThan(0);
    for (const line of [...here, ...there]) expect(line.traceId).toBe(traceId);
  });

  it('stands in what either side writes when an answer is not given, and in the refusal', async () => {
    const traceId = newTrace();
    const citizenNumber = String(world.county.residents[1]?.citizenNumber);
    const [before, beforeThere] = [world.hub.log.length, lines.length];
    const refusal = await asking(traceId, { match: { citizenNumber } });
    expect(refusal).toBeInstanceOf(HufuProblem);
    expect(refusal).toMatchObject({ code: 'PROVIDER_FAILED', traceId });
    const warned = [...linesOf(world.hub.log.slice(before)), ...linesOf(lines.slice(beforeThere))].filter(
      ({ level }) => Number(level) >= 40,
    );
    expect(warned.length).toBeGreaterThanOrEqual(2);
    for (const line of warned) expect(line).toMatchObject({ traceId });
  });

  it('stands in the record, and a header that is none begins a new one', async () => {
    const traceId = newTrace();
    await asking(traceId);
    const { rows } = await world.db.database.pool.query('select outcome from exchange.evidence where trace = $1', [
      traceId,
    ]);
    expect(rows).toEqual([{ outcome: 'answered' }]);
    const request = await world.signed('hrss-pension', {
      ...{ method: 'POST', url: '/v1/query', payload: { ...pensionQuestion(world), mode: 'lookup' } },
      headers: { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` },
    });
    const { status, headers } = await world.hub.call(request);
    expect(status).toBe(200);
    expect(headers.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('is told with each refusal of a signature, which is counted, and whose lines hold nothing of the request', async () => {
    const before = world.hub.log.length;
    const traceId = newTrace();
    const request = await world.signed('hrss-pension', {
      ...{ method: 'POST', url: '/v1/query', payload: { ...pensionQuestion(world), mode: 'lookup' } },
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    const { signature, ...headers } = request.headers;
    const { body } = await world.hub.call({ ...request, headers });
    expect(body).toMatchObject({ code: 'SIGNATURE_REQUIRED', traceId });
    const refused = linesOf(world.hub.log.slice(before)).filter(({ msg }) => msg === 'request refused');
    expect(refused).toMatchObject([{ code: 'SIGNATURE_REQUIRED', traceId }]);
    const { body: metrics } = await world.hub.call({ url: '/metrics' });
    expect(String(metrics.text)).toMatch(/^hufu_problems_total\{code="SIGNATURE_REQUIRED"\} 1$/m);
    const secrets = [String(signature), String(headers.authorization), String(headers['signature-input'])];
    const resident = world.county.residents[0];
    for (const secret of [
      ...secrets,
      String(resident?.citizenNumber),
      String(resident?.name),
      String(resident?.address),
    ]) {
      expect([...world.hub.log, ...lines, String(metrics.text)].some((text) => text.includes(secret))).toBe(false);
    }
  });
});
