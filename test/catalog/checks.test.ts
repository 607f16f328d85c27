import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodeTables,
  checkResource,
  type Finding,
  findingsOf,
  type Neighbour,
  type Neighbours,
  nameKey,
  type ResourceDraft,
  readCodeTables,
  readResourceDraft,
} from '../../catalog/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  item,
  residentDraft,
  seedPension,
  startCatalogApp,
  systems,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
let tables: CodeTables;
const police = administratorOf('police');

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
  tables = await readCodeTables(db.database);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const census = { system: '人口信息管理系统', recordsTenThousand: { total: 160, shared: 160, open: 0 } };
const directory = (...others: Neighbour[]): Neighbours => ({
  named: (key) => others.filter(({ name }) => nameKey(name) === key),
  coded: (code) => others.find((other) => other.code === code),
  tabled: (text) =>
    text === 'towns'
      ? { name: text, byTitle: false }
      : text === '乡镇代码'
        ? { name: 'towns', byTitle: true }
        : undefined,
});
const hukou = { id: 'civil.hukou', code: '101001/7', provider: 'civil', name: '《户籍人口》基本信息' };

function check(changes: Partial<ResourceDraft>, neighbours?: Neighbours): readonly Finding[] {
  return findingsOf(checkResource(readResourceDraft(residentDraft({ census, ...changes })), { tables, neighbours }));
}
const places = (changes: Partial<ResourceDraft>, neighbours?: Neighbours) =>
  check(changes, neighbours).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
const items = (field: string, changes: object) => ({
  items: residentDraft().items.map((each) => (each.field === field ? { ...each, ...changes } : each)),
});

describe('what the checks say', () => {
  it.each<[string, Partial<ResourceDraft>, string[]]>([
    ['of a right record', {}, []],
    [
      'of a condition missing on one item',
      items('address', { sharing: { type: '2' } }),
      ['error SHARING_CONDITION_NEEDED /items/3/sharing/condition'],
    ],
    [
      'of a law missing on one item',
      items('address', { sharing: { type: '3', lawBasis: ' ' } }),
      ['error SHARING_LAW_NEEDED /items/3/sharing/lawBasis'],
    ],
    [
      'of an item’s sharing type of no table',
      items('address', { sharing: { type: '8' } }),
      ['error CODE_VALUE_UNKNOWN /items/3/sharing/type'],
    ],
    [
      'of an open item of a closed resource',
      items('division', { openness: { open: true } }),
      ['error ITEM_WIDER_THAN_RESOURCE /items/4/openness/open'],
    ],
    [
      'of a shared item of an unshared resource',
      { ...items('division', { sharing: { type: '1' } }), sharing: { type: '3', lawBasis: '法', mode: 'platform' } },
      ['error ITEM_WIDER_THAN_RESOURCE /items/4/sharing/type'],
    ],
    [
      'of an address that is called public',
      items('address', { sensitivity: 'public' }),
      ['warning SENSITIVITY_UNDERSTATED /items/3/sensitivity'],
    ],
    ['of a relation to itself', { relatedResources: ['101001/1'] }, ['error RELATION_REFUSED /relatedResources/0']],
    [
      'of a relation stated twice',
      { relatedResources: ['101001/2'], relations: [{ kind: 'part-of', code: '101001/2' }] },
      ['error RELATION_REFUSED /relations/0'],
    ],
    [
      'of a kind of relation of no table',
      { relations: [{ kind: 'likes', code: '101001/2' }] },
      ['error CODE_VALUE_UNKNOWN /relations/0/kind'],
    ],
    [
      'of more shared than there is',
      { census: { system: 'x', storageGigabytes: { total: 1, shared: 1.5 } } },
      ['error CENSUS_FIGURES_REFUSED /census/storageGigabytes/shared'],
    ],
    ['of an interface that nothing can be asked of', { matchKeys: [] }, ['warning MATCH_KEY_MISSING /matchKeys']],
  ])('%s', (_what, changes, expected) => {
    expect(places(changes)).toEqual(expected);
  });

  it('lets an open resource keep back what is personal', () => {
    const kept = residentDraft().items.map((each) =>
      ['personal', 'sensitive'].includes(each.sensitivity) ? { ...each, openness: { open: false } } : each,
    );
    expect(places({ openness: { open: true }, items: kept })).toEqual([]);
  });

  it('holds a record against the directory: names by what remains of them, codes, relations', () => {
    expect(places({}, directory(hukou))).toEqual(['warning RESOURCE_NAME_ELSEWHERE /name']);
    const own = { ...hukou, id: 'police.other', provider: 'police', code: '101001/1' };
    expect(places({}, directory(own))).toEqual(['error RESOURCE_NAME_TAKEN /name', 'error RESOURCE_CODE_TAKEN /code']);
    expect(places({}, directory({ ...own, id: 'population.resident' }))).toEqual([]);
    expect(places({ relatedResources: ['101001/8'] }, directory())).toEqual([
      'warning RELATED_RESOURCE_UNKNOWN /relatedResources/0',
    ]);
  });

  it.each([
    ['towns', []],
    ['GB/T 2260', []],
    ['GB/T 2261.1-2003', []],
    ['GB 11643-1999 公民身份号码', []],
    ['DB45/T 1234', []],
    ['SDMX CL_FREQ', []],
    ['villages', ['没有这样的代码表', 'there is no such code table']],
    ['乡镇代码', ['应写代码表的标识 towns', 'the table is called towns']],
    ['GB', ['没有这样的代码表', 'there is no such code table']],
    ['见附件', ['没有这样的代码表', 'there is no such code table']],
  ])('says of an item with the code table %s whether there is one: %j', (codeTable, expected) => {
    const found = check(items('address', { codeTable }), directory());
    expect(found.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`)).toEqual(
      expected.length === 0 ? [] : ['error ITEM_CODE_TABLE_UNKNOWN /items/3/codeTable'],
    );
    expect(found.flatMap(({ detail }) => [detail.zh, detail.en])).toEqual(expected);
  });

  it('says place, rule and fix in both languages, and names the cell it was read from', () => {
    const content = readResourceDraft(residentDraft({ census, sharing: { type: '3', mode: 'platform-interface' } }));
    const cells = new Map([['/sharing/lawBasis', { sheet: '资源目录', row: 5, column: 14 }]]);
    const [finding] = findingsOf(checkResource(content, { tables }), (pointer) => cells.get(pointer));
    expect(finding).toMatchObject({
      ...{ code: 'SHARING_LAW_NEEDED', severity: 'error', pointer: '/sharing/lawBasis' },
      cell: { sheet: '资源目录', row: 5, column: 14 },
      detail: { zh: '缺少不予共享的依据', en: 'missing' },
      remedy: {
        zh: '填写不予共享的依据（sharing.lawBasis），写到条款。',
        en: 'Fill in the law (sharing.lawBasis), down to the article.',
      },
    });
    for (const text of [finding?.title, finding?.reason]) {
      expect(text?.zh).toMatch(/\p{Script=Han}/u);
      expect(text?.en).toMatch(/[a-z]{3}/);
    }
  });

  it('of whatever is written is the same each time, and every place is in the record or belongs there', () => {
    const texts = fc.constantFrom('1', '2', '3', 'x', 'platform', 'mail', '户籍系统', '姓名', '住 址');
    const changes = fc.record({
      name: texts,
      updateCycle: texts,
      sharing: fc.record({ type: texts, mode: texts }),
      openness: fc.record({ open: fc.boolean() }),
      items: fc.array(
        fc
          .record({ field: fc.constantFrom('a', 'A', 'b', '9'), name: texts, type: texts })
          .map(({ field, name, type }) => item(field, name, { type })),
        { minLength: 1, maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(changes, (written) => {
        const found = check(written);
        expect(check(written)).toEqual(found);
        for (const { pointer } of found) {
          const [, first = '', index] = pointer.split('/');
          expect([
            'name',
            'code',
            'class',
            'sharing',
            'updateCycle',
            'items',
            'matchKeys',
            'openness',
            'rowSchema',
            'format',
          ]).toContain(first);
          if (first === 'items') expect(Number(index)).toBeLessThan(written.items.length);
        }
        const fields = written.items.map(({ field }) => field.toLowerCase());
        const repeated = fields.filter((field, place) => fields.indexOf(field) < place).length;
        const told = found.filter(({ code, pointer }) => code === 'ITEM_REPEATED' && pointer.endsWith('/field'));
        expect(told).toHaveLength(repeated);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the checks over HTTP', () => {
  it('judge a draft and store nothing', async () => {
    const body = residentDraft({ id: 'test.unstored', name: '户籍人口，基本信息', updateCycle: 'never' });
    const answer = await expectStatus(200, hub.call('POST', '/v1/resource-checks', { as: police, body }));
    const codes = answer.body.items.map((found: { code: string }) => found.code);
    expect(codes).toEqual(['CODE_VALUE_UNKNOWN', 'RESOURCE_NAME_TAKEN', 'RESOURCE_CODE_TAKEN', 'CENSUS_MISSING']);
    expect((await hub.call('GET', '/v1/resources/test.unstored', { as: police })).status).toBe(404);
  });

  it('keep a record from being submitted whose item names a code table that is not there', async () => {
    const named = (codeTable: string) => items('address', { codeTable });
    const body = residentDraft({ id: 'test.tabled', code: '101001/59', name: '有代码表的记录', ...named('streets') });
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
    const submit = () =>
      hub.call('POST', '/v1/resources/test.tabled/events', { as: police, body: { event: 'submit' } });
    const findings = await expectStatus(200, hub.call('GET', '/v1/resources/test.tabled/findings', { as: police }));
    expect(findings.body.items).toContainEqual(expect.objectContaining({ code: 'ITEM_CODE_TABLE_UNKNOWN' }));
    const refused = await submit();
    expect([refused.status, refused.problem.code]).toEqual([422, 'ITEM_CODE_TABLE_UNKNOWN']);
    const streets = { title: '街道', titleEn: 'Streets', rows: [{ code: '1', name: '一', nameEn: 'One' }] };
    const data = administratorOf('data');
    await expectStatus(201, hub.call('PUT', '/v1/code-tables/streets', { as: data, body: streets }));
    await expectStatus(200, submit());
  });

  it('judge a record as it stands, and keep a faulty one from being submitted', async () => {
    const body = residentDraft({ id: 'test.later', code: '101001/50', name: '迟到的记录', updateCycle: '8' });
    const row = { code: '8', name: '每两年', nameEn: 'Every two years' };
    const data = administratorOf('data');
    await expectStatus(201, hub.call('POST', '/v1/code-tables/update-cycle', { as: data, body: row }));
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
    const { body: table, headers } = await hub.call('GET', '/v1/code-tables/update-cycle', { as: data });
    const rows = table.items
      .filter((each: { code: string }) => each.code !== '8')
      .map(({ code, name, nameEn }: { code: string; name: string; nameEn: string }) => ({ code, name, nameEn }));
    const put = { as: data, body: { title: '更新周期', titleEn: 'Update cycle', rows }, ifMatch: String(headers.etag) };
    await expectStatus(200, hub.call('PUT', '/v1/code-tables/update-cycle', put));
    const findings = await expectStatus(200, hub.call('GET', '/v1/resources/test.later/findings', { as: police }));
    expect(findings.body.items[0]).toMatchObject({ code: 'CODE_VALUE_UNKNOWN', pointer: '/updateCycle' });
    const submit = { as: police, body: { event: 'submit' } };
    const refused = await hub.call('POST', '/v1/resources/test.later/events', submit);
    expect(refused.problem.code).toBe('CODE_VALUE_UNKNOWN');
  });
});

describe('relations', () => {
  it('are read from both ends, and of hidden resources only what was said of them', async () => {
    const related = { relatedResources: ['101001/404'], relations: [{ kind: 'derived-from', code: '101001/1' }] };
    const body = residentDraft({ id: 'test.derived', code: '101001/51', name: '加工表', ...related });
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
    const own = await hub.call('GET', '/v1/resources/test.derived/relations', { as: police });
    expect(own.body.items).toEqual([
      { kind: 'related', direction: 'to', code: '101001/404' },
      { kind: 'derived-from', direction: 'to', code: '101001/1', id: 'population.resident', name: '户籍人口基本信息' },
    ]);
    const url = '/v1/resources/population.resident/relations';
    const other = await hub.call('GET', url, { as: police });
    expect(other.body.items).toEqual([
      { kind: 'derived-from', direction: 'from', code: '101001/51', id: 'test.derived', name: '加工表' },
    ]);
    expect((await hub.call('GET', url, { as: systems.pension })).body.items).toEqual([]);
  });
});
