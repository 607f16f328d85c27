import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { refusedRowSchema } from '../../catalog/resource/row-schema.ts';
import { Deadline } from '../../connectors/source/deadline.ts';
import type { FieldMapping, ResourceMapping } from '../../connectors/source/mapping.ts';
import { openSource, type SourceConfig } from '../../connectors/source/open-source.ts';
import type { ListPlace, Row, Source } from '../../connectors/source/source.ts';
import { compileSchema, createLogger, sha256, systemClock } from '../../kernel/index.ts';
import { type CountyOnDemand, countyOnDemand } from '../../ops/demo/generate/county.ts';
import { writeNaturalGeojson, writeStatisticsCsv } from '../../ops/demo/sources/files.ts';
import {
  type MarketRegister,
  startMarketRegister,
  writeMarketRegister,
} from '../../ops/demo/sources/market-register.ts';
import { type PoliceSource, seedPolice } from '../../ops/demo/sources/police.ts';
import type { DemoResource } from '../../ops/demo/sources/resource.ts';
import { demoResources } from '../../ops/demo/sources/resource-schemas.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const county = countyOnDemand({ seed: 'sources', people: 7_000, companies: 300 });
const apiKey = 'key of the department';
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder('demo-data');
});
afterAll(() => folder[Symbol.asyncDispose]());

/** The same county for a seeding that has nothing to do: asking for the data is a mistake. */
function untouchable(one: CountyOnDemand): CountyOnDemand {
  return {
    metadata: one.metadata,
    get: () => {
      throw new Error('the county was generated again');
    },
  };
}

function resource(id: string): DemoResource {
  const found = demoResources.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no resource ${id}`);
  return found;
}

/** Reads through the connector's own source, so that the mapping is proved and not only plausible. */
function mapped(id: string): ResourceMapping {
  const { mapping, draft, source } = resource(id);
  const fields = Object.entries(mapping).map(([field, from]): [string, FieldMapping] => {
    const { codes, ...one } = typeof from === 'string' ? { from } : from;
    const meanings = codes === undefined ? undefined : new Map(Object.entries(codes));
    return [field, { type: undefined, trim: false, date: undefined, ...one, codes: meanings }];
  });
  return {
    id,
    source: 'department',
    from: source.kind === 'postgres' ? source.from : undefined,
    match: draft.matchKeys,
    fields: new Map(fields),
    schema: undefined,
  };
}

function opened(id: string, config: SourceConfig): Source {
  const logger = createLogger({ level: 'silent', name: 'test' });
  return openSource({ config, resources: [mapped(id)], concurrency: 1, clock: systemClock, logger });
}

/** All rows, as a list gives them. */
async function listAll(id: string, config: SourceConfig): Promise<readonly Row[]> {
  const resource = mapped(id);
  await using source = opened(id, config);
  using deadline = new Deadline(60_000);
  const seen: Row[] = [];
  let from: ListPlace | undefined;
  do {
    const piece = await source.list?.({ resource, fields: [...resource.fields.keys()], from, limit: 500, deadline });
    if (piece === undefined) throw new Error('no list');
    seen.push(...piece.rows);
    from = piece.next;
  } while (from !== undefined);
  return seen;
}

async function lookUp(id: string, config: SourceConfig, match: Record<string, string>): Promise<readonly Row[]> {
  const resource = mapped(id);
  await using source = opened(id, config);
  const { rows } = await source.read({
    resource,
    match,
    fields: [...resource.fields.keys()],
    scope: [],
    limit: 1000,
    deadline: new Deadline(10_000),
  });
  return rows;
}

describe('the four resources', () => {
  it('carry titles in both languages, items and a match key for every provider', () => {
    expect(demoResources.map((one) => [one.id, one.draft.provider, one.source.kind])).toEqual([
      ['population.resident', 'police', 'postgres'],
      ['legal-person.enterprise', 'market', 'http'],
      ['spatial.division', 'natural', 'geojson'],
      ['economy.indicator', 'statistics', 'csv'],
    ]);
    for (const { draft, schema, mapping } of demoResources) {
      const properties = schema.properties as Record<string, Record<string, unknown>>;
      for (const property of Object.values(properties)) {
        expect(property).toMatchObject({ title: expect.any(String), 'x-title-en': expect.any(String) });
      }
      expect(Object.keys(mapping)).toEqual(Object.keys(properties));
      for (const field of draft.matchKeys.flat()) expect(Object.keys(properties)).toContain(field);
      expect(draft.synthetic).toBe(true);
    }
  });

  it.each(demoResources.map((one) => [one.id, one] as const))(
    'have a row schema that the directory accepts: %s',
    (_, one) => {
      expect(refusedRowSchema(one.schema, one.draft.items)).toBeUndefined();
    },
  );

  it('describe every generated person, enterprise and figure', () => {
    const { residents, enterprises, indicators } = county.get();
    for (const [id, rows] of [
      ['population.resident', residents],
      ['legal-person.enterprise', enterprises],
      ['economy.indicator', indicators],
    ] as const) {
      const check = compileSchema(resource(id).schema);
      expect(rows.flatMap((row) => check(row))).toEqual([]);
      expect(check({ ...rows[0], extra: 1 })).not.toEqual([]);
    }
  });
});

describe('the police’s database', () => {
  const suffix = randomUUID().slice(0, 8);
  const names = { database: `police_${suffix}`, role: `police_reader_${suffix}` };
  const seed = (one: CountyOnDemand, password = 'first word') =>
    seedPolice({
      serverUrl: inject('postgresUrl'),
      county: one,
      database: names.database,
      reader: { role: names.role, password },
    });
  let police: PoliceSource;

  beforeAll(async () => {
    police = await seed(county);
  });
  afterAll(async () => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    await client.query(`drop database if exists ${names.database} with (force)`);
    await client.query(`drop role if exists ${names.role}`);
    await client.end();
  });

  async function ask<T extends pg.QueryResultRow>(sql: string, url = police.url): Promise<readonly T[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('holds every resident under the department’s own column names', async () => {
    expect(police).toMatchObject({ seeded: true, rows: 7_000 });
    const [count] = await ask<{ n: string }>('select count(*) as n from huji.czrk_jbxx');
    expect(count?.n).toBe('7000');
    const [columns] = await ask<{ names: string }>(
      `select string_agg(column_name, ' ' order by ordinal_position) as names from information_schema.columns
       where table_schema = 'huji' and table_name = 'czrk_jbxx'`,
    );
    expect(columns?.names).toBe('gmsfhm xm xb csrq mz dz hjdxzqh xzjddm cjwhdm hh yhzgx hyzk hjzt djrq zxrq gxsj');
    const mapped = Object.values(resource('population.resident').mapping);
    const sources = mapped.map((from) => (typeof from === 'string' ? from : from.from));
    expect(columns?.names.split(' ').toSorted()).toEqual([...sources, 'gxsj'].toSorted());
  });

  it('gives the connector what was generated, to the last field', async () => {
    const { residents } = county.get();
    const gone = residents.find((one) => one.registeredUntil !== null);
    for (const person of [residents[0], residents[6_999], gone]) {
      const match = { citizenNumber: person!.citizenNumber };
      expect(await lookUp('population.resident', { kind: 'postgres', url: police.url }, match)).toEqual([person]);
    }
    const household = residents.filter((one) => one.householdNumber === residents[0]!.householdNumber);
    const found = await lookUp(
      'population.resident',
      { kind: 'postgres', url: police.url },
      {
        householdNumber: residents[0]!.householdNumber,
      },
    );
    expect(new Set(found.map((row) => row.citizenNumber))).toEqual(new Set(household.map((one) => one.citizenNumber)));
  });

  it('lets the connector’s role read the register and nothing else', async () => {
    await expect(ask("update huji.czrk_jbxx set xm = ''")).rejects.toMatchObject({ code: '25006' });
    const write = "begin read write; update huji.czrk_jbxx set xm = ''";
    await expect(ask(write)).rejects.toMatchObject({ code: '42501' });
    await expect(ask('select * from huji.sjbb')).rejects.toMatchObject({ code: '42501' });
    await expect(ask('begin read write; create table huji.t ()')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('is left alone by a second seeding of the same county, which only renews the password', async () => {
    const again = await seed(untouchable(county), "second 'word'");
    expect(again).toMatchObject({ seeded: false, rows: 7_000 });
    expect(await ask('select xm from huji.czrk_jbxx limit 1', again.url)).toHaveLength(1);
    police = again;
  });

  it('is filled anew with another county, by one of two seedings that start at once', async () => {
    const other = countyOnDemand({ seed: 'another', people: 500, companies: 5 });
    const both = await Promise.all([seed(other), seed(other)]);
    expect(both.map((one) => one.seeded).toSorted()).toEqual([false, true]);
    const [row] = await ask<{ n: string }>('select count(*) as n from huji.czrk_jbxx', both[0].url);
    expect(row?.n).toBe('500');
  });
});

describe('the market regulator’s register', () => {
  let register: MarketRegister;
  let file: string;

  beforeAll(async () => {
    const written = await writeMarketRegister({ folder: join(folder.path, 'market'), county });
    file = written.path;
    register = await startMarketRegister({ file, apiKey });
  });
  afterAll(() => register[Symbol.asyncDispose]());

  const get = (path: string, headers: Record<string, string> = { 'X-Api-Key': apiKey }) =>
    fetch(register.url + path, { headers });

  it('gives the connector what was generated, to the last field', async () => {
    const source = resource('legal-person.enterprise').source;
    if (source.kind !== 'http') throw new Error('not over HTTP');
    const { path, ...list } = source.list;
    const config: SourceConfig = {
      kind: 'http',
      url: register.url + source.path,
      headers: { [source.keyHeader]: apiKey },
      rows: source.rows,
      list: { ...list, url: register.url + path },
      health: register.url + source.health,
    };
    const { enterprises } = county.get();
    for (const one of [enterprises[0], enterprises[299], enterprises.find((each) => each.termTo !== null)]) {
      const match = { unifiedCode: one!.unifiedCode };
      expect(await lookUp('legal-person.enterprise', config, match)).toEqual([one]);
    }
    expect(await lookUp('legal-person.enterprise', config, { unifiedCode: '91350100M000100Y43' })).toEqual([]);
    const byCode = enterprises.toSorted((one, other) => (one.unifiedCode < other.unifiedCode ? -1 : 1));
    expect(await listAll('legal-person.enterprise', config)).toEqual(byCode);
    expect((await get('/enterprises?offset=x')).status).toBe(400);
  });

  it('finds an enterprise by its exact name', async () => {
    const [one] = county.get().enterprises;
    const answer = await (await get(`/enterprises?name=${encodeURIComponent(one!.name)}`)).json();
    expect(answer).toMatchObject({ code: 0, synthetic: true, data: [{ UNISCID: one!.unifiedCode }] });
    const part = await (await get(`/enterprises?name=${encodeURIComponent('灵山县')}`)).json();
    expect(part).toMatchObject({ code: 0, data: [] });
  });

  it.each([
    ['an unknown code', 404, '/enterprises/91350100M000100Y43', undefined],
    ['no key', 401, '/enterprises/91350100M000100Y43', {}],
    ['a wrong key', 401, '/enterprises?name=x', { 'X-Api-Key': 'guess' }],
    ['a list without a name', 400, '/enterprises', undefined],
    ['another path', 404, '/companies', undefined],
  ])('refuses %s with %i', async (_, status, path, headers) => {
    const response = await get(path, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: status, data: null });
  });

  it('takes GET alone, says when it is well, and stops when disposed', async () => {
    expect((await fetch(`${register.url}/enterprises`, { method: 'POST' })).status).toBe(405);
    expect((await get('/health', {})).status).toBe(200);
    const second = await startMarketRegister({ file, apiKey });
    expect(second.entries).toBe(300);
    await second[Symbol.asyncDispose]();
    await expect(fetch(`${second.url}/health`)).rejects.toThrow();
  });
});

describe('the files of the other departments', () => {
  it('hold the economic indicators as a CSV file with Chinese headings', async () => {
    const { path } = await writeStatisticsCsv({ folder: join(folder.path, 'statistics'), county });
    const [header, first] = (await readFile(path, 'utf8')).split('\r\n');
    expect(header).toBe('指标代码,指标名称,地区代码,地区名称,频度,报告期,数值,计量单位,数据性质');
    expect(first).toMatch(/^GDP,地区生产总值,450721,灵山县,年度,2016,\d+,万元,模拟数据$/);
    const match = { indicatorCode: 'POPULATION', divisionCode: '450721101' };
    const expected = county
      .get()
      .indicators.filter((one) => one.indicatorCode === 'POPULATION' && one.divisionCode === '450721101');
    expect(expected).toHaveLength(10);
    expect(await lookUp('economy.indicator', { kind: 'csv', path }, match)).toEqual(expected);
  });

  it('hold the divisions as a GeoJSON file', async () => {
    const { path } = await writeNaturalGeojson({ folder: join(folder.path, 'natural'), county });
    const collection = JSON.parse(await readFile(path, 'utf8'));
    expect(collection).toMatchObject({ type: 'FeatureCollection', metadata: { synthetic: true } });
    expect(collection.features).toHaveLength(434);
    const check = compileSchema(resource('spatial.division').schema);
    const find = (match: Record<string, string>) => lookUp('spatial.division', { kind: 'geojson', path }, match);
    const [whole] = await find({ divisionCode: '450721' });
    expect(whole).toMatchObject({
      name: '灵山县',
      level: 'county',
      geometryOrigin: 'real',
      geometry: { type: 'Polygon' },
    });
    const below = await find({ parentCode: '450721' });
    expect(below).toHaveLength(19);
    expect([whole, ...below].flatMap((row) => check(row))).toEqual([]);
    expect(below.every((row) => row.level === 'town' && row.geometryOrigin === 'synthetic')).toBe(true);
  });

  it('are written once for one county, again for another, and again when they have gone', async () => {
    const place = join(folder.path, 'again');
    const first = await writeStatisticsCsv({ folder: place, county });
    const { mtimeMs } = await stat(first.path);
    const second = await writeStatisticsCsv({ folder: place, county: untouchable(county) });
    expect([first.written, second.written, (await stat(first.path)).mtimeMs]).toEqual([true, false, mtimeMs]);
    const other = countyOnDemand({ seed: 'another', people: 500, companies: 5 });
    const before = sha256(await readFile(first.path)).toString('hex');
    expect((await writeStatisticsCsv({ folder: place, county: other })).written).toBe(true);
    expect(sha256(await readFile(first.path)).toString('hex')).not.toBe(before);
    await rm(first.path);
    expect((await writeStatisticsCsv({ folder: place, county: other })).written).toBe(true);
  });
});
