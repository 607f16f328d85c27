import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CatalogApp, expectStatus, startCatalogApp, systems } from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { applicationDraft, begin, data, grantIt, hrss, police, seedSharing, step } from '../support/sharing.ts';

let db: TestDatabase;
let hub: CatalogApp;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedSharing(hub);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const grantOf = async (id: string) =>
  (await expectStatus(200, hub.call('GET', `/v1/grants/${id}`, { as: systems.pension }))).body;

describe('an application for what is shared under a condition', () => {
  it('goes by the provider and the data administration to a grant on its terms, and the clock stops in time', async () => {
    const url = await begin(hub);
    const submitted = await expectStatus(200, step(hub, url, hrss, 'submit'));
    expect(submitted.body).toMatchObject({ status: 'submitted', edition: 1, submittedBy: `officer:${hrss.id}` });
    // Saturday, 21 November: ten working days later it is Friday, 4 December.
    expect(submitted.body.clock).toMatchObject({
      ...{ kind: 'conditional', stage: 'provider-review', organisation: 'police', state: 'running' },
      ...{ dueOn: '2026-12-04', dueAt: '2026-12-04T16:00:00.000Z', workingDays: 10, workingDaysLeft: 10 },
    });
    const reviewed = await expectStatus(200, step(hub, url, police, 'approve'));
    expect(reviewed.body).toMatchObject({
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

it('grants are made by both', async () => {
  const { body } = await grantIt(hub, await begin(hub));
  expect(body.status).toBe('granted');
});
