import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Store } from 'n3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCodeTables } from '../../catalog/code-table/code-table-store.ts';
import { catalogueDocument } from '../../catalog/dcat/document.ts';
import { dcatProblems } from '../../catalog/dcat/problems.ts';
import { ReadingPlaces } from '../../catalog/dcat/reading-places.ts';
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
import { breachesOfShapes, dcatShapes, statementsOf } from '../support/shacl.ts';

const shapes = dcatShapes('shapes.ttl');
const recommended = dcatShapes('shapes_recommended.ttl');
const police = administratorOf('police');
const base = 'http://hub.test/v1/resources';

let db: TestDatabase;
let hub: CatalogApp;

/** Does a connector list what is open? */
let listed = false;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({
    database: db.database,
    openRows: async function* () {},
    areListed: () => listed,
  });
  await enter('population.resident', 1);
  await enter('population.open', 2, {
    nameEn: 'Open figures',
    items: [item('town', '乡镇'), item('count', '人数', { type: 'I' })],
    sharing: { type: '1', mode: 'platform-file' },
    format: { category: '2', concrete: 'CSV' },
    matchKeys: [],
    openness: { open: true, condition: '注明来源' },
    abstract: '“引号”、\\ 与\n换行，也有 <标签> 和 =1+1。',
    synthetic: false,
  });
  await enter('population.regional', 3, { updateCycle: '两年', nameEn: '资源3' });
  await enter('population.secret', 4, {
    sharing: { type: '3', lawBasis: '《保守国家秘密法》第二十八条', mode: 'platform' },
  });
  await enter('population.draft', 5, {}, { published: false });
  await enter('population.suspended', 6);
  await expectStatus(
    200,
    hub.call('POST', '/v1/resources/population.suspended/events', {
      as: police,
      body: { event: 'suspend', reason: '核对数据' },
    }),
  );
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

async function enter(
  id: string,
  serial: number,
  changes: Parameters<typeof residentDraft>[0] = {},
  { published = true } = {},
) {
  if (changes?.updateCycle === '两年') {
    const row = { code: '两年', name: '每两年', nameEn: 'Every two years' };
    await expectStatus(
      201,
      hub.call('POST', '/v1/code-tables/update-cycle', { as: administratorOf('data'), body: row }),
    );
  }
  const body = residentDraft({ id, code: `101001/${serial}`, name: `资源${serial}`, ...changes });
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
  if (published) await publish(hub, `/v1/resources/${id}`);
}

const whole = () => expectStatus(200, hub.call('GET', '/v1/catalog.jsonld'));
const idsOf = (body: { 'dcat:dataset': { '@id': string }[] }) =>
  body['dcat:dataset'].map((dataset) => dataset['@id'].slice(base.length + 1));
const found = (body: { 'dcat:dataset': Record<string, unknown>[] }, id: string): Record<string, unknown> => {
  const dataset = body['dcat:dataset'].find((one) => one['@id'] === `${base}/${id}`);
  if (dataset === undefined) throw new Error(`the catalogue does not list ${id}`);
  return dataset;
};

/** What stands at the end of a path; it throws where the path breaks off. */
const at = (node: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((from, step) => {
    if (typeof from !== 'object' || from === null || !(step in from)) throw new Error(`there is no ${step}`);
    return Reflect.get(from, step);
  }, node);

describe('the directory for other catalogues', () => {
  it('lists what is published and shared to everybody, and nothing else to anybody', async () => {
    const answer = await whole();
    expect(answer.headers['content-type']).toBe('application/ld+json; charset=utf-8');
    const expected = ['population.open', 'population.regional', 'population.resident'];
    expect(idsOf(answer.body)).toEqual(expected);
    const keeper = await hub.call('GET', '/v1/catalog.jsonld', { as: administratorOf('data') });
    expect(idsOf(keeper.body)).toEqual(expected);
  });

  it('says of a shared resource what it is and who provides it, and nothing of its items, grants and keepers', async () => {
    const { body, text } = await whole();
    const dataset = found(body, 'population.resident');
    expect(dataset).toMatchObject({
      '@type': 'dcat:Dataset',
      'dct:identifier': '101001/1',
      'dct:accessRights': { '@id': expect.stringMatching(/RESTRICTED$/) },
      'dct:accrualPeriodicity': { '@id': expect.stringMatching(/frequency\/DAILY$/) },
      'dct:publisher': { '@id': 'http://hub.test/v1/organisations/police' },
      'dct:spatial': { '@id': 'http://hub.test/v1/catalog.jsonld#division-450721' },
      'dct:issued': { '@value': '2026-11-21' },
      'dct:provenance': { '@id': 'http://hub.test/v1/catalog.jsonld#synthetic' },
    });
    expect(at(dataset, 'dcat:distribution', 'dcat:accessService')).toMatchObject({
      '@type': 'dcat:DataService',
      'dcat:endpointURL': { '@id': 'http://hub.test/v1/query' },
      'dcat:endpointDescription': { '@id': `${base}/population.resident/openapi.json` },
      'dcat:servesDataset': { '@id': `${base}/population.resident` },
    });
    expect(dataset).not.toHaveProperty('foaf:page');
    for (const kept of ['宗教信仰', 'citizenNumber', 'officer:', '保守国家秘密法']) expect(text).not.toContain(kept);
  });

  it('calls open what is open, without a service where no rows can be asked for', async () => {
    const dataset = found((await whole()).body, 'population.open');
    expect(at(dataset, 'dct:accessRights', '@id')).toMatch(/PUBLIC$/);
    expect(at(dataset, 'foaf:page', '@id')).toBe('http://hub.test/v1/open-data/population.open.json');
    const distribution = dataset['dcat:distribution'];
    expect(distribution).not.toHaveProperty('dcat:accessService');
    expect(at(distribution, 'dct:format', 'rdfs:label')).toBe('CSV');
    expect(at(distribution, 'dct:rights', 'rdfs:label')).toEqual([
      { '@value': '向社会开放：注明来源', '@language': 'zh' },
    ]);
    expect(at(dataset, 'dct:description', 0, '@value')).toContain('\\ 与\n换行');
    expect(dataset).not.toHaveProperty('dct:provenance');
  });

  it('names the rows in each form, of what is open and while they can be had', async () => {
    const formsOf = (body: Parameters<typeof found>[0], id: string) => [found(body, id)['dcat:distribution']].flat();
    expect(formsOf((await whole()).body, 'population.open')).toHaveLength(1);
    listed = true;
    const { body } = await whole();
    listed = false;
    const rows = 'http://hub.test/v1/open-data/population.open/rows';
    const [, ...downloads] = formsOf(body, 'population.open');
    expect(downloads.map((each) => [at(each, 'dcat:downloadURL', '@id'), at(each, 'dcat:mediaType', '@id')])).toEqual([
      [`${rows}.csv`, 'https://www.iana.org/assignments/media-types/text/csv'],
      [`${rows}.json`, 'https://www.iana.org/assignments/media-types/application/json'],
    ]);
    expect(formsOf(body, 'population.resident')).toHaveLength(1);
  });

  it('names a cycle of the region’s own, and takes no Chinese for English', async () => {
    const dataset = found((await whole()).body, 'population.regional');
    expect(at(dataset, 'dct:accrualPeriodicity', 'rdfs:label')).toEqual([
      { '@value': '每两年', '@language': 'zh' },
      { '@value': 'Every two years', '@language': 'en' },
    ]);
    expect(dataset['dct:title']).toEqual([{ '@value': '资源3', '@language': 'zh' }]);
  });

  it('goes out in pages that each name the next one, and together hold what the whole does', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/v1/catalog.jsonld?limit=2';
    let pages = 0;
    while (url !== undefined) {
      const { body } = await expectStatus(200, hub.call('GET', url));
      expect(body['@id']).toBe('http://hub.test/v1/catalog.jsonld');
      expect(body['hydra:view']['@id']).toBe(`http://hub.test${url}`);
      seen.push(...idsOf(body));
      pages += 1;
      url = body['hydra:view']['hydra:next']?.['@id'].slice('http://hub.test'.length);
    }
    expect(pages).toBe(2);
    expect(seen).toEqual(idsOf((await whole()).body));
    const exact = await hub.call('GET', '/v1/catalog.jsonld?limit=3');
    expect(exact.body['hydra:view']).not.toHaveProperty('hydra:next');
  });

  it('is refused with a reason for a cursor or a limit that nobody gave', async () => {
    for (const query of ['cursor=abc', 'limit=0', 'limit=1001', 'limit=many', 'page=2']) {
      const answer = await hub.call('GET', `/v1/catalog.jsonld?${query}`);
      expect([answer.status, answer.problem.code]).toEqual([400, 'INVALID_INPUT']);
    }
  });

  it('is read and written a few records at a time, and begins before the last is read', async () => {
    const { database, parties } = hub.deps;
    const tables = await readCodeTables(database);
    const options = { database, parties, tables, base: 'http://hub.test', batch: 2 };
    const pieces: string[] = [];
    for await (const piece of catalogueDocument(options)) pieces.push(piece);
    expect(pieces).toHaveLength(4);
    expect(JSON.parse(pieces.join(''))).toEqual((await whole()).body);
    const { headers } = await hub.call('GET', '/v1/catalog.jsonld');
    expect(headers).not.toHaveProperty('content-length');
  });
});

describe('reading the whole directory', () => {
  it('is for eight at once, and a place is given up once however often that is said', () => {
    const places = new ReadingPlaces(dcatProblems.CATALOGUE_BUSY);
    const leave = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((address) => places.take(address));
    expect(() => places.take('i')).toThrow(expect.objectContaining({ code: 'CATALOGUE_BUSY' }));
    leave[0]?.();
    places.take('a');
    leave[0]?.();
    expect(() => places.take('a')).toThrow(expect.objectContaining({ code: 'CATALOGUE_BUSY' }));
  });
});

describe.runIf(shapes !== undefined && recommended !== undefined)('the shapes of DCAT-AP 3', () => {
  const standing = { shapes: shapes as Store, recommended: recommended as Store };

  it('find nothing wrong with the whole, with a page, and with an empty page', async () => {
    const behindAll = await hub.call('GET', '/v1/catalog.jsonld?limit=3');
    const last = Buffer.from(JSON.stringify(['zzzz.zzzz'])).toString('base64url');
    listed = true;
    const withRows = await whole();
    listed = false;
    for (const { body } of [
      await whole(),
      withRows,
      behindAll,
      await expectStatus(200, hub.call('GET', `/v1/catalog.jsonld?limit=1&cursor=${last}`)),
    ]) {
      const statements = await statementsOf(body);
      expect(statements.size).toBeGreaterThan(100);
      expect(await breachesOfShapes(standing.shapes, statements)).toEqual([]);
      expect(
        (await breachesOfShapes(standing.recommended, statements)).filter((line) => line.startsWith('Violation')),
      ).toEqual([]);
    }
  });

  it('would find what is missing', async () => {
    const { body } = await whole();
    delete body['dct:publisher'];
    delete found(body, 'population.resident')['dct:title'];
    Object.assign(Object(at(found(body, 'population.open'), 'dcat:distribution')), { 'dcat:accessURL': 'text' });
    found(body, 'population.regional')['dct:issued'] = 'yesterday';
    const breaches = await breachesOfShapes(standing.shapes, await statementsOf(body));
    for (const path of ['publisher', 'title', 'accessURL', 'issued']) {
      expect(breaches.some((line) => line.includes(path))).toBe(true);
    }
  });
});

describe('a reader who stops reading', () => {
  it('holds the place of the address until the connection ends, then gives it up', async () => {
    await enterMany(2500);
    await hub.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = hub.app.server.address() as AddressInfo;
    const [reader] = (await once(get(`http://127.0.0.1:${port}/v1/catalog.jsonld`), 'response')) as [IncomingMessage];
    expect(reader.statusCode).toBe(200);
    const refused = await hub.call('GET', '/v1/catalog.jsonld');
    expect([refused.status, refused.problem.code]).toEqual([429, 'CATALOGUE_BUSY']);
    expect(refused.headers['retry-after']).toBe('30');
    await expectStatus(200, hub.call('GET', '/v1/catalog.jsonld?limit=2'));
    reader.destroy();
    await vi.waitFor(async () => expect((await hub.call('GET', '/v1/catalog.jsonld')).status).toBe(200), 10_000);
  });

  /** Copies of one record with long texts, more than the buffers of a connection hold. */
  async function enterMany(count: number) {
    const { pool } = db.database;
    const { rows } = await pool.query(`select string_agg(column_name, ', ') as columns
      from information_schema.columns where table_schema = 'catalog' and table_name = 'resource'
        and column_name not in ('id', 'code', 'name', 'name_key', 'abstract', 'sharing_type')`);
    const { columns } = rows[0];
    await pool.query(
      `insert into catalog.resource (id, code, name, name_key, abstract, ${columns})
       select 'test.r' || n, '101002/' || n, 'n' || n, 'n' || n, repeat('长', 2000), ${columns}
       from catalog.resource, generate_series(1, $1) as n where id = 'population.resident'`,
      [count],
    );
  }
});
