import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FacetName,
  facetNames,
  fillSearchRows,
  insertResources,
  maySee,
  type Resource,
  type ResourceDraft,
  readResourceDraft,
  type SearchResult,
  searchDirectory,
} from '../../catalog/index.ts';
import { highestSensitivity } from '../../catalog/search/facet-values.ts';
import { allOf, always } from '../../catalog/search/filter.ts';
import { byGrams } from '../../catalog/search/find-places.ts';
import { termsOf } from '../../catalog/search/question.ts';
import { runsOf, squeezed, wordsOf } from '../../catalog/search/text.ts';
import { inTier, tiers } from '../../catalog/search/tiers.ts';
import type { Actor } from '../../identity/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  item,
  officer,
  publish,
  residentDraft,
  startCatalogApp,
  systems,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
const police = administratorOf('police');
const everybody: readonly Actor[] = [
  police,
  officer('data', 'auditor'),
  officer('hrss'),
  systems.policeConnector,
  systems.pension,
];

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

let serial = 0;
function resource(changes: Partial<ResourceDraft>, status: Resource['status'] = 'published'): Resource {
  serial += 1;
  const draft = residentDraft({
    id: `some.r${serial}`,
    code: `${changes.class?.category ?? '1'}01001/${serial}`,
    name: `甲${serial}`,
    nameEn: 'Thing',
    abstract: '乙',
    items: [item('key', '丙')],
    matchKeys: [],
    ...changes,
  });
  const at = hub.clock.now();
  return {
    ...readResourceDraft(draft),
    ...{ status, submittedBy: undefined, held: false, edition: 1, version: 1, schemaVersion: 1 },
    ...{ createdAt: at, createdBy: 'officer:x', updatedAt: at, updatedBy: 'officer:x' },
  };
}

const enter = (...resources: Resource[]) => db.database.transaction((tx) => insertResources(tx, resources));
/** Of what was entered before, nothing is found any more. */
const clear = () => sql`delete from catalog.resource_search`.execute(db.database.tables());

const search = (q: string | undefined, more: object = {}, actor: Actor = police): Promise<SearchResult> =>
  searchDirectory({ ...hub.deps, actor, search: { q, limit: 50, ...more } });
const names = async (q: string, more: object = {}, actor?: Actor) =>
  (await search(q, more, actor)).items.map((found) => found.resource.name);

describe('what stands before the index', () => {
  it('is entered by the program, and again when another version of it made the rows', async () => {
    await enter(...Array.from({ length: 3 }, () => resource({ name: `补录${serial}` })));
    const tables = db.database.tables();
    expect(await fillSearchRows(db.database, { outdated: true })).toBe(0);
    await sql`delete from catalog.resource_search where resource = 'some.r${sql.raw(String(serial))}'`.execute(tables);
    await sql`update catalog.resource_search set made = '0', grams = '{}' where resource = ${`some.r${serial - 1}`}`.execute(
      tables,
    );
    expect(await names('补录')).toHaveLength(1);
    expect(await fillSearchRows(db.database, { outdated: false })).toBe(1);
    expect(await fillSearchRows(db.database, { outdated: true })).toBe(1);
    expect(await names('补录')).toHaveLength(3);
    expect(await fillSearchRows(db.database, { outdated: true })).toBe(0);
  });
});

describe('finding', () => {
  beforeAll(async () => {
    await clear();
    await enter(
      resource({ name: '城乡居民养老保险参保信息', nameEn: 'Pension insurance' }),
      resource({ name: '养老机构名录', items: [item('bed', '床位数'), item('insurer', '责任保险公司')] }),
      resource({ name: '企业登记', abstract: '含职工养老保险缴费单位。' }),
      resource({ name: '南京东路商铺', provider: 'hrss' }),
      resource({ name: '东路灯杆（京）', provider: 'hrss' }),
      resource({ name: '京东电商数据', provider: 'hrss' }),
      resource({ name: '居民楼栋', class: { category: '2', section: '城乡建设', item: '房屋' }, code: '2017777/42' }),
    );
  });

  it('puts the name before items, and items before the abstract', async () => {
    expect(await names('养老保险')).toEqual(['城乡居民养老保险参保信息', '养老机构名录', '企业登记']);
  });

  it('puts items before providers, and providers before abstracts', async () => {
    const { rows } = await sql<{ name: string }>`select name from identity.organisation where id = 'civil'`.execute(
      db.database.tables(),
    );
    expect(rows[0]?.name).toBe('Bureau of civil');
    await enter(
      resource({ name: '摘要所述', abstract: 'From the bureau of civil affairs' }),
      resource({ name: '民政所供', provider: 'civil' }),
      resource({ name: '信息项所含', items: [item('office', '机关', { nameEn: 'civil' })] }),
      resource({ name: '名称即是', nameEn: 'Civil' }),
    );
    expect(await names('civil')).toEqual(['名称即是', '信息项所含', '民政所供', '摘要所述']);
  });

  it('puts names whose words begin with what was typed first, then short ones', async () => {
    expect(await names('京东')).toEqual(['京东电商数据', '南京东路商铺']);
  });

  it.each([
    ['full-width letters', 'ＰＥＮＳＩＯＮ', '城乡居民养老保险参保信息'],
    ['a part of a word of letters', 'nsuranc', '城乡居民养老保险参保信息'],
    ['the beginning of a word of letters', 'pe in', '城乡居民养老保险参保信息'],
    ['Chinese punctuation between words', '「养老」、《名录》', '养老机构名录'],
    ['a single character', '栋', '居民楼栋'],
    ['the beginning of a code', '2017777/4', '居民楼栋'],
    ['the beginning of a code in full width', '２０１７７７７／', '居民楼栋'],
    ['a class', '城乡建设', '居民楼栋'],
    ['a code and a word', '201 居民', '居民楼栋'],
    ['a name of a field', 'insurer', '养老机构名录'],
  ])('finds %s', async (_what, q, name) => {
    expect(await names(q)).toEqual([name]);
  });

  it('says where each word stands', async () => {
    const { items } = await search('养老 床位');
    expect(items.map(({ matches }) => matches)).toEqual([
      [
        { word: '养老', in: 'name', text: '养老机构名录' },
        { word: '床位', in: 'item', text: '床位数' },
      ],
    ]);
    const [found] = (await search('缴费单位')).items;
    expect(found?.matches).toContainEqual({ word: '缴费', in: 'abstract', text: '含职工养老保险缴费单位。' });
    expect((await search('2017777')).items[0]?.matches).toEqual([{ word: '2017777', in: 'code', text: '2017777/42' }]);
    expect((await search('police 楼栋')).items[0]?.matches[0]).toMatchObject({ in: 'provider' });
  });

  it('leaves a word out when nothing has all, names it, and goes on so on the next page', async () => {
    const first = await search('养老 火星', { limit: 2, facets: true });
    expect(first).toMatchObject({ leftOut: '火星', counts: { total: 3 } });
    const second = await search('养老 火星', { limit: 2, cursor: first.next });
    expect(second).toMatchObject({ leftOut: '火星', next: null });
    expect([...first.items, ...second.items].map((found) => found.resource.name)).toEqual(await names('养老'));
    expect(await search('木星 火星', { facets: true })).toMatchObject({ items: [], leftOut: undefined, next: null });
    expect(await search('火星')).toMatchObject({ items: [], leftOut: undefined });
    expect((await search('养老')).leftOut).toBeUndefined();
  });

  it('finds what was written last, and no longer what was there before', async () => {
    const url = '/v1/resources/test.changing';
    const body = residentDraft({ id: 'test.changing', code: '101009/1', name: '旧日称谓' });
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
    expect(await names('旧日')).toEqual(['旧日称谓']);
    const renamed = { ...body, name: '崭新称谓' };
    await expectStatus(200, hub.call('PUT', url, { as: police, body: renamed, ifMatch: '"1"' }));
    expect(await names('旧日')).toEqual([]);
    expect(await names('崭新', {}, systems.pension)).toEqual([]);
    await publish(hub, url);
    expect(await names('崭新', {}, systems.pension)).toEqual(['崭新称谓']);
  });
});

/** The words of the small corpus: few, so that they meet. */
const subjects = ['户籍人口', '养老保险', '企业', 'API'];
const corpusDraft = fc.record({
  subject: fc.constantFrom(...subjects),
  thing: fc.constantFrom('信息', '名录', '（明细）', '办理情况与历年变更汇总', '南京东路'),
  abstract: fc.constantFrom('含养老保险缴费', '企业所用 api', '无'),
  field: fc.constantFrom('姓名', '企业名称', '人口数'),
  provider: fc.constantFrom('police', 'hrss', 'civil'),
  section: fc.constantFrom('人口', '法人单位'),
  sharing: fc.constantFrom('1', '2', '3'),
  open: fc.boolean(),
  format: fc.constantFrom('3', '7'),
  updateCycle: fc.constantFrom('1', '2'),
  sensitivity: fc.constantFrom('public', 'personal', 'sensitive'),
  status: fc.constantFrom('draft', 'published', 'published', 'suspended', 'withdrawn'),
} as const);
type Corpus = typeof corpusDraft extends fc.Arbitrary<infer T> ? T : never;

function corpusResource(one: Corpus): Resource {
  const basis = { '1': {}, '2': { condition: '限' }, '3': { lawBasis: '法' } }[one.sharing];
  return resource(
    {
      name: `${one.subject}${one.thing}${serial}`,
      abstract: one.abstract,
      items: [item('a', one.field), item('b', '备', { sensitivity: one.sensitivity })],
      provider: one.provider,
      class: { category: '1', section: one.section, item: '目' },
      sharing: { type: one.sharing, mode: 'platform-interface', ...basis },
      openness: { open: one.open },
      format: { category: one.format, concrete: 'PostgreSQL' },
      updateCycle: one.updateCycle,
    },
    one.status,
  );
}

/** The value of a facet, read from the record. */
function facetValue(facet: FacetName, one: Resource): string {
  const values: Record<FacetName, string> = {
    provider: one.provider,
    section: `${one.class.category}/${one.class.section}`,
    sharing: one.sharing.type,
    open: String(one.openness.open),
    format: one.format.category,
    updateCycle: one.updateCycle,
    sensitivity: highestSensitivity(one),
    status: one.status,
  };
  return values[facet];
}

/** Of two places, the better one first. */
function inOrder(one: readonly (string | number)[], other: readonly (string | number)[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1;
}

/** Does the record have the word? By reading it from beginning to end. */
function has(one: Resource, q: string): boolean {
  const { name, nameEn, id, items, abstract, class: kind, format } = one;
  const texts = [name, nameEn, id, abstract, kind.section, kind.item, format.concrete];
  const runs = [...texts, ...items.flatMap((each) => [each.name, each.nameEn, each.field])].flatMap(runsOf);
  const provider = squeezed(`Bureau of ${one.provider}`);
  return termsOf(q).every(
    ({ text, code }) =>
      runs.some((run) => run.text.includes(text)) ||
      provider.includes(text) ||
      (code !== undefined && one.code.startsWith(code)),
  );
}

/** A record's place among the finds, by reading it from beginning to end: tier, words missed by the name, length of the name. */
function placeOf(one: Resource, q: string): readonly [number, number, number] {
  const terms = termsOf(q);
  const runs = (texts: readonly string[]) => texts.flatMap(runsOf).map((run) => run.text);
  const inName = runs([one.name, one.nameEn, one.id]);
  const inItems = runs(one.items.flatMap((each) => [each.name, each.nameEn, each.field]));
  const provider = squeezed(`Bureau of ${one.provider}`);
  const tierOf = ({ text, code }: (typeof terms)[number]) => {
    if (inName.some((run) => run.includes(text)) || (code !== undefined && one.code.startsWith(code))) return 1;
    if (inItems.some((run) => run.includes(text))) return 2;
    return provider.includes(text) || one.provider === text ? 3 : 4;
  };
  const tier = Math.max(...terms.map(tierOf));
  const words = ` ${runsOf(one.name).flatMap(wordsOf).join(' ')} `;
  const absent = (text: string) => (words.includes(` ${text}`) ? 0 : 1);
  const apart = terms.length > 1 && tier === 1 ? absent(terms.map(({ text }) => text).join(' ')) : 0;
  const missed = terms.length === 1 && tier > 1 ? 1 : terms.reduce((sum, { text }) => sum + absent(text), apart);
  return [tier, missed, [...one.name].length];
}

describe('what a reader of every record would find', () => {
  const queries = [
    undefined,
    '人口',
    '养老',
    '企业',
    '户籍 信息',
    'api',
    'police',
    'police 企业',
    '101001/1',
    '名称',
    '缴费',
    '京东',
    '信息',
    '养老 名录',
  ];
  const choice = fc.record(
    {
      provider: fc.constantFrom('police', 'hrss', 'nobody'),
      section: fc.constantFrom('1/人口', '1/法人单位'),
      sharing: fc.constantFrom('1', '2', '3'),
      open: fc.boolean(),
      format: fc.constantFrom('3', '7'),
      updateCycle: fc.constantFrom('1', '2'),
      sensitivity: fc.constantFrom('public', 'personal', 'sensitive'),
      status: fc.constantFrom('draft', 'published', 'suspended'),
    } as const,
    { requiredKeys: [] },
  );

  let corpus: Resource[] = [];

  it('is found, counted in total and by facet, and no more than the caller may see', async () => {
    await clear();
    corpus = fc.sample(corpusDraft, { numRuns: 120, seed: 7 }).map(corpusResource);
    await enter(...corpus);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...queries),
        choice,
        fc.constantFrom(...everybody),
        fc.constantFrom(undefined, '1', '101001', '2'),
        async (q, chosen, actor, beginning) => {
          const visible = corpus.filter(
            (one) => maySee(actor, one) && (q === undefined || has(one, q)) && one.code.startsWith(beginning ?? ''),
          );
          const fits = (one: Resource, but?: FacetName) =>
            Object.entries(chosen).every(
              ([name, value]) => name === but || facetValue(name as FacetName, one) === String(value),
            );
          const found = await search(q, { ...chosen, class: beginning, limit: 100, facets: true }, actor);
          const fitting = visible.filter((one) => fits(one));
          if (found.leftOut !== undefined) {
            expect(fitting).toEqual([]);
            return;
          }
          const ids = found.items.map((each) => each.resource.id);
          if (fitting.length <= 100) expect(ids.toSorted()).toEqual(fitting.map(({ id }) => id).sort());
          expect(found.counts?.total).toBe(fitting.length);
          for (const facet of facetNames) {
            const expected: Record<string, number> = {};
            for (const one of visible.filter((each) => fits(each, facet))) {
              const value = facetValue(facet, one);
              expected[value] = (expected[value] ?? 0) + 1;
            }
            expect(Object.fromEntries(found.counts?.facets.get(facet) ?? [])).toEqual(expected);
          }
        },
      ),
      { numRuns: 80, seed: 11 },
    );
  });

  it.each(queries.filter((q) => q !== undefined))('is ranked by place, then by the name: %s', async (q) => {
    const place = (one: Resource) => [...placeOf(one, q), one.id];
    const expected = corpus
      .filter((one) => has(one, q))
      .map(place)
      .sort(inOrder);
    for (const limit of [3, 100]) {
      const { items, leftOut } = await search(q, { limit }, officer('data', 'auditor'));
      expect(leftOut).toBeUndefined();
      expect(items.map((found) => place(found.resource))).toEqual(expected.slice(0, limit));
    }
  });

  it.each(['企业', '养老 企业', 'police 人口', undefined])(
    'comes page by page, once each, in one order: %s',
    async (q) => {
      const all = (await search(q, { limit: 100 })).items.map((each) => each.resource.id);
      const paged: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page: SearchResult = await search(q, { limit: 7, cursor });
        paged.push(...page.items.map((each) => each.resource.id));
        cursor = page.next;
      } while (cursor !== null && paged.length < 500);
      expect(paged.slice(0, 100)).toEqual(all);
      expect(new Set(paged).size).toBe(paged.length);
    },
  );

  it('stays in place while others write: nothing twice, nothing left out', async () => {
    const before = (await search('企业', { limit: 100 })).items.map((each) => each.resource.id);
    const first = await search('企业', { limit: 5 });
    const newer = [resource({ name: '企业' }), resource({ name: '某企业后来登记的很长很长的名称' })];
    await enter(...newer);
    const rest = await search('企业', { limit: 100, cursor: first.next ?? '' });
    const seen = [...first.items, ...rest.items].map((each) => each.resource.id);
    expect(seen.filter((id) => !newer.some((each) => each.id === id))).toEqual(before);
  });
});

describe('the statement', () => {
  it.each(['企业', 'police 人口', '101001/ 企业'])(
    'for %s is answered from the index of grams in each tier',
    async (q) => {
      const terms = termsOf(q).map((term) => ({ ...term, providers: term.text === 'police' ? ['police'] : [] }));
      for (const tier of tiers) {
        const condition = allOf([always(systems.pension, {}), inTier(terms, tier)]);
        const plan = await byGrams(db.database, (tx) =>
          sql<{
            'QUERY PLAN': string;
          }>`explain select resource from catalog.resource_search where ${condition}`.execute(tx.tables()),
        );
        const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
        if (tier === 3 && q !== 'police 人口') expect(text).toContain('One-Time Filter: false');
        else expect(text).toContain('Bitmap Index Scan on resource_search_grams');
        expect(text).not.toContain('Seq Scan');
      }
    },
  );
});

describe('over the interface', () => {
  const ask = (query: string, as: Actor = police) => hub.call('GET', `/v1/resources?${query}`, { as });
  const q = (text: string) => `q=${encodeURIComponent(text)}`;

  it('tells nobody of what they may not see, neither in finds nor in counts nor by leaving a word out', async () => {
    await clear();
    await enter(
      resource({ name: '秘密工程' }, 'draft'),
      resource({ name: '内部密级', sharing: { type: '3', lawBasis: '法', mode: 'platform-interface' } }),
      resource({ name: '公开工程' }),
    );
    for (const [as, count] of [
      [police, 1],
      [systems.policeConnector, 1],
      [officer('data'), 1],
      [systems.pension, 0],
      [officer('civil'), 0],
    ] as const) {
      const { body } = await expectStatus(200, ask(`${q('秘密工程')}&facets=true`, as));
      const own = count === 1;
      expect(body.items.map((line: { name: string }) => line.name)).toEqual([own ? '秘密工程' : '公开工程']);
      expect(body.leftOut).toBe(own ? undefined : '秘密');
      expect(body.total).toBe(1);
      const everything = await expectStatus(200, ask('facets=true', as));
      expect(everything.body.total).toBe(own ? 3 : 1);
      expect(everything.body.facets.find((each: { name: string }) => each.name === 'status').values).toEqual(
        own
          ? [
              { value: 'published', label: '已发布', labelEn: 'Published', count: 2 },
              { value: 'draft', label: '草稿', labelEn: 'Draft', count: 1 },
            ]
          : [{ value: 'published', label: '已发布', labelEn: 'Published', count: 1 }],
      );
    }
  });

  it('names the values of facets', async () => {
    const { body } = await expectStatus(200, ask('facets=true'));
    const first = Object.fromEntries(
      body.facets.map((each: { name: string; values: { label: string }[] }) => [each.name, each.values[0]?.label]),
    );
    expect(first).toMatchObject({
      provider: 'Bureau of police',
      section: '人口',
      sharing: '有条件共享',
      format: '数据库',
    });
    expect(first).toMatchObject({ open: '不开放', updateCycle: '每日', sensitivity: '公开', status: '已发布' });
  });

  it.each([
    ['nothing but punctuation', '。。！？……', 0],
    ['LIKE’s wildcards', '%', 0],
    ['a tsquery’s operators', '工程 & ! | :* <->', 2],
    ['quotes and brackets of arrays', '{"工程",\\}', 2],
    ['SQL', "'); drop table catalog.resource; --", 0],
    ['a hundred characters of one word', '工'.repeat(100), 0],
    ['emoji', '🙂', 0],
    ['a combining mark alone', '\u0301', 0],
    ['what half a surrogate pair becomes on the way', '\ufffd', 0],
  ])('%s is taken as it is', async (_what, text, count) => {
    const { body } = await expectStatus(200, ask(`${q(text)}&facets=true`));
    expect(body.items).toHaveLength(count);
    expect(body.total).toBe(count);
  });

  it.each([
    ['a text too long', q('工'.repeat(101)), 'INVALID_INPUT'],
    ['more words than anybody searches for', q([...'abcdefghijklmnopqrstu'].join(' ')), 'SEARCH_TOO_LONG'],
    ['NUL', 'q=%00', 'INVALID_INPUT'],
    ['a sensitivity there is not', 'sensitivity=secret', 'INVALID_INPUT'],
    ['a cursor of a list without words', `${q('工程')}&cursor=${cursor(['some.r1'])}`, 'INVALID_INPUT'],
    ['a tier there is not', `${q('工程')}&cursor=${cursor([9, 0, 3, 'some.r1', -1])}`, 'INVALID_INPUT'],
    ['a number no column holds', `${q('工程')}&cursor=${cursor([1, 1e300, 3, 'some.r1', -1])}`, 'INVALID_INPUT'],
    ['a word left out that was not typed', `${q('工程')}&cursor=${cursor([1, 0, 3, 'some.r1', 4])}`, 'INVALID_INPUT'],
    ['an id that is SQL', `${q('工程')}&cursor=${cursor([1, 0, 3, "x' or 1=1", -1])}`, 'INVALID_INPUT'],
  ])('%s is refused', async (_what, query, code) => {
    const { status, problem } = await ask(query);
    expect([status, problem.code]).toEqual([400, code]);
  });
});

function cursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
