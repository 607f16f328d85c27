import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline, type ResourceMapping, type Source } from '../../connectors/index.ts';
import { openCsvSource } from '../../connectors/source/file/csv-source.ts';
import { openGeojsonSource } from '../../connectors/source/file/geojson-source.ts';
import type { ListPlace } from '../../connectors/source/source.ts';
import { anyCharacter } from '../support/any-character.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { eventually, field, listeningLogger, mapping, request } from './mapping.ts';

const indicator = mapping({
  id: 'economy.indicator',
  match: [['division', 'year'], 'key', 'on'],
  fields: {
    key: 'ID',
    division: 'XZQDM',
    year: field('NF', { type: 'integer' }),
    value: field('ZBZ', { type: 'number' }),
    name: field('名称', { trim: true }),
    on: field('RQ', { date: 'yyyyMMdd' }),
    final: field('SF', { codes: new Map([['是', true]]) }),
  },
});
const header = 'ID,XZQDM,NF,名称,ZBZ,RQ,SF,备注';
const line = (id: string, year = '2025', value = '1.5') =>
  `${id},450721,${year},"地区, 生产总值 ",${value},20251231,是,x`;

let folder: TemporaryFolder;
let count = 0;
const { logger, lines } = listeningLogger();

beforeAll(async () => {
  folder = await temporaryFolder('connector-files');
});
afterAll(() => folder[Symbol.asyncDispose]());

async function file(content: string | Buffer, name?: string): Promise<string> {
  count += 1;
  const path = join(folder.path, name ?? `file-${count}`);
  await writeFile(path, content);
  return path;
}

/** As a careful department delivers a file: finished elsewhere, then put in place. */
async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

const csv = (path: string, more: object = {}, resources: ResourceMapping[] = [indicator]): Source =>
  openCsvSource({ config: { kind: 'csv', path, ...more }, resources, logger });
const read = async (source: Source, resource: ResourceMapping, options: Parameters<typeof request>[1]) =>
  (await source.read(request(resource, options))).rows;
const measured = async (source: Source, key = 'a') => {
  const [row] = await read(source, indicator, { match: { key }, fields: ['value'] });
  return row?.value;
};

describe('a list', () => {
  it('gives every record once, in the order of the file, and does not go on in another file', async () => {
    const ids = ['b', 'a', 'c', 'a', ''];
    const content = (of: string[]) => [header, ...of.map((id) => line(id))].join('\n');
    const path = await file(content(ids));
    await using source = csv(path);
    const list = async (from: ListPlace | undefined) => {
      using deadline = new Deadline(10_000);
      const piece = await source.list?.({ resource: indicator, fields: ['key'], from, limit: 2, deadline });
      if (piece === undefined) throw new Error('no list');
      return piece;
    };
    const pieces = [await list(undefined)];
    for (let next = pieces[0]?.next; next !== undefined; next = pieces.at(-1)?.next) pieces.push(await list(next));
    expect(pieces.map(({ rows }) => rows.map((row) => row.key))).toEqual([['b', 'a'], ['c', 'a'], [null]]);
    await replace(path, content(ids.toReversed()));
    await utimes(path, new Date(), new Date(Date.now() + 5_000));
    await eventually('the new file', async () => (await list(undefined)).rows[0]?.key === null);
    await expect(list(pieces[0]?.next)).rejects.toMatchObject({ code: 'LIST_CHANGED' });
  });
});

describe('a CSV source', () => {
  it('finds records by one field or by several together, and gives the fields asked for', async () => {
    await using source = csv(await file([header, line('a', '2024'), line('b'), line('c')].join('\r\n')));
    expect(
      await read(source, indicator, { match: { key: 'b' }, fields: ['name', 'value', 'year', 'on', 'final'] }),
    ).toEqual([{ name: '地区, 生产总值', value: 1.5, year: 2025, on: '2025-12-31', final: true }]);
    const both = { match: { division: '450721', year: 2025 }, fields: ['key'] };
    expect(await read(source, indicator, both)).toEqual([{ key: 'b' }, { key: 'c' }]);
    expect(await read(source, indicator, { ...both, limit: 1 })).toEqual([{ key: 'b' }]);
    expect(await read(source, indicator, { match: { division: '450721', year: '2024' }, fields: ['key'] })).toEqual([
      { key: 'a' },
    ]);
    expect(await read(source, indicator, { match: { on: '2025-12-31' }, fields: ['key'] })).toHaveLength(3);
    expect(await read(source, indicator, { match: { division: '450722', year: 2025 }, fields: ['key'] })).toEqual([]);
  });

  it('keeps to the scope of the grant', async () => {
    await using source = csv(await file([header, line('a', '2024'), line('b')].join('\n')));
    const found = (scope: NonNullable<Parameters<typeof request>[1]['scope']>) =>
      read(source, indicator, { match: { on: '2025-12-31' }, fields: ['key'], scope });
    expect(await found([{ field: 'division', op: 'prefix', value: '4507' }])).toHaveLength(2);
    expect(await found([{ field: 'year', op: 'in', value: [2025, 2026] }])).toEqual([{ key: 'b' }]);
    expect(await found([{ field: 'division', op: 'eq', value: '450722' }])).toEqual([]);
    await expect(found([{ field: 'nowhere', op: 'eq', value: 'x' }])).rejects.toMatchObject({ code: 'FIELD_UNKNOWN' });
  });

  it('finds what it holds and nothing else, whatever the values', async () => {
    const cell = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 12 }).filter((text) => {
      return text.isWellFormed() && !/[\0\r\n]/.test(text) && text.trim() !== '';
    });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const plain = mapping({ match: ['k'], fields: { k: 'k', v: 'v' } });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), cell, async (pairs, other) => {
        const text = [['k', 'v'], ...pairs].map((pair) => pair.map(quoted).join(',')).join('\n');
        await using source = csv(await file(text, 'property.csv'), {}, [plain]);
        for (const asked of [...pairs.map(([key]) => key), other]) {
          const same = pairs.filter(([key]) => key.normalize('NFC') === asked.normalize('NFC'));
          const rows = await read(source, plain, { match: { k: asked }, fields: ['v'] });
          expect(rows.map((row) => row.v)).toEqual(same.map(([, value]) => value));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('reads GB 18030, a byte order mark and other delimiters', async () => {
    const bytes = Buffer.concat([
      Buffer.from('k;v\n1;', 'latin1'),
      Buffer.from([0xc1, 0xe9, 0xc9, 0xbd]), // 灵山
    ]);
    const plain = mapping({ match: ['k'], fields: { k: 'k', v: 'v' } });
    await using chinese = csv(await file(bytes), { encoding: 'gb18030', delimiter: ';' }, [plain]);
    expect(await read(chinese, plain, { match: { k: '1' }, fields: ['v'] })).toEqual([{ v: '灵山' }]);
    await using marked = csv(await file('\ufeffk,v\n1,x\n'), {}, [plain]);
    expect(await read(marked, plain, { match: { k: '1' }, fields: ['v'] })).toEqual([{ v: 'x' }]);
  });

  it('says as of when its data is: when the file was written', async () => {
    const path = await file([header, line('a')].join('\n'));
    await utimes(path, new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'));
    await using source = csv(path);
    const { asOf } = await source.read(request(indicator, { match: { key: 'a' }, fields: ['value'] }));
    expect(asOf.toISOString()).toBe('2026-01-02T03:04:05.000Z');
  });

  it('refuses a row that the mapping cannot read, and finds the others all the same', async () => {
    await using source = csv(await file([header, line('a', '2025', 'n/a'), line('b')].join('\n')));
    await expect(measured(source, 'a')).rejects.toMatchObject({ code: 'ROWS_INVALID' });
    expect(await measured(source, 'b')).toBe(1.5);
    expect(await read(source, indicator, { match: { key: 'a' }, fields: ['key'] })).toEqual([{ key: 'a' }]);
  });

  it.each<[string, string | Buffer, object, string]>([
    ['a header that lacks mapped columns', 'ID,NF\n1,2\n', {}, 'HEADER_WRONG'],
    ['a mapped column that stands there twice', `${header},ID\n${line('a')},b\n`, {}, 'HEADER_WRONG'],
    ['lines of unequal length', `${header}\na,b\n`, {}, 'FILE_MALFORMED'],
    ['a quotation mark that is never closed', `${header}\n"a\n${line('b')}`, {}, 'FILE_MALFORMED'],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from(`${header}\n`), 0xff, 0xfe]), {}, 'FILE_MALFORMED'],
    ['nothing in it', '', {}, 'FILE_MALFORMED'],
    ['more rows than allowed', [header, line('a'), line('b')].join('\n'), { maxRows: 1 }, 'FILE_TOO_LARGE'],
    [
      'more bytes than allowed',
      [header, ...Array(30).fill(line('a'))].join('\n'),
      { maxBytes: 1024 },
      'FILE_TOO_LARGE',
    ],
  ])('does not use a file with %s, and says so', async (_name, content, more, code) => {
    await using source = csv(await file(content), more);
    await expect(measured(source)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(await source.check(indicator)).toEqual({ ok: false, detail: code });
  });

  it('names missing columns in the log, and never a value', async () => {
    await using source = csv(await file(`ID,NF\n11010519491231002X,"`));
    await source.check(indicator);
    const told = lines.join('\n');
    expect(told).toContain('XZQDM');
    expect(told).not.toContain('11010519491231002X');
  });
});

describe('a file that changes while it is in use', () => {
  it('is taken up when another is put in its place', async () => {
    const path = await file([header, line('a')].join('\n'));
    await using source = csv(path);
    expect(await measured(source)).toBe(1.5);
    await replace(path, [header, line('a', '2025', '2.5')].join('\n'));
    await eventually('the new value', async () => (await measured(source)) === 2.5);
  });

  it('stays in use as it was while the new one is not sound, and the fault is reported', async () => {
    const path = await file([header, line('a')].join('\n'));
    await using source = csv(path);
    expect(await measured(source)).toBe(1.5);
    await replace(path, 'ID\n1\n');
    const health = async () => (await source.check(indicator)).detail;
    await eventually('the fault', async () => (await health()) === 'HEADER_WRONG');
    expect(await measured(source)).toBe(1.5);
    await rm(path);
    await eventually('the loss', async () => (await health()) === 'FILE_MISSING');
    expect(await measured(source)).toBe(1.5);
    await replace(path, [header, line('a', '2025', '3.5')].join('\n'));
    await eventually('the sound file', async () => (await health()) === 'OK');
    expect(await measured(source)).toBe(3.5);
  });

  it('is waited for when it is not there yet', async () => {
    const path = join(folder.path, 'late', 'file.csv');
    await using source = csv(path);
    expect(await source.check(indicator)).toEqual({ ok: false, detail: 'FILE_MISSING' });
    await mkdir(join(folder.path, 'late'));
    await replace(path, [header, line('a')].join('\n'));
    await eventually('the file', async () => (await source.check(indicator)).ok);
    expect(await measured(source)).toBe(1.5);
  });
});

describe('a GeoJSON source', () => {
  const division = mapping({
    id: 'spatial.division',
    match: ['code', 'level'],
    fields: {
      code: 'XZQDM',
      level: field('XZQJB', { codes: new Map([['县级', 'county']]) }),
      geometry: field('/geometry', { type: 'json' }),
      centre: '/properties/centre/0',
      id: '/id',
    },
  });
  const geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [109.2, 22.4],
        [109.3, 22.4],
        [109.3, 22.5],
        [109.2, 22.4],
      ],
    ],
  };
  const feature = {
    type: 'Feature',
    id: 7,
    properties: { XZQDM: '450721', XZQJB: '县级', centre: [109.25] },
    geometry,
  };
  const collection = (features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });
  const open = (path: string, more: object = {}) =>
    openGeojsonSource({ config: { kind: 'geojson', path, ...more }, resources: [division], logger });

  it('gives properties by name, and anything of a feature by pointer', async () => {
    await using source = open(await file(collection([feature, { ...feature, properties: { XZQDM: '450722' } }])));
    expect(
      await read(source, division, { match: { code: '450721' }, fields: ['level', 'geometry', 'centre', 'id'] }),
    ).toEqual([{ level: 'county', geometry, centre: 109.25, id: 7 }]);
    expect(await read(source, division, { match: { level: 'county' }, fields: ['code'] })).toEqual([
      { code: '450721' },
    ]);
    expect(await read(source, division, { match: { code: '450722' }, fields: ['level', 'centre'] })).toEqual([
      { level: null, centre: null },
    ]);
  });

  it('is taken up anew when the file changes', async () => {
    const path = await file(collection([]));
    await using source = open(path);
    const found = () => read(source, division, { match: { code: '450721' }, fields: ['id'] });
    expect(await found()).toEqual([]);
    await replace(path, collection([feature]));
    await eventually('the feature', async () => (await found()).length === 1);
  });

  it.each([
    ['no JSON', '{"type":'],
    ['another type', JSON.stringify(feature)],
    ['features that are none', collection([{ type: 'Point' }])],
    ['features that are no list', JSON.stringify({ type: 'FeatureCollection', features: {} })],
    ['nesting without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('does not use a file with %s', async (_name, content) => {
    await using source = open(await file(content));
    expect(await source.check(division)).toEqual({ ok: false, detail: 'FILE_MALFORMED' });
  });
});
