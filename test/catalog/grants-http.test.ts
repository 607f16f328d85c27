import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesOf } from '../../catalog/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  pensionDraft,
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

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const post = (changes: Parameters<typeof pensionGrantDraft>[0] = {}) =>
  hub.call('POST', '/v1/grants', { as: police, body: pensionGrantDraft(changes) });

async function give(changes: Parameters<typeof pensionGrantDraft>[0] = {}) {
  const { body, headers } = await expectStatus(201, post(changes));
  expect(headers.location).toBe(`/v1/grants/${body.id}`);
  return { url: `/v1/grants/${body.id}`, grant: body, draft: pensionGrantDraft(changes) };
}

describe('a grant', () => {
  it('is given with everything the interface describes, and read back from both sides', async () => {
    const rowScope = [
      { field: 'division', op: 'in' as const, values: ['450721', '450722'] },
      { field: 'division', op: 'prefix' as const, value: '4507' },
    ];
    const { url, grant, draft } = await give({ rowScope, perSecond: 20, hours: { from: 8, until: 18 } });
    expect(grant).toMatchObject({
      ...draft,
      validFrom: '2026-11-01T00:00:00.000Z',
      validUntil: '2027-11-01T00:00:00.000Z',
      provider: 'police',
      status: 'active',
      version: 1,
    });
    for (const as of [police, systems.pension, systems.training, systems.policeConnector]) {
      expect((await expectStatus(200, hub.call('GET', url, { as }))).body).toEqual(grant);
    }
  });

  it('may limit single matters by the day', async () => {
    const matterQuotas = [{ matter: 'HRSS-PENSION-01', dailyQuota: 50 }];
    const { url, grant } = await give({ matterQuotas });
    expect(grant).toMatchObject({ matterQuotas });
    expect((await expectStatus(200, hub.call('GET', url, { as: police }))).body).toEqual(grant);
    expect((await give()).grant).not.toHaveProperty('matterQuotas');
  });

  it('may go to every consumer system of an organisation', async () => {
    const { grant } = await give({ consumer: { organisation: 'hrss' } });
    expect(grant.consumer).toEqual({ organisation: 'hrss' });
    expect(grant).not.toHaveProperty('perSecond');
    expect(grant).not.toHaveProperty('hours');
  });

  it.each<[string, Parameters<typeof pensionGrantDraft>[0], string]>([
    ['an unknown organisation', { consumer: { organisation: 'nobody' } }, 'GRANT_CONSUMER_UNKNOWN'],
    ['an unknown system', { consumer: { organisation: 'hrss', system: 'no-such' } }, 'GRANT_CONSUMER_UNKNOWN'],
    [
      'another organisation’s system',
      { consumer: { organisation: 'hrss', system: 'civil-assistance' } },
      'GRANT_CONSUMER_UNKNOWN',
    ],
    [
      'a provider system',
      { consumer: { organisation: 'police', system: 'police-connector' } },
      'GRANT_CONSUMER_UNKNOWN',
    ],
  ])('to %s is refused', async (_what, changes, code) => {
    expect((await post(changes)).problem).toMatchObject({ code, status: 422 });
  });

  it.each<[string, object, string]>([
    ['of a resource that is not there', { resource: 'population.absent' }, 'RESOURCE_NOT_FOUND'],
    ['of a resource with a wildcard', { resource: 'population.*' }, 'RESOURCE_ID_MALFORMED'],
    ['for a matter that is not there', { matters: ['NO-SUCH'] }, 'GRANT_MATTER_REFUSED'],
    ['for a matter of the wrong form', { matters: ["X' --"] }, 'MATTER_CODE_MALFORMED'],
    ['of a field that is not there', { fields: ['phone'] }, 'GRANT_FIELD_UNKNOWN'],
    ['of a field that is SQL', { fields: ["name' from x; --"] }, 'GRANT_FIELD_UNKNOWN'],
    ['of a field twice', { fields: ['name', 'name'] }, 'INVALID_INPUT'],
    ['of a sensitive field that the matter does not need', { fields: ['religion'] }, 'GRANT_FIELD_NOT_NEEDED'],
    ['by half a key', { matchFields: ['name'] }, 'GRANT_MATCH_KEY_INCOMPLETE'],
    ['in a mode that is none', { modes: ['dump'] }, 'INVALID_INPUT'],
    ['in verify mode without claims', { verifyFields: [] }, 'GRANT_MODES_AND_FIELDS_DIFFER'],
    [
      'limited by an operator that is none',
      { rowScope: [{ field: 'division', op: 'like', value: '%' }] },
      'INVALID_INPUT',
    ],
    ['limited by nothing', { rowScope: [{ field: 'division', op: 'eq' }] }, 'GRANT_SCOPE_REFUSED'],
    ['of nothing a day', { dailyQuota: 0 }, 'INVALID_INPUT'],
    [
      'with a quota for a matter that it is not for',
      { matterQuotas: [{ matter: 'HRSS-OTHER-01', dailyQuota: 5 }] },
      'GRANT_MATTER_QUOTA_REFUSED',
    ],
    [
      'with two quotas for one matter',
      {
        matterQuotas: [
          { matter: 'HRSS-PENSION-01', dailyQuota: 5 },
          { matter: 'HRSS-PENSION-01', dailyQuota: 6 },
        ],
      },
      'GRANT_MATTER_QUOTA_REFUSED',
    ],
    [
      'with more for a matter than for the whole',
      { dailyQuota: 10, matterQuotas: [{ matter: 'HRSS-PENSION-01', dailyQuota: 11 }] },
      'GRANT_MATTER_QUOTA_REFUSED',
    ],
    ['that is over', { validUntil: '2026-11-20T00:00:00Z' }, 'GRANT_TIME_REFUSED'],
    ['until no moment', { validUntil: 'for ever' }, 'INVALID_INPUT'],
    ['within hours of no day', { hours: { from: 8, until: 25 } }, 'INVALID_INPUT'],
    ['on no basis', { basis: ' ' }, 'INVALID_INPUT'],
    ['with an unknown member', { colour: 'red' }, 'INVALID_INPUT'],
  ])('%s is refused with its own code', async (_what, changes, code) => {
    const body = { ...pensionGrantDraft(), ...changes };
    expect((await hub.call('POST', '/v1/grants', { as: police, body })).problem.code).toBe(code);
  });

  it('on a resource that is no longer published, or never shared, is refused', async () => {
    const draft = residentDraft({ id: 'population.later', code: '101001/5', name: '待发布' });
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
    expect((await post({ resource: 'population.later' })).problem.code).toBe('GRANT_RESOURCE_NOT_PUBLISHED');
    const put = { ...draft, sharing: { type: '3', lawBasis: '《保守国家秘密法》', mode: 'platform' } };
    await expectStatus(
      200,
      hub.call('PUT', '/v1/resources/population.later', { as: police, body: put, ifMatch: '"1"' }),
    );
    await publish(hub, '/v1/resources/population.later');
    const refused = await post({ resource: 'population.later' });
    expect(refused.problem.code).toBe('GRANT_RESOURCE_NOT_SHARED');
    expect(refused.problem.detail).toContain('《保守国家秘密法》');
  });

  it('for a matter that has ended is refused', async () => {
    const hrss = administratorOf('hrss');
    const body = pensionDraft({ code: 'HRSS-ENDING' });
    await expectStatus(201, hub.call('POST', '/v1/matters', { as: hrss, body }));
    const end = { as: hrss, body: { event: 'end', reason: '取消' } };
    await expectStatus(200, hub.call('POST', '/v1/matters/HRSS-ENDING/events', end));
    expect((await post({ matters: ['HRSS-ENDING'] })).problem.code).toBe('GRANT_MATTER_REFUSED');
  });

  it('and the withdrawal of its resource do not pass each other unseen', async () => {
    const draft = residentDraft({ id: 'population.race', code: '101001/6', name: '竞争' });
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
    const url = '/v1/resources/population.race/events';
    await publish(hub, '/v1/resources/population.race');
    const matter = pensionDraft({
      code: 'HRSS-RACE',
      materials: [{ kind: 'resource', resource: 'population.race', fields: ['name', 'address'], purpose: 'x' }],
    });
    await expectStatus(201, hub.call('POST', '/v1/matters', { as: administratorOf('hrss'), body: matter }));
    const [given, withdrawn] = await Promise.all([
      post({ resource: 'population.race', matters: ['HRSS-RACE'] }),
      hub.call('POST', url, { as: police, body: { event: 'withdraw', reason: '停用' } }),
    ]);
    expect([given.status === 201, withdrawn.status === 200].filter(Boolean)).toHaveLength(1);
  });
});

describe('changing a grant', () => {
  it('judges the new terms like those of a new one, on the newest version only', async () => {
    const { url, draft } = await give();
    const put = (changes: object, ifMatch: string) =>
      hub.call('PUT', url, { as: police, body: { ...draft, ...changes }, ifMatch });
    expect((await put({ fields: ['religion'] }, '"1"')).problem.code).toBe('GRANT_FIELD_NOT_NEEDED');
    const answers = await Promise.all([put({ dailyQuota: 5 }, '"1"'), put({ dailyQuota: 6 }, '"1"')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    expect((await put({ resource: 'population.later' }, '"2"')).problem.code).toBe('GRANT_IDENTITY_FIXED');
    expect((await put({ consumer: { organisation: 'hrss' } }, '"2"')).problem.code).toBe('GRANT_IDENTITY_FIXED');
  });

  it('suspends, resumes and revokes, with reasons, written down and announced', async () => {
    const { url, grant, draft } = await give();
    hub.changes.length = 0;
    const event = (body: object) => hub.call('POST', `${url}/events`, { as: police, body });
    expect((await event({ event: 'suspend' })).problem.code).toBe('GRANT_REASON_NEEDED');
    expect((await expectStatus(200, event({ event: 'suspend', reason: '核查' }))).body.status).toBe('suspended');
    expect((await expectStatus(200, event({ event: 'resume' }))).body.status).toBe('active');
    expect((await expectStatus(200, event({ event: 'revoke', reason: '超范围使用' }))).body.status).toBe('revoked');
    expect((await event({ event: 'resume' })).problem.code).toBe('GRANT_EVENT_NOT_ALLOWED');
    const put = await hub.call('PUT', url, { as: police, body: draft, ifMatch: '"4"' });
    expect(put.problem.code).toBe('GRANT_ENDED');
    const record = await changesOf(db.database, { kind: 'grant', subject: grant.id });
    expect(record.map((change) => [change.event, change.reason])).toEqual([
      ['created', undefined],
      ['suspend', '核查'],
      ['resume', undefined],
      ['revoke', '超范围使用'],
    ]);
    expect(hub.changes).toEqual(
      ['suspend', 'resume', 'revoke'].map((name, index) => ({
        kind: 'grant',
        subject: grant.id,
        event: name,
        version: index + 2,
      })),
    );
  });

  it('does not resume what is over, and does after the end was moved', async () => {
    const { url, draft } = await give();
    const event = (body: object) => hub.call('POST', `${url}/events`, { as: police, body });
    await expectStatus(200, event({ event: 'suspend', reason: '核查' }));
    hub.clock.set('2027-12-01T00:00:00Z');
    expect((await event({ event: 'resume' })).problem.code).toBe('GRANT_OVER');
    const longer = { ...draft, validUntil: '2028-11-01T00:00:00Z' };
    await expectStatus(200, hub.call('PUT', url, { as: police, body: longer, ifMatch: '"2"' }));
    await expectStatus(200, event({ event: 'resume' }));
    hub.clock.set('2026-11-21T08:00:00Z');
  });

  it.each(['/v1/grants/x', "/v1/grants/1'%20or%201=1"])('%s is no grant', async (url) => {
    expect((await hub.call('GET', url, { as: police })).problem.code).toBe('GRANT_ID_MALFORMED');
  });

  it('a grant that is not there is not found', async () => {
    const url = '/v1/grants/00000000-0000-4000-8000-000000000000';
    expect((await hub.call('GET', url, { as: police })).problem.code).toBe('GRANT_NOT_FOUND');
  });
});

describe('the list of grants', () => {
  it('goes from the newest to the oldest, page by page, once each', async () => {
    for (const seconds of [1, 2, 3]) {
      hub.clock.set(`2026-11-21T09:00:0${seconds}Z`);
      await give({ dailyQuota: seconds });
    }
    hub.clock.set('2026-11-21T08:00:00Z');
    const seen: { id: string; createdAt: string }[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await expectStatus(200, hub.call('GET', `/v1/grants?limit=2${more}`, { as: police }));
      seen.push(...body.items);
      cursor = body.next;
    }
    const all = await hub.call('GET', '/v1/grants?limit=100', { as: police });
    expect(seen).toEqual(all.body.items);
    expect(new Set(seen.map((grant) => grant.id)).size).toBe(seen.length);
    const times = seen.map((grant) => grant.createdAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('may be narrowed', async () => {
    const list = async (query: string): Promise<{ matters: string[]; status: string; resource: string }[]> =>
      (await expectStatus(200, hub.call('GET', `/v1/grants?limit=100&${query}`, { as: police }))).body.items;
    const all = await list('');
    const revoked = all.filter((grant) => grant.status === 'revoked');
    expect(revoked.length).toBeGreaterThan(0);
    expect(await list('status=revoked')).toEqual(revoked);
    const forPension = all.filter((grant) => grant.matters.includes('HRSS-PENSION-01'));
    expect(await list('matter=HRSS-PENSION-01&consumer=hrss&provider=police')).toEqual(forPension);
    expect(await list('resource=population.resident')).toEqual(
      all.filter((grant) => grant.resource === 'population.resident'),
    );
    for (const none of ['consumer=civil', 'provider=hrss', 'matter=NO-SUCH', 'resource=population.none']) {
      expect(await list(none)).toEqual([]);
    }
    for (const query of ['resource=a.*', "matter=x'", 'consumer=A', 'status=gone', 'cursor=x']) {
      const { problem } = await hub.call('GET', `/v1/grants?${query}`, { as: police });
      expect(problem.code).toBe('INVALID_INPUT');
    }
  });
});
