import type { JsonSchema, Text } from '../../kernel/index.ts';

/**
 * What the values of an item are: a line of text, a day, a term `{from, to}` whose end may be 长期, a number, one of a list
 * of words, a unified social credit code, a citizen number, or several lines of text.
 */
export const itemTypes = ['text', 'day', 'term', 'number', 'choice', 'unified-code', 'citizen-number', 'list'] as const;
export type ItemType = (typeof itemTypes)[number];

/** How much an item tells about somebody: everybody may know it, the matter's handlers, about a person, or what 个人信息保护法 art. 28 guards. */
export const itemSensitivities = ['open', 'ordinary', 'personal', 'sensitive'] as const;
export type ItemSensitivity = (typeof itemSensitivities)[number];

/** One item of the licence (证照要素). */
export interface LicenceItem {
  /** Its name in the data. */
  readonly name: string;
  readonly title: Text;
  /** On the face that everybody sees (照面), or inside the file alone. */
  readonly place: 'face' | 'inner';
  readonly type: ItemType;
  readonly required: boolean;
  readonly sensitivity: ItemSensitivity;
  /** Most characters of a text, or of each line of a list. */
  readonly maxLength?: number | undefined;
  /** The words of a choice. */
  readonly values?: readonly string[] | undefined;
  /** How it is filled in. */
  readonly note?: string | undefined;
}

type ItemTraits = Partial<Omit<LicenceItem, 'name' | 'title' | 'place'>>;

/** An item of the face: a required line of text that everybody may know, unless its traits say otherwise. */
export function faceItem(name: string, zh: string, en: string, traits: ItemTraits = {}): LicenceItem {
  return { name, title: { zh, en }, place: 'face', type: 'text', required: true, sensitivity: 'open', ...traits };
}

/** An item inside the file alone: an optional line of text for those who handle the matter, unless its traits say otherwise. */
export function innerItem(name: string, zh: string, en: string, traits: ItemTraits = {}): LicenceItem {
  return { name, title: { zh, en }, place: 'inner', type: 'text', required: false, sensitivity: 'ordinary', ...traits };
}

export const itemNamePattern = /^[a-z][A-Za-z0-9]{0,62}$/;

const usualLength = 200;
const mostLines = 100;

/** The JSON Schema (2020-12) that the data of a licence with these items must fit; nothing besides the items. */
export function schemaOfItems(items: readonly LicenceItem[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: items.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      items.map((item) => [
        item.name,
        {
          ...valueSchema(item),
          title: item.title.zh,
          'x-title-en': item.title.en,
          'x-sensitivity': item.sensitivity,
          ...(item.note === undefined ? {} : { description: item.note }),
        },
      ]),
    ),
  };
}

/** Text on a licence: no control characters, no space at its ends. */
function lineSchema(maxLength: number): JsonSchema {
  return { type: 'string', minLength: 1, maxLength, pattern: '^[^\\s\\p{Cc}]([^\\p{Cc}]*[^\\s\\p{Cc}])?$' };
}

const day = { type: 'string', format: 'date' };

function valueSchema({ type, maxLength = usualLength, values = [] }: LicenceItem): JsonSchema {
  switch (type) {
    case 'text':
      return lineSchema(maxLength);
    case 'day':
      return day;
    case 'term':
      return {
        type: 'object',
        additionalProperties: false,
        required: ['from', 'to'],
        properties: {
          from: day,
          to: { type: 'string', anyOf: [{ format: 'date' }, { const: '长期' }], description: '日期或“长期”' },
        },
      };
    case 'number':
      return { type: 'number' };
    case 'choice':
      return { type: 'string', enum: [...values] };
    case 'unified-code':
      return { type: 'string', pattern: '^[0-9A-HJ-NPQRTUWXY]{18}$' };
    case 'citizen-number':
      return { type: 'string', pattern: '^[0-9]{17}[0-9X]$' };
    case 'list':
      return { type: 'array', minItems: 1, maxItems: mostLines, items: lineSchema(maxLength) };
  }
}
