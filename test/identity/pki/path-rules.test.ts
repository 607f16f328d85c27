import { describe, expect, test } from 'vitest';
import { generateKey } from '../../../identity/pki/algorithm/private-key.ts';
import { currentAlgorithms } from '../../../identity/pki/algorithm/rules.ts';
import { parseCertificate } from '../../../identity/pki/certificate/certificate.ts';
import { anyPolicy, keyPurpose } from '../../../identity/pki/certificate/extension-oid.ts';
import * as der from '../../../identity/pki/der/write.ts';
import type { PathRequest } from '../../../identity/pki/path/request.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import { verdictJson } from '../../../identity/pki/verdict.ts';
import {
  alternativeNames,
  authority,
  type CertificateInput,
  day,
  type Entity,
  type ExtensionInput,
  general,
  issue,
  issuerKeyIdentifier,
  makeAuthority,
  makeCrl,
  mappings,
  name,
  nameConstraints,
  ownKeyIdentifier,
  policies,
  purposes,
  usage,
} from './authority.ts';

const at = day('2026-11-21');
const root = makeAuthority({ subject: '测试根 CA' });

function judge(certificate: Entity, intermediates: readonly Entity[], more: Partial<PathRequest> = {}) {
  return validatePath({
    certificate: certificate.certificate,
    intermediates: intermediates.map((one) => one.certificate),
    anchors: [root.certificate],
    at,
    revocation: 'none',
    ...more,
  });
}

const codes = (verdict: ReturnType<typeof judge>) => verdict.checks.flatMap(({ code }) => code ?? []);

/** root → CA with some extensions → leaf with some others. */
function below(
  onAuthority: readonly ExtensionInput[],
  onLeaf: readonly ExtensionInput[],
  more: Partial<PathRequest> & { subject?: CertificateInput['subject'] } = {},
) {
  const middle = makeAuthority({ subject: '县级 CA', issuer: root, extensions: onAuthority });
  const leaf = issue({ subject: more.subject ?? '印章', issuer: middle, extensions: onLeaf });
  return judge(leaf, [middle], more);
}

describe('signatures', () => {
  test.each(['SM2', 'P-256', 'P-384', 'P-521', 'Ed25519', 'RSA'] as const)('a chain of %s keys passes', (kind) => {
    const own = makeAuthority({ subject: 'root', kind });
    const middle = makeAuthority({ subject: 'middle', kind, issuer: own, pss: kind === 'RSA' });
    const leaf = issue({ subject: 'leaf', kind, issuer: middle });
    const verdict = judge(leaf, [middle], { anchors: [own.certificate] });
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict.path.map(({ fingerprint }) => fingerprint)).toEqual(
      [leaf, middle, own].map(({ certificate }) => certificate.fingerprint),
    );
  });

  test('a signature by another key of the same name fails the step and says whose', () => {
    const impostor = makeAuthority({ subject: '县级 CA' });
    const middle = makeAuthority({ subject: '县级 CA', issuer: root });
    const leaf = issue({ subject: '印章', issuer: impostor });
    const verdict = judge(leaf, [middle]);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE' });
    const step = verdict.steps.find((one) => one.step === 'signatures');
    expect(step).toMatchObject({ result: 'FAILED' });
    expect(step?.detail.zh).toContain('CN=印章');
    expect(verdict.steps.find((one) => one.step === 'revocation')?.result).toBe('SKIPPED');
  });

  test('inner and outer algorithm must be the same', () => {
    const middle = makeAuthority({ subject: '县级 CA', issuer: root, kind: 'RSA' });
    const { raw } = issue({ subject: '印章', issuer: middle, kind: 'P-256' }).certificate;
    // sha256WithRSA, written twice: 1.2.840.113549.1.1.11 → .12 in the outer one
    const outer = raw.lastIndexOf(Buffer.from('2a864886f70d01010b', 'hex'));
    raw[outer + 8] = 0x0c;
    const verdict = judge({ certificate: parseCertificate(raw), key: middle.key }, [middle]);
    expect(codes(verdict)).toContain('ALGORITHM_DIFFERS');
  });

  test('an unknown algorithm leaves the verdict open, a weak one fails it under the rules of today', () => {
    const weak = generateKey('RSA', { rsaBits: 1024 });
    const own = makeAuthority({ subject: 'weak', key: weak });
    const leaf = issue({ subject: 'leaf', issuer: own });
    const anchors = [own.certificate];
    expect(judge(leaf, [], { anchors }).indication).toBe('TOTAL_PASSED');
    const strict = judge(leaf, [], { anchors, algorithms: currentAlgorithms });
    expect(strict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' });
    const raw = Buffer.from(leaf.certificate.raw);
    for (
      let found = raw.indexOf('2a864886f70d01010b', 0, 'hex');
      found >= 0;
      found = raw.indexOf('2a864886f70d01010b', found + 1, 'hex')
    ) {
      raw[found + 8] = 0x7f;
    }
    const unknown = judge({ certificate: parseCertificate(raw), key: leaf.key }, [], { anchors });
    expect(unknown).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' });
  });

  test('SM2 certificates signed under another ID hold only where that ID is given', () => {
    const own = makeAuthority({ subject: 'root', kind: 'SM2' });
    const leaf = issue({ subject: 'leaf', issuer: own });
    expect(judge(leaf, [], { anchors: [own.certificate], sm2Id: 'other' }).indication).toBe('TOTAL_FAILED');
    expect(judge(leaf, [], { anchors: [own.certificate] }).indication).toBe('TOTAL_PASSED');
  });
});

describe('dates', () => {
  const leafFrom = (notBefore: Date, notAfter: Date) => issue({ subject: 'leaf', issuer: root, notBefore, notAfter });

  test('both ends belong to the validity', () => {
    const leaf = leafFrom(at, at);
    expect(judge(leaf, []).indication).toBe('TOTAL_PASSED');
    expect(judge(leaf, [], { at: new Date(at.getTime() + 999) }).indication).toBe('TOTAL_PASSED');
    expect(judge(leaf, [], { at: new Date(at.getTime() + 1000) }).subIndication).toBe('EXPIRED');
    expect(judge(leaf, [], { at: new Date(at.getTime() - 1) }).subIndication).toBe('NOT_YET_VALID');
  });

  test('an anchor that has ended ends what hangs on it', () => {
    const old = makeAuthority({ subject: 'old', notAfter: day('2022-01-01') });
    const leaf = issue({ subject: 'leaf', issuer: old });
    const verdict = judge(leaf, [], { anchors: [old.certificate] });
    expect(verdict.subIndication).toBe('EXPIRED');
    expect(verdict.checks.find(({ code }) => code === 'EXPIRED')?.certificate).toBe(1);
    expect(judge(leaf, [], { anchors: [old.certificate], at: day('2021-06-01') }).indication).toBe('TOTAL_PASSED');
  });
});

describe('basic constraints, key usage and purposes', () => {
  test('who is no authority issues nothing', () => {
    const middle = issue({ subject: 'middle', issuer: root, extensions: [usage('keyCertSign')] });
    expect(codes(judge(issue({ subject: 'leaf', issuer: middle }), [middle]))).toEqual(['NOT_AN_AUTHORITY']);
    const noUse = issue({ subject: 'middle', issuer: root, extensions: [authority(), usage('cRLSign')] });
    expect(codes(judge(issue({ subject: 'leaf', issuer: noUse }), [noUse]))).toEqual(['MAY_NOT_SIGN_CERTIFICATES']);
  });

  test('an anchor without keyCertSign carries no path', () => {
    const own = issue({ subject: 'own', extensions: [authority(), usage('digitalSignature')] });
    const verdict = judge(issue({ subject: 'leaf', issuer: own }), [], { anchors: [own.certificate] });
    expect(codes(verdict)).toEqual(['MAY_NOT_SIGN_CERTIFICATES']);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' });
  });

  test('the length of a path counts authorities, not self-issued ones', () => {
    const first = makeAuthority({ subject: 'first', issuer: root, pathLength: 0 });
    const renewed = makeAuthority({ subject: 'first', issuer: first });
    const second = makeAuthority({ subject: 'second', issuer: renewed });
    expect(judge(issue({ subject: 'leaf', issuer: renewed }), [first, renewed]).indication).toBe('TOTAL_PASSED');
    expect(codes(judge(issue({ subject: 'leaf', issuer: second }), [first, renewed, second]))).toEqual([
      'PATH_TOO_LONG',
    ]);
  });

  test('demands on the leaf’s uses are told one by one', () => {
    const leaf = issue({
      subject: 'leaf',
      issuer: root,
      extensions: [usage('digitalSignature'), purposes(keyPurpose.timeStamping)],
    });
    expect(judge(leaf, [], { keyUsage: ['digitalSignature'] }).indication).toBe('TOTAL_PASSED');
    expect(codes(judge(leaf, [], { keyUsage: ['contentCommitment'] }))).toEqual(['KEY_USAGE_MISSING']);
    expect(judge(leaf, [], { extendedKeyUsage: [keyPurpose.timeStamping] }).indication).toBe('TOTAL_PASSED');
    expect(codes(judge(leaf, [], { extendedKeyUsage: [keyPurpose.ocspSigning] }))).toEqual(['PURPOSE_MISSING']);
    const any = issue({ subject: 'any', issuer: root, extensions: [purposes(keyPurpose.any)] });
    expect(judge(any, [], { extendedKeyUsage: [keyPurpose.ocspSigning] }).indication).toBe('TOTAL_PASSED');
  });

  test('an unknown critical extension ends the path wherever it stands, an unknown other one does not', () => {
    const odd = (critical: boolean) => ({ oid: '1.2.156.1.2.3', critical, value: der.nullValue() });
    expect(codes(below([], [odd(true)]))).toEqual(['UNKNOWN_CRITICAL_EXTENSION']);
    expect(codes(below([odd(true)], []))).toEqual(['UNKNOWN_CRITICAL_EXTENSION']);
    expect(below([odd(false)], [odd(false)]).indication).toBe('TOTAL_PASSED');
  });
});

describe('name constraints', () => {
  const { dns, email, uri, ip, directory, registered } = general;
  const permitted = (...names: readonly Buffer[]) => nameConstraints({ permitted: names });
  const excluded = (...names: readonly Buffer[]) => nameConstraints({ excluded: names });
  const cases: readonly [string, ExtensionInput, Buffer, boolean][] = [
    ['a host below a permitted domain', permitted(dns('ling.gov.cn')), dns('www.LING.gov.cn'), true],
    ['the permitted domain itself', permitted(dns('ling.gov.cn')), dns('ling.gov.cn'), true],
    ['a domain that only ends alike', permitted(dns('ling.gov.cn')), dns('notling.gov.cn'), false],
    ['a wildcard below a permitted domain', permitted(dns('ling.gov.cn')), dns('*.ling.gov.cn'), true],
    ['a wildcard that covers an excluded host', excluded(dns('a.ling.gov.cn')), dns('*.ling.gov.cn'), false],
    ['a host outside an excluded domain', excluded(dns('ling.gov.cn')), dns('other.cn'), true],
    ['a host below an excluded domain', excluded(dns('ling.gov.cn')), dns('a.b.ling.gov.cn'), false],
    ['an excluded domain with its root dot', excluded(dns('ling.gov.cn')), dns('a.ling.gov.cn.'), false],
    ['a name that is no host name', permitted(dns('ling.gov.cn')), dns('a..ling.gov.cn'), false],
    ['every host excluded', excluded(dns('')), dns('a.cn'), false],
    ['an address in a permitted net', permitted(ip(10, 1, 0, 0, 255, 255, 0, 0)), ip(10, 1, 200, 7), true],
    ['an address outside it', permitted(ip(10, 1, 0, 0, 255, 255, 0, 0)), ip(10, 2, 0, 1), false],
    [
      'an address of the other family',
      permitted(ip(10, 1, 0, 0, 255, 255, 0, 0)),
      ip(...Array<number>(16).fill(0)),
      false,
    ],
    ['an address in an excluded net', excluded(ip(10, 0, 0, 0, 255, 0, 0, 0)), ip(10, 9, 9, 9), false],
    ['a mask with holes', permitted(ip(10, 0, 0, 5, 255, 0, 0, 255)), ip(10, 77, 1, 5), true],
    ['an address of odd length', permitted(ip(10, 0, 0, 0, 255, 0, 0, 0)), ip(10, 0, 0), false],
    ['a URI on the permitted host', permitted(uri('ca.gov.cn')), uri('http://user@CA.gov.cn:8080/crl?x=/'), true],
    ['a URI on a host below it', permitted(uri('ca.gov.cn')), uri('http://a.ca.gov.cn/'), false],
    ['a URI below a dotted domain', permitted(uri('.gov.cn')), uri('https://ca.gov.cn/x'), true],
    ['a URI with an address for a host', permitted(uri('.gov.cn')), uri('http://10.0.0.1/'), false],
    ['a URI without a host', permitted(uri('.gov.cn')), uri('urn:oid:1.2.3'), false],
    ['a mailbox on the permitted host', permitted(email('gov.cn')), email('li@GOV.cn'), true],
    ['a mailbox below that host', permitted(email('gov.cn')), email('li@a.gov.cn'), false],
    ['a mailbox below a dotted domain', permitted(email('.gov.cn')), email('li@a.gov.cn'), true],
    ['the permitted mailbox', permitted(email('li@gov.cn')), email('li@GOV.CN'), true],
    ['that mailbox in other letters', permitted(email('li@gov.cn')), email('LI@gov.cn'), false],
    ['an excluded mailbox', excluded(email('li@gov.cn')), email('li@gov.cn'), false],
    [
      'a registered identifier under a constraint nobody compares',
      permitted(registered('1.2.3')),
      registered('1.2.3'),
      false,
    ],
    ['a form without a constraint', permitted(dns('gov.cn')), email('li@other.cn'), true],
    ['a directory name outside the permitted one', permitted(directory(name('灵山县'))), directory('别县'), false],
  ];

  test.each(cases)('%s', (_, constraint, alternative, passes) => {
    const onlyAlternative = { subject: der.sequence() };
    const verdict = below([constraint], [alternativeNames(alternative)], onlyAlternative);
    expect(verdict.indication).toBe(passes ? 'TOTAL_PASSED' : 'TOTAL_FAILED');
    if (!passes) expect(verdict.steps.find(({ step }) => step === 'constraints')?.result).toBe('FAILED');
  });

  test('subjects are compared part by part, in folded form', () => {
    const part = (type: string, value: Buffer) => der.setOf(der.sequence(der.objectIdentifier(type), value));
    const unit = (value: Buffer, ...more: readonly Buffer[]) => der.sequence(part('2.5.4.10', value), ...more);
    const constraint = permitted(directory(unit(der.utf8String('Ling Shan  County'))));
    const common = part('2.5.4.3', der.utf8String('seal'));
    const right = { subject: unit(der.printableString(' ling shan county '), common) };
    expect(below([constraint], [], right).indication).toBe('TOTAL_PASSED');
    const wrong = { subject: unit(der.printableString('ling shan city'), common) };
    expect(codes(below([constraint], [], wrong))).toEqual(['NAME_NOT_PERMITTED']);
  });

  test('an e-mail address in the subject is constrained like one beside it', () => {
    const address = der.setOf(der.sequence(der.objectIdentifier('1.2.840.113549.1.9.1'), der.ia5String('li@other.cn')));
    expect(codes(below([permitted(email('gov.cn'))], [], { subject: der.sequence(address) }))).toEqual([
      'NAME_NOT_PERMITTED',
    ]);
  });

  test('constraints gather on the way down, and those of the anchor and of the user count too', () => {
    const leaf = (host: string) => [alternativeNames(dns(host))];
    const tightened = (host: string) => {
      const first = makeAuthority({ subject: 'first', issuer: root, extensions: [permitted(dns('gov.cn'))] });
      const second = makeAuthority({ subject: 'second', issuer: first, extensions: [permitted(dns('ling.gov.cn'))] });
      return judge(issue({ subject: 'leaf', issuer: second, extensions: leaf(host) }), [first, second]).indication;
    };
    expect(tightened('a.ling.gov.cn')).toBe('TOTAL_PASSED');
    expect(tightened('a.gov.cn')).toBe('TOTAL_FAILED');
    const own = makeAuthority({ subject: 'own', extensions: [excluded(dns('gov.cn'))] });
    const verdict = judge(issue({ subject: 'leaf', issuer: own, extensions: leaf('a.gov.cn') }), [], {
      anchors: [own.certificate],
    });
    expect(codes(verdict)).toEqual(['NAME_EXCLUDED']);
    const base = { base: { type: 'dns', text: 'gov.cn' }, hasDistance: false } as const;
    const byUser = below([], leaf('a.gov.cn'), { nameConstraints: { permitted: [], excluded: [base] } });
    expect(codes(byUser)).toEqual(['NAME_EXCLUDED']);
  });

  test('thousands of names against thousands of constraints are not compared one by one', () => {
    const many = Array.from({ length: 1500 }, (_, number) => dns(`h${number}.cn`));
    const verdict = below([nameConstraints({ permitted: many })], [alternativeNames(...many)]);
    expect(codes(verdict)).toEqual(['TOO_MANY_NAMES']);
  });
});

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

test('the verdict prints as the contract has it', () => {
  const leaf = issue({ subject: '印章', issuer: root, notAfter: day('2025-01-01') });
  const json = verdictJson(judge(leaf, []), 'zh');
  expect(json).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'EXPIRED', asOf: '2026-11-21T00:00:00Z' });
  expect(json.steps.map(({ step, result, subIndication }) => [step, result, subIndication])).toEqual([
    ['path', 'PASSED', null],
    ['signatures', 'PASSED', null],
    ['dates', 'FAILED', 'EXPIRED'],
    ['constraints', 'PASSED', null],
    ['policies', 'PASSED', null],
    ['revocation', 'SKIPPED', null],
  ]);
  expect(json.steps[2]?.detail).toBe('CN=印章,C=CN 已于 2025-01-01T00:00:00Z 过期');
});

test('an unused list changes nothing about a path that does not ask', () => {
  const leaf = issue({ subject: 'leaf', issuer: root });
  const crls = [makeCrl({ issuer: root, revoked: [{ serial: leaf.certificate.serial }] })];
  expect(judge(leaf, [], { crls }).indication).toBe('TOTAL_PASSED');
  expect(judge(leaf, [], { crls, revocation: 'require' }).subIndication).toBe('REVOKED');
});
