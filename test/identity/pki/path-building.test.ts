import { describe, expect, test } from 'vitest';
import { generateKey } from '../../../identity/pki/algorithm/private-key.ts';
import {
  authority,
  day,
  type Entity,
  issue,
  issuerKeyIdentifier,
  makeAuthority,
  ownKeyIdentifier,
  usage,
} from './authority.ts';
import { codes, judge, root } from './path-setting.ts';

describe('building', () => {
  test('no path leaves the verdict open', () => {
    const stranger = makeAuthority({ subject: 'stranger' });
    const verdict = judge(issue({ subject: 'leaf', issuer: stranger }), [stranger]);
    expect(verdict).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      path: [],
    });
    expect(verdict.steps.map(({ step, result }) => [step, result])).toEqual([
      ['path', 'INDETERMINATE'],
      ['signatures', 'SKIPPED'],
      ['dates', 'SKIPPED'],
      ['constraints', 'SKIPPED'],
      ['policies', 'SKIPPED'],
      ['revocation', 'SKIPPED'],
    ]);
  });

  test('of several paths the one that passes is found', () => {
    const key = generateKey('P-256');
    const expired = makeAuthority({ subject: 'middle', key, issuer: root, notAfter: day('2021-01-01') });
    const noUse = issue({ subject: 'middle', key, issuer: root, extensions: [authority(), usage('cRLSign')] });
    const good = makeAuthority({ subject: 'middle', key, issuer: root });
    const leaf = issue({ subject: 'leaf', issuer: good });
    for (const order of [
      [expired, noUse, good],
      [good, noUse, expired],
      [noUse, expired, good],
    ]) {
      const verdict = judge(leaf, order);
      expect(verdict.indication).toBe('TOTAL_PASSED');
      expect(verdict.path[1]?.fingerprint).toBe(good.certificate.fingerprint);
    }
    expect(judge(leaf, [expired, noUse]).indication).toBe('TOTAL_FAILED');
  });

  test('a cross-certificate leads to an anchor of another domain', () => {
    const foreign = makeAuthority({ subject: 'foreign root' });
    const foreignCa = makeAuthority({ subject: 'foreign CA', issuer: foreign });
    const cross = makeAuthority({ subject: 'foreign root', key: foreign.key, issuer: root });
    const leaf = issue({ subject: 'leaf', issuer: foreignCa });
    const verdict = judge(leaf, [foreignCa, foreign, cross]);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict.path).toHaveLength(4);
  });

  test('authorities that certify each other in a circle end without an anchor, and with one are left by it', () => {
    const a = makeAuthority({ subject: 'A' });
    const b = makeAuthority({ subject: 'B' });
    const aByB = makeAuthority({ subject: 'A', key: a.key, issuer: b });
    const bByA = makeAuthority({ subject: 'B', key: b.key, issuer: a });
    const leaf = issue({ subject: 'leaf', issuer: a });
    expect(judge(leaf, [a, b, aByB, bByA]).subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    const way = makeAuthority({ subject: 'B', key: b.key, issuer: root });
    const verdict = judge(leaf, [a, b, aByB, bByA, way]);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict.path).toHaveLength(4);
  });

  test('a crowd of candidates of one name costs a bounded number of signatures and ends open', () => {
    const crowd = Array.from({ length: 60 }, () => makeAuthority({ subject: 'middle', issuer: root }));
    const leaf = issue({ subject: 'leaf', issuer: crowd.at(-1)! });
    expect(judge(leaf, crowd).indication).toBe('TOTAL_PASSED');
    const bounded = judge(leaf, crowd, { limits: { signatures: 10 } });
    expect(bounded.indication).toBe('INDETERMINATE');
    expect(codes(bounded)).toContain('WORK_LIMIT');
  });

  test('key identifiers lead straight to the right one of a crowd', () => {
    const crowd = Array.from({ length: 30 }, () => {
      const key = generateKey('P-256');
      return makeAuthority({ subject: 'middle', key, issuer: root, extensions: [ownKeyIdentifier(key)] });
    });
    const issuer = crowd[20]!;
    const leaf = issue({ subject: 'leaf', issuer, extensions: [issuerKeyIdentifier(issuer.key)] });
    expect(judge(leaf, crowd, { limits: { signatures: 3 } }).indication).toBe('TOTAL_PASSED');
  });

  test('a web in which everybody certifies everybody is given up within bounds', () => {
    const keys = Array.from({ length: 7 }, () => generateKey('P-256'));
    const nodes = keys.map((key, number) => makeAuthority({ subject: `node ${number}`, key }));
    const web = nodes.flatMap((issuer, from) =>
      nodes.flatMap((_, to) => (from === to ? [] : [makeAuthority({ subject: `node ${to}`, key: keys[to], issuer })])),
    );
    // The only way out of the web is a certificate by the anchor with a signature that does not hold.
    const wrongWay = makeAuthority({
      subject: 'node 6',
      key: keys[6],
      issuer: makeAuthority({ subject: '测试根 CA' }),
    });
    const leaf = issue({ subject: 'leaf', issuer: nodes[0]! });
    const verdict = judge(leaf, [...web, wrongWay], { limits: { candidates: 500 } });
    expect(verdict.indication).toBe('INDETERMINATE');
    expect(codes(verdict)).toContain('WORK_LIMIT');
  });

  test('a path longer than the bound is not followed', () => {
    let issuer = root;
    const chain: Entity[] = [];
    for (let level = 0; level < 6; level += 1) {
      issuer = makeAuthority({ subject: `level ${level}`, issuer });
      chain.push(issuer);
    }
    const leaf = issue({ subject: 'leaf', issuer });
    expect(judge(leaf, chain).indication).toBe('TOTAL_PASSED');
    expect(judge(leaf, chain, { limits: { depth: 5 } }).indication).toBe('INDETERMINATE');
  });

  test('a certificate that is itself an anchor is trusted as such, within its dates', () => {
    const own = issue({ subject: 'own', notAfter: day('2027-01-01') });
    const anchors = [own.certificate];
    expect(judge(own, [], { anchors, revocation: 'require' }).indication).toBe('TOTAL_PASSED');
    expect(judge(own, [], { anchors, at: day('2028-01-01') }).subIndication).toBe('EXPIRED');
  });
});
