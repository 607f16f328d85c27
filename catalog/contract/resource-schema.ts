import type { JsonSchema } from '../../kernel/index.ts';
import type { InformationItem, Resource } from '../resource/resource.ts';

/**
 * The JSON Schema (2020-12) of one row as programs get it: the row schema with an `$id` of its own that changes when the
 * schema does, and with what the directory says of each item as annotations (`x-…`). It accepts and refuses what the row
 * schema does, nothing else.
 * @example resourceSchema(resource).$id // 'urn:hufu:resource:population.resident:schema:1'
 */
export function resourceSchema(resource: Resource): JsonSchema {
  const { rowSchema, items } = resource;
  const properties = isObject(rowSchema.properties) ? rowSchema.properties : {};
  const { $schema: _dialect, $id: _id, title, description, ...rest } = rowSchema;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:hufu:resource:${resource.id}:schema:${resource.schemaVersion}`,
    title: title ?? resource.name,
    description: description ?? resource.abstract,
    'x-title-en': resource.nameEn,
    'x-resource': aboutResource(resource),
    ...rest,
    properties: Object.fromEntries(
      items.map((item) => {
        const property = properties[item.field];
        return [item.field, { ...(isObject(property) ? property : {}), ...annotations(item, resource, property) }];
      }),
    ),
  };
}

function aboutResource({ id, code, provider, edition, schemaVersion, matchKeys, synthetic, updateCycle }: Resource) {
  return { id, code, provider, edition, schemaVersion, updateCycle, synthetic, matchKeys };
}

/** What the directory says of an item; texts that the schema has already stand. */
function annotations(item: InformationItem, resource: Resource, property: unknown): JsonSchema {
  const { sharing, openness } = resource;
  const written = isObject(property) ? property : {};
  const described = written.description ?? item.description;
  return {
    title: written.title ?? item.name,
    ...(described === undefined ? {} : { description: described }),
    'x-title-en': item.nameEn,
    'x-type': item.type,
    ...(item.length === undefined ? {} : { 'x-length': item.length }),
    ...(item.scale === undefined ? {} : { 'x-scale': item.scale }),
    ...(item.unit === undefined ? {} : { 'x-unit': item.unit }),
    ...(item.codeTable === undefined ? {} : { 'x-code-table': item.codeTable }),
    'x-sensitivity': item.sensitivity,
    'x-matchable': item.matchable,
    'x-sharing': item.sharing ?? {
      type: sharing.type,
      ...(sharing.condition === undefined ? {} : { condition: sharing.condition }),
    },
    'x-open': openness.open && item.openness?.open !== false,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
