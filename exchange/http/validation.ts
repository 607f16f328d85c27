import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { annotationKeywords, type JsonSchema } from '../../kernel/index.ts';

/**
 * Compiles route schemas (2020-12). Bodies are taken as they are: no coercion, no silent removal of unknown fields, so
 * a misspelt field is an error and not ignored. Query strings and parameters are text, so numbers in them are read.
 */
export function schemaCompiler(schemas: readonly JsonSchema[]): FastifySchemaCompiler<JsonSchema> {
  const build = (coerceTypes: boolean) => {
    const ajv = new Ajv2020({
      allErrors: true,
      strict: true,
      strictRequired: false,
      allowUnionTypes: true,
      coerceTypes,
      useDefaults: true,
    });
    addFormats.default(ajv);
    for (const keyword of annotationKeywords) ajv.addKeyword(keyword);
    for (const schema of schemas) ajv.addSchema(schema);
    return ajv;
  };
  const exact = build(false);
  const reading = build(true);
  return ({ schema, httpPart }) => (httpPart === 'body' ? exact : reading).compile(schema);
}
