import { schemas } from './generated/schemas.ts';

const named: Readonly<Record<string, unknown>> = schemas;

/** A schema with the schemas that it names in their places, so that it can be compiled alone. */
export function standaloneSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(standaloneSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, $id, $schema, ...rest } = schema as Record<string, unknown>;
  const other = typeof $ref === 'string' ? named[$ref.replace(/#$/, '')] : undefined;
  if (other !== undefined) return standaloneSchema(other);
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, standaloneSchema(value)]));
}
