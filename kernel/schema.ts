import { Ajv2020, type ErrorObject, type Format } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { PointerError } from './problem.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Checks a value and names every place that differs, without repeating the value itself. */
export type SchemaCheck = (value: unknown) => readonly PointerError[];

const options = { allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false };

/** Holds schemas to the draft itself. That is compiled once, and takes longer than most schemas; it keeps none of them. */
let draft: Ajv2020 | undefined;

/**
 * Compiles a JSON Schema (2020-12, with formats) to a check. An empty list means the value fits.
 * @throws Error when the schema itself is wrong; its message says where.
 */
export function compileSchema(schema: JsonSchema): SchemaCheck {
  draft ??= addFormats.default(new Ajv2020(options));
  draft.validateSchema(schema, true);
  const ajv = new Ajv2020({ ...options, validateSchema: false });
  addFormats.default(ajv);
  ajv.addFormat('date-time', quickDateTime(ajv.formats['date-time']));
  for (const keyword of annotationKeywords) ajv.addKeyword(keyword);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : pointerErrors(validate.errors ?? []));
}

/** As our own programs write a moment, on a day that every month has. */
const plainMoment = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** The library's format, asked only about what is not surely of it: nearly every moment comes from one of our own programs. */
function quickDateTime(format: Format | undefined): Format {
  const full = typeof format === 'object' && 'validate' in format ? format.validate : undefined;
  if (typeof full !== 'function') throw new Error('the schema library has no date-time');
  return { validate: (text: string) => plainMoment.test(text) || Boolean(full(text as never)) };
}

/** Our own annotations in schemas; they say things about a field and check nothing. */
export const annotationKeywords = ['x-title-en', 'x-sensitivity', 'example'] as const;

/** Ajv's findings as JSON pointers with a sentence each; never with the offending value, which may be personal. */
export function pointerErrors(errors: readonly ErrorObject[]): readonly PointerError[] {
  return errors.slice(0, 50).map((error) => ({ pointer: pointerOf(error), detail: sentenceOf(error) }));
}

function pointerOf(error: ErrorObject): string {
  const { params } = error;
  const member =
    error.keyword === 'additionalProperties'
      ? params.additionalProperty
      : error.keyword === 'required'
        ? params.missingProperty
        : undefined;
  return member === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(String(member))}`;
}

function sentenceOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties') return 'unknown field';
  if (error.keyword === 'required') return 'required field is missing';
  if (error.keyword === 'enum') return `must be one of ${JSON.stringify(error.params.allowedValues)}`;
  return error.message ?? error.keyword;
}

/** Escapes one reference token of a JSON pointer (RFC 6901 §3). */
export function escapePointer(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
