import { readFile } from 'node:fs/promises';
import { connect, type Msg } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OfficerProfile } from '../../exchange/index.ts';
import { connectOptions } from '../../identity/index.ts';
import { licensedEnterprises } from '../../ops/demo/seed/licences.ts';
import { mainJob } from '../../ops/start/main-job.ts';
import { type Respond, startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk, policeOf } from './residents.ts';

// Everything somebody could be known by, and everything that opens a door, looked for wherever a hub writes things down.

let world: TestWorld;
const messages: Msg[] = [];
const secrets = new Map<string, string>();
let close: () => Promise<void>;

beforeAll(async () => {
  world = await startTestWorld({ outward: true, env: { HUFU_LOG_LEVEL: 'trace' } });
  const listener = await connect(
    connectOptions({ url: world.nats.url, inboxPrefix: '_INBOX_listener', name: 'listener' }),
  );
  listener.subscribe('>', { callback: (_error, message) => void messages.push(message) });
  await listener.flush();
  close = () => listener.close();
});
afterAll(async () => {
  await close();
  await world[Symbol.asyncDispose]();
});

const remember = (what: string, value: unknown) => secrets.set(what, String(value));
const profileOf = async (login: string): Promise<OfficerProfile> => {
  const path = world.credentials.path(login);
  return JSON.parse(await readFile(path, 'utf8'));
};

/** The main job itself, as `npm start` does it, and then whatever can go wrong with numbers and secrets in hand. */
async function live(): Promise<void> {
  const [resident, neighbour] = world.county.residents;
  const company = licensedEnterprises(world.county.enterprises).find((one) => one.termTo === null);
  if (resident === undefined || neighbour === undefined || company === undefined) throw new Error('an empty county');
  for (const [who, one] of Object.entries({ resident, neighbour })) {
    remember(`${who}’s number`, one.citizenNumber);
    remember(`${who}’s name`, one.name);
    remember(`${who}’s address`, one.address);
  }
  remember('representative', company.legalRepresentative);
  remember('address of the company', company.address);
  const consumer = await world.system('hrss-pension');
  const clerk = await profileOf('approval-clerk');
  remember('private key of the system', consumer.privateKey.d);
  remember('password', clerk.password);
  remember('master key', world.hub.masterKey.toString('base64url'));
  remember('master key in hex', world.hub.masterKey.toString('hex'));
  remember('password of the database', new URL(world.db.url).password);

  const { purpose } = pensionQuestion(world);
  const respond = { next: policeOf(world) };
  await using _provider = await world.provider({ ...policeDesk, respond: (...call) => respond.next(...call) });
  const steps = [];
  for await (const step of mainJob({
    consumer,
    clerk,
    resident,
    query: { resource: policeDesk.resource, ...purpose },
    company,
    licence: { matter: 'APPROVAL-FOOD-01', case: '2026-1' },
  }))
    steps.push([step.title, step.held, step.lines]);
  expect(steps.filter(([, held]) => held !== true)).toEqual([]);

  const client = await world.client('hrss-pension');
  const failing = async (next: Respond, change: object = {}) => {
    respond.next = next;
    await client.query({ ...pensionQuestion(world), ...change }).catch(() => {});
  };
  const row = { name: resident.name, address: resident.address };
  await failing((_order, { honest, send }) =>
    send(honest({ rows: [{ ...row, citizenNumber: resident.citizenNumber }] })),
  );
  await failing((_order, { message }) => void message.respond(Buffer.from(JSON.stringify(row))));
  await failing((_order, { honest, send }) =>
    send(
      honest({
        status: 'failed',
        error: { code: 'SOURCE_ERROR', detail: `${resident.name} ${resident.address}` },
      } as never),
    ),
  );
  await failing(() => {});
  await failing(policeOf(world), { fields: [resident.name] });
  await failing(policeOf(world), { match: { [resident.name]: resident.citizenNumber } });
  await failing(policeOf(world), { resource: resident.citizenNumber });
  await failing(policeOf(world), { purpose: { matter: resident.citizenNumber, case: '1' } });
  await failing(policeOf(world), { purpose: { ...purpose, case: resident.citizenNumber } });

  await failing(policeOf(world), { onBehalfOf: resident.citizenNumber });

  const token = await world.token('hrss-pension');
  const session = await world.session('data-admin');
  remember('access token', token.split('.')[2]);
  remember('session token', session);
  const clerkToken = await world.session('approval-clerk');
  remember('session token of the clerk', clerkToken);
  const clerkBearer = { authorization: `Bearer ${clerkToken}` };
  const bearer = { authorization: `Bearer ${session}` };
  const json = { 'content-type': 'application/json' };
  const holder = { kind: '111', number: resident.citizenNumber };
  for (const request of [
    { url: `/v1/licences/${resident.citizenNumber}`, headers: { authorization: `Bearer ${token}` } },
    { url: `/${resident.citizenNumber}` },
    { url: `/v1/%zz${resident.citizenNumber}` },
    { url: `/v1/resources?q=${encodeURIComponent(resident.name)}`, headers: bearer },
    { url: `/v1/resources?${resident.citizenNumber}=1`, headers: bearer },
    { url: '/v1/organisations', headers: { authorization: `Bearer ${token}x`, 'user-agent': resident.citizenNumber } },
    { url: '/v1/organisations', headers: { cookie: `hufu_session=${session}`, referer: `http://x/${resident.name}` } },
    {
      method: 'POST',
      url: '/v1/session',
      payload: { login: resident.citizenNumber, password: clerk.password, as: 'bearer' },
    },
    {
      method: 'POST',
      url: '/v1/session',
      payload: { login: clerk.login, password: clerk.password, [resident.name]: 1 },
    },
    { method: 'POST', url: '/v1/session', payload: `{"login":"${resident.citizenNumber}",`, headers: json },
    ...[
      { holder, matter: resident.citizenNumber, case: '1' },
      { holder, matter: 'APPROVAL-FOOD-01', case: resident.citizenNumber },
      { holder: { ...holder, kind: '001' }, matter: 'APPROVAL-FOOD-01', case: '1' },
    ].map((payload) => ({ method: 'POST' as const, url: '/v1/licences/search', payload, headers: clerkBearer })),
    { method: 'POST', url: '/v1/verify', payload: { identifier: resident.citizenNumber }, headers: bearer },
    {
      method: 'POST',
      url: '/v1/oauth/token',
      payload: `client_assertion=${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ] as const)
    await world.hub.call(request);

  // A fault of ours, with the number in the statement that fails.
  const { pool } = world.db.database;
  await pool.query('alter table vault.licence rename to hidden');
  const search = { holder: { kind: '111', number: neighbour.citizenNumber }, matter: 'APPROVAL-FOOD-01', case: '1' };
  const faulty = await world.hub.call({
    method: 'POST',
    url: '/v1/licences/search',
    headers: clerkBearer,
    payload: search,
  });
  expect(faulty.status).toBe(500);
  await pool.query('alter table vault.hidden rename to licence');
}

describe('nothing personal and nothing secret', () => {
  beforeAll(live, 60_000);

  const expectSilence = (text: string) => {
    expect(secrets.size).toBeGreaterThan(12);
    for (const [what, value] of secrets) {
      expect(value.length, what).toBeGreaterThan(1);
      expect(text.includes(value) ? what : '').toBe('');
    }
  };

  it('stands in any line of the log, at its most talkative', () => {
    expect(world.hub.log.length).toBeGreaterThan(30);
    expect(world.hub.log.some((line) => line.includes('"level":50'))).toBe(true);
    expectSilence(world.hub.log.join('\n'));
    expectSilence(
      world.hub.log.map((line) => decodeURIComponent(line.replace(/%(?![0-9a-f]{2})/gi, '%25'))).join('\n'),
    );
  });

  it('is counted in any metric', async () => {
    const { text } = (await world.hub.call({ url: '/metrics' })).body;
    expect(text).toContain('hufu_queries_total');
    expectSilence(String(text));
  });

  it('stands in any record of what happened', async () => {
    const { pool } = world.db.database;
    const { rows: tables } = await pool.query<{ name: string }>(
      `select table_schema || '.' || quote_ident(table_name) as name from information_schema.tables
       where table_schema = 'exchange' or table_name like '%change%' or table_name like '%attempt%' or table_name like '%assertion%'`,
    );
    expect(tables.map(({ name }) => name)).toContain('exchange.log_opening');
    for (const { name } of tables) {
      const { rows } = await pool.query(`select row_to_json(t)::text as row from ${name} t`);
      if (name === 'exchange.log_opening') expect(rows.length).toBeGreaterThan(10);
      expectSilence(rows.map(({ row }) => row).join('\n'));
    }
  });

  it('stands in any leaf or tile of the evidence log', async () => {
    const checkpoint = await world.hub.app.inject({ url: '/v1/log/checkpoint' });
    const size = Number(checkpoint.body.split('\n')[1]);
    expect(size).toBeGreaterThan(10);
    for (const part of ['0/000', 'entries/000']) {
      const { statusCode, rawPayload } = await world.hub.app.inject({ url: `/v1/log/tile/${part}.p/${size}` });
      expect(statusCode).toBe(200);
      expectSilence(rawPayload.toString('latin1'));
      expectSilence(rawPayload.toString());
    }
  });

  it('is in any subject or header on NATS, and no secret in any message', () => {
    expect(messages.some(({ subject }) => subject === 'hufu.query.police.population.resident')).toBe(true);
    expectSilence(messages.map(({ subject, reply }) => `${subject} ${reply ?? ''}`).join('\n'));
    expectSilence(
      messages.map(({ headers }) => (headers === undefined ? '' : JSON.stringify([...headers]))).join('\n'),
    );
    const bodies = messages.map((message) => message.string()).join('\n');
    for (const [what, value] of secrets)
      if (/key|password|token/.test(what)) expect(bodies.includes(value) ? what : '').toBe('');
  });
});
