import type { JsonSchema } from '../../kernel/index.ts';
import type { InformationItem } from './resource.ts';

/** The JSON types that values of an item type may have. An item type that a region added may be anything. */
const jsonTypes: Readonly<Record<string, readonly string[]>> = {
  C: ['string'],
  M: ['string'],
  D: ['string'],
  T: ['string'],
  N: ['number', 'integer'],
  Y: ['number', 'integer'],
  B: ['number', 'integer'],
  F: ['number', 'integer'],
  I: ['integer'],
  L: ['boolean'],
};

const formats: Readonly<Record<string, string>> = { D: 'date', T: 'date-time' };

/** Item types whose values are texts of which a beginning means something. */
const texts = new Set(['C', 'M']);

/** May values of this item type be compared by their beginning? */
export function isText(itemType: string): boolean {
  return texts.has(itemType);
}

/** JSON types that fit an item type, or undefined when any does (通用型, and types that regions add). */
export function jsonTypesOf(itemType: string): readonly string[] | undefined {
  return Object.hasOwn(jsonTypes, itemType) ? jsonTypes[itemType] : undefined;
}

/**
 * Makes the JSON Schema of one row from the information items: a closed object, every field nullable but those that rows
 * are looked up by, which are required.
 * @example an item { field: 'name', type: 'C', length: 50, … } becomes "name": { "type": ["string", "null"], "maxLength": 50, … }
 */
export function deriveRowSchema(
  items: readonly InformationItem[],
  matchKeys: readonly (readonly string[])[],
): JsonSchema {
  const keys = new Set(matchKeys.flat());
  const schema: JsonSchema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(items.map((item) => [item.field, propertyOf(item, keys.has(item.field))])),
    required: items.map((item) => item.field).filter((field) => keys.has(field)),
    additionalProperties: false,
  };
  derived.add(schema);
  return schema;
}

/** Schemas made here and not changed since: {@link JsonSchema} is read-only. */
const derived = new WeakSet<JsonSchema>();

/** Was the schema made of information items, so that it surely compiles? */
export function isDerived(schema: JsonSchema): boolean {
  return derived.has(schema);
}

function propertyOf(item: InformationItem, required: boolean): JsonSchema {
  const annotations = { title: item.name, 'x-title-en': item.nameEn, 'x-sensitivity': item.sensitivity };
  const [type] = jsonTypesOf(item.type) ?? [];
  if (type === undefined) return annotations;
  const format = formats[item.type];
  return {
    type: required ? type : [type, 'null'],
    ...(format === undefined ? {} : { format }),
    ...(isText(item.type) && item.length !== undefined ? { maxLength: item.length } : {}),
    ...annotations,
  };
}
