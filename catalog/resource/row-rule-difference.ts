import { canonicalJson, escapePointer, type JsonSchema } from '../../kernel/index.ts';
import type { ResourceDifference } from './difference-texts.ts';
import type { ResourceContent } from './resource.ts';

/** Members of a JSON Schema that say something and demand nothing (2020-12, meta-data vocabulary, and ours). */
const annotations = new Set(['title', 'description', 'x-title-en', 'x-sensitivity', 'default', 'examples', '$comment']);

/**
 * What the row schemas demand of fields that stand in both, beyond what the items say already. A row schema may be written
 * by hand, so what cannot be told to be harmless counts as breaking.
 */
export function rowRuleDifferences(before: ResourceContent, after: ResourceContent): ResourceDifference[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const items = new Map(before.items.map((item) => [item.field, item]));
  const common = commonRules(before.rowSchema, after.rowSchema);
  const ofFields = after.items.flatMap((item): ResourceDifference[] => {
    const earlier = items.get(item.field);
    const [old, now] = [was.rules.get(item.field), is.rules.get(item.field)];
    if (earlier === undefined || old === undefined || now === undefined) return [];
    // A different type or length is told as that.
    const told = earlier.type !== item.type || earlier.length !== item.length;
    const harmless = told || canonicalJson(demands(old)) === canonicalJson(demands(now));
    const mayLack = was.certain.has(item.field) && !is.certain.has(item.field);
    const neverLacks = !was.certain.has(item.field) && is.certain.has(item.field);
    if (harmless && !mayLack && !neverLacks) return [];
    const pointer = `/rowSchema/properties/${escapePointer(item.field)}`;
    const name = `“${item.name}”（${item.field}）`;
    if (!harmless) {
      const text = { zh: `信息项${name}的取值规则改变`, en: `the values that item ${name} admits changed` };
      return [{ kind: 'row-rule-changed', effect: 'breaking', pointer, before: old, after: now, text } as const];
    }
    return mayLack
      ? [
          {
            ...{ kind: 'item-may-lack', effect: 'breaking', pointer },
            text: { zh: `信息项${name}可能为空`, en: `item ${name} may now be missing or null` },
          } as const,
        ]
      : [
          {
            ...{ kind: 'item-never-lacks', effect: 'extending', pointer },
            text: { zh: `信息项${name}必有值`, en: `item ${name} now always has a value` },
          } as const,
        ];
  });
  return [...common, ...ofFields];
}

/** Rules that several fields share (`$defs`). */
function commonRules(before: JsonSchema, after: JsonSchema): readonly ResourceDifference[] {
  const [was, is] = [membersOf(before.$defs), membersOf(after.$defs)];
  if (canonicalJson(was) === canonicalJson(is)) return [];
  const text = { zh: '多个信息项共用的取值规则改变', en: 'rules that several items share changed' };
  return [{ kind: 'row-rule-changed', effect: 'breaking', pointer: '/rowSchema/$defs', before: was, after: is, text }];
}

interface Fields {
  readonly rules: ReadonlyMap<string, unknown>;
  /** Fields that every row has, and not as null. */
  readonly certain: ReadonlySet<string>;
}

function fieldsOf({ rowSchema }: ResourceContent): Fields {
  const rules = new Map<string, unknown>(Object.entries(membersOf(rowSchema.properties)));
  const required = Array.isArray(rowSchema.required) ? rowSchema.required : [];
  const certain = required.filter(
    (field): field is string => typeof field === 'string' && !admitsNull(rules.get(field)),
  );
  return { rules, certain: new Set(certain) };
}

function admitsNull(rule: unknown): boolean {
  const { type } = membersOf(rule);
  return type === undefined || type === 'null' || (Array.isArray(type) && type.includes('null'));
}

/** The demands of a rule, without what only explains and without whether null is admitted. */
function demands(rule: unknown): JsonSchema {
  const members = Object.entries(membersOf(rule)).filter(([name]) => !annotations.has(name));
  return Object.fromEntries(
    members.map(([name, value]) => {
      if (name !== 'type' || !Array.isArray(value)) return [name, value];
      const [first, ...more] = value.filter((type) => type !== 'null');
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
