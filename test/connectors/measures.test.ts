import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileRowCheck } from '../../connectors/agent/row-check.ts';
import {
  Deadline,
  type FreshnessColumn,
  type Measuring,
  type ResourceMapping,
  readConnectorConfig,
  runConnector,
  type Source,
} from '../../connectors/index.ts';
import { parseHealthReport } from '../../connectors/protocol/index.ts';
import { type Figures, Measurer } from '../../connectors/quality/measurer.ts';
import { assess } from '../../connectors/quality/quality.ts';
import { openCsvSource } from '../../connectors/source/file/csv-source.ts';
import { freshnessOf } from '../../connectors/source/freshness.ts';
import { openPostgresSource } from '../../connectors/source/postgres/postgres-source.ts';
import { systemClock } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { residentMapping, residentSchema } from './department.ts';
import { eventually, field, listeningLogger, mapping } from './mapping.ts';
import { newKey } from './sample.ts';

let db: TestDatabase;
let folder: TemporaryFolder;
const { logger, lines } = listeningLogger();

beforeAll(async () => {
  db = await createEmptyDatabase();
  folder = await temporaryFolder('measures');
  await db.database.pool.query(`
    create table residents (sfzh text, xm text, csrq char(8), gxsj timestamptz, gxrq char(8), xb char(1));
    insert into residents values
      ('A1', '王芳', '19491231', '2026-11-20 08:00+08', '20261120', '2'), ('A1', '王芳', '19491231', null, null, '2'),
      ('A2', null, '19900101', '2026-11-21 08:00+08', '20261121', '9'), (null, '  ', 'unknown', null, null, '1'),
      (null, '张三', '19900101', null, null, '1');
    create view slow as select sfzh, xm, pg_sleep(30)::text as nap from residents;
    create table large (k int, seen date);
    insert into large select n % 4990, date '2026-01-01' from generate_series(1, 5000) as n;
    create table huge (k int, seen date) with (autovacuum_enabled = false);
    insert into huge values (1, '2026-02-01'), (1, '2026-01-01');
    analyze residents, large`);
  // What the server believes of a table that would take it too long to count.
  await db.database.pool.query(`update pg_class set reltuples = 3000000 where oid = 'huge'::regclass`);
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const codes = new Map([
  ['1', '男'],
  ['2', '女'],
]);
const residents = mapping({
  from: 'residents',
  match: ['citizenNumber'],
  fields: {
    citizenNumber: 'sfzh',
    name: 'xm',
    bornOn: field('csrq', { date: 'yyyyMMdd' }),
    sex: field('xb', { codes }),
  },
});
const numbers = (from: string) => mapping({ from, match: ['key'], fields: { key: 'k' } });

const openDatabase = () =>
  openPostgresSource({ config: { kind: 'postgres', url: db.url }, connections: 2, clock: systemClock, logger });

async function surveyed<T>(
  source: Source,
  ask: (survey: NonNullable<Source['survey']>, deadline: Deadline) => Promise<T>,
  timeMs = 10_000,
): Promise<T> {
  using deadline = new Deadline(timeMs);
  if (source.survey === undefined) throw new Error('the source knows no survey');
  return await ask(source.survey, deadline);
}
const extentOf = (source: Source, resource: ResourceMapping, from?: string, date?: FreshnessColumn['date']) =>
  surveyed(source, (survey, deadline) =>
    survey.extent({ resource, deadline, freshness: from === undefined ? undefined : { from, date } }),
  );
const doublesOf = (source: Source, resource: ResourceMapping, fields: string[]) =>
  surveyed(source, (survey, deadline) => survey.duplicates({ resource, fields, deadline }));
const sampleOf = (source: Source, resource: ResourceMapping, most: number) =>
  surveyed(source, (survey, deadline) => survey.sample({ resource, most, deadline }));

describe('a PostgreSQL source', () => {
  it('counts rows and finds the newest time, be it a moment or a day', async () => {
    await using source = openDatabase();
    expect(await extentOf(source, residents)).toEqual({ rows: 5, estimated: false, newest: undefined });
    const { newest } = await extentOf(source, residents, 'gxsj');
    expect(newest?.toISOString()).toBe('2026-11-21T00:00:00.000Z');
    const day = await extentOf(source, residents, 'gxrq', 'yyyyMMdd');
    expect(day.newest?.toISOString()).toBe('2026-11-20T16:00:00.000Z');
  });

  it('tells the server’s estimate of a table that is too large to count, and groups none of it', async () => {
    await using source = openDatabase();
    const { newest, ...size } = await extentOf(source, numbers('huge'), 'seen');
    expect(size).toEqual({ rows: 3_000_000, estimated: true });
    expect(newest?.toISOString()).toBe('2026-01-31T16:00:00.000Z');
    expect(await doublesOf(source, numbers('huge'), ['key'])).toBeUndefined();
  });

  it('counts what stands there more than once, but not what lacks the key', async () => {
    await using source = openDatabase();
    expect(await doublesOf(source, residents, ['citizenNumber'])).toBe(1);
    expect(await doublesOf(source, residents, ['citizenNumber', 'name'])).toBe(1);
    expect(await doublesOf(source, numbers('large'), ['key'])).toBe(10);
  });

  it('gives some rows of a large table and all of a small one, and says which', async () => {
    await using source = openDatabase();
    const all = await sampleOf(source, residents, 5);
    expect(all.sampled).toBe(false);
    expect(all.rows[0]).toEqual({ citizenNumber: 'A1', name: '王芳', bornOn: '1949-12-31', sex: '女' });
    // A code and a day that the mapping cannot read.
    expect([all.rows[2], all.rows[3]]).toEqual([undefined, undefined]);
    const some = await sampleOf(source, numbers('large'), 100);
    expect(some.rows.length).toBeLessThanOrEqual(100);
    expect(some.sampled).toBe(true);
    expect(await sampleOf(source, residents, 2)).toMatchObject({ rows: { length: 2 }, sampled: true });
  });

  it('ends with its time, and says what is wrong with a column', async () => {
    await using source = openDatabase();
    const slow = mapping({ from: 'slow', match: ['citizenNumber'], fields: { citizenNumber: 'sfzh', nap: 'nap' } });
    const asked = surveyed(source, (survey, deadline) => survey.sample({ resource: slow, most: 5, deadline }), 200);
    await expect(asked).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
    await expect(extentOf(source, residents, 'xm')).rejects.toMatchObject({ code: 'ROWS_INVALID' });
    await expect(extentOf(source, residents, 'no" from x; --')).rejects.toMatchObject({ code: 'SOURCE_ERROR' });
  });
});

describe('a file', () => {
  const register = `sfzh,xm,csrq,nl,zz,xzqh,gx
A1,王芳,19491231,76,灵城街道,450721001,2026-11-20 08:00:00
A2,李四,19900101,36,,450721002,2026-11-21
A2,,never,36,三海街道,450721003,
,张三,19900101,x,三海街道,450722001,
`;

  it('is counted, looked through and as new as its newest row says, or else as the file itself', async () => {
    const path = join(folder.path, 'register.csv');
    await writeFile(path, register);
    const written = new Date('2026-11-22T03:04:05Z');
    await utimes(path, written, written);
    const freshness = { from: 'gx', date: undefined };
    const resource = { ...residentMapping, measure: { freshness, everyMinutes: 60, quality: undefined } };
    await using source = openCsvSource({ config: { kind: 'csv', path }, resources: [resource], logger });
    expect(await extentOf(source, resource)).toEqual({ rows: 4, estimated: false, newest: written });
    expect((await extentOf(source, resource, 'gx')).newest?.toISOString()).toBe('2026-11-20T16:00:00.000Z');
    expect(await doublesOf(source, resource, ['citizenNumber'])).toBe(1);
    const { rows, sampled } = await sampleOf(source, resource, 2);
    expect([rows.map((row) => row?.citizenNumber), sampled]).toEqual([['A1', undefined], true]);
    expect(await sampleOf(source, resource, 100)).toMatchObject({ rows: { length: 4 }, sampled: false });
  });

  it('with a freshness column that holds no time is not measured rather than wrongly', () => {
    expect(freshnessOf('', { date: undefined, zone: '+08:00' })).toBeUndefined();
    expect(() => freshnessOf('yesterday', { date: undefined, zone: '+08:00' })).toThrow('ROWS_INVALID');
    expect(() => freshnessOf('20261350', { date: 'yyyyMMdd', zone: '+08:00' })).toThrow('ROWS_INVALID');
  });
});

describe('the rules of quality', () => {
  it('count what is missing and what is wrong, and hold no value', () => {
    const check = compileRowCheck(residentSchema, ['citizenNumber', 'name', 'address']);
    const row = (citizenNumber: string | null, name: string | null, address: string | null) => ({
      ...{ citizenNumber, name, address },
    });
    const rows = [row('A1', '王芳', '灵城街道'), row('A2', null, null), row(null, ' ', ''), undefined];
    const found = assess({
      sample: { rows, sampled: true },
      fields: ['citizenNumber', 'name', 'address'],
      isValid: (one) => check.errors(check.settle(one)).length === 0,
    });
    expect(found).toEqual({
      ...{ rows: 4, sampled: true, invalid: 3 },
      missing: { name: 2, address: 2, citizenNumber: 1 },
    });
  });

  it('name the eight items that lack most', () => {
    const fields = Array.from({ length: 12 }, (_, index) => `f${index}`);
    const rows = fields.map((_, index) => Object.fromEntries(fields.slice(index).map((name) => [name, 'x'])));
    const { missing } = assess({ sample: { rows, sampled: false }, fields, isValid: () => true });
    expect(Object.entries(missing)).toEqual(fields.slice(0, 8).map((name, index) => [name, 11 - index]));
  });
});

const minute = 60_000;
const usual: Measuring = {
  freshness: undefined,
  everyMinutes: 60,
  quality: { sample: 100, unique: ['citizenNumber'] },
};

/** A measurer of these resources over one source that counts what it is asked. */
function openMeasurer(resources: ResourceMapping[]) {
  const clock = fixedClock('2026-11-21T08:00:00Z');
  const asked: string[] = [];
  const stop = new AbortController();
  const survey: NonNullable<Source['survey']> = {
    async extent({ resource }) {
      asked.push(`extent ${resource.id}`);
      return { rows: asked.length, estimated: false, newest: undefined };
    },
    async sample({ resource }) {
      asked.push(`sample ${resource.id}`);
      return { rows: [{ citizenNumber: 'A1', name: '王芳' }, { citizenNumber: 'A1' }], sampled: false };
    },
    duplicates: async () => 1,
  };
  const source = { survey } as unknown as Source;
  const version = {
    version: 1,
    schema: residentSchema,
    checkFor: (names: readonly string[]) => compileRowCheck(residentSchema, names),
  };
  const measurer = new Measurer({
    ...{ resources, clock, logger, signal: stop.signal, timeoutMs: 1_000 },
    sources: new Map([['register', source]]),
    schemas: { current: async () => version },
  });
  return { measurer, clock, asked, stop };
}

describe('measuring', () => {
  const resident = { ...residents, measure: usual };

  it('counts every so many minutes and looks through rows once a day, not before five minutes have passed', async () => {
    const { measurer, clock, asked } = openMeasurer([resident, { ...residents, id: 'population.unmeasured' }]);
    const passed = async (minutes: number) => {
      clock.advance(minutes * minute);
      await measurer.round();
      return asked.splice(0).map((each) => each.split(' ')[0]);
    };
    expect(await passed(0)).toEqual(['extent']);
    expect(await passed(1)).toEqual([]);
    expect(await passed(4)).toEqual(['sample']);
    expect(await passed(55)).toEqual(['extent']);
    expect(await passed(1_384)).toEqual(['extent']);
    expect(await passed(1)).toEqual(['sample']);
    // A clock that goes back a year.
    expect(await passed(-525_600)).toEqual(['extent', 'sample']);
    expect(await passed(1)).toEqual([]);
  });

  it('is done at once when somebody asks, and not again before it is due', async () => {
    const { measurer, clock, asked } = openMeasurer([resident]);
    const round = async (options?: { all: boolean }) => {
      clock.advance(minute);
      await measurer.round(options);
      return asked.splice(0).map((each) => each.split(' ')[0]);
    };
    await round();
    expect(await round({ all: true })).toEqual(['extent', 'sample']);
    expect(await round({ all: true })).toEqual(['extent', 'sample']);
    expect(await round()).toEqual([]);
  });

  it('is told as numbers, in a report that the hub can read', async () => {
    const { measurer, clock } = openMeasurer([resident]);
    clock.advance(5 * minute);
    await measurer.round();
    const figures = measurer.tell().get('population.resident');
    const at = '2026-11-21T08:05:00.000Z';
    expect(figures).toEqual({
      measured: { at, rows: 1, estimated: false },
      quality: { at, rows: 2, sampled: false, invalid: 1, duplicates: 1, missing: { name: 1, bornOn: 2 } },
    });
    expect(parsed({ 'population.resident': figures ?? {} }).ok).toBe(true);
  });

  it('takes turns, so that a report of many resources keeps its size', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...resident, id: `population.r${index}` }));
    const { measurer } = openMeasurer(many);
    expect(measurer.tell().size).toBe(0);
    await measurer.round();
    const told = [measurer.tell(), measurer.tell(), measurer.tell()].map((each) => [...each.keys()]);
    expect(told.map((ids) => ids.length)).toEqual([16, 16, 16]);
    expect(new Set(told.flat()).size).toBe(40);
  });

  it('fits into a report at its largest', () => {
    const at = '2026-11-21T08:05:00.000Z';
    const missing = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`${'项'.repeat(63)}${index}`, 1e6]));
    const quality = { at, rows: 20_000, sampled: true, invalid: 20_000, duplicates: 1e6, missing };
    const figures = { measured: { at, rows: 1e12, estimated: true, newest: at }, quality };
    const all = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`population.resident-${index}`, {}]));
    for (const id of Object.keys(all).slice(0, 16)) all[id] = figures;
    expect(parsed(all).ok).toBe(true);
  });

  it('stops when the connector does', async () => {
    const { measurer, asked, stop } = openMeasurer([resident]);
    stop.abort();
    await measurer.round();
    expect(asked).toEqual([]);
  });
});

/** What the hub reads of a report with these figures. */
function parsed(figures: Readonly<Record<string, Figures>>) {
  const at = '2026-11-21T08:05:00.000Z';
  const body = {
    ...{ v: 3, organisation: 'police', system: 'police-connector', instance: 'instance-1', version: '1' },
    ...{ startedAt: at, reportedAt: at, orders: 0, refusals: 0, failures: 0 },
    resources: Object.entries(figures).map(([id, each]) => ({ id, ok: true, checkedAt: at, detail: 'OK', ...each })),
  };
  return parseHealthReport(Buffer.from(JSON.stringify(body)));
}

describe('a connector', () => {
  const file = (measure: string, kind = 'csv') => `organisation: police
system: police-connector
signingKey: key.json
hub: { keys: hub.json }
nats: { url: 'nats://127.0.0.1:1' }
sources:
  register: ${kind === 'csv' ? '{ kind: csv, path: residents.csv }' : "{ kind: http, url: 'https://x.example/{citizenNumber}' }"}
resources:
  - id: population.resident
    source: register
    match: [citizenNumber, [name, bornOn]]
    fields: { citizenNumber: sfzh, name: xm, bornOn: csrq }
    schema: { file: schema.json, version: 1 }
    measure: ${measure}
`;
  const read = async (measure: string, kind?: string) => {
    const path = join(folder.path, 'connector.yaml');
    await writeFile(path, file(measure, kind));
    return readConnectorConfig({ path, env: {} });
  };
  beforeAll(async () => {
    const at = (name: string) => join(folder.path, name);
    await writeFile(at('hub.json'), JSON.stringify({ keys: [newKey('hub-1').publicJwk] }));
    await writeFile(at('key.json'), JSON.stringify(newKey('own').privateJwk), { mode: 0o600 });
    await writeFile(at('schema.json'), JSON.stringify(residentSchema));
    await writeFile(at('residents.csv'), 'sfzh,xm,csrq,gx\nA1,王芳,1949-12-31,20261121\nA2,,1990-01-01,20261120\n');
  });

  it('measures what its configuration says, and reports it', async () => {
    const config = await read('{ freshness: { from: gx, date: yyyyMMdd }, everyMinutes: 30, quality: {} }');
    expect(config.resources[0]?.measure).toEqual({
      freshness: { from: 'gx', date: 'yyyyMMdd' },
      everyMinutes: 30,
      quality: { sample: 2_000, unique: ['citizenNumber'] },
    });
    await using connector = await runConnector({ config, logger, measureRoundMs: 20 });
    await eventually('the figures', async () => (await connector.health()).resources[0]?.measured);
    const [resource] = (await connector.health()).resources;
    expect(resource?.measured).toMatchObject({ rows: 2, estimated: false, newest: '2026-11-20T16:00:00.000Z' });
    expect(resource?.quality).toBeUndefined();
    await connector.measure();
    expect((await connector.health()).resources[0]?.quality).toMatchObject({ rows: 2, missing: { name: 1 } });
    expect(lines.join()).not.toContain('王芳');
  });

  it.each([
    ['{ freshness: sfzh }', 'csv', /measure\/freshness.*found by/s],
    ['{ freshness: csrq }', 'csv', /measure\/freshness.*found by/s],
    ['{ quality: { unique: [nobody] } }', 'csv', /no field called nobody/],
    ['{ everyMinutes: 1 }', 'csv', /everyMinutes/],
    ['{ quality: { sample: 1000000 } }', 'csv', /sample/],
    ['{ values: all }', 'csv', /measure/],
    ['{}', 'http', /measure.*http source/s],
  ])('refuses to measure %s of a %s source', async (measure, kind, why) => {
    const refusal = await read(measure, kind).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'CONNECTOR_CONFIG_INVALID' });
    expect(JSON.stringify(refusal) + String((refusal as Error).message)).toMatch(why);
  });
});
