import { canonicalJson, escapePointer, type Text } from '../../kernel/index.ts';
import {
  type DifferenceEffect,
  editorialItemMembers,
  editorialMembers,
  type ResourceDifference,
  shown,
} from './difference-texts.ts';
import { conditional, type InformationItem, notShared, type ResourceContent } from './resource.ts';
import { rowRuleDifferences } from './row-rule-difference.ts';

/**
 * Everything in which two states of a resource differ, and whom each difference touches: nobody's program (`editorial`),
 * programs that go on as they are (`extending`), the decision to share or open (`decision`), or programs that stop working
 * (`breaking`). What cannot be told is breaking. Pure; equal states differ in nothing.
 * @example resourceDifferences(before, after).some(({ effect }) => effect === 'breaking')
 */
export function resourceDifferences(before: ResourceContent, after: ResourceContent): readonly ResourceDifference[] {
  return [
    ...editorial(before, after, editorialMembers, '', { zh: '', en: '' }),
    ...codeDifferences(before, after),
    ...formatDifferences(before, after),
    ...cycleDifferences(before, after),
    ...sharingDifferences(before, after),
    ...opennessDifferences(before.openness, after.openness, '/openness', { zh: '资源', en: 'the resource' }),
    ...itemDifferences(before, after),
    ...matchKeyDifferences(before, after),
    ...rowRuleDifferences(before, after),
  ];
}

/** Does any of it stop programs from working? */
export function isBreaking(differences: readonly ResourceDifference[]): boolean {
  return differences.some(({ effect }) => effect === 'breaking');
}

/** Does any of it need a review: what breaks, and what decides to share or open? */
export function needsReview(differences: readonly ResourceDifference[]): boolean {
  return differences.some(({ effect }) => effect === 'breaking' || effect === 'decision');
}

function differ(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a !== b;
  return canonicalJson(a) !== canonicalJson(b);
}

function one(
  kind: string,
  effect: DifferenceEffect,
  pointer: string,
  values: { before?: unknown; after?: unknown },
  text: Text,
): ResourceDifference {
  const { before, after } = values;
  return {
    ...{ kind, effect, pointer, text },
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** "… changed from … to …", for a member that is what it is called. */
function changed(
  effect: DifferenceEffect,
  options: { kind: string; pointer: string; what: Text; before: unknown; after: unknown },
): ResourceDifference[] {
  const { kind, pointer, what, before, after } = options;
  if (!differ(before, after)) return [];
  const [from, to] = [shown(before), shown(after)];
  const text = { zh: `${what.zh}由“${from}”改为“${to}”`, en: `${what.en} changed from “${from}” to “${to}”` };
  return [one(kind, effect, pointer, { before, after }, text)];
}

function editorial(
  before: object,
  after: object,
  members: Readonly<Record<string, Text>>,
  pointer: string,
  whose: Text,
): ResourceDifference[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return Object.entries(members).flatMap(([member, { zh, en }]) =>
    changed('editorial', {
      kind: `${kebab(member)}-changed`,
      pointer: `${pointer}/${member}`,
      what: { zh: `${whose.zh}${zh}`, en: whose.en === '' ? en : `${en} of ${whose.en}` },
      before: was.get(member),
      after: is.get(member),
    }),
  );
}

function kebab(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function codeDifferences(before: ResourceContent, after: ResourceContent): ResourceDifference[] {
  const what = { zh: '信息资源代码', en: 'the resource code' };
  return changed('breaking', { kind: 'code-changed', pointer: '/code', what, before: before.code, after: after.code });
}

/** What travels through an interface or a table has no concrete type that a consumer would meet. */
const unseenFormats = new Set(['3', '7']);

function formatDifferences({ format: before }: ResourceContent, { format: after }: ResourceContent) {
  const seen = before.category !== after.category || !unseenFormats.has(after.category);
  const what = { zh: '信息资源格式', en: 'the format' };
  const [from, to] = [before, after].map(({ category, concrete }) => `${category} ${concrete}`);
  const effect = seen ? 'breaking' : 'editorial';
  return changed(effect, { kind: 'format-changed', pointer: '/format', what, before: from, after: to });
}

/** The cycles of the guide from fast to slow; whoever relies on one is let down by a slower one. */
const cyclesFromFast: readonly string[] = ['1', '2', '3', '4', '5', '7', '6'];

function cycleDifferences({ updateCycle: before }: ResourceContent, { updateCycle: after }: ResourceContent) {
  const [was, is] = [cyclesFromFast.indexOf(before), cyclesFromFast.indexOf(after)];
  const faster = is >= 0 && was >= 0 && is < was;
  const what = { zh: '更新周期', en: 'the update cycle' };
  const kind = 'update-cycle-changed';
  return changed(faster ? 'extending' : 'breaking', { kind, pointer: '/updateCycle', what, before, after });
}

interface Shared {
  readonly type: string;
  readonly condition?: string | undefined;
  readonly lawBasis?: string | undefined;
}

/** From wide to narrow; a type that a region added stands nowhere, so a change to or from it may narrow. */
const sharingFromWide: readonly string[] = ['1', conditional, notShared];

function sharedDifferences(before: Shared, after: Shared, pointer: string, whose: Text): ResourceDifference[] {
  const [was, is] = [sharingFromWide.indexOf(before.type), sharingFromWide.indexOf(after.type)];
  const wider = is >= 0 && was >= 0 && is < was;
  const what = (zh: string, en: string) => ({ zh: `${whose.zh}的${zh}`, en: `${en} of ${whose.en}` });
  return [
    ...changed(wider ? 'decision' : 'breaking', {
      ...{ kind: wider ? 'sharing-widened' : 'sharing-narrowed', pointer: `${pointer}/type` },
      ...{ what: what('共享类型', 'the sharing type'), before: before.type, after: after.type },
    }),
    ...changed('decision', {
      ...{ kind: 'sharing-condition-changed', pointer: `${pointer}/condition` },
      ...{ what: what('共享条件', 'the sharing condition'), before: before.condition, after: after.condition },
    }),
    ...changed('decision', {
      ...{ kind: 'law-basis-changed', pointer: `${pointer}/lawBasis` },
      ...{ what: what('不予共享依据', 'the law against sharing'), before: before.lawBasis, after: after.lawBasis },
    }),
  ];
}

function sharingDifferences({ sharing: before }: ResourceContent, { sharing: after }: ResourceContent) {
  const mode = {
    kind: 'sharing-mode-changed',
    pointer: '/sharing/mode',
    what: { zh: '共享方式', en: 'the sharing mode' },
  };
  return [
    ...sharedDifferences(before, after, '/sharing', { zh: '资源', en: 'the resource' }),
    ...changed('breaking', { ...mode, before: before.mode, after: after.mode }),
  ];
}

interface Opened {
  readonly open: boolean;
  readonly condition?: string | undefined;
}

function opennessDifferences(before: Opened, after: Opened, pointer: string, whose: Text): ResourceDifference[] {
  const what = (zh: string, en: string) => ({ zh: `${whose.zh}的${zh}`, en: `${en} of ${whose.en}` });
  return [
    ...changed(after.open ? 'decision' : 'breaking', {
      ...{ kind: after.open ? 'openness-widened' : 'openness-narrowed', pointer: `${pointer}/open` },
      ...{ what: what('开放属性', 'openness'), before: before.open, after: after.open },
    }),
    ...changed('decision', {
      ...{ kind: 'openness-condition-changed', pointer: `${pointer}/condition` },
      ...{ what: what('开放条件', 'the condition of opening'), before: before.condition, after: after.condition },
    }),
  ];
}

function itemDifferences(before: ResourceContent, after: ResourceContent): ResourceDifference[] {
  const earlier = new Map(before.items.map((item, index) => [item.field, { item, index }]));
  const later = new Map(after.items.map((item) => [item.field, item]));
  return [
    ...after.items.flatMap((item, index) => {
      const was = earlier.get(item.field);
      return was === undefined
        ? [itemAdded(item, index, after)]
        : oneItemDifferences({ before: was.item, after: item, index }, before, after);
    }),
    ...[...earlier.values()]
      .filter(({ item }) => !later.has(item.field))
      .map(({ item, index }) =>
        one('item-removed', 'breaking', `/items/${index}`, { before: item }, textOf(item, '已删除', 'was removed')),
      ),
    ...orderDifferences(before, after),
  ];
}

/** A new item goes with the decision on the resource, unless it has one of its own or goes out to the public. */
function itemAdded(item: InformationItem, index: number, { openness }: ResourceContent): ResourceDifference {
  const decided = openness.open || item.sharing !== undefined || item.openness !== undefined;
  const effect = decided ? 'decision' : 'extending';
  return one('item-added', effect, `/items/${index}`, { after: item }, textOf(item, '为新增', 'was added'));
}

function textOf(item: InformationItem, zh: string, en: string): Text {
  return { zh: `信息项“${item.name}”（${item.field}）${zh}`, en: `item “${item.name}” (${item.field}) ${en}` };
}

/** Columns of files and open data are read by their place. */
function orderDifferences(before: ResourceContent, after: ResourceContent): ResourceDifference[] {
  const common = (one: ResourceContent, other: ResourceContent) => {
    const fields = new Set(other.items.map(({ field }) => field));
    return one.items.map(({ field }) => field).filter((field) => fields.has(field));
  };
  const [was, is] = [common(before, after), common(after, before)];
  const what = { zh: '信息项顺序', en: 'the order of items' };
  return changed('editorial', { kind: 'item-order-changed', pointer: '/items', what, before: was, after: is });
}

/** Types whose every value the later type admits too: a program that reads the later one reads both. */
const widenings: ReadonlySet<string> = new Set(['I>N', 'I>B', 'I>F', 'F>B', 'F>N', 'B>N', 'Y>N', 'C>M']);

const sensitivities = ['public', 'internal', 'personal', 'sensitive'] as const;

function oneItemDifferences(
  { before, after, index }: { before: InformationItem; after: InformationItem; index: number },
  wholeBefore: ResourceContent,
  wholeAfter: ResourceContent,
): ResourceDifference[] {
  const pointer = `/items/${index}`;
  const whose: Text = { zh: `信息项“${after.name}”（${after.field}）`, en: `item “${after.name}” (${after.field})` };
  const member = (
    name: keyof InformationItem,
    zh: string,
    en: string,
    effect: DifferenceEffect,
    kind = `item-${kebab(name)}-changed`,
  ) =>
    changed(effect, {
      ...{ kind, pointer: `${pointer}/${escapePointer(name)}`, before: before[name], after: after[name] },
      what: { zh: `${whose.zh}的${zh}`, en: `${en} of ${whose.en}` },
    });
  const widened = widenings.has(`${before.type}>${after.type}`);
  const raised = sensitivities.indexOf(after.sensitivity) > sensitivities.indexOf(before.sensitivity);
  const own = before.sharing !== undefined || after.sharing !== undefined;
  const ownOpenness = before.openness !== undefined || after.openness !== undefined;
  return [
    ...editorial(before, after, editorialItemMembers, pointer, whose),
    ...member(
      'type',
      '数据类型',
      'type',
      widened ? 'extending' : 'breaking',
      widened ? 'item-type-widened' : 'item-type-narrowed',
    ),
    ...member('length', '长度', 'length', roomier(before.length, after.length)),
    ...member('scale', '小数位', 'scale', roomier(before.scale, after.scale)),
    ...member('unit', '计量单位', 'unit', 'breaking'),
    ...member('codeTable', '代码表', 'code table', 'breaking'),
    ...member(
      'sensitivity',
      '敏感级别',
      'sensitivity',
      raised ? 'breaking' : 'decision',
      raised ? 'sensitivity-raised' : 'sensitivity-lowered',
    ),
    ...member('matchable', '可匹配', 'matching', after.matchable ? 'extending' : 'breaking'),
    ...(own
      ? sharedDifferences(
          before.sharing ?? wholeBefore.sharing,
          after.sharing ?? wholeAfter.sharing,
          `${pointer}/sharing`,
          whose,
        )
      : []),
    ...(ownOpenness
      ? opennessDifferences(
          before.openness ?? wholeBefore.openness,
          after.openness ?? wholeAfter.openness,
          `${pointer}/openness`,
          whose,
        )
      : []),
  ];
}

/** No limit is the widest; a limit that was not there narrows. */
function roomier(before: number | undefined, after: number | undefined): DifferenceEffect {
  return (after ?? Number.POSITIVE_INFINITY) >= (before ?? Number.POSITIVE_INFINITY) ? 'extending' : 'breaking';
}

function matchKeyDifferences(before: ResourceContent, after: ResourceContent): ResourceDifference[] {
  const named = ({ matchKeys }: ResourceContent) =>
    new Map(matchKeys.map((key, index) => [key.toSorted().join(' + '), index]));
  const [was, is] = [named(before), named(after)];
  const gone = [...was].filter(([key]) => !is.has(key));
  const added = [...is].filter(([key]) => !was.has(key));
  return [
    ...gone.map(([key, index]) =>
      one(
        'match-key-removed',
        'breaking',
        `/matchKeys/${index}`,
        { before: key },
        {
          zh: `匹配组合 ${key} 已取消`,
          en: `match key ${key} was removed`,
        },
      ),
    ),
    ...added.map(([key, index]) =>
      one(
        'match-key-added',
        'extending',
        `/matchKeys/${index}`,
        { after: key },
        {
          zh: `新增匹配组合 ${key}`,
          en: `match key ${key} was added`,
        },
      ),
    ),
  ];
}
