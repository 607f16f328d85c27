import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGrantId, parseMatterCode, parseResourceId } from '../../catalog/index.ts';
import { decide } from '../../exchange/policy/decide.ts';
import type { DecisionFacts, DecisionRequest } from '../../exchange/policy/facts.ts';
import { linkNames } from '../../exchange/policy/link.ts';
import { systemId } from '../../identity/index.ts';
import { civil, equals, facts, grant, hrss, matter, refusal, request, resource, verifying } from './decision-sample.ts';

describe('the decision', () => {
  it('permits what the grant holds, and hands on projection and row scope', () => {
    const decision = decide(request, facts);
    expect(decision).toMatchObject({
      allowed: true,
      fields: ['name', 'address'],
      scope: grant.rowScope,
      grant: { id: grant.id },
    });
    expect(decision.links.map((l) => [l.link, l.passed])).toEqual(linkNames.map((name) => [name, true]));
  });

  it('refuses a field outside the grant and names field, grant and remedy', () => {
    const { problem, links } = refusal({ fields: ['name', 'phone'] });
    expect(problem).toMatchObject({
      code: 'FIELD_NOT_GRANTED',
      status: 403,
      errors: [{ pointer: '/fields/1', detail: 'not granted' }],
    });
    const { detail, remedy } = problem.texts('en');
    expect(detail).toContain('phone');
    expect(detail).toContain(grant.id);
    expect(remedy).toContain('apply');
    expect(links.at(-1)).toEqual({ link: 'fields', passed: false, reference: grant.id });
  });

  it('lets a field that may be seen or verified be verified, and refuses any other claim', () => {
    expect(refusal(verifying(...equals('phone'))).problem).toMatchObject({
      code: 'FIELD_NOT_GRANTED',
      errors: [{ pointer: '/claims/phone', detail: 'not granted' }],
    });
    expect(decide(verifying(...equals('birthDate', 'address')), facts).allowed).toBe(true);
  });

  it.each<[string, Partial<DecisionRequest>, Partial<DecisionFacts>]>([
    ['MATTER_NOT_COVERED', { matter: 'MZ-99' }, {}],
    ['MATTER_NOT_ACTIVE', {}, { matter: undefined }],
    ['MATTER_NOT_ACTIVE', {}, { matter: { ...matter, status: 'ended' } }],
    ['MATTER_NOT_ACTIVE', {}, { matter: { ...matter, organisation: hrss } }],
    ['MODE_NOT_GRANTED', {}, { grants: [{ ...grant, modes: ['verify'] }] }],
    ['MATCH_NOT_GRANTED', { matchFields: ['name'] }, {}],
    ['MATCH_NOT_GRANTED', { matchFields: ['name', 'birthDate'] }, {}],
    ['MATCH_NOT_GRANTED', { matchFields: ['citizenNumber', 'name'] }, {}],
    ['MATCH_NOT_GRANTED', { matchFields: ["citizenNumber' or '1'='1"] }, {}],
    ['GRANT_NOT_IN_FORCE', {}, { now: new Date('2025-12-31T23:59:59.999Z') }],
    ['GRANT_NOT_IN_FORCE', {}, { now: new Date('2027-01-01T00:00:00Z') }],
    ['OUTSIDE_HOURS', {}, { grants: [{ ...grant, hours: { from: 8, until: 16 } }] }],
    ['QUERY_NOT_AUTHORISED', {}, { grants: [] }],
    ['QUERY_NOT_AUTHORISED', {}, { resource: undefined }],
    ['QUERY_NOT_AUTHORISED', {}, { resource: { ...resource, status: 'suspended' } }],
    ['QUERY_NOT_AUTHORISED', { organisation: hrss }, {}],
    ['QUERY_NOT_AUTHORISED', { system: systemId('civil-other') }, {}],
    ['QUERY_NOT_AUTHORISED', {}, { grants: [{ ...grant, resource: parseResourceId('legal-person.enterprise') }] }],
    ['RESOURCE_UNKNOWN', {}, { resource: undefined, mayKnow: true }],
    ['RESOURCE_NOT_PUBLISHED', {}, { resource: { ...resource, status: 'draft' }, mayKnow: true }],
  ])('refuses with %s', (code, asked, known) => {
    expect(refusal(asked, known).problem.code).toBe(code);
  });

  it('permits at the first and not at the last moment of validity, and within the hours of Beijing', () => {
    expect(decide(request, { ...facts, now: grant.validFrom }).allowed).toBe(true);
    expect(decide(request, { ...facts, grants: [{ ...grant, hours: { from: 16, until: 17 } }] }).allowed).toBe(true);
  });

  it('tells a stranger the same of a resource that is unknown, unpublished, or not granted', () => {
    const told = [
      refusal({}, { resource: undefined, grants: [] }),
      refusal({}, { resource: { ...resource, status: 'draft' }, grants: [] }),
      refusal({}, { grants: [] }),
    ].map(({ problem, links }) => ({
      problem: problem.toJson({ language: 'zh', instance: 'i', traceId: 't' }),
      links,
    }));
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });

  it('lets a grant for the whole organisation serve any of its systems', () => {
    const wide = { ...grant, consumer: { organisation: civil, system: undefined } };
    expect(decide({ ...request, system: systemId('civil-other') }, { ...facts, grants: [wide] }).allowed).toBe(true);
  });

  it('uses the grant that permits, and speaks of the one that came furthest when none does', () => {
    const narrow = { ...grant, id: parseGrantId('00000000-0000-4000-8000-000000000002'), fields: ['name'] };
    const other = {
      ...grant,
      id: parseGrantId('00000000-0000-4000-8000-000000000003'),
      matters: [parseMatterCode('MZ-02')],
    };
    expect(decide(request, { ...facts, grants: [other, narrow, grant] })).toMatchObject({
      allowed: true,
      grant: { id: grant.id },
    });
    expect(refusal({}, { grants: [other, narrow] }).problem.code).toBe('FIELD_NOT_GRANTED');
  });

  it('never gives more than was granted, whatever is asked', () => {
    const name = fc.constantFrom(
      'name',
      'address',
      'phone',
      'birthDate',
      'citizenNumber',
      '__proto__',
      'constructor',
      '*',
    );
    fc.assert(
      fc.property(
        fc.constantFrom<'lookup' | 'verify'>('lookup', 'verify'),
        fc.uniqueArray(name, { minLength: 1 }),
        fc.uniqueArray(name, { minLength: 1 }),
        fc.uniqueArray(name),
        fc.uniqueArray(name),
        (mode, asked, matchFields, granted, verifiable) => {
          const decision = decide(
            {
              ...request,
              mode,
              matchFields,
              fields: mode === 'lookup' ? asked : [],
              claims: mode === 'verify' ? equals(...asked) : [],
            },
            { ...facts, grants: [{ ...grant, fields: granted, verifyFields: verifiable }] },
          );
          if (!decision.allowed) return;
          const limit = mode === 'lookup' ? granted : [...granted, ...verifiable];
          expect(decision.fields.every((field) => (limit as readonly string[]).includes(field))).toBe(true);
          expect(matchFields).toEqual(['citizenNumber']);
        },
      ),
    );
  });
});
