import type { JsonSchema } from '../../kernel/index.ts';
import { resourceSchema } from '../contract/resource-schema.ts';
import type { Resource } from './resource.ts';

/**
 * TypeScript types of a resource's rows, made of its schema (json-schema-to-typescript); names, units and code tables of the
 * items stand beside the members. A second type holds the match keys.
 * @example typeDeclarations(resource) // 'export interface PopulationResident { name?: string | null; … }'
 */
export async function typeDeclarations(resource: Resource): Promise<string> {
  // Loaded when first needed: it brings a compiler and a formatter along.
  const { compile } = await import('json-schema-to-typescript');
  const { name, nameEn, id, schemaVersion, matchKeys } = resource;
  const schema = { ...describedByTitle(resourceSchema(resource)), description: `${name} / ${nameEn}` };
  const row = await compile(schema, typeName(id), {
    bannerComment: `// ${id}, version ${schemaVersion} of its row schema`,
    additionalProperties: false,
    format: true,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
    // Row schemas refer to nothing outside themselves; should one ever, nothing is fetched.
    $refOptions: { resolve: { file: false, http: false, external: false } },
  });
  // The compiler writes some letters of a name otherwise.
  const [, written] = new RegExp(`^export (?:interface|type) (${typeName(id)})\\b`, 'im').exec(row) ?? [];
  return written === undefined || matchKeys.length === 0 ? row : `${row}${matchType(written, matchKeys)}`;
}

/** By which combinations of fields rows are looked up, in the words of the row's own type. */
function matchType(row: string, matchKeys: Resource['matchKeys']): string {
  const keys = matchKeys.map((key) => key.map((field) => `${field}: NonNullable<${row}['${field}']>`).join('; '));
  return `
/**
 * 匹配组合 / Match keys
 */
export type ${row}Match =
${keys.map((members) => `  | { ${members} }`).join('\n')};
`;
}

/** `population.resident` → `PopulationResident`. */
function typeName(id: string): string {
  return id
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The compiler names types after titles; ours are Chinese names of fields, which belong into the comment. */
function describedByTitle(schema: JsonSchema): JsonSchema {
  const plain: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === '$id' || keyword === 'title') continue;
    plain[keyword] = keyword === 'properties' || keyword === '$defs' ? eachNamed(value) : below(keyword, value);
  }
  const { title, description, 'x-unit': unit, 'x-code-table': codes } = schema;
  const comment = [
    title,
    description,
    typeof unit === 'string' ? `单位 · unit: ${unit}` : undefined,
    typeof codes === 'string' ? `代码 · codes: ${codes}` : undefined,
  ]
    .filter((text) => typeof text === 'string')
    .join('\n');
  return comment === '' ? plain : { ...plain, description: comment };
}

function eachNamed(schemas: unknown): unknown {
  if (!isObject(schemas)) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, each]) => [name, isObject(each) ? describedByTitle(each) : each]),
  );
}

const schemaLists = new Set(['prefixItems', 'anyOf', 'oneOf', 'allOf']);
const schemas = new Set(['items', 'additionalProperties']);

function below(keyword: string, value: unknown): unknown {
  if (schemas.has(keyword) && isObject(value)) return describedByTitle(value);
  if (schemaLists.has(keyword) && Array.isArray(value)) {
    return value.map((each) => (isObject(each) ? describedByTitle(each) : each));
  }
  return value;
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
