import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodeTables,
  catalogProblemParts,
  type ResourceDraft,
  readCodeTables,
  resourceFindings,
} from '../../catalog/index.ts';
import { readResourceDraft } from '../../catalog/resource/read-draft.ts';
import { identityProblemParts } from '../../identity/index.ts';
import { kernelProblems, problemTable } from '../../kernel/index.ts';
import { item, residentDraft } from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let tables: CodeTables;

beforeAll(async () => {
  db = await createTestDatabase();
  tables = await readCodeTables(db.database);
});
afterAll(() => db[Symbol.asyncDispose]());

/** Codes of the findings, each with the places it names. */
function findings(changes: Partial<ResourceDraft>): Record<string, string[]> {
  const found = resourceFindings(readResourceDraft(residentDraft(changes)), tables);
  return Object.fromEntries(found.map((problem) => [problem.code, problem.errors.map((error) => error.pointer)]));
}

const { items, sharing } = residentDraft();
const open = [item('code', '代码', { matchable: true }), item('value', '数值', { type: 'N' })];

describe('the rules of a resource record', () => {
  it('find nothing wrong with a right one', () => {
    expect(findings({})).toEqual({});
  });

  it.each<[string, Partial<ResourceDraft>, string]>([
    ['a category of no table', { class: { category: '4', section: '人口', item: 'x' } }, '/class/category'],
    ['a section of another category', { class: { category: '1', section: '应急维稳', item: 'x' } }, '/class/section'],
    ['a format of no table', { format: { category: '8', concrete: 'x' } }, '/format/category'],
    ['a cycle of no table', { updateCycle: '每天' }, '/updateCycle'],
    ['a sharing type of no table', { sharing: { ...sharing, type: '4' } }, '/sharing/type'],
    ['a sharing mode of no table', { sharing: { ...sharing, mode: 'fax' } }, '/sharing/mode'],
    ['an item type of no table', { items: [...items, item('x', '某', { type: 'X' })] }, '/items/7/type'],
  ])('refuse %s, naming the place', (_what, changes, pointer) => {
    expect(findings(changes).CODE_VALUE_UNKNOWN).toEqual([pointer]);
  });

  it('let a department’s resource name its own section', () => {
    expect(findings({ code: '301001/1', class: { category: '3', section: '公安局', item: 'x' } })).toEqual({});
  });

  it('take the macro-economy for a section although the guide does not list it', () => {
    expect(findings({ class: { category: '1', section: '宏观经济', item: 'x' } })).toEqual({});
  });

  it('refuse a code that begins with another category', () => {
    expect(findings({ code: '201001/1' })).toEqual({ RESOURCE_CODE_AND_CLASS_DIFFER: ['/class/category'] });
  });

  it.each(['人口信息管理系统', '数据共享平台', '人口信息系统 ', '人口信息系统（）'])('refuse %s as a name', (name) => {
    expect(findings({ name })).toEqual({ RESOURCE_NAMED_AFTER_SYSTEM: ['/name'] });
  });

  it.each([
    ['3', 'platform-file', false],
    ['3', 'mail', false],
    ['3', 'platform-table', true],
    ['3', 'platform-interface', true],
    ['1', 'platform-file', true],
    ['1', 'platform-interface', false],
    ['1', 'platform-table', false],
    ['7', 'medium', false],
    ['7', 'platform-interface', true],
    ['2', 'mail', true],
  ])('format %s by %s fits: %s', (category, mode, fits) => {
    const found = findings({ format: { category, concrete: 'x' }, sharing: { ...sharing, mode } });
    expect(found).toEqual(fits ? {} : { FORMAT_AND_MODE_DIFFER: ['/sharing/mode'] });
  });

  it('ask for the condition of conditional sharing', () => {
    const mode = 'platform';
    expect(findings({ sharing: { type: '2', mode } })).toEqual({ SHARING_CONDITION_NEEDED: ['/sharing/condition'] });
    expect(findings({ sharing: { type: '2', condition: ' ', mode } })).toHaveProperty('SHARING_CONDITION_NEEDED');
    expect(findings({ sharing: { type: '1', mode } })).toEqual({});
  });

  it('ask for the law that forbids sharing', () => {
    const mode = 'platform';
    expect(findings({ sharing: { type: '3', mode } })).toEqual({ SHARING_LAW_NEEDED: ['/sharing/lawBasis'] });
    expect(findings({ sharing: { type: '3', lawBasis: '《保守国家秘密法》第二十八条', mode } })).toEqual({});
  });

  it.each(['1a', '_x', 'a b', 'constructor', '__proto__', '姓名', "x'; drop table catalog.resource; --", ''])(
    'refuse %j as a field',
    (field) => {
      expect(findings({ items: [...items, item(field, '某')] }).FIELD_NAME_MALFORMED).toEqual(['/items/7/field']);
    },
  );

  it('refuse an item that stands there already, white space, punctuation and width aside', () => {
    expect(findings({ items: [...items, item('NAME', '别名')] }).ITEM_REPEATED).toEqual(['/items/7/field']);
    expect(findings({ items: [...items, item('other', '姓　名')] })).toEqual({ ITEM_REPEATED: ['/items/7/name'] });
    expect(findings({ items: [...items, item('other', '姓-名。')] })).toEqual({ ITEM_REPEATED: ['/items/7/name'] });
  });

  it.each<[string, string[][], string]>([
    ['of a field that is not there', [['phone']], '/matchKeys/0/0'],
    ['of a field that is not matchable', [['citizenNumber'], ['address']], '/matchKeys/1/0'],
    ['that names a field twice', [['name', 'name']], '/matchKeys/0/1'],
    [
      'that is given twice',
      [
        ['name', 'birthDate'],
        ['birthDate', 'name'],
      ],
      '/matchKeys/1',
    ],
  ])('refuse a match key %s', (_what, matchKeys, pointer) => {
    expect(findings({ matchKeys })).toEqual({ MATCH_KEY_REFUSED: [pointer] });
  });

  it('refuse to open what holds personal items or is not shared', () => {
    const found = findings({ openness: { open: true } });
    expect(found.OPENNESS_TOO_WIDE).toEqual([0, 1, 2, 3, 6].map((index) => `/items/${index}/sensitivity`));
    const matchKeys = [['code']];
    expect(findings({ openness: { open: true }, items: open, matchKeys })).toEqual({});
    const closed = { type: '3', lawBasis: '法', mode: 'platform' };
    expect(findings({ openness: { open: true }, items: open, matchKeys, sharing: closed })).toEqual({
      OPENNESS_TOO_WIDE: ['/sharing/type'],
    });
  });

  it('judge the row schema that was written', () => {
    expect(findings({ rowSchema: { type: 'object' } })).toHaveProperty('ROW_SCHEMA_NOT_CLOSED');
  });

  it('tell everything that is wrong at once', () => {
    const found = findings({
      code: '201001/1',
      name: '某系统',
      updateCycle: 'x',
      sharing: { type: '2', mode: 'mail' },
    });
    expect(Object.keys(found)).toEqual([
      'CODE_VALUE_UNKNOWN',
      'RESOURCE_CODE_AND_CLASS_DIFFER',
      'RESOURCE_NAMED_AFTER_SYSTEM',
      'FORMAT_AND_MODE_DIFFER',
      'SHARING_CONDITION_NEEDED',
    ]);
  });
});

describe('the catalogue’s part of the error table', () => {
  const table = problemTable([kernelProblems, ...identityProblemParts, ...catalogProblemParts]);

  it('shares no code with kernel and identity, and says rule and remedy in both languages', () => {
    const rows = Object.entries(problemTable(catalogProblemParts));
    expect(rows.length).toBeGreaterThan(50);
    for (const [code, row] of rows) {
      expect(table[code]).toBe(row);
      for (const member of ['title', 'detail', 'reason', 'remedy'] as const) {
        expect(row[member].zh).toMatch(/\p{Script=Han}/u);
        expect(row[member].en).toMatch(/[A-Za-z]{2}/);
      }
      expect([400, 403, 404, 409, 413, 422, 429, 503]).toContain(row.status);
    }
  });
});
