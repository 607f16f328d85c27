import { type InformationItem, type Resource, resourceSchema, type Sandbox } from '../../catalog/index.ts';
import { type JsonSchema, kernelSchemas } from '../../kernel/index.ts';
import { schemas as exchangeSchemas } from '../generated/schemas.ts';
import { questionOf } from '../query/question.ts';
import { problemResponses, problemsOfQuery, problemsOfSandbox } from './answer-problems.ts';
import { answerFromSandbox, offeredItems } from './sandbox-answer.ts';

/** Fields that an example asks for, at most. */
const fieldsShown = 6;

/**
 * The OpenAPI 3.1 document of one resource: how it is looked up and verified, with bodies, answers and refusals of this
 * resource alone, and the sandbox that answers the same bodies. Its examples are of made-up people, and the sandbox gives
 * exactly these answers to these questions. Pure.
 * @param options.publicUrl outward address of the hub
 */
export function resourceOpenApi(options: { resource: Resource; sandbox: Sandbox; publicUrl: string }): JsonSchema {
  const { resource, sandbox, publicUrl } = options;
  const { id, name, nameEn, abstract, edition, matchKeys, synthetic } = resource;
  const items = offeredItems(resource);
  const asked = matchKeys.length > 0 && items.length > 0;
  return {
    openapi: '3.1.0',
    info: {
      title: `${name} · ${nameEn}`,
      version: String(edition),
      summary: id,
      description: [
        abstract,
        '示例中的人员、单位和号码均为生成，不对应任何真实主体。\n\nPeople, organisations and numbers in the examples are made up.',
        ...(synthetic ? ['该资源的数据为合成数据。\n\nThe data of this resource is generated.'] : []),
        ...(asked ? [] : [notAsked]),
      ].join('\n\n'),
    },
    servers: [{ url: publicUrl }],
    tags: [
      { name: 'query', description: '正式查询，须有授权 · The real thing; needs a grant' },
      { name: 'sandbox', description: '沙箱，无须授权 · Made-up data; needs no grant' },
    ],
    paths: asked ? pathsOf({ resource, items, sandbox }) : {},
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'at+jwt',
          description: `POST ${publicUrl}/v1/oauth/token`,
        },
      },
      ...(asked ? { parameters: signatureHeaders } : {}),
      schemas: { ...rowSchemas(resource), ...(asked ? { ...questionSchemas(resource, items), ...taken() } : {}) },
    },
  };
}

const notAsked =
  '该资源不经查询接口共享，本文件只有行模式。\n\nThis resource is not asked by queries; this document holds the schema of its rows alone.';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const fieldRef = (field: string) => ref(`Row/properties/${field}`);

function pathsOf(options: { resource: Resource; items: readonly InformationItem[]; sandbox: Sandbox }): JsonSchema {
  const { resource } = options;
  const { questions, answers } = examplesOf(options);
  const operation = (given: {
    operationId: string;
    tag: string;
    summary: string;
    description: string;
    answer: object;
    examples: JsonSchema;
    problems: typeof problemsOfQuery;
  }) => ({
    operationId: given.operationId,
    tags: [given.tag],
    summary: given.summary,
    description: given.description,
    security: [{ token: [] }],
    parameters: Object.keys(signatureHeaders).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: ref('Question'), ...named(questions) } },
    },
    responses: {
      '200': {
        description: given.summary,
        content: { 'application/json': { schema: given.answer, ...named(given.examples) } },
      },
      ...problemResponses(given.problems),
    },
  });
  return {
    '/v1/query': {
      post: operation({
        operationId: 'query',
        tag: 'query',
        summary: '查询或核验 · Look up or verify',
        description:
          '须有对该资源的授权；授权决定可用的匹配组合、字段和断言。\n\nNeeds a grant, which decides on match keys, fields and predicates.',
        answer: { oneOf: [ref('LookupAnswer'), ref('VerifyAnswer')], ...byMode('LookupAnswer', 'VerifyAnswer') },
        examples: {},
        problems: problemsOfQuery,
      }),
    },
    [`/v1/resources/${resource.id}/sandbox`]: {
      post: operation({
        operationId: 'sandbox',
        tag: 'sandbox',
        summary: '沙箱：生成的样例应答 · The sandbox: a made-up answer',
        description:
          '请求体与 POST /v1/query 相同；不询问提供方，不留存证，不计额度。同一资源、版次和匹配条件总得到同一结果。\n\nTakes the body of POST /v1/query. Nobody is asked, nothing recorded or charged; the same resource, edition and match always give the same.',
        answer: {
          oneOf: [ref('SandboxLookupAnswer'), ref('SandboxVerifyAnswer')],
          ...byMode('SandboxLookupAnswer', 'SandboxVerifyAnswer'),
        },
        examples: answers,
        problems: problemsOfSandbox,
      }),
    },
  };
}

function named(examples: JsonSchema): object {
  return Object.keys(examples).length === 0 ? {} : { examples };
}

function byMode(lookup: string, verify: string): object {
  const mapping = { lookup: ref(lookup).$ref, verify: ref(verify).$ref };
  return { discriminator: { propertyName: 'mode', mapping } };
}

/** Questions about somebody made up, and what the sandbox answers. */
function examplesOf(options: { resource: Resource; items: readonly InformationItem[]; sandbox: Sandbox }): {
  questions: JsonSchema;
  answers: JsonSchema;
} {
  const { resource, items, sandbox } = options;
  const [sample] = sandbox.samples;
  const key = resource.matchKeys.find((fields) => fields.every((field) => isScalar(sample?.[field])));
  if (sample === undefined || key === undefined) return { questions: {}, answers: {} };
  const match = Object.fromEntries(key.map((field) => [field, sample[field]]));
  const purpose = { matter: 'SAMPLE-01', case: '2026-0001' };
  const told = items.map(({ field }) => field).filter((field) => sample[field] !== undefined);
  const claimed = told.find((field) => !key.includes(field) && isScalar(sample[field]));
  const base = { resource: resource.id, match, purpose };
  const bodies: Readonly<Record<string, object>> = {
    ...(told.length === 0 ? {} : { lookup: { ...base, mode: 'lookup', fields: told.slice(0, fieldsShown) } }),
    ...(claimed === undefined ? {} : { verify: { ...base, mode: 'verify', claims: { [claimed]: sample[claimed] } } }),
  };
  const answers = Object.entries(bodies).map(([name, body]) => {
    const question = questionOf(body as Parameters<typeof questionOf>[0]);
    return [name, { value: answerFromSandbox({ resource, sandbox, question, now: resource.updatedAt }) }] as const;
  });
  return {
    questions: Object.fromEntries(Object.entries(bodies).map(([name, value]) => [name, { value }])),
    answers: Object.fromEntries(answers),
  };
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** `Row`: a whole row; `AnsweredRow`: with the fields asked for and no others. */
function rowSchemas(resource: Resource): JsonSchema {
  const { $schema: _dialect, $id: _id, ...row } = resourceSchema(resource);
  return {
    Row: within(row),
    AnsweredRow: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(offeredItems(resource).map(({ field }) => [field, fieldRef(field)])),
    },
  };
}

function questionSchemas(resource: Resource, items: readonly InformationItem[]): JsonSchema {
  const { id, edition, matchKeys } = resource;
  const { purpose, onBehalfOf, officer } = exchangeSchemas.QueryRequest.properties;
  const base = {
    resource: { type: 'string', const: id },
    match: ref('Match'),
    purpose,
    onBehalfOf,
    officer,
  };
  const question = (mode: string, member: string, schema: object) => ({
    type: 'object',
    required: ['resource', 'mode', 'match', 'purpose', member],
    additionalProperties: false,
    properties: { ...base, mode: { type: 'string', const: mode }, [member]: schema },
  });
  const rows = { type: 'array', items: ref('AnsweredRow') };
  const verdicts = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(items.map(({ field }) => [field, { type: ['boolean', 'null'] }])),
  };
  const answer = (given: {
    of: 'QueryAnswer' | 'SandboxAnswer';
    mode: string;
    members: Readonly<Record<string, object>>;
  }) => {
    const { rows: _rows, matched: _matched, verdicts: _verdicts, ...common } = exchangeSchemas[given.of].properties;
    return {
      type: 'object',
      required: [...exchangeSchemas[given.of].required, ...Object.keys(given.members)],
      additionalProperties: false,
      properties: {
        ...common,
        resource: { type: 'string', const: id },
        ...(given.of === 'SandboxAnswer' ? { edition: { type: 'integer', const: edition } } : {}),
        mode: { type: 'string', const: given.mode },
        ...given.members,
      },
    };
  };
  const verified = { matched: { type: 'boolean' }, verdicts };
  return within({
    Match: {
      oneOf: matchKeys.map((key) => ({
        title: key.join(' + '),
        type: 'object',
        required: [...key],
        additionalProperties: false,
        properties: Object.fromEntries(key.map((field) => [field, fieldRef(field)])),
      })),
    },
    Field: { type: 'string', enum: items.map(({ field }) => field) },
    Claims: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: Object.fromEntries(
        items.map(({ field }) => [field, { anyOf: [{ type: ['string', 'number', 'boolean'] }, ref('Predicate')] }]),
      ),
    },
    LookupQuestion: question('lookup', 'fields', {
      type: 'array',
      minItems: 1,
      maxItems: 64,
      uniqueItems: true,
      items: ref('Field'),
    }),
    VerifyQuestion: question('verify', 'claims', ref('Claims')),
    Question: {
      oneOf: [ref('LookupQuestion'), ref('VerifyQuestion')],
      ...byMode('LookupQuestion', 'VerifyQuestion'),
    },
    LookupAnswer: answer({ of: 'QueryAnswer', mode: 'lookup', members: { rows } }),
    VerifyAnswer: answer({ of: 'QueryAnswer', mode: 'verify', members: verified }),
    SandboxLookupAnswer: answer({ of: 'SandboxAnswer', mode: 'lookup', members: { rows } }),
    SandboxVerifyAnswer: answer({ of: 'SandboxAnswer', mode: 'verify', members: verified }),
  });
}

/** The house's own schemas that those above refer to. */
function taken(): JsonSchema {
  const { Predicate, QuotaState } = exchangeSchemas;
  const { EvidenceReceipt, Problem } = kernelSchemas;
  return Object.fromEntries(
    Object.entries({ Predicate, QuotaState, EvidenceReceipt, Problem }).map(([name, schema]) => {
      const { $id: _id, $schema: _dialect, ...rest } = schema as JsonSchema;
      return [name, within(rest)];
    }),
  );
}

/** References as they read inside the document: of the row's definitions, and of schemas that the house knows by name. */
function within<T>(value: T): T;
function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (name !== '$ref' || typeof each !== 'string') return [name, within(each)];
      if (each.startsWith('#/$defs/')) return [name, `#/components/schemas/Row${each.slice(1)}`];
      return [name, each.endsWith('#') ? ref(each.slice(0, -1)).$ref : each];
    }),
  );
}

const signatureHeaders = {
  ContentDigest: {
    name: 'Content-Digest',
    in: 'header',
    required: true,
    description: '请求体的 SHA-256（RFC 9530）· SHA-256 of the body: `sha-256=:…:`',
    schema: { type: 'string' },
  },
  SignatureInput: {
    name: 'Signature-Input',
    in: 'header',
    required: true,
    description:
      '所签内容（RFC 9421）· What is signed: "@method" "@target-uri" "content-digest" "authorization", with created, expires, nonce, keyid and tag="hufu-request". `hufu sign-request` makes these three headers.',
    schema: { type: 'string' },
  },
  Signature: {
    name: 'Signature',
    in: 'header',
    required: true,
    description: '系统密钥的签名（RFC 9421）· Signature by a registered key of the system.',
    schema: { type: 'string' },
  },
} as const;
