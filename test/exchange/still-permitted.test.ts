import { describe, expect, it } from 'vitest';
import { parseGrantId } from '../../catalog/index.ts';
import { decide } from '../../exchange/policy/decide.ts';
import type { DecisionFacts } from '../../exchange/policy/facts.ts';
import { turnedDownSince } from '../../exchange/query/still-permitted.ts';
import { facts, grant, matter, request } from './decision-sample.ts';

const before = decide(request, facts);
const since = (known: Partial<DecisionFacts>) => {
  if (!before.allowed) throw new Error('it was refused from the first');
  return turnedDownSince({ factsFor: () => ({ ...facts, ...known }), request, before });
};

describe('what was permitted before the provider was asked', () => {
  it('still is when nothing has changed, also when the facts were read anew', () => {
    expect(since({})).toBeUndefined();
    expect(since({ grants: [{ ...grant }], matter: { ...matter } })).toBeUndefined();
  });

  it.each<[string, string, Partial<DecisionFacts>]>([
    ['QUERY_NOT_AUTHORISED', 'grant', { grants: [] }],
    ['GRANT_NOT_IN_FORCE', 'validity', { now: grant.validUntil }],
    ['OUTSIDE_HOURS', 'hours', { grants: [{ ...grant, hours: { from: 8, until: 16 } }] }],
    ['MATTER_NOT_ACTIVE', 'matter', { matter: { ...matter, status: 'ended' } }],
    ['FIELD_NOT_NEEDED', 'need', { matter: { ...matter, materials: [] } }],
    ['SYSTEM_NOT_ACTIVE', 'system', { askerActive: false }],
    ['PROVIDER_SUSPENDED', 'provider', { providerActive: false }],
    ['GRANT_CHANGED', 'grant', { grants: [{ ...grant, version: 2, rowScope: [] }] }],
  ])('is not after %s', (code, link, known) => {
    const down = since(known);
    expect(down?.problem.code).toBe(code);
    expect(down?.links.find(({ passed }) => !passed)?.link).toBe(link);
    expect(down?.grant).toBe(grant);
  });

  it('is not by another grant, whose rows may be others', () => {
    const other = { ...grant, id: parseGrantId('00000000-0000-4000-8000-000000000009'), rowScope: [] };
    expect(since({ grants: [other] })?.problem.code).toBe('QUERY_NOT_AUTHORISED');
    expect(since({ grants: [other, grant] })).toBeUndefined();
  });
});
