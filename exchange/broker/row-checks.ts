import { compileSchema, type JsonSchema, type SchemaCheck } from '../../kernel/index.ts';
import type { RowChecks } from './check-answer.ts';

/** Compiled checks kept at most; each is one resource, schema version and choice of fields. */
const mostKept = 2_000;

/**
 * Row checks from the directory's schemas: the properties asked for and no others. Compiling takes milliseconds and
 * checking microseconds, so compiled checks are kept.
 */
export function createRowChecks(
  schemaOf: (resource: string, schemaVersion: number) => JsonSchema | undefined,
): RowChecks {
  const kept = new Map<string, SchemaCheck>();
  return ({ resource, schemaVersion, fields }) => {
    const key = `${resource} ${schemaVersion} ${fields.toSorted().join(' ')}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const schema = schemaOf(resource, schemaVersion);
    if (schema === undefined) return undefined;
    const check = compileSchema(narrowed(schema, fields));
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, check);
    return check;
  };
}

function narrowed(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const { $id: _id, ...rest } = schema;
  return {
    ...rest,
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.filter((field) => Object.hasOwn(properties, field)).map((field) => [field, properties[field]]),
    ),
    required: required.filter((field) => typeof field === 'string' && fields.includes(field)),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
