import type { ApplicationDraft, DemandDraft, ObjectionDraft, ResourceDraft } from '../../catalog/index.ts';
import type { Actor } from '../../identity/index.ts';
import {
  type Answer,
  administratorOf,
  type CatalogApp,
  expectStatus,
  officer,
  pensionDraft,
  publish,
  residentDraft,
  startCatalogApp,
} from './catalog-app.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

/** Those who take part: the applicant, the provider, the data administration. */
export const [hrss, police, data, civil] = [
  administratorOf('hrss'),
  administratorOf('police'),
  administratorOf('data'),
  administratorOf('civil'),
];
/** A second person of the data administration, for where two have to be. */
export const otherOfData = officer('data', 'catalogue-administrator', 'auditor');

/** An application of the pension system that breaks no rule. */
export function applicationDraft(changes: Partial<ApplicationDraft> = {}): ApplicationDraft {
  return {
    resource: 'population.resident',
    consumer: { organisation: 'hrss', system: 'hrss-pension' },
    fields: ['name', 'address'],
    verifyFields: ['birthDate'],
    matchFields: ['citizenNumber'],
    matters: ['HRSS-PENSION-01'],
    rowScope: [{ field: 'division', op: 'prefix', value: '450721' }],
    scenario: '窗口受理养老保险待遇申领时核实申请人户籍',
    basis: '《中华人民共和国社会保险法》第二十二条',
    attachment: { name: '申请函.pdf', mediaType: 'application/pdf', bytes: 1024, sha256: 'a'.repeat(64) },
    peakPerSecond: 20,
    callsPerDay: 1000,
    days: 365,
    hours: { from: 8, until: 18 },
    ...changes,
  };
}

/** Divisions of the county, which the police shares without condition. */
export function divisionDraft(changes: Partial<ResourceDraft> = {}): ResourceDraft {
  return residentDraft({
    id: 'population.division',
    code: '101001/7',
    name: '行政区划户数',
    sharing: { type: '1', mode: 'platform-interface' },
    ...changes,
  });
}

/** The matter of the pension, with divisions among what it needs. */
export function matterDraft() {
  const { materials, ...rest } = pensionDraft();
  const division = {
    kind: 'resource',
    resource: 'population.division',
    fields: ['name', 'address'],
    purpose: '核对区划',
  };
  return { ...rest, materials: [...materials, division] };
}

/** Enters and publishes both resources, and the matter that needs them. */
export async function seedSharing(hub: CatalogApp): Promise<void> {
  for (const draft of [residentDraft(), divisionDraft()]) {
    await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
    await publish(hub, `/v1/resources/${draft.id}`);
  }
  await expectStatus(201, hub.call('POST', '/v1/matters', { as: hrss, body: matterDraft() }));
}

/** A directory in a database of its own, with what {@link seedSharing} enters. */
export interface Sharing extends AsyncDisposable {
  readonly db: TestDatabase;
  readonly hub: CatalogApp;
}

export async function startSharing(): Promise<Sharing> {
  const db = await createTestDatabase();
  const hub = await startCatalogApp({ database: db.database });
  await seedSharing(hub);
  return {
    db,
    hub,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** Begins an application. */
export async function begin(hub: CatalogApp, changes: Partial<ApplicationDraft> = {}): Promise<string> {
  const { body } = await expectStatus(
    201,
    hub.call('POST', '/v1/applications', { as: hrss, body: applicationDraft(changes) }),
  );
  return `/v1/applications/${body.id}`;
}

/** Lets something happen to an application, a demand or an objection. */
export function step(hub: CatalogApp, url: string, as: Actor, event: string, more: object = {}): Promise<Answer> {
  return hub.call('POST', `${url}/events`, { as, body: { event, ...more } });
}

/** A demand of the social security bureau for what the police is thought to hold. */
export function demandDraft(changes: Partial<DemandDraft> = {}): DemandDraft {
  return {
    title: '户籍注销登记',
    basis: '《中华人民共和国社会保险法》第二十二条',
    matter: 'HRSS-PENSION-01',
    items: [{ name: '注销日期', note: '精确到日' }],
    scenario: '停发已故人员待遇',
    updateCycle: '2',
    wantedBy: '2026-12-31',
    wantedService: '1',
    demanding: 'hrss',
    responsible: 'police',
    contact: '养老科 内线八八零一',
    ...changes,
  };
}

/** An objection to what the directory says of the residents. */
export function objectionDraft(changes: Partial<ObjectionDraft> = {}): ObjectionDraft {
  return {
    kind: '1',
    resource: 'population.resident',
    title: '更新周期有误',
    description: '目录写明每日更新，实际每周更新。',
    ...changes,
  };
}

/** Takes an application through submission and both reviews. */
export async function grantIt(hub: CatalogApp, url: string): Promise<Answer> {
  await expectStatus(200, step(hub, url, hrss, 'submit'));
  await expectStatus(200, step(hub, url, police, 'approve'));
  return expectStatus(200, step(hub, url, data, 'approve'));
}
