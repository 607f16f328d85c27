import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApplicationDraft,
  changeApplicationState,
  changesOf,
  keepDeadlines,
  loadCatalogFacts,
} from '../../catalog/index.ts';
import { parseRecordId } from '../../catalog/record-id.ts';
import { expectStatus, officer, systems } from '../support/catalog-app.ts';
import {
  applicationDraft,
  begin,
  civil,
  data,
  grantIt,
  hrss,
  otherOfData,
  police,
  type Sharing,
  startSharing,
  step,
} from '../support/sharing.ts';

let sharing: Sharing;
let db: Sharing['db'];
let hub: Sharing['hub'];

beforeAll(async () => {
  sharing = await startSharing();
  ({ db, hub } = sharing);
});
afterAll(() => sharing[Symbol.asyncDispose]());

const grantOf = async (id: string) =>
  (await expectStatus(200, hub.call('GET', `/v1/grants/${id}`, { as: systems.pension }))).body;
const read = async (url: string) => (await expectStatus(200, hub.call('GET', url, { as: data }))).body;
const grants = async () => (await db.database.pool.query('select from catalog."grant"')).rowCount ?? 0;

async function submitted(changes: Partial<ApplicationDraft> = {}): Promise<string> {
  const url = await begin(hub, changes);
  await expectStatus(200, step(hub, url, hrss, 'submit'));
  return url;
}

async function reviewed(changes: Partial<ApplicationDraft> = {}): Promise<string> {
  const url = await submitted(changes);
  await expectStatus(200, step(hub, url, police, 'approve'));
  return url;
}

describe('an application for what is shared under a condition', () => {
  it('goes by the provider and the data administration to a grant on its terms, and the clock stops in time', async () => {
    const url = await begin(hub);
    const sent = await expectStatus(200, step(hub, url, hrss, 'submit'));
    expect(sent.body).toMatchObject({ status: 'submitted', edition: 1, submittedBy: `officer:${hrss.id}` });
    // Saturday, 21 November: ten working days later it is Friday, 4 December.
    expect(sent.body.clock).toMatchObject({
      ...{ kind: 'conditional', stage: 'provider-review', organisation: 'police', state: 'running' },
      ...{ dueOn: '2026-12-04', dueAt: '2026-12-04T16:00:00.000Z', workingDays: 10, workingDaysLeft: 10 },
    });
    const between = await expectStatus(200, step(hub, url, police, 'approve'));
    expect(between.body).toMatchObject({
      status: 'providerReviewed',
      clock: { stage: 'administration-review', organisation: 'data', dueOn: '2026-12-04', state: 'running' },
    });
    const before = hub.changes.length;
    const { body } = await expectStatus(200, step(hub, url, data, 'approve'));
    expect(body).toMatchObject({ status: 'granted', clock: { state: 'met' } });
    expect(await grantOf(body.grant)).toMatchObject({
      ...{ consumer: { organisation: 'hrss', system: 'hrss-pension' }, provider: 'police', status: 'active' },
      ...{ modes: ['lookup', 'verify'], fields: ['name', 'address'], verifyFields: ['birthDate'], perSecond: 20 },
      ...{ dailyQuota: 1000, hours: { from: 8, until: 18 }, matters: ['HRSS-PENSION-01'] },
      ...{ validFrom: '2026-11-21T08:00:00.000Z', validUntil: '2027-11-21T08:00:00.000Z' },
      basis: applicationDraft().basis,
    });
    expect(hub.changes.slice(before).map(({ kind, event }) => `${kind} ${event}`)).toEqual([
      'grant created',
      'application approve',
    ]);
    // What decides on queries finds it.
    const facts = await loadCatalogFacts(db.database);
    const question = { organisation: 'hrss', system: 'hrss-pension', resource: 'population.resident' } as const;
    expect(facts.grantsFor(question as never).map(({ id }) => id)).toContain(body.grant);
    const events = (await expectStatus(200, hub.call('GET', `${url}/changes`, { as: hrss }))).body.items;
    expect(events.map((each: { event: string }) => each.event)).toEqual(['approve', 'approve', 'submit', 'created']);
  });

  it('is given field by field, each side taking away and none adding', async () => {
    const url = await submitted({ fields: ['name', 'address'], verifyFields: ['birthDate'] });
    const decisions = [{ field: 'address', verdict: 'verify-only', reason: '核验即可' }];
    await expectStatus(200, step(hub, url, police, 'approve', { decisions, limits: { callsPerDay: 500 } }));
    const more = {
      decisions: [{ field: 'birthDate', verdict: 'refuse', ground: '3', reason: '暂不具备条件' }],
      limits: { days: 30, rowScope: [{ field: 'division', op: 'eq', value: '450721100000' }], requiresOfficer: true },
    };
    const { body } = await expectStatus(200, step(hub, url, data, 'approve', more));
    expect(body.reviews.map(({ by, officer: who }: { by: string; officer: string }) => [by, who])).toEqual([
      ['provider', `officer:${police.id}`],
      ['administration', `officer:${data.id}`],
    ]);
    expect(await grantOf(body.grant)).toMatchObject({
      ...{ fields: ['name'], verifyFields: ['address'], dailyQuota: 500, requiresOfficer: true },
      validUntil: '2026-12-21T08:00:00.000Z',
      rowScope: [
        { field: 'division', op: 'prefix', value: '450721' },
        { field: 'division', op: 'eq', value: '450721100000' },
      ],
    });
  });

  it.each<[string, object, string]>([
    [
      'on a field that was not asked for',
      { decisions: [{ field: 'religion', verdict: 'grant' }] },
      'APPLICATION_DECISION_REFUSED',
    ],
    [
      'refusing a field without its ground',
      { decisions: [{ field: 'name', verdict: 'refuse' }] },
      'APPLICATION_DECISION_REFUSED',
    ],
    [
      'with a ground that is none',
      { decisions: [{ field: 'name', verdict: 'refuse', ground: '7' }] },
      'APPLICATION_DECISION_REFUSED',
    ],
    [
      'to confirm only what was to be confirmed anyway',
      { decisions: [{ field: 'birthDate', verdict: 'verify-only' }] },
      'APPLICATION_DECISION_REFUSED',
    ],
    ['giving more days', { limits: { days: 400 } }, 'APPLICATION_DECISION_REFUSED'],
    ['giving more calls', { limits: { callsPerDay: 1001 } }, 'APPLICATION_DECISION_REFUSED'],
    ['giving more a second', { limits: { peakPerSecond: 21 } }, 'APPLICATION_DECISION_REFUSED'],
    ['giving longer hours', { limits: { hours: { from: 7, until: 18 } } }, 'APPLICATION_DECISION_REFUSED'],
    ['lifting the need of an officer', { limits: { requiresOfficer: false } }, 'INVALID_INPUT'],
    [
      'refusing everything',
      { decisions: ['name', 'address', 'birthDate'].map((field) => ({ field, verdict: 'refuse', ground: '1' })) },
      'APPLICATION_NOTHING_LEFT',
    ],
  ])('is not approved %s', async (_what, more, code) => {
    const url = await submitted();
    expect((await step(hub, url, police, 'approve', more)).problem.code).toBe(code);
    expect((await read(url)).status).toBe('submitted');
  });

  it('is refused with a ground of the table and a reason, and the clock stops', async () => {
    const url = await submitted();
    for (const more of [{}, { ground: '2' }, { ground: '8', reason: '无' }, { reason: '不在本部门' }]) {
      expect((await step(hub, url, police, 'refuse', more)).problem.code).toBe('REFUSAL_GROUND_NEEDED');
    }
    const refusal = { ground: '2', reason: '该数据由民政部门掌握' };
    const { body } = await expectStatus(200, step(hub, url, police, 'refuse', refusal));
    expect(body).toMatchObject({
      status: 'refused',
      refusal: { ...refusal, organisation: 'police' },
      clock: { state: 'met' },
    });
    expect((await step(hub, url, data, 'approve')).problem.code).toBe('APPLICATION_EVENT_NOT_ALLOWED');
  });

  it('may be sent back, changed and submitted again, with a clock of its own', async () => {
    const url = await reviewed();
    expect((await step(hub, url, data, 'return')).problem.code).toBe('APPLICATION_REASON_NEEDED');
    const back = await expectStatus(200, step(hub, url, data, 'return', { reason: '请补充使用场景' }));
    expect(back.body).toMatchObject({ status: 'draft', reviews: [], clock: { state: 'met' } });
    expect(back.body).not.toHaveProperty('submittedBy');
    const changed = applicationDraft({ scenario: '窗口与网上受理' });
    const put = (ifMatch?: string) =>
      hub.call('PUT', url, { as: hrss, body: changed, ...(ifMatch === undefined ? {} : { ifMatch }) });
    expect((await put()).status).toBe(428);
    expect((await put('"1"')).status).toBe(412);
    await expectStatus(200, put(back.headers.etag as string));
    hub.clock.advance(3 * 86_400_000);
    const again = await expectStatus(200, step(hub, url, hrss, 'submit'));
    expect(again.body).toMatchObject({
      form: { scenario: '窗口与网上受理' },
      clock: { state: 'running', dueOn: '2026-12-08' },
    });
    hub.clock.advance(-3 * 86_400_000);
  });

  it('may be recalled and withdrawn by the applicant, and no answer is due any more', async () => {
    const url = await submitted();
    expect((await expectStatus(200, step(hub, url, hrss, 'recall'))).body).toMatchObject({
      status: 'draft',
      clock: { state: 'void' },
    });
    expect((await hub.call('GET', url, { as: police })).problem.code).toBe('APPLICATION_NOT_FOUND');
    await expectStatus(200, step(hub, url, hrss, 'submit'));
    expect((await step(hub, url, police, 'withdraw')).problem.code).toBe('APPLICATION_NOT_YOURS');
    expect((await expectStatus(200, step(hub, url, hrss, 'withdraw'))).body.status).toBe('withdrawn');
  });

  it('is not decided by the one who reviewed it, and a draft is nobody else’s', async () => {
    const url = await submitted();
    await expectStatus(200, step(hub, url, data, 'approve'));
    expect((await step(hub, url, data, 'approve')).problem.code).toBe('APPLICATION_REVIEW_BY_ANOTHER');
    await expectStatus(200, step(hub, url, otherOfData, 'approve'));
    const draft = await begin(hub);
    for (const as of [police, civil]) {
      expect((await hub.call('GET', draft, { as })).problem.code).toBe('APPLICATION_NOT_FOUND');
      const { body } = await hub.call('GET', '/v1/applications?limit=100&status=draft', { as });
      expect(body.items).toEqual([]);
    }
  });

  it('is judged when it is submitted, as a grant is', async () => {
    const cases: [Partial<ApplicationDraft>, string][] = [
      [{ fields: ['religion'] }, 'GRANT_FIELD_NOT_NEEDED'],
      [{ fields: ['phone'] }, 'GRANT_FIELD_UNKNOWN'],
      [{ matchFields: ['name'] }, 'GRANT_MATCH_KEY_INCOMPLETE'],
      [{ matters: ['NO-SUCH'] }, 'GRANT_MATTER_REFUSED'],
      [{ hours: { from: 18, until: 8 } }, 'GRANT_TIME_REFUSED'],
    ];
    for (const [changes, code] of cases) {
      const url = await begin(hub, changes);
      expect((await step(hub, url, hrss, 'submit')).problem.code).toBe(code);
      expect((await read(url)).status).toBe('draft');
    }
  });

  it.each<[string, object, string]>([
    ['of a resource that is not there', { resource: 'population.absent' }, 'RESOURCE_NOT_FOUND'],
    ['for another organisation', { consumer: { organisation: 'civil' } }, 'NOT_IN_REACH'],
    [
      'for another’s system',
      { consumer: { organisation: 'hrss', system: 'civil-assistance' } },
      'GRANT_CONSUMER_UNKNOWN',
    ],
    ['for no day at all', { days: 0 }, 'INVALID_INPUT'],
    [
      'with a digest that is none',
      { attachment: { name: 'a', mediaType: 'a/b', bytes: 1, sha256: 'no' } },
      'INVALID_INPUT',
    ],
    ['with a character that no text has', { scenario: 'a\u0000b' }, 'INVALID_INPUT'],
    ['renewing what is not there', { renews: '00000000-0000-4000-8000-000000000000' }, 'GRANT_NOT_FOUND'],
    ['with a member that nobody asked for', { personal: true }, 'INVALID_INPUT'],
  ])('is not begun %s', async (_what, changes, code) => {
    const body = applicationDraft(changes as Partial<ApplicationDraft>);
    expect((await hub.call('POST', '/v1/applications', { as: hrss, body })).problem.code).toBe(code);
  });

  it('keeps who asks for which resource', async () => {
    const url = await begin(hub);
    for (const changes of [{ resource: 'population.division' }, { consumer: { organisation: 'civil' } }]) {
      const body = applicationDraft(changes);
      expect((await hub.call('PUT', url, { as: hrss, body, ifMatch: '"1"' })).problem.code).toBe(
        'APPLICATION_IDENTITY_FIXED',
      );
    }
    expect((await hub.call('GET', '/v1/applications/nonsense', { as: hrss })).problem.code).toBe('RECORD_ID_MALFORMED');
  });
});

describe('an application for what is shared without condition', () => {
  it('is granted when it is submitted', async () => {
    const url = await begin(hub, { resource: 'population.division', verifyFields: [] });
    const { body } = await expectStatus(200, step(hub, url, hrss, 'submit'));
    expect(body).toMatchObject({
      status: 'granted',
      reviews: [],
      clock: { kind: 'unconditional', state: 'met', workingDays: 1 },
    });
    expect(await grantOf(body.grant)).toMatchObject({
      resource: 'population.division',
      createdBy: `officer:${hrss.id}`,
    });
  });
});

describe('two who decide at once', () => {
  it('come to one grant: the second finds it decided', async () => {
    const url = await reviewed();
    const before = await grants();
    const third = officer('data', 'catalogue-administrator', 'operator');
    const answers = await Promise.all([data, otherOfData, third].map((as) => step(hub, url, as, 'approve')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await grants()).toBe(before + 1);
  });

  it('one approving, one refusing: one of them stands, wholly', async () => {
    const url = await reviewed();
    const before = await grants();
    const [yes, no] = await Promise.all([
      step(hub, url, data, 'approve'),
      step(hub, url, otherOfData, 'refuse', { ground: '4', reason: '其他' }),
    ]);
    expect([yes?.status, no?.status].sort()).toEqual([200, 409]);
    const { status, grant } = await read(url);
    expect([status, grant !== undefined, await grants()]).toEqual(
      yes?.status === 200 ? ['granted', true, before + 1] : ['refused', false, before],
    );
  });

  it('the one who looked earlier is told, if they say what they saw', async () => {
    const url = await submitted();
    const options = { as: police, body: { event: 'approve' }, ifMatch: '"1"' };
    expect((await hub.call('POST', `${url}/events`, options)).problem.code).toBe('STALE_VERSION');
  });
});

it('a fault at any moment of the approval leaves neither grant nor decision', async () => {
  const url = await reviewed();
  const state = await read(url);
  const before = await grants();
  const changes = async () => (await changesOf(db.database, { kind: 'application', subject: state.id })).length;
  const recorded = await changes();
  const id = parseRecordId(state.id);
  const approve = () => changeApplicationState({ ...hub.deps, actor: data, id, event: 'approve' });
  for (const table of ['"grant"', 'application', 'change', 'clock', 'notice']) {
    const { pool } = db.database;
    await pool.query(`create function catalog.break_now() returns trigger language plpgsql as $$ begin raise exception 'the power fails'; end $$;
      create trigger break_now after insert or update on catalog.${table} for each row execute function catalog.break_now()`);
    await expect(approve()).rejects.toThrow('the power fails');
    await pool.query('drop function catalog.break_now() cascade');
    expect(await read(url)).toEqual(state);
    expect([await grants(), await changes()]).toEqual([before, recorded]);
  }
  expect((await approve()).status).toBe('granted');
});

describe('a renewal', () => {
  async function granted() {
    const { body } = await grantIt(hub, await begin(hub, { days: 30 }));
    return { id: body.grant as string, url: `/v1/applications/${body.id}`, until: '2026-12-21T08:00:00.000Z' };
  }

  it('lets the same grant last longer, from its end on', async () => {
    const { id, until } = await granted();
    expect((await grantOf(id)).validUntil).toBe(until);
    const before = await grants();
    const { body } = await grantIt(
      hub,
      await begin(hub, { days: 10, renews: id, fields: ['name'], verifyFields: ['address'] }),
    );
    expect(body.grant).toBe(id);
    expect(await grantOf(id)).toMatchObject({ validUntil: '2026-12-31T08:00:00.000Z', fields: ['name'], version: 2 });
    expect(await grants()).toBe(before);
  });

  it('gives nothing more, and only one is under way', async () => {
    const { id } = await granted();
    for (const changes of [
      { callsPerDay: 1001 },
      { verifyFields: ['citizenNumber'] },
      { rowScope: [] },
      { hours: { from: 0, until: 24 } },
    ]) {
      const wider = await begin(hub, { renews: id, ...changes });
      expect((await step(hub, wider, hrss, 'submit')).problem.code).toBe('APPLICATION_RENEWAL_WIDER');
    }
    await submitted({ renews: id });
    const second = await begin(hub, { renews: id });
    expect((await step(hub, second, hrss, 'submit')).problem.code).toBe('APPLICATION_RENEWAL_REFUSED');
  });

  it('is asked for before the end; what was asked in time is not lost by a late decision', async () => {
    const { id, url } = await granted();
    const inTime = await submitted({ renews: id, days: 10 });
    hub.clock.advance(31 * 86_400_000);
    const late = await begin(hub, { renews: id });
    expect((await step(hub, late, hrss, 'submit')).problem.code).toBe('APPLICATION_RENEWAL_REFUSED');
    expect(await keepDeadlines(hub.deps)).toMatchObject({ expired: expect.any(Number) });
    expect((await read(url)).status).toBe('expired');
    await expectStatus(200, step(hub, inTime, police, 'approve'));
    await expectStatus(200, step(hub, inTime, data, 'approve'));
    expect((await grantOf(id)).validUntil).toBe('2027-01-01T08:00:00.000Z');
    hub.clock.advance(-31 * 86_400_000);
  });
});
