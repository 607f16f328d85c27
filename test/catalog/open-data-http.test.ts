import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenDatasetLine } from '../../catalog/generated/schemas.ts';
import type { OpenRowsAsked, ReadOpenRows } from '../../catalog/index.ts';
import { openDataProblems } from '../../catalog/open-data/problems.ts';
import { mostOpenRows } from '../../catalog/open-data/rows.ts';
import { safeCell } from '../../catalog/workbook/safe-cell.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  item,
  publish,
  residentDraft,
  startCatalogApp,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const police = administratorOf('police');
/** What the provider was asked, and what it gives. */
const asks: OpenRowsAsked[] = [];
let provider: ReadOpenRows = async function* () {};
let listedNow = true;
const asOf = '2026-11-21T08:00:00.000Z';
const bad = '=HYPERLINK("http://evil.test","点")';

let db: TestDatabase;
let hub: CatalogApp;
let serial = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({
    database: db.database,
    openRows: (asked) => {
      asks.push(asked);
      return provider(asked);
    },
    areListed: () => listedNow,
  });
  const towns = {
    ...{ title: '乡镇代码', titleEn: 'Towns' },
    rows: [
      { code: '001', name: '灵城', nameEn: 'Lingcheng' },
      { code: '002', name: '新圩', nameEn: 'Xinxu' },
    ],
  };
  await expectStatus(201, hub.call('PUT', '/v1/code-tables/towns', { as: administratorOf('data'), body: towns }));
  await enter('open.figures', {
    openness: { open: true, condition: '注明来源' },
    items: [
      item('town', '乡镇', { codeTable: 'towns', matchable: true, length: 3 }),
      item('count', '人数', { type: 'N', sensitivity: 'internal', length: 8, scale: 2, unit: '人', description: bad }),
      item('note', '备注，"引用"', { description: '两\n行', openness: { open: true, condition: '-1' } }),
      item('held', '暂不开放项', { openness: { open: false } }),
      item('person', '联系人', { sensitivity: 'personal', openness: { open: false } }),
      item('unshared', '不共享项', {
        openness: { open: false },
        sharing: { type: '3', lawBasis: '《保守国家秘密法》第二十八条' },
      }),
    ],
    matchKeys: [['town']],
  });
  await enter('open.other', {
    openness: { open: true },
    items: [item('a', '甲', { matchable: true })],
    matchKeys: [['a']],
  });
  await enter('open.suspended', {
    openness: { open: true },
    items: [item('a', '甲', { matchable: true })],
    matchKeys: [['a']],
  });
  const reason = { event: 'suspend', reason: '核对数据' };
  await expectStatus(200, hub.call('POST', '/v1/resources/open.suspended/events', { as: police, body: reason }));
  await enter('open.nothing', {
    openness: { open: true },
    items: [item('a', '甲', { matchable: true, openness: { open: false } })],
    matchKeys: [['a']],
  });
  await enter('closed.resident', {});
  await enter('open.draft', { openness: { open: true }, items: [item('a', '甲')], matchKeys: [] }, false);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

async function enter(id: string, changes: Parameters<typeof residentDraft>[0], published = true) {
  serial += 1;
  const body = residentDraft({ id, code: `101001/${serial}`, name: `资源${serial}`, ...changes });
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
  if (published) await publish(hub, `/v1/resources/${id}`);
}

const writePastTheChecks = (id: string, items: object[]) =>
  db.database.pool.query('update catalog.resource set items = $1 where id = $2', [JSON.stringify(items), id]);

const listed = async (query = '') =>
  (await expectStatus(200, hub.call('GET', `/v1/open-data${query}`))).body.items.map(({ id }: OpenDatasetLine) => id);

describe('the listing of open data', () => {
  it('holds what is published, shared and open with at least one open item, for everybody', async () => {
    expect(await listed()).toEqual(['open.figures', 'open.other']);
    const { body } = await hub.call('GET', '/v1/open-data?limit=1', { as: police });
    expect(body.items).toMatchObject([
      {
        id: 'open.figures',
        providerName: 'Bureau of police',
        condition: '注明来源',
        itemCount: 3,
        downloads: {
          json: 'http://hub.test/v1/open-data/open.figures.json',
          csv: 'http://hub.test/v1/open-data/open.figures.csv',
          rowsJson: 'http://hub.test/v1/open-data/open.figures/rows.json',
          rowsCsv: 'http://hub.test/v1/open-data/open.figures/rows.csv',
        },
      },
    ]);
    expect(await listed(`?limit=1&cursor=${body.next}`)).toEqual(['open.other']);
  });

  it('names the addresses of rows only where a connector lists them', async () => {
    listedNow = false;
    const { body } = await hub.call('GET', '/v1/open-data?limit=1');
    const [{ downloads }] = body.items;
    const dataset = await hub.call('GET', '/v1/open-data/open.figures.json');
    listedNow = true;
    expect(Object.keys(downloads)).toEqual(['json', 'csv']);
    expect(dataset.body.rows).toMatchObject({ available: false, reasonEn: expect.stringContaining('No connector') });
  });

  it('is asked for by provider', async () => {
    expect(await listed('?provider=police')).toHaveLength(2);
    expect(await listed('?provider=civil')).toEqual([]);
  });

  it('lists no personal or sensitive item, not even one that slipped past the checks of the record', async () => {
    const personal = item('a', '甲', { sensitivity: 'personal', openness: { open: true } });
    const sensitive = item('b', '乙', { sensitivity: 'sensitive' });
    const unshared = item('c', '丙', { sharing: { type: '3', lawBasis: '法' } });
    await writePastTheChecks('open.other', [personal, sensitive, unshared]);
    expect(await listed()).toEqual(['open.figures']);
    const answer = await hub.call('GET', '/v1/open-data/open.other.json');
    expect(answer.problem.code).toBe('OPEN_DATA_NOT_FOUND');
    await writePastTheChecks('open.other', [personal, sensitive, unshared, item('d', '丁')]);
    const { body } = await expectStatus(200, hub.call('GET', '/v1/open-data/open.other.json'));
    expect(body.items.map(({ field }: { field: string }) => field)).toEqual(['d']);
  });

  it('refuses a provider, cursor or limit that cannot be', async () => {
    for (const query of ['provider=Police', 'cursor=abc', 'limit=101', 'q=x', 'provider=%00']) {
      const answer = await hub.call('GET', `/v1/open-data?${query}`);
      expect([answer.status, answer.problem.code]).toEqual([400, 'INVALID_INPUT']);
    }
  });
});

describe('the download of an open resource', () => {
  it('as JSON describes the open items alone, with the codes they use, and says where rows are', async () => {
    const { body, text, headers } = await expectStatus(200, hub.call('GET', '/v1/open-data/open.figures.json'));
    expect(headers.etag).toBe('"4"');
    expect(body.items.map(({ field }: { field: string }) => field)).toEqual(['town', 'count', 'note']);
    expect(body.items[1]).toMatchObject({ typeName: '数值型', scale: 2, unit: '人', description: bad });
    expect(body.codeTables).toEqual([
      {
        ...{ name: 'towns', title: '乡镇代码', titleEn: 'Towns', version: 1 },
        rows: [
          { code: '001', name: '灵城', nameEn: 'Lingcheng' },
          { code: '002', name: '新圩', nameEn: 'Xinxu' },
        ],
      },
    ]);
    expect(body.rows.available).toBe(true);
    for (const kept of ['暂不开放项', '联系人', '不共享项', '保守国家秘密法', 'officer:'])
      expect(text).not.toContain(kept);
  });

  it('as CSV is read by spreadsheets and never executed by them', async () => {
    const { text, headers } = await expectStatus(200, hub.call('GET', '/v1/open-data/open.figures.csv'));
    expect(headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    expect(headers['content-disposition']).toBe('attachment; filename="open.figures.csv"');
    expect(text.startsWith('\uFEFF字段,')).toBe(true);
    const records = parse(text, { bom: true, columns: true, recordDelimiter: '\r\n' }) as Record<string, string>[];
    expect(records.map(({ 字段 }) => 字段)).toEqual(['town', 'count', 'note']);
    expect(records[1]).toMatchObject({ 数据长度: '8', 小数位: '2', 计量单位: '人', 说明: `'${bad}` });
    expect(records[2]).toMatchObject({ 信息项名称: '备注，"引用"', 说明: '两\n行', 开放条件: "'-1" });
  });

  it('answers what is closed, hidden, suspended or unknown in the same words', async () => {
    const answers = await Promise.all(
      ['closed.resident', 'open.draft', 'open.suspended', 'open.nothing', 'open.unknown'].flatMap((id) =>
        ['json', 'csv'].map((form) => hub.call('GET', `/v1/open-data/${id}.${form}`, { as: police })),
      ),
    );
    for (const { status, problem } of answers) expect([status, problem.code]).toEqual([404, 'OPEN_DATA_NOT_FOUND']);
    expect(new Set(answers.map(({ problem }) => problem.detail)).size).toBe(1);
  });

  it('refuses a name that no resource has, and a form that there is not', async () => {
    const malformed = await hub.call('GET', '/v1/open-data/Figures!.json');
    expect([malformed.status, malformed.problem.code]).toEqual([400, 'RESOURCE_ID_MALFORMED']);
    expect((await hub.call('GET', '/v1/open-data/open.figures.xlsx')).status).toBe(404);
    expect((await hub.call('GET', '/v1/open-data/open.figures')).status).toBe(404);
  });
});

describe('a cell', () => {
  it.each(['=1', '+1', '-1', '@a', '\ta', '\ra'])('that begins like %j is quoted', (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
  });

  it.each(['', 'a=1', "'=1", '1-1', '数'])('that begins like %j stays as it is', (text) => {
    expect(safeCell(text)).toBe(text);
  });
});

describe('the rows', () => {
  const csv = () => hub.call('GET', '/v1/open-data/open.figures/rows.csv');
  const json = () => hub.call('GET', '/v1/open-data/open.figures/rows.json');
  const towns = [
    { town: '001', count: -1.5, note: bad },
    { town: '002', count: null, note: '两\n行' },
    { town: '003', count: 7, note: '-1' },
  ];

  it('are asked for with open fields alone, and come as they are', async () => {
    provider = async function* () {
      yield { rows: towns.slice(0, 2), asOf };
      yield { rows: towns.slice(2), asOf };
    };
    const { text } = await expectStatus(200, json());
    expect(JSON.parse(text)).toMatchObject({ id: 'open.figures', asOf, rows: towns, truncated: false });
    expect(asks.at(-1)).toEqual({
      resource: expect.objectContaining({ id: 'open.figures', provider: 'police' }),
      fields: ['town', 'count', 'note'],
    });
    const file = await expectStatus(200, csv());
    expect(file.headers['content-type']).toContain('text/csv');
    expect(parse(file.text, { bom: true })).toEqual([
      ['town', 'count', 'note'],
      ['001', '-1.5', safeCell(bad)],
      ['002', '', '两\n行'],
      ['003', '7', "'-1"],
    ]);
    const { body } = await hub.call('GET', '/v1/open-data/open.figures.json');
    expect(body.rows).toEqual({
      available: true,
      json: 'http://hub.test/v1/open-data/open.figures/rows.json',
      csv: 'http://hub.test/v1/open-data/open.figures/rows.csv',
    });
  });

  it('are to be had where no open item finds a record', async () => {
    await enter('open.keyless', {
      openness: { open: true },
      items: [item('a', '甲'), item('k', '键', { matchable: true, openness: { open: false } })],
      matchKeys: [['k']],
    });
    provider = async function* () {
      yield { rows: [{ a: '1' }, { a: '1' }], asOf };
    };
    const { text } = await expectStatus(200, hub.call('GET', '/v1/open-data/open.keyless/rows.csv'));
    expect(parse(text, { bom: true })).toEqual([['a'], ['1'], ['1']]);
    expect(asks.at(-1)?.fields).toEqual(['a']);
    provider = async function* () {
      yield { rows: [], asOf };
    };
    const empty = await hub.call('GET', '/v1/open-data/open.keyless/rows.csv');
    expect(empty.text).toBe('\uFEFFa\r\n');
  });

  it('that are not all say so at the end: too many, failed, or closed meanwhile', async () => {
    const many = Array.from({ length: mostOpenRows / 2 }, (_, index) => ({ town: String(index) }));
    const ends = async (given: ReadOpenRows) => {
      provider = given;
      const { text } = await expectStatus(200, csv());
      return text.trimEnd().split('\r\n').at(-1);
    };
    provider = async function* () {
      for (;;) yield { rows: many, asOf };
    };
    const cut = JSON.parse((await expectStatus(200, json())).text);
    expect([cut.rows.length, cut.truncated]).toEqual([mostOpenRows, true]);
    expect(
      await ends(async function* () {
        yield { rows: towns, asOf };
        throw new Error('gone');
      }),
    ).toMatch(/^# .*provider could not/);
    expect(
      await ends(async function* () {
        yield { rows: towns, asOf };
        await db.database.pool.query(`update catalog.resource set version = version + 1 where id = 'open.figures'`);
        yield { rows: towns, asOf };
      }),
    ).toMatch(/^# .*changed or closed/);
  });

  it('are refused where the provider is not there or nothing is open, and one at a time', async () => {
    provider = async function* () {
      yield* [];
      throw openDataProblems.OPEN_DATA_BUSY({ most: 1 });
    };
    expect((await csv()).status).toBe(429);
    expect((await csv()).problem.code).toBe('OPEN_DATA_BUSY');
    expect((await hub.call('GET', '/v1/open-data/closed.resident/rows.csv')).problem.code).toBe('OPEN_DATA_NOT_FOUND');
    let begun = () => {};
    let goOn = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    provider = async function* () {
      begun();
      await mayGoOn;
      yield { rows: towns, asOf };
    };
    const first = csv();
    await hasBegun;
    const second = await csv();
    goOn();
    expect([(await first).status, second.status]).toEqual([200, 429]);
    await expectStatus(200, csv());
  });
});
