import { compileSchema, type JsonSchema, type PointerError, type SchemaCheck } from '../../kernel/index.ts';
import type { Resource } from './resource.ts';

/** Checks one row that holds the given fields and no others. */
export type RowCheck = (row: unknown, fields: readonly string[]) => readonly PointerError[];

const checks = new WeakMap<JsonSchema, RowCheck>();

/**
 * The check of a resource's rows, compiled on first use and kept as long as the record is. A row answers for the fields that
 * were asked: required among them are required, others must be absent.
 * @example rowCheckOf(resource)({ name: '张三' }, ['name']) // []
 */
export function rowCheckOf(resource: Pick<Resource, 'rowSchema'>): RowCheck {
  const { rowSchema } = resource;
  const known = checks.get(rowSchema);
  if (known !== undefined) return known;
  const check = compile(rowSchema);
  checks.set(rowSchema, check);
  return check;
}

/** The JSON Schema of rows that hold these fields only. @example projectSchema(schema, ['name']) */
export function projectSchema(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const asked = new Set(fields);
  const properties = Object.entries(membersOf(schema)).filter(([field]) => asked.has(field));
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: requiredOf(schema).filter((field) => asked.has(field)),
  };
}

function compile(schema: JsonSchema): RowCheck {
  // One compilation serves every projection: the fields' own rules here, presence and absence by hand.
  const fits: SchemaCheck = compileSchema({ ...schema, required: [] });
  const required = requiredOf(schema);
  return (row, fields) => {
    const errors = fits(row);
    if (errors.length > 0 || typeof row !== 'object' || row === null) return errors;
    const asked = new Set(fields);
    return [
      ...Object.keys(row)
        .filter((field) => !asked.has(field))
        .map((field) => ({ pointer: `/${field}`, detail: 'field was not asked for' })),
      ...required
        .filter((field) => asked.has(field) && !Object.hasOwn(row, field))
        .map((field) => ({ pointer: `/${field}`, detail: 'required field is missing' })),
    ];
  };
}

function membersOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}

function requiredOf(schema: JsonSchema): readonly string[] {
  const { required } = schema;
  return Array.isArray(required) ? required.filter((field) => typeof field === 'string') : [];
}
