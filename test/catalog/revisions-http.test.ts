import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyDueRevisions,
  insertResources,
  type Resource,
  type ResourceDraft,
  readResourceDraft,
  recordChanges,
} from '../../catalog/index.ts';
import type { Actor } from '../../identity/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  pensionGrantDraft,
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
const data = administratorOf('data');
let serial = 300;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const resident = '/v1/resources/population.resident';
const without = (draft: ResourceDraft, field: string) => ({
  ...draft,
  items: draft.items.filter((each) => each.field !== field),
});

/** A published resource that nothing rests on yet. */
async function published(changes: Partial<ResourceDraft> = {}) {
  serial += 1;
  const draft = residentDraft({ id: `test.r${serial}`, code: `101001/${serial}`, name: `资源${serial}`, ...changes });
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
  const url = `/v1/resources/${draft.id}`;
  await publish(hub, url);
  return { draft, url };
}

const revise = (url: string, body: ResourceDraft, version: number, as: Actor = police) =>
  hub.call('PUT', `${url}/revision`, { as, body, ifMatch: `"${version}"` });
const event = (url: string, name: string, as: Actor = police, more: object = {}) =>
  hub.call('POST', `${url}/revision/events`, { as, body: { event: name, ...more } });

describe('a change of a published resource', () => {
  it('that touches nobody becomes the next edition at once', async () => {
    const { url, draft } = await published();
    const put = { as: police, body: { ...draft, abstract: '新的摘要' }, ifMatch: '"4"' };
    const { body } = await expectStatus(200, hub.call('PUT', url, put));
    expect(body).toMatchObject({ abstract: '新的摘要', version: 5, edition: 2, schemaVersion: 1 });
    const list = await hub.call('GET', `${url}/editions`, { as: systems.pension });
    expect(list.body.items.map((line: { edition: number }) => line.edition)).toEqual([2, 1]);
    const first = await hub.call('GET', `${url}/editions/1`, { as: systems.pension });
    expect(first.body.content).toMatchObject({ ...draft, publicationDate: '2026-11-21' });
    expect(Object.keys(first.body.content.rowSchema.properties)).toEqual(draft.items.map((each) => each.field));
    const told = await hub.call('GET', `${url}/editions/2/differences`, { as: systems.pension });
    expect(told.body).toEqual({
      breaking: false,
      items: [
        {
          ...{ kind: 'abstract-changed', effect: 'editorial', pointer: '/abstract' },
          ...{ before: draft.abstract, after: '新的摘要' },
          text: {
            zh: `摘要由“${draft.abstract}”改为“新的摘要”`,
            en: `abstract changed from “${draft.abstract}” to “新的摘要”`,
          },
        },
      ],
    });
    expect((await hub.call('GET', `${url}/editions/3`, { as: police })).problem.code).toBe('EDITION_NOT_FOUND');
  });

  it('that breaks programs, or decides to share or open, goes by a revision', async () => {
    const { url, draft } = await published();
    const put = (changes: Partial<ResourceDraft>) =>
      hub.call('PUT', url, { as: police, body: { ...draft, ...changes }, ifMatch: '"4"' });
    const removed = (await put(without(draft, 'address'))).problem;
    expect(removed).toMatchObject({ code: 'REVISION_NEEDED', status: 409 });
    expect(removed.errors).toEqual([{ pointer: '/items/3', detail: 'item “住址” (address) was removed' }]);
    expect((await put({ sharing: { ...draft.sharing, type: '1' } })).problem.code).toBe('REVISION_NEEDED');
    const read = await hub.call('GET', url, { as: police });
    expect(read.body).toMatchObject({ version: 4, edition: 1 });
  });
});

describe('a revision', () => {
  it('goes the way of a first publication, beside the edition in force, and takes its place', async () => {
    const { url, draft } = await published();
    const next = without(draft, 'religion');
    const written = await expectStatus(200, revise(url, next, 4));
    expect(written.body).toMatchObject({ status: 'draft', breaking: true, version: 5 });
    expect(written.body.differences.map((each: { kind: string }) => each.kind)).toEqual(['item-removed']);
    expect((await hub.call('GET', `${url}/revision`, { as: systems.pension })).problem.code).toBe('REVISION_NOT_FOUND');
    const under = async (as: Actor) => (await hub.call('GET', `${url}/editions`, { as })).body.revision;
    expect(await under(police)).toEqual({ status: 'draft', breaking: true });
    expect(await under(systems.pension)).toBeUndefined();
    const put = { as: police, body: { ...draft, abstract: '另改' }, ifMatch: '"5"' };
    expect((await hub.call('PUT', url, put)).problem.code).toBe('REVISION_OPEN');
    await expectStatus(200, event(url, 'submit'));
    expect((await revise(url, next, 6)).problem.code).toBe('REVISION_OPEN');
    expect((await event(url, 'approve')).problem.code).toBe('REVIEW_BY_ADMINISTRATION');
    await expectStatus(200, event(url, 'approve', data));
    hub.changes.length = 0;
    const done = await expectStatus(200, event(url, 'publish'));
    // Nothing rests on it, so nobody needs time.
    expect(done.body).toMatchObject({ edition: 2, schemaVersion: 2, status: 'published' });
    expect(done.body.items).toHaveLength(6);
    expect(hub.changes.map((change) => change.event)).toEqual(['revision-publish', 'revision-in-force']);
    expect((await hub.call('GET', `${url}/revision`, { as: police })).problem.code).toBe('REVISION_NOT_FOUND');
    const lines = await hub.call('GET', `${url}/editions`, { as: police });
    expect(lines.body.items[0]).toMatchObject({ edition: 2, breaking: true, schemaVersion: 2 });
    const { body } = await hub.call('GET', `${url}/changes`, { as: police });
    expect(body.items.map((line: { event: string }) => line.event).slice(0, 5)).toEqual([
      ...['revision-in-force', 'revision-publish', 'revision-approve', 'revision-submit', 'revision-written'],
    ]);
  });

  it('of what others rely on waits for the grace period in their sight, then suspends the grants it ends', async () => {
    const given = await expectStatus(201, hub.call('POST', '/v1/grants', { as: police, body: pensionGrantDraft() }));
    const grant = `/v1/grants/${given.body.id}`;
    await expectStatus(200, revise(resident, without(residentDraft(), 'address'), 4));
    await expectStatus(200, event(resident, 'submit'));
    await expectStatus(200, event(resident, 'approve', data));
    const early = await event(resident, 'publish', police, { effectiveFrom: '2026-12-01T00:00:00Z' });
    expect(early.problem).toMatchObject({ code: 'GRACE_PERIOD_NEEDED', detail: expect.stringContaining('2026-12-21') });
    const alone = await event(resident, 'publish', police, { waiveGrace: true, reason: '急' });
    expect(alone.problem.code).toBe('GRACE_WAIVER_REFUSED');
    const scheduled = await expectStatus(200, event(resident, 'publish'));
    expect(scheduled.body.edition).toBe(1);
    const seen = await expectStatus(200, hub.call('GET', `${resident}/revision`, { as: systems.pension }));
    expect(seen.body).toMatchObject({ status: 'scheduled', breaking: true, effectiveFrom: '2026-12-21T08:00:00.000Z' });

    expect(await applyDueRevisions(hub.deps)).toBe(0);
    hub.clock.set('2026-12-21T08:00:00Z');
    hub.changes.length = 0;
    const both = await Promise.all([applyDueRevisions(hub.deps), applyDueRevisions(hub.deps)]);
    expect(both[0] + both[1]).toBe(1);
    const read = await hub.call('GET', resident, { as: police });
    expect(read.body.edition).toBe(2);
    expect(read.body.items.some((each: { field: string }) => each.field === 'address')).toBe(false);
    const fallen = await hub.call('GET', grant, { as: police });
    expect(fallen.body.status).toBe('suspended');
    expect(hub.changes.map((change) => `${change.kind} ${change.event}`)).toEqual([
      'resource revision-in-force',
      'grant suspend',
    ]);
    const resume = { as: police, body: { event: 'resume' } };
    expect((await hub.call('POST', `${grant}/events`, resume)).problem.code).toBe('GRANT_FIELD_UNKNOWN');
    hub.clock.set('2026-11-21T08:00:00Z');
  });

  it('of two administrators who write one at once is one’s, and the other is told', async () => {
    const { url, draft } = await published();
    const answers = await Promise.all([
      revise(url, { ...draft, abstract: '甲' }, 4),
      revise(url, { ...draft, abstract: '乙' }, 4, data),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const kept = await hub.call('GET', `${url}/revision`, { as: police });
    const winner = answers.find((answer) => answer.status === 200);
    expect(kept.body.content.abstract).toBe(winner?.body.content.abstract);
    expect(kept.headers.etag).toBe('"5"');
    expect((await event(url, 'submit', police)).status).toBe(200);
    const stale = { as: data, body: { event: 'approve' }, ifMatch: '"5"' };
    expect((await hub.call('POST', `${url}/revision/events`, stale)).status).toBe(412);
  });

  it('is refused where there is nothing to revise, and goes when it is discarded or its resource is withdrawn', async () => {
    const { url, draft } = await published();
    expect((await revise(url, draft, 4)).problem.code).toBe('REVISION_EMPTY');
    expect((await revise(url, { ...draft, code: '101001/999' }, 4)).problem.code).toBe('RESOURCE_IDENTITY_FIXED');
    expect((await event(url, 'submit')).problem.code).toBe('REVISION_NOT_FOUND');
    await expectStatus(200, revise(url, { ...draft, abstract: '改' }, 4));
    await expectStatus(200, event(url, 'discard'));
    await expectStatus(200, revise(url, { ...draft, abstract: '再改' }, 6));
    const withdraw = { as: police, body: { event: 'withdraw', reason: '停用' } };
    await expectStatus(200, hub.call('POST', `${url}/events`, withdraw));
    expect((await hub.call('GET', `${url}/revision`, { as: police })).problem.code).toBe('REVISION_NOT_FOUND');
    expect((await revise(url, { ...draft, abstract: '三改' }, 8)).problem.code).toBe('REVISION_NOT_DUE');
  });
});

describe('the keeping of editions', () => {
  it('is for ever', async () => {
    const { pool } = db.database;
    await expect(pool.query('update catalog.resource_edition set edition = 9')).rejects.toThrow('never rewritten');
    await expect(pool.query('delete from catalog.resource_edition')).rejects.toThrow('never rewritten');
  });
});

describe('a suspension by the data administration', () => {
  it('is not lifted by the provider', async () => {
    const { url } = await published();
    const on = (as: Actor, name: string, reason?: string) =>
      hub.call('POST', `${url}/events`, { as, body: { event: name, ...(reason === undefined ? {} : { reason }) } });
    await expectStatus(200, on(data, 'suspend', '数据质量核查'));
    expect((await on(police, 'resume')).problem.code).toBe('RESOURCE_HELD');
    await expectStatus(200, on(data, 'resume'));
    await expectStatus(200, on(police, 'suspend', '检修'));
    await expectStatus(200, on(police, 'resume'));
  });
});

describe('many resources at once', () => {
  it('are entered and written down in few statements, or none is, and what is taken is named', async () => {
    const at = hub.clock.now();
    const make = (index: number): Resource => ({
      ...readResourceDraft(residentDraft({ id: `bulk.r${index}`, code: `301001/${index}`, name: `批量资源${index}` })),
      ...{ status: 'draft', submittedBy: undefined, held: false, edition: 0, version: 1, schemaVersion: 1 },
      ...{ createdAt: at, createdBy: 'officer:x', updatedAt: at, updatedBy: 'officer:x' },
    });
    const many = Array.from({ length: 1_203 }, (_, index) => make(index + 1));
    await db.database.transaction(async (tx) => {
      await insertResources(tx, many);
      const entries = many.map((after) => {
        const change = { kind: 'resource', subject: after.id, event: 'created', version: 1 } as const;
        return { change, actor: police, at, before: undefined, after };
      });
      await recordChanges(tx, entries);
    });
    const { pool } = db.database;
    const count = `select (select count(*) from catalog.resource where id like 'bulk.%')::int as resources,
      (select count(*) from catalog.change where subject like 'bulk.%')::int as changes`;
    expect((await pool.query(count)).rows[0]).toEqual({ resources: 1_203, changes: 1_203 });
    const more = [make(2_000), { ...make(2_001), code: make(7).code }];
    await expect(db.database.transaction((tx) => insertResources(tx, more))).rejects.toMatchObject({
      code: 'RESOURCE_CODE_TAKEN',
      message: expect.stringContaining('301001/7'),
    });
    expect((await pool.query(count)).rows[0].resources).toBe(1_203);
  });
});

describe('the list of revisions under way', () => {
  it('shows a provider its own and the data administration all of them, others what is scheduled', async () => {
    const { draft, url } = await published();
    await expectStatus(200, revise(url, without(draft, draft.items.at(-1)?.field ?? ''), 4));
    const listed = async (as: Actor, query = '') => {
      const { body } = await expectStatus(200, hub.call('GET', `/v1/revisions?limit=100${query}`, { as }));
      return body.items.filter(({ resource }: { resource: string }) => resource === draft.id);
    };
    const line = { resource: draft.id, name: draft.name, provider: 'police', status: 'draft', breaking: true };
    expect(await listed(police)).toMatchObject([line]);
    expect(await listed(data, '&status=draft')).toMatchObject([line]);
    expect(await listed(data, '&status=submitted')).toEqual([]);
    expect(await listed(administratorOf('hrss'))).toEqual([]);
    await expectStatus(200, event(url, 'submit'));
    expect(await listed(data, '&status=submitted')).toMatchObject([{ ...line, status: 'submitted' }]);
    await expectStatus(200, event(url, 'approve', data));
    await expectStatus(200, event(url, 'publish', police, { effectiveFrom: '2027-06-01T00:00:00Z' }));
    expect(await listed(administratorOf('hrss'))).toMatchObject([
      { status: 'scheduled', effectiveFrom: expect.any(String) },
    ]);
    await expectStatus(400, hub.call('GET', '/v1/revisions?cursor=x', { as: data }));
  });
});
