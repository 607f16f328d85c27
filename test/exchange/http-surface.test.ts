import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };

interface OpenApi {
  readonly openapi: string;
  readonly tags: readonly { name: string }[];
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Record<string, unknown>; summary?: string; tags?: string[] }>>>
  >;
}

describe('the HTTP surface', () => {
  it('is alive and ready', async () => {
    expect(await hub.call({ url: '/healthz' })).toMatchObject({
      status: 200,
      body: { status: 'alive', demonstration: false },
    });
    expect(await hub.call({ url: '/readyz' })).toMatchObject({
      status: 200,
      body: { status: 'ready', database: true, nats: true },
    });
  });

  it('describes itself in OpenAPI 3.1: every operation has a chapter, a summary in both languages and says how it refuses', async () => {
    const { openapi, tags, paths } = (await hub.call({ url: '/openapi.json' })).body as unknown as OpenApi;
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/query', '/v1/resources/{id}', '/v1/licences', '/v1/verify', '/v1/oauth/token']),
    );
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        expect(Object.keys(operation.responses), `${method} ${path}`).toEqual(expect.arrayContaining(['4XX', '5XX']));
        expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining(operation.tags ?? ['no chapter']));
        expect(operation.tags, `${method} ${path}`).toHaveLength(1);
        expect(operation.summary, `${method} ${path}`).toMatch(/\p{Script=Han}.*[a-z]/su);
      }
    }
  });

  it('shows its description on a page whose assets are all its own', async () => {
    const page = await hub.app.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      expect(source).not.toMatch(/^(https?:)?\/\//);
      const asset = await hub.app.inject({ url: new URL(source, 'http://hub.test/docs/').pathname });
      expect(asset.statusCode, source).toBe(200);
    }
  });

  it('publishes its error table in both languages', async () => {
    const { items } = (await hub.call({ url: '/v1/problems' })).body as {
      items: { code: string; title: { zh: string; en: string } }[];
    };
    expect(items.length).toBeGreaterThan(50);
    expect(items.find((item) => item.code === 'FIELD_NOT_GRANTED')?.title).toEqual({
      zh: '字段未获授权',
      en: 'Field not granted',
    });
  });

  it('counts what it does, without saying about whom', async () => {
    await hub.call({ url: '/v1/resources' });
    const { text } = (await hub.call({ url: '/metrics' })).body;
    expect(text).toContain('hufu_http_request_seconds_count{method="GET",route="/v1/resources",status="401"}');
    expect(text).toContain('hufu_problems_total{code="NOT_AUTHENTICATED"}');
    expect(text).toContain('hufu_nats_connected 1');
  });
});

describe('a request that cannot be taken', () => {
  it.each([
    ['malformed JSON', 400, 'MALFORMED_BODY', { payload: '{"login": ', headers: json }],
    ['an empty body', 400, 'MALFORMED_BODY', { payload: '', headers: json }],
    ['an unknown field', 400, 'INVALID_INPUT', { payload: { login: 'a', password: 'b', as: 'bearer', admin: true } }],
    ['a missing field', 400, 'INVALID_INPUT', { payload: { login: 'a' } }],
    ['a number where text belongs', 400, 'INVALID_INPUT', { payload: { login: 1, password: 'b', as: 'bearer' } }],
    [
      'a body that is too large',
      413,
      'BODY_TOO_LARGE',
      { payload: JSON.stringify({ login: 'x'.repeat(300_000) }), headers: json },
    ],
    [
      'another content type',
      415,
      'UNSUPPORTED_CONTENT_TYPE',
      { payload: '<login/>', headers: { 'content-type': 'application/xml' } },
    ],
    [
      'plain text',
      415,
      'UNSUPPORTED_CONTENT_TYPE',
      { payload: '{"login":"a","password":"b"}', headers: { 'content-type': 'text/plain' } },
    ],
    [
      'a name in GBK',
      400,
      'MALFORMED_BODY',
      // 张 in GBK is D5 C5, which is no UTF-8.
      {
        payload: Buffer.concat([
          Buffer.from('{"login":"'),
          Buffer.from([0xd5, 0xc5]),
          Buffer.from('","password":"b","as":"bearer"}'),
        ]),
        headers: json,
      },
    ],
    ['a NUL', 400, 'INVALID_INPUT', { payload: { login: 'a\u0000b', password: 'b', as: 'bearer' } }],
    [
      'half a surrogate pair',
      400,
      'INVALID_INPUT',
      { payload: '{"login":"a","password":"\\uD800","as":"bearer"}', headers: json },
    ],
  ])('because of %s is refused with %i', async (_what, status, code, request) => {
    const answer = await hub.call({ method: 'POST', url: '/v1/session', ...request });
    expect(answer).toMatchObject({
      status,
      body: {
        code,
        reason: expect.stringMatching(/./),
        remedy: expect.stringMatching(/./),
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('names the place with a JSON pointer and does not repeat the value', async () => {
    const { body } = await hub.call({
      method: 'POST',
      url: '/v1/session',
      payload: { login: 'a', password: 'b', as: 'bearer', admin: 'geheim' },
    });
    expect(body.errors).toEqual([{ pointer: '/admin', detail: '没有这个字段' }]);
    expect(body.translations).toMatchObject({
      'zh-CN': { errors: ['没有这个字段'] },
      en: { errors: ['unknown field'] },
    });
    expect(JSON.stringify(body)).not.toContain('geheim');
  });

  it('names every place that holds what no text has, also in a name, and however deep', async () => {
    const payload = `{"login":"\\uDC00","as":"\\u0000","deep":${'['.repeat(50_000)}"\\ud83d"${']'.repeat(50_000)},"\\u0000":1}`;
    const { status, body } = await hub.call({ method: 'POST', url: '/v1/session', payload, headers: json });
    expect(status).toBe(400);
    expect((body.errors as { pointer: string }[]).map((each) => each.pointer.slice(0, 9)).sort()).toEqual([
      '',
      '/as',
      '/deep/0/0',
      '/login',
    ]);
  });

  it('takes a whole surrogate pair and an escaped character for the text they are', async () => {
    const payload = '{"login":"\\ud842\\udfb7","password":"\\u5f20","as":"bearer"}';
    const answer = await hub.call({ method: 'POST', url: '/v1/session', payload, headers: json });
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  });

  it.each(['/v1/%zz', '/v1/resources/%E0%A4%A', `/v1/resources/${'x'.repeat(400)}`])(
    'because its address cannot be read is no fault of ours and is not written to the log: %s',
    async (url) => {
      const seen = hub.log.length;
      expect(await hub.call({ url })).toMatchObject({ status: 400, body: { code: 'MALFORMED_REQUEST' } });
      expect(hub.log.slice(seen).join('\n')).not.toContain(url.slice(0, 40));
    },
  );

  it('is answered in the language asked for, and carries both', async () => {
    const zh = await hub.call({ url: '/v1/resources' });
    expect(zh).toMatchObject({
      status: 401,
      body: { title: '未认证' },
      headers: { 'content-language': 'zh-CN', 'www-authenticate': 'Bearer realm="hufu"' },
    });
    const en = await hub.call({ url: '/v1/resources', headers: { 'accept-language': 'en' } });
    expect(en).toMatchObject({
      body: { title: 'Not authenticated', translations: { 'zh-CN': { title: '未认证' } } },
      headers: { 'content-language': 'en' },
    });
  });

  it.each(['/v1/nothing', '/v1/resources/../../etc/passwd', '/%2e%2e/x', '/v1/licences/%00'])(
    'for an address that is not there gives a problem: %s',
    async (url) => {
      const { status, body } = await hub.call({ url });
      expect([400, 401, 404]).toContain(status);
      expect(body.code).toMatch(/^[A-Z_]+$/);
    },
  );

  it('goes on with the caller’s trace', async () => {
    const { body, headers } = await hub.call({
      url: '/v1/resources',
      headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    });
    expect(body.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(headers.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
  });

  it.each([
    'Bearer',
    'Bearer a b',
    'Basic dXNlcjpwYXNz',
    'Bearer not.a.jwt',
    `Bearer ${'x'.repeat(43)}`,
    'Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJ4In0.',
  ])('because its credential is worth nothing gives 401: %s', async (authorization) => {
    expect(await hub.call({ url: '/v1/resources', headers: { authorization } })).toMatchObject({
      status: 401,
      body: { code: 'NOT_AUTHENTICATED' },
    });
  });

  it('sets the headers that keep a browser safe', async () => {
    const { headers } = await hub.call({ url: '/healthz' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBeDefined();
  });

  it('that is no HTTP at all does not disturb the hub', async () => {
    const { port } = new URL(hub.hub.url);
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0000\u0001nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(reply).toMatch(/^HTTP\/1\.1 400/);
    expect((await hub.call({ url: '/healthz' })).status).toBe(200);
  });
});

describe('rates', () => {
  it('are limited by address for strangers, with the time to wait', async () => {
    await using slow = await startTestHub({ env: { HUFU_RATE_LIMIT_PER_MINUTE: '5' } });
    const answers = [];
    for (let n = 0; n < 7; n += 1) answers.push(await slow.call({ url: '/v1/resources' }));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(answers[5]).toMatchObject({
      body: { code: 'TOO_MANY_REQUESTS' },
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    });
  });
});
