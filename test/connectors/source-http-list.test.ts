import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../connectors/index.ts';
import type { HttpListConfig } from '../../connectors/source/http/http-list.ts';
import { openHttpSource } from '../../connectors/source/http/http-source.ts';
import type { ListPlace } from '../../connectors/source/source.ts';
import { systemClock } from '../../kernel/index.ts';
import { field, mapping } from './mapping.ts';

const figure = mapping({
  id: 'economy.indicator',
  match: ['code'],
  fields: { code: 'id', value: field('/v/n', { type: 'number' }) },
});
const record = (id: number) => ({ id: `R${id}`, v: { n: String(id) } });
const all = Array.from({ length: 7 }, (_, index) => record(index));

let server: Server;
let base: string;
let asked: string[] = [];
let answer: (url: URL, response: ServerResponse) => void;

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(new URL(request.url ?? '', base), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const source = (list: Partial<HttpListConfig>, more: object = {}) =>
  openHttpSource({
    config: {
      ...{ kind: 'http', url: `${base}/figures/{code}`, headers: { 'x-key': 'k' }, ...more },
      list: { url: `${base}/figures?page={page}`, by: 'page', rows: '/items', ...list },
    },
    clock: systemClock,
  });

/** Every row of a list, however many pieces that takes. */
async function everything(list: Partial<HttpListConfig>, { limit = 100, ...more }: { limit?: number } & object = {}) {
  const opened = source(list, more);
  const seen: unknown[] = [];
  let from: ListPlace | undefined;
  do {
    using deadline = new Deadline(5_000);
    const piece = await opened.list?.({ resource: figure, fields: ['code', 'value'], from, limit, deadline });
    if (piece === undefined) throw new Error('no list');
    if (piece.next !== undefined) expect(piece.rows.length).toBeGreaterThan(0);
    seen.push(...piece.rows);
    // As it travels.
    from = piece.next === undefined ? undefined : (JSON.parse(JSON.stringify(piece.next)) as ListPlace);
  } while (from !== undefined);
  return seen;
}
const rows = all.map(({ id, v }) => ({ code: id, value: Number(v.n) }));
const refused = (code: string) => expect.objectContaining({ code });

/** Pages of three by their number. */
const pages = (first: number) => (url: URL, response: ServerResponse) => {
  const start = (Number(url.searchParams.get('page')) - first) * 3;
  json(response, { items: all.slice(start, start + 3), total: all.length });
};

describe('a list from a service with pages', () => {
  it.each([1, 2, 3, 100])('by their number gives every record once, %d at a time', async (limit) => {
    answer = pages(1);
    expect(await everything({}, { limit })).toEqual(rows);
    expect(asked.at(-1)).toBe('/figures?page=4');
    answer = pages(0);
    expect(await everything({ first: 0 }, { limit })).toEqual(rows);
  });

  it('by offset goes on behind what came, whatever the service takes for a page', async () => {
    answer = (url, response) => {
      const from = Number(url.searchParams.get('from'));
      json(response, { items: all.slice(from, from + 2 + (from % 2)) });
    };
    expect(await everything({ url: `${base}/figures?n=1000&from={offset}`, by: 'offset' })).toEqual(rows);
    expect(asked[0]).toBe('/figures?n=1000&from=0');
  });

  it('by cursor follows what each page names, over pages that are empty, and asks for the first without one', async () => {
    const cursors: Record<string, unknown> = { '': 'a/&=b', 'a/&=b': 7, '7': 'c', c: null };
    const parts: Record<string, unknown[]> = { '': all.slice(0, 3), 'a/&=b': [], '7': all.slice(3), c: [] };
    answer = (url, response) => {
      const cursor = url.searchParams.get('after') ?? '';
      json(response, { items: parts[cursor], page: { next: cursors[cursor] } });
    };
    const by = { url: `${base}/figures?size=3&after={cursor}`, by: 'cursor', next: '/page/next' } as const;
    for (const limit of [2, 100]) expect(await everything(by, { limit })).toEqual(rows);
    expect(asked[0]).toBe('/figures?size=3');
    expect(asked).toContain('/figures?size=3&after=a%2F%26%3Db');
  });

  it('ends where all were given, or where the service has no such page', async () => {
    answer = pages(1);
    expect(await everything({ total: '/total' })).toEqual(rows);
    expect(asked).toHaveLength(3);
    answer = (url, response) =>
      url.searchParams.get('page') === '4' ? json(response, {}, 404) : pages(1)(url, response);
    expect(await everything({})).toEqual(rows);
    answer = (_url, response) => json(response, { items: [], total: 0 });
    expect(await everything({ total: '/total' })).toEqual([]);
  });

  it.each<[string, (url: URL, response: ServerResponse) => void, Partial<HttpListConfig>?, object?]>([
    ['that takes no notice of the page', (_url, response) => json(response, { items: all })],
    [
      'that has no end',
      (url, response) => json(response, { items: [record(Number(url.search.slice(6)))] }),
      { mostPages: 5 },
    ],
    ['that says where the list should be that it was no request', (_url, response) => json(response, { error: 'x' })],
    ['that gives one record where a list should be', (_url, response) => json(response, { items: record(1) })],
    ['that gives texts for records', (_url, response) => json(response, { items: ['a', null] })],
    ['that has no first page', (_url, response) => json(response, {}, 404)],
    [
      'that gives more than may be',
      (_url, response) => json(response, { items: all.map((one) => ({ ...one, x: 'x'.repeat(400) })) }),
      {},
      { maxBytes: 1024 },
    ],
    [
      'that gives fewer than it counts',
      (url, response) => json(response, { items: url.search === '?page=1' ? all : [], total: 9 }),
      { total: '/total' },
    ],
    [
      'that gives more than it counts',
      (_url, response) => json(response, { items: all, total: 6 }),
      { total: '/total' },
    ],
    ['whose count is none', (_url, response) => json(response, { items: all, total: '7' }), { total: '/total' }],
    [
      'whose cursor leads nowhere',
      (_url, response) => json(response, { items: [record(asked.length)], next: 'a' }),
      { url: 'C', by: 'cursor', next: '/next' },
    ],
    [
      'whose cursor is none',
      (_url, response) => json(response, { items: all, next: { a: 1 } }),
      { url: 'C', by: 'cursor', next: '/next' },
    ],
    [
      'whose cursor is longer than any',
      (_url, response) => json(response, { items: all, next: 'x'.repeat(1025) }),
      { url: 'C', by: 'cursor', next: '/next' },
    ],
    ['whose answer is no JSON', (_url, response) => response.end('<html>')],
  ])('is none from a service %s', async (_name, respond, list = {}, more = {}) => {
    answer = respond;
    const url = list.url === 'C' ? `${base}/figures?after={cursor}` : `${base}/figures?page={page}`;
    await expect(everything({ ...list, url }, more)).rejects.toEqual(refused('SOURCE_ANSWER_INVALID'));
    expect(asked.length).toBeLessThan(7);
  });

  it('does not go on where the service has changed, or from a place of another making', async () => {
    let records = all;
    answer = (url, response) => {
      const start = (Number(url.searchParams.get('page')) - 1) * 3;
      json(response, { items: records.slice(start, start + 3), total: records.length });
    };
    const opened = source({ total: '/total' });
    using deadline = new Deadline(5_000);
    const piece = (from: ListPlace | undefined, limit: number) =>
      opened.list?.({ resource: figure, fields: ['code'], from, limit, deadline });
    const [within, behind] = [(await piece(undefined, 2))?.next, (await piece(undefined, 3))?.next];
    records = [record(99), ...all];
    await expect(piece(within, 2)).rejects.toEqual(refused('LIST_CHANGED'));
    await expect(piece(behind, 2)).rejects.toEqual(refused('LIST_CHANGED'));
    for (const place of [[], ['a'], [1, 1, 0, 0, null, null], [true, 1, 0, 0, '', null]]) {
      await expect(piece(place, 2)).rejects.toEqual(refused('LIST_CHANGED'));
    }
  });

  it('is slow or away for what it is, and the health tells', async () => {
    answer = () => {};
    const slow = source({}, { timeoutMs: 50 });
    using deadline = new Deadline(60_000);
    const request = { resource: figure, fields: ['code'], from: undefined, limit: 2, deadline };
    await expect(slow.list?.(request)).rejects.toEqual(refused('SOURCE_TIMEOUT'));
    expect(await slow.check(figure)).toEqual({ ok: false, detail: 'SOURCE_TIMEOUT' });
    answer = (_url, response) => json(response, {}, 503);
    await expect(source({}).list?.(request)).rejects.toEqual(refused('SOURCE_UNAVAILABLE'));
  });

  it('is what a service is counted by: its own word, else its pages', async () => {
    answer = pages(1);
    const { survey } = source({ total: '/total' });
    if (survey === undefined) throw new Error('no survey');
    using deadline = new Deadline(5_000);
    const asking = { resource: figure, deadline };
    expect(await survey.extent({ ...asking, freshness: undefined })).toMatchObject({ rows: 7, estimated: false });
    expect(asked).toHaveLength(1);
    const days = ['2026-01-02', '20260103', '2026-01-01'].map((day, id) => ({
      id,
      day,
      v: { n: id === 1 ? 'x' : '1' },
    }));
    answer = (url, response) => json(response, url.search === '?page=1' ? { items: days } : { items: [] });
    const plain = source({}).survey;
    const dated = { ...asking, freshness: { from: 'day', date: undefined } };
    await expect(plain?.extent(dated)).rejects.toEqual(refused('ROWS_INVALID'));
    days[1]!.day = '2026-01-03';
    expect(await plain?.extent(dated)).toEqual({ rows: 3, estimated: false, newest: new Date('2026-01-02T16:00:00Z') });
    const sample = [{ code: 0, value: 1 }, undefined];
    expect(await plain?.sample({ ...asking, most: 2 })).toEqual({ rows: sample, sampled: true });
    expect(await plain?.sample({ ...asking, most: 3 })).toMatchObject({ sampled: false });
    expect(await plain?.duplicates({ ...asking, fields: ['value'] })).toBe(1);
    expect(await plain?.duplicates({ ...asking, fields: ['code'] })).toBe(0);
  });

  it('is not had from a service that has no pages', async () => {
    const plain = openHttpSource({ config: { kind: 'http', url: `${base}/figures/{code}` }, clock: systemClock });
    expect([plain.list, plain.survey]).toEqual([undefined, undefined]);
    expect(await plain.check(figure)).toMatchObject({ lists: false });
  });
});
