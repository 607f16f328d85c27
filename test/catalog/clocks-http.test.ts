import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepDeadlines, loadAnswerClocks, noClocks } from '../../catalog/index.ts';
import { expectStatus, officer, publish, residentDraft } from '../support/catalog-app.ts';
import {
  applicationDraft,
  begin,
  civil,
  data,
  demandDraft,
  grantIt,
  hrss,
  matterDraft,
  objectionDraft,
  police,
  type Sharing,
  startSharing,
  step,
} from '../support/sharing.ts';

let sharing: Sharing;
let db: Sharing['db'];
let hub: Sharing['hub'];
let url: string;
let subject: string;

const day = 86_400_000;
const start = '2026-11-21T08:00:00Z';

beforeAll(async () => {
  sharing = await startSharing();
  ({ db, hub } = sharing);
  url = await begin(hub);
  subject = url.split('/').at(-1) ?? '';
  await expectStatus(200, step(hub, url, hrss, 'submit'));
});
afterAll(() => sharing[Symbol.asyncDispose]());

type As = typeof data;
const inbox = async (as: As, query = '') =>
  (await expectStatus(200, hub.call('GET', `/v1/notices?limit=100${query}`, { as }))).body.items as {
    event: string;
    subject: string;
    dueOn?: string;
  }[];
const told = async (as: As) =>
  (await inbox(as)).filter((each) => each.subject === subject && each.dueOn !== undefined).map(({ event }) => event);
const waiting = async (as: As) =>
  (await expectStatus(200, hub.call('GET', '/v1/clocks', { as }))).body.items as { subject: string; dueOn: string }[];
const clock = async () => (await expectStatus(200, hub.call('GET', url, { as: hrss }))).body.clock;

describe('a clock', () => {
  it('shows its due day and the working days that are left, day after day, to whom it concerns', async () => {
    expect(await clock()).toMatchObject({ dueOn: '2026-12-04', workingDaysLeft: 10, state: 'running' });
    hub.clock.set('2026-11-25T16:30:00Z');
    // Half past midnight in Beijing: the 26th, a Thursday.
    expect(await clock()).toMatchObject({ workingDaysLeft: 6, state: 'running' });
    hub.clock.set('2026-12-04T15:59:00Z');
    expect(await clock()).toMatchObject({ workingDaysLeft: 0, state: 'running' });
    hub.clock.set('2026-12-04T16:00:00Z');
    expect(await clock()).toMatchObject({ workingDaysLeft: 0, state: 'overdue' });
    hub.clock.set('2026-12-08T04:00:00Z');
    expect(await clock()).toMatchObject({ workingDaysLeft: -2, state: 'overdue' });
    hub.clock.set(start);
    expect((await waiting(police)).map((each) => each.subject)).toEqual([subject]);
    expect(await waiting(hrss)).toEqual([]);
    expect((await waiting(data)).map((each) => each.subject)).toEqual([subject]);
  });

  it('reminds once three working days before its end, however many hubs look, and escalates once it has passed', async () => {
    hub.clock.set('2026-11-30T08:00:00Z');
    await keepDeadlines(hub.deps);
    expect(await told(police)).toEqual([]);
    hub.clock.set('2026-12-01T08:00:00Z');
    await Promise.all([keepDeadlines(hub.deps), keepDeadlines(hub.deps), keepDeadlines(hub.deps)]);
    expect(await told(police)).toEqual(['reminder']);
    hub.clock.set('2026-12-04T15:00:00Z');
    await keepDeadlines(hub.deps);
    expect([await told(police), await told(data)]).toEqual([['reminder'], []]);
    hub.clock.set('2026-12-05T08:00:00Z');
    await Promise.all([keepDeadlines(hub.deps), keepDeadlines(hub.deps)]);
    await keepDeadlines(hub.deps);
    expect([await told(police), await told(data)]).toEqual([['escalation', 'reminder'], ['escalation']]);
    expect(await clock()).toMatchObject({ reminded: true, escalated: true });
    expect([await told(hrss), await told(civil)]).toEqual([[], []]);
    hub.clock.set(start);
  });

  it('follows the calendar when its holidays are announced, and reminds again of its new end', async () => {
    const put = (days: object[], ifMatch?: string, year = 2026) =>
      hub.call('PUT', `/v1/calendar/${year}`, {
        as: data,
        body: { source: '通知', days },
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
    const held = await expectStatus(200, hub.call('GET', '/v1/calendar/2026', { as: hrss }));
    const off = { day: '2026-12-01', working: false, name: '临时放假' };
    const made = { day: '2026-12-05', working: true, name: '调休上班' };
    expect((await put([...held.body.days, off])).problem.code).toBe('PRECONDITION_REQUIRED');
    await expectStatus(200, put([...held.body.days, off, made], '"1"'));
    expect(await clock()).toMatchObject({
      dueOn: '2026-12-05',
      workingDaysLeft: 10,
      reminded: false,
      escalated: false,
    });
    expect((await put([], '"1"')).problem.code).toBe('STALE_VERSION');
    for (const days of [[off, off], [{ ...off, day: '2027-01-01' }], [{ ...off, day: '2026-02-30' }]]) {
      expect((await put(days, '"2"')).problem.code).toBe('CALENDAR_DAYS_REFUSED');
    }
    // Due in a year of which nobody has entered the holidays: the clock says so, and so does the calendar.
    const missing = async () => (await hub.call('GET', '/v1/calendar', { as: hrss })).body.missing;
    expect([(await clock()).provisional, await missing()]).toEqual([false, []]);
    hub.clock.set('2026-12-24T04:00:00Z');
    const late = await begin(hub);
    const { body: submitted } = await expectStatus(200, step(hub, late, hrss, 'submit'));
    expect(submitted.clock).toMatchObject({ dueOn: '2027-01-07', provisional: true });
    expect([await missing(), (await keepDeadlines(hub.deps)).missingYears]).toEqual([[2027], [2027]]);
    await expectStatus(201, put([{ day: '2027-01-01', working: false, name: '元旦' }], undefined, 2027));
    const reckoned = await expectStatus(200, hub.call('GET', late, { as: hrss }));
    expect(reckoned.body.clock).toMatchObject({ dueOn: '2027-01-08', provisional: false });
    expect(await missing()).toEqual([]);
    await expectStatus(200, step(hub, late, hrss, 'withdraw'));
    hub.clock.set(start);
    expect((await hub.call('GET', '/v1/calendar/2030', { as: hrss })).problem.code).toBe('CALENDAR_YEAR_UNKNOWN');
    await expectStatus(200, put(held.body.days, '"2"'));
    expect(await clock()).toMatchObject({ dueOn: '2026-12-04' });
  });

  it('runs by the region’s limit from when it is set; those that run keep theirs', async () => {
    const put = (
      kind: string,
      ifMatch: string,
      body: object = { workingDays: 5, reminderDays: 1, escalationDays: 2 },
    ) => hub.call('PUT', `/v1/clock-limits/${kind}`, { as: data, ifMatch, body });
    expect((await put('unknown', '"1"')).problem.code).toBe('CLOCK_LIMIT_UNKNOWN');
    expect((await put('conditional', '"1"', { workingDays: 0, reminderDays: 1, escalationDays: 2 })).status).toBe(400);
    await expectStatus(200, put('conditional', '"1"'));
    expect((await put('conditional', '"1"')).problem.code).toBe('STALE_VERSION');
    const other = await begin(hub);
    const { body } = await expectStatus(200, step(hub, other, hrss, 'submit'));
    expect(body.clock).toMatchObject({ workingDays: 5, dueOn: '2026-11-27' });
    expect(await clock()).toMatchObject({ workingDays: 10 });
    // Two working days after the end, not before.
    const late = async () =>
      (await inbox(data)).filter((each) => each.subject === body.id && each.event === 'escalation').length;
    hub.clock.set('2026-11-30T08:00:00Z');
    await keepDeadlines(hub.deps);
    expect(await late()).toBe(0);
    hub.clock.set('2026-12-01T08:00:00Z');
    await keepDeadlines(hub.deps);
    expect(await late()).toBe(1);
    hub.clock.set(start);
  });

  it('that starts before days off ends after them', async () => {
    hub.clock.set('2026-09-18T08:00:00Z');
    const demand = await expectStatus(201, hub.call('POST', '/v1/demands', { as: hrss, body: demandDraft() }));
    // Sunday the 20th is worked, the 25th to the 27th and the first week of October are not, Saturday the 10th is.
    expect(demand.body.clock).toMatchObject({ kind: 'unlisted-supply', workingDays: 20, dueOn: '2026-10-22' });
    hub.clock.set(start);
  });
});

describe('an inbox', () => {
  it('tells each side what happened, and shows the data administration whichever it asks for', async () => {
    const other = await begin(hub);
    await expectStatus(200, step(hub, other, hrss, 'submit'));
    await expectStatus(200, step(hub, other, police, 'refuse', { ground: '1', reason: '法规不允许' }));
    const about = async (as: As, query = '') =>
      (await inbox(as, query)).filter((each) => other.endsWith(each.subject)).map(({ event }) => event);
    expect(await about(police)).toEqual(['refuse', 'submit']);
    expect(await about(hrss)).toEqual(['refuse']);
    expect(await about(data)).toEqual([]);
    expect(await about(data, '&organisation=police')).toEqual(['refuse', 'submit']);
    expect(await about(civil, '&organisation=police')).toEqual([]);
    expect(await about(officer('hrss', 'approval-clerk'))).toEqual(['refuse']);
  });

  it('reminds a consumer once of a grant that ends soon, and again before the end of its renewal', async () => {
    const { body } = await grantIt(hub, await begin(hub, { days: 60 }));
    const ends = async () =>
      (await inbox(hrss)).filter((each) => each.event === 'grant-expiring' && each.subject === body.grant).length;
    await keepDeadlines(hub.deps);
    expect(await ends()).toBe(0);
    hub.clock.advance(45 * day);
    await keepDeadlines(hub.deps);
    await keepDeadlines(hub.deps);
    expect(await ends()).toBe(1);
    await grantIt(hub, await begin(hub, { renews: body.grant, days: 30 }));
    await keepDeadlines(hub.deps);
    expect(await ends()).toBe(1);
    hub.clock.advance(30 * day);
    await keepDeadlines(hub.deps);
    expect(await ends()).toBe(2);
    hub.clock.set(start);
  });

  it('is turned page by page', async () => {
    const first = await expectStatus(200, hub.call('GET', '/v1/notices?limit=2', { as: police }));
    const second = await expectStatus(
      200,
      hub.call('GET', `/v1/notices?limit=2&cursor=${first.body.next}`, { as: police }),
    );
    expect(second.body.items).toHaveLength(2);
    expect(second.body.items[0].at <= first.body.items[1].at).toBe(true);
    const one = await expectStatus(200, hub.call('GET', '/v1/clocks?limit=1', { as: police }));
    const two = await expectStatus(200, hub.call('GET', `/v1/clocks?limit=1&cursor=${one.body.next}`, { as: police }));
    expect(two.body.items[0].subject).not.toBe(one.body.items[0].subject);
    for (const list of ['notices', 'clocks', 'applications', 'demands', 'objections', 'lists/negative']) {
      expect((await hub.call('GET', `/v1/${list}?cursor=nonsense`, { as: police })).problem.code).toBe('INVALID_INPUT');
    }
    const cursor = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const bad = [
      `lists/negative?cursor=${cursor('population.resident', 'a\0')}`,
      `clocks?cursor=${cursor('2026-13-01', 1)}`,
      `clocks?cursor=${cursor('2026-12-01', 1e300)}`,
      'objections?kind=%00',
      'applications?resource=%00',
      'notices?organisation=%00',
    ];
    for (const url of bad) {
      expect((await hub.call('GET', `/v1/${url}`, { as: police })).problem.code).toBe('INVALID_INPUT');
    }
    const limit = { workingDays: 1, reminderDays: 1, escalationDays: 1 };
    expect((await hub.call('PUT', '/v1/clock-limits/%00', { as: data, body: limit })).status).toBe(400);
    expect((await hub.call('PUT', '/v1/calendar/1', { as: data, body: { source: 'x', days: [] } })).status).toBe(400);
  });
});

it('an item with a condition of its own makes an application for the others’ neighbour a matter of review', async () => {
  const draft = residentDraft({
    id: 'population.mixed',
    code: '101001/8',
    name: '混合共享',
    sharing: { type: '1', mode: 'platform-interface' },
  });
  const items = draft.items.map((each) =>
    each.field === 'address' ? { ...each, sharing: { type: '2', condition: '仅限窗口' } } : each,
  );
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: { ...draft, items } }));
  await publish(hub, '/v1/resources/population.mixed');
  const matter = matterDraft();
  const need = { kind: 'resource', resource: 'population.mixed', fields: ['name', 'address'], purpose: '核对' };
  const body = { ...matter, code: 'HRSS-PENSION-02', name: '混合事项', materials: [need] };
  await expectStatus(201, hub.call('POST', '/v1/matters', { as: hrss, body }));
  const ask = (fields: string[]) =>
    begin(
      hub,
      applicationDraft({ resource: 'population.mixed', matters: ['HRSS-PENSION-02'], fields, verifyFields: [] }),
    );
  const plain = await expectStatus(200, step(hub, await ask(['name']), hrss, 'submit'));
  expect(plain.body.status).toBe('granted');
  const mixed = await expectStatus(200, step(hub, await ask(['name', 'address']), hrss, 'submit'));
  expect(mixed.body.status).toBe('submitted');
});

it('is counted for the organisation with which it lay: what is open, late, answered in time, and after how many days', async () => {
  // A Monday; nothing of what other tests did is within thirty days of the end.
  hub.clock.set('2027-03-01T08:00:00Z');
  const kept = async () => loadAnswerClocks(db.database, { from: '2027-02-22', to: '2027-03-23' });
  const before = await kept();
  const enter = async (noun: string, body: object) =>
    String((await expectStatus(201, hub.call('POST', `/v1/${noun}`, { as: hrss, body }))).headers.location);
  const { responsible: _, ...unassigned } = demandDraft();
  const demand = await enter('demands', unassigned);
  const [first, second] = [await enter('objections', objectionDraft()), await enter('objections', objectionDraft())];
  const [answered, withdrawn, waits] = [await begin(hub), await begin(hub), await begin(hub)];
  for (const each of [answered, withdrawn, waits]) await expectStatus(200, step(hub, each, hrss, 'submit'));
  const atOnce = await begin(hub, { resource: 'population.division', verifyFields: [] });
  expect((await expectStatus(200, step(hub, atOnce, hrss, 'submit'))).body.status).toBe('granted');
  await expectStatus(200, step(hub, first, data, 'accept', { to: 'police' }));
  hub.clock.set('2027-03-04T08:00:00Z');
  await expectStatus(200, step(hub, demand, data, 'assign', { to: 'police' }));
  await expectStatus(200, step(hub, withdrawn, hrss, 'withdraw'));
  await expectStatus(200, step(hub, answered, hrss, 'recall'));
  await expectStatus(200, step(hub, first, police, 'forward', { to: 'civil', reason: '由民政掌握' }));
  await expectStatus(200, step(hub, second, data, 'accept', { to: 'civil' }));
  hub.clock.set('2027-03-08T08:00:00Z');
  await expectStatus(200, step(hub, answered, hrss, 'submit'));
  await expectStatus(200, step(hub, demand, police, 'answer', { resource: 'population.resident' }));
  await expectStatus(200, step(hub, second, civil, 'handle', { outcome: '已更正' }));
  // Midnight in Beijing: the due day is over.
  hub.clock.set('2027-03-15T16:00:00Z');
  await expectStatus(200, step(hub, first, civil, 'handle', { outcome: '已更正' }));
  hub.clock.set('2027-03-23T08:00:00Z');
  await expectStatus(200, step(hub, answered, police, 'approve'));
  await expectStatus(200, step(hub, answered, data, 'approve'));
  const after = await kept();

  const idle = { open: 0, overdue: 0, answered: 0, inTime: 0, medianWorkingDays: undefined };
  const asBefore = (noun: 'application' | 'demand', more = 0) => {
    const open = (before.get('police')?.[noun].open ?? 0) + more;
    return { open, overdue: open };
  };
  expect(after.get('police')).toEqual({
    application: { ...asBefore('application', 1), answered: 1, inTime: 0, medianWorkingDays: 11 },
    demand: { ...asBefore('demand'), answered: 1, inTime: 1, medianWorkingDays: 2 },
    objection: idle,
  });
  expect(after.get('data')).toEqual({
    application: { ...idle, answered: 1, medianWorkingDays: 0 },
    demand: { ...idle, answered: 1, inTime: 1, medianWorkingDays: 3 },
    objection: { ...idle, answered: 2, inTime: 2, medianWorkingDays: 1.5 },
  });
  // Eight working days and two.
  expect(after.get('civil')).toEqual({
    ...noClocks,
    objection: { ...idle, answered: 2, inTime: 1, medianWorkingDays: 5 },
  });
  expect(after.has('hrss')).toBe(false);
  expect((await loadAnswerClocks(db.database, { from: '2027-03-24', to: '2027-04-22' })).has('data')).toBe(false);
});
