import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pauseBefore, readRetryAfter } from '../../connectors/client/retry.ts';
import { type ClientOptions, createClient, HufuProblem, HufuUnreachable } from '../../connectors/index.ts';
import {
  contentDigestOf,
  readRequestSignature,
  readTreeSignature,
  requestLines,
  rootOfRequest,
  rootText,
  signatureBase,
  type TreeSignature,
  treeAlgorithmNames,
  verifyText,
} from '../../connectors/protocol/index.ts';
import { fixedClock, seededRandom } from '../support/clock.ts';
import { eventually } from './mapping.ts';
import { newKey } from './sample.ts';
import { openStandInHub, problem, type Respond, type StandInHub } from './stand-in-hub.ts';

const key = newKey('hrss-pension-1');
const purpose = { matter: 'pension-claim', case: '2026-0001' };
const question = { resource: 'population.resident', match: { citizenNumber: 'A1' }, fields: ['name'], purpose };
const common = {
  ...{ id: 'order-1', resource: 'population.resident', asOf: '2026-11-21T08:00:00Z', grant: 'g1' },
  provider: { organisation: 'police', system: 'police-connector' },
  quota: { limit: 100, remaining: 99, reset: '2026-11-21T16:00:00Z' },
  receipt: { id: 'r1', sequence: 1, at: '2026-11-21T08:00:00Z' },
};
const answered: Respond = () => ({ ...common, mode: 'lookup', rows: [{ name: '王芳' }] });
const verified: Respond = () => ({ ...common, mode: 'verify', matched: true, verdicts: { name: true, age: null } });
const refuse =
  (status: number, code: string, headers?: Record<string, string>): Respond =>
  (_heard, reply) =>
    problem(reply, status, code, headers);

let hub: StandInHub;
const retry = { firstMs: 1, longestMs: 5 };

beforeEach(async () => {
  hub = await openStandInHub({ system: 'hrss-pension', key });
  hub.script = [answered];
});
afterEach(() => hub[Symbol.asyncDispose]());

const open = (options: Partial<ClientOptions> = {}) =>
  createClient({ hub: hub.url, system: 'hrss-pension', key: key.privateJwk, kid: 'hrss-pension-1', retry, ...options });
const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (caught) => caught,
  );
  if (!(error instanceof Error)) throw new Error('it did not fail');
  return error;
};

describe('the client', () => {
  it('asks for records with a token of its own getting', async () => {
    const client = open();
    const { rows, receipt } = await client.query<{ name: string }>(question);
    expect(rows[0]?.name).toBe('王芳');
    expect(receipt).toEqual(common.receipt);
    expect(hub.heard).toMatchObject([{ method: 'POST', path: '/v1/query', body: { ...question, mode: 'lookup' } }]);
    const { headers } = hub.heard[0]!;
    expect(headers).toMatchObject({ authorization: 'Bearer token-1', 'accept-language': 'zh-CN' });
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    expect(headers['idempotency-key']).toMatch(/^"[0-9a-f-]{36}"$/);
  });

  it('verifies claims and asks for explanations', async () => {
    hub.script = [verified];
    const client = open({ language: 'en' });
    const { resource, match } = question;
    const claims = { name: '王芳', age: 3 };
    const answer = await client.verify({ resource, match, purpose, claims, onBehalfOf: 'civil' });
    expect(answer).toMatchObject({ matched: true, verdicts: { name: true, age: null } });
    expect(hub.heard[0]).toMatchObject({
      path: '/v1/query',
      body: { resource, match, purpose, claims, onBehalfOf: 'civil', mode: 'verify' },
      headers: { 'accept-language': 'en' },
    });
    hub.script = [() => ({ allowed: false, links: [{ link: 'fields', passed: false, reference: 'g1', title: 'x' }] })];
    expect(await client.explain(question)).toMatchObject({ allowed: false });
    expect(hub.heard[1]).toMatchObject({ path: '/v1/query/explain', body: { mode: 'lookup' } });
  });

  it('asks the sandbox the same questions, and takes no answer for one of it that does not say so', async () => {
    const sandboxed = { sandbox: true, edition: 1, asOf: common.asOf, resource: question.resource };
    hub.script = [
      () => ({ ...sandboxed, mode: 'lookup', rows: [{ name: '黄样例' }] }),
      () => ({ ...sandboxed, mode: 'verify', matched: true, verdicts: { name: false } }),
      answered,
    ];
    const client = open();
    const { rows } = await client.sandbox<{ name: string }>(question);
    expect(rows[0]?.name).toBe('黄样例');
    const { resource, match } = question;
    expect(await client.sandbox({ resource, match, purpose, claims: { name: '王芳' } })).toMatchObject({
      verdicts: { name: false },
    });
    const path = '/v1/resources/population.resident/sandbox';
    expect(hub.heard).toMatchObject([
      { method: 'POST', path, body: { ...question, mode: 'lookup' } },
      { method: 'POST', path, body: { mode: 'verify', claims: { name: '王芳' } } },
    ]);
    expect(hub.heard[0]!.headers['idempotency-key']).toBeUndefined();
    expect(await failureOf(client.sandbox(question))).toMatchObject({ code: 'HUB_ANSWER_INVALID' });
  });

  it('goes anywhere else by get and post, but not off the hub', async () => {
    hub.script = [() => ({ items: [] }), (_heard, reply) => reply.code(204).send()];
    const client = open();
    expect(await client.get('/v1/resources?limit=5')).toEqual({ items: [] });
    expect(await client.post('/v1/licences/search', { holder: 'x' })).toBeUndefined();
    expect(hub.heard).toMatchObject([
      { method: 'GET', path: '/v1/resources?limit=5' },
      { method: 'POST', path: '/v1/licences/search', body: { holder: 'x' } },
    ]);
    for (const path of ['//evil.example/', 'https://evil.example/', 'v1/x', '']) {
      await expect(client.get(path)).rejects.toThrow(TypeError);
    }
  });

  it('goes on with the caller’s trace', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await open().query(question, { traceparent });
    expect(hub.heard[0]?.headers.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)/);
  });

  it.each([
    ['an address that is none', { hub: 'hub' }],
    ['an address of another kind', { hub: 'ftp://hub' }],
    ['a public key', { key: key.publicJwk }],
    ['no key', { key: {} }],
    ['a key on another curve', { key: { kty: 'EC', crv: 'P-384', x: 'A', y: 'A', d: 'A' } }],
  ])('is not made with %s', (_name, options) => {
    expect(() => open(options)).toThrow(TypeError);
  });

  it('takes a key that is imported already, and Ed25519', async () => {
    const imported = createPrivateKey({ format: 'jwk', key: key.privateJwk as JsonWebKey });
    await expect(open({ key: imported }).query(question)).resolves.toBeDefined();
    const edwards = newKey('ed-1', 'EdDSA');
    await using other = await openStandInHub({ system: 'hrss-pension', key: edwards });
    other.script = [answered];
    await expect(
      open({ hub: `${other.url}/`, key: edwards.privateJwk, kid: 'ed-1' }).query(question),
    ).resolves.toBeDefined();
  });
});

describe('the token', () => {
  it('is kept, and got once by many callers at a time', async () => {
    const client = open();
    await Promise.all(Array.from({ length: 20 }, () => client.query(question)));
    await client.query(question);
    expect(hub.assertions).toHaveLength(1);
    expect(hub.heard).toHaveLength(21);
  });

  it('is replaced shortly before it expires, by an assertion of its own', async () => {
    const clock = fixedClock(new Date().toISOString());
    const client = open({ clock });
    await client.query(question);
    clock.advance(530_000);
    await client.query(question);
    expect(hub.assertions).toHaveLength(1);
    clock.advance(20_000);
    await client.query(question);
    expect(hub.assertions).toHaveLength(2);
    expect(new Set(hub.assertions).size).toBe(2);
  });

  it('is replaced once when the hub no longer accepts it', async () => {
    const client = open();
    await client.query(question);
    hub.withdrawn.add('token-1');
    await expect(client.query(question)).resolves.toBeDefined();
    expect(hub.heard.at(-1)?.headers.authorization).toBe('Bearer token-2');
    hub.withdrawn.add('token-2').add('token-3');
    expect(await failureOf(client.query(question))).toMatchObject({ code: 'NOT_AUTHENTICATED', status: 401 });
    expect(hub.assertions).toHaveLength(3);
  });

  it('is asked for again with a fresh assertion when the hub is not ready', async () => {
    hub.tokenScript = [refuse(503, 'DATABASE_UNAVAILABLE'), refuse(503, 'DATABASE_UNAVAILABLE')];
    await expect(open().query(question)).resolves.toBeDefined();
    expect(new Set(hub.assertions).size).toBe(3);
  });

  it('that is refused is told as the hub told it, and not asked for again', async () => {
    hub.tokenScript = [refuse(401, 'CLIENT_KEY_NOT_IN_FORCE')];
    expect(await failureOf(open().query(question))).toMatchObject({ code: 'CLIENT_KEY_NOT_IN_FORCE' });
    expect(hub.assertions).toHaveLength(1);
    expect(hub.heard).toEqual([]);
  });

  it('that is none is not used', async () => {
    hub.tokenScript = [() => ({ token: 'x' })];
    expect(await failureOf(open().query(question))).toMatchObject({ code: 'HUB_ANSWER_INVALID' });
  });
});

describe('a refusal', () => {
  it('comes as an error with code, rule and remedy', async () => {
    hub.script = [refuse(403, 'FIELD_NOT_GRANTED')];
    const error = await failureOf(open().query(question));
    expect(error).toBeInstanceOf(HufuProblem);
    expect(error).toMatchObject({
      ...{ status: 403, code: 'FIELD_NOT_GRANTED', title: '标题', detail: '详情', reason: '规则', remedy: '办法' },
      ...{ traceId: 'f'.repeat(32), errors: [{ pointer: '/fields/0', detail: 'not granted' }] },
    });
    expect(hub.heard).toHaveLength(1);
  });

  it('by something that is no hub has a code all the same', async () => {
    hub.script = [(_heard, reply) => reply.code(502).type('text/html').send('<h1>Bad gateway</h1>')];
    const error = await failureOf(open().query(question));
    expect(error).toMatchObject({ code: 'HTTP_502', status: 502, errors: [] });
    expect((error as HufuProblem).traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('by a redirect is not followed, for the token would go along', async () => {
    hub.script = [(_heard, reply) => reply.code(307).header('location', '/elsewhere').send()];
    expect(await failureOf(open().query(question))).toMatchObject({ code: 'HTTP_307' });
    expect(hub.heard).toHaveLength(1);
  });

  it.each([{}, { ...common, mode: 'verify' }, [], null, 'text'])(
    'is not needed for an answer that is none: %j',
    async (body) => {
      hub.script = [(_heard, reply) => reply.type('application/json').send(JSON.stringify(body))];
      expect(await failureOf(open().query(question))).toMatchObject({ code: 'HUB_ANSWER_INVALID' });
    },
  );
});

describe('a signature', () => {
  const nonceOf = (heard: { headers: Record<string, unknown> }) =>
    /nonce="([^"]+)"/.exec(String(heard.headers['signature-input']))?.[1];

  it('goes with everything that has a token, and is made anew for each sending', async () => {
    hub.script = [refuse(503, 'DATABASE_UNAVAILABLE'), answered];
    await open().query(question);
    hub.script = [() => ({})];
    await open().post('/v1/licences/search', {});
    await open().get('/v1/resources');
    expect(hub.heard.map(({ headers }) => headers.signature !== undefined)).toEqual([true, true, true, true]);
    const nonces = hub.heard.map(nonceOf);
    expect(nonces[0]).toMatch(/^[\w-]{22}$/);
    expect(new Set(nonces).size).toBe(4);
  });

  it('covers what is sent, made out to the hub’s outward address', async () => {
    const audience = 'https://hub.example.gov.cn';
    hub.tokenScript = [() => ({ access_token: 'token-x', token_type: 'Bearer', expires_in: 600 })];
    const headers = await open().headersFor('POST', '/v1/query', '{"a":1}');
    expect(headers).toMatchObject({ authorization: 'Bearer token-x', 'content-digest': contentDigestOf('{"a":1}') });
    await open().query(question, { idempotencyKey: 'mine' });
    const heard = hub.heard[0]!;
    const sent = heard.headers as Record<string, string>;
    const { text, signature } = readRequestSignature(sent['signature-input']!, sent.signature!)!;
    const base = (targetUri: string) =>
      signatureBase(
        requestLines({
          method: 'POST',
          targetUri,
          contentDigest: contentDigestOf(JSON.stringify(heard.body)),
          authorization: sent.authorization!,
          idempotencyKey: '"mine"',
        })!,
        text,
      );
    expect(await verifyText(base(`${hub.url}/v1/query`), signature, key.verification)).toBe(true);
    expect(await verifyText(base(`${audience}/v1/query`), signature, key.verification)).toBe(false);
  });

  it('is made once for what is asked at one moment, and each request has its own place under it', async () => {
    const client = open();
    await client.query(question);
    await Promise.all([1, 2, 3].map((n) => client.query(question, { idempotencyKey: `intent-${n}` })));
    const alone = hub.heard[0]!.headers as Record<string, string>;
    expect(readRequestSignature(alone['signature-input']!, alone.signature!)?.parameters.algorithm).toBeUndefined();
    const roots = await Promise.all(
      hub.heard.slice(1).map(async ({ headers, body }) => {
        const sent = headers as Record<string, string>;
        const { parameters, text, signature } = readRequestSignature(sent['signature-input']!, sent.signature!)!;
        expect(parameters.algorithm).toBe(treeAlgorithmNames.ES256);
        const lines = requestLines({
          ...{ method: 'POST', targetUri: `${hub.url}/v1/query`, authorization: sent.authorization! },
          ...{ contentDigest: contentDigestOf(JSON.stringify(body)), idempotencyKey: sent['idempotency-key'] },
        })!;
        const tree = readTreeSignature(signature) as TreeSignature;
        const root = rootText(tree.size, rootOfRequest(signatureBase(lines, text), tree)!);
        expect(await verifyText(root, tree.signature, key.verification)).toBe(true);
        return `${tree.size} ${root.toString('hex')}`;
      }),
    );
    expect(new Set(roots).size).toBe(1);
    expect(roots[0]).toMatch(/^3 /);
    expect(new Set(hub.heard.map(nonceOf)).size).toBe(4);
  });

  it('is not the token’s fault when it is refused', async () => {
    hub.script = [refuse(401, 'SIGNATURE_EXPIRED')];
    expect(await failureOf(open().query(question))).toMatchObject({ code: 'SIGNATURE_EXPIRED' });
    expect(hub.heard).toHaveLength(1);
    expect(hub.assertions).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each([
    ['a text', 'application/typescript; charset=utf-8', 'export interface X {}', 'export interface X {}'],
    ['bytes', 'application/ofd', Buffer.from([1, 2]), new Uint8Array([1, 2])],
    ['JSON of a kind of its own', 'application/geo+json', '{"a":1}', { a: 1 }],
  ])('may be %s', async (_name, type, sent, expected) => {
    hub.script = [(_heard, reply) => reply.type(type).send(sent)];
    expect(await open().get('/v1/x')).toEqual(expected);
  });

  it.each([
    ['a page for people', 'text/html', '<p>Sign in to the network'],
    ['JSON that is none', 'application/json', '{"a":'],
  ])('is not %s', async (_name, type, sent) => {
    hub.script = [(_heard, reply) => reply.type(type).send(sent)];
    expect(await failureOf(open().get('/v1/x'))).toMatchObject({ code: 'HUB_ANSWER_INVALID' });
  });
});

describe('trying again', () => {
  it.each([503, 504, 429])('after %i, as one request: same Idempotency-Key, same trace', async (status) => {
    hub.script = [refuse(status, 'CONNECTOR_SLOW'), refuse(status, 'CONNECTOR_SLOW'), answered];
    await expect(open().query(question)).resolves.toMatchObject({ rows: [{ name: '王芳' }] });
    expect(hub.heard).toHaveLength(3);
    expect(new Set(hub.heard.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(hub.heard.map(({ headers }) => headers.traceparent)).size).toBe(1);
  });

  it('uses the caller’s Idempotency-Key, and a new one for each call without', async () => {
    const client = open();
    await client.query(question, { idempotencyKey: 'mine' });
    await client.query(question);
    await client.query(question);
    const keys = hub.heard.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe('"mine"');
    expect(new Set(keys).size).toBe(3);
  });

  it('sends no Idempotency-Key when it never does, nor with a question that changes nothing', async () => {
    await open({ retry: { retries: 0 } }).query(question);
    hub.script = [() => ({ allowed: true, links: [] })];
    await open().explain(question);
    expect(hub.heard.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, undefined]);
  });

  it('waits for an earlier try of its own that the hub has still in hand', async () => {
    hub.script = [refuse(409, 'IDEMPOTENCY_IN_FLIGHT'), answered];
    await expect(open().query(question)).resolves.toMatchObject({ rows: [{ name: '王芳' }] });
    expect(hub.heard).toHaveLength(2);
  });

  it.each([400, 403, 404, 409, 422, 500, 502])('is not done after %i', async (status) => {
    hub.script = [refuse(status, 'X')];
    await failureOf(open().query(question));
    expect(hub.heard).toHaveLength(1);
  });

  it('ends', async () => {
    hub.script = [refuse(503, 'CONNECTOR_ABSENT')];
    expect(await failureOf(open().query(question))).toMatchObject({ code: 'CONNECTOR_ABSENT' });
    expect(hub.heard).toHaveLength(4);
    await failureOf(open({ retry: { retries: 0 } }).query(question));
    expect(hub.heard).toHaveLength(5);
  });

  it('waits for as long as the hub asks, and does not begin to wait beyond its time', async () => {
    hub.script = [refuse(429, 'RATE_LIMITED', { 'retry-after': '1' }), answered];
    await expect(open().query(question)).resolves.toBeDefined();
    hub.script = [refuse(429, 'QUOTA_EXHAUSTED', { 'retry-after': '3600' })];
    expect(await failureOf(open().query(question))).toMatchObject({ code: 'QUOTA_EXHAUSTED', retryAfterSeconds: 3600 });
    expect(hub.heard).toHaveLength(3);
  });

  it('is done when the connection breaks, for what is only read', async () => {
    hub.script = [(_heard, reply) => void reply.raw.destroy(), answered];
    await expect(open().query(question)).resolves.toBeDefined();
    expect(hub.heard).toHaveLength(2);
  });

  it('is not done when something else may have been done already', async () => {
    hub.script = [(_heard, reply) => void reply.raw.destroy(), answered];
    expect(await failureOf(open().post('/v1/licences', {}))).toMatchObject({ code: 'HUB_UNREACHABLE' });
    hub.script = [refuse(504, 'CONNECTOR_SLOW'), answered];
    expect(await failureOf(open().post('/v1/licences', {}))).toMatchObject({ code: 'CONNECTOR_SLOW' });
    hub.script = [refuse(503, 'DATABASE_UNAVAILABLE'), () => ({ id: 1 })];
    expect(await open().post('/v1/licences', {})).toEqual({ id: 1 });
  });

  it('finds a hub that comes back', async () => {
    const port = Number(new URL(hub.url).port);
    const client = open({ retry: { retries: 1_000, firstMs: 20, longestMs: 20 } });
    await client.query(question);
    await hub[Symbol.asyncDispose]();
    const asking = client.query(question);
    hub = await openStandInHub({ system: 'hrss-pension', key, port });
    hub.script = [answered];
    await expect(asking).resolves.toMatchObject({ rows: [{ name: '王芳' }] });
  });

  it('says that the hub is not there when it is not', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const error = await failureOf(open({ hub: `http://127.0.0.1:${port}` }).query(question));
    expect(error).toBeInstanceOf(HufuUnreachable);
    expect(error).toMatchObject({ code: 'HUB_UNREACHABLE' });
  });
});

describe('leaving', () => {
  const never: Respond = () => new Promise(() => {});

  it('is up to the caller, with the caller’s reason', async () => {
    hub.script = [never];
    const controller = new AbortController();
    const asking = open().query(question, { signal: controller.signal });
    await eventually('the request', () => hub.heard.length === 1);
    controller.abort(new Error('no longer wanted'));
    await expect(asking).rejects.toThrow('no longer wanted');
    await expect(open().query(question, { signal: AbortSignal.abort(new Error('never begun')) })).rejects.toThrow(
      'never begun',
    );
  });

  it('comes by itself when the time is up', async () => {
    hub.script = [never];
    expect(await failureOf(open().query(question, { timeoutMs: 200 }))).toMatchObject({ code: 'HUB_TIMEOUT' });
    expect(await failureOf(open({ timeoutMs: 200 }).query(question))).toMatchObject({ code: 'HUB_TIMEOUT' });
  });

  it('of one caller leaves the token to the others', async () => {
    let letGo: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    hub.tokenScript = [(_heard, _reply) => gate.then(() => ({ access_token: 'x', expires_in: 600 }))];
    const client = open();
    const controller = new AbortController();
    const leaving = client.query(question, { signal: controller.signal });
    const staying = client.query(question);
    await eventually('the request for a token', () => hub.assertions.length === 1);
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    letGo();
    // The token of the gate is no token that the stand-in knows, so a second one is fetched.
    await expect(staying).resolves.toBeDefined();
  });
});

describe('the pause before the next try', () => {
  const policy = { retries: 3, firstMs: 100, longestMs: 1_000 };
  const pauses = (attempt: number, retryAfterSeconds?: number) => {
    const random = seededRandom(attempt);
    return Array.from({ length: 200 }, () => pauseBefore({ attempt, policy, retryAfterSeconds, random }));
  };

  it('is drawn anew each time, from a span that doubles up to a bound', () => {
    for (const [attempt, span] of [
      [1, 100],
      [2, 200],
      [4, 800],
      [9, 1_000],
    ] as const) {
      const drawn = pauses(attempt);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...drawn)).toBeLessThan(span / 4);
      expect(Math.max(...drawn)).toBeGreaterThan((span * 3) / 4);
      expect(Math.max(...drawn)).toBeLessThan(span);
    }
  });

  it('is never shorter than the hub asked for', () => {
    expect(Math.min(...pauses(1, 2))).toBeGreaterThanOrEqual(2_000);
  });

  it('is read from either form of Retry-After', () => {
    const now = new Date('2026-11-21T08:00:00Z');
    expect(readRetryAfter('7', now)).toBe(7);
    expect(readRetryAfter('Sat, 21 Nov 2026 08:00:09 GMT', now)).toBe(9);
    expect(readRetryAfter('Sat, 21 Nov 2026 07:00:00 GMT', now)).toBe(0);
    for (const none of [null, '', 'soon', '-1', '1.5x'])
      expect(readRetryAfter(none, now), String(none)).toBeUndefined();
  });
});
