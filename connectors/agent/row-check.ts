import { compileSchema, type JsonSchema, type PointerError, type SchemaCheck } from '../../kernel/index.ts';
import type { Row } from '../source/source.ts';

/** Rows of one resource with a choice of its fields, held against its schema. */
export interface RowCheck {
  /** The row as it may leave: without the nulls that the schema does not know. */
  settle(row: Row): Record<string, unknown>;
  readonly errors: SchemaCheck;
}

/** Keywords that speak of a row as a whole; of a row with some of its fields they would say wrong things. */
const wholeRowKeywords = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
]);

/**
 * Compiles the check for some fields of a resource: their properties, those of them that are required, and nothing
 * besides. Conditions between fields hold when every field is there.
 * @throws Error when the schema is none
 */
export function compileRowCheck(schema: JsonSchema, fields: readonly string[]): RowCheck {
  const properties = objectAt(schema, 'properties');
  const nullable = new Set(fields.filter((field) => takesNull(properties[field])));
  return {
    errors: compileSchema(narrowed(schema, properties, fields)),
    settle(row) {
      const settled: Record<string, unknown> = {};
      for (const field of fields) {
        const value = row[field];
        if (value !== undefined && (value !== null || nullable.has(field))) settled[field] = value;
      }
      return settled;
    },
  };
}

/** The places of mistakes over many rows, each once. */
export function distinctPlaces(errors: readonly PointerError[]): readonly string[] {
  return [...new Set(errors.map(({ pointer, detail }) => `${pointer}: ${detail}`))].slice(0, 10);
}

/** The part of a schema that speaks of one field. */
export function propertyOf(schema: JsonSchema, field: string): unknown {
  return objectAt(schema, 'properties')[field];
}

function narrowed(schema: JsonSchema, properties: Readonly<Record<string, unknown>>, fields: readonly string[]) {
  const whole = Object.keys(properties).every((name) => fields.includes(name));
  const kept = Object.entries(schema).filter(
    ([keyword]) => keyword !== '$id' && keyword !== '$schema' && (whole || !wholeRowKeywords.has(keyword)),
  );
  const required = Array.isArray(schema.required) ? schema.required : [];
  return {
    ...Object.fromEntries(kept),
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => fields.includes(name))),
    required: required.filter((name) => fields.includes(name)),
  };
}

function takesNull(property: unknown): boolean {
  if (typeof property !== 'object' || property === null) return property === true;
  const { type, enum: values } = property as { type?: unknown; enum?: unknown };
  if (Array.isArray(values)) return values.includes(null);
  return type === undefined || type === 'null' || (Array.isArray(type) && type.includes('null'));
}

function objectAt(schema: JsonSchema, keyword: string): Readonly<Record<string, unknown>> {
  const value = schema[keyword];
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
