import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMatterCode } from '../../catalog/index.ts';
import { purposeForm } from '../../exchange/policy/compile.ts';
import { decide } from '../../exchange/policy/decide.ts';
import type { ClaimShape, DecisionFacts, DecisionRequest, GrantFact, MatterFact } from '../../exchange/policy/facts.ts';
import { linkNames } from '../../exchange/policy/link.ts';
import {
  civil,
  clerk,
  equals,
  facts,
  grant,
  hrss,
  matter,
  police,
  refusal,
  request,
  resource,
  verifying,
} from './decision-sample.ts';

const claim = (field: string, kind: ClaimShape['kind'], ...bounds: string[]): ClaimShape => ({ field, kind, bounds });
const codeOf = (asked: DecisionRequest, known: Partial<DecisionFacts> = {}) => {
  const decision = decide(asked, { ...facts, ...known });
  return decision.allowed ? 'allowed' : decision.problem.code;
};
const materialsOf = (fields: readonly string[]): MatterFact => ({
  ...matter,
  materials: [{ kind: 'resource', resource: resource.id, fields, purpose: '核实' }],
});

describe('a grant for a matter', () => {
  it('gives what both say: the grant may hold more than a case of the matter needs', () => {
    const { problem, links } = refusal({}, { matter: materialsOf(['name']) });
    expect(problem).toMatchObject({
      code: 'FIELD_NOT_NEEDED',
      errors: [{ pointer: '/fields/1', detail: 'not in the materials of the matter' }],
    });
    expect(problem.texts('en').detail).toContain('address');
    expect(links.at(-1)).toEqual({ link: 'need', passed: false, reference: 'MZ-01' });
    expect(codeOf({ ...request, fields: ['name'] }, { matter: materialsOf(['name']) })).toBe('allowed');
  });

  it('never gives for one matter what another one needs', () => {
    const other: MatterFact = { ...materialsOf(['address']), code: parseMatterCode('MZ-02') };
    const both: GrantFact = { ...grant, matters: [matter.code, other.code] };
    const ask = (code: string, field: string, known: MatterFact) =>
      codeOf({ ...request, matter: code, fields: [field] }, { grants: [both], matter: known });
    expect(ask('MZ-01', 'name', materialsOf(['name']))).toBe('allowed');
    expect(ask('MZ-01', 'address', materialsOf(['name']))).toBe('FIELD_NOT_NEEDED');
    expect(ask('MZ-02', 'address', other)).toBe('allowed');
    // The matter of another code does not stand in for the one that was named.
    expect(ask('MZ-01', 'address', other)).toBe('MATTER_NOT_ACTIVE');
  });

  it('is made ready once, and anew when grant, matter or resource is replaced', () => {
    const form = purposeForm(grant, matter, resource);
    expect(purposeForm(grant, matter, resource)).toBe(form);
    expect(purposeForm(grant, { ...matter }, resource)).not.toBe(form);
    expect(purposeForm(grant, matter, { ...resource })).not.toBe(form);
    expect(purposeForm({ ...grant }, matter, resource)).not.toBe(form);
  });
});

describe('a predicate', () => {
  it('may be claimed with the bounds of the grant, without the value being open', () => {
    expect(codeOf(verifying(claim('bornOn', 'age', '60')))).toBe('allowed');
    expect(codeOf(verifying(claim('bornOn', 'age', '18', '60')))).toBe('allowed');
    expect(codeOf(verifying(...equals('bornOn')))).toBe('FIELD_NOT_GRANTED');
    expect(codeOf({ ...request, fields: ['bornOn'] })).toBe('FIELD_NOT_GRANTED');
  });

  it('is refused with any other bound, so that nobody closes in upon the value', () => {
    for (let age = 0; age <= 150; age += 1) {
      const fits = age === 18 || age === 60;
      expect(codeOf(verifying(claim('bornOn', 'age', String(age))))).toBe(
        fits ? 'allowed' : 'PREDICATE_BOUND_NOT_GRANTED',
      );
    }
    const { problem } = refusal(verifying(claim('bornOn', 'age', '61')));
    expect(problem.texts('en').detail).toContain('18 / 60');
    expect(JSON.stringify(problem.toJson({ language: 'en', instance: 'i', traceId: 't' }))).not.toContain('61');
    expect(problem.errors).toEqual([{ pointer: '/claims/bornOn', detail: 'not a bound of the grant' }]);
  });

  it('of a set is the whole set: one member alone would tell the value', () => {
    expect(codeOf(verifying(claim('status', 'oneOf', 'A', 'B')))).toBe('allowed');
    for (const bounds of [['A'], ['B'], ['A', 'B', 'C'], ['C']])
      expect(codeOf(verifying(claim('status', 'oneOf', ...bounds)))).toBe('PREDICATE_BOUND_NOT_GRANTED');
  });

  it('of a division is granted however the code is filled up', () => {
    expect(codeOf(verifying(claim('divisionCode', 'division', '450721')))).toBe('allowed');
    expect(codeOf(verifying(claim('divisionCode', 'division', '450721102')))).toBe('PREDICATE_BOUND_NOT_GRANTED');
  });

  it('of another kind, or on another field, is refused though the value may be claimed', () => {
    expect(codeOf(verifying(claim('birthDate', 'age', '60')))).toBe('PREDICATE_NOT_GRANTED');
    expect(codeOf(verifying(claim('bornOn', 'period', '60')))).toBe('PREDICATE_NOT_GRANTED');
    expect(codeOf(verifying(claim('constructor', 'age', '60')))).toBe('PREDICATE_NOT_GRANTED');
  });

  it('is free on what may be seen anyway, and only there', () => {
    expect(codeOf(verifying(claim('address', 'oneOf', 'x')))).toBe('allowed');
    const verifyOnly: GrantFact = { ...grant, modes: ['verify'] };
    expect(codeOf(verifying(claim('address', 'oneOf', 'x')), { grants: [verifyOnly] })).toBe('PREDICATE_NOT_GRANTED');
  });

  it('has to be needed by the matter', () => {
    expect(codeOf(verifying(claim('bornOn', 'age', '60')), { matter: materialsOf(['name']) })).toBe('FIELD_NOT_NEEDED');
    expect(codeOf(verifying(claim('bornOn', 'age', '60')), { matter: materialsOf(['bornOn']) })).toBe('allowed');
  });
});

describe('the officer', () => {
  const strict: Partial<DecisionFacts> = { grants: [{ ...grant, requiresOfficer: true }] };
  const named = { ...request, officer: clerk.login };

  it.each<[string, DecisionRequest, Partial<DecisionFacts>]>([
    ['allowed', named, { ...strict, officer: clerk }],
    ['OFFICER_REQUIRED', request, strict],
    ['OFFICER_NOT_ACTIVE', named, strict],
    ['OFFICER_NOT_ACTIVE', named, { ...strict, officer: { ...clerk, active: false } }],
    ['OFFICER_NOT_ACTIVE', named, { ...strict, officer: { ...clerk, organisation: hrss } }],
    ['OFFICER_NOT_ACTIVE', { ...request, officer: 'somebody' }, { ...strict, officer: clerk }],
    ['OFFICER_NOT_ASSIGNED', named, { ...strict, officer: clerk, matter: { ...matter, officers: [] } }],
    ['allowed', named, { officer: clerk, matter: { ...matter, officers: [] } }],
    ['OFFICER_NOT_ACTIVE', named, { officer: { ...clerk, active: false } }],
  ])('%s', (code, asked, known) => {
    expect(codeOf(asked, known)).toBe(code);
  });

  it('is handed on by id with the permission', () => {
    expect(decide(named, { ...facts, officer: clerk })).toMatchObject({ allowed: true, officer: { id: clerk.id } });
  });
});

describe('a represented party', () => {
  const asked = { ...request, onBehalfOf: '11450721MB0000001X' };
  const party = { names: ['lingcheng', '11450721MB0000001X'], active: true };
  const listed = (...represents: string[]): Partial<DecisionFacts> => ({ grants: [{ ...grant, represents }] });

  it.each<[string, Partial<DecisionFacts>]>([
    ['REPRESENTATION_NOT_GRANTED', { represented: party }],
    ['REPRESENTATION_NOT_GRANTED', { ...listed('sanhai'), represented: party }],
    ['REPRESENTATION_NOT_GRANTED', { ...listed('lingcheng'), represented: { ...party, active: false } }],
    ['REPRESENTATION_NOT_GRANTED', { ...listed('lingcheng'), represented: undefined }],
    ['REPRESENTATION_NOT_GRANTED', { ...listed('lingcheng'), represented: { names: ['lingcheng'], active: true } }],
    ['allowed', { ...listed('lingcheng'), represented: party }],
    ['allowed', { ...listed('11450721MB0000001X'), represented: party }],
  ])('%s', (code, known) => {
    expect(codeOf(asked, known)).toBe(code);
  });
});

describe('who asks and who provides', () => {
  it('have to be active, also while the question is under way', () => {
    expect(refusal({}, { askerActive: false }).links.at(-1)).toMatchObject({ link: 'system', passed: false });
    expect(codeOf(request, { askerActive: false })).toBe('SYSTEM_NOT_ACTIVE');
    expect(codeOf(request, { providerActive: false })).toBe('PROVIDER_SUSPENDED');
  });
});

// Anything that may stand in facts, on both sides of every rule, but mostly as it is in a permitted query: so that many are
// permitted, and many are refused for one reason alone.
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const field = fc.constantFrom('name', 'address', 'bornOn', 'birthDate', 'divisionCode', 'status', '__proto__');
const fields = fc.uniqueArray(field);
const bound = fc.constantFrom('18', '60', 'A', 'B', '450721');
const kind = fc.constantFrom<'age' | 'oneOf' | 'division'>('age', 'oneOf', 'division');
const anyGrant: fc.Arbitrary<GrantFact> = fc
  .record({
    fields: mostly(grant.fields, fields),
    verifyFields: mostly(grant.verifyFields, fields),
    predicates: mostly(
      grant.predicates,
      fc.array(fc.record({ field, kind, allowed: fc.uniqueArray(bound, { minLength: 1 }) }), { maxLength: 3 }),
    ),
    modes: mostly(grant.modes, fc.subarray<'lookup' | 'verify'>(['lookup', 'verify'])),
    matchFields: mostly(grant.matchFields, fc.constantFrom(['name', 'birthDate'], [])),
    matters: mostly(grant.matters, fc.subarray([parseMatterCode('MZ-01'), parseMatterCode('MZ-02')])),
    requiresOfficer: fc.boolean(),
    represents: fc.subarray(['lingcheng', 'sanhai']),
    hours: mostly<GrantFact['hours']>(undefined, fc.constantFrom({ from: 8, until: 16 }, { from: 16, until: 17 })),
    consumer: fc.constantFrom(grant.consumer, { organisation: civil, system: undefined }),
    validUntil: mostly(grant.validUntil, fc.constant(facts.now)),
  })
  .map((own) => ({ ...grant, ...own }));
const anyMatter: fc.Arbitrary<MatterFact> = fc
  .record({
    organisation: mostly(civil, fc.constant(hrss)),
    status: mostly<MatterFact['status']>('active', fc.constant('ended')),
    officers: mostly(matter.officers, fc.subarray(['other-clerk'])),
    materials: mostly<MatterFact['materials']>(
      matter.materials,
      fc
        .record({ needed: fields, predicates: fc.array(fc.record({ field, kind }), { maxLength: 3 }) })
        .map(({ needed, predicates }) => [
          { kind: 'resource', resource: resource.id, fields: needed, predicates, purpose: '核实' },
        ]),
    ),
  })
  .map((own) => ({ ...matter, ...own }));
const anyFacts: fc.Arbitrary<DecisionFacts> = fc
  .record({
    resource: mostly<DecisionFacts['resource']>(
      resource,
      fc.constantFrom({ ...resource, status: 'suspended' }, undefined),
    ),
    grants: fc.array(anyGrant, { maxLength: 2 }),
    matter: fc.option(anyMatter, { nil: undefined, freq: 12 }),
    askerActive: mostly(true, fc.constant(false)),
    providerActive: mostly(true, fc.constant(false)),
    officer: mostly<DecisionFacts['officer']>(clerk, fc.constantFrom(undefined, { ...clerk, active: false })),
    represented: mostly<DecisionFacts['represented']>({ names: ['lingcheng'], active: true }, fc.constant(undefined)),
    mayKnow: fc.boolean(),
  })
  .map((own) => ({ ...facts, ...own }));
const usualClaims = [claim('bornOn', 'age', '60'), claim('status', 'oneOf', 'A', 'B'), claim('name', 'equals')];
const anyClaim = fc.oneof(
  fc.constantFrom(...usualClaims),
  field.map((name) => claim(name, 'equals')),
  fc.record({ field, kind, bounds: fc.uniqueArray(bound, { minLength: 1, maxLength: 2 }) }),
);
const anyRequest: fc.Arbitrary<DecisionRequest> = fc
  .record({
    mode: fc.constantFrom<'lookup' | 'verify'>('lookup', 'verify'),
    matchFields: mostly(request.matchFields, fc.constantFrom(['birthDate', 'name'], ['name'])),
    asked: mostly(request.fields, fc.uniqueArray(field, { minLength: 1, maxLength: 2 })),
    claims: mostly(usualClaims, fc.array(anyClaim, { minLength: 1, maxLength: 2 })),
    officer: fc.constantFrom(undefined, 'civil-clerk'),
    onBehalfOf: fc.constantFrom(undefined, undefined, 'lingcheng'),
  })
  .map(({ asked, claims, ...own }) => ({
    ...request,
    ...own,
    fields: own.mode === 'lookup' ? asked : [],
    claims: own.mode === 'verify' ? claims : [],
  }));

/** Facts with one thing less: a fact, or a member of a list that permits. */
function* withoutOne(known: DecisionFacts): Generator<DecisionFacts> {
  for (const name of ['resource', 'matter', 'officer', 'represented'] as const) yield { ...known, [name]: undefined };
  for (const name of ['askerActive', 'providerActive', 'mayKnow'] as const) yield { ...known, [name]: false };
  const { matter: purpose } = known;
  for (const [index, each] of known.grants.entries()) {
    const replaced = (own: Partial<GrantFact>) => ({
      ...known,
      grants: known.grants.with(index, { ...each, ...own }),
    });
    yield { ...known, grants: known.grants.toSpliced(index, 1) };
    for (const name of ['fields', 'verifyFields', 'predicates', 'modes', 'matters', 'represents'] as const)
      for (const place of each[name].keys()) yield replaced({ [name]: (each[name] as unknown[]).toSpliced(place, 1) });
  }
  if (purpose === undefined) return;
  for (const place of purpose.officers.keys())
    yield { ...known, matter: { ...purpose, officers: purpose.officers.toSpliced(place, 1) } };
  const [material] = purpose.materials;
  if (material?.kind !== 'resource') return;
  for (const name of ['fields', 'predicates'] as const)
    for (const place of (material[name] ?? []).keys()) {
      const less = { ...material, [name]: (material[name] as unknown[]).toSpliced(place, 1) };
      yield { ...known, matter: { ...purpose, materials: [less] } };
    }
  yield { ...known, matter: { ...purpose, materials: [] } };
}

describe('deny by default', () => {
  it('permits only what would also be permitted with more known: taking a fact away never opens anything', () => {
    let permitted = 0;
    fc.assert(
      fc.property(anyRequest, anyFacts, (asked, known) => {
        const allowed = decide(asked, known).allowed;
        if (allowed) permitted += 1;
        else
          for (const less of withoutOne(known)) {
            if (decide(asked, less).allowed) throw new Error('a fact less, and it was permitted');
          }
      }),
      { numRuns: 1000 },
    );
    expect(permitted).toBeGreaterThan(50);
  });

  it('checks every link in order, stops at the first that fails, and says which', () => {
    fc.assert(
      fc.property(anyRequest, anyFacts, (asked, known) => {
        const { allowed, links } = decide(asked, known);
        expect(links.slice(0, -1).every(({ passed }) => passed)).toBe(true);
        expect(links.at(-1)?.passed).toBe(allowed);
        const names = links.map(({ link }) => link);
        if (allowed) expect(names).toEqual(linkNames);
        else if (links.length > 1) expect(names).toEqual(linkNames.slice(0, names.length));
      }),
    );
  });

  it('never asks a provider for more than grant and matter both say', () => {
    fc.assert(
      fc.property(anyRequest, anyFacts, (asked, known) => {
        const decision = decide(asked, known);
        if (!decision.allowed) return;
        const [material] = known.matter?.materials ?? [];
        const needed = material?.kind === 'resource' ? material : undefined;
        const seen = asked.mode === 'lookup' ? decision.fields : [];
        for (const name of seen) {
          expect(decision.grant.fields).toContain(name);
          expect(needed?.fields).toContain(name);
        }
        expect(decision.resource.provider).toBe(police);
      }),
      { numRuns: 1000 },
    );
  });
});
