import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesOf } from '../../catalog/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  item,
  publish,
  residentDraft,
  seedPension,
  startCatalogApp,
  systems,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
const police = administratorOf('police');
let serial = 100;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** A right draft that nobody has entered yet. */
function fresh(changes: Parameters<typeof residentDraft>[0] = {}) {
  serial += 1;
  return residentDraft({ id: `test.r${serial}`, code: `101001/${serial}`, name: `资源${serial}`, ...changes });
}

async function enter(changes: Parameters<typeof residentDraft>[0] = {}) {
  const body = fresh(changes);
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
  return { draft: body, url: `/v1/resources/${body.id}` };
}

const event = (url: string, name: string, reason?: string) =>
  hub.call('POST', `${url}/events`, { as: police, body: { event: name, ...(reason === undefined ? {} : { reason }) } });

describe('a resource from draft to withdrawal', () => {
  it('is entered as a draft, with place and version, and read back as written', async () => {
    const body = fresh({ extension: { 地方要素: '甲' }, relatedResources: ['101001/1'] });
    const made = await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body }));
    expect(made.headers.location).toBe(`/v1/resources/${body.id}`);
    expect(made.headers.etag).toBe('"1"');
    expect(made.body).toMatchObject({ ...body, status: 'draft', version: 1, schemaVersion: 1 });
    expect(made.body.createdBy).toBe(`officer:${police.id}`);
    expect(made.body.createdAt).toBe('2026-11-21T08:00:00.000Z');
    const read = await expectStatus(200, hub.call('GET', `/v1/resources/${body.id}`, { as: police }));
    expect(read.body).toEqual(made.body);
    expect(read.headers.etag).toBe('"1"');
  });

  it('is published on the day it is in Beijing, suspended, resumed and withdrawn, each written down and announced', async () => {
    const { url, draft } = await enter();
    hub.changes.length = 0;
    hub.clock.set('2026-11-21T16:30:00Z');
    const published = await publish(hub, url);
    hub.clock.set('2026-11-21T08:00:00Z');
    expect(published.body).toMatchObject({
      status: 'published',
      publicationDate: '2026-11-22',
      version: 4,
      edition: 1,
    });
    expect(published.headers.etag).toBe('"4"');
    const stranger = () => hub.call('GET', url, { as: systems.pension });
    expect((await stranger()).status).toBe(200);
    await expectStatus(200, event(url, 'suspend', '数据源迁移'));
    expect((await stranger()).problem.code).toBe('RESOURCE_NOT_FOUND');
    const resumed = await expectStatus(200, event(url, 'resume'));
    expect(resumed.body.publicationDate).toBe('2026-11-22');
    await expectStatus(200, event(url, 'withdraw', '职能划出'));
    expect((await event(url, 'submit')).problem.code).toBe('RESOURCE_EVENT_NOT_ALLOWED');
    expect((await event(url, 'archive')).problem.code).toBe('REVIEW_BY_ADMINISTRATION');
    const archive = { as: administratorOf('data'), body: { event: 'archive' } };
    const archived = await expectStatus(200, hub.call('POST', `${url}/events`, archive));
    expect(archived.body.status).toBe('archived');

    const record = await changesOf(db.database, { kind: 'resource', subject: draft.id });
    const [provider, administration] = [police, administratorOf('data')].map(({ id }) => `officer:${id}`);
    expect(record.map(({ event: what, version, reason, actor }) => [what, version, reason, actor])).toEqual([
      ['created', 1, undefined, provider],
      ['submit', 2, undefined, provider],
      ['approve', 3, undefined, administration],
      ['publish', 4, undefined, provider],
      ['suspend', 5, '数据源迁移', provider],
      ['resume', 6, undefined, provider],
      ['withdraw', 7, '职能划出', provider],
      ['archive', 8, undefined, administration],
    ]);
    expect(record[3]?.what).toEqual({
      status: { before: 'reviewed', after: 'published' },
      publicationDate: { after: '2026-11-22' },
      edition: { before: 0, after: 1 },
    });
    const { body } = await expectStatus(200, hub.call('GET', `${url}/changes?limit=3`, { as: police }));
    expect(body.items.map((line: { event: string }) => line.event)).toEqual(['archive', 'withdraw', 'resume']);
    expect(body.items[1]).toMatchObject({ reason: '职能划出', actor: provider, organisation: 'police' });
    const rest = await hub.call('GET', `${url}/changes?limit=9&cursor=${body.next}`, { as: police });
    expect(rest.body.items.map((line: { version: number }) => line.version)).toEqual([5, 4, 3, 2, 1]);
    expect(rest.body.next).toBeNull();
    expect(hub.changes.map((change) => `${change.subject} ${change.event} ${change.version}`)).toEqual(
      ['submit 2', 'approve 3', 'publish 4', 'suspend 5', 'resume 6', 'withdraw 7', 'archive 8'].map(
        (each) => `${draft.id} ${each}`,
      ),
    );
  });

  it('asks for a reason when something is taken away', async () => {
    const { url } = await enter();
    await publish(hub, url);
    expect((await event(url, 'suspend')).problem.code).toBe('RESOURCE_REASON_NEEDED');
    expect((await event(url, 'suspend', ' ')).problem.code).toBe('INVALID_INPUT');
    const answer = await event(url, 'suspend');
    expect(answer.problem).toMatchObject({ status: 422, remedy: 'Say why in reason and try again.' });
  });

  it('is not changed any more once it is withdrawn, and gives its name free but not its code', async () => {
    const { url, draft } = await enter();
    await expectStatus(200, event(url, 'withdraw', '误登'));
    const put = await hub.call('PUT', url, { as: police, body: draft, ifMatch: '"2"' });
    expect(put.problem.code).toBe('RESOURCE_ENDED');
    await enter({ name: draft.name });
    const again = await hub.call('POST', '/v1/resources', { as: police, body: fresh({ code: draft.code }) });
    expect(again.problem.code).toBe('RESOURCE_CODE_TAKEN');
  });
});

describe('changing a resource', () => {
  it('counts versions of the record, and of the schema when that changes', async () => {
    const { url, draft } = await enter();
    const renamed = { ...draft, abstract: '新的摘要' };
    const first = await expectStatus(200, hub.call('PUT', url, { as: police, body: renamed, ifMatch: '"1"' }));
    expect(first.body).toMatchObject({ abstract: '新的摘要', version: 2, schemaVersion: 1 });
    const longer = { ...renamed, items: [...renamed.items, item('phone', '电话', { sensitivity: 'personal' })] };
    const second = await expectStatus(200, hub.call('PUT', url, { as: police, body: longer, ifMatch: '"2"' }));
    expect(second.body).toMatchObject({ version: 3, schemaVersion: 2 });
    expect(Object.keys(second.body.rowSchema.properties)).toEqual(longer.items.map((each) => each.field));
    const record = await changesOf(db.database, { kind: 'resource', subject: draft.id });
    expect(record[1]?.what).toEqual({ abstract: { before: draft.abstract, after: '新的摘要' } });
    expect(Object.keys(record[2]?.what ?? {}).sort()).toEqual(['items', 'rowSchema', 'schemaVersion']);
  });

  it('of two administrators who edit one record, one is told that it has changed', async () => {
    const { url, draft } = await enter();
    const colleague = { ...administratorOf('data') };
    const edits = [
      hub.call('PUT', url, { as: police, body: { ...draft, abstract: '甲' }, ifMatch: '"1"' }),
      hub.call('PUT', url, { as: colleague, body: { ...draft, abstract: '乙' }, ifMatch: '"1"' }),
    ];
    const answers = await Promise.all(edits);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const stale = answers.find((answer) => answer.status === 412);
    expect(stale?.problem).toMatchObject({ code: 'STALE_VERSION', detail: expect.stringContaining('2') });
    const kept = await hub.call('GET', url, { as: police });
    expect(kept.body.version).toBe(2);
    expect(kept.body.abstract).toBe(answers.find((answer) => answer.status === 200)?.body.abstract);
  });

  it('needs the version it is based on', async () => {
    const { url, draft } = await enter();
    expect((await hub.call('PUT', url, { as: police, body: draft })).status).toBe(428);
    expect((await hub.call('PUT', url, { as: police, body: draft, ifMatch: '"7"' })).status).toBe(412);
    const stale = { as: police, body: { event: 'publish' }, ifMatch: '"7"' };
    expect((await hub.call('POST', `${url}/events`, stale)).status).toBe(412);
  });

  it('keeps id and provider for ever, and the code from the first publication', async () => {
    const { url, draft } = await enter();
    const put = (changes: object, version: number) =>
      hub.call('PUT', url, { as: administratorOf('data'), body: { ...draft, ...changes }, ifMatch: `"${version}"` });
    expect((await put({ id: 'test.other' }, 1)).problem).toMatchObject({
      code: 'RESOURCE_IDENTITY_FIXED',
      detail: expect.stringContaining('id'),
    });
    expect((await put({ provider: 'hrss' }, 1)).problem.code).toBe('RESOURCE_IDENTITY_FIXED');
    await expectStatus(200, put({ code: '101001/9001' }, 1));
    await publish(hub, url);
    expect((await put({ code: '101001/9002' }, 5)).problem.code).toBe('RESOURCE_IDENTITY_FIXED');
  });

  it('is refused while the record is under review', async () => {
    const { url, draft } = await enter();
    await expectStatus(200, event(url, 'submit'));
    const put = await hub.call('PUT', url, { as: police, body: { ...draft, abstract: '新' }, ifMatch: '"2"' });
    expect(put.problem.code).toBe('RESOURCE_UNDER_REVIEW');
    await expectStatus(200, event(url, 'recall'));
    await expectStatus(200, hub.call('PUT', url, { as: police, body: { ...draft, abstract: '新' }, ifMatch: '"3"' }));
  });
});

describe('what is taken or not registered', () => {
  it('is named: id, code, name', async () => {
    const { draft } = await enter({ name: '婚姻登记信息' });
    const post = (changes: Parameters<typeof fresh>[0]) =>
      hub.call('POST', '/v1/resources', { as: police, body: fresh(changes) });
    expect((await post({ id: draft.id })).problem).toMatchObject({ code: 'RESOURCE_ID_TAKEN', status: 409 });
    expect((await post({ code: draft.code })).problem.code).toBe('RESOURCE_CODE_TAKEN');
    expect((await post({ name: '婚姻登记 信息' })).problem.code).toBe('RESOURCE_NAME_TAKEN');
    expect((await post({ name: '《婚姻登记信息》' })).problem.code).toBe('RESOURCE_NAME_TAKEN');
  });

  it('one of two who enter the same id at once is refused', async () => {
    const bodies = [fresh({ id: 'test.race' }), fresh({ id: 'test.race' })];
    const answers = await Promise.all(bodies.map((body) => hub.call('POST', '/v1/resources', { as: police, body })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  it('a provider that nobody registered', async () => {
    const body = fresh({ provider: 'nobody' });
    const answer = await hub.call('POST', '/v1/resources', { as: administratorOf('data'), body });
    expect(answer.problem.code).toBe('PROVIDER_UNKNOWN');
  });
});

describe('input that is not as described', () => {
  const post = (body: unknown) => hub.call('POST', '/v1/resources', { as: police, body });

  it.each<[string, () => unknown, string]>([
    ['malformed JSON', () => '{"id": ', 'MALFORMED_BODY'],
    ['an unknown field', () => ({ ...fresh(), colour: 'red' }), 'INVALID_INPUT'],
    ['a missing field', () => ({ ...fresh(), name: undefined }), 'INVALID_INPUT'],
    ['an empty name', () => fresh({ name: '   ' }), 'INVALID_INPUT'],
    ['a number for a text', () => ({ ...fresh(), name: 7 }), 'INVALID_INPUT'],
    ['no items', () => fresh({ items: [] }), 'INVALID_INPUT'],
    ['an extension that is no text', () => ({ ...fresh(), extension: { a: 1 } }), 'INVALID_INPUT'],
    ['the NUL character', () => fresh({ abstract: 'a\u0000b' }), 'INVALID_INPUT'],
    ['the NUL character in a name', () => fresh({ extension: { 'a\u0000': 'b' } }), 'INVALID_INPUT'],
    ['half a surrogate pair', () => JSON.stringify(fresh()).replace('户籍人口的', '\\ud800'), 'INVALID_INPUT'],
    ['an id with a wildcard', () => fresh({ id: 'population.*' }), 'RESOURCE_ID_MALFORMED'],
    ['an id that is SQL', () => fresh({ id: "a.b'; drop table catalog.resource; --" }), 'RESOURCE_ID_MALFORMED'],
    ['a provider that is SQL', () => fresh({ provider: "police' or '1'='1" }), 'ORGANISATION_ID_MALFORMED'],
    ['a code of the wrong form', () => fresh({ code: '10100/1' }), 'RESOURCE_CODE_MALFORMED'],
    ['a related code of the wrong form', () => fresh({ relatedResources: ['x'] }), 'RESOURCE_CODE_MALFORMED'],
    ['a field that is SQL', () => fresh({ items: [item("x' --", '某', { matchable: true })] }), 'FIELD_NAME_MALFORMED'],
    ['a cycle of no table', () => fresh({ updateCycle: 'never' }), 'CODE_VALUE_UNKNOWN'],
    ['an open row schema', () => fresh({ rowSchema: { type: 'object' } }), 'ROW_SCHEMA_NOT_CLOSED'],
  ])('%s is refused with its own code', async (_what, body, code) => {
    const { problem } = await post(body());
    expect(problem.code).toBe(code);
    expect(problem.status).toBeLessThan(500);
  });

  it('a schema nested thousands of levels deep is refused, and the hub lives on', async () => {
    const deep = `${'{"items":'.repeat(20_000)}{}${'}'.repeat(20_000)}`;
    const text = JSON.stringify(fresh({ rowSchema: {} })).replace('"rowSchema":{}', `"rowSchema":${deep}`);
    expect((await post(text)).problem.code).toBe('ROW_SCHEMA_TOO_LARGE');
    expect((await hub.call('GET', '/v1/resources', { as: police })).status).toBe(200);
  });

  it('says which rule refused and what to do, in Chinese first', async () => {
    const { problem } = await post(fresh({ code: '201001/1' }));
    expect(problem.translations['zh-CN']).toMatchObject({ remedy: '改正代码或“类”（class.category）。' });
    expect(problem.errors).toEqual([{ pointer: '/class/category', detail: 'differs from the code' }]);
  });

  it.each([
    '/v1/resources/population.*',
    '/v1/resources/population.%3E',
    "/v1/resources/x.y'%20or%20'1'='1",
    '/v1/resources/%00.a',
    '/v1/resources/POPULATION.RESIDENT/schema',
  ])('%s is no resource', async (url) => {
    const { problem } = await hub.call('GET', url, { as: police });
    expect(problem.code).toBe('RESOURCE_ID_MALFORMED');
  });
});

describe('searching the directory', () => {
  const search = async (query: string, as = police) => {
    const { body } = await expectStatus(200, hub.call('GET', `/v1/resources?${query}`, { as }));
    return body.items.map((line: { id: string }) => line.id);
  };

  it('finds words in names and abstracts, parts of ids and beginnings of codes', async () => {
    const { draft } = await enter({
      name: '机动车登记信息',
      nameEn: 'Motor vehicles',
      code: '2017777/42',
      class: { category: '2', section: '公共服务', item: 'x' },
    });
    for (const q of ['机动车', 'MOTOR', 'vehicles motor', draft.id.slice(5), '2017777/4']) {
      expect(await search(`q=${encodeURIComponent(q)}`)).toContain(draft.id);
    }
    expect(await search(`q=${encodeURIComponent('不动产')}`)).toEqual([]);
    expect(await search('q=017777')).toEqual([]);
    expect(await search('class=201')).toEqual([draft.id]);
    expect(await search('class=2&sharing=1')).toEqual([]);
    expect(await search('class=2&provider=police&status=draft&sharing=2')).toEqual([draft.id]);
  });

  it.each(['%', '_', '\\', "' or 'zz'='zz", '*', '"'])('takes %j for a character and nothing else', async (q) => {
    expect(await search(`q=${encodeURIComponent(q)}`)).toEqual([]);
  });

  it('refuses what it cannot search for', async () => {
    const ask = (query: string) => hub.call('GET', `/v1/resources?${query}`, { as: police });
    for (const query of [
      'q=%00',
      'provider=%00',
      'limit=0',
      'limit=1000',
      'colour=red',
      'class=x',
      'cursor=x',
      'status=gone',
    ]) {
      expect((await ask(query)).problem.code).toBe('INVALID_INPUT');
    }
    const forged = Buffer.from('["x\' or 1=1"]').toString('base64url');
    expect((await ask(`cursor=${forged}`)).problem.code).toBe('INVALID_INPUT');
  });

  it('goes through everything page by page, once each', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await expectStatus(200, hub.call('GET', `/v1/resources?limit=3${more}`, { as: police }));
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items.map((line: { id: string }) => line.id));
      cursor = body.next;
    }
    expect(seen).toEqual(await search('limit=100'));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort());
  });
});

describe('what systems get to understand the rows', () => {
  it('is a JSON Schema in the order of the items', async () => {
    const { url, draft } = await enter();
    const { headers, body } = await expectStatus(200, hub.call('GET', `${url}/schema`, { as: police }));
    expect(headers['content-type']).toBe('application/schema+json; charset=utf-8');
    expect(Object.keys(body.properties)).toEqual(draft.items.map((each) => each.field));
    expect(body).toMatchObject({ type: 'object', additionalProperties: false });
    expect(body.properties.name).toEqual({
      type: 'string',
      maxLength: 50,
      title: '姓名',
      'x-title-en': 'name',
      'x-type': 'C',
      'x-length': 50,
      'x-sensitivity': 'personal',
      'x-matchable': true,
      'x-sharing': { type: '2', condition: draft.sharing.condition },
      'x-open': false,
    });
  });

  it('is TypeScript with the names of the items as comments', async () => {
    const { url } = await enter({ id: 'population.house-hold' });
    const { headers, text } = await expectStatus(200, hub.call('GET', `${url}/types.d.ts`, { as: police }));
    expect(headers['content-type']).toBe('application/typescript; charset=utf-8');
    expect(text).toContain('export interface PopulationHouseHold {');
    expect(text).toMatch(/\* 姓名\n\s+\*\/\n\s+name: string;/);
    expect(text).toContain('householdSize?: number | null;');
    expect(text).toContain("| { citizenNumber: NonNullable<PopulationHouseHold['citizenNumber']> }");
  });

  it('names the same type throughout, whatever letters the id has', async () => {
    const { url } = await enter({ id: 'a1b.r2d2-3x' });
    const { text } = await expectStatus(200, hub.call('GET', `${url}/types.d.ts`, { as: police }));
    const [, name = ''] = /export interface (\w+) \{/.exec(text) ?? [];
    expect(text).toContain(`export type ${name}Match =\n  | { citizenNumber: NonNullable<${name}['citizenNumber']> }`);
  });

  it('stays a comment whatever stands in the names', async () => {
    const hostile = '*/ export const stolen = 1; /*';
    const { url } = await enter({
      items: [item('code', hostile, { matchable: true, nameEn: hostile })],
      matchKeys: [['code']],
    });
    const { text } = await expectStatus(200, hub.call('GET', `${url}/types.d.ts`, { as: police }));
    const withoutComments = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*/g, '');
    expect(withoutComments).not.toContain('stolen');
    expect(withoutComments).toContain('code: string;');
  });
});
