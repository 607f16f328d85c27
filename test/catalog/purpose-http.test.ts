import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CatalogDeps, createMatter, type GrantDraft, parseMatterCode, updateMatter } from '../../catalog/index.ts';
import {
  createOfficer,
  createPasswords,
  type IdentityFacts,
  openIdentityFacts,
  organisationId,
} from '../../identity/index.ts';
import { setOfficerStatus } from '../../identity/officer/set-officer-status.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  officer,
  pensionDraft,
  pensionGrantDraft,
  seedPension,
  startCatalogApp,
} from '../support/catalog-app.ts';
import { seededRandom } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let hub: CatalogApp;
let facts: IdentityFacts;
let deps: CatalogDeps;
const police = administratorOf('police');
const hrss = administratorOf('hrss');

beforeAll(async () => {
  db = await createTestDatabase();
  hub = await startCatalogApp({ database: db.database });
  await seedPension(hub);
  facts = await openIdentityFacts({ database: db.database, clock: hub.clock });
  deps = { ...hub.deps, parties: facts };
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const post = (changes: Partial<GrantDraft>) =>
  hub.call('POST', '/v1/grants', { as: police, body: pensionGrantDraft(changes) });
type Predicates = NonNullable<GrantDraft['predicates']>;
const age = (...allowed: Predicates[number]['allowed']): Predicates[number] => ({
  field: 'birthDate',
  kind: 'age',
  allowed,
});

describe('predicates of a grant', () => {
  it('are kept with their bounds, each written in one way', async () => {
    const predicates: Predicates = [age(60, '018'), { field: 'address', kind: 'oneOf', allowed: ['A', 'B', true] }];
    const { body } = await expectStatus(201, post({ predicates }));
    expect(body.predicates).toEqual([
      { field: 'birthDate', kind: 'age', allowed: ['60', '18'] },
      { field: 'address', kind: 'oneOf', allowed: ['A', 'B', 'true'] },
    ]);
    const read = await expectStatus(200, hub.call('GET', `/v1/grants/${body.id}`, { as: hrss }));
    expect(read.body).toEqual(body);
  });

  it('are enough for the mode verify', async () => {
    const only = { modes: ['verify'] as GrantDraft['modes'], fields: [], verifyFields: [], predicates: [age(60)] };
    await expectStatus(201, post(only));
    const { problem } = await expectStatus(422, post({ ...only, predicates: [] }));
    expect(problem.code).toBe('GRANT_MODES_AND_FIELDS_DIFFER');
  });

  it.each<[string, Predicates, string]>([
    ['an age that is none', [age('sixty')], '/predicates/0/allowed/0'],
    ['an age beyond everybody’s', [age(60, 200)], '/predicates/0/allowed/1'],
    [
      'a day that is none',
      [{ field: 'birthDate', kind: 'period', allowed: ['2026-02-30'] }],
      '/predicates/0/allowed/0',
    ],
    ['a number that is none', [{ field: 'householdSize', kind: 'range', allowed: ['1e9'] }], '/predicates/0/allowed/0'],
    ['a division that is none', [{ field: 'division', kind: 'division', allowed: ['450'] }], '/predicates/0/allowed/0'],
    ['the same twice', [age(60), age(65)], '/predicates/1'],
    ['nine thresholds of one field', [age(1, 2, 3, 4, 5, 6, 7, 8, 9)], '/predicates/0/allowed'],
    [
      'nine thresholds of one field, in two kinds',
      [age(1, 2, 3, 4, 5, 6, 7, 8), { field: 'birthDate', kind: 'period', allowed: ['2000-01-01'] }],
      '/predicates/1/allowed',
    ],
    [
      'a kind that does not go with the field',
      [{ field: 'householdSize', kind: 'age', allowed: [60] }],
      '/predicates/0/kind',
    ],
  ])('are refused with %s', async (_, predicates, pointer) => {
    const { problem } = await expectStatus(422, post({ predicates }));
    expect([problem.code, problem.errors[0]?.pointer]).toEqual(['GRANT_PREDICATE_REFUSED', pointer]);
  });

  it('are refused on a field that there is not, and where a matter does not need to know', async () => {
    const unknown = await expectStatus(422, post({ predicates: [{ field: 'nothing', kind: 'age', allowed: [60] }] }));
    expect(unknown.problem).toMatchObject({
      code: 'GRANT_FIELD_UNKNOWN',
      errors: [{ pointer: '/predicates/0/field' }],
    });
    const predicates: Predicates = [{ field: 'householdSize', kind: 'range', allowed: [3] }];
    const needless = await expectStatus(422, post({ predicates }));
    expect(needless.problem).toMatchObject({ code: 'GRANT_FIELD_NOT_NEEDED', errors: [{ pointer: '/predicates/0' }] });
  });
});

describe('materials of a matter', () => {
  const draft = (material: object) => ({
    ...pensionDraft({ code: 'HRSS-AGE-01' }),
    materials: [{ kind: 'resource', resource: 'population.resident', purpose: '核实年龄', ...material }],
  });

  it('may need no value at all, only what a predicate says', async () => {
    const predicates = [{ field: 'birthDate', kind: 'age' }];
    const body = draft({ fields: [], predicates });
    const { body: matter } = await expectStatus(201, hub.call('POST', '/v1/matters', { as: hrss, body }));
    expect(matter.materials).toEqual(body.materials);
    const given = { matters: ['HRSS-AGE-01'], modes: ['verify'] as GrantDraft['modes'], fields: [], verifyFields: [] };
    await expectStatus(201, post({ ...given, predicates: [age(60)] }));
    const seen = await expectStatus(422, post({ ...given, modes: ['lookup'], fields: ['birthDate'] }));
    expect(seen.problem.code).toBe('GRANT_FIELD_NOT_NEEDED');
  });

  it.each([
    ['nothing', { fields: [] }, '/materials/0/fields'],
    [
      'a field that there is not',
      { fields: [], predicates: [{ field: 'x', kind: 'age' }] },
      '/materials/0/predicates/0/field',
    ],
  ])('are refused with %s', async (_, material, pointer) => {
    const { problem } = await expectStatus(422, hub.call('POST', '/v1/matters', { as: hrss, body: draft(material) }));
    expect([problem.code, problem.errors[0]?.pointer]).toEqual(['MATTER_MATERIAL_REFUSED', pointer]);
  });
});

describe('officers of a matter', () => {
  it('are active officers of the organisation that handles it; who was assigned stays in the list', async () => {
    const parts = { database: db.database, clock: hub.clock, random: seededRandom('officers') };
    const passwords = createPasswords({ random: parts.random, cost: { logN: 4, r: 8, p: 1 } });
    const actor = officer('data', 'operator');
    const made = await Promise.all(
      (['hrss', 'civil'] as const).map((id) =>
        createOfficer({
          ...{ ...parts, passwords, actor },
          input: {
            login: `${id}-clerk`,
            name: 'N',
            organisation: organisationId(id),
            roles: [],
            password: 'Gulangyu-1949-xx',
          },
        }),
      ),
    );
    await facts.refresh();
    const content = pensionDraft({ code: 'HRSS-CARE-01' });
    for (const officers of [['civil-clerk'], ['nobody'], ['hrss-clerk', '450721199001011234']]) {
      const refused = createMatter({ ...deps, actor: hrss, draft: { ...content, officers } });
      await expect(refused).rejects.toMatchObject({ code: 'MATTER_OFFICER_REFUSED', status: 422 });
    }
    const matter = await createMatter({ ...deps, actor: hrss, draft: { ...content, officers: ['hrss-clerk'] } });
    expect(matter.officers).toEqual(['hrss-clerk']);
    await setOfficerStatus({ ...parts, actor, id: made[0]!.id, status: 'suspended', ifMatch: '"1"' });
    await facts.refresh();
    const update = (officers: string[]) =>
      updateMatter({
        ...{ ...deps, actor: hrss, code: parseMatterCode('HRSS-CARE-01'), ifMatch: '"1"' },
        draft: { ...content, officers },
      });
    await expect(update(['hrss-clerk', 'civil-clerk'])).rejects.toMatchObject({
      errors: [{ pointer: '/officers/1', detail: expect.any(String) }],
    });
    expect((await update(['hrss-clerk'])).officers).toEqual(['hrss-clerk']);
  });
});
