import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../identity/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  item,
  officer,
  organisations,
  pensionDraft,
  pensionGrantDraft,
  publish,
  residentDraft,
  seedPension,
  startCatalogApp,
  systems,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { applicationDraft, demandDraft, objectionDraft, step } from '../support/sharing.ts';

let db: TestDatabase;
let hub: CatalogApp;
let grant: string;
let application: string;
let demand: string;
let objection: string;

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
  const police = administratorOf('police');
  const draft = residentDraft({ id: 'population.draft', code: '101001/2', name: '草稿' });
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: draft }));
  const secret = residentDraft({
    id: 'population.secret',
    code: '101001/3',
    name: '不共享',
    sharing: { type: '3', lawBasis: '《保守国家秘密法》第二十八条', mode: 'platform' },
  });
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: secret }));
  await publish(hub, '/v1/resources/population.secret');
  const open = residentDraft({
    ...{ id: 'population.open', code: '101001/4', name: '开放的', openness: { open: true } },
    ...{ items: [item('town', '乡镇', { matchable: true })], matchKeys: [['town']] },
  });
  await expectStatus(201, hub.call('POST', '/v1/resources', { as: police, body: open }));
  await publish(hub, '/v1/resources/population.open');
  const revised = residentDraft({ abstract: '修订中的摘要。' });
  await expectStatus(200, hub.call('PUT', `${resource}/revision`, { as: police, body: revised, ifMatch: '"4"' }));
  const given = await expectStatus(201, hub.call('POST', '/v1/grants', { as: police, body: pensionGrantDraft() }));
  grant = given.body.id;
  const hrss = administratorOf('hrss');
  const made = async (noun: string, body: object) =>
    (await expectStatus(201, hub.call('POST', `/v1/${noun}`, { as: hrss, body }))).body.id;
  application = await made('applications', applicationDraft());
  await expectStatus(200, step(hub, `/v1/applications/${application}`, hrss, 'submit'));
  demand = await made('demands', demandDraft());
  objection = await made('objections', objectionDraft());
  const accepted = step(hub, `/v1/objections/${objection}`, administratorOf('data'), 'accept');
  await expectStatus(200, accepted);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** Everybody there can be: each role at each organisation, an officer without a role, and each kind of system. */
const everybody: readonly (readonly [string, Actor | undefined])[] = [
  ['nobody', undefined],
  ...organisations.flatMap((organisation) => [
    [`an officer of ${organisation} without a role`, officer(organisation)] as const,
    ...roles.map((role) => [`${role} of ${organisation}`, officer(organisation, role)] as const),
  ]),
  ...Object.values(systems).map((system) => [`${system.systemKind} system ${system.id}`, system] as const),
];

/** What a caller meets: the status of one who gets through, or the code of the refusal. */
type Outcome = number | string;

interface Case {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: () => string;
  readonly body?: () => unknown;
  /** What those meet who may: reads succeed, writes run into a rule, so that no call disturbs the next. */
  readonly through: Outcome;
  /** Of an actor who is known: undefined when they get through. */
  readonly refused: (actor: Actor) => string | undefined;
  /** Nobody needs to be known. */
  readonly open?: true;
}

function holds(actor: Actor, ...wanted: Role[]): boolean {
  return actor.kind === 'officer' && wanted.some((role) => actor.roles.includes(role));
}

/** Acts for one of these organisations, or for the administration. */
function reachesOne(actor: Actor, ...owners: string[]): boolean {
  return owners.includes(actor.organisation) || (actor.kind === 'officer' && actor.administration);
}

function onlyAdministratorsOf(owner: string, otherwise = 'NOT_IN_REACH') {
  return (actor: Actor) => {
    if (!holds(actor, 'catalogue-administrator')) return 'ROLE_REQUIRED';
    return reachesOne(actor, owner) ? undefined : otherwise;
  };
}

function onlyKeepersOf(owner: string) {
  return (actor: Actor) => {
    if (!holds(actor, 'catalogue-administrator', 'auditor')) return 'ROLE_REQUIRED';
    return reachesOne(actor, owner) ? undefined : 'NOT_IN_REACH';
  };
}

const nobodyRefused = () => undefined;
const onlyRoles =
  (...wanted: Role[]) =>
  (actor: Actor) =>
    holds(actor, ...wanted) ? undefined : 'ROLE_REQUIRED';
const onlyKeepers = onlyRoles('catalogue-administrator', 'auditor');
const onlyClerks = onlyRoles('catalogue-administrator', 'approval-clerk', 'auditor');
const onlyObjectors = onlyRoles('catalogue-administrator', 'approval-clerk');
/** The two sides of an application, a demand or an objection of the tests, and the data administration. */
const sides = (actor: Actor, hidden: string) => (reachesOne(actor, 'hrss', 'police') ? undefined : hidden);
const keepersOfSides = (hidden: string) => (actor: Actor) => onlyKeepers(actor) ?? sides(actor, hidden);
const administratorsOfSides = (hidden: string) => (actor: Actor) =>
  onlyRoles('catalogue-administrator')(actor) ?? sides(actor, hidden);
const onlyTheProvider = (actor: Actor) => (reachesOne(actor, 'police') ? undefined : 'RESOURCE_NOT_FOUND');
const grantReaders = (actor: Actor) =>
  actor.kind === 'system' || holds(actor, 'catalogue-administrator', 'approval-clerk', 'auditor')
    ? undefined
    : 'ROLE_REQUIRED';
const grantSides = (actor: Actor) =>
  grantReaders(actor) ?? (reachesOne(actor, 'police', 'hrss') ? undefined : 'GRANT_NOT_FOUND');

const resource = '/v1/resources/population.resident';
const draft = '/v1/resources/population.draft';
const secret = '/v1/resources/population.secret';
const matter = '/v1/matters/HRSS-PENSION-01';
const wrong = () => residentDraft({ updateCycle: 'never' });

const cases: Readonly<Record<string, Case>> = {
  'GET /v1/resources': { method: 'GET', url: () => '/v1/resources', through: 200, refused: nobodyRefused },
  'GET a published resource': { method: 'GET', url: () => resource, through: 200, refused: nobodyRefused },
  'GET its schema': { method: 'GET', url: () => `${resource}/schema`, through: 200, refused: nobodyRefused },
  'GET its types': { method: 'GET', url: () => `${resource}/types.d.ts`, through: 200, refused: nobodyRefused },
  'GET its relations': { method: 'GET', url: () => `${resource}/relations`, through: 200, refused: nobodyRefused },
  'GET its editions': { method: 'GET', url: () => `${resource}/editions`, through: 200, refused: nobodyRefused },
  'GET its first edition': { method: 'GET', url: () => `${resource}/editions/1`, through: 200, refused: nobodyRefused },
  'GET the differences of its first edition': {
    method: 'GET',
    url: () => `${resource}/editions/1/differences`,
    through: 200,
    refused: nobodyRefused,
  },
  'GET the editions of an unshared resource': {
    method: 'GET',
    url: () => `${secret}/editions`,
    through: 200,
    refused: onlyTheProvider,
  },
  'GET its revision': {
    method: 'GET',
    url: () => `${resource}/revision`,
    through: 200,
    refused: (actor) => (reachesOne(actor, 'police') ? undefined : 'REVISION_NOT_FOUND'),
  },
  'GET the list of revisions': { method: 'GET', url: () => '/v1/revisions', through: 200, refused: nobodyRefused },
  'PUT a revision': {
    method: 'PUT',
    url: () => `${resource}/revision`,
    body: residentDraft,
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('police'),
  },
  'POST an event of a revision': {
    method: 'POST',
    url: () => `${resource}/revision/events`,
    body: () => ({ event: 'publish' }),
    through: 'REVISION_EVENT_NOT_ALLOWED',
    refused: onlyAdministratorsOf('police'),
  },
  'POST a check of a draft': {
    method: 'POST',
    url: () => '/v1/resource-checks',
    body: residentDraft,
    through: 200,
    refused: onlyAdministratorsOf('police'),
  },
  'GET the findings of a resource': {
    method: 'GET',
    url: () => `${resource}/findings`,
    through: 200,
    refused: onlyKeepersOf('police'),
  },
  'GET the changes of a resource': {
    method: 'GET',
    url: () => `${resource}/changes`,
    through: 200,
    refused: onlyKeepersOf('police'),
  },
  'GET a draft': { method: 'GET', url: () => draft, through: 200, refused: onlyTheProvider },
  'GET the schema of a draft': {
    method: 'GET',
    url: () => `${draft}/schema`,
    through: 200,
    refused: onlyTheProvider,
  },
  'GET the types of a draft': {
    method: 'GET',
    url: () => `${draft}/types.d.ts`,
    through: 200,
    refused: onlyTheProvider,
  },
  'GET an unshared resource': { method: 'GET', url: () => secret, through: 200, refused: onlyTheProvider },
  'POST /v1/resources': {
    method: 'POST',
    url: () => '/v1/resources',
    body: wrong,
    through: 'CODE_VALUE_UNKNOWN',
    refused: onlyAdministratorsOf('police'),
  },
  'PUT a published resource': {
    method: 'PUT',
    url: () => resource,
    body: residentDraft,
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('police'),
  },
  'PUT a draft': {
    method: 'PUT',
    url: () => draft,
    body: residentDraft,
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('police', 'RESOURCE_NOT_FOUND'),
  },
  'POST an event of a published resource': {
    method: 'POST',
    url: () => `${resource}/events`,
    body: () => ({ event: 'resume' }),
    through: 'RESOURCE_EVENT_NOT_ALLOWED',
    refused: onlyAdministratorsOf('police'),
  },
  'POST an event of a draft': {
    method: 'POST',
    url: () => `${draft}/events`,
    body: () => ({ event: 'resume' }),
    through: 'RESOURCE_EVENT_NOT_ALLOWED',
    refused: onlyAdministratorsOf('police', 'RESOURCE_NOT_FOUND'),
  },
  'GET /v1/code-tables': { method: 'GET', url: () => '/v1/code-tables', through: 200, refused: nobodyRefused },
  'GET a code table': { method: 'GET', url: () => '/v1/code-tables/format', through: 200, refused: nobodyRefused },
  'POST a row of a code table': {
    method: 'POST',
    url: () => '/v1/code-tables/format',
    body: () => ({ code: '1', name: '电子文件', nameEn: 'Electronic document' }),
    through: 'CODE_TAKEN',
    refused: onlyAdministratorsOf('data', 'ADMINISTRATION_ONLY'),
  },
  'PUT a code table': {
    method: 'PUT',
    url: () => '/v1/code-tables/format',
    body: () => ({ title: '格式', titleEn: 'Format', rows: [{ code: '1', name: '电子文件', nameEn: 'Document' }] }),
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('data', 'ADMINISTRATION_ONLY'),
  },
  'GET a code table as CSV': {
    method: 'GET',
    url: () => '/v1/code-tables/format.csv',
    through: 200,
    refused: nobodyRefused,
  },
  'PUT a code table as CSV': {
    method: 'PUT',
    url: () => '/v1/code-tables/format.csv',
    body: () => Buffer.from('代码,名称\n1,电子文件\n'),
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('data', 'ADMINISTRATION_ONLY'),
  },
  'GET the workbook': { method: 'GET', url: () => '/v1/catalog.xlsx', through: 200, refused: nobodyRefused },
  'POST a workbook': {
    method: 'POST',
    url: () => '/v1/catalog.xlsx',
    body: () => Buffer.from('no workbook'),
    through: 'WORKBOOK_UNREADABLE',
    refused: (actor) => (holds(actor, 'catalogue-administrator') ? undefined : 'ROLE_REQUIRED'),
  },
  'GET /v1/catalog.jsonld': {
    method: 'GET',
    url: () => '/v1/catalog.jsonld',
    through: 200,
    refused: nobodyRefused,
    open: true,
  },
  'GET /v1/open-data': {
    method: 'GET',
    url: () => '/v1/open-data',
    through: 200,
    refused: nobodyRefused,
    open: true,
  },
  'GET an open resource as JSON': {
    method: 'GET',
    url: () => '/v1/open-data/population.open.json',
    through: 200,
    refused: nobodyRefused,
    open: true,
  },
  'GET an open resource as CSV': {
    method: 'GET',
    url: () => '/v1/open-data/population.open.csv',
    through: 200,
    refused: nobodyRefused,
    open: true,
  },
  ...Object.fromEntries(
    ['csv', 'json'].map((form) => [
      `GET the rows of an open resource as ${form}`,
      {
        method: 'GET' as const,
        url: () => `/v1/open-data/population.open/rows.${form}`,
        through: 'OPEN_ROWS_NOT_LISTED',
        refused: nobodyRefused,
        open: true,
      },
    ]),
  ),
  'GET a shared resource that is not open': {
    method: 'GET',
    url: () => '/v1/open-data/population.resident.json',
    through: 'OPEN_DATA_NOT_FOUND',
    refused: nobodyRefused,
    open: true,
  },
  'GET /v1/matters': { method: 'GET', url: () => '/v1/matters', through: 200, refused: nobodyRefused },
  'GET a matter': { method: 'GET', url: () => matter, through: 200, refused: nobodyRefused },
  'POST /v1/matters': {
    method: 'POST',
    url: () => '/v1/matters',
    body: pensionDraft,
    through: 'MATTER_CODE_TAKEN',
    refused: onlyAdministratorsOf('hrss'),
  },
  'PUT a matter': {
    method: 'PUT',
    url: () => matter,
    body: pensionDraft,
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('hrss'),
  },
  'POST an event of a matter': {
    method: 'POST',
    url: () => `${matter}/events`,
    body: () => ({ event: 'reopen' }),
    through: 'MATTER_EVENT_NOT_ALLOWED',
    refused: onlyAdministratorsOf('hrss'),
  },
  'GET /v1/grants': { method: 'GET', url: () => '/v1/grants', through: 200, refused: grantReaders },
  'GET a grant': { method: 'GET', url: () => `/v1/grants/${grant}`, through: 200, refused: grantSides },
  'POST /v1/grants': {
    method: 'POST',
    url: () => '/v1/grants',
    body: () => pensionGrantDraft({ validUntil: '2026-11-02T00:00:00Z' }),
    through: 'GRANT_TIME_REFUSED',
    refused: onlyAdministratorsOf('police'),
  },
  'PUT a grant': {
    method: 'PUT',
    url: () => `/v1/grants/${grant}`,
    body: pensionGrantDraft,
    through: 'PRECONDITION_REQUIRED',
    // The consumer sees the grant and may not change it; strangers do not see it.
    refused: (actor) =>
      holds(actor, 'catalogue-administrator') && actor.organisation === 'civil'
        ? 'GRANT_NOT_FOUND'
        : onlyAdministratorsOf('police')(actor),
  },
  'POST an event of a grant': {
    method: 'POST',
    url: () => `/v1/grants/${grant}/events`,
    body: () => ({ event: 'resume' }),
    through: 'GRANT_EVENT_NOT_ALLOWED',
    refused: (actor) =>
      holds(actor, 'catalogue-administrator') && actor.organisation === 'civil'
        ? 'GRANT_NOT_FOUND'
        : onlyAdministratorsOf('police')(actor),
  },

  'GET /v1/applications': { method: 'GET', url: () => '/v1/applications', through: 200, refused: onlyKeepers },
  'POST /v1/applications': {
    method: 'POST',
    url: () => '/v1/applications',
    body: () => applicationDraft({ fields: [], verifyFields: [] }),
    through: 'APPLICATION_ASKS_NOTHING',
    refused: onlyAdministratorsOf('hrss'),
  },
  'GET an application': {
    method: 'GET',
    url: () => `/v1/applications/${application}`,
    through: 200,
    refused: keepersOfSides('APPLICATION_NOT_FOUND'),
  },
  'GET the changes of an application': {
    method: 'GET',
    url: () => `/v1/applications/${application}/changes`,
    through: 200,
    refused: keepersOfSides('APPLICATION_NOT_FOUND'),
  },
  'PUT an application': {
    method: 'PUT',
    url: () => `/v1/applications/${application}`,
    body: applicationDraft,
    through: 'PRECONDITION_REQUIRED',
    refused: (actor) => administratorsOfSides('APPLICATION_NOT_FOUND')(actor) ?? onlyAdministratorsOf('hrss')(actor),
  },
  'POST the review of an application': {
    method: 'POST',
    url: () => `/v1/applications/${application}/events`,
    body: () => ({ event: 'refuse' }),
    through: 'REFUSAL_GROUND_NEEDED',
    refused: (actor) =>
      administratorsOfSides('APPLICATION_NOT_FOUND')(actor) ??
      (reachesOne(actor, 'police') ? undefined : 'APPLICATION_NOT_YOURS'),
  },

  'GET /v1/clocks': { method: 'GET', url: () => '/v1/clocks', through: 200, refused: onlyClerks },
  'GET /v1/notices': { method: 'GET', url: () => '/v1/notices', through: 200, refused: onlyClerks },
  'GET /v1/clock-limits': { method: 'GET', url: () => '/v1/clock-limits', through: 200, refused: nobodyRefused },
  'PUT a limit': {
    method: 'PUT',
    url: () => '/v1/clock-limits/conditional',
    body: () => ({ workingDays: 5, reminderDays: 1, escalationDays: 0 }),
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('data', 'ADMINISTRATION_ONLY'),
  },
  'GET /v1/calendar': { method: 'GET', url: () => '/v1/calendar', through: 200, refused: nobodyRefused },
  'GET a year': { method: 'GET', url: () => '/v1/calendar/2026', through: 200, refused: nobodyRefused },
  'PUT a year': {
    method: 'PUT',
    url: () => '/v1/calendar/2026',
    body: () => ({ source: '通知', days: [] }),
    through: 'PRECONDITION_REQUIRED',
    refused: onlyAdministratorsOf('data', 'ADMINISTRATION_ONLY'),
  },

  'GET /v1/demands': { method: 'GET', url: () => '/v1/demands', through: 200, refused: onlyKeepers },
  'POST /v1/demands': {
    method: 'POST',
    url: () => '/v1/demands',
    body: () => demandDraft({ updateCycle: 'never' }),
    through: 'FORM_CODE_UNKNOWN',
    refused: onlyAdministratorsOf('hrss'),
  },
  'GET a demand': {
    method: 'GET',
    url: () => `/v1/demands/${demand}`,
    through: 200,
    refused: keepersOfSides('DEMAND_NOT_FOUND'),
  },
  'GET the changes of a demand': {
    method: 'GET',
    url: () => `/v1/demands/${demand}/changes`,
    through: 200,
    refused: keepersOfSides('DEMAND_NOT_FOUND'),
  },
  'PUT a demand': {
    method: 'PUT',
    url: () => `/v1/demands/${demand}`,
    body: demandDraft,
    through: 'PRECONDITION_REQUIRED',
    refused: (actor) => administratorsOfSides('DEMAND_NOT_FOUND')(actor) ?? onlyAdministratorsOf('hrss')(actor),
  },
  'POST the refusal of a demand': {
    method: 'POST',
    url: () => `/v1/demands/${demand}/events`,
    body: () => ({ event: 'refuse' }),
    through: 'REFUSAL_GROUND_NEEDED',
    refused: (actor) =>
      administratorsOfSides('DEMAND_NOT_FOUND')(actor) ??
      (reachesOne(actor, 'police') ? undefined : 'DEMAND_NOT_YOURS'),
  },
  'GET the demand list': { method: 'GET', url: () => '/v1/lists/demand', through: 200, refused: onlyKeepers },
  'GET the responsibility list': {
    method: 'GET',
    url: () => '/v1/lists/responsibility',
    through: 200,
    refused: nobodyRefused,
  },
  'GET the negative list': { method: 'GET', url: () => '/v1/lists/negative', through: 200, refused: nobodyRefused },

  'GET /v1/objections': { method: 'GET', url: () => '/v1/objections', through: 200, refused: onlyClerks },
  'POST /v1/objections': {
    method: 'POST',
    url: () => '/v1/objections',
    body: () => objectionDraft({ kind: 'none' }),
    through: 'FORM_CODE_UNKNOWN',
    refused: onlyObjectors,
  },
  'GET an objection': {
    method: 'GET',
    url: () => `/v1/objections/${objection}`,
    through: 200,
    refused: (actor) => onlyClerks(actor) ?? sides(actor, 'OBJECTION_NOT_FOUND'),
  },
  'GET the changes of an objection': {
    method: 'GET',
    url: () => `/v1/objections/${objection}/changes`,
    through: 200,
    refused: (actor) => onlyClerks(actor) ?? sides(actor, 'OBJECTION_NOT_FOUND'),
  },
  'POST the handling of an objection': {
    method: 'POST',
    url: () => `/v1/objections/${objection}/events`,
    body: () => ({ event: 'handle' }),
    through: 'OBJECTION_WORD_NEEDED',
    refused: (actor) =>
      administratorsOfSides('OBJECTION_NOT_FOUND')(actor) ??
      (reachesOne(actor, 'police') ? undefined : 'OBJECTION_NOT_YOURS'),
  },
  'POST the rating of an objection': {
    method: 'POST',
    url: () => `/v1/objections/${objection}/events`,
    body: () => ({ event: 'rate' }),
    through: 'OBJECTION_EVENT_NOT_ALLOWED',
    refused: (actor) => onlyObjectors(actor) ?? sides(actor, 'OBJECTION_NOT_FOUND'),
  },
};

describe.each(Object.entries(cases))('%s', (_name, { method, url, body, through, refused, open }) => {
  it.each(everybody)('by %s', async (_who, actor) => {
    const answer = await hub.call(method, url(), {
      ...(actor === undefined ? {} : { as: actor }),
      ...(body === undefined ? {} : { body: body() }),
    });
    const stranger = open ? through : 'NOT_AUTHENTICATED';
    const expected = actor === undefined ? stranger : (refused(actor) ?? through);
    const met: Outcome = answer.status < 400 ? answer.status : answer.problem.code;
    expect(met).toBe(expected);
  });
});

describe('the cases above', () => {
  it('cover every route of the catalogue', async () => {
    const tested = new Set(
      Object.values(cases).map(({ method, url }) =>
        `${method} ${url()}`
          .replace(/population\.\w+/, '{id}')
          .replace(grant, '{id}')
          .replace('HRSS-PENSION-01', '{code}')
          .replace('editions/1', 'editions/{edition}')
          .replace('code-tables/format', 'code-tables/{table}')
          .replace('calendar/2026', 'calendar/{year}')
          .replace('clock-limits/conditional', 'clock-limits/{kind}')
          .replace(new RegExp(`${application}|${demand}|${objection}`), '{id}'),
      ),
    );
    const { body } = await hub.call('GET', '/openapi.json');
    const described = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...tested].sort()).toEqual(described.sort());
  });
});

describe('lists', () => {
  it('show drafts and unshared resources to their provider and the administration only', async () => {
    const idsFor = async (actor: Actor) => {
      const { body } = await hub.call('GET', '/v1/resources', { as: actor });
      return body.items.map((line: { id: string }) => line.id);
    };
    const all = ['population.draft', 'population.open', 'population.resident', 'population.secret'];
    for (const actor of [officer('police'), officer('data', 'auditor'), systems.policeConnector]) {
      expect(await idsFor(actor)).toEqual(all);
    }
    for (const actor of [administratorOf('hrss'), administratorOf('civil'), systems.pension]) {
      expect(await idsFor(actor)).toEqual(['population.open', 'population.resident']);
    }
  });

  it('show grants to their two sides and the administration only', async () => {
    const idsFor = async (actor: Actor) => {
      const { body } = await hub.call('GET', '/v1/grants', { as: actor });
      return body.items.map((line: { id: string }) => line.id);
    };
    const sides = [administratorOf('police'), officer('hrss', 'auditor'), officer('data', 'auditor'), systems.pension];
    for (const actor of sides) expect(await idsFor(actor)).toEqual([grant]);
    for (const actor of [administratorOf('civil'), systems.assistance]) expect(await idsFor(actor)).toEqual([]);
  });
});
