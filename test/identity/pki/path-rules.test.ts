import { describe, expect, test } from 'vitest';
import { generateKey } from '../../../identity/pki/algorithm/private-key.ts';
import { currentAlgorithms } from '../../../identity/pki/algorithm/rules.ts';
import { parseCertificate } from '../../../identity/pki/certificate/certificate.ts';
import { keyPurpose } from '../../../identity/pki/certificate/extension-oid.ts';
import * as der from '../../../identity/pki/der/write.ts';
import { verdictJson } from '../../../identity/pki/verdict.ts';
import {
  authority,
  day,
  issue,
  issuerKeyIdentifier,
  makeAuthority,
  makeCrl,
  ownKeyIdentifier,
  purposes,
  usage,
} from './authority.ts';
import { at, below, codes, judge, root } from './path-setting.ts';

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

  test('an authority that has the name of a known one and says that it has another key is unknown, and no forgery', () => {
    const middleKey = generateKey('P-256');
    const middle = makeAuthority({
      subject: '县级 CA',
      issuer: root,
      key: middleKey,
      extensions: [ownKeyIdentifier(middleKey)],
    });
    const otherKey = generateKey('P-256');
    const other = makeAuthority({ subject: '县级 CA', key: otherKey });
    const signedBy = (named: typeof otherKey) =>
      judge(issue({ subject: '印章', issuer: other, extensions: [issuerKeyIdentifier(named)] }), [middle]);
    expect(signedBy(otherKey)).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
    // Who names the known key and does not have it has forged it.
    expect(signedBy(middleKey)).toMatchObject({
      indication: 'TOTAL_FAILED',
      subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    });
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
