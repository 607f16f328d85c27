import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CatalogFacts, type GrantQuestion, loadCatalogFacts, rowCheckOf } from '../../catalog/index.ts';
import { organisationId, systemId } from '../../identity/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  pensionGrantDraft,
  residentDraft,
  seedPension,
  startCatalogApp,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
let facts: CatalogFacts;
const police = administratorOf('police');

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
});
beforeEach(async () => {
  facts = await loadCatalogFacts(db.database);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const pension: GrantQuestion = {
  organisation: organisationId('hrss'),
  system: systemId('hrss-pension'),
  resource: 'population.resident',
};
const training = { ...pension, system: systemId('hrss-training') };
const ids = (question: GrantQuestion) => facts.grantsFor(question).map((grant) => grant.id);

async function give(changes: Parameters<typeof pensionGrantDraft>[0] = {}): Promise<string> {
  const body = pensionGrantDraft(changes);
  return (await expectStatus(201, hub.call('POST', '/v1/grants', { as: police, body }))).body.id;
}

const grantEvent = (id: string, event: string, reason?: string) =>
  expectStatus(
    200,
    hub.call('POST', `/v1/grants/${id}/events`, {
      as: police,
      body: { event, ...(reason === undefined ? {} : { reason }) },
    }),
  );

/** Waits until a statement in this database waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await db.database.pool.query(waiting)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the catalogue in memory', () => {
  it('knows resources and matters in whatever state, and says which', async () => {
    expect(facts.resource('population.resident')).toMatchObject({ provider: 'police', status: 'published' });
    expect(facts.resource('population.none')).toBeUndefined();
    expect(facts.matter('HRSS-PENSION-01')).toMatchObject({ organisation: 'hrss', status: 'active' });
    expect(facts.matter('constructor')).toBeUndefined();
    const draft = residentDraft({ id: 'population.new', code: '101001/7', name: '新' });
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
    expect(facts.resource('population.new')).toBeUndefined();
    await facts.refresh({ kind: 'resource', subject: 'population.new' });
    expect(facts.resource('population.new')?.status).toBe('draft');
  });

  it('gives the active grants that a system may use: its own and its organisation’s, the oldest first', async () => {
    const own = await give();
    hub.clock.advance(1_000);
    const everybodys = await give({ consumer: { organisation: 'hrss' } });
    await facts.refresh();
    expect(ids(pension)).toEqual([own, everybodys]);
    expect(ids(training)).toEqual([everybodys]);
    expect(ids({ ...pension, organisation: organisationId('civil') })).toEqual([]);
    expect(ids({ ...pension, resource: 'population.new' })).toEqual([]);
  });

  it('forgets a grant that is suspended or revoked, and hears of it again, by its id alone', async () => {
    const id = await give();
    await facts.refresh({ kind: 'grant', subject: id });
    expect(ids(pension)).toContain(id);
    await grantEvent(id, 'suspend', '核查');
    await facts.refresh({ kind: 'grant', subject: id });
    expect(ids(pension)).not.toContain(id);
    await grantEvent(id, 'resume');
    await facts.refresh({ kind: 'grant', subject: id });
    expect(ids(pension)).toContain(id);
    await grantEvent(id, 'revoke', '取消');
    await facts.refresh({ kind: 'grant', subject: id });
    expect(ids(pension)).not.toContain(id);
  });

  it('shows the newest terms of a grant once', async () => {
    const id = await give({ dailyQuota: 1 });
    await facts.refresh({ kind: 'grant', subject: id });
    const put = { as: police, body: pensionGrantDraft({ dailyQuota: 2 }), ifMatch: '"1"' };
    await expectStatus(200, hub.call('PUT', `/v1/grants/${id}`, put));
    await facts.refresh({ kind: 'grant', subject: id });
    expect(
      facts
        .grantsFor(pension)
        .filter((grant) => grant.id === id)
        .map((grant) => grant.dailyQuota),
    ).toEqual([2]);
  });

  it('is never set back by a refresh that began before another one', async () => {
    const id = await give();
    await facts.refresh({ kind: 'grant', subject: id });
    const holder = await db.database.pool.connect();
    await holder.query('begin');
    await holder.query('lock table catalog."grant" in access exclusive mode');
    // Has taken its view of the database and now waits for the grants, which it will see as they were.
    const full = facts.refresh();
    await untilSomebodyWaits();
    await holder.query(`update catalog."grant" set status = 'revoked' where id = $1`, [id]);
    const one = facts.refresh({ kind: 'grant', subject: id });
    await holder.query('commit');
    holder.release();
    await Promise.all([full, one]);
    expect(ids(pension)).not.toContain(id);
  });

  it('passes over notices of what it does not keep, and of what is not well formed', async () => {
    const before = facts.size();
    await facts.refresh({ kind: 'code-row', subject: 'update-cycle/8' });
    await facts.refresh({ kind: 'grant', subject: "' or 1=1" });
    await facts.refresh({ kind: 'resource', subject: 'population.*' });
    expect(facts.size()).toEqual(before);
  });

  it('goes on after a refresh that failed', async () => {
    await using own = await createTestDatabase();
    const broken = await loadCatalogFacts(own.database);
    await own.database.pool.query('alter table catalog.matter rename to matter_away');
    await expect(broken.refresh()).rejects.toThrow();
    await own.database.pool.query('alter table catalog.matter_away rename to matter');
    await broken.refresh();
    expect(broken.size()).toEqual({ resources: 0, grants: 0, matters: 0 });
  });

  it('keeps a resource’s compiled check as long as its record', () => {
    const resource = facts.resource('population.resident')!;
    expect(rowCheckOf(resource)).toBe(rowCheckOf(resource));
    expect(rowCheckOf(resource)({ name: '张三', address: null }, ['name', 'address'])).toEqual([]);
  });
});
