import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../identity/index.ts';
import { expectStatus, officer, publish, residentDraft, systems } from '../support/catalog-app.ts';
import {
  begin,
  civil,
  data,
  demandDraft,
  grantIt,
  hrss,
  objectionDraft,
  police,
  type Sharing,
  startSharing,
  step,
} from '../support/sharing.ts';

let sharing: Sharing;
let hub: Sharing['hub'];

beforeAll(async () => {
  sharing = await startSharing();
  ({ hub } = sharing);
});
afterAll(() => sharing[Symbol.asyncDispose]());

async function demanded(changes: Parameters<typeof demandDraft>[0] = {}, drop: string[] = []): Promise<string> {
  const body = Object.fromEntries(Object.entries(demandDraft(changes)).filter(([name]) => !drop.includes(name)));
  const { headers } = await expectStatus(201, hub.call('POST', '/v1/demands', { as: hrss, body }));
  return String(headers.location);
}

async function raised(changes: Parameters<typeof objectionDraft>[0] = {}, as: Actor = hrss): Promise<string> {
  const { headers } = await expectStatus(
    201,
    hub.call('POST', '/v1/objections', { as, body: objectionDraft(changes) }),
  );
  return String(headers.location);
}

const list = async (name: string, as: Actor, query = '') =>
  (await expectStatus(200, hub.call('GET', `/v1/lists/${name}?limit=100${query}`, { as }))).body.items as Record<
    string,
    unknown
  >[];

describe('a demand', () => {
  it('that names nobody is assigned, forwarded and answered by a resource, all on one clock', async () => {
    const url = await demanded({}, ['responsible']);
    const open = (await expectStatus(200, hub.call('GET', url, { as: hrss }))).body;
    expect(open).toMatchObject({
      status: 'open',
      clock: { stage: 'assignment', organisation: 'data', dueOn: '2026-12-18', workingDaysLeft: 20 },
    });
    expect((await hub.call('GET', url, { as: police })).problem.code).toBe('DEMAND_NOT_FOUND');
    for (const to of [undefined, 'nobody', 'hrss']) {
      expect((await step(hub, url, data, 'assign', { to })).problem.code).toBe('PARTY_UNKNOWN');
    }
    await expectStatus(200, step(hub, url, data, 'assign', { to: 'civil' }));
    expect((await step(hub, url, civil, 'forward', { to: 'police' })).problem.code).toBe('DEMAND_REASON_NEEDED');
    hub.clock.advance(5 * 86_400_000);
    const passed = await expectStatus(200, step(hub, url, civil, 'forward', { to: 'police', reason: '由公安掌握' }));
    expect(passed.body).toMatchObject({
      ...{ status: 'assigned', responsible: 'police' },
      clock: { organisation: 'police', dueOn: '2026-12-18', workingDaysLeft: 16, state: 'running' },
    });
    expect((await hub.call('GET', url, { as: civil })).problem.code).toBe('DEMAND_NOT_FOUND');
    for (const resource of [undefined, 'population.absent']) {
      expect((await step(hub, url, police, 'answer', { resource })).problem.code).toBe('DEMAND_ANSWER_NEEDED');
    }
    const more = { resource: 'population.resident', reason: '见户籍人口' };
    const { body } = await expectStatus(200, step(hub, url, police, 'answer', more));
    expect(body).toMatchObject({
      ...{
        status: 'answered',
        resource: 'population.resident',
        answer: { organisation: 'police', note: '见户籍人口' },
      },
      clock: { state: 'met' },
    });
    hub.clock.advance(-5 * 86_400_000);
  });

  it('is refused with its listed ground, or withdrawn by whoever made it', async () => {
    const url = await demanded();
    expect((await step(hub, url, police, 'withdraw')).problem.code).toBe('DEMAND_NOT_YOURS');
    const { body } = await expectStatus(200, step(hub, url, police, 'refuse', { ground: '1', reason: '《保密法》' }));
    expect(body).toMatchObject({ status: 'refused', refusal: { ground: '1', organisation: 'police' } });
    const other = await demanded();
    expect((await expectStatus(200, step(hub, other, hrss, 'withdraw'))).body).toMatchObject({
      clock: { state: 'void' },
    });
  });

  it('may be filled in anew while it waits, not by others, and not given to somebody else that way', async () => {
    const url = await demanded();
    const put = (changes: object, ifMatch = '"1"', as = hrss) =>
      hub.call('PUT', url, { as, body: demandDraft(changes), ifMatch });
    expect((await put({ responsible: 'civil' })).problem.code).toBe('DEMAND_IDENTITY_FIXED');
    expect((await put({ demanding: 'civil' })).problem.code).toBe('DEMAND_IDENTITY_FIXED');
    expect((await put({}, '"1"', police)).problem.code).toBe('NOT_IN_REACH');
    await expectStatus(200, put({ title: '户籍注销（每日）' }));
    expect((await put({})).problem.code).toBe('STALE_VERSION');
    await expectStatus(200, step(hub, url, hrss, 'withdraw'));
    expect((await put({}, '"3"')).problem.code).toBe('DEMAND_ENDED');
  });

  it.each<[string, object, string]>([
    ['for another organisation', { demanding: 'civil' }, 'NOT_IN_REACH'],
    ['of itself', { responsible: 'hrss' }, 'PARTY_UNKNOWN'],
    ['of nobody known', { responsible: 'nobody' }, 'PARTY_UNKNOWN'],
    ['by a day that is none', { wantedBy: '2026-02-30' }, 'FORM_DAY_REFUSED'],
    ['in a service that is none', { wantedService: '6' }, 'FORM_CODE_UNKNOWN'],
    ['for a matter that is not there', { matter: 'NO-SUCH-01' }, 'MATTER_NOT_FOUND'],
    ['of nothing', { items: [] }, 'INVALID_INPUT'],
  ])('is not made %s', async (_what, changes, code) => {
    const { problem } = await hub.call('POST', '/v1/demands', { as: hrss, body: demandDraft(changes) });
    expect(problem.code).toBe(code);
  });

  it('leaves whom to ask out of the record of changes', async () => {
    const url = await demanded({ contact: '王某 13800000000' });
    expect((await hub.call('GET', url, { as: police })).text).toContain('13800000000');
    expect((await expectStatus(200, hub.call('GET', `${url}/changes`, { as: police }))).text).not.toContain('1380000');
  });

  it('answered and refused at once: one stands', async () => {
    const url = await demanded();
    const answers = await Promise.all([
      step(hub, url, police, 'answer', { resource: 'population.resident' }),
      step(hub, url, data, 'refuse', { ground: '3', reason: '不具备条件' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('an objection', () => {
  it('is taken up, forwarded, handled and rated', async () => {
    const clerk = officer('hrss', 'approval-clerk');
    const url = await raised({}, clerk);
    const before = (await expectStatus(200, hub.call('GET', url, { as: clerk }))).body;
    expect(before).toMatchObject({
      ...{ status: 'reviewing', raisedBy: 'hrss' },
      clock: { kind: 'correction', stage: 'review', organisation: 'data', dueOn: '2026-12-04', workingDaysLeft: 10 },
    });
    expect((await hub.call('GET', url, { as: police })).problem.code).toBe('OBJECTION_NOT_FOUND');
    const accepted = await expectStatus(200, step(hub, url, data, 'accept'));
    expect(accepted.body).toMatchObject({ status: 'handling', handler: 'police', clock: { organisation: 'police' } });
    expect((await step(hub, url, police, 'forward', { to: 'civil' })).problem.code).toBe('OBJECTION_WORD_NEEDED');
    expect((await step(hub, url, police, 'forward', { to: 'police', reason: '转' })).problem.code).toBe(
      'PARTY_UNKNOWN',
    );
    await expectStatus(200, step(hub, url, police, 'forward', { to: 'civil', reason: '由民政核实' }));
    await expectStatus(200, step(hub, url, civil, 'forward', { to: 'police', reason: '已核实' }));
    const handled = await expectStatus(200, step(hub, url, police, 'handle', { outcome: '更新周期已改为每周' }));
    expect(handled.body).toMatchObject({ status: 'handled', clock: { state: 'met', dueOn: '2026-12-04' } });
    expect((await step(hub, url, police, 'rate', { score: 5, solved: true })).problem.code).toBe('OBJECTION_NOT_YOURS');
    expect((await step(hub, url, clerk, 'rate', { score: 5 })).problem.code).toBe('OBJECTION_WORD_NEEDED');
    expect((await step(hub, url, clerk, 'rate', { score: 6, solved: true })).problem.code).toBe('INVALID_INPUT');
    const rated = await expectStatus(200, step(hub, url, clerk, 'rate', { score: 5, solved: true }));
    expect(rated.body).toMatchObject({ status: 'rated', rating: { score: 5, solved: true } });
    expect((await step(hub, url, clerk, 'resubmit')).problem.code).toBe('OBJECTION_EVENT_NOT_ALLOWED');
  });

  it('rejected, or handled and not solved, is reported again with a new clock', async () => {
    const url = await raised();
    await expectStatus(200, step(hub, url, data, 'reject', { reason: '与目录一致' }));
    hub.clock.advance(2 * 86_400_000);
    const again = await expectStatus(200, step(hub, url, hrss, 'resubmit', { description: '附上两周的取数时间' }));
    expect(again.body).toMatchObject({
      status: 'reviewing',
      form: { description: '附上两周的取数时间' },
      clock: { dueOn: '2026-12-07' },
    });
    expect(again.body).not.toHaveProperty('rejection');
    await expectStatus(200, step(hub, url, data, 'accept', { to: 'civil' }));
    await expectStatus(200, step(hub, url, civil, 'handle', { outcome: '已答复' }));
    await expectStatus(200, step(hub, url, hrss, 'rate', { score: 1, solved: false }));
    const third = await expectStatus(200, step(hub, url, hrss, 'resubmit'));
    expect(third.body).not.toHaveProperty('rating');
    await expectStatus(200, step(hub, url, hrss, 'withdraw'));
    hub.clock.advance(-2 * 86_400_000);
  });

  it('is about what its kind says, and what the one who raises it may see', async () => {
    const application = await begin(hub);
    const { body } = await grantIt(hub, await begin(hub));
    const id = application.split('/').at(-1) ?? '';
    const about = (changes: object, as: Actor = hrss) => {
      const { resource: _, ...bare } = objectionDraft();
      return hub.call('POST', '/v1/objections', { as, body: { ...bare, ...changes } });
    };
    await expectStatus(201, about({ kind: '2', application: body.id }));
    await expectStatus(201, about({ kind: '3', grant: body.grant }));
    await expectStatus(201, about({ kind: '9' }));
    const refused: [object, string, Actor?][] = [
      [{ kind: '1' }, 'OBJECTION_SUBJECT_WRONG'],
      [{ kind: '1', application: body.id }, 'OBJECTION_SUBJECT_WRONG'],
      [{ kind: '2', resource: 'population.resident' }, 'OBJECTION_SUBJECT_WRONG'],
      [{ kind: '9', resource: 'population.resident', grant: body.grant }, 'OBJECTION_SUBJECT_WRONG'],
      [{ kind: '5' }, 'FORM_CODE_UNKNOWN'],
      [{ kind: '2', application: id }, 'APPLICATION_NOT_FOUND', police],
      [{ kind: '3', grant: body.grant }, 'GRANT_NOT_FOUND', civil],
      [{ kind: '1', resource: 'population.absent' }, 'RESOURCE_NOT_FOUND'],
    ];
    for (const [changes, code, as] of refused) expect((await about(changes, as)).problem.code).toBe(code);
    const general = await expectStatus(201, about({ kind: '9' }));
    expect((await step(hub, `/v1/objections/${general.body.id}`, data, 'accept')).problem.code).toBe('PARTY_UNKNOWN');
  });

  it('leaves what people describe out of the record of changes', async () => {
    const url = await raised({ description: '张某某的住址有误' });
    expect((await expectStatus(200, hub.call('GET', `${url}/changes`, { as: hrss }))).text).not.toContain('张某某');
  });
});

describe('the lists', () => {
  it('are views of what is there: a demand and its answer, what is shared how, and what is not by which law', async () => {
    const url = await demanded({ title: '清单里的需求' });
    const line = async () => (await list('demand', hrss)).find(({ title }) => title === '清单里的需求');
    expect(await line()).toMatchObject({
      status: 'assigned',
      demanding: 'hrss',
      responsible: 'police',
      wantedService: '1',
    });
    await expectStatus(200, step(hub, url, police, 'answer', { resource: 'population.resident' }));
    expect(await line()).toMatchObject({ status: 'answered', resource: 'population.resident' });
    expect((await list('demand', civil)).find(({ title }) => title === '清单里的需求')).toBeUndefined();
    expect(await list('responsibility', systems.assistance, '&organisation=police')).toMatchObject([
      {
        resource: 'population.division',
        sharingType: '1',
        sharingMode: 'platform-interface',
        updateCycle: '2',
        edition: 1,
      },
      { resource: 'population.resident', sharingType: '2', condition: '仅限办理行政许可和公共服务事项' },
    ]);
    expect(await list('responsibility', data, '&organisation=civil')).toEqual([]);
    const law = '《保守国家秘密法》第二十八条';
    const items = residentDraft().items.map((each) =>
      each.field === 'religion' ? { ...each, sharing: { type: '3', lawBasis: law } } : each,
    );
    const part = residentDraft({ id: 'population.part', code: '101001/5', name: '部分不共享', items });
    const whole = residentDraft({
      ...{ id: 'population.secret', code: '101001/6', name: '不共享' },
      sharing: { type: '3', lawBasis: law, mode: 'platform' },
    });
    for (const draft of [part, whole]) {
      await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
      await publish(hub, `/v1/resources/${draft.id}`);
    }
    const item = { resource: 'population.part', field: 'religion', item: '宗教信仰', law, provider: 'police' };
    expect(await list('negative', hrss)).toMatchObject([item]);
    expect(await list('negative', data)).toMatchObject([item, { resource: 'population.secret', law }]);
    expect((await list('negative', data))[1]).not.toHaveProperty('field');
    const first = await expectStatus(200, hub.call('GET', '/v1/lists/negative?limit=1', { as: data }));
    const second = await expectStatus(
      200,
      hub.call('GET', `/v1/lists/negative?limit=1&cursor=${first.body.next}`, { as: data }),
    );
    expect(second.body).toMatchObject({ items: [{ resource: 'population.secret' }], next: null });
  });
});
