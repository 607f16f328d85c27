import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type HufuClient, type HufuProblem } from '../../connectors/index.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { startOwnNats } from '../support/nats.ts';
import { type Provider, startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk, policeOf } from './residents.ts';

// Two hubs of one database, and a NATS that goes away: what is changed at one holds at the other all the same.

/** Two hubs start one after the other, which takes a busy machine its time. */
const patienceMs = 120_000;

let nats: EmbeddedNats;
let world: TestWorld;
let one: TestHub;
let other: TestHub;
let provider: Provider;
/** Milliseconds by which the other hub's clock is wrong. */
let wrongBy = 0;
let operator: Record<string, string>;
let client: HufuClient | undefined;
let grant = '';
let officer = { id: '', login: '' };

beforeAll(async () => {
  nats = await startOwnNats();
  world = await startTestWorld({ nats });
  one = world.hub;
  // As in a county that has been there for a while: a clock set back does not go before the first keys.
  await world.system('civil-assistance');
  await world.db.database.pool.query(`
    update identity.signing_key set active_from = active_from - interval '1 minute';
    update identity.system_key set not_before = not_before - interval '1 minute'`);
  const clock = { now: () => new Date(Date.now() + wrongBy) };
  other = await startTestHub({ db: world.db, natsUrl: nats.url, masterKey: one.masterKey, clock });
  provider = await world.provider({ ...policeDesk, respond: policeOf(world) });
  operator = { authorization: `Bearer ${await world.session('data-admin')}` };
  grant = (await (await clientAt(one)).query(pensionQuestion(world))).grant;
  const { rows } = await world.db.database.pool.query(
    `select id, login from identity.officer where organisation = 'hrss' limit 1`,
  );
  officer = rows[0];
}, patienceMs);
afterAll(async () => {
  await provider.connection.close();
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await nats.stop();
});

const clientAt = async (hub: TestHub, system = 'hrss-pension') => {
  const { id, kid, privateKey } = await world.system(system);
  const audience = hub.publicUrl;
  const key = { ...privateKey };
  return createClient({ hub: hub.hub.url, audience, system: id, kid, key, retry: { retries: 0 } });
};
/** What would be decided at the other hub; asks no NATS. */
const decided = async () => {
  client ??= await clientAt(other);
  return client.explain({ ...pensionQuestion(world), officer: officer.login }).then(
    ({ allowed, problem }) => (allowed ? 'permitted' : (problem?.code ?? 'refused')),
    (error: HufuProblem) => error.code,
  );
};
const becomes = async (wanted: RegExp) => {
  let last = '';
  for (let tries = 0; tries < 200 && !wanted.test(last); tries += 1) {
    if (tries > 0) await wait(20);
    last = await decided();
  }
  return last;
};

const change = async (method: 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, read = url) => {
  const { headers: found } = await one.call({ url: read, headers: operator });
  const ifMatch = found.etag === undefined ? {} : { 'if-match': String(found.etag) };
  const headers = { ...operator, ...ifMatch };
  const { status: code, body } = await one.call({ method, url, headers, ...(payload && { payload }) });
  if (code >= 300) throw new Error(`${url}: ${code} ${String(body.code)}`);
};
const event = (thing: string, name: string) =>
  change('POST', `/v1/${thing}/events`, { event: name, reason: '核查' }, `/v1/${thing}`);
const status = (thing: string, value: string) =>
  change('PUT', `/v1/${thing}/status`, { status: value }, `/v1/${thing}`);

interface Case {
  readonly what: string;
  readonly code: RegExp;
  readonly away: () => Promise<void>;
  readonly back: () => Promise<void>;
}

const cases: readonly Case[] = [
  {
    what: 'a grant',
    code: /^QUERY_NOT_AUTHORISED$/,
    away: () => event(`grants/${grant}`, 'suspend'),
    back: () => event(`grants/${grant}`, 'resume'),
  },
  {
    what: 'a matter',
    code: /^MATTER_NOT_ACTIVE$/,
    away: () => event('matters/HRSS-PENSION-01', 'end'),
    back: () => event('matters/HRSS-PENSION-01', 'reopen'),
  },
  {
    what: 'a resource',
    code: /^QUERY_NOT_AUTHORISED$/,
    away: () => event('resources/population.resident', 'suspend'),
    back: () => event('resources/population.resident', 'resume'),
  },
  {
    what: 'a provider',
    code: /^PROVIDER_SUSPENDED$/,
    away: () => status('organisations/police', 'suspended'),
    back: () => status('organisations/police', 'active'),
  },
  {
    what: 'an officer',
    code: /^OFFICER_NOT_ACTIVE$/,
    away: () => status(`officers/${officer.id}`, 'suspended'),
    back: () => status(`officers/${officer.id}`, 'active'),
  },
  {
    what: 'a system',
    // It is refused already when it asks for a token in the place of the one that no longer counts.
    code: /^(NOT_AUTHENTICATED|invalid_client|INVALID_CLIENT|CLIENT_.*|HTTP_401)$/,
    away: () => status('systems/hrss-pension', 'suspended'),
    back: () => status('systems/hrss-pension', 'active'),
  },
];

const holds = async ({ code, away, back }: Case) => {
  expect(await becomes(/^permitted$/)).toBe('permitted');
  await away();
  expect(await becomes(code)).toMatch(code);
  await back();
  expect(await becomes(/^permitted$/)).toBe('permitted');
};

describe('a change at one hub', () => {
  it.each(cases)('of $what holds at the other', holds);

  it.each(cases)('of $what holds at the other also when NATS is away', async (each) => {
    await nats.stop();
    await holds(each);
  });

  it('of a key holds at the other also when NATS is away', async () => {
    const { kid } = await world.system('hrss-pension');
    await change('DELETE', `/v1/systems/hrss-pension/keys/${kid}`);
    // For last: there is no way back from it.
    const refused = /^(?!permitted)[A-Za-z_0-9]+$/;
    expect(await becomes(refused)).toMatch(refused);
  });
});

describe('a clock that jumps', () => {
  it('lets nothing be decided while it differs, forwards or backwards, and does no harm afterwards', async () => {
    const at = async () => {
      const client = await clientAt(other, 'civil-assistance');
      const match = { citizenNumber: world.county.residents[0]!.citizenNumber };
      const question = { resource: 'population.resident', match, purpose: { matter: 'CIVIL-AID-01', case: '2026-1' } };
      return client.explain({ ...question, fields: ['name'] }).then(
        ({ allowed }) => (allowed ? 'permitted' : 'refused'),
        (error: HufuProblem) => [error.code, error.status].join(' '),
      );
    };
    expect(await at()).toBe('permitted');
    for (const jump of [9_000, -9_000]) {
      wrongBy = jump;
      expect(await at()).toBe('CLOCK_DISAGREES 503');
      wrongBy = 0;
      expect(await at()).toBe('permitted');
    }
  });
});

describe('a hub that cannot confirm what it knows', () => {
  it('decides nothing until it can, and then goes on by itself', async () => {
    const { pool } = world.db.database;
    const at = async () => {
      const client = await clientAt(other, 'civil-assistance');
      const match = { citizenNumber: world.county.residents[0]!.citizenNumber };
      const question = { resource: 'population.resident', match, purpose: { matter: 'CIVIL-AID-01', case: '2026-1' } };
      return client.explain({ ...question, fields: ['name'] }).then(
        ({ allowed }) => (allowed ? 'permitted' : 'refused'),
        (error: HufuProblem) => error.code,
      );
    };
    const until = async (wanted: string) => {
      for (let tries = 0; tries < 300 && (await at()) !== wanted; tries += 1) await wait(50);
      return at();
    };
    await pool.query('alter table exchange.fact_change rename to fact_change_away');
    expect(await until('FACTS_TOO_OLD')).toBe('FACTS_TOO_OLD');
    await pool.query('alter table exchange.fact_change_away rename to fact_change');
    expect(await until('permitted')).toBe('permitted');
  });
});
