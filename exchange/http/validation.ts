import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { annotationKeywords, type JsonSchema, sha256 } from '../../kernel/index.ts';

/** By a digest of the schemas: hubs of one process share what one of them compiled. */
const compilers = new Map<string, FastifySchemaCompiler<JsonSchema>>();

/**
 * Compiles route schemas (2020-12). Bodies are taken as they are: no coercion, no silent removal of unknown fields, so
 * a misspelt field is an error and not ignored. Query strings and parameters are text, so numbers in them are read.
 */
export function schemaCompiler(schemas: readonly JsonSchema[]): FastifySchemaCompiler<JsonSchema> {
  const key = sha256(JSON.stringify(schemas)).toString('base64');
  const compiler = compilers.get(key) ?? newCompiler(schemas);
  compilers.set(key, compiler);
  return compiler;
}

function newCompiler(schemas: readonly JsonSchema[]): FastifySchemaCompiler<JsonSchema> {
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
  const compiled = new Map<string, ReturnType<FastifySchemaCompiler<JsonSchema>>>();
  return ({ schema, httpPart }) => {
    const isBody = httpPart === 'body';
    const key = `${isBody} ${JSON.stringify(schema)}`;
    const check = compiled.get(key) ?? (isBody ? exact : reading).compile(schema);
    compiled.set(key, check);
    return check;
  };
}
