import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBreaking, type ResourceDraft, readResourceDraft, resourceDifferences } from '../../catalog/index.ts';
import { item, residentDraft } from '../support/catalog-app.ts';

const draft = residentDraft();
const content = (changes: Partial<ResourceDraft> = {}) => readResourceDraft(residentDraft(changes));
const edited = (field: string, changes: object): Partial<ResourceDraft> => ({
  items: draft.items.map((each) => (each.field === field ? { ...each, ...changes } : each)),
});

/** Kind and effect of every difference that these changes make. */
function told(after: Partial<ResourceDraft>, before: Partial<ResourceDraft> = {}): string[] {
  return resourceDifferences(content(before), content(after)).map(({ kind, effect }) => `${effect} ${kind}`);
}

describe('the difference of two editions', () => {
  it.each<[string, Partial<ResourceDraft>, string[]]>([
    ['another name', { name: '常住人口' }, ['editorial name-changed']],
    ['census figures', { census: { system: '人口系统' } }, ['editorial census-changed']],
    ['a removed item', { items: draft.items.slice(0, -1) }, ['breaking item-removed']],
    ['a new item', { items: [...draft.items, item('phone', '电话')] }, ['extending item-added']],
    ['the order of items', { items: draft.items.toReversed() }, ['editorial item-order-changed']],
    ['a narrower type', edited('address', { type: 'D' }), ['breaking item-type-narrowed']],
    ['a wider type', edited('householdSize', { type: 'N' }), ['extending item-type-widened']],
    ['a shorter text', edited('address', { length: 100 }), ['breaking item-length-changed']],
    ['a longer text', edited('address', { length: 300 }), ['extending item-length-changed']],
    ['a limit where none was', edited('householdSize', { scale: 2 }), ['breaking item-scale-changed']],
    ['another unit', edited('householdSize', { unit: '户' }), ['breaking item-unit-changed']],
    ['another code table', edited('division', { codeTable: 'GB/T 10114' }), ['breaking item-code-table-changed']],
    ['a raised sensitivity', edited('division', { sensitivity: 'personal' }), ['breaking sensitivity-raised']],
    ['a lowered sensitivity', edited('address', { sensitivity: 'internal' }), ['decision sensitivity-lowered']],
    [
      'narrower sharing',
      { sharing: { ...draft.sharing, type: '3', lawBasis: '法' } },
      ['breaking sharing-narrowed', 'decision law-basis-changed'],
    ],
    ['wider sharing', { sharing: { ...draft.sharing, type: '1' } }, ['decision sharing-widened']],
    [
      'another condition',
      { sharing: { ...draft.sharing, condition: '仅限核验' } },
      ['decision sharing-condition-changed'],
    ],
    ['another mode', { sharing: { ...draft.sharing, mode: 'platform-table' } }, ['breaking sharing-mode-changed']],
    [
      'an item that is no longer shared',
      edited('religion', { sharing: { type: '3', lawBasis: '法' } }),
      ['breaking sharing-narrowed', 'decision sharing-condition-changed', 'decision law-basis-changed'],
    ],
    ['openness', { openness: { open: true } }, ['decision openness-widened']],
    ['a slower cycle', { updateCycle: '6' }, ['breaking update-cycle-changed']],
    ['a faster cycle', { updateCycle: '1' }, ['extending update-cycle-changed']],
    ['a cycle that says nothing', { updateCycle: '9' }, ['breaking update-cycle-changed']],
    ['another code', { code: '101001/2' }, ['breaking code-changed']],
    ['another database', { format: { category: '3', concrete: 'GaussDB' } }, ['editorial format-changed']],
    ['another kind of file', { format: { category: '2', concrete: 'XLSX' } }, ['breaking format-changed']],
    [
      'a match key less',
      { matchKeys: [['citizenNumber']] },
      ['breaking match-key-removed', 'breaking item-may-lack', 'breaking item-may-lack'],
    ],
  ])('tells %s', (_what, changes, expected) => {
    expect(told(changes)).toEqual(expected);
  });

  it('tells of a row schema written by hand what the items do not say', () => {
    const schema = (rules: object) => {
      const { rowSchema } = content();
      const properties = rowSchema.properties as Record<string, object>;
      return {
        rowSchema: { ...rowSchema, properties: { ...properties, division: { ...properties.division, ...rules } } },
      };
    };
    expect(told(schema({ title: '另一个名称' }))).toEqual([]);
    expect(told(schema({ pattern: '^4507' }))).toEqual(['breaking row-rule-changed']);
    expect(told({}, schema({ pattern: '^4507' }))).toEqual(['breaking row-rule-changed']);
    expect(told({ rowSchema: { ...content().rowSchema, $defs: { a: { type: 'string' } } } })).toEqual([
      'breaking row-rule-changed',
    ]);
  });

  it('opens to the public only what was decided: an item added to open data is a decision', () => {
    const open = { openness: { open: true }, items: [item('a', '甲')], matchKeys: [] };
    expect(told({ ...open, items: [...open.items, item('b', '乙')] }, open)).toEqual(['decision item-added']);
  });

  it('reads as a sentence in both languages', () => {
    const [difference] = resourceDifferences(content(), content(edited('address', { length: 100 })));
    expect(difference).toEqual({
      ...{ kind: 'item-length-changed', effect: 'breaking', pointer: '/items/3/length', before: 200, after: 100 },
      text: {
        zh: '信息项“住址”（address）的长度由“200”改为“100”',
        en: 'length of item “住址” (address) changed from “200” to “100”',
      },
    });
  });
});

/** Drafts that differ in what administrators edit. */
const drafts = fc.record(
  {
    name: fc.constantFrom('甲', '乙'),
    updateCycle: fc.constantFrom('1', '4', '6', '9'),
    items: fc.uniqueArray(
      fc.record({
        field: fc.constantFrom('a', 'b', 'c', 'd'),
        type: fc.constantFrom('C', 'N', 'I', 'D', 'M'),
        length: fc.constantFrom(10, 20),
        sensitivity: fc.constantFrom('public' as const, 'personal' as const),
      }),
      { selector: ({ field }) => field, minLength: 1 },
    ),
    openness: fc.record({ open: fc.boolean() }),
    sharing: fc.record({ type: fc.constantFrom('1', '2', '3'), mode: fc.constantFrom('mail', 'platform') }),
  },
  { requiredKeys: ['items'] },
);
type Generated = typeof drafts extends fc.Arbitrary<infer T> ? T : never;
const made = ({ items, ...changes }: Generated) =>
  content({ ...changes, matchKeys: [], items: items.map(({ field, ...more }) => item(field, field, more)) });

describe('any two editions', () => {
  it('differ in nothing exactly if they say the same', () => {
    fc.assert(
      fc.property(drafts, drafts, (one, other) => {
        const [a, b] = [made(one), made(other)];
        expect(resourceDifferences(a, a)).toEqual([]);
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(resourceDifferences(a, b).length === 0).toBe(same);
      }),
      { numRuns: 200 },
    );
  });

  it('break programs one way or the other when an item is gone, its type is narrower or sharing is', () => {
    fc.assert(
      fc.property(drafts, drafts, (one, other) => {
        const [a, b] = [made(one), made(other)];
        const types = new Map(b.items.map(({ field, type }) => [field, type]));
        const gone = a.items.some(({ field }) => !types.has(field));
        if (gone || a.sharing.type < b.sharing.type) expect(isBreaking(resourceDifferences(a, b))).toBe(true);
        const unlike = a.items.some(({ field, type }) => types.has(field) && types.get(field) !== type);
        // No two types each admit every value of the other.
        if (unlike) expect(isBreaking(resourceDifferences(a, b)) || isBreaking(resourceDifferences(b, a))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
