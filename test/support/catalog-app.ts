import type { FastifyInstance } from 'fastify';
import {
  type CatalogChange,
  type CatalogDeps,
  catalogRoutes,
  catalogSchemas,
  type GrantDraft,
  type MatterDraft,
  type OpenRows,
  type ReadOpenRows,
  type ResourceDraft,
} from '../../catalog/index.ts';
import {
  type Actor,
  bootstrapAdministration,
  createPasswords,
  type OfficerActor,
  officerId,
  openIdentityFacts,
  organisationCodeCheckCharacter,
  organisationId,
  type Role,
  registerOrganisation,
  registerSystem,
  roles,
  type SystemActor,
  systemId,
  unifiedCodeCheckCharacter,
} from '../../identity/index.ts';
import type { Database, ProblemJson } from '../../kernel/index.ts';
import { type FixedClock, fixedClock, seededRandom } from './clock.ts';
import { openSurface } from './surface.ts';

/** The organisations of the catalogue's tests: administration, provider, consumer, somebody else. */
export const organisations = ['data', 'police', 'hrss', 'civil'] as const;
export type TestOrganisation = (typeof organisations)[number];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at member by member, wrong guesses fail the test
  readonly body: any;
  readonly problem: ProblemJson;
}

export interface Call {
  readonly as?: Actor;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly accept?: string;
}

export interface CatalogApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly deps: CatalogDeps;
  readonly clock: FixedClock;
  /** What was announced, in order. */
  readonly changes: CatalogChange[];
  call(method: 'GET' | 'POST' | 'PUT', url: string, options?: Call): Promise<Answer>;
}

/** An officer of an organisation with these roles. */
export function officer(organisation: TestOrganisation, ...held: Role[]): OfficerActor {
  const place =
    organisations.indexOf(organisation) * 100 + held.reduce((sum, role) => sum + roles.indexOf(role) + 1, 0);
  return {
    kind: 'officer',
    id: officerId(`00000000-0000-4000-8000-${String(place).padStart(12, '0')}`),
    login: `${organisation}-${held.join('-')}`,
    organisation: organisationId(organisation),
    administration: organisation === 'data',
    roles: held,
  };
}

/** The catalogue administrator of an organisation. */
export function administratorOf(organisation: TestOrganisation): OfficerActor {
  return officer(organisation, 'catalogue-administrator');
}

export function system(id: string, organisation: TestOrganisation, systemKind: 'consumer' | 'provider'): SystemActor {
  return { kind: 'system', id: systemId(id), organisation: organisationId(organisation), systemKind };
}

export const systems = {
  policeConnector: system('police-connector', 'police', 'provider'),
  pension: system('hrss-pension', 'hrss', 'consumer'),
  training: system('hrss-training', 'hrss', 'consumer'),
  assistance: system('civil-assistance', 'civil', 'consumer'),
} as const;

/** The hub's HTTP surface with the catalogue's routes alone, over a real database with real organisations and systems. */
export async function startCatalogApp(options: {
  database: Database;
  openRows?: ReadOpenRows | undefined;
  /** Whether a connector lists the resource. Default: it does. */
  areListed?: OpenRows['areListed'] | undefined;
}): Promise<CatalogApp> {
  const { database } = options;
  const clock = fixedClock('2026-11-21T08:00:00Z');
  const random = seededRandom('catalog');
  const parties = await registerParties(database, clock);
  const changes: CatalogChange[] = [];
  const deps: CatalogDeps = {
    database,
    clock,
    random,
    parties,
    onChange: (change) => {
      changes.push(change);
    },
  };
  const { app, tokenOf } = await openSurface({
    ...{ clock, random, level: 'silent', schemas: Object.values(catalogSchemas) },
    routes: (routed) =>
      catalogRoutes(routed, {
        ...deps,
        publicUrl: 'http://hub.test',
        openRows:
          options.openRows === undefined
            ? undefined
            : { read: options.openRows, areListed: options.areListed ?? (() => true) },
      }),
  });
  return {
    app,
    deps,
    clock,
    changes,
    async call(method, url, { as, body, ifMatch, accept } = {}) {
      const headers: Record<string, string> = { 'accept-language': 'en' };
      if (as !== undefined) headers.authorization = `Bearer ${tokenOf(as)}`;
      if (ifMatch !== undefined) headers['if-match'] = ifMatch;
      if (accept !== undefined) headers.accept = accept;
      if (typeof body === 'string') headers['content-type'] = 'application/json';
      if (Buffer.isBuffer(body)) headers['content-type'] = 'application/octet-stream';
      const payload = body === undefined ? {} : { payload: body as object };
      const response = await app.inject({ method, url, headers, ...payload });
      const isJson = /\bjson\b/.test(String(response.headers['content-type']).replace('x-ndjson', ''));
      const json = isJson && response.body !== '' ? response.json() : undefined;
      return {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        bytes: response.rawPayload,
        body: json,
        problem: json,
      };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

async function registerParties(database: Database, clock: FixedClock) {
  const passwords = createPasswords({ random: seededRandom('passwords'), cost: { logN: 4, r: 8, p: 1 } });
  await bootstrapAdministration({
    ...{ database, clock, passwords, random: seededRandom('parties') },
    organisation: { id: 'data', unifiedCode: unifiedCodeOf(0), name: 'Bureau of data' },
    officer: { login: 'first', name: 'First Officer', password: 'correct horse battery staple' },
  });
  const actor = officer('data', 'operator');
  for (const [index, id] of organisations.entries()) {
    if (id === 'data') continue;
    const input = { id, name: `Bureau of ${id}`, unifiedCode: unifiedCodeOf(index) };
    await registerOrganisation({ database, clock, actor, input });
  }
  for (const { id, organisation, systemKind } of Object.values(systems)) {
    const input = { id, organisation, name: `System ${id}`, kind: systemKind };
    await registerSystem({ database, clock, actor, input });
  }
  return openIdentityFacts({ database, clock });
}

/** A right unified code (GB 32100) for the n-th organisation of a test. */
function unifiedCodeOf(n: number): string {
  const body = `MB0000${n}${n}`;
  const first = `11450721${body}${organisationCodeCheckCharacter(body)}`;
  return `${first}${unifiedCodeCheckCharacter(first)}`;
}

/** A resource of the police that breaks no rule. */
export function residentDraft(changes: Partial<ResourceDraft> = {}): ResourceDraft {
  return {
    id: 'population.resident',
    code: '101001/1',
    name: '户籍人口基本信息',
    nameEn: 'Registered residents',
    provider: 'police',
    abstract: '本县户籍人口的姓名、住址等基本信息。',
    class: { category: '1', section: '人口', item: '户籍人口' },
    format: { category: '3', concrete: 'PostgreSQL' },
    items: [
      item('citizenNumber', '公民身份号码', { length: 18, sensitivity: 'sensitive', matchable: true }),
      item('name', '姓名', { length: 50, sensitivity: 'personal', matchable: true }),
      item('birthDate', '出生日期', { type: 'D', sensitivity: 'personal', matchable: true }),
      item('address', '住址', { length: 200, sensitivity: 'personal' }),
      item('division', '行政区划代码', { length: 12, sensitivity: 'internal', codeTable: 'GB/T 2260' }),
      item('householdSize', '家庭人口数', { type: 'I', sensitivity: 'internal' }),
      item('religion', '宗教信仰', { length: 20, sensitivity: 'sensitive' }),
    ],
    sharing: { type: '2', condition: '仅限办理行政许可和公共服务事项', mode: 'platform-interface' },
    openness: { open: false },
    updateCycle: '2',
    matchKeys: [['citizenNumber'], ['name', 'birthDate']],
    synthetic: true,
    ...changes,
  };
}

type Item = ResourceDraft['items'][number];

export function item(field: string, name: string, more: Partial<Item> = {}): Item {
  return { field, name, nameEn: field, type: 'C', sensitivity: 'public', matchable: false, ...more };
}

/** A matter of the social security bureau that needs name, address and number of residents. */
export function pensionDraft(changes: Partial<MatterDraft> = {}): MatterDraft {
  return {
    code: 'HRSS-PENSION-01',
    name: '城乡居民养老保险待遇申领',
    organisation: 'hrss',
    legalBasis: '《中华人民共和国社会保险法》第二十二条',
    materials: [
      {
        kind: 'resource',
        resource: 'population.resident',
        fields: ['citizenNumber', 'name', 'address', 'birthDate'],
        purpose: '核实申请人身份和户籍所在地',
      },
      { kind: 'licence', licenceType: '11100000000013338W011' },
    ],
    ...changes,
  };
}

/** A grant to the pension system that breaks no rule. */
export function pensionGrantDraft(changes: Partial<GrantDraft> = {}): GrantDraft {
  return {
    consumer: { organisation: 'hrss', system: 'hrss-pension' },
    resource: 'population.resident',
    modes: ['lookup', 'verify'],
    fields: ['name', 'address'],
    verifyFields: ['name', 'birthDate'],
    matchFields: ['citizenNumber'],
    matters: ['HRSS-PENSION-01'],
    rowScope: [{ field: 'division', op: 'prefix', value: '450721' }],
    dailyQuota: 10_000,
    validFrom: '2026-11-01T00:00:00Z',
    validUntil: '2027-11-01T00:00:00Z',
    basis: '共享申请 2026-17 号',
    ...changes,
  };
}

/** Enters the resident resource, publishes it, and registers the pension matter. */
export async function seedPension(app: CatalogApp): Promise<void> {
  const police = administratorOf('police');
  await expectStatus(201, app.call('POST', '/v1/resources', { as: police, body: residentDraft() }));
  await publish(app, '/v1/resources/population.resident');
  await expectStatus(201, app.call('POST', '/v1/matters', { as: administratorOf('hrss'), body: pensionDraft() }));
}

/** Takes a draft of the police through review to publication: the provider submits, the data administration does the rest. */
export async function publish(app: CatalogApp, url: string): Promise<Answer> {
  const event = (as: Actor, name: string) =>
    expectStatus(200, app.call('POST', `${url}/events`, { as, body: { event: name } }));
  await event(administratorOf('police'), 'submit');
  await event(administratorOf('data'), 'approve');
  return event(administratorOf('police'), 'publish');
}

/** Waits for an answer and fails with its body when the status is another one. */
export async function expectStatus(status: number, answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering;
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}
