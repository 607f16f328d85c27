import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeGrantState, createGrant, createMatter, type GrantDraft, updateMatter } from '../../catalog/index.ts';
import type { HufuProblem, VerifyQuestion } from '../../connectors/index.ts';
import { claimKindOf, compareClaims, type Order } from '../../connectors/protocol/index.ts';
import { openIdentityFacts } from '../../identity/index.ts';
import { type Clock, systemClock, systemRandom } from '../../kernel/index.ts';
import { demoAdministrator } from '../../ops/demo/seed/seed-hub.ts';
import { type Provider, type Respond, startTestWorld, type TestWorld } from '../support/world.ts';
import { policeDesk } from './residents.ts';

let world: TestWorld;
let provider: Provider;
/** What the police do before they answer, once. */
let meanwhile: (() => Promise<void>) | undefined;
/** Milliseconds by which hub and database are ahead. */
let shift = 0;
const clock: Clock = { now: () => new Date(Date.now() + shift) };

/** Judges claims as a connector does, over the county's residents. */
const police: Respond = async (order, { honest, send }) => {
  const work = meanwhile;
  meanwhile = undefined;
  await work?.();
  const rows = world.county.residents
    .filter((one) => one.citizenNumber === order.match.citizenNumber)
    .map((one): Record<string, unknown> => ({ ...one }));
  send(
    order.mode === 'lookup'
      ? honest({ rows: rows.map((row) => Object.fromEntries(order.fields.map((field) => [field, row[field]]))) })
      : honest(judged(order, rows)),
  );
};
const judged = (order: Order, rows: Record<string, unknown>[]) => {
  const kindOf = (field: string) => claimKindOf(field === 'birthDate' ? { format: 'date' } : {});
  const { matched, verdicts } = compareClaims({ claims: order.claims, rows, kindOf, today: '2026-11-22' });
  return { matched, verdicts: { ...verdicts } };
};

const parts = async () => ({
  ...{ database: world.db.database, clock: systemClock, random: systemRandom },
  parties: await openIdentityFacts({ database: world.db.database, clock: systemClock }),
  actor: await demoAdministrator(world.db.database),
});
const matterCode = 'CIVIL-SUBSIDY-01';
const giveGrant = async (own: Partial<GrantDraft>) =>
  createGrant({
    ...(await parts()),
    draft: {
      consumer: { organisation: 'civil', system: 'civil-assistance' },
      resource: policeDesk.resource,
      modes: ['verify'],
      verifyFields: ['name'],
      predicates: [
        { field: 'birthDate', kind: 'age', allowed: [60, 80] },
        { field: 'divisionCode', kind: 'division', allowed: ['450721'] },
      ],
      matchFields: ['citizenNumber'],
      matters: [matterCode],
      dailyQuota: 10_000,
      validFrom: '2026-01-01T00:00:00Z',
      validUntil: '2036-01-01T00:00:00Z',
      basis: '高龄津贴',
      ...own,
    },
  });

beforeAll(async () => {
  world = await startTestWorld({ clock, databaseClock: clock });
  provider = await world.provider({ ...policeDesk, respond: police });
  await registerMatter(matterCode);
  await giveGrant({});
  // Written past the routes, so the hub is not told: it finds out by itself.
  expect(await soon(async () => (await outcomeOf(question({ birthDate: { ageAtLeast: 60 } }))) === 'answered')).toBe(
    true,
  );
});
const registerMatter = async (code: string) =>
  createMatter({
    ...(await parts()),
    draft: {
      code,
      name: '高龄津贴',
      organisation: 'civil',
      legalBasis: '老年人权益保障法',
      materials: [
        {
          kind: 'resource',
          resource: policeDesk.resource,
          fields: ['name'],
          predicates: [
            { field: 'birthDate', kind: 'age' },
            { field: 'divisionCode', kind: 'division' },
          ],
          purpose: '核实年龄和户籍地',
        },
      ],
    },
  });
afterAll(async () => {
  await provider?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const soon = async (holds: () => Promise<boolean>) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
};
const resident = () => world.county.residents[0]!;
const question = (claims: VerifyQuestion['claims'], more: Partial<VerifyQuestion> = {}): VerifyQuestion => ({
  resource: policeDesk.resource,
  match: { citizenNumber: resident().citizenNumber },
  claims,
  purpose: { matter: matterCode, case: '2026-MZ-1' },
  ...more,
});
const refusalOf = async (asked: VerifyQuestion, system = 'civil-assistance'): Promise<HufuProblem> => {
  const client = await world.client(system);
  return client.verify(asked).then(
    () => Promise.reject(new Error('it was answered')),
    (error: HufuProblem) => error,
  );
};
const outcomeOf = async (asked: VerifyQuestion, system = 'civil-assistance') => {
  const client = await world.client(system);
  return client.verify(asked).then(
    () => 'answered',
    (error: HufuProblem) => error.code,
  );
};
const replayed = async (traceId: string, login: string) => {
  const headers = { authorization: `Bearer ${await world.session(login)}`, 'accept-language': 'en' };
  // biome-ignore lint/suspicious/noExplicitAny: looked at member by member
  return (await world.hub.call({ url: `/v1/decisions/${traceId}`, headers })) as { status: number; body: any };
};

describe('a predicate', () => {
  it('is judged at the provider: the verdict comes back, the birth date never leaves', async () => {
    const client = await world.client('civil-assistance');
    const { birthDate, divisionCode } = resident();
    const age = Number('2026') - Number(birthDate.slice(0, 4)) - (birthDate.slice(5) > '11-22' ? 1 : 0);
    const answer = await client.verify(
      question({ birthDate: { ageAtLeast: 60, ageBelow: 80 }, divisionCode: { division: '450721' } }),
    );
    expect(answer.verdicts).toEqual({
      birthDate: age >= 60 && age < 80,
      divisionCode: divisionCode.startsWith('450721'),
    });
    expect(JSON.stringify(answer)).not.toContain(birthDate);
    expect(provider.orders.at(-1)?.claims).toEqual({
      birthDate: { ageAtLeast: 60, ageBelow: 80 },
      divisionCode: { division: '450721' },
    });
  });

  it('is refused with other bounds, as another kind, and where only the value was asked for; nobody is asked', async () => {
    const before = provider.orders.length;
    expect(await outcomeOf(question({ birthDate: { ageAtLeast: 61 } }))).toBe('PREDICATE_BOUND_NOT_GRANTED');
    expect(await outcomeOf(question({ birthDate: { before: '1966-01-01' } }))).toBe('PREDICATE_NOT_GRANTED');
    expect(await outcomeOf(question({ birthDate: resident().birthDate }))).toBe('FIELD_NOT_GRANTED');
    expect(await outcomeOf(question({ name: { oneOf: ['王芳', '李四'] } }))).toBe('PREDICATE_NOT_GRANTED');
    expect(provider.orders).toHaveLength(before);
  });

  it('that is none is refused as wrong input, naming the place and repeating nothing', async () => {
    for (const hostile of [
      { ageAtLeast: 60, division: '45' },
      { before: '2026-02-31' },
      { ageAtLeast: 1e9 },
      { division: "45' or '1'='1" },
      { oneOf: [] },
      {},
      { matches: '.*' },
    ] as unknown as VerifyQuestion['claims'][string][]) {
      const problem = await refusalOf(question({ birthDate: hostile }));
      expect([problem.code, problem.status]).toEqual(['INVALID_INPUT', 400]);
      expect(problem.errors[0]?.pointer).toMatch(/^\/claims/);
      expect(JSON.stringify(problem)).not.toContain("'1'");
    }
  });
});

describe('an explanation', () => {
  it('says of any question what the query itself meets', async () => {
    const client = await world.client('civil-assistance');
    const claim = fc.constantFrom<VerifyQuestion['claims'][string]>(
      ...[{ ageAtLeast: 60 }, { ageAtLeast: 61 }, { ageBelow: 80 }, { division: '450721' }, { division: '45' }],
      ...[{ oneOf: ['x'] }, '王芳', { onOrAfter: '2000-01-01' }],
    );
    const field = fc.constantFrom('birthDate', 'divisionCode', 'name', 'phone');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(field, claim, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
        fc.constantFrom(matterCode, 'CIVIL-AID-01', 'NO-SUCH-MATTER'),
        fc.constantFrom(undefined, 'civil', 'civil-clerk'),
        async (claims, matter, officer) => {
          const asked = question(claims, { purpose: { matter, case: '2026-MZ-2' }, ...(officer && { officer }) });
          const { allowed, problem, links } = await client.explain(asked);
          const outcome = await outcomeOf(asked);
          expect(allowed ? 'answered' : problem?.code).toBe(outcome);
          expect(links.every(({ passed }) => passed)).toBe(allowed);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a refused query', () => {
  const refused = () => refusalOf(question({ birthDate: { ageAtLeast: 61 } }));

  it('is replayed by officers of both sides and the data administration, and by nobody else', async () => {
    const { traceId } = await refused();
    for (const login of await logins('civil', 'police', 'data')) {
      const { status, body } = await replayed(String(traceId), login);
      expect([login, status]).toEqual([login, 200]);
      expect(body.items).toHaveLength(1);
      expect(body.items[0]).toMatchObject({
        consumer: { organisation: 'civil', system: 'civil-assistance' },
        provider: 'police',
        resource: policeDesk.resource,
        matter: matterCode,
        code: 'PREDICATE_BOUND_NOT_GRANTED',
        asked: { match: ['citizenNumber'], fields: [], claims: [{ field: 'birthDate', kind: 'age' }] },
        now: { allowed: false, problem: { code: 'PREDICATE_BOUND_NOT_GRANTED' } },
        differs: [],
        changes: [],
      });
      expect(body.items[0].links.at(-1)).toMatchObject({ link: 'predicates', passed: false });
    }
    for (const login of await logins('hrss', 'market')) {
      const { status, body } = await replayed(String(traceId), login);
      expect([login, status, body.code]).toEqual([login, 404, 'DECISION_NOT_FOUND']);
    }
    expect((await replayed('0'.repeat(32), (await logins('data'))[0]!)).body.code).toBe('DECISION_NOT_FOUND');
    expect((await replayed('not-a-trace', (await logins('data'))[0]!)).status).toBe(400);
  });

  it('is decided again under the present facts, which shows what has changed since', async () => {
    const { traceId } = await refused();
    const wider = await giveGrant({ predicates: [{ field: 'birthDate', kind: 'age', allowed: [61] }] });
    expect(await soon(async () => (await outcomeOf(question({ birthDate: { ageAtLeast: 61 } }))) === 'answered')).toBe(
      true,
    );
    const [login = ''] = await logins('police');
    const { body } = await replayed(String(traceId), login);
    expect(body.items[0]).toMatchObject({
      code: 'PREDICATE_BOUND_NOT_GRANTED',
      now: { allowed: true },
      changes: [{ kind: 'grant', subject: wider.id, event: 'created', version: 1 }],
    });
    expect(body.items[0].differs).toEqual(
      expect.arrayContaining([
        { link: 'predicates', before: 'failed', now: 'passed' },
        { link: 'need', before: 'not-reached', now: 'passed' },
      ]),
    );
    await changeGrantState({ ...(await parts()), id: wider.id, event: 'revoke', reason: '到期' });
    expect(await soon(async () => (await outcomeOf(question({ birthDate: { ageAtLeast: 61 } }))) !== 'answered')).toBe(
      true,
    );
  });

  it('leaves no value behind: not what it matched by, not what it claimed, not a name put in the place of a field', async () => {
    const { name, citizenNumber } = resident();
    const problem = await refusalOf(
      question({ [name]: 'x', name: { oneOf: [name, '某某某'] }, birthDate: { ageAtLeast: 97 } }),
    );
    const { rows } = await world.db.database.pool.query('select * from exchange.decision where trace_id = $1', [
      problem.traceId,
    ]);
    expect(rows).toHaveLength(1);
    const stored = JSON.stringify(rows);
    for (const value of [name, citizenNumber, '某某某', '97"']) expect(stored).not.toContain(value);
    expect(rows[0].question.claims.map(({ field }: { field: string }) => field).sort()).toEqual([
      ...['?', 'birthDate', 'name'],
    ]);
  });

  it('tells a stranger nothing of a resource by its replay', async () => {
    const problem = await refusalOf(
      question({ name: 'x' }, { resource: 'spatial.division', match: { divisionCode: '450721' } }),
    );
    const made = await refusalOf(
      question({ name: 'x' }, { resource: 'spatial.nothing', match: { divisionCode: '450721' } }),
    );
    const [login = ''] = await logins('civil');
    const [there, not] = await Promise.all(
      [problem, made].map(async ({ traceId }) => (await replayed(String(traceId), login)).body.items[0]),
    );
    const { at: _at, resource: _resource, ...told } = there;
    const { at: _other, resource: _made, ...toldOther } = not;
    const named = (text: string) => text.replaceAll('spatial.nothing', 'spatial.division');
    expect(JSON.parse(named(JSON.stringify(toldOther)))).toEqual(told);
  });
});

describe('what changes while the provider is asked', () => {
  it('counts: a grant that is revoked meanwhile lets no answer out, and charges nothing', async () => {
    const grant = await giveGrant({ predicates: [{ field: 'birthDate', kind: 'age', allowed: [70] }] });
    const asked = question({ birthDate: { ageAtLeast: 70 } });
    expect(await soon(async () => (await outcomeOf(asked)) === 'answered')).toBe(true);
    meanwhile = async () => {
      await changeGrantState({ ...(await parts()), id: grant.id, event: 'revoke', reason: '核查' });
      await soon(async () => (await explained(asked)) !== 'allowed');
    };
    const before = provider.orders.length;
    const problem = await refusalOf(asked);
    expect(problem.code).toBe('QUERY_NOT_AUTHORISED');
    expect(provider.orders).toHaveLength(before + 1);
    expect(JSON.stringify(problem)).not.toContain('verdicts');
  });

  it('counts: a grant that runs out meanwhile lets no answer out', async () => {
    await giveGrant({
      predicates: [{ field: 'birthDate', kind: 'age', allowed: [75] }],
      validUntil: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const asked = question({ birthDate: { ageAtLeast: 75 } });
    expect(await soon(async () => (await outcomeOf(asked)) === 'answered')).toBe(true);
    meanwhile = async () => {
      shift = 3_600_000;
    };
    const problem = await refusalOf(asked);
    shift = 0;
    expect(problem.code).toBe('GRANT_NOT_IN_FORCE');
    const [login = ''] = await logins('police');
    const { body } = await replayed(String(problem.traceId), login);
    expect(body.items[0].links.at(-1)).toMatchObject({ link: 'validity', passed: false });
    expect(body.items[0].now.allowed).toBe(true);
    expect(await outcomeOf(asked)).toBe('answered');
  });

  const explained = async (asked: VerifyQuestion) => {
    const { allowed, problem } = await (await world.client('civil-assistance')).explain(asked);
    return allowed ? 'allowed' : problem?.code;
  };
});

describe('the officer of a query', () => {
  it('has to be active, the consumer’s own and assigned to the matter, where the grant says so', async () => {
    await registerMatter(careCode);
    await giveGrant({
      predicates: [{ field: 'birthDate', kind: 'age', allowed: [90] }],
      matters: [careCode],
      requiresOfficer: true,
      represents: ['hrss'],
    });
    const asked = (more: Partial<VerifyQuestion> = {}) =>
      question({ birthDate: { ageAtLeast: 90 } }, { purpose: { matter: careCode, case: '2026-MZ-3' }, ...more });
    expect(await soon(async () => (await outcomeOf(asked())) === 'OFFICER_REQUIRED')).toBe(true);
    const [own = ''] = await logins('civil');
    const [foreign = ''] = await logins('police');
    expect(await outcomeOf(asked({ officer: foreign }))).toBe('OFFICER_NOT_ACTIVE');
    expect(await outcomeOf(asked({ officer: 'nobody.at.all' }))).toBe('OFFICER_NOT_ACTIVE');
    expect(await outcomeOf(asked({ officer: own }))).toBe('OFFICER_NOT_ASSIGNED');
    await assign(own);
    expect(await soon(async () => (await outcomeOf(asked({ officer: own }))) === 'answered')).toBe(true);
    expect(await outcomeOf(asked({ officer: own, onBehalfOf: 'hrss' }))).toBe('answered');
    expect(await outcomeOf(asked({ officer: own, onBehalfOf: 'market' }))).toBe('REPRESENTATION_NOT_GRANTED');
  });

  const careCode = 'CIVIL-CARE-01';
  const assign = async (login: string) => {
    const { rows } = await world.db.database.pool.query('select * from catalog.matter where code = $1', [careCode]);
    const { code, name, organisation, legal_basis: legalBasis, materials, version } = rows[0];
    await updateMatter({
      ...(await parts()),
      code,
      ifMatch: `"${version}"`,
      draft: { code, name, organisation, legalBasis, materials, officers: [login] },
    });
  };
});

/** Logins of one officer of each organisation. */
async function logins(...organisations: readonly string[]): Promise<readonly string[]> {
  const { rows } = await world.db.database.pool.query<{ login: string; organisation: string }>(
    'select login, organisation from identity.officer order by login',
  );
  return organisations.map((each) => {
    const officer = rows.find(({ organisation }) => organisation === each);
    if (officer === undefined) throw new Error(`no officer of ${each}`);
    return officer.login;
  });
}
