import { isFieldName } from './field-name.ts';
import { type Breach, breachAt, type Place } from './finding.ts';
import { resourceIdProblems } from './id-problems.ts';
import { conditional, nameKey, notShared, type ResourceContent } from './resource.ts';
import { resourceRuleProblems as refuse } from './rule-problems.ts';

/** Every field has a name that programs can use. */
export function fieldsNamed({ items }: ResourceContent): Breach | undefined {
  const places = items.flatMap((item, index) =>
    isFieldName(item.field)
      ? []
      : [{ pointer: `/items/${index}/field`, detail: { zh: '不是合格的字段名', en: 'not a field name' } }],
  );
  return breachAt(places, (extras) => resourceIdProblems.FIELD_NAME_MALFORMED({ count: places.length }, extras));
}

/** Every item stands once, by field and by name. */
export function itemsOnce({ items }: ResourceContent): Breach | undefined {
  const seen = { field: new Map<string, number>(), name: new Map<string, number>() };
  const places: Place[] = [];
  for (const [index, item] of items.entries()) {
    const keys = { field: item.field.toLowerCase(), name: nameKey(item.name) };
    for (const member of ['field', 'name'] as const) {
      const first = seen[member].get(keys[member]);
      if (first === undefined) seen[member].set(keys[member], index);
      else {
        const detail = { zh: `与第 ${first + 1} 个信息项重复`, en: 'stands there already' };
        places.push({ pointer: `/items/${index}/${member}`, detail });
      }
    }
  }
  return breachAt(places, (extras) => refuse.ITEM_REPEATED({ count: places.length }, extras));
}

/** Match keys are made of matchable items, each once, no key twice. */
export function matchKeysStand({ items, matchKeys }: ResourceContent): Breach | undefined {
  const matchable = new Set(items.filter((item) => item.matchable).map((item) => item.field));
  const keys = new Set<string>();
  const places: Place[] = [];
  for (const [index, key] of matchKeys.entries()) {
    for (const [place, field] of key.entries()) {
      const pointer = `/matchKeys/${index}/${place}`;
      if (!matchable.has(field)) {
        places.push({
          pointer,
          detail: { zh: '没有可匹配的信息项用此字段名', en: 'no matchable item has this field' },
        });
      } else if (key.indexOf(field) !== place) {
        places.push({ pointer, detail: { zh: '组合内重复', en: 'stands in this key already' } });
      }
    }
    const sorted = key.toSorted().join(' ');
    const detail = { zh: '组合重复', en: 'is given already' };
    if (keys.has(sorted)) places.push({ pointer: `/matchKeys/${index}`, detail });
    keys.add(sorted);
  }
  return breachAt(places, (extras) => refuse.MATCH_KEY_REFUSED({ count: places.length }, extras));
}

/** What is looked up through an interface needs a key to be looked up by. */
export function interfaceHasKey({ matchKeys, sharing }: ResourceContent): Breach | undefined {
  if (sharing.mode !== 'platform-interface' || matchKeys.length > 0) return undefined;
  const detail = { zh: '接口方式没有匹配组合', en: 'an interface without a match key' };
  return breachAt([{ pointer: '/matchKeys', detail }], (extras) => refuse.MATCH_KEY_MISSING({}, extras), 'warning');
}

/** An item is shared as its resource is, or by a decision of its own that is not wider than a refusal. */
export function itemsNoWiderThanResource({ items, sharing, openness }: ResourceContent): Breach | undefined {
  const places = items.flatMap((item, index): Place[] => {
    const shared = item.sharing !== undefined && item.sharing.type !== notShared && sharing.type === notShared;
    const opened = item.openness?.open === true && !openness.open;
    return [
      ...(shared ? [{ pointer: `/items/${index}/sharing/type`, detail: notSharedYet }] : []),
      ...(opened ? [{ pointer: `/items/${index}/openness/open`, detail: notOpenYet }] : []),
    ];
  });
  return breachAt(places, (extras) => refuse.ITEM_WIDER_THAN_RESOURCE({ count: places.length }, extras));
}

const notSharedYet = { zh: '资源不予共享，信息项不得共享', en: 'the resource is not shared' };
const notOpenYet = { zh: '资源未开放，信息项不得开放', en: 'the resource is not open' };

/** Openness is never wider than sharing, and nothing that speaks of a person goes out to the public. */
export function openNoWiderThanShared({ openness, sharing, items }: ResourceContent): Breach | undefined {
  if (!openness.open) return undefined;
  const personal = { zh: '个人或敏感信息不得开放', en: 'not for the public' };
  const closed = { zh: '不予共享的信息项不得开放', en: 'not shared, so not open' };
  const places = items.flatMap((item, index): Place[] => {
    if (item.openness?.open === false) return [];
    const held = item.sharing?.type === notShared;
    const speaks = item.sensitivity === 'personal' || item.sensitivity === 'sensitive';
    return [
      ...(speaks ? [{ pointer: `/items/${index}/sensitivity`, detail: personal }] : []),
      ...(held ? [{ pointer: `/items/${index}/sharing/type`, detail: closed }] : []),
    ];
  });
  if (sharing.type === notShared) {
    places.push({ pointer: '/sharing/type', detail: { zh: '不予共享，不得开放', en: 'not shared, so not open' } });
  }
  return breachAt(places, (extras) => refuse.OPENNESS_TOO_WIDE({}, extras));
}

/** Places where a decision on sharing is stated: of the resource, and of items with one of their own. */
function decisions({ sharing, items }: ResourceContent) {
  const ofItems = items.flatMap(({ sharing: own }, index) =>
    own === undefined ? [] : [{ pointer: `/items/${index}/sharing`, ...own }],
  );
  return [{ pointer: '/sharing', ...sharing }, ...ofItems];
}

/** 有条件共享 states its condition. */
export function conditionStated(content: ResourceContent): Breach | undefined {
  const places = decisions(content)
    .filter(({ type, condition }) => type === conditional && isBlank(condition))
    .map(({ pointer }) => ({ pointer: `${pointer}/condition`, detail: { zh: '缺少共享条件', en: 'missing' } }));
  return breachAt(places, (extras) => refuse.SHARING_CONDITION_NEEDED({}, extras));
}

/** 不予共享 cites the law it rests on. */
export function lawCited(content: ResourceContent): Breach | undefined {
  const places = decisions(content)
    .filter(({ type, lawBasis }) => type === notShared && isBlank(lawBasis))
    .map(({ pointer }) => ({ pointer: `${pointer}/lawBasis`, detail: { zh: '缺少不予共享的依据', en: 'missing' } }));
  return breachAt(places, (extras) => refuse.SHARING_LAW_NEEDED({}, extras));
}

/** Names of items whose values speak of one person, as departments write them. */
const personalNames =
  /(公民)?身份证?(件)?号码?|手机|电话|住址|家庭地址|银行账号|病历|诊断|指纹|人脸|宗教|婚姻状况|姓名/;

/** An item whose name says that it speaks of a person is seldom public or internal. */
export function sensitivityPlausible({ items }: ResourceContent): Breach | undefined {
  const places = items.flatMap((item, index) => {
    const low = item.sensitivity === 'public' || item.sensitivity === 'internal';
    // What belongs to an organisation's officer is published with it.
    if (!low || !personalNames.test(item.name) || /单位|企业|机构|法定代表人|联系/.test(item.name)) return [];
    const detail = { zh: `“${item.name}”像是个人信息`, en: 'looks like personal information' };
    return [{ pointer: `/items/${index}/sensitivity`, detail }];
  });
  const raise = (extras: object) => refuse.SENSITIVITY_UNDERSTATED({ count: places.length }, extras);
  return breachAt(places, raise, 'warning');
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
