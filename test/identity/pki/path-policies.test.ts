import { describe, expect, test } from 'vitest';
import { anyPolicy } from '../../../identity/pki/certificate/extension-oid.ts';
import { type Entity, issue, makeAuthority, mappings, policies } from './authority.ts';
import { below, codes, judge, root } from './path-setting.ts';

describe('policies', () => {
  const P1 = '1.2.156.99.1';
  const P2 = '1.2.156.99.2';
  const P3 = '1.2.156.99.3';
  const explicit = (verdict: ReturnType<typeof judge>) => [verdict.indication, verdict.policies];

  test('the policies that hold all the way are told', () => {
    expect(explicit(below([policies(P1, P2)], [policies(P1)]))).toEqual(['TOTAL_PASSED', [P1]]);
    expect(explicit(below([], []))).toEqual(['TOTAL_PASSED', []]);
    expect(explicit(below([policies(anyPolicy)], [policies(P1)]))).toEqual(['TOTAL_PASSED', [P1]]);
  });

  test('an explicit policy that is demanded must be there and be acceptable', () => {
    const demand = (acceptable: readonly string[]) => ({ policies: { requireExplicit: true, acceptable } });
    expect(below([policies(P1)], [policies(P1)], demand([P1])).indication).toBe('TOTAL_PASSED');
    expect(codes(below([policies(P1)], [policies(P1)], demand([P2])))).toEqual(['NO_VALID_POLICY']);
    expect(codes(below([policies(P1)], [policies(P2)], demand([anyPolicy])))).toEqual(['NO_VALID_POLICY']);
    expect(codes(below([], [policies(P1)], demand([anyPolicy])))).toEqual(['NO_VALID_POLICY']);
    expect(explicit(below([policies(anyPolicy)], [policies(anyPolicy)], demand([P2])))).toEqual(['TOTAL_PASSED', [P2]]);
  });

  test('a mapping translates for those below, unless mapping is inhibited', () => {
    const mapped = [policies(P1), mappings([P1, P2])];
    const demand = { policies: { requireExplicit: true, acceptable: [P1] } };
    expect(explicit(below(mapped, [policies(P2)], demand))).toEqual(['TOTAL_PASSED', [P1]]);
    expect(codes(below(mapped, [policies(P1)], demand))).toEqual(['NO_VALID_POLICY']);
    const inhibited = { policies: { ...demand.policies, inhibitMapping: true } };
    expect(codes(below(mapped, [policies(P2)], inhibited))).toEqual(['NO_VALID_POLICY']);
    expect(codes(below([policies(P1), mappings([anyPolicy, P3])], [policies(P3)]))).toEqual(['ANY_POLICY_MAPPED']);
  });

  test('anyPolicy can be inhibited', () => {
    const inhibited = { policies: { requireExplicit: true, inhibitAny: true } };
    expect(codes(below([policies(anyPolicy)], [policies(P1)], inhibited))).toEqual(['NO_VALID_POLICY']);
  });

  test('mappings that multiply at every step cost no more than they say', () => {
    const names = (level: number) => Array.from({ length: 40 }, (_, number) => `1.2.156.99.${level}.${number}`);
    let issuer = root;
    const chain: Entity[] = [];
    for (let level = 0; level < 8; level += 1) {
      const pairs = names(level).flatMap((from) =>
        names(level + 1)
          .slice(0, 12)
          .map((to) => [from, to] as const),
      );
      issuer = makeAuthority({
        subject: `level ${level}`,
        issuer,
        extensions: [policies(...names(level), anyPolicy), mappings(...pairs)],
      });
      chain.push(issuer);
    }
    const leaf = issue({ subject: 'leaf', issuer, extensions: [policies(...names(8))] });
    expect(judge(leaf, chain).indication).toBe('TOTAL_PASSED');
  });
});
