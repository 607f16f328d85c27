import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { deriveRowSchema, type Resource, type ResourceDraft, sandboxOf } from '../../catalog/index.ts';
import { resourceOpenApi } from '../../exchange/contract/resource-openapi.ts';
import { answerFromSandbox } from '../../exchange/contract/sandbox-answer.ts';
import type { QueryRequest } from '../../exchange/generated/schemas.ts';
import { questionOf } from '../../exchange/query/question.ts';
import type { JsonSchema, Problem } from '../../kernel/index.ts';
import { item, residentDraft } from '../support/catalog-app.ts';

const now = new Date('2026-11-21T08:00:00Z');
const number = '11010519491231002X';

function resourceOf(changes: Partial<ResourceDraft> = {}): Resource {
  const draft = residentDraft(changes);
  const rowSchema = draft.rowSchema ?? deriveRowSchema(draft.items, draft.matchKeys);
  const known = { status: 'published', edition: 3, version: 7, schemaVersion: 2, updatedAt: now } as const;
  return { relations: [], extension: {}, ...draft, ...known, rowSchema } as unknown as Resource;
}

function ask(resource: Resource, wanted: Partial<QueryRequest>) {
  const purpose = { matter: 'HRSS-PENSION-01', case: '1' };
  const base = { resource: resource.id, mode: 'lookup', match: { citizenNumber: number }, purpose } as const;
  const question = questionOf({ ...base, ...wanted } as QueryRequest);
  return answerFromSandbox({ resource, sandbox: sandboxOf(resource, new Map()), question, now });
}

function refusal(resource: Resource, wanted: Partial<QueryRequest>): Problem {
  try {
    ask(resource, wanted);
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it was answered');
}

describe('an answer of the sandbox', () => {
  it('is refused of a resource that no query asks', () => {
    expect(refusal(resourceOf({ matchKeys: [] }), { fields: ['name'] }).code).toBe('SANDBOX_NOT_ASKED');
  });

  it('holds no item that is kept back, be it asked for, claimed or spoken of', () => {
    const { items } = residentDraft();
    const held = items.map((each) =>
      each.field === 'religion' ? { ...each, sharing: { type: '3', lawBasis: '《个人信息保护法》第二十八条' } } : each,
    );
    const resource = resourceOf({ items: held });
    const problem = refusal(resource, { fields: ['name', 'religion'] });
    expect([problem.code, problem.errors.map(({ pointer }) => pointer)]).toEqual([
      'SANDBOX_FIELD_UNKNOWN',
      ['/fields/1'],
    ]);
    expect(problem.texts('en').detail).not.toContain('religion');
    const claims = { religion: { oneOf: ['a'] } };
    expect(refusal(resource, { mode: 'verify', claims }).errors).toMatchObject([{ pointer: '/claims/religion' }]);
    expect(JSON.stringify(documentOf(resource).paths)).not.toContain('religion');
  });

  it('is refused for a required field that no value fits, and given for the others', () => {
    const { items, matchKeys } = residentDraft();
    const derived = deriveRowSchema(items, matchKeys) as { properties: Record<string, JsonSchema>; required: string[] };
    const impossible = { type: 'string', minLength: 5, maxLength: 3 };
    const rowSchema = {
      ...derived,
      properties: { ...derived.properties, address: impossible },
      required: [...derived.required, 'address'],
    };
    const resource = resourceOf({ rowSchema });
    const problem = refusal(resource, { fields: ['name', 'address'] });
    expect([problem.code, problem.errors.map(({ pointer }) => pointer)]).toEqual([
      'SANDBOX_ROW_IMPOSSIBLE',
      ['/address'],
    ]);
    expect(ask(resource, { fields: ['name'] }).rows).toHaveLength(1);
  });

  it('knows nothing of a claim whose value is missing', () => {
    const resource = resourceOf();
    const { samples } = sandboxOf(resource, new Map());
    const sample = samples.find((row) => Object.values(row).includes(null))!;
    const [field = ''] = Object.keys(sample).filter((name) => sample[name] === null);
    const match = { citizenNumber: String(sample.citizenNumber) };
    expect(ask(resource, { mode: 'verify', match, claims: { [field]: 'x' } })).toMatchObject({
      matched: true,
      verdicts: { [field]: null },
    });
  });
});

function documentOf(resource: Resource) {
  const sandbox = sandboxOf(resource, new Map());
  return resourceOpenApi({ resource, sandbox, publicUrl: 'https://hub.test' }) as JsonSchema & {
    paths: Record<string, unknown>;
    components: { schemas: Record<string, JsonSchema> };
  };
}

describe('the OpenAPI document', () => {
  const valid = async (document: JsonSchema) =>
    (await new Validator().validate(structuredClone({ ...document }))).errors ?? [];

  it('of a resource that no query asks describes its rows alone', async () => {
    const document = documentOf(resourceOf({ matchKeys: [] }));
    expect(await valid(document)).toEqual([]);
    expect(document.paths).toEqual({});
    expect(Object.keys(document.components.schemas)).toEqual(['Row', 'AnsweredRow']);
  });

  it('of a row schema with definitions of its own leads to them', async () => {
    const items = [item('code', '代码', { matchable: true }), item('amount', '金额', { type: 'Y' })];
    const rowSchema = {
      type: 'object',
      properties: { code: { type: 'string' }, amount: { $ref: '#/$defs/money' } },
      required: ['code'],
      additionalProperties: false,
      $defs: { money: { type: 'number', minimum: 0 } },
    };
    const document = documentOf(resourceOf({ items, rowSchema, matchKeys: [['code']] }));
    expect(await valid(document)).toEqual([]);
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const isRow = ajv.compile({ ...document, $ref: '#/components/schemas/AnsweredRow' });
    expect([isRow({ amount: 1 }), isRow({ amount: -1 }), isRow({ other: 1 })]).toEqual([true, false, false]);
  });

  it('tells each match key as one choice', () => {
    const { schemas } = documentOf(resourceOf()).components;
    expect(schemas.Match).toMatchObject({
      oneOf: [{ required: ['citizenNumber'] }, { required: ['name', 'birthDate'], additionalProperties: false }],
    });
  });
});
