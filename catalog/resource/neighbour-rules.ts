import { isStandardNumber } from '../code-table/code-table.ts';
import { type Breach, breachAt, type Place } from './finding.ts';
import type { Neighbours } from './neighbours.ts';
import { resourceProblems } from './problems.ts';
import { nameKey, type ResourceContent } from './resource.ts';
import { resourceRuleProblems as refuse } from './rule-problems.ts';

interface Context {
  readonly neighbours?: Neighbours | undefined;
}

/** A provider has one resource of a name; names that differ only in white space or punctuation are one. */
export function nameFree({ id, name, provider }: ResourceContent, { neighbours }: Context): Breach | undefined {
  const same = neighbours?.named(nameKey(name)).find((other) => other.id !== id && other.provider === provider);
  if (same === undefined) return undefined;
  const detail = { zh: `与 ${same.code}“${same.name}”同名`, en: `is the name of ${same.id}` };
  return breachAt([{ pointer: '/name', detail }], (extras) => resourceProblems.RESOURCE_NAME_TAKEN({}, extras));
}

/** One resource, one code. */
export function codeFree({ id, code }: ResourceContent, { neighbours }: Context): Breach | undefined {
  const same = neighbours?.coded(code);
  if (same === undefined || same.id === id) return undefined;
  const detail = { zh: `代码已由 ${same.id} 使用`, en: `is the code of ${same.id}` };
  return breachAt([{ pointer: '/code', detail }], (extras) => resourceProblems.RESOURCE_CODE_TAKEN({ code }, extras));
}

/** Two departments that catalogue the same thing under one name are likely to hold one thing twice. */
export function nameElsewhere({ name, provider }: ResourceContent, { neighbours }: Context): Breach | undefined {
  const others = neighbours?.named(nameKey(name)).filter((other) => other.provider !== provider) ?? [];
  const [first] = others;
  if (first === undefined) return undefined;
  const detail = { zh: `${first.provider} 已有同名资源`, en: `${first.provider} has a resource of that name` };
  return breachAt([{ pointer: '/name', detail }], (extras) => refuse.RESOURCE_NAME_ELSEWHERE({}, extras), 'warning');
}

/** The table that an item takes its values from is one that is kept here, or a standard that is known by its number. */
export function itemTablesKnown({ items }: ResourceContent, { neighbours }: Context): Breach | undefined {
  if (neighbours === undefined) return undefined;
  const places = items.flatMap(({ codeTable }, index): Place[] => {
    if (codeTable === undefined || isStandardNumber(codeTable)) return [];
    const meant = neighbours.tabled(codeTable);
    if (meant !== undefined && !meant.byTitle) return [];
    const detail =
      meant === undefined
        ? { zh: '没有这样的代码表', en: 'there is no such code table' }
        : { zh: `应写代码表的标识 ${meant.name}`, en: `the table is called ${meant.name}` };
    return [{ pointer: `/items/${index}/codeTable`, detail }];
  });
  return breachAt(places, (extras) => refuse.ITEM_CODE_TABLE_UNKNOWN({ count: places.length }, extras));
}

/** A related resource is one that the directory has. */
export function relatedKnown(content: ResourceContent, { neighbours }: Context): Breach | undefined {
  if (neighbours === undefined) return undefined;
  const detail = { zh: '目录中没有该代码', en: 'no resource has this code' };
  const places: Place[] = [
    ...content.relatedResources.map((code, index) => ({ code, pointer: `/relatedResources/${index}` })),
    ...content.relations.map(({ code }, index) => ({ code, pointer: `/relations/${index}/code` })),
  ]
    .filter(({ code }) => neighbours.coded(code) === undefined)
    .map(({ pointer }) => ({ pointer, detail }));
  return breachAt(places, (extras) => refuse.RELATED_RESOURCE_UNKNOWN({ count: places.length }, extras), 'warning');
}
