import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkProof,
  importSigningKey,
  importVerificationKey,
  keyFinder,
  keysSubject,
  type Order,
  parseHubKeys,
  proveBundle,
  readBundle,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import { linkNames } from '../../exchange/policy/link.ts';
import { questionOf } from '../../exchange/query/question.ts';
import { canonicalJson, sha256 } from '../../kernel/index.ts';
import { usedQueries } from '../support/quota.ts';
import type { Respond, TestWorld } from '../support/world.ts';
import { startTestWorld } from '../support/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const resident = () => world.county.residents[0]!;
const purpose = { matter: 'HRSS-PENSION-01', case: '2026-LS-1' };
const question = () => ({
  resource: 'population.resident',
  match: { citizenNumber: resident().citizenNumber },
  fields: ['name', 'address'],
  purpose,
});
const rowOf = (order: Order) => {
  const whole: Record<string, unknown> = { ...resident() };
  return Object.fromEntries(order.fields.map((field) => [field, whole[field]]));
};
const police = (respond: Respond) =>
  world.provider({ organisation: 'police', system: 'police-connector', resource: 'population.resident', respond });
const honest: Respond = (order, { honest: answer, send }) => {
  send(
    order.mode === 'lookup'
      ? answer({ rows: [rowOf(order)] })
      : answer({
          matched: true,
          verdicts: Object.fromEntries(Object.keys(order.claims).map((claim) => [claim, true])),
        }),
  );
};
const used = (grant: string) => usedQueries(world.db.database, grant);
const evidence = async () =>
  (await world.db.database.pool.query('select * from exchange.evidence order by leaf')).rows as Record<
    string,
    unknown
  >[];

describe('a download of open data', () => {
  const url = '/v1/open-data/economy.indicator/rows.json';
  const download = async () =>
    (await world.hub.app.inject({ method: 'GET', url })) as { statusCode: number; body: string };

  it('is read piece by piece at its provider, proved and on record, for nobody in particular', async () => {
    const figures = world.county.indicators.slice(0, 3).map((row) => ({ ...row }) as Record<string, unknown>);
    await using provider = await world.provider({
      ...{ organisation: 'statistics', system: 'statistics-connector', resource: 'economy.indicator' },
      respond: (order, { honest: answer, send }) => {
        const begins = order.list?.from === undefined;
        const rows = (begins ? figures.slice(0, 2) : figures.slice(2)).map((row) =>
          Object.fromEntries(order.fields.map((field) => [field, row[field]])),
        );
        send(answer(begins ? { rows, next: 'behind-two' } : { rows }));
      },
    });
    const before = (await evidence()).length;
    const { statusCode, body } = await download();
    expect([statusCode, body.slice(0, 400)]).toEqual([200, expect.stringContaining('economy.indicator')]);
    const { rows, truncated } = JSON.parse(body);
    expect([rows.length, truncated]).toEqual([3, false]);
    expect(provider.orders.map(({ list }) => list)).toEqual([{}, { from: 'behind-two' }]);
    expect(provider.orders[0]).toMatchObject({
      ...{ mode: 'list', match: {}, scope: [], claims: {}, consumer: { organisation: 'data', system: 'open-data' } },
      purpose: { matter: 'open-data' },
    });
    expect(new Set(provider.orders.map(({ purpose: { case: one } }) => one)).size).toBe(1);
    expect((await evidence()).length - before).toBe(provider.orders.length);
  });

  it('is a refusal when nobody is there, and that is on record too', async () => {
    const before = (await evidence()).length;
    const { statusCode, body } = await download();
    expect([statusCode, JSON.parse(body).code]).toEqual([503, 'CONNECTOR_ABSENT']);
    expect((await evidence()).length - before).toBe(1);
  });

  it('is not to be had where the source cannot list, which is nobody’s failure', async () => {
    await using _provider = await world.provider({
      ...{ organisation: 'statistics', system: 'statistics-connector', resource: 'economy.indicator' },
      respond: (_order, { honest: answer, send }) =>
        send(answer({ status: 'refused', error: { code: 'LIST_NOT_SUPPORTED', detail: 'x' } })),
    });
    const { statusCode, body } = await download();
    expect([statusCode, JSON.parse(body).code]).toEqual([404, 'OPEN_ROWS_NOT_LISTED']);
  });

  it.each([
    ['comes back to where it was', undefined, 'could not'],
    ['has changed', 'LIST_CHANGED', 'changed or'],
  ])('ends where the list %s, and says so', async (_name, code, told) => {
    const { indicatorCode, indicatorName, divisionCode, divisionName, frequency, period, value, unit } =
      world.county.indicators[0]!;
    const row = { indicatorCode, indicatorName, divisionCode, divisionName, frequency, period, value, unit };
    await using provider = await world.provider({
      ...{ organisation: 'statistics', system: 'statistics-connector', resource: 'economy.indicator' },
      respond: (order, { honest: answer, send }) =>
        send(
          code === undefined || order.list?.from === undefined
            ? answer({ rows: [row], next: 'here' })
            : answer({ status: 'failed', error: { code, detail: 'x' } }),
        ),
    });
    const { rows, truncated, reason } = JSON.parse((await download()).body);
    expect([rows.length, truncated, reason]).toEqual([1, true, expect.stringContaining(told)]);
    expect(provider.orders).toHaveLength(2);
  });

  it('holds a provider to what is open: a field more, and nothing leaves', async () => {
    await using _provider = await world.provider({
      ...{ organisation: 'statistics', system: 'statistics-connector', resource: 'economy.indicator' },
      respond: (order, { honest: answer, send }) => {
        const row = { ...world.county.indicators[0] } as Record<string, unknown>;
        const given = Object.fromEntries(order.fields.map((field) => [field, row[field]]));
        send(answer({ rows: [{ ...given, secret: '1' }] }));
      },
    });
    expect(JSON.parse((await download()).body).code).toBe('ANSWER_NOT_SOUND');
  });
});

describe('a governed query', () => {
  it('brings back the fields asked for, a receipt that stands in the record, and what is left of the day', async () => {
    await using provider = await police(honest);
    const client = await world.client('hrss-pension');
    const answer = await client.query(question());
    expect(answer).toMatchObject({
      mode: 'lookup',
      rows: [{ name: resident().name, address: resident().address }],
      provider: { organisation: 'police', system: 'police-connector' },
      quota: { limit: 100_000 },
    });
    const [order] = provider.orders;
    expect(order).toMatchObject({
      consumer: { organisation: 'hrss', system: 'hrss-pension' },
      purpose,
      fields: ['name', 'address'],
      scope: [],
    });
    const entry = (await evidence()).find((each) => each.leaf === answer.receipt.index);
    expect(entry).toMatchObject({
      event: 'query',
      outcome: 'answered',
      actor: 'system:hrss-pension',
      object: 'population.resident',
      matter: 'HRSS-PENSION-01',
      case: '2026-LS-1',
    });
    expect(answer.quota.limit - answer.quota.remaining).toBe(await used(answer.grant));
  });

  it('leaves in the record what it takes to prove it: digests of question and answer, and the trace', async () => {
    let sent: Buffer | undefined;
    let trace: string | undefined;
    await using provider = await police((order, { honest: answer, send, traceparent }) => {
      trace = traceparent;
      const own = answer({ rows: [rowOf(order)] });
      sent = Buffer.from(JSON.stringify(own));
      send(own);
    });
    const client = await world.client('hrss-pension');
    const { receipt } = await client.query(question());
    const entry = (await evidence()).find((each) => each.leaf === receipt.index);
    expect(entry?.answer).toMatchObject({ digest: sha256(sent!).toString('base64url'), rows: 1 });
    // Salted, so that nobody who reads the record finds out by trying who was asked about; the asker has the salt.
    const asked = { actor: 'system:hrss-pension', question: questionOf({ ...question(), mode: 'lookup' }) };
    const { leaf, salts } = receipt as unknown as { leaf: string; salts: { request: string } };
    const digest = sha256(`["${salts.request}","request",${canonicalJson(asked)}]`).toString('base64url');
    expect(leaf).toContain(`"request":"${digest}"`);
    expect(provider.orders.at(-1)?.requestDigest).toBe(digest);
    expect(JSON.stringify(entry)).not.toContain(salts.request);
    expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    expect(entry?.trace).toBe(trace?.split('-')[1]);
  });

  it('adds the grant’s row scope to the order, whatever was asked', async () => {
    await using provider = await police(honest);
    const client = await world.client('civil-assistance');
    await client.query({ ...question(), purpose: { matter: 'CIVIL-AID-01', case: '2026-1' } });
    expect(provider.orders[0]?.scope).toEqual([{ field: 'divisionCode', op: 'eq', value: '450721' }]);
  });

  it('answers a verification with verdicts and no data', async () => {
    await using _provider = await police(honest);
    const client = await world.client('hrss-pension');
    const { fields: _fields, ...base } = question();
    const answer = await client.verify({ ...base, claims: { name: 'x' } });
    expect(answer).toMatchObject({ matched: true, verdicts: { name: true } });
    expect(answer).not.toHaveProperty('rows');
  });

  it('keeps no personal number or name in the record or the log', async () => {
    await using _provider = await police(honest);
    const client = await world.client('hrss-pension');
    await client.query(question());
    await client.query({ ...question(), fields: ['maritalStatus'] }).catch(() => {});
    const kept = JSON.stringify(await evidence()) + world.hub.log.join('\n');
    expect(kept).not.toContain(resident().citizenNumber);
    expect(kept).not.toContain(resident().name);
    expect(kept).not.toContain(resident().address);
  });

  it('explains itself without asking anybody or charging anything', async () => {
    await using provider = await police(honest);
    const client = await world.client('hrss-pension');
    const explained = await client.explain(question());
    expect(explained).toMatchObject({ allowed: true, fields: ['name', 'address'] });
    expect(explained.links.map((link) => link.link)).toEqual([...linkNames, 'quota']);
    const before = await used(explained.grant ?? '');
    expect(await client.explain({ ...question(), fields: ['maritalStatus'] })).toMatchObject({
      allowed: false,
      problem: { code: 'FIELD_NOT_GRANTED' },
    });
    expect(provider.orders).toEqual([]);
    expect(await used(explained.grant ?? '')).toBe(before);
  });

  it('explains itself to officers for the consumer systems in their reach, and to a system for itself alone', async () => {
    const explain = async (login: string, system?: string) => {
      const { status, body } = await world.hub.call({
        method: 'POST',
        url: `/v1/query/explain${system === undefined ? '' : `?system=${system}`}`,
        headers: { authorization: `Bearer ${await world.session(login)}` },
        payload: { ...question(), mode: 'lookup' },
      });
      return [status, body.allowed ?? body.code];
    };
    expect(await explain('hrss-admin', 'hrss-pension')).toEqual([200, true]);
    expect(await explain('data-auditor', 'hrss-pension')).toEqual([200, true]);
    expect(await explain('data-auditor', 'civil-assistance')).toEqual([200, false]);
    expect(await explain('hrss-admin')).toEqual([400, 'INVALID_INPUT']);
    expect(await explain('police-admin', 'police-connector')).toEqual([400, 'INVALID_INPUT']);
    expect(await explain('civil-admin', 'hrss-pension')).toEqual([404, 'NOT_FOUND']);
    expect(await explain('civil-admin', 'nobody')).toEqual([404, 'NOT_FOUND']);
    const bySystem = async (system: string) => {
      const payload = { ...question(), mode: 'lookup' };
      const url = `/v1/query/explain?system=${system}`;
      const { status } = await world.hub.call(await world.signed('hrss-pension', { method: 'POST', url, payload }));
      return status;
    };
    expect([await bySystem('hrss-pension'), await bySystem('civil-assistance')]).toEqual([200, 404]);
  });
});

describe('a query that is refused', () => {
  it.each([
    ['FIELD_NOT_GRANTED', 403, { fields: ['name', 'maritalStatus'] }],
    ['FIELD_NOT_GRANTED', 403, { fields: ['name" from x; drop table y; --'] }],
    ['MATCH_NOT_GRANTED', 403, { match: { "citizenNumber' or '1'='1": 'x' } }],
    ['MATTER_NOT_COVERED', 403, { purpose: { matter: 'CIVIL-AID-01', case: '1' } }],
    ['QUERY_NOT_AUTHORISED', 403, { resource: 'population.nobody' }],
    ['QUERY_NOT_AUTHORISED', 403, { resource: 'legal-person.enterprise' }],
    ['QUERY_NOT_AUTHORISED', 403, { resource: 'population.>' }],
    ['QUERY_NOT_AUTHORISED', 403, { resource: '*' }],
    ['QUERY_NOT_AUTHORISED', 403, { resource: 'population.resident ' }],
    ['CASE_NUMBER_PERSONAL', 400, { purpose: { matter: 'HRSS-PENSION-01', case: '11010519491231002X' } }],
  ])('with %s names the rule and the remedy, and nobody is asked', async (code, status, change) => {
    await using provider = await police(honest);
    const client = await world.client('hrss-pension');
    const problem = await client.query({ ...question(), ...change }).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code, status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(problem).toMatchObject({ reason: expect.stringMatching(/./), remedy: expect.stringMatching(/./) });
    expect(provider.orders).toEqual([]);
    const { traceId } = problem as { traceId: string };
    const recorded = (await evidence()).filter((entry) => entry.trace === traceId);
    // What could not even be understood as a question is no use of anybody's data.
    if (status === 400) expect(recorded).toEqual([]);
    else {
      const { resource = 'population.resident' } = change as { resource?: string };
      const exists = ['population.resident', 'legal-person.enterprise'].includes(resource);
      expect(recorded).toMatchObject([
        { outcome: 'refused', code, actor: 'system:hrss-pension', object: exists ? resource : null },
      ]);
    }
  });

  it('tells a stranger nothing of what exists, and the administration that it does not', async () => {
    const client = await world.client('hrss-pension');
    const told = await Promise.all(
      ['population.nobody', 'legal-person.enterprise'].map((resource) =>
        client
          .query({ ...question(), resource })
          .catch((error: { detail: string }) => error.detail.replace(resource, 'X')),
      ),
    );
    expect(told[0]).toBe(told[1]);
  });

  it('reaches the provider with a hostile value as a value', async () => {
    await using provider = await police((_order, { honest: answer, send }) => send(answer({ rows: [] })));
    const client = await world.client('hrss-pension');
    const answer = await client.query({ ...question(), match: { citizenNumber: "' or '1'='1" } });
    expect(answer.rows).toEqual([]);
    expect(provider.orders[0]?.match).toEqual({ citizenNumber: "' or '1'='1" });
  });
});

/** Where the members of a bundle begin. */
const rootEnd = (bundle: Buffer) => 7 + bundle.readUInt16BE(5);
/** The same length, so that lengths stay right. */
const rewrite = (from: string, to: string) => (bundle: Buffer) =>
  Buffer.from(bundle.toString('latin1').replace(latin1(from), latin1(to)), 'latin1');
const latin1 = (text: string) => Buffer.from(text).toString('latin1');

describe('a provider that is away or wrong', () => {
  const stranger = importSigningKey(
    { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) },
    'stranger',
  );

  it('that is not connected gives 503 and says when it was last seen', async () => {
    const client = await world.client('hrss-pension');
    expect(await client.query(question()).catch((e: unknown) => e)).toMatchObject({
      code: 'CONNECTOR_ABSENT',
      status: 503,
      detail: expect.stringContaining('last seen'),
    });
  });

  it('that is slow gives 504 at the deadline', async () => {
    await using _provider = await police(() => {});
    const client = await world.client('hrss-pension');
    expect(await client.query(question()).catch((e: unknown) => e)).toMatchObject({
      code: 'CONNECTOR_SLOW',
      status: 504,
    });
  });

  it.each<[string, string, Respond]>([
    ['answers garbage', 'BUNDLE_MALFORMED', (_order, { message }) => void message.respond(Buffer.from('garbage'))],
    [
      'answers what it signed but is no answer',
      'MESSAGE_MALFORMED',
      (_order, { honest: answer, send }) => send({ ...answer({}), rows: 'all of them' } as never),
    ],
    [
      'signs with a key nobody registered',
      'KEY_UNKNOWN',
      (order, { honest: answer, send }) => send(answer({ rows: [rowOf(order)] }), { key: stranger }),
    ],
    [
      'is altered on the wire',
      'NOT_UNDER_ROOT',
      (order, { honest: answer, send }) =>
        send(answer({ rows: [rowOf(order)] }), { tamper: rewrite('灵山县', '浦北县') }),
    ],
    [
      'signs a root that does not contain its answer',
      'NOT_UNDER_ROOT',
      (order, { honest: answer, send, key }) =>
        send(answer({ rows: [rowOf(order)] }), {
          tamper: (bundle) => {
            const body = Buffer.from('another answer');
            const members = [{ label: body, body, digest: sha256(body) }];
            const other = writeBundle({ typ: 'hufu-answer', members, key });
            return Buffer.concat([other.subarray(0, rootEnd(other)), bundle.subarray(rootEnd(bundle))]);
          },
        }),
    ],
    [
      'signs its answer as if it were an order',
      'SIGNATURE_OF_OTHER_TYPE',
      (order, { honest: answer, send }) => send(answer({ rows: [rowOf(order)] }), { typ: 'hufu-order' }),
    ],
    [
      'leaves the signature out',
      'SIGNATURE_MISSING',
      (order, { honest: answer, send }) =>
        send(answer({ rows: [rowOf(order)] }), {
          tamper: (bundle) => Buffer.concat([Buffer.from('HUFU\x03\0\0'), bundle.subarray(rootEnd(bundle))]),
        }),
    ],
    [
      'sends a bundle that was cut off',
      'BUNDLE_MALFORMED',
      (order, { honest: answer, send }) =>
        send(answer({ rows: [rowOf(order)] }), { tamper: (bundle) => bundle.subarray(0, -20) }),
    ],
    [
      'sends bytes behind its bundle',
      'BUNDLE_MALFORMED',
      (order, { honest: answer, send }) =>
        send(answer({ rows: [rowOf(order)] }), { tamper: (bundle) => Buffer.concat([bundle, Buffer.from('x')]) }),
    ],
    [
      'speaks another version',
      'VERSION_UNSUPPORTED',
      (order, { honest: answer, send }) =>
        send(answer({ rows: [rowOf(order)] }), { tamper: rewrite('HUFU\x03', 'HUFU\x02') }),
    ],
    [
      'answers another order',
      'ANSWER_TO_OTHER_ORDER',
      (order, { honest: answer, send }) => send(answer({ rows: [rowOf(order)], orderDigest: 'A'.repeat(43) })),
    ],
    [
      'gives a field that was not asked for',
      'ANSWER_BEYOND_ORDER',
      (order, { honest: answer, send }) => send(answer({ rows: [{ ...rowOf(order), maritalStatus: '10' }] })),
    ],
    [
      'gives rows that break the schema',
      'ROW_BREAKS_SCHEMA',
      (_order, { honest: answer, send }) => send(answer({ rows: [{ name: 12, address: null }] })),
    ],
  ])('that %s gives 502, and nothing of it is passed on or charged', async (_what, check, respond) => {
    await using _provider = await police(respond);
    const client = await world.client('hrss-pension');
    const { grant = '' } = await client.explain(question());
    const before = await used(grant);
    const problem = await client.query(question()).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'ANSWER_NOT_SOUND', status: 502, detail: expect.stringContaining(check) });
    expect(JSON.stringify(problem)).not.toContain(resident().address);
    expect(await used(grant)).toBe(before);
    expect((await evidence()).at(-1)).toMatchObject({ outcome: 'failed', code: 'ANSWER_NOT_SOUND' });
  });

  it('that repeats an answer which it gave to another order, duly signed, gives 502', async () => {
    let given: Buffer | undefined;
    await using _provider = await police((order, { honest: answer, bytes, message, key }) => {
      given ??= Buffer.from(JSON.stringify(answer({ rows: [rowOf(order)] })));
      const members = [{ label: sha256(bytes), body: given, digest: sha256(given) }];
      message.respond(writeBundle({ typ: 'hufu-answer', members, key }));
    });
    const client = await world.client('hrss-pension');
    await expect(client.query(question())).resolves.toMatchObject({ mode: 'lookup' });
    expect(await client.query(question()).catch((error: unknown) => error)).toMatchObject({
      ...{ code: 'ANSWER_NOT_SOUND', status: 502, detail: expect.stringContaining('ANSWER_TO_OTHER_ORDER') },
    });
  });

  it('is believed in answers that share one message and one signature, each for its own order', async () => {
    const held: { label: Buffer; body: Buffer; digest: Buffer }[] = [];
    await using provider = await police((order, { honest: answer, bytes, message, key }) => {
      const body = Buffer.from(JSON.stringify(answer({ rows: [rowOf(order)] })));
      held.push({ label: sha256(bytes), body, digest: sha256(body) });
      if (held.length === 5) message.respond(writeBundle({ typ: 'hufu-answer', members: held.reverse(), key }));
    });
    const client = await world.client('hrss-pension');
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.query(question())));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(5);
    expect(provider.orders).toHaveLength(5);
  });

  it('can prove of every order that the hub gave it', async () => {
    const heard: { bytes: Buffer; message: Uint8Array }[] = [];
    await using provider = await police((order, tools) => {
      heard.push({ bytes: tools.bytes, message: tools.message.data });
      honest(order, tools);
    });
    const request = { v: 3, nonce: 'A'.repeat(22), known: [] };
    const reply = await provider.connection.request(keysSubject, JSON.stringify(request));
    const published = parseHubKeys(reply.data);
    if (!published.ok) throw new Error('the hub told no keys');
    const keyOf = keyFinder(published.value.keys.map((key) => importVerificationKey({ ...key })));
    const client = await world.client('hrss-pension');
    await Promise.all(Array.from({ length: 8 }, () => client.query(question())));
    expect(heard).toHaveLength(8);
    for (const { bytes, message } of heard) {
      const read = readBundle(message);
      if (!read.ok) throw new Error(read.code);
      const proved = proveBundle({ typ: 'hufu-order', bundle: read.bundle, keyOf });
      if (!proved.ok) throw new Error(proved.code);
      const proof = proved.proofOf(read.bundle.members.findIndex(({ body }) => body.equals(bytes)));
      const check = (digest: Buffer) => checkProof({ typ: 'hufu-order', digest, keyOf, ...proof });
      expect(check(sha256(bytes))).toMatchObject({ ok: true });
      expect(check(sha256('another order'))).toEqual({ ok: false, code: 'NOT_UNDER_ROOT' });
    }
  });

  it('that reports a failure of its own gives 502 with its code, and one that is busy 503', async () => {
    const failing = (code: string) =>
      police((_order, { honest: answer, send }) =>
        send(
          answer({
            status: 'failed',
            rows: undefined,
            error: { code, detail: 'secret detail of the source' },
          } as never),
        ),
      );
    const client = await world.client('hrss-pension');
    {
      await using _provider = await failing('SOURCE_ERROR');
      const problem = await client.query(question()).catch((error: unknown) => error);
      expect(problem).toMatchObject({
        code: 'PROVIDER_FAILED',
        status: 502,
        detail: expect.stringContaining('SOURCE_ERROR'),
      });
      expect(JSON.stringify(problem)).not.toContain('secret detail');
    }
    await using _provider = await failing('BUSY');
    expect(await client.query(question()).catch((error: unknown) => error)).toMatchObject({
      code: 'CONNECTOR_BUSY',
      status: 503,
      retryAfterSeconds: 1,
    });
  });
});

describe('revocation', () => {
  it('of a grant, a key or a system stops the next query', async () => {
    await using _provider = await police(honest);
    const client = await world.client('civil-assistance');
    const ask = () => client.query({ ...question(), purpose: { matter: 'CIVIL-AID-01', case: '2026-1' } });
    const { grant } = await ask();
    const officer = await world.session('data-admin');
    const authorization = `Bearer ${officer}`;
    const { headers } = await world.hub.call({ url: `/v1/grants/${grant}`, headers: { authorization } });
    const change = await world.hub.call({
      method: 'POST',
      url: `/v1/grants/${grant}/events`,
      headers: { authorization, 'if-match': String(headers.etag) },
      payload: { event: 'suspend', reason: '核查' },
    });
    expect(change.status).toBe(200);
    expect(await ask().catch((e: unknown) => e)).toMatchObject({ code: 'QUERY_NOT_AUTHORISED' });
    const back = await world.hub.call({
      method: 'POST',
      url: `/v1/grants/${grant}/events`,
      headers: { authorization, 'if-match': String(change.headers.etag) },
      payload: { event: 'resume', reason: '核查完毕' },
    });
    expect(back.status).toBe(200);
    await expect(ask()).resolves.toMatchObject({ grant });
  });
});

describe('a day’s quota that is used up', () => {
  it('ends with 429 and the time to wait, is recorded, asks nobody, and is explained', async () => {
    await using provider = await police(honest);
    const client = await world.client('civil-assistance');
    const asked = { ...question(), purpose: { matter: 'CIVIL-AID-01', case: '2026-1' } };
    const { grant } = await client.query(asked);
    const { pool } = world.db.database;
    // As other hubs' answers would.
    await pool.query('update exchange.quota_account set leased = 2000 where grant_id = $1', [grant]);
    // What the hub has in hand already may still be asked.
    const ask = () => client.query(asked).catch((error: unknown) => error);
    let problem = await ask();
    while (!(problem instanceof Error)) problem = await ask();
    const orders = provider.orders.length;
    expect(await ask()).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    expect(problem).toMatchObject({
      ...{ code: 'QUOTA_EXHAUSTED', status: 429, detail: expect.stringContaining(grant) },
      retryAfterSeconds: expect.any(Number),
    });
    expect((await evidence()).at(-1)).toMatchObject({ outcome: 'refused', code: 'QUOTA_EXHAUSTED' });
    expect(provider.orders).toHaveLength(orders);
    const explained = await client.explain(asked);
    expect(explained).toMatchObject({ allowed: false, quota: { limit: 2000, remaining: 0 } });
    expect(explained.links.at(-1)).toMatchObject({ link: 'quota', passed: false, reference: grant });
    expect(await used(grant)).toBe(2000);
  });
});
