import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import type { Resource } from '../../../catalog/index.ts';
import { readWorkbook } from '../../../kernel/workbook/read-workbook.ts';
import { writeWorkbook } from '../../../kernel/workbook/write-workbook.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  officer,
  publish,
  residentDraft,
  startCatalogApp,
} from '../../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { template } from './handmade.ts';
import { at, bytesOf } from './reading.ts';

let db: TestDatabase;
let hub: CatalogApp;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const police = administratorOf('police');
const _ = undefined;
const json = 'application/json';

/** A row of the guide's template that breaks no rule. */
const row = (name: string, code: string, abstract = `${name}的摘要。`) => [
  ...['基础', '人口', '户籍人口', _, name, code, 'police', _, abstract, '数据库', 'Oracle', '登记编号', 'C', 50],
  ...['无条件共享', _, '共享平台', '库表', '否', _, '每日', _, _],
];

const upload = (file: Buffer, options: { dryRun?: boolean; accept?: string; as?: typeof police } = {}) =>
  hub.call('POST', `/v1/catalog.xlsx${options.dryRun === true ? '?dryRun=true' : ''}`, {
    as: options.as ?? police,
    body: file,
    accept: options.accept ?? json,
  });

const exportedBy = async (as = police) => (await expectStatus(200, hub.call('GET', '/v1/catalog.xlsx', { as }))).bytes;

const stored = async (id: string) => (await hub.call('GET', `/v1/resources/${id}`, { as: police })).body as Resource;

async function imports() {
  const { rows } = await db.database.pool.query('select * from catalog.workbook_import order by at');
  return rows as { actor: string; records: number; created: number }[];
}

/** The same workbook, with other words in the place of some. */
async function edited(file: Buffer, from: string, to: string): Promise<Buffer> {
  const [sheet] = await readWorkbook(file);
  const { name, merges, rows } = sheet!;
  const written = rows.map(({ row: number, cells }) => ({
    row: number,
    cells: [...cells]
      .sort(([one], [other]) => one - other)
      .map(([column, { text }]) => ({ column, value: text.replace(from, to) })),
  }));
  return bytesOf(writeWorkbook({ sheets: [{ name, widths: new Map(), merges, rows: written }], at }));
}

describe('a workbook of the guide’s template', () => {
  it('becomes drafts, with who imported them, and what came of it; again, it changes nothing', async () => {
    const file = await template([row('出生登记', '101001/11'), row('死亡登记', '101001/12')]);
    const { body } = await expectStatus(200, upload(file));
    expect(body).toMatchObject({ dryRun: false, records: 2, created: 2, updated: 0, errors: 0 });
    expect(body.sheets).toEqual([{ name: '目录', headerRow: 3, records: 2 }]);
    expect(await stored('police.r101001-11')).toMatchObject({ name: '出生登记', status: 'draft', version: 1 });
    const { body: history } = await hub.call('GET', '/v1/resources/police.r101001-12/changes', { as: police });
    expect(history.items).toMatchObject([{ event: 'created', reason: `workbook ${body.id}` }]);
    expect(await imports()).toMatchObject([{ actor: `officer:${police.id}`, records: 2, created: 2 }]);

    const again = await expectStatus(200, upload(file));
    expect(again.body).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  });

  it('with an error in one cell is not imported at all, and says which cell', async () => {
    const wrong = await template([row('迁入登记', '101001/21'), row('人口系统', '101001/22')]);
    const { status, problem } = await upload(wrong);
    expect([status, problem.code]).toEqual([422, 'WORKBOOK_REFUSED']);
    expect(problem.errors).toEqual([{ pointer: '/目录/E5', detail: 'RESOURCE_NAMED_AFTER_SYSTEM: names a system' }]);
    expect((await hub.call('GET', '/v1/resources/police.r101001-21', { as: police })).status).toBe(404);
  });

  it('is given back by a dry run with a column of findings, and nothing is stored', async () => {
    const before = await imports();
    const file = await template([row('迁入登记', '101001/21'), row('人口系统', '101001/22')], ['A4:A5']);
    const { bytes, headers } = await expectStatus(200, upload(file, { dryRun: true, accept: '*/*' }));
    expect(headers['content-type']).toContain('spreadsheetml');
    const [sheet] = await readWorkbook(bytes);
    const [given] = await readWorkbook(file);
    expect(sheet?.merges).toEqual(given?.merges);
    const texts = (number: number) => sheet?.rows.find((each) => each.row === number)?.cells;
    expect(texts(3)?.get(24)?.text).toBe('核对结果');
    expect(texts(5)?.get(24)?.text).toMatch(/^\[error\] E5 .*names a system/);
    for (const { row: number, cells } of given?.rows ?? []) {
      for (const [column, cell] of cells) expect(texts(number)?.get(column)).toEqual(cell);
    }

    const right = await template([row('迁入登记', '101001/21')]);
    expect((await upload(right, { dryRun: true })).body).toMatchObject({ dryRun: true, created: 1, errors: 0 });
    expect((await hub.call('GET', '/v1/resources/police.r101001-21', { as: police })).status).toBe(404);
    expect(await imports()).toEqual(before);
  });

  it('is held against itself, the directory and who imports it', async () => {
    const file = await template([
      row('出生登记', '101001/31'),
      row('婚姻登记', '101001/32'),
      row('婚姻 登记', '101001/33'),
      row('收养登记', '101001/32'),
      row('低保对象', '101001/34').with(6, 'civil'),
    ]);
    const { body } = await upload(file, { dryRun: true });
    expect(body.findings.map((each: { code: string; cell: { row: number } }) => [each.code, each.cell.row])).toEqual(
      expect.arrayContaining([
        ['RESOURCE_NAME_TAKEN', 4],
        ['NAME_TWICE_IN_WORKBOOK', 6],
        ['CODE_TWICE_IN_WORKBOOK', 7],
        ['NOT_IN_REACH', 8],
      ]),
    );
    expect(body.created).toBe(0);
  });

  it('is the only one while it is imported: another is told when to try again, and then comes in', async () => {
    const files = await Promise.all(
      ['101001/61', '101001/62'].map((code) => template([row(`同时导入${code.at(-1)}`, code)])),
    );
    const both = await Promise.all(files.map((file) => upload(file)));
    const refused = both.findIndex(({ status }) => status === 503);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 503]);
    expect(both[refused]?.problem.code).toBe('WORKBOOK_IMPORT_UNDER_WAY');
    expect(Number(both[refused]?.headers['retry-after'])).toBeGreaterThan(0);
    await expectStatus(200, upload(files[refused] as Buffer));
  });

  it('tells how far it is, and ends with what came of it', async () => {
    const file = await template([row('迁出登记', '101001/41')]);
    const { text, headers } = await expectStatus(200, upload(file, { accept: 'application/x-ndjson' }));
    expect(headers['content-type']).toBe('application/x-ndjson');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(0)).toHaveProperty('progress.total', 1);
    expect(lines.at(-1)).toMatchObject({ result: { created: 1 } });
    const refused = await upload(Buffer.from('PK'), { accept: 'application/x-ndjson' });
    expect(JSON.parse(refused.text)).toMatchObject({ problem: { code: 'WORKBOOK_UNREADABLE', status: 422 } });
  });
});

describe('a workbook over what stands already', () => {
  it('exported and imported again changes nothing, also of a published resource with everything', async () => {
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: residentDraft() }));
    await publish(hub, '/v1/resources/population.resident');
    const before = await stored('population.resident');
    const { body } = await expectStatus(200, upload(await exportedBy()));
    expect([body.errors, body.created, body.updated, body.revised]).toEqual([0, 0, 0, 0]);
    expect(await stored('population.resident')).toEqual(before);
  });

  it('with an item of a code table that is not there says so at its cell', async () => {
    const { status, problem } = await upload(await edited(await exportedBy(), 'GB/T 2260', '没有的表'));
    expect([status, problem.errors.map(({ detail }) => detail)]).toEqual([
      422,
      ['ITEM_CODE_TABLE_UNKNOWN: there is no such code table'],
    ]);
    expect(problem.errors[0]?.pointer).toMatch(/AK\d+$/);
  });

  it('takes what others keep as it stands, and no change of it', async () => {
    const hrss = administratorOf('hrss');
    const before = await stored('population.resident');
    const file = await exportedBy(hrss);
    const { body } = await expectStatus(200, upload(file, { as: hrss }));
    expect(body).toMatchObject({ errors: 0, warnings: 0, updated: 0, unchanged: 1 });
    const changed = await edited(file, '户籍人口基本信息', '他人的名称');
    const { status, problem } = await upload(changed, { as: hrss });
    const codes = problem.errors.map(({ detail }) => detail.split(':')[0]);
    expect([status, codes]).toEqual([422, ['NOT_IN_REACH']]);
    expect(await stored('population.resident')).toEqual(before);
    const rowsOf = async (provider: string) => {
      const answer = await expectStatus(200, hub.call('GET', `/v1/catalog.xlsx?provider=${provider}`, { as: hrss }));
      return (await readWorkbook(answer.bytes))[0]?.rows.length;
    };
    expect([await rowsOf('hrss'), await rowsOf('police')]).toEqual([2, 2 + before.items.length]);
    expect((await hub.call('GET', '/v1/catalog.xlsx?provider=%25', { as: hrss })).status).toBe(400);
  });

  it('rewrites a published resource in what touches nobody, and writes a revision of the rest', async () => {
    const editorial = row('户籍人口基本信息', '101001/1', '另一段摘要。');
    const items = residentDraft().items.map((item) => [item.name, item.type, item.length]);
    const sheet = (shared: string) =>
      template(
        items.map(([name, type, length], index) => {
          const first = index === 0 ? [...editorial] : editorial.map(() => _);
          const [a, b, c] = [name, type, length] as [string, string, number | undefined];
          const line = first.with(11, a).with(12, b).with(13, c);
          if (index > 0) return line;
          return line
            .with(10, 'PostgreSQL')
            .with(14, shared)
            .with(15, '仅限办理行政许可和公共服务事项')
            .with(17, '接口');
        }),
      );
    const changed = await expectStatus(200, upload(await sheet('有条件共享')));
    expect(changed.body).toMatchObject({ updated: 1, revised: 0 });
    expect(await stored('population.resident')).toMatchObject({
      abstract: '另一段摘要。',
      edition: 2,
      status: 'published',
    });
    expect(hub.changes.at(-1)).toMatchObject({ subject: 'population.resident', event: 'updated' });

    const decided = await expectStatus(200, upload(await sheet('无条件共享')));
    expect(decided.body).toMatchObject({ updated: 0, revised: 1 });
    expect(await stored('population.resident')).toMatchObject({ edition: 2, sharing: { type: '2' } });
    const { body: revision } = await hub.call('GET', '/v1/resources/population.resident/revision', { as: police });
    expect(revision).toMatchObject({ status: 'draft', content: { sharing: { type: '1' } } });
    expect((await upload(await sheet('有条件共享'))).body).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it('does not overwrite what another administrator changed after it was exported', async () => {
    const file = await exportedBy();
    const other = await stored('police.r101001-11');
    const { status: _status, ...draft } = other as unknown as Record<string, unknown>;
    const names = ['schemaVersion', 'edition', 'version', 'createdBy', 'updatedBy', 'createdAt', 'updatedAt'];
    const body = Object.fromEntries(Object.entries(draft).filter(([name]) => !names.includes(name)));
    await expectStatus(
      200,
      hub.call('PUT', '/v1/resources/police.r101001-11', {
        as: administratorOf('data'),
        body: { ...body, abstract: '数据局改过的摘要。' },
        ifMatch: '"1"',
      }),
    );
    const { problem } = await upload(file);
    expect(problem.errors.map(({ detail }) => detail.split(':')[0])).toEqual(['RECORD_CHANGED_SINCE']);
    expect(await stored('police.r101001-11')).toMatchObject({ abstract: '数据局改过的摘要。' });
  });
});

describe('a file that means no good', () => {
  const book = '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>';
  const links =
    '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>';
  function packed(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
    const zip = new yazl.ZipFile();
    const all = { 'xl/workbook.xml': book, 'xl/_rels/workbook.xml.rels': links, ...parts };
    for (const [name, content] of Object.entries(all)) zip.addBuffer(Buffer.from(content), name);
    zip.end();
    return bytesOf(zip.outputStream as never);
  }
  const sheetOf = (cells: string) => `<worksheet><sheetData>${cells}</sheetData></worksheet>`;
  const codeOf = async (file: Buffer) => (await upload(file, { dryRun: true })).problem.code;

  it.each([
    ['macros', { 'xl/vbaProject.bin': 'x', 'xl/worksheets/sheet1.xml': sheetOf('') }, 'WORKBOOK_HAS_MACROS'],
    ['an embedded object', { 'xl/embeddings/oleObject1.bin': 'x' }, 'WORKBOOK_HAS_MACROS'],
    [
      'a DOCTYPE',
      { 'xl/worksheets/sheet1.xml': `<!DOCTYPE a [<!ENTITY b "c">]>${sheetOf('')}` },
      'WORKBOOK_UNREADABLE',
    ],
    [
      'a sheet outside',
      { 'xl/_rels/workbook.xml.rels': links.replace('Target', 'TargetMode="External" Target') },
      'WORKBOOK_HEADER_MISSING',
    ],
    [
      'a cell that stands twice',
      { 'xl/worksheets/sheet1.xml': sheetOf('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>') },
      'WORKBOOK_UNREADABLE',
    ],
    [
      'a cell beyond the sheet',
      { 'xl/worksheets/sheet1.xml': sheetOf('<row r="1"><c r="XFE1"><v>1</v></c></row>') },
      'WORKBOOK_UNREADABLE',
    ],
    [
      'a text that never ends',
      { 'xl/worksheets/sheet1.xml': sheetOf(`<row r="1"><c r="A1" t="str"><v>${'x'.repeat(50_000)}</v></c></row>`) },
      'WORKBOOK_TOO_LARGE',
    ],
    ['elements without end', { 'xl/worksheets/sheet1.xml': '<a>'.repeat(100_000) }, 'WORKBOOK_UNREADABLE'],
  ])('with %s is refused', async (_what, parts, code) => {
    expect(await codeOf(await packed(parts))).toBe(code);
  });

  it('that unpacks to far more than it is is refused before it is unpacked whole', async () => {
    const bomb = Buffer.alloc(24 * 1024 * 1024, ' ');
    expect(await codeOf(await packed({ 'xl/worksheets/sheet1.xml': bomb }))).toBe('WORKBOOK_TOO_LARGE');
  });

  it('that is an old or encrypted workbook, or none, is told so', async () => {
    expect(await codeOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toBe('WORKBOOK_UNREADABLE');
    expect(await codeOf(Buffer.alloc(0))).toBe('WORKBOOK_UNREADABLE');
    const { status } = await upload(Buffer.alloc(33 * 1024 * 1024));
    expect(status).toBe(413);
  });

  it('comes back without its formulas: what they showed is a text', async () => {
    const file = await template([row('=HYPERLINK("http://evil.test","看")', '101001/51'), ['=1+1']]);
    const { bytes } = await upload(file, { dryRun: true, accept: '*/*' });
    const [sheet] = await readWorkbook(bytes);
    expect(sheet?.rows.find((each) => each.row === 4)?.cells.get(5)?.text).toBe(
      '\'=HYPERLINK("http://evil.test","看")',
    );
    expect(sheet?.rows.find((each) => each.row === 5)?.cells.get(1)?.text).toBe("'=1+1");
    await expectStatus(200, upload(file));
    const [all] = await readWorkbook(await exportedBy());
    const names = all?.rows.map(({ cells }) => cells.get(5)?.text);
    expect(names).toContain('\'=HYPERLINK("http://evil.test","看")');
  });
});

describe('an export', () => {
  it('holds what the caller may see', async () => {
    const codes = async (as: typeof police) =>
      (await readWorkbook(await exportedBy(as)))[0]?.rows.slice(2).flatMap(({ cells }) => cells.get(6)?.text ?? []);
    expect(await codes(police)).toContain('101001/11');
    expect(await codes(officer('hrss'))).toEqual(['101001/1']);
  });
});
