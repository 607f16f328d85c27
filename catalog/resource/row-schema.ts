import {
  canonicalJson,
  compileSchema,
  escapePointer,
  type JsonSchema,
  type PointerError,
  type Problem,
  sha256,
} from '../../kernel/index.ts';
import { isDerived, jsonTypesOf } from './derive-row-schema.ts';
import { isFieldName } from './field-name.ts';
import { refusedPattern } from './pattern-steps.ts';
import type { InformationItem } from './resource.ts';
import { rowSchemaProblems } from './row-schema-problems.ts';

export const largestRowSchemaBytes = 64 * 1024;
export const deepestRowSchema = 12;

const annotations = ['title', 'description', '$comment', 'example', 'examples', 'x-title-en', 'x-sensitivity'] as const;
const topKeywords = new Set<string>([
  ...annotations,
  ...['$schema', '$id', 'type', 'properties', 'required', 'additionalProperties', '$defs'],
]);
const nestedKeywords = new Set<string>([
  ...annotations,
  ...['type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'multipleOf'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['items', 'prefixItems', 'minItems', 'maxItems', 'properties', 'required', 'additionalProperties'],
  ...['minProperties', 'maxProperties', 'anyOf', 'oneOf', 'allOf', '$ref'],
]);

/**
 * Checks a row schema that an administrator wrote, the cheap and dangerous things first.
 * @returns the first of ROW_SCHEMA_TOO_LARGE, ROW_SCHEMA_NOT_CLOSED, ROW_SCHEMA_FIELDS_DIFFER, ROW_SCHEMA_KEYWORD_REFUSED,
 * ROW_SCHEMA_INVALID that applies, with a pointer for every place; undefined when the schema may be used
 */
export function refusedRowSchema(schema: JsonSchema, items: readonly InformationItem[]): Problem | undefined {
  if (depthOf(schema) > deepestRowSchema || canonicalJson(schema).length > largestRowSchemaBytes) {
    return rowSchemaProblems.ROW_SCHEMA_TOO_LARGE({ bytes: largestRowSchemaBytes, depth: deepestRowSchema });
  }
  const open = openPlaces(schema);
  if (open.length > 0) return rowSchemaProblems.ROW_SCHEMA_NOT_CLOSED({}, { errors: place(open) });
  const differing = differencesFrom(items, schema);
  if (differing.length > 0) {
    return rowSchemaProblems.ROW_SCHEMA_FIELDS_DIFFER({ count: differing.length }, { errors: place(differing) });
  }
  const refused = refusedKeywords(schema);
  if (refused.length > 0) {
    return rowSchemaProblems.ROW_SCHEMA_KEYWORD_REFUSED({ count: refused.length }, { errors: place(refused) });
  }
  // Compiling takes longer than everything else that is asked of a record.
  return isDerived(schema) ? undefined : uncompilable(schema);
}

/** Levels of objects and arrays, without running out of stack on a hostile one. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= deepestRowSchema) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    depth += 1;
  }
  return depth;
}

function openPlaces(schema: JsonSchema): PointerError[] {
  const errors: PointerError[] = [];
  if (schema.type !== 'object') errors.push({ pointer: '/type', detail: 'must be "object"' });
  if (schema.additionalProperties !== false) {
    errors.push({ pointer: '/additionalProperties', detail: 'must be false' });
  }
  if (!isObject(schema.properties)) errors.push({ pointer: '/properties', detail: 'must be an object' });
  for (const keyword of Object.keys(schema)) {
    if (!topKeywords.has(keyword)) {
      errors.push({ pointer: `/${escapePointer(keyword)}`, detail: 'not accepted at the top level' });
    }
  }
  return errors;
}

function differencesFrom(items: readonly InformationItem[], schema: JsonSchema): PointerError[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const errors: PointerError[] = [];
  for (const { field, type } of items) {
    const property = Object.hasOwn(properties, field) ? properties[field] : undefined;
    const pointer = `/properties/${field}`;
    if (!isObject(property)) errors.push({ pointer, detail: 'the information item has no property here' });
    else if (!suits(property.type, type)) {
      errors.push({ pointer: `${pointer}/type`, detail: `does not suit the item type ${type}` });
    }
  }
  const fields = new Set<unknown>(items.map((item) => item.field));
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [index, field] of required.entries()) {
    if (!fields.has(field))
      errors.push({ pointer: `/required/${index}`, detail: 'no information item has this field' });
  }
  for (const field of Object.keys(properties).filter((name) => !fields.has(name))) {
    errors.push({ pointer: `/properties/${escapePointer(field)}`, detail: 'no information item has this field' });
  }
  return errors;
}

function suits(type: unknown, itemType: string): boolean {
  const fitting = jsonTypesOf(itemType);
  if (fitting === undefined || type === undefined) return true;
  const named = Array.isArray(type) ? type : [type];
  return named.every((each) => each === 'null' || fitting.includes(each));
}

function refusedKeywords(schema: JsonSchema): PointerError[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const definitions = isObject(schema.$defs) ? schema.$defs : {};
  return [
    ...ofNamedSchemas(properties, '/properties', new Set(Object.keys(definitions))),
    // A definition refers to none, so references end after one step and no row is checked in circles.
    ...ofNamedSchemas(definitions, '/$defs', new Set()),
  ];
}

function ofNamedSchemas(
  schemas: Readonly<Record<string, unknown>>,
  pointer: string,
  definitions: ReadonlySet<string>,
): PointerError[] {
  return Object.entries(schemas).flatMap(([name, each]) => {
    const at = `${pointer}/${escapePointer(name)}`;
    return isFieldName(name) ? ofSchema(each, at, definitions) : [{ pointer: at, detail: 'not a field name' }];
  });
}

function ofSchema(schema: unknown, pointer: string, definitions: ReadonlySet<string>): PointerError[] {
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) return [{ pointer, detail: 'not a schema' }];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = `${pointer}/${escapePointer(keyword)}`;
    if (!nestedKeywords.has(keyword)) return [{ pointer: at, detail: 'keyword not accepted' }];
    switch (keyword) {
      case '$ref':
        return refersWithin(value, definitions) ? [] : [{ pointer: at, detail: 'reference not accepted' }];
      case 'pattern': {
        const why = typeof value === 'string' ? refusedPattern(value) : 'not a text';
        return why === undefined ? [] : [{ pointer: at, detail: `pattern not accepted: ${why}` }];
      }
      case 'properties':
        return isObject(value) ? ofNamedSchemas(value, at, definitions) : [{ pointer: at, detail: 'not an object' }];
      case 'items':
      case 'additionalProperties':
        return ofSchema(value, at, definitions);
      case 'prefixItems':
      case 'anyOf':
      case 'oneOf':
      case 'allOf':
        return Array.isArray(value)
          ? value.flatMap((each, index) => ofSchema(each, `${at}/${index}`, definitions))
          : [{ pointer: at, detail: 'not an array' }];
      default:
        return [];
    }
  });
}

function refersWithin(reference: unknown, definitions: ReadonlySet<string>): boolean {
  if (typeof reference !== 'string' || !reference.startsWith('#/$defs/')) return false;
  return definitions.has(reference.slice('#/$defs/'.length));
}

/**
 * Digests of schemas that compile. Each takes some milliseconds, and the same comes again and again: with the dry run and the
 * import, with every state that a record passes through.
 */
const compiling = new Set<string>();
const mostRemembered = 50_000;

function uncompilable(schema: JsonSchema): Problem | undefined {
  const digest = sha256(canonicalJson(schema)).toString('base64url');
  if (compiling.has(digest)) return undefined;
  try {
    compileSchema(schema);
    if (compiling.size === mostRemembered) compiling.clear();
    compiling.add(digest);
    return undefined;
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 300) : 'does not compile';
    return rowSchemaProblems.ROW_SCHEMA_INVALID({}, { errors: place([{ pointer: '', detail }]), cause: error });
  }
}

/** Pointers into the schema become pointers into the resource it came with. */
function place(errors: readonly PointerError[]): readonly PointerError[] {
  return errors.slice(0, 50).map((error) => ({ ...error, pointer: `/rowSchema${error.pointer}` }));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
