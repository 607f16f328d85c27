import { type Problem, placeOf, placeText } from '../../kernel/index.ts';
import { type CodeTableName, type CodeTables, rowOf } from '../code-table/code-table.ts';
import { type Breach, breachAt, type Place } from './finding.ts';
import {
  conditionStated,
  fieldsNamed,
  interfaceHasKey,
  itemsNoWiderThanResource,
  itemsOnce,
  lawCited,
  matchKeysStand,
  openNoWiderThanShared,
  sensitivityPlausible,
} from './item-rules.ts';
import { codeFree, itemTablesKnown, nameElsewhere, nameFree, relatedKnown } from './neighbour-rules.ts';
import type { Neighbours } from './neighbours.ts';
import { nameKey, type ResourceContent } from './resource.ts';
import { refusedRowSchema } from './row-schema.ts';
import { resourceRuleProblems as refuse } from './rule-problems.ts';

/** What a record is held against. */
export interface CheckContext {
  readonly tables: CodeTables;
  /** Left out, nothing is said of the rest of the directory. */
  readonly neighbours?: Neighbours | undefined;
}

type Rule = (content: ResourceContent, context: CheckContext) => Breach | undefined;

/**
 * The rules of 2017-1272 and of this exchange, in the order in which an administrator would fix what they find. This is the
 * one table of rules: a form, a workbook and a submission are all judged by it.
 */
const rules: readonly Rule[] = [
  valuesFromCodeTables,
  codeFitsClass,
  namedAfterData,
  nameFree,
  codeFree,
  formatFitsMode,
  conditionStated,
  lawCited,
  fieldsNamed,
  itemsOnce,
  itemTablesKnown,
  matchKeysStand,
  itemsNoWiderThanResource,
  openNoWiderThanShared,
  relationsStand,
  censusFigures,
  rowSchemaStands,
  nameElsewhere,
  relatedKnown,
  sensitivityPlausible,
  interfaceHasKey,
  censusTaken,
];

/** Everything that is wrong, or looks wrong, with what an administrator wrote. Pure. */
export function checkResource(content: ResourceContent, context: CheckContext): readonly Breach[] {
  return rules.map((rule) => rule(content, context)).filter((breach) => breach !== undefined);
}

/**
 * Everything that keeps a record from being stored, one Problem a rule, each with the places. Pure.
 * @returns CODE_VALUE_UNKNOWN, RESOURCE_CODE_AND_CLASS_DIFFER, RESOURCE_NAMED_AFTER_SYSTEM, FORMAT_AND_MODE_DIFFER,
 * SHARING_CONDITION_NEEDED, SHARING_LAW_NEEDED, FIELD_NAME_MALFORMED, ITEM_REPEATED, MATCH_KEY_REFUSED,
 * ITEM_WIDER_THAN_RESOURCE, OPENNESS_TOO_WIDE, RELATION_REFUSED, CENSUS_FIGURES_REFUSED, ROW_SCHEMA_…
 */
export function resourceFindings(content: ResourceContent, tables: CodeTables): readonly Problem[] {
  return faultsOf(checkResource(content, { tables }));
}

/** The refusals among what was found: errors, not warnings. */
export function faultsOf(breaches: readonly Breach[]): readonly Problem[] {
  return breaches.filter(({ severity }) => severity === 'error').map(({ problem }) => problem);
}

function valuesFromCodeTables(content: ResourceContent, { tables }: CheckContext): Breach | undefined {
  const values: readonly (readonly [CodeTableName, string, string])[] = [
    ['class-category', '/class/category', content.class.category],
    ['format', '/format/category', content.format.category],
    ['update-cycle', '/updateCycle', content.updateCycle],
    ['sharing-type', '/sharing/type', content.sharing.type],
    ['sharing-mode', '/sharing/mode', content.sharing.mode],
    ...content.items.flatMap(({ type, sharing }, index) => [
      ['item-type', `/items/${index}/type`, type] as const,
      ...(sharing === undefined ? [] : [['sharing-type', `/items/${index}/sharing/type`, sharing.type] as const]),
    ]),
    ...content.relations.map(({ kind }, index) => ['relation-kind', `/relations/${index}/kind`, kind] as const),
  ];
  const unknown = values.filter(([table, , code]) => rowOf(tables, table, code) === undefined);
  const places: Place[] = unknown.map(([table, pointer]) => ({
    pointer,
    detail: { zh: `取值不在代码表 ${table} 中`, en: `not in the table ${table}` },
  }));
  const named = new Set(unknown.map(([table]) => table));
  if (!sectionKnown(content, tables)) {
    const detail = { zh: '该“类”下没有此“项”', en: 'not in the table class-section under this category' };
    places.push({ pointer: '/class/section', detail });
    named.add('class-section');
  }
  return breachAt(places, (extras) =>
    refuse.CODE_VALUE_UNKNOWN({ count: places.length, tables: [...named].join(', ') }, extras),
  );
}

/** Sections of categories with rows in the table come from it; a department's resources name the department. */
function sectionKnown({ class: { category, section } }: ResourceContent, tables: CodeTables): boolean {
  const listed = [...(tables.get('class-section')?.values() ?? [])].filter((row) => row.parent === category);
  return listed.length === 0 || listed.some((row) => row.code === section);
}

function codeFitsClass({ code, class: { category } }: ResourceContent): Breach | undefined {
  if (code[0] === category) return undefined;
  const detail = { zh: `代码以 ${code[0]} 开头，“类”为 ${category}`, en: 'differs from the code' };
  return breachAt([{ pointer: '/class/category', detail }], (extras) =>
    refuse.RESOURCE_CODE_AND_CLASS_DIFFER({}, extras),
  );
}

function namedAfterData({ name }: ResourceContent): Breach | undefined {
  if (!/(系统|平台)$/.test(nameKey(name))) return undefined;
  const detail = { zh: '以系统或平台命名', en: 'names a system' };
  return breachAt([{ pointer: '/name', detail }], (extras) => refuse.RESOURCE_NAMED_AFTER_SYSTEM({}, extras));
}

function formatFitsMode({ format, sharing }: ResourceContent, { tables }: CheckContext): Breach | undefined {
  const modes = tables.get('sharing-mode');
  const mode = modes?.get(sharing.mode);
  // An unknown mode is the code tables' affair.
  if (mode === undefined || mode.fits?.includes(format.category) === true) return undefined;
  const fitting = [...(modes?.values() ?? [])].filter((row) => row.fits?.includes(format.category) === true);
  const names = fitting.map((row) => row.name).join('、') || '–';
  const detail = { zh: `与格式不符，可用：${names}`, en: 'does not fit the format' };
  const parameters = {
    ...{ format: format.category, mode: mode.code },
    fitting: fitting.map((row) => row.code).join(', ') || '–',
  };
  return breachAt([{ pointer: '/sharing/mode', detail }], (extras) =>
    refuse.FORMAT_AND_MODE_DIFFER(parameters, extras),
  );
}

function relationsStand({ code, relatedResources, relations }: ResourceContent): Breach | undefined {
  const seen = new Set<string>();
  const stated = [
    ...relatedResources.map((other, index) => ({ other, pointer: `/relatedResources/${index}`, kind: '' })),
    ...relations.map(({ kind, code: other }, index) => ({ other, pointer: `/relations/${index}`, kind })),
  ];
  const places = stated.flatMap(({ other, pointer, kind }): Place[] => {
    if (other === code) return [{ pointer, detail: { zh: '关联到自身', en: 'relates to itself' } }];
    // A plain relation says nothing beside one of a kind.
    const repeated = seen.has(`${kind} ${other}`) || (kind !== '' && seen.has(` ${other}`));
    seen.add(`${kind} ${other}`);
    return repeated ? [{ pointer, detail: { zh: '关联重复', en: 'is stated already' } }] : [];
  });
  return breachAt(places, (extras) => refuse.RELATION_REFUSED({ count: places.length }, extras));
}

function censusFigures({ census }: ResourceContent): Breach | undefined {
  const places = (['storageGigabytes', 'recordsTenThousand'] as const).flatMap((member) => {
    const figures = census?.[member];
    if (figures === undefined) return [];
    return (['shared', 'open'] as const)
      .filter((part) => (figures[part] ?? 0) > figures.total)
      .map((part) => ({ pointer: `/census/${member}/${part}`, detail: { zh: '大于总量', en: 'more than the total' } }));
  });
  return breachAt(places, (extras) => refuse.CENSUS_FIGURES_REFUSED({ count: places.length }, extras));
}

function censusTaken({ census }: ResourceContent): Breach | undefined {
  if (census !== undefined) return undefined;
  const detail = { zh: '没有普查数据', en: 'no census figures' };
  return breachAt([{ pointer: '/census', detail }], (extras) => refuse.CENSUS_MISSING({}, extras), 'warning');
}

function rowSchemaStands({ rowSchema, items }: ResourceContent): Breach | undefined {
  const problem = refusedRowSchema(rowSchema, items);
  if (problem === undefined) return undefined;
  const whole = placeOf('/rowSchema', { zh: problem.texts('zh').detail, en: problem.texts('en').detail });
  const errors = problem.errors.length === 0 ? [whole] : problem.errors;
  const places = errors.map((error) => ({ pointer: error.pointer, detail: placeText(error) }));
  return { severity: 'error', places, problem };
}
