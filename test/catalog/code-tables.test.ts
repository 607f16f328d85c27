import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeTableNames, createSandboxes, deriveRowSchema } from '../../catalog/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  item,
  residentDraft,
  startCatalogApp,
  systems,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
const data = administratorOf('data');

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

async function codes(table: string): Promise<string[]> {
  const { body } = await expectStatus(200, hub.call('GET', `/v1/code-tables/${table}`, { as: systems.pension }));
  return body.items.map((row: { code: string }) => row.code);
}

describe('the code tables', () => {
  it('hold what the guide lists, in its order, and mark what it does not', async () => {
    expect(await codes('item-type')).toEqual([...'CNYDTLMGBIF']);
    expect(await codes('format')).toEqual([...'1234567']);
    expect(await codes('update-cycle')).toEqual([...'12345679']);
    expect(await codes('sharing-type')).toEqual(['1', '2', '3']);
    const { body } = await expectStatus(200, hub.call('GET', '/v1/code-tables', { as: systems.pension }));
    const rows: { table: string; code: string; parent?: string; extension: boolean }[] = body.items;
    expect(new Set(rows.map((row) => row.table))).toEqual(new Set(codeTableNames));
    const sections = rows.filter((row) => row.table === 'class-section');
    expect(sections.filter((row) => row.parent === '1' && !row.extension)).toHaveLength(5);
    expect(sections.filter((row) => row.parent === '2')).toHaveLength(12);
    const added = rows.filter((row) => row.extension && row.table !== 'relation-kind');
    expect(added.map((row) => row.code)).toEqual(['宏观经济', '7', '9']);
  });

  it('are extended by the region, and records may then use the row', async () => {
    const row = { code: '8', name: '每两年', nameEn: 'Every two years' };
    const police = administratorOf('police');
    const draft = residentDraft({ updateCycle: '8' });
    const enter = () => hub.call('POST', '/v1/resources', { as: police, body: draft });
    expect((await enter()).problem.code).toBe('CODE_VALUE_UNKNOWN');
    const added = await expectStatus(201, hub.call('POST', '/v1/code-tables/update-cycle', { as: data, body: row }));
    expect(added.body).toEqual({ table: 'update-cycle', ...row, extension: true });
    expect(await codes('update-cycle')).toEqual([...'123456798']);
    expect(hub.changes.at(-1)).toEqual({ kind: 'code-row', subject: 'update-cycle/8', event: 'added', version: 1 });
    await expectStatus(201, enter());
    const again = await hub.call('POST', '/v1/code-tables/update-cycle', { as: data, body: row });
    expect(again.problem.code).toBe('CODE_TAKEN');
  });

  it.each<[string, object, string]>([
    ['no-such-table', { code: '1', name: '甲', nameEn: 'A' }, 'CODE_TABLE_UNKNOWN'],
    ['class-section', { code: '某', name: '某', nameEn: 'A' }, 'CODE_PARENT_UNKNOWN'],
    ['class-section', { code: '某', name: '某', nameEn: 'A', parent: '9' }, 'CODE_PARENT_UNKNOWN'],
    ['sharing-mode', { code: 'fax', name: '传真', nameEn: 'Fax' }, 'CODE_PARENT_UNKNOWN'],
    ['sharing-mode', { code: 'fax', name: '传真', nameEn: 'Fax', fits: ['99'] }, 'CODE_PARENT_UNKNOWN'],
    ['format', { code: ' ', name: '甲', nameEn: 'A' }, 'INVALID_INPUT'],
    ['format', { code: "'; drop table catalog.code_row; --\u0000", name: '甲', nameEn: 'A' }, 'INVALID_INPUT'],
  ])('refuse for %s the row %j', async (table, body, code) => {
    const { problem } = await hub.call('POST', `/v1/code-tables/${table}`, { as: data, body });
    expect(problem.code).toBe(code);
  });

  it('take a text that looks like SQL for a text', async () => {
    const row = { code: "'; drop table catalog.code_row; --", name: "O'Neill", nameEn: 'A' };
    await expectStatus(201, hub.call('POST', '/v1/code-tables/format', { as: data, body: row }));
    expect(await codes('format')).toContain(row.code);
  });
});

describe('a code table of values', () => {
  const url = '/v1/code-tables/gender';
  const gender = (rows: object[]) => ({
    title: '人的性别代码',
    titleEn: 'Sex of persons',
    standard: 'GB/T 2261.1',
    rows,
  });
  const male = { code: '1', name: '男', nameEn: 'Male' };
  const female = { code: '2', name: '女', nameEn: 'Female' };
  const put = (body: object, ifMatch?: string) =>
    hub.call('PUT', url, { as: data, body, ...(ifMatch === undefined ? {} : { ifMatch }) });

  it('is imported, version after version, and every version stays readable', async () => {
    const made = await expectStatus(201, put(gender([male])));
    expect(made.body).toMatchObject({ name: 'gender', kind: 'values', version: 1, standard: 'GB/T 2261.1' });
    expect(made.headers.etag).toBe('"1"');
    expect((await put(gender([male, female]))).problem.code).toBe('PRECONDITION_REQUIRED');
    const other = { ...male, name: '男性' };
    const next = await expectStatus(200, put(gender([female, other]), '"1"'));
    expect(next.body.version).toBe(2);
    expect((await put(gender([male]), '"1"')).problem.code).toBe('STALE_VERSION');
    const names = async (query: string) => {
      const { body } = await expectStatus(200, hub.call('GET', `${url}${query}`, { as: systems.pension }));
      return body.items.map((row: { name: string }) => row.name);
    };
    expect(await names('')).toEqual(['女', '男性']);
    expect(await names('?version=1')).toEqual(['男']);
    expect((await hub.call('GET', `${url}?version=3`, { as: data })).problem.code).toBe('CODE_TABLE_VERSION_UNKNOWN');
    const again = await expectStatus(200, put(gender([female, other]), '"2"'));
    expect(again.body.version).toBe(2);
    expect(hub.changes.filter(({ kind }) => kind === 'code-table').map(({ version }) => version)).toEqual([1, 2]);
  });

  it('goes out as CSV and comes in again: letter by letter, changing nothing', async () => {
    const rows = [
      { code: '01', name: '=1+1', nameEn: '"quoted", and, more' },
      { code: "'", name: ' 有 空白 ', nameEn: '@x', parent: '01' },
    ];
    const body = { title: '怪代码', titleEn: 'Odd codes', standard: 'GB 1', rows };
    await expectStatus(201, hub.call('PUT', '/v1/code-tables/odd', { as: data, body }));
    const file = await expectStatus(200, hub.call('GET', '/v1/code-tables/odd.csv', { as: systems.pension }));
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.text.split('\r\n')[1]).toBe(`01,'=1+1,"""quoted"", and, more",,`);
    const again = await expectStatus(
      200,
      hub.call('PUT', '/v1/code-tables/odd.csv', { as: data, body: file.bytes, ifMatch: file.headers.etag as string }),
    );
    expect(again.body).toMatchObject({ version: 1, title: '怪代码', standard: 'GB 1' });
    expect((await hub.call('GET', '/v1/code-tables/odd.csv?version=2', { as: data })).problem.code).toBe(
      'CODE_TABLE_VERSION_UNKNOWN',
    );
  });

  it('comes in from a Chinese spreadsheet program: GB 18030, its own column names, no English', async () => {
    // 代码,名称\n1,甲 in GB 18030
    const file = Buffer.from([
      0xb4, 0xfa, 0xc2, 0xeb, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0d, 0x0a, 0x31, 0x2c, 0xbc, 0xd7,
    ]);
    const enter = (query: string, body = file) =>
      hub.call('PUT', `/v1/code-tables/tiangan.csv${query}`, { as: data, body });
    expect((await enter('')).problem.code).toBe('CODE_TABLE_UNTITLED');
    await expectStatus(201, enter(`?title=${encodeURIComponent('天干')}`));
    const { body } = await hub.call('GET', '/v1/code-tables/tiangan', { as: data });
    expect(body.table).toMatchObject({ title: '天干', titleEn: '天干' });
    expect(body.items).toEqual([{ table: 'tiangan', code: '1', name: '甲', nameEn: '甲', extension: false }]);
    for (const [text, code] of [
      ['', 'CODE_CSV_UNREADABLE'],
      ['甲,乙\n1,2', 'CODE_CSV_UNREADABLE'],
      ['代码,名称\n"1,2', 'CODE_CSV_UNREADABLE'],
      ['代码,名称\n,无代码', 'INVALID_INPUT'],
      ['代码,名称\n1,甲\n1,乙', 'CODE_REPEATED'],
    ] as const) {
      expect((await enter('?title=x', Buffer.from(text))).problem.code).toBe(code);
    }
  });

  it('is where the sandbox takes codes from, as the table is now, by its name or its standard', async () => {
    const openSandbox = createSandboxes({ database: db.database });
    const made = async (codeTable: string, version: number) => {
      const items = [item('key', '编号', { matchable: true }), item('value', '值', { codeTable, length: 4 })];
      const rowSchema = deriveRowSchema(items, [['key'], ['value']]);
      const { samples } = await openSandbox({ id: 'a.b', edition: 1, version, items, rowSchema } as never);
      return [...new Set(samples.map((row) => row.value))].sort();
    };
    const levels = (...given: string[]) => ({
      title: '等级',
      titleEn: 'Levels',
      standard: 'GB/T 99999-2020',
      rows: given.map((code) => ({ code, name: code, nameEn: code })),
    });
    const save = (body: object, ifMatch = {}) =>
      hub.call('PUT', '/v1/code-tables/level', { as: data, body, ...ifMatch });
    expect(await made('level', 1)).not.toContain('一级');
    await expectStatus(201, save(levels('一级', '二级', '不合长度的等级')));
    expect(await made('level', 1)).toEqual(['一级', '二级']);
    expect(await made('GB/T99999', 2)).toEqual(['一级', '二级']);
    await expectStatus(200, save(levels('三级'), { ifMatch: '"1"' }));
    // The record is the same, the table is not.
    expect(await made('level', 1)).toEqual(['三级']);
  });

  it.each<[string, string, object, string]>([
    ['a code that stands twice', 'twice', gender([male, male]), 'CODE_REPEATED'],
    ['a parent that is not there', 'orphan', gender([{ ...male, parent: '9' }]), 'CODE_PARENT_UNKNOWN'],
    ['a name of no table', 'Not_A_Name', gender([male]), 'CODE_TABLE_NAME_MALFORMED'],
    ['no row', 'empty', gender([]), 'INVALID_INPUT'],
  ])('is refused with %s, whole', async (_what, name, body, code) => {
    const answer = await hub.call('PUT', `/v1/code-tables/${name}`, { as: data, body });
    expect(answer.problem.code).toBe(code);
    expect((await hub.call('GET', `/v1/code-tables/${name}`, { as: data })).problem.code).toBe('CODE_TABLE_UNKNOWN');
  });

  it('of the directory keeps the national rows', async () => {
    const cycle = {
      title: '更新周期',
      titleEn: 'Update cycle',
      rows: [{ code: '1', name: '实时', nameEn: 'Real time' }],
    };
    const { headers } = await hub.call('GET', '/v1/code-tables/update-cycle', { as: data });
    const options = { as: data, body: cycle, ifMatch: String(headers.etag) };
    const { problem } = await hub.call('PUT', '/v1/code-tables/update-cycle', options);
    expect(problem).toMatchObject({ code: 'CODE_ROW_NATIONAL', detail: expect.stringContaining('2, 3, 4, 5, 6') });
  });
});

describe('the record of changes', () => {
  it('is added to and never rewritten', async () => {
    const { pool } = db.database;
    const { rows } = await pool.query('select count(*)::int as count from catalog.change');
    expect(rows[0].count).toBeGreaterThan(0);
    for (const statement of [
      "update catalog.change set actor = 'officer:x'",
      'delete from catalog.change',
      'truncate catalog.change',
    ]) {
      await expect(pool.query(statement)).rejects.toThrow('never rewritten');
    }
  });

  it('is written with the change or neither is', async () => {
    const { pool } = db.database;
    await pool.query('alter table catalog.change add constraint full_disk check (sequence < 0) not valid');
    const body = residentDraft({ id: 'test.unrecorded', code: '101001/77', name: '未记录' });
    const police = administratorOf('police');
    const answer = await hub.call('POST', '/v1/resources', { as: police, body });
    expect(answer.problem.code).toBe('INTERNAL');
    await pool.query('alter table catalog.change drop constraint full_disk');
    const read = await hub.call('GET', '/v1/resources/test.unrecorded', { as: police });
    expect(read.problem.code).toBe('RESOURCE_NOT_FOUND');
  });
});
