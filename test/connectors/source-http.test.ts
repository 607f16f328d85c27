import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../connectors/index.ts';
import { openHttpSource } from '../../connectors/source/http/http-source.ts';
import { hasFixedOrigin } from '../../connectors/source/http/request-template.ts';
import { systemClock } from '../../kernel/index.ts';
import { field, mapping, request } from './mapping.ts';

const company = mapping({
  id: 'legal-person.enterprise',
  match: ['code', ['code', 'status'], ['code', 'town']],
  fields: {
    code: '/UNISCID',
    name: 'ENTNAME',
    status: field('/STATE', { codes: new Map([['1', '存续']]) }),
    town: '/DOM/TOWN',
    capital: field('/CAP', { type: 'number' }),
  },
});
const record = { UNISCID: 'C1', ENTNAME: '某公司', STATE: '1', DOM: { TOWN: '450721001' }, CAP: '12.5' };

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let base: string;
let seen: Seen[] = [];
let answer: (seen: Seen, response: ServerResponse) => void;

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const one = { method: incoming.method, url: incoming.url, headers: incoming.headers, body };
    seen.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = (_seen, response) => json(response, 200, record);
});

const open = (more: object = {}): Source =>
  openHttpSource({ config: { kind: 'http', url: `${base}/companies/{code}`, ...more }, clock: systemClock });
const read = async (source: Source, changes: Partial<Parameters<typeof request>[1]> = {}) =>
  (await source.read(request(company, { match: { code: 'C1' }, fields: ['name'], ...changes }))).rows;
const refusal = (code: string) => expect.objectContaining({ code, message: code });

describe('an HTTP source', () => {
  it('asks the department’s service and gives the fields asked for', async () => {
    const source = open({ headers: { Authorization: 'Bearer secret' } });
    expect(await read(source, { fields: ['name', 'status', 'town', 'capital'] })).toEqual([
      { name: '某公司', status: '存续', town: '450721001', capital: 12.5 },
    ]);
    expect(seen).toMatchObject([{ method: 'GET', url: '/companies/C1' }]);
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer secret', accept: 'application/json' });
  });

  it('fills path and query with values that stay values', async () => {
    const source = open({ url: `${base}/companies/{code}/find?state={status}` });
    answer = (_seen, response) => json(response, 404, {});
    const hostile = [
      'a/b',
      'a?b=c',
      'a#b',
      '../admin',
      'a%2fb',
      '..%2f',
      'C1&state=2',
      '王 芳',
      "'; drop --",
      '{status}',
    ];
    for (const code of hostile) {
      await read(source, { match: { code, status: '存续' } });
      const { url = '' } = seen.at(-1) ?? {};
      const [, first, second, third, ...more] = new URL(url, base).pathname.split('/');
      expect([first, decodeURIComponent(second ?? ''), third, more], code).toEqual(['companies', code, 'find', []]);
      expect(new URL(url, base).search).toBe('?state=1');
    }
  });

  it.each(['.', '..', ''])('does not send the path value %j, which would change the path', async (code) => {
    await expect(read(open(), { match: { code } })).rejects.toThrow(refusal('VALUE_NOT_USABLE'));
    expect(seen).toEqual([]);
  });

  it('sends a body by POST, with values in the places of their names only', async () => {
    const body = { code: '{code}', kind: 'company', page: 1, text: 'code {code}' };
    await read(open({ url: `${base}/search`, method: 'POST', body }), { match: { code: '"}{code}' } });
    expect(seen).toMatchObject([{ method: 'POST', url: '/search' }]);
    expect(seen[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(seen[0]!.body)).toEqual({ code: '"}{code}', kind: 'company', page: 1, text: 'code {code}' });
  });

  it('finds the records where the mapping says', async () => {
    answer = (_seen, response) => json(response, 200, { data: { items: [record, { ...record, UNISCID: 'C2' }] } });
    expect(await read(open({ rows: '/data/items' }))).toEqual([{ name: '某公司' }]);
    expect(await read(open({ rows: '/data/none' }))).toEqual([]);
  });

  it('takes 404 and 204 for "no such record"', async () => {
    for (const status of [404, 204]) {
      answer = (_seen, response) => response.writeHead(status).end();
      expect(await read(open())).toEqual([]);
    }
  });

  it('gives away nothing of a service that takes no notice of what it was asked', async () => {
    answer = (_seen, response) => json(response, 200, [{ ...record, UNISCID: 'C2' }, record]);
    expect(await read(open(), { fields: ['code'] })).toEqual([{ code: 'C1' }]);
    const scope = [{ field: 'town', op: 'prefix' as const, value: '450722' }];
    expect(await read(open(), { scope })).toEqual([]);
    expect(await read(open(), { scope: [{ field: 'town', op: 'prefix', value: '450721' }] })).toHaveLength(1);
    expect(await read(open(), { match: { code: 'C1', town: '450722001' } })).toEqual([]);
  });

  it('believes that a record which does not repeat its key is the one asked for, within the scope', async () => {
    answer = (_seen, response) => json(response, 200, { ENTNAME: '某公司' });
    expect(await read(open(), { fields: ['name', 'code'] })).toEqual([{ name: '某公司', code: 'C1' }]);
    expect(await read(open(), { scope: [{ field: 'code', op: 'in', value: ['C2'] }] })).toEqual([]);
    // Where the service was not asked by a field, silence about it is no yes.
    expect(await read(open(), { match: { code: 'C1', town: '450721001' } })).toEqual([]);
  });

  it('declines an order that lacks a value for the address', async () => {
    await expect(read(open(), { match: { town: '450721001' } })).rejects.toThrow(refusal('MATCH_NOT_SUPPORTED'));
  });

  it.each([
    [301, 'SOURCE_ERROR'],
    [307, 'SOURCE_ERROR'],
    [400, 'SOURCE_ERROR'],
    [401, 'SOURCE_ERROR'],
    [500, 'SOURCE_UNAVAILABLE'],
    [503, 'SOURCE_UNAVAILABLE'],
    [429, 'SOURCE_UNAVAILABLE'],
  ])('answers status %i with %s, and follows nobody elsewhere', async (status, code) => {
    answer = (_seen, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end('internal words');
    await expect(read(open())).rejects.toThrow(refusal(code));
    expect(seen).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['no JSON', (response) => response.end('<html>')],
    ['a list of texts', (response) => response.end('["x"]')],
    ['a text', (response) => response.end('"x"')],
    ['a list of lists', (response) => response.end('[[]]')],
    ['bytes that are no UTF-8', (response) => response.end(Buffer.from([0x22, 0xff, 0x22]))],
    ['more bytes than allowed', (response) => response.end(JSON.stringify({ ...record, more: 'x'.repeat(2_000) }))],
    ['nesting without end', (response) => response.end(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
  ])('does not believe an answer with %s', async (_name, respond) => {
    answer = (_seen, response) => respond(response);
    const source = open({ maxBytes: 1_024 });
    await expect(read(source)).rejects.toThrow(refusal('SOURCE_ANSWER_INVALID'));
    expect(await source.check(company)).toEqual({ ok: false, detail: 'SOURCE_ANSWER_INVALID' });
  });

  it('is cut off when its time is up, or the order’s', async () => {
    answer = () => {};
    await expect(read(open({ timeoutMs: 100 }))).rejects.toThrow(refusal('SOURCE_TIMEOUT'));
    await expect(read(open(), { timeLeftMs: 100 })).rejects.toThrow(refusal('SOURCE_TIMEOUT'));
    answer = (_seen, response) => void response.writeHead(200).write('{');
    await expect(read(open({ timeoutMs: 100 }))).rejects.toThrow(refusal('SOURCE_TIMEOUT'));
  });

  it('tries again while nobody is at home, until the time is up', async () => {
    const { port, late } = await laterServer();
    const source = open({ url: `http://127.0.0.1:${port}/{code}` });
    const reading = read(source, { timeLeftMs: 15_000 });
    setTimeout(late.start, 200);
    expect(await reading).toEqual([{ name: '某公司' }]);
    await late.stop();
    // Its tries are 50, 150, 350, 750 and 1,250 ms after the first: time runs out far from each of them.
    await expect(read(source, { timeLeftMs: 1_000 })).rejects.toThrow(refusal('SOURCE_UNAVAILABLE'));
    expect(await source.check(company)).toEqual({ ok: false, detail: 'SOURCE_UNAVAILABLE' });
  });

  it('does not send a POST again that may have arrived', async () => {
    answer = (_seen, response) => void response.socket?.destroy();
    const source = open({ url: `${base}/search`, method: 'POST', body: { code: '{code}' } });
    await expect(read(source, { timeLeftMs: 1_000 })).rejects.toThrow(refusal('SOURCE_UNAVAILABLE'));
    expect(seen).toHaveLength(1);
  });

  it('is asked for its health where it has an address for that', async () => {
    const source = open({ health: `${base}/health` });
    expect(await source.check(company)).toEqual({ ok: true, detail: 'OK', lists: false });
    answer = (_seen, response) => response.writeHead(500).end();
    expect(await source.check(company)).toEqual({ ok: false, detail: 'SOURCE_ERROR' });
    expect(seen.map(({ url }) => url)).toEqual(['/health', '/health']);
    expect(await open().check(company)).toEqual({ ok: true, detail: 'NOT_ASKED_YET', lists: false });
  });
});

describe('an address template', () => {
  it.each([
    ['https://host.example/a/{x}?b={y}', true],
    ['https://{x}/a', false],
    ['https://host.{x}/a', false],
    ['https://host:{x}/a', false],
    ['https://host{x}', false],
    ['https://host?a={x}', false],
    ['https://host\\{x}/a', false],
    ['https://host/{x}', true],
  ])('%s has a fixed origin: %s', (url, fixed) => {
    expect(hasFixedOrigin(url)).toBe(fixed);
  });
});

/** A port at which nobody listens until the server is started. */
async function laterServer() {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const later = createServer((_incoming, response) => json(response, 200, record));
  const stop = async () => {
    later.closeAllConnections();
    await new Promise((resolve) => later.close(resolve));
  };
  return { port, late: { start: () => void later.listen(port, '127.0.0.1'), stop } };
}
