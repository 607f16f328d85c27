import type { PointerError, Problem } from '../../kernel/index.ts';
import { type CodeTableName, type CodeTables, rowOf } from '../code-table/code-table.ts';
import { isFieldName } from './field-name.ts';
import { resourceIdProblems } from './id-problems.ts';
import { conditional, nameKey, notShared, type ResourceContent } from './resource.ts';
import { refusedRowSchema } from './row-schema.ts';
import { resourceRuleProblems as refuse } from './rule-problems.ts';

type Rule = (content: ResourceContent, tables: CodeTables) => Problem | undefined;

/** The rules of 2017-1272 and of this exchange, in the order in which an administrator would fix what they find. */
const rules: readonly Rule[] = [
  valuesFromCodeTables,
  codeFitsClass,
  namedAfterData,
  formatFitsMode,
  conditionStated,
  lawCited,
  fieldsNamed,
  itemsOnce,
  matchKeysStand,
  openNoWiderThanShared,
  ({ rowSchema, items }) => refusedRowSchema(rowSchema, items),
];

/**
 * Everything that is wrong with what an administrator wrote, one Problem a rule, each with the places. Pure.
 * @returns CODE_VALUE_UNKNOWN, RESOURCE_CODE_AND_CLASS_DIFFER, RESOURCE_NAMED_AFTER_SYSTEM, FORMAT_AND_MODE_DIFFER,
 * SHARING_CONDITION_NEEDED, SHARING_LAW_NEEDED, FIELD_NAME_MALFORMED, ITEM_REPEATED, MATCH_KEY_REFUSED, OPENNESS_TOO_WIDE,
 * ROW_SCHEMA_…
 */
export function resourceFindings(content: ResourceContent, tables: CodeTables): readonly Problem[] {
  return rules.map((rule) => rule(content, tables)).filter((problem) => problem !== undefined);
}

function valuesFromCodeTables(content: ResourceContent, tables: CodeTables): Problem | undefined {
  const values: readonly (readonly [CodeTableName, string, string])[] = [
    ['class-category', '/class/category', content.class.category],
    ['format', '/format/category', content.format.category],
    ['update-cycle', '/updateCycle', content.updateCycle],
    ['sharing-type', '/sharing/type', content.sharing.type],
    ['sharing-mode', '/sharing/mode', content.sharing.mode],
    ...content.items.map((item, index) => ['item-type', `/items/${index}/type`, item.type] as const),
  ];
  const unknown = values.filter(([table, , code]) => rowOf(tables, table, code) === undefined);
  const errors = unknown.map(([table, pointer]) => ({ pointer, detail: `not in the table ${table}` }));
  const named = new Set(unknown.map(([table]) => table));
  if (!sectionKnown(content, tables)) {
    errors.push({ pointer: '/class/section', detail: 'not in the table class-section under this category' });
    named.add('class-section');
  }
  if (errors.length === 0) return undefined;
  return refuse.CODE_VALUE_UNKNOWN({ count: errors.length, tables: [...named].join(', ') }, { errors: few(errors) });
}

/** Sections of categories with rows in the table come from it; a department's resources name the department. */
function sectionKnown({ class: { category, section } }: ResourceContent, tables: CodeTables): boolean {
  const listed = [...(tables.get('class-section')?.values() ?? [])].filter((row) => row.parent === category);
  return listed.length === 0 || listed.some((row) => row.code === section);
}

function codeFitsClass({ code, class: { category } }: ResourceContent): Problem | undefined {
  if (code[0] === category) return undefined;
  return refuse.RESOURCE_CODE_AND_CLASS_DIFFER({}, { errors: at('/class/category', 'differs from the code') });
}

function namedAfterData({ name }: ResourceContent): Problem | undefined {
  if (!/(系统|平台)$/.test(nameKey(name))) return undefined;
  return refuse.RESOURCE_NAMED_AFTER_SYSTEM({}, { errors: at('/name', 'names a system') });
}

function formatFitsMode({ format, sharing }: ResourceContent, tables: CodeTables): Problem | undefined {
  const modes = tables.get('sharing-mode');
  const mode = modes?.get(sharing.mode);
  // An unknown mode is the code tables' affair.
  if (mode === undefined || mode.fits?.includes(format.category) === true) return undefined;
  const fitting = [...(modes?.values() ?? [])].filter((row) => row.fits?.includes(format.category) === true);
  return refuse.FORMAT_AND_MODE_DIFFER(
    { format: format.category, mode: mode.code, fitting: fitting.map((row) => row.code).join(', ') || '–' },
    { errors: at('/sharing/mode', 'does not fit the format') },
  );
}

function conditionStated({ sharing }: ResourceContent): Problem | undefined {
  if (sharing.type !== conditional || !isBlank(sharing.condition)) return undefined;
  return refuse.SHARING_CONDITION_NEEDED({}, { errors: at('/sharing/condition', 'missing') });
}

function lawCited({ sharing }: ResourceContent): Problem | undefined {
  if (sharing.type !== notShared || !isBlank(sharing.lawBasis)) return undefined;
  return refuse.SHARING_LAW_NEEDED({}, { errors: at('/sharing/lawBasis', 'missing') });
}

function fieldsNamed({ items }: ResourceContent): Problem | undefined {
  const errors = items.flatMap((item, index) =>
    isFieldName(item.field) ? [] : at(`/items/${index}/field`, 'not a field name'),
  );
  return errors.length === 0
    ? undefined
    : resourceIdProblems.FIELD_NAME_MALFORMED({ count: errors.length }, { errors: few(errors) });
}

function itemsOnce({ items }: ResourceContent): Problem | undefined {
  const seen = { field: new Set<string>(), name: new Set<string>() };
  const errors: PointerError[] = [];
  for (const [index, item] of items.entries()) {
    const keys = { field: item.field.toLowerCase(), name: nameKey(item.name) };
    for (const member of ['field', 'name'] as const) {
      if (seen[member].has(keys[member])) errors.push(...at(`/items/${index}/${member}`, 'stands there already'));
      seen[member].add(keys[member]);
    }
  }
  return errors.length === 0 ? undefined : refuse.ITEM_REPEATED({ count: errors.length }, { errors: few(errors) });
}

function matchKeysStand({ items, matchKeys }: ResourceContent): Problem | undefined {
  const matchable = new Set(items.filter((item) => item.matchable).map((item) => item.field));
  const keys = new Set<string>();
  const errors: PointerError[] = [];
  for (const [index, key] of matchKeys.entries()) {
    for (const [place, field] of key.entries()) {
      const pointer = `/matchKeys/${index}/${place}`;
      if (!matchable.has(field)) errors.push(...at(pointer, 'no matchable item has this field'));
      else if (key.indexOf(field) !== place) errors.push(...at(pointer, 'stands in this key already'));
    }
    const sorted = key.toSorted().join(' ');
    if (keys.has(sorted)) errors.push(...at(`/matchKeys/${index}`, 'is given already'));
    keys.add(sorted);
  }
  return errors.length === 0 ? undefined : refuse.MATCH_KEY_REFUSED({ count: errors.length }, { errors: few(errors) });
}

function openNoWiderThanShared({ openness, sharing, items }: ResourceContent): Problem | undefined {
  if (!openness.open) return undefined;
  const errors = items.flatMap(({ sensitivity }, index) =>
    sensitivity === 'personal' || sensitivity === 'sensitive'
      ? at(`/items/${index}/sensitivity`, 'not for the public')
      : [],
  );
  if (sharing.type === notShared) errors.push(...at('/sharing/type', 'not shared, so not open'));
  return errors.length === 0 ? undefined : refuse.OPENNESS_TOO_WIDE({}, { errors: few(errors) });
}

function at(pointer: string, detail: string): PointerError[] {
  return [{ pointer, detail }];
}

function few(errors: readonly PointerError[]): readonly PointerError[] {
  return errors.slice(0, 50);
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
