import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesOf } from '../../catalog/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  pensionDraft,
  residentDraft,
  seedPension,
  startCatalogApp,
  systems,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
let serial = 0;
const hrss = administratorOf('hrss');

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

async function enter() {
  serial += 1;
  const draft = pensionDraft({ code: `HRSS-${serial}` });
  await expectStatus(201, hub.call('POST', '/v1/matters', { as: hrss, body: draft }));
  return { draft, url: `/v1/matters/${draft.code}` };
}

describe('a matter', () => {
  it('is registered, in use at once, and read back as written by anybody who is known', async () => {
    const body = pensionDraft({ code: 'HRSS-READ' });
    const made = await expectStatus(201, hub.call('POST', '/v1/matters', { as: hrss, body }));
    expect(made.headers.location).toBe('/v1/matters/HRSS-READ');
    expect(made.body).toMatchObject({ ...body, status: 'active', version: 1, createdBy: `officer:${hrss.id}` });
    const read = await expectStatus(200, hub.call('GET', '/v1/matters/HRSS-READ', { as: systems.assistance }));
    expect(read.body).toEqual(made.body);
    expect(read.headers.etag).toBe('"1"');
  });

  it('is changed on its newest version only', async () => {
    const { url, draft } = await enter();
    const put = (name: string, ifMatch?: string) =>
      hub.call('PUT', url, { as: hrss, body: { ...draft, name }, ...(ifMatch === undefined ? {} : { ifMatch }) });
    expect((await put('甲')).status).toBe(428);
    const answers = await Promise.all([put('甲', '"1"'), put('乙', '"1"')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const record = await changesOf(db.database, { kind: 'matter', subject: draft.code });
    expect(record.map((change) => `${change.event} ${change.version}`)).toEqual(['created 1', 'updated 2']);
    expect(Object.keys(record[1]?.what ?? {})).toEqual(['name']);
  });

  it('keeps code and organisation', async () => {
    const { url, draft } = await enter();
    for (const changes of [{ code: 'HRSS-OTHER' }, { organisation: 'civil' }]) {
      const put = { as: administratorOf('data'), body: { ...draft, ...changes }, ifMatch: '"1"' };
      expect((await hub.call('PUT', url, put)).problem.code).toBe('MATTER_IDENTITY_FIXED');
    }
  });

  it('ends with a reason, is not changed then, and may be reopened', async () => {
    const { url, draft } = await enter();
    const post = (body: object) => hub.call('POST', `${url}/events`, { as: hrss, body });
    expect((await post({ event: 'end' })).problem.code).toBe('MATTER_REASON_NEEDED');
    const ended = await expectStatus(200, post({ event: 'end', reason: '事项取消' }));
    expect(ended.body).toMatchObject({ status: 'ended', version: 2 });
    const put = { as: hrss, body: draft, ifMatch: '"2"' };
    expect((await hub.call('PUT', url, put)).problem.code).toBe('MATTER_ENDED');
    expect((await post({ event: 'end', reason: '再次' })).problem.code).toBe('MATTER_EVENT_NOT_ALLOWED');
    expect((await expectStatus(200, post({ event: 'reopen' }))).body.status).toBe('active');
    const listed = await hub.call('GET', '/v1/matters?status=ended', { as: hrss });
    expect(listed.body.items).toEqual([]);
  });

  it('needs only what its writer may see in the directory', async () => {
    const hidden = residentDraft({ id: 'population.hidden', code: '101001/9', name: '未发布' });
    const police = administratorOf('police');
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: hidden }));
    const draft = (code: string, organisation: string, resource: string, field: string) =>
      pensionDraft({ code, organisation, materials: [{ kind: 'resource', resource, fields: [field], purpose: 'x' }] });
    const post = (as: typeof hrss, body: unknown) => hub.call('POST', '/v1/matters', { as, body });
    const refused = await post(hrss, draft('HRSS-HIDDEN', 'hrss', 'population.hidden', 'name'));
    expect(refused.problem.errors).toEqual([
      { pointer: '/materials/0/resource', detail: 'no such resource in the directory' },
    ]);
    // The same words for what is not there at all.
    const absent = await post(hrss, draft('HRSS-ABSENT', 'hrss', 'population.absent', 'name'));
    expect(absent.problem).toMatchObject({ code: 'MATTER_MATERIAL_REFUSED', errors: refused.problem.errors });
    await expectStatus(201, post(police, draft('POLICE-OWN', 'police', 'population.hidden', 'name')));
    const noField = await post(hrss, draft('HRSS-FIELD', 'hrss', 'population.resident', 'phone'));
    expect(noField.problem.errors.map((error) => error.pointer)).toEqual(['/materials/0/fields/0']);
  });

  it.each<[string, object, string]>([
    ['a malformed code', { code: 'pension' }, 'MATTER_CODE_MALFORMED'],
    ['a code that is SQL', { code: "X' OR 1=1 --" }, 'MATTER_CODE_MALFORMED'],
    ['an unknown organisation', { organisation: 'nobody' }, 'MATTER_ORGANISATION_UNKNOWN'],
    ['an unknown kind of material', { materials: [{ kind: 'paper' }] }, 'INVALID_INPUT'],
    ['a licence type with a slash', { materials: [{ kind: 'licence', licenceType: 'a/b' }] }, 'INVALID_INPUT'],
    ['an unknown member', { colour: 'red' }, 'INVALID_INPUT'],
    ['the NUL character', { name: 'a\u0000' }, 'INVALID_INPUT'],
  ])('with %s is refused', async (_what, changes, code) => {
    const body = { ...pensionDraft({ code: 'HRSS-WRONG' }), ...changes };
    const { problem } = await hub.call('POST', '/v1/matters', { as: administratorOf('data'), body });
    expect(problem.code).toBe(code);
  });

  it('that is not there is not found', async () => {
    expect((await hub.call('GET', '/v1/matters/NO-SUCH', { as: hrss })).problem.code).toBe('MATTER_NOT_FOUND');
    const url = '/v1/matters/NO-SUCH';
    const put = await hub.call('PUT', url, { as: hrss, body: pensionDraft(), ifMatch: '"1"' });
    expect(put.problem.code).toBe('MATTER_NOT_FOUND');
  });
});

describe('the list of matters', () => {
  it('goes by code, page by page, and may be narrowed to an organisation', async () => {
    const { body } = await hub.call('GET', '/v1/matters?organisation=hrss&limit=2', { as: systems.pension });
    expect(body.items).toHaveLength(2);
    const next = await hub.call('GET', `/v1/matters?organisation=hrss&cursor=${body.next}`, { as: systems.pension });
    const codes = [...body.items, ...next.body.items].map((matter: { code: string }) => matter.code);
    expect(codes).toEqual([...new Set(codes)].sort());
    const none = await hub.call('GET', '/v1/matters?organisation=civil', { as: systems.pension });
    expect(none.body).toEqual({ items: [], next: null });
  });
});
