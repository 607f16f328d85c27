import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HufuProblem } from '../../connectors/index.ts';
import { completedYears } from '../../connectors/protocol/index.ts';
import { checkCitizenNumber } from '../../identity/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';
import { commandLine } from './command-line.ts';

const resources = ['population.resident', 'legal-person.enterprise', 'spatial.division', 'economy.indicator'];
const purpose = { matter: 'HRSS-PENSION-01', case: '2026-LS-000001' };
const number = '11010519491231002X';
const match = { citizenNumber: number };
const resource = 'population.resident';
const url = `/v1/resources/${resource}`;

/** More than any one system below asks in a minute, but for the one that is to be refused. */
const perMinute = 60;

let world: TestWorld;
let token: string;
beforeAll(async () => {
  world = await startTestWorld({ outward: true, env: { HUFU_RATE_LIMIT_PER_MINUTE: String(perMinute) } });
  token = await world.token('hrss-pension');
});
afterAll(() => world[Symbol.asyncDispose]());

type Json = Record<string, unknown>;

async function read(path: string) {
  const response = await world.hub.app.inject({ url: path, headers: { authorization: `Bearer ${token}` } });
  return { headers: response.headers, text: response.body, body: path.endsWith('.d.ts') ? {} : response.json() };
}

/** A validator that is not the hub's own. */
function ajv(): Ajv2020 {
  const validator = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(validator);
  return validator;
}

function at<T = Json>(value: unknown, ...path: string[]): T {
  return path.reduce<unknown>((each, name) => (each as Json)[name], value) as T;
}

/** A document with one of its schemas as a whole schema. */
function schemaIn(document: Json, name: string): Json {
  return { ...document, $ref: `#/components/schemas/${name}` };
}

describe.each(resources)('what programs get of %s', (id) => {
  it('is a JSON Schema with an id and what the directory says of each item', async () => {
    const { headers, body } = await read(`/v1/resources/${id}/schema`);
    const { body: record } = await read(`/v1/resources/${id}`);
    expect(headers['content-type']).toBe('application/schema+json; charset=utf-8');
    expect(body).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:hufu:resource:${id}:schema:1`,
      title: record.name,
      'x-resource': { id, edition: 1, matchKeys: record.matchKeys },
    });
    for (const item of record.items as Json[]) {
      expect(at(body, 'properties', String(item.field))).toMatchObject({
        title: item.name,
        'x-title-en': item.nameEn,
        'x-type': item.type,
        'x-sensitivity': item.sensitivity,
        ...(item.codeTable === undefined ? {} : { 'x-code-table': item.codeTable }),
        ...(item.unit === undefined ? {} : { 'x-unit': item.unit }),
        ...(item.length === undefined ? {} : { 'x-length': item.length }),
      });
    }
    expect(() => ajv().compile(body)).not.toThrow();
  });

  it('is an OpenAPI 3.1 document whose examples the document itself accepts', async () => {
    const { body, headers } = await read(`/v1/resources/${id}/openapi.json`);
    const result = await new Validator().validate(structuredClone(body));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(headers.etag).toMatch(/^"[\w-]{43}"$/);
    expect(Object.keys(body.paths)).toEqual(['/v1/query', `/v1/resources/${id}/sandbox`]);
    const { post } = at<{ post: Json }>(body, 'paths', `/v1/resources/${id}/sandbox`);
    const questions = at<Record<string, { value: Json }>>(
      post,
      'requestBody',
      'content',
      'application/json',
      'examples',
    );
    const answers = at<Record<string, { value: Json }>>(
      post,
      'responses',
      '200',
      'content',
      'application/json',
      'examples',
    );
    expect(Object.keys(answers)).toEqual(Object.keys(questions));
    expect(Object.keys(questions)).toContain('lookup');
    const isQuestion = ajv().compile(schemaIn(body, 'Question'));
    for (const [mode, { value }] of Object.entries(questions)) {
      expect(isQuestion(value), JSON.stringify(isQuestion.errors)).toBe(true);
      const isAnswer = ajv().compile(schemaIn(body, mode === 'lookup' ? 'SandboxLookupAnswer' : 'SandboxVerifyAnswer'));
      expect(isAnswer(answers[mode]?.value), JSON.stringify(isAnswer.errors)).toBe(true);
    }
    expect(isQuestion({ ...questions.lookup?.value, fields: ['nothing'] })).toBe(false);
    expect(isQuestion({ ...questions.lookup?.value, match: {} })).toBe(false);
  });

  it('is a sandbox that gives its examples, with rows that its schema takes', async () => {
    const client = await world.client('civil-assistance');
    const [{ body: document }, { body: schema }] = [
      await read(`/v1/resources/${id}/openapi.json`),
      await read(`/v1/resources/${id}/schema`),
    ];
    const { post } = at<{ post: Json }>(document, 'paths', `/v1/resources/${id}/sandbox`);
    const question = at<never>(post, 'requestBody', 'content', 'application/json', 'examples', 'lookup', 'value');
    const shown = at(post, 'responses', '200', 'content', 'application/json', 'examples', 'lookup', 'value');
    const answer = await client.sandbox(question);
    expect({ ...answer, asOf: null }).toEqual({ ...shown, asOf: null });
    const whole = { ...(question as Json), fields: Object.keys(schema.properties) } as never;
    const { rows } = await client.sandbox(whole);
    const fits = ajv().compile(schema);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(fits(row), JSON.stringify(fits.errors)).toBe(true);
  });
});

describe('the document of a resource', () => {
  it('names each refusal with its status, and the whole hub’s own words for it', async () => {
    const { body } = await read(`${url}/openapi.json`);
    const problems = ajv().compile(schemaIn(body, 'Problem'));
    const responses = at<Record<string, Json>>(body, 'paths', '/v1/query', 'post', 'responses');
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403', '429', '503', '504']));
    const refused = at<Record<string, { value: Json }>>(
      responses,
      '403',
      'content',
      'application/problem+json',
      'examples',
    );
    expect(refused.FIELD_NOT_GRANTED?.value).toMatchObject({ status: 403, title: '字段未获授权' });
    for (const { value } of Object.values(refused)) expect(problems(value), JSON.stringify(problems.errors)).toBe(true);
    const sandboxed = at<Record<string, Json>>(body, 'paths', `${url}/sandbox`, 'post', 'responses');
    expect(sandboxed['422']).toMatchObject({ description: expect.stringContaining('SANDBOX_MATCH_KEY') });
    expect(sandboxed['504']).toBeUndefined();
  });

  it('shows people with right numbers', async () => {
    const { text } = await read(`${url}/openapi.json`);
    const numbers = text.match(/\b459901\d{11}[\dX]\b/g) ?? [];
    expect(numbers.length).toBeGreaterThan(0);
    for (const each of numbers) expect(checkCitizenNumber(each, { today: new Date() })).toEqual([]);
  });
});

describe('the types of the resources', () => {
  it('are TypeScript that the compiler takes, and that the sandbox’s rows are of', async () => {
    await using folder = await temporaryFolder('types');
    const client = await world.client('approval-counter');
    for (const id of resources) {
      const { text } = await read(`/v1/resources/${id}/types.d.ts`);
      await writeFile(join(folder.path, `${id}.d.ts`), text);
      if (id === resource) expect(text).toMatch(/\* 性别\n\s+\* 1 男，2 女\n\s+\* 代码 · codes: GB\/T 2261\.1\n/);
    }
    const { body: schema } = await read(`${url}/schema`);
    const fields = Object.keys(schema.properties);
    const { rows } = await client.sandbox({ resource, match, fields, purpose });
    const program = [
      `import type { PopulationResident, PopulationResidentMatch } from './population.resident.d.ts';`,
      `export const key: PopulationResidentMatch = ${JSON.stringify(match)};`,
      '// @ts-expect-error a name alone is no match key',
      `export const noKey: PopulationResidentMatch = { name: '张三' };`,
      `export const resident: PopulationResident = ${JSON.stringify(rows[0])};`,
      '// @ts-expect-error a citizen number is a text',
      `export const wrong: PopulationResident = { ...resident, citizenNumber: 7 };`,
    ];
    await writeFile(join(folder.path, 'use.ts'), program.join('\n'));
    const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const files = [...resources.map((id) => `${id}.d.ts`), 'use.ts'];
    const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--types', ''];
    const args = [tsc, ...flags, '--allowImportingTsExtensions', ...files];
    await expect(promisify(execFile)(process.execPath, args, { cwd: folder.path })).resolves.toMatchObject({
      stdout: '',
    });
  });
});

describe('the sandbox', () => {
  it('answers a system that has no grant, with what can be taken for no real answer', async () => {
    const client = await world.client('approval-counter');
    const question = { resource, match, fields: ['name', 'birthDate'], purpose };
    const answer = await client.sandbox(question);
    expect(answer).toEqual({
      sandbox: true,
      resource,
      edition: 1,
      mode: 'lookup',
      asOf: expect.any(String),
      provider: { organisation: 'police', system: 'sandbox' },
      rows: [{ name: expect.any(String), birthDate: '1949-12-31' }],
    });
    expect((await client.sandbox(question)).rows).toEqual(answer.rows);
    await expect(client.query(question)).rejects.toMatchObject({ status: 403 });
  });

  it('answers an officer as it answers a system, and no visitor', async () => {
    const payload = { resource, mode: 'lookup', match, fields: ['name', 'birthDate'], purpose };
    const authorization = `Bearer ${await world.session('civil-admin')}`;
    const asked = { method: 'POST', url: `${url}/sandbox`, payload } as const;
    const { status, body } = await world.hub.call({ ...asked, headers: { authorization } });
    expect([status, body.rows]).toEqual([200, [{ name: expect.any(String), birthDate: '1949-12-31' }]]);
    expect((await world.hub.call(asked)).body.code).toBe('NOT_AUTHENTICATED');
  });

  it('verifies what its lookup shows, and nothing else', async () => {
    const client = await world.client('approval-counter');
    const { rows } = await client.sandbox({
      resource,
      match,
      fields: ['name', 'birthDate', 'sex', 'divisionCode'],
      purpose,
    });
    const { name, sex, divisionCode } = rows[0] as Record<string, string>;
    const age = completedYears('1949-12-31', new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)) ?? 0;
    const claims = { name: String(name), sex: { oneOf: [String(sex)] }, birthDate: { ageAtLeast: age } };
    expect(await client.sandbox({ resource, match, claims, purpose })).toMatchObject({
      sandbox: true,
      matched: true,
      verdicts: { name: true, sex: true, birthDate: true },
    });
    const others = {
      name: `${name}某`,
      sex: { oneOf: ['9'] },
      birthDate: { ageBelow: age },
      divisionCode: { division: String(divisionCode).slice(0, 2) },
    };
    expect((await client.sandbox({ resource, match, claims: others, purpose })).verdicts).toEqual({
      name: false,
      sex: false,
      birthDate: false,
      divisionCode: true,
    });
    const nobody = { citizenNumber: '110105194912310021' };
    expect(await client.sandbox({ resource, match: nobody, claims, purpose })).toMatchObject({
      matched: false,
      verdicts: { name: null },
    });
  });

  it('orders nothing, records nothing and charges nothing', async () => {
    const provider = await world.provider({
      organisation: 'police',
      system: 'police-connector',
      resource,
      respond: () => {},
    });
    const count = async () => {
      const { rows } = await sql<{ leaves: string; decisions: string; used: string }>`
        select (select coalesce(sum(leaves), 0) from exchange.log_batch) as leaves,
               (select count(*) from exchange.decision) as decisions,
               (select count(*) from exchange.quota_account) as used`.execute(world.db.database.tables());
      return rows[0];
    };
    const before = await count();
    const client = await world.client('hrss-pension');
    await client.sandbox({ resource, match, fields: ['name'], purpose });
    await client.sandbox({ resource, match, claims: { name: '张三' }, purpose });
    await expect(client.sandbox({ resource, match, fields: ['nothing'], purpose })).rejects.toThrow();
    expect(await count()).toEqual(before);
    expect(provider.orders).toEqual([]);
    expect(world.hub.log.join('')).not.toContain(number);
    await provider[Symbol.asyncDispose]();
  });

  it.each([
    ['another resource than the address', { resource: 'economy.indicator' }, 400, 'INVALID_INPUT', '/resource'],
    ['a field that is no item', { fields: ['name', 'salary'] }, 422, 'SANDBOX_FIELD_UNKNOWN', '/fields/1'],
    ['a match that is no key', { match: { name: '张三' } }, 422, 'SANDBOX_MATCH_KEY', '/match'],
    ['a match with a field too many', { match: { ...match, name: '张三' } }, 422, 'SANDBOX_MATCH_KEY', '/match'],
    ['claims in a lookup', { claims: { name: '张三' } }, 400, 'INVALID_INPUT', '/claims'],
    ['a case with a citizen number', { purpose: { ...purpose, case: number } }, 400, 'CASE_NUMBER_PERSONAL', undefined],
    ['no purpose', { purpose: undefined }, 400, 'INVALID_INPUT', '/purpose'],
  ])('refuses %s as a query would', async (_what, change, status, code, pointer) => {
    const payload = { resource, mode: 'lookup', match, fields: ['name'], purpose, ...change };
    const response = await world.hub.app.inject(
      await world.signed('civil-assistance', { method: 'POST', url: `${url}/sandbox`, payload }),
    );
    const body = response.json();
    expect([response.statusCode, body.code]).toEqual([status, code]);
    if (pointer !== undefined) expect(body.errors.map((error: Json) => error.pointer)).toContain(pointer);
    expect(response.body).not.toContain(number);
    expect(body.remedy).not.toBe('');
  });

  it('is not there of a resource that is not, nor without a signature', async () => {
    const payload = { resource: 'no.such', mode: 'lookup', match, fields: ['name'], purpose };
    const signed = await world.signed('hrss-pension', {
      method: 'POST',
      url: '/v1/resources/no.such/sandbox',
      payload,
    });
    expect((await world.hub.call(signed)).body.code).toBe('RESOURCE_NOT_FOUND');
    const { authorization, 'content-type': type } = signed.headers;
    const unsigned = { method: 'POST', url: `${url}/sandbox`, payload } as const;
    const answer = await world.hub.call({ ...unsigned, headers: { authorization, 'content-type': type } as never });
    expect(answer.body.code).toBe('SIGNATURE_REQUIRED');
  });

  it('takes a system as many questions a minute as the setting says, and others theirs', async () => {
    const spender = await world.client('police-connector');
    const question = { resource, match, fields: ['name'], purpose };
    let refusal: unknown;
    for (let n = 0; n <= perMinute && refusal === undefined; n += 1) {
      await spender.sandbox(question).catch((error: unknown) => {
        refusal = error;
      });
    }
    expect(refusal).toBeInstanceOf(HufuProblem);
    expect(refusal).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect((refusal as HufuProblem).retryAfterSeconds).toBeGreaterThan(0);
    await expect((await world.client('market-connector')).sandbox(question)).resolves.toMatchObject({ sandbox: true });
  });
});

describe('hufu resource', () => {
  const hufu = (...args: string[]) => {
    const env = { HUFU_DATA_DIR: world.dataDirectory, HUFU_PROFILE: world.credentials.path('natural-connector') };
    return commandLine(env)(args);
  };
  it.each(['types', 'schema', 'openapi'])('%s prints what the hub gives', async (what) => {
    const { exit, out } = await hufu('resource', what, resource);
    expect(exit).toBe(0);
    expect(out).toContain('citizenNumber');
  });

  it('is found by searching the directory, by words that are no personal numbers', async () => {
    const { exit, out } = await hufu('catalog', 'search', '户籍');
    expect(exit).toBe(0);
    expect(out).toMatch(/^population\.resident {2}/m);
    expect(out).not.toContain('economy.indicator');
    const all = JSON.parse((await hufu('catalog', 'search', '--provider', 'statistics', '--json')).out);
    expect(all.items).toMatchObject([{ id: 'economy.indicator' }]);
    expect(await hufu('catalog', 'search', number)).toMatchObject({ exit: 64, out: '' });
  });

  it('sandbox without a question takes the first example, and says how it is asked', async () => {
    const { exit, out } = await hufu('resource', 'sandbox', resource);
    expect(exit).toBe(0);
    expect(out).toMatch(/hufu resource sandbox population\.resident --match citizenNumber=459901\d{11}[\dX] --fields /);
    const example = /--match (\S+) --fields (\S+)/.exec(out) ?? [];
    const asked = await hufu(
      'resource',
      'sandbox',
      resource,
      '--match',
      example[1]!,
      '--fields',
      example[2]!,
      '--json',
    );
    expect(JSON.parse(asked.out)).toMatchObject({ sandbox: true, rows: [expect.any(Object)] });
  });

  it('sandbox verifies, and tells wrong usage from a refusal', async () => {
    const verified = await hufu(
      ...['resource', 'sandbox', resource, '--match', `citizenNumber=${number}`],
      ...['--verify', 'birthDate=1949-12-31', 'birthDate.ageAtLeast=60', '--json'],
    );
    expect(verified.exit).toBe(64);
    const once = await hufu(
      'resource',
      'sandbox',
      resource,
      '--match',
      `citizenNumber=${number}`,
      '--verify',
      'birthDate=1949-12-31',
    );
    expect(once.out).toMatch(/birthDate\s+一致/);
    expect((await hufu('resource', 'sandbox', resource, '--match', 'citizenNumber=1')).exit).toBe(64);
    const refused = await hufu('resource', 'sandbox', resource, '--match', 'sex=1', '--fields', 'name', '--json');
    expect(refused.exit).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ code: 'SANDBOX_MATCH_KEY' });
  });
});
