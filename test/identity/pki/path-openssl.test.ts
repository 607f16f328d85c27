import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { anyPolicy, extensionOid } from '../../../identity/pki/certificate/extension-oid.ts';
import { writePem } from '../../../identity/pki/der/pem.ts';
import * as der from '../../../identity/pki/der/write.ts';
import type { PathRequest } from '../../../identity/pki/path/request.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import {
  alternativeNames,
  authority,
  day,
  type Entity,
  general,
  issue,
  makeAuthority,
  makeCrl,
  mappings,
  nameConstraints,
  ocspBytes,
  policies,
  usage,
} from './authority.ts';
import { hasOpenSsl, OpenSslBench } from './openssl.ts';

const at = day('2026-11-21');
const bench = new OpenSslBench(mkdtempSync(join(tmpdir(), 'hufu-path-')));
afterAll(() => rmSync(bench.folder, { recursive: true }));

const { dns, email, ip, uri } = general;
const P1 = '1.2.156.99.1';
const P2 = '1.2.156.99.2';

interface Scenario {
  readonly anchor: Entity;
  readonly path: readonly Entity[];
  readonly leaf: Entity;
  readonly more?: Partial<PathRequest>;
  readonly flags?: readonly string[];
}

/** What OpenSSL says of a path that we made. */
async function askOpenSsl({ anchor, path, leaf, more, flags }: Scenario): Promise<boolean> {
  const pem = (entities: readonly Entity[]) =>
    entities.map(({ certificate }) => writePem('CERTIFICATE', certificate.raw)).join('');
  bench.write('anchor.pem', pem([anchor]));
  bench.write('path.pem', pem(path));
  bench.write('leaf.pem', pem([leaf]));
  const lists = (more?.crls ?? []).map(({ raw }) => writePem('X509 CRL', raw)).join('');
  if (lists !== '') bench.write('lists.pem', lists);
  const crl = lists === '' ? [] : ['-crl_check_all', '-extended_crl', '-use_deltas', '-CRLfile', 'lists.pem'];
  const untrusted = path.length === 0 ? [] : ['-untrusted', 'path.pem'];
  const time = ['-attime', String((more?.at ?? at).getTime() / 1000)];
  if (anchor.key.kind === 'SM2') return everyLink([anchor, ...path, leaf], pem);
  return bench.accepts('verify', '-CAfile', 'anchor.pem', ...untrusted, ...time, ...crl, ...(flags ?? []), 'leaf.pem');
}

/** It gives the SM2 ID to the last certificate of a path alone, so a chain of them is asked about link by link. */
async function everyLink(chain: readonly Entity[], pem: (entities: readonly Entity[]) => string): Promise<boolean> {
  for (const [index, entity] of chain.slice(1).entries()) {
    bench.write('issuer.pem', pem([chain[index]!]));
    bench.write('subject.pem', pem([entity]));
    const trust = ['-partial_chain', '-CAfile', 'issuer.pem', '-attime', String(at.getTime() / 1000)];
    if (!(await bench.accepts('verify', ...trust, '-vfyopt', 'distid:1234567812345678', 'subject.pem'))) return false;
  }
  return true;
}

function askOurs({ anchor, path, leaf, more }: Scenario): boolean {
  const verdict = validatePath({
    certificate: leaf.certificate,
    intermediates: path.map(({ certificate }) => certificate),
    anchors: [anchor.certificate],
    at,
    revocation: more?.crls === undefined ? 'none' : 'require',
    ...more,
  });
  return verdict.indication === 'TOTAL_PASSED';
}

const root = makeAuthority({ subject: 'root' });

/** root → middle → leaf. */
function scenario(
  onMiddle: Parameters<typeof makeAuthority>[0]['extensions'],
  onLeaf: Parameters<typeof makeAuthority>[0]['extensions'],
  more: Omit<Scenario, 'anchor' | 'path' | 'leaf'> = {},
): Scenario {
  const middle = makeAuthority({ subject: 'middle', issuer: root, extensions: onMiddle });
  const leaf = issue({ subject: 'leaf', issuer: middle, extensions: onLeaf });
  return { anchor: root, path: [middle], leaf, ...more };
}

const explicit = { policies: { requireExplicit: true, acceptable: [P1] } };
const explicitFlags = ['-policy_check', '-explicit_policy', '-policy', P1];

function chainOf(kind: 'SM2' | 'P-256' | 'P-384' | 'Ed25519' | 'RSA', pss = false): Scenario {
  const anchor = makeAuthority({ subject: 'anchor', kind, pss });
  const middle = makeAuthority({ subject: 'middle', kind, issuer: anchor, pss });
  return { anchor, path: [middle], leaf: issue({ subject: 'leaf', kind: 'P-256', issuer: middle, pss }) };
}

function broken(kind: 'SM2' | 'P-256' | 'RSA'): Scenario {
  const { anchor, path } = chainOf(kind);
  const impostor = makeAuthority({ subject: 'middle', kind });
  return { anchor, path, leaf: issue({ subject: 'leaf', issuer: impostor }) };
}

function pathLength(length: number, authorities: number): Scenario {
  let issuer = makeAuthority({ subject: 'limited', issuer: root, pathLength: length });
  const path = [issuer];
  for (let level = 0; level < authorities; level += 1) {
    issuer = makeAuthority({ subject: `level ${level}`, issuer });
    path.push(issuer);
  }
  return { anchor: root, path, leaf: issue({ subject: 'leaf', issuer }) };
}

function withLists(make: (leaf: Entity) => Partial<PathRequest>): Scenario {
  const own = makeAuthority({ subject: 'own' });
  const leaf = issue({ subject: 'leaf', issuer: own });
  return { anchor: own, path: [], leaf, more: make(leaf) };
}

const listAt = (owner: Entity, revoked: Parameters<typeof makeCrl>[0]['revoked'] = [], more = {}) =>
  makeCrl({ issuer: owner, revoked, ...more });

const scenarios: readonly [string, () => Scenario, boolean][] = [
  ['an SM2 chain', () => chainOf('SM2'), true],
  ['a P-256 chain', () => chainOf('P-256'), true],
  ['a P-384 chain', () => chainOf('P-384'), true],
  ['an Ed25519 chain', () => chainOf('Ed25519'), true],
  ['an RSA chain', () => chainOf('RSA'), true],
  ['an RSA-PSS chain', () => chainOf('RSA', true), true],
  ['an SM2 chain with a false signature', () => broken('SM2'), false],
  ['a P-256 chain with a false signature', () => broken('P-256'), false],
  ['an RSA chain with a false signature', () => broken('RSA'), false],
  ['a path as long as allowed', () => pathLength(2, 2), true],
  ['a path longer than allowed', () => pathLength(1, 2), false],
  [
    'a leaf that issues',
    () => {
      const middle = issue({ subject: 'middle', issuer: root });
      return { anchor: root, path: [middle], leaf: issue({ subject: 'leaf', issuer: middle }) };
    },
    false,
  ],
  [
    'an authority without keyCertSign',
    () => {
      const middle = issue({ subject: 'middle', issuer: root, extensions: [authority(), usage('cRLSign')] });
      return { anchor: root, path: [middle], leaf: issue({ subject: 'leaf', issuer: middle }) };
    },
    false,
  ],
  [
    'a permitted host',
    () => scenario([nameConstraints({ permitted: [dns('gov.cn')] })], [alternativeNames(dns('a.gov.cn'))]),
    true,
  ],
  [
    'a host outside',
    () => scenario([nameConstraints({ permitted: [dns('gov.cn')] })], [alternativeNames(dns('a.com.cn'))]),
    false,
  ],
  [
    'an excluded host',
    () => scenario([nameConstraints({ excluded: [dns('gov.cn')] })], [alternativeNames(dns('a.gov.cn'))]),
    false,
  ],
  [
    'a permitted address',
    () =>
      scenario([nameConstraints({ permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] })], [alternativeNames(ip(10, 1, 2, 3))]),
    true,
  ],
  [
    'an address outside',
    () =>
      scenario([nameConstraints({ permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] })], [alternativeNames(ip(11, 1, 2, 3))]),
    false,
  ],
  [
    'a permitted mailbox',
    () => scenario([nameConstraints({ permitted: [email('.gov.cn')] })], [alternativeNames(email('li@a.gov.cn'))]),
    true,
  ],
  [
    'a mailbox outside',
    () => scenario([nameConstraints({ permitted: [email('gov.cn')] })], [alternativeNames(email('li@a.gov.cn'))]),
    false,
  ],
  [
    'a permitted URI',
    () => scenario([nameConstraints({ permitted: [uri('.gov.cn')] })], [alternativeNames(uri('http://a.gov.cn/x'))]),
    true,
  ],
  [
    'an excluded URI',
    () => scenario([nameConstraints({ excluded: [uri('a.gov.cn')] })], [alternativeNames(uri('http://a.gov.cn/x'))]),
    false,
  ],
  [
    'a policy that is wanted',
    () => scenario([policies(P1)], [policies(P1)], { more: explicit, flags: explicitFlags }),
    true,
  ],
  [
    'a policy that is not',
    () => scenario([policies(P2)], [policies(P2)], { more: explicit, flags: explicitFlags }),
    false,
  ],
  [
    'no policy where one is wanted',
    () => scenario([policies(P1)], [], { more: explicit, flags: explicitFlags }),
    false,
  ],
  [
    'any policy above',
    () => scenario([policies(anyPolicy)], [policies(P1)], { more: explicit, flags: explicitFlags }),
    true,
  ],
  [
    'a mapped policy',
    () => scenario([policies(P1), mappings([P1, P2])], [policies(P2)], { more: explicit, flags: explicitFlags }),
    true,
  ],
  [
    'a mapped policy where mapping is inhibited',
    () =>
      scenario([policies(P1), mappings([P1, P2])], [policies(P2)], {
        more: { policies: { ...explicit.policies, inhibitMapping: true } },
        flags: [...explicitFlags, '-inhibit_map'],
      }),
    false,
  ],
  [
    'any policy where that is inhibited',
    () =>
      scenario([policies(anyPolicy)], [policies(P1)], {
        more: { policies: { ...explicit.policies, inhibitAny: true } },
        flags: [...explicitFlags, '-inhibit_any'],
      }),
    false,
  ],
  [
    'an unknown critical extension',
    () => scenario([], [{ oid: '1.2.156.1.2.3', critical: true, value: der.nullValue() }]),
    false,
  ],
  ['an unknown other extension', () => scenario([], [{ oid: '1.2.156.1.2.3', value: der.nullValue() }]), true],
  ['a time before', () => scenario([], [], { more: { at: day('2019-12-31') } }), false],
  ['a time after', () => scenario([], [], { more: { at: day('2040-01-02') } }), false],
];

describe.runIf(hasOpenSsl)('OpenSSL says the same of paths we make', () => {
  test.each(scenarios)('%s', async (_, make, expected) => {
    const one = make();
    expect(askOurs(one)).toBe(expected);
    expect(await askOpenSsl(one)).toBe(expected);
  });

  const revocations: readonly [string, () => Scenario, boolean][] = [
    [
      'a list without the certificate',
      () => {
        const one = withLists(() => ({}));
        return { ...one, more: { crls: [listAt(one.anchor)] } };
      },
      true,
    ],
    [
      'a list with it',
      () => {
        const one = withLists(() => ({}));
        return { ...one, more: { crls: [listAt(one.anchor, [{ serial: one.leaf.certificate.serial }])] } };
      },
      false,
    ],
    [
      'a list out of date',
      () => {
        const one = withLists(() => ({}));
        return { ...one, more: { crls: [listAt(one.anchor, [], { nextUpdate: day('2026-11-10') })] } };
      },
      false,
    ],
    [
      'a list with an unknown critical extension',
      () => {
        const one = withLists(() => ({}));
        const odd = { oid: '1.2.156.1.2.3', critical: true, value: der.nullValue() };
        return { ...one, more: { crls: [listAt(one.anchor, [], { extensions: [odd] })] } };
      },
      false,
    ],
    [
      'a list for authorities alone',
      () => {
        const one = withLists(() => ({}));
        const only = der.sequence(der.implicit(2, Buffer.of(0xff)));
        const scope = { oid: extensionOid.issuingDistributionPoint, critical: true, value: only };
        return { ...one, more: { crls: [listAt(one.anchor, [], { extensions: [scope] })] } };
      },
      false,
    ],
  ];

  test.each(revocations)('%s', async (_, make, expected) => {
    const one = make();
    expect(askOurs(one)).toBe(expected);
    expect(await askOpenSsl(one)).toBe(expected);
  });

  test('our OCSP responses hold there', async () => {
    for (const kind of ['P-256', 'SM2'] as const) {
      const own = makeAuthority({ subject: 'own', kind });
      const { certificate } = issue({ subject: 'leaf', issuer: own });
      bench.write('own.pem', writePem('CERTIFICATE', own.certificate.raw));
      bench.write('leaf.pem', writePem('CERTIFICATE', certificate.raw));
      bench.write('response', ocspBytes({ certificate, issuer: own }));
      const options = [
        '-respin',
        'response',
        '-issuer',
        'own.pem',
        '-cert',
        'leaf.pem',
        '-no_nonce',
        '-CAfile',
        'own.pem',
      ];
      // OpenSSL's ocsp command has no way to be told SM2's ID, so there only the answer is read.
      const isVerified = kind === 'P-256' ? [] : ['-noverify'];
      const said = await bench.openssl('ocsp', ...options, ...isVerified, '-attime', String(at.getTime() / 1000));
      expect(said).toContain('leaf.pem: good');
    }
  });
});
