import { setTimeout as wait } from 'node:timers/promises';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clearRepetitions } from '../../exchange/http/repetition/repetition-store.ts';
import { createRepetitions, type Repetitions } from '../../exchange/http/repetition/repetitions.ts';
import { systemRandom } from '../../kernel/index.ts';
import { licenceData } from '../../ops/demo/seed/licence-data.ts';
import { licensedEnterprises } from '../../ops/demo/seed/licences.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { usedQueries } from '../support/quota.ts';
import { type Provider, type Respond, startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk, policeOf } from './residents.ts';

// Requests that come twice: copied by somebody to another hub, or sent again by their sender after a lost answer.

let world: TestWorld;
let other: TestHub;
let provider: Provider;
let respond: Respond;

beforeAll(async () => {
  world = await startTestWorld();
  const { db, hub, nats } = world;
  other = await startTestHub({ db, natsUrl: nats.url, masterKey: hub.masterKey });
  provider = await world.provider({ ...policeDesk, respond: (order, tools) => respond(order, tools) });
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  respond = policeOf(world);
  provider.orders.length = 0;
});

const pension = () => ({ ...pensionQuestion(world), mode: 'lookup' });
const query = (headers: Record<string, string> = {}, payload: object = pension()) =>
  world.signed('hrss-pension', { method: 'POST', url: '/v1/query', payload, headers });
const keyed = (key: string, payload?: object) => query({ 'idempotency-key': `"${key}"` }, payload);
const newKey = () => systemRandom.uuid();
const codeAt = async (hub: TestHub, request: InjectOptions) => {
  const { status, body } = await hub.call(request);
  return body.code === undefined ? String(status) : `${status} ${String(body.code)}`;
};
const grantOf = async () => String((await world.hub.call(await query())).body.grant);

describe('a signed query that is copied to another hub', () => {
  it('is answered by one alone; the other charges nothing, passes nothing on and records that it refused', async () => {
    const grant = await grantOf();
    const before = await usedQueries(world.db.database, grant);
    const request = await query();
    const first = await world.hub.call(request);
    const second = await other.call(request);
    expect(first.status).toBe(200);
    expect(second).toMatchObject({ status: 401, body: { code: 'SIGNATURE_REPLAYED' } });
    expect(JSON.stringify(second.body)).not.toContain(String((first.body.rows as { name: string }[])[0]?.name));
    expect(await usedQueries(world.db.database, grant)).toBe(before + 1);
    const { rows } = await world.db.database.pool.query(
      `select event, outcome, code from exchange.evidence where trace = $1`,
      [second.body.traceId],
    );
    expect(rows).toEqual([{ event: 'query', outcome: 'refused', code: 'SIGNATURE_REPLAYED' }]);
  });

  it('is answered by one alone, though both have it at once', async () => {
    const requests = await Promise.all(Array.from({ length: 10 }, () => query()));
    const outcomes = await Promise.all(
      requests.map((request) => Promise.all([world.hub, other].map((hub) => codeAt(hub, request)))),
    );
    for (const pair of outcomes) expect(pair.toSorted()).toEqual(['200', '401 SIGNATURE_REPLAYED']);
  });

  it('gets no answer that was kept for its sender either', async () => {
    const request = await keyed(newKey());
    expect(await codeAt(world.hub, request)).toBe('200');
    expect(await codeAt(world.hub, request)).toBe('401 SIGNATURE_REPLAYED');
    expect(await codeAt(other, request)).toBe('401 SIGNATURE_REPLAYED');
  });

  it('is explained once as well', async () => {
    const request = await world.signed('hrss-pension', {
      method: 'POST',
      url: '/v1/query/explain',
      payload: pension(),
    });
    expect(await codeAt(world.hub, request)).toBe('200');
    expect(await codeAt(other, request)).toBe('401 SIGNATURE_REPLAYED');
  });
});

describe('a query with an Idempotency-Key', () => {
  it('that is sent again gets the same answer, on whichever hub, and is asked and charged once', async () => {
    const grant = await grantOf();
    const before = await usedQueries(world.db.database, grant);
    provider.orders.length = 0;
    const key = newKey();
    const first = await world.hub.call(await keyed(key));
    expect(first.status).toBe(200);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    for (const hub of [world.hub, other]) {
      const again = await hub.call(await keyed(key));
      expect(again).toMatchObject({ status: 200, body: first.body });
      expect(again.headers).toMatchObject({
        'idempotency-replayed': 'true',
        'content-type': first.headers['content-type'],
        'cache-control': 'no-store',
      });
    }
    expect(provider.orders).toHaveLength(1);
    expect(await usedQueries(world.db.database, grant)).toBe(before + 1);
  });

  it('that comes with another body is refused', async () => {
    const key = newKey();
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
    const changed = { ...pension(), fields: ['name'] };
    expect(await codeAt(other, await keyed(key, changed))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    const elsewhere = await world.signed('hrss-pension', {
      ...{ method: 'POST', url: '/v1/query?again', payload: pension() },
      headers: { 'idempotency-key': `"${key}"` },
    });
    expect(await codeAt(world.hub, elsewhere)).toBe('422 IDEMPOTENCY_KEY_REUSED');
  });

  it('is of its system alone: another’s same key is another key', async () => {
    const key = newKey();
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
    const theirs = await world.signed('civil-assistance', {
      ...{ method: 'POST', url: '/v1/query', payload: pension() },
      headers: { 'idempotency-key': `"${key}"` },
    });
    expect(await codeAt(world.hub, theirs)).toBe('403 MATTER_NOT_COVERED');
  });

  it('waits its turn while the first is in hand', async () => {
    let answer: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      respond = (order, tools) => {
        answer = () => void policeOf(world)(order, tools);
        resolve();
      };
    });
    const key = newKey();
    const first = world.hub.call(await keyed(key));
    await asked;
    for (const hub of [world.hub, other]) {
      const { status, headers, body } = await hub.call(await keyed(key));
      expect([status, body.code, headers['retry-after']]).toEqual([409, 'IDEMPOTENCY_IN_FLIGHT', '1']);
    }
    answer?.();
    expect((await first).status).toBe(200);
    expect((await other.call(await keyed(key))).body).toEqual((await first).body);
  });

  it('that was refused, or failed, is a new one when it is sent again', async () => {
    const key = newKey();
    const refused = { ...pension(), fields: ['maritalStatus'] };
    expect(await codeAt(world.hub, await keyed(key, refused))).toMatch(/^403 /);
    respond = (_order, { honest, send }) =>
      send(honest({ status: 'failed', error: { code: 'SOURCE_FAILED', detail: 'x' } }));
    expect(await codeAt(world.hub, await keyed(key))).toBe('502 PROVIDER_FAILED');
    respond = policeOf(world);
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
  });

  it('whose grant was taken back since gets nothing again', async () => {
    const key = newKey();
    const { body } = await world.hub.call(await keyed(key));
    const headers = { authorization: `Bearer ${await world.session('data-admin')}` };
    const change = async (event: string) => {
      const { headers: read } = await world.hub.call({ url: `/v1/grants/${String(body.grant)}`, headers });
      const { status } = await world.hub.call({
        ...{ method: 'POST', url: `/v1/grants/${String(body.grant)}/events` },
        headers: { ...headers, 'if-match': String(read.etag) },
        payload: { event, reason: '核查' },
      });
      expect(status).toBe(200);
    };
    await change('suspend');
    expect(await codeAt(world.hub, await keyed(key))).toBe('403 QUERY_NOT_AUTHORISED');
    await change('resume');
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
  });

  it.each(['8e03', '""', '1', '"a', `"${'x'.repeat(256)}"`, '"a";b'])('is refused when the key is %s', async (key) => {
    expect(await codeAt(world.hub, await query({ 'idempotency-key': key }))).toBe('400 IDEMPOTENCY_KEY_MALFORMED');
    expect(provider.orders).toEqual([]);
  });

  it('without the header leaves nothing behind', async () => {
    const rows = async () => (await world.db.database.pool.query('select from exchange.repeated_request')).rowCount;
    const before = await rows();
    expect(await codeAt(world.hub, await query())).toBe('200');
    expect(await rows()).toBe(before);
  });

  it('leaves nothing that can be read: neither key, nor question, nor answer', async () => {
    const resident = world.county.residents[0]!;
    const key = newKey();
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
    const { rows } = await world.db.database.pool.query('select * from exchange.repeated_request');
    const text = rows
      .flatMap((row: object) => Object.values(row))
      .map((value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
      .join('\n');
    for (const secret of [key, key.replaceAll('-', ''), resident.citizenNumber, resident.name, 'hrss-pension']) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('latin1'));
    }
  });

  it('that the SDK sends again after a lost answer is charged once', async () => {
    const grant = await grantOf();
    const before = await usedQueries(world.db.database, grant);
    const { createClient } = await import('../../connectors/index.ts');
    const { id, kid, privateKey } = await world.system('hrss-pension');
    let lost = 0;
    const client = createClient({
      ...{ hub: world.hub.hub.url, audience: world.hub.publicUrl, system: id, kid, key: { ...privateKey } },
      retry: { firstMs: 1, longestMs: 5 },
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (String(input).endsWith('/v1/query') && lost < 2) {
          lost += 1;
          throw new TypeError('fetch failed');
        }
        return response;
      },
    });
    const { rows } = await client.query(pensionQuestion(world));
    expect(rows).toHaveLength(1);
    expect(lost).toBe(2);
    expect(await usedQueries(world.db.database, grant)).toBe(before + 1);
  });
});

describe('a licence', () => {
  it('is issued once for an Idempotency-Key', async () => {
    const clerk = { authorization: `Bearer ${await world.session('approval-clerk')}` };
    const licensed = new Set(licensedEnterprises(world.county.enterprises));
    const enterprise = world.county.enterprises.find(
      (one) => !licensed.has(one) && one.status === '存续' && one.termTo === null,
    )!;
    const type = 'business-licence';
    const data = licenceData(enterprise);
    const issue = (payload: object) =>
      world.hub.call({
        ...{ method: 'POST', url: '/v1/licences', payload },
        headers: { ...clerk, 'idempotency-key': '"one licence"' },
      });
    const first = await issue({ type, data });
    expect(first.status).toBe(201);
    const again = await issue({ type, data });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers).toMatchObject({ location: first.headers.location, 'idempotency-replayed': 'true' });
    expect((await issue({ type, data, issuerReference: 'x' })).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('a try that dies', () => {
  const begin = (repetitions: Repetitions, takesOver = true, content = 'x') =>
    repetitions.begin({ caller: 'system:a', key: 'k', content: [content], takesOver });
  const open = (times: { heldMs: number; keptMs?: number }) =>
    createRepetitions({ database: world.db.database, random: systemRandom, masterKey: world.hub.masterKey, ...times });
  const letTimePass = (what: 'held_until' | 'expires_at') =>
    world.db.database.pool.query(`update exchange.repeated_request set ${what} = now()`);
  beforeEach(() => world.db.database.pool.query('delete from exchange.repeated_request'));

  it('is taken over once its time is up, and not charged again when its record may stand', async () => {
    const hub = open({ heldMs: 60_000 });
    await begin(hub);
    await expect(begin(hub)).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_FLIGHT' });
    await letTimePass('held_until');
    const second = await begin(hub);
    if (!('attempt' in second)) throw new Error('there is no answer');
    expect(second.attempt.charged).toBe(false);
    await second.attempt.recording();
    await letTimePass('held_until');
    await expect(begin(hub, true, 'y')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const third = await begin(hub);
    if (!('attempt' in third)) throw new Error('there is no answer');
    expect(third.attempt.charged).toBe(true);
    // The one that was thought dead comes back: what it keeps is no longer its to keep.
    await third.attempt.keep({ status: 200, headers: {}, body: 'right' });
    await second.attempt.keep({ status: 200, headers: {}, body: 'late' });
    expect(await begin(hub)).toMatchObject({ answer: { body: 'right' } });
  });

  it('is nobody’s but its caller’s', async () => {
    const hub = open({ heldMs: 60_000 });
    await begin(hub);
    const theirs = hub.begin({ caller: 'system:b', key: 'k', content: ['x'], takesOver: true });
    expect(await theirs).toMatchObject({ attempt: { charged: false } });
  });

  it('is not taken over where a thing is to be done once', async () => {
    const hub = open({ heldMs: 20 });
    await begin(hub, false);
    await wait(30);
    await expect(begin(hub, false)).rejects.toMatchObject({ code: 'IDEMPOTENCY_UNCERTAIN' });
  });

  it('and is left by itself begins anew, or goes on from its record', async () => {
    const hub = open({ heldMs: 60_000 });
    const first = await begin(hub);
    if (!('attempt' in first)) throw new Error('there is no answer');
    await first.attempt.leave();
    const second = await begin(hub, true, 'another');
    if (!('attempt' in second)) throw new Error('there is no answer');
    await second.attempt.recording();
    second.attempt.notRecorded();
    await second.attempt.leave();
    const third = await begin(hub);
    if (!('attempt' in third)) throw new Error('there is no answer');
    expect(third.attempt.charged).toBe(false);
    await third.attempt.recording();
    await third.attempt.leave();
    expect(await begin(hub)).toMatchObject({ attempt: { charged: true } });
  });

  it('is forgotten with its answer after a few minutes', async () => {
    const hub = open({ heldMs: 60_000, keptMs: 60_000 });
    const first = await begin(hub);
    if (!('attempt' in first)) throw new Error('there is no answer');
    await first.attempt.keep({ status: 200, headers: {}, body: 'soon gone' });
    expect(await begin(hub)).toMatchObject({ answer: { body: 'soon gone' } });
    await letTimePass('expires_at');
    await clearRepetitions(world.db.database);
    const rows = await world.db.database.pool.query('select from exchange.repeated_request');
    expect(rows.rowCount).toBe(0);
    expect(await begin(hub, true, 'anything')).toMatchObject({ attempt: { charged: false } });
  });

  it('is one of several that came at once', async () => {
    const hub = open({ heldMs: 60_000 });
    const outcomes = await Promise.allSettled([begin(hub), begin(hub), begin(hub, true, 'y'), begin(hub)]);
    const codes = outcomes.map((each) =>
      each.status === 'fulfilled' ? 'begun' : String((each.reason as { code: string }).code),
    );
    expect(codes).toEqual(['begun', 'IDEMPOTENCY_IN_FLIGHT', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_FLIGHT']);
  });

  it('whose answer could not be kept is answered all the same, and asked but not charged when it comes again', async () => {
    const grant = await grantOf();
    const { pool } = world.db.database;
    await pool.query(`create function exchange.keep_nothing() returns trigger language plpgsql as
      $$ begin raise exception 'a test'; end $$`);
    await pool.query(`create trigger keep_nothing before update on exchange.repeated_request for each row
      when (new.stage = 'answered') execute function exchange.keep_nothing()`);
    const key = newKey();
    const before = await usedQueries(world.db.database, grant);
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
    await pool.query('drop trigger keep_nothing on exchange.repeated_request');
    expect(await codeAt(other, await keyed(key))).toBe('409 IDEMPOTENCY_IN_FLIGHT');
    await pool.query('update exchange.repeated_request set held_until = now()');
    expect(await codeAt(other, await keyed(key))).toBe('200');
    expect(await usedQueries(world.db.database, grant)).toBe(before + 1);
    expect(world.hub.log.some((line) => line.includes('could not be kept for a repetition'))).toBe(true);
  });

  it('is not charged again when its hub is gone and the record stands', async () => {
    const grant = await grantOf();
    const key = newKey();
    expect(await codeAt(world.hub, await keyed(key))).toBe('200');
    const before = await usedQueries(world.db.database, grant);
    // As a hub leaves it that is killed between its record and its answer.
    await world.db.database.pool.query(
      `update exchange.repeated_request set stage = 'recording', answer = null, held_until = now()`,
    );
    const { status, body } = await other.call(await keyed(key));
    expect(status).toBe(200);
    expect(body.receipt).toBeDefined();
    expect(await usedQueries(world.db.database, grant)).toBe(before);
    // And as it leaves it that is killed before: nothing was charged, so this one is.
    const fresh = newKey();
    expect(await codeAt(world.hub, await keyed(fresh))).toBe('200');
    await world.db.database.pool.query(
      `update exchange.repeated_request set stage = 'begun', answer = null, held_until = now() where stage = 'answered'`,
    );
    expect(await codeAt(other, await keyed(fresh))).toBe('200');
    expect(await usedQueries(world.db.database, grant)).toBe(before + 2);
  });
});
