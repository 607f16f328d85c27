import type { JsonSchema } from '../../../kernel/index.ts';

/**
 * One field of a demonstration resource, said once: the information item of the directory, the property of the row schema
 * and the way to the department's own column are all made of it.
 */
export interface Field {
  readonly field: string;
  readonly zh: string;
  readonly en: string;
  /** Item type of 政务信息资源目录编制指南: C text, N number, I integer, D date, G anything. */
  readonly type: 'C' | 'N' | 'I' | 'D' | 'G';
  /** Longest text, or digits of a number. */
  readonly length?: number;
  readonly unit?: string;
  /** The standard whose codes the values are. */
  readonly codeTable?: string;
  readonly description?: string;
  readonly sensitivity: 'public' | 'internal' | 'personal' | 'sensitive';
  /** The row may lack it; it is then null. */
  readonly nullable?: true;
  /** What the schema demands besides type and length: pattern, enum, minimum … */
  readonly rule?: JsonSchema;
  /** Column, property or JSON pointer in the department's source, with what the connector does to the value. */
  readonly from: string | FieldSource;
}

/** As the connector's configuration file takes it. */
export interface FieldSource {
  readonly from: string;
  readonly type?: 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'date-time' | 'json';
  readonly date?: 'yyyyMMdd' | 'yyyy-MM-dd';
  readonly codes?: Readonly<Record<string, string>>;
}

/** An information item (信息项) as the directory takes it. */
export interface Item {
  readonly field: string;
  readonly name: string;
  readonly nameEn: string;
  readonly type: string;
  readonly length?: number;
  readonly unit?: string;
  readonly codeTable?: string;
  readonly description?: string;
  readonly sensitivity: Field['sensitivity'];
  readonly matchable: boolean;
}

type MatchKeys = readonly (readonly string[])[];

/** The directory's information items of these fields. */
export function itemsOf(fields: readonly Field[], matchKeys: MatchKeys): readonly Item[] {
  const keys = new Set(matchKeys.flat());
  return fields.map(({ field, zh, en, type, length, unit, codeTable, description, sensitivity }) => ({
    field,
    name: zh,
    nameEn: en,
    type,
    ...(length === undefined ? {} : { length }),
    ...(unit === undefined ? {} : { unit }),
    ...(codeTable === undefined ? {} : { codeTable }),
    ...(description === undefined ? {} : { description }),
    sensitivity,
    matchable: keys.has(field),
  }));
}

/** The JSON Schema (2020-12) of a whole row; every field is there, those that may be empty as null. */
export function rowSchemaOf(fields: readonly Field[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.field, propertyOf(field)])),
    required: fields.map(({ field }) => field),
    additionalProperties: false,
  };
}

/** Field → department's column, as `fields` of the connector's configuration file. */
export function mappingOf(fields: readonly Field[]): Readonly<Record<string, string | FieldSource>> {
  return Object.fromEntries(fields.map(({ field, from }) => [field, from]));
}

const jsonTypes = { C: 'string', D: 'string', N: 'number', I: 'integer', G: 'object' } as const;

function propertyOf(field: Field): JsonSchema {
  const type = jsonTypes[field.type];
  return {
    title: field.zh,
    'x-title-en': field.en,
    'x-sensitivity': field.sensitivity,
    ...(field.description === undefined ? {} : { description: field.description }),
    type: field.nullable === true ? [type, 'null'] : type,
    ...(field.type === 'D' ? { format: 'date' } : {}),
    ...(field.type === 'C' && field.length !== undefined ? { maxLength: field.length } : {}),
    ...field.rule,
  };
}
