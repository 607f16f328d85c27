import { describe, expect, test } from 'vitest';
import { parseCrl } from '../../../identity/pki/certificate/crl.ts';
import { extensionOid, keyPurpose } from '../../../identity/pki/certificate/extension-oid.ts';
import * as der from '../../../identity/pki/der/write.ts';
import type { PathRequest } from '../../../identity/pki/path/request.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import {
  authority,
  type CertificateInput,
  type CrlInput,
  day,
  type Entity,
  type ExtensionInput,
  general,
  issue,
  makeAuthority,
  makeCrl,
  makeOcsp,
  name,
  type OcspInput,
  purposes,
  usage,
} from './authority.ts';

const at = day('2026-11-21');
const root = makeAuthority({ subject: 'root' });

function judge(certificate: Entity, more: Partial<PathRequest> = {}) {
  return validatePath({ certificate: certificate.certificate, anchors: [root.certificate], at, ...more });
}

const leafOf = (more: Partial<CertificateInput> = {}) => issue({ subject: 'leaf', issuer: root, ...more });
const listed = (leaf: Entity, more: Omit<NonNullable<CrlInput['revoked']>[number], 'serial'> = {}) => ({
  serial: leaf.certificate.serial,
  ...more,
});
const outcome = (verdict: ReturnType<typeof judge>) => [verdict.indication, verdict.subIndication];
const why = (verdict: ReturnType<typeof judge>) =>
  verdict.steps.find(({ step }) => step === 'revocation')?.detail.en ?? '';

describe('modes', () => {
  test('what nothing speaks about is open when asked for, passes when optional, and is not looked at otherwise', () => {
    const leaf = leafOf();
    expect(outcome(judge(leaf))).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(outcome(judge(leaf, { revocation: 'ifAvailable' }))).toEqual(['TOTAL_PASSED', null]);
    expect(judge(leaf, { revocation: 'none' }).statuses).toEqual([]);
  });

  test('what does speak counts also when it is optional: revoked fails, unusable leaves open', () => {
    const leaf = leafOf();
    const optional = (crl: Omit<CrlInput, 'issuer'>) =>
      outcome(judge(leaf, { revocation: 'ifAvailable', crls: [makeCrl({ issuer: root, ...crl })] }));
    expect(optional({ revoked: [listed(leaf)] })).toEqual(['TOTAL_FAILED', 'REVOKED']);
    expect(optional({ nextUpdate: day('2026-11-10') })).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(optional({})).toEqual(['TOTAL_PASSED', null]);
  });
});

describe('the moment judged', () => {
  const leaf = leafOf();
  const crls = [makeCrl({ issuer: root, revoked: [listed(leaf, { at: day('2026-03-01'), reason: 'superseded' })] })];

  test('revoked before it fails, revoked after it does not, and the later revocation is told', () => {
    expect(judge(leaf, { crls }).subIndication).toBe('REVOKED');
    const sealed = judge(leaf, { crls, at: day('2026-02-01'), now: at });
    expect(sealed.indication).toBe('TOTAL_PASSED');
    expect(sealed.statuses[0]).toMatchObject({ state: 'good', later: { at: day('2026-03-01'), reason: 'superseded' } });
    expect(judge(leaf, { crls, at: day('2026-03-01'), now: at }).subIndication).toBe('REVOKED');
  });

  test('a stolen key counts as revoked from the day it was stolen', () => {
    const entry = listed(leaf, { at: day('2026-03-01'), reason: 'keyCompromise', invalidFrom: day('2026-01-15') });
    const stolen = [makeCrl({ issuer: root, revoked: [entry] })];
    expect(judge(leaf, { crls: stolen, at: day('2026-02-01'), now: at }).subIndication).toBe('REVOKED');
    expect(judge(leaf, { crls: stolen, at: day('2026-01-10'), now: at }).indication).toBe('TOTAL_PASSED');
  });

  test('a list from the future and one out of date decide nothing', () => {
    const future = makeCrl({ issuer: root, thisUpdate: day('2026-11-25') });
    expect(why(judge(leafOf(), { crls: [future] }))).toContain('dated in the future');
    const old = makeCrl({ issuer: root, thisUpdate: day('2026-10-01'), nextUpdate: day('2026-11-01') });
    expect(why(judge(leafOf(), { crls: [old] }))).toContain('out of date');
    const endless = makeCrl({ issuer: root, nextUpdate: null });
    expect(why(judge(leafOf(), { crls: [endless] }))).toContain('out of date');
    const ahead = makeCrl({ issuer: root, thisUpdate: new Date(at.getTime() + 60_000) });
    expect(judge(leafOf(), { crls: [ahead] }).indication).toBe('TOTAL_PASSED');
    expect(judge(leafOf(), { crls: [ahead], clockSkewMs: 1000 }).indication).toBe('INDETERMINATE');
  });

  test('an old list that has the certificate is believed, unless it was only held', () => {
    const old = (reason: 'keyCompromise' | 'certificateHold') =>
      judge(leaf, {
        crls: [
          makeCrl({
            issuer: root,
            thisUpdate: day('2026-01-01'),
            nextUpdate: day('2026-02-01'),
            revoked: [listed(leaf, { at: day('2025-12-01'), reason })],
          }),
        ],
      });
    expect(old('keyCompromise').subIndication).toBe('REVOKED');
    expect(old('certificateHold').subIndication).toBe('TRY_LATER');
  });

  test('a list made after the certificate ended says nothing about it, unless it keeps ended ones', () => {
    const ended = leafOf({ notAfter: day('2026-06-01') });
    const then = { at: day('2026-05-01'), now: at };
    expect(why(judge(ended, { ...then, crls: [makeCrl({ issuer: root })] }))).toContain('after the certificate ended');
    const keeps = { oid: extensionOid.expiredCertsOnCrl, value: der.generalizedTime(day('2024-01-01')) };
    const kept = makeCrl({ issuer: root, extensions: [keeps] });
    expect(judge(ended, { ...then, crls: [kept] }).indication).toBe('TOTAL_PASSED');
  });
});

describe('lists', () => {
  test('the newest list of an issuer replaces the older ones', () => {
    const leaf = leafOf();
    const hold = { reason: 'certificateHold', at: day('2026-10-05') } as const;
    const held = makeCrl({ issuer: root, thisUpdate: day('2026-11-10'), revoked: [listed(leaf, hold)] });
    const lifted = makeCrl({ issuer: root, thisUpdate: day('2026-11-15'), number: 2 });
    expect(judge(leaf, { crls: [held, lifted] }).indication).toBe('TOTAL_PASSED');
    expect(judge(leaf, { crls: [lifted, held] }).indication).toBe('TOTAL_PASSED');
    expect(judge(leaf, { crls: [held] }).subIndication).toBe('REVOKED');
  });

  test('a signer that was revoked cannot replace the list that says so', () => {
    const signer = issue({ subject: 'root', issuer: root, extensions: [usage('cRLSign')] });
    const leaf = leafOf();
    const says = makeCrl({ issuer: root, revoked: [listed(signer, { reason: 'keyCompromise' }), listed(leaf)] });
    const hides = makeCrl({ issuer: signer, thisUpdate: day('2026-11-18'), number: 9 });
    const intermediates = [signer.certificate];
    expect(judge(leaf, { intermediates, crls: [hides] }).indication, 'left to speak for itself').toBe('TOTAL_PASSED');
    expect(judge(leaf, { intermediates, crls: [hides, says] }).subIndication).toBe('REVOKED');
    const onlySigner = makeCrl({ issuer: root, revoked: [listed(signer, { reason: 'keyCompromise' })] });
    const other = judge(leaf, { intermediates, crls: [hides, onlySigner] });
    expect(other.statuses[0], 'the list by the authority itself decides').toMatchObject({ state: 'good' });
  });

  test('a list by another key of the same name, or by who may not sign lists, decides nothing', () => {
    const impostor = makeAuthority({ subject: 'root' });
    const crls = [makeCrl({ issuer: impostor })];
    expect(why(judge(leafOf(), { crls }))).toContain('signature does not hold');
    expect(why(judge(leafOf(), { crls, intermediates: [impostor.certificate] }))).toContain('path of its signer');
    const own = issue({ subject: 'own', extensions: [authority(), usage('keyCertSign')] });
    const leaf = issue({ subject: 'leaf', issuer: own });
    const verdict = judge(leaf, { anchors: [own.certificate], crls: [makeCrl({ issuer: own })] });
    expect(why(verdict)).toContain('not entitled');
  });

  test('a critical extension nobody knows, on the list or on any of its entries, makes it useless', () => {
    const odd: ExtensionInput = { oid: '1.2.156.1.2.3', critical: true, value: der.nullValue() };
    const onList = makeCrl({ issuer: root, extensions: [odd] });
    const onEntry = makeCrl({ issuer: root, revoked: [{ serial: Buffer.of(5), extensions: [odd] }] });
    const harmless = makeCrl({
      issuer: root,
      revoked: [{ serial: Buffer.of(5), extensions: [{ ...odd, critical: false }] }],
    });
    for (const crl of [onList, onEntry]) {
      expect(why(judge(leafOf(), { crls: [crl] }))).toContain('unknown critical extension');
    }
    expect(judge(leafOf(), { crls: [harmless] }).indication).toBe('TOTAL_PASSED');
  });

  test('an indirect list counts for whom the certificate names, and its entries for whom they name', () => {
    const other = makeAuthority({ subject: 'list issuer', issuer: root });
    const point = der.sequence(
      der.explicit(0, der.implicitSequence(0, general.uri('http://crl.gov.cn/all'))),
      der.implicitSequence(2, general.directory('list issuer')),
    );
    const points = { oid: extensionOid.crlDistributionPoints, value: der.sequence(point) };
    const leaf = leafOf({ extensions: [points] });
    const scope = {
      oid: extensionOid.issuingDistributionPoint,
      critical: true,
      value: der.sequence(der.implicit(4, Buffer.of(0xff))),
    };
    const namesIssuer = {
      oid: extensionOid.certificateIssuer,
      critical: true,
      value: der.sequence(general.directory(name('root'))),
    };
    const judgeWith = (revoked: CrlInput['revoked']) =>
      judge(leaf, {
        intermediates: [other.certificate],
        crls: [makeCrl({ issuer: other, revoked: revoked ?? [], extensions: [scope] }), makeCrl({ issuer: root })],
      });
    expect(judgeWith([]).indication).toBe('TOTAL_PASSED');
    expect(judgeWith([listed(leaf, { extensions: [namesIssuer] })]).subIndication).toBe('REVOKED');
    expect(judgeWith([listed(leaf)]).indication, 'an entry of the list issuer’s own').toBe('TOTAL_PASSED');
    const sticky = judgeWith([{ serial: Buffer.of(9), extensions: [namesIssuer] }, listed(leaf)]);
    expect(sticky.subIndication, 'the issuer last named goes on').toBe('REVOKED');
  });

  test('a delta adds to its base, lifts a hold, and is nothing without it', () => {
    const leaf = leafOf();
    const base = makeCrl({
      issuer: root,
      number: 5,
      revoked: [listed(leaf, { at: day('2026-10-01'), reason: 'certificateHold' })],
    });
    const clean = makeCrl({ issuer: root, number: 5 });
    const delta = (number: number, baseNumber: number, reason: 'removeFromCRL' | 'superseded') =>
      makeCrl({
        issuer: root,
        number,
        baseNumber,
        thisUpdate: day('2026-11-15'),
        revoked: [listed(leaf, { at: day('2026-11-14'), reason })],
      });
    expect(judge(leaf, { crls: [base, delta(6, 5, 'removeFromCRL')] }).indication).toBe('TOTAL_PASSED');
    expect(judge(leaf, { crls: [clean, delta(6, 5, 'superseded')] }).subIndication).toBe('REVOKED');
    expect(judge(leaf, { crls: [clean, delta(8, 6, 'superseded')] }).indication, 'made for a later base').toBe(
      'TOTAL_PASSED',
    );
    expect(why(judge(leaf, { crls: [delta(6, 5, 'removeFromCRL')] }))).toContain('without its base');
  });

  test('lists of some reasons together must cover them all', () => {
    const leaf = leafOf();
    const some = (...bits: readonly number[]): ExtensionInput => ({
      oid: extensionOid.issuingDistributionPoint,
      critical: true,
      value: der.sequence(der.implicit(3, der.namedBitList(bits).subarray(2))),
    });
    const first = makeCrl({ issuer: root, extensions: [some(1, 2, 3, 4)] });
    const second = makeCrl({ issuer: root, extensions: [some(5, 6, 7, 8)] });
    expect(why(judge(leaf, { crls: [first] }))).toContain('do not cover every reason');
    expect(judge(leaf, { crls: [first, second] }).indication).toBe('TOTAL_PASSED');
  });

  test('authorities on the way are asked about too', () => {
    const middle = makeAuthority({ subject: 'middle', issuer: root });
    const leaf = issue({ subject: 'leaf', issuer: middle });
    const intermediates = [middle.certificate];
    const own = makeCrl({ issuer: middle });
    expect(why(judge(leaf, { intermediates, crls: [own] }))).toContain('CN=middle');
    const revoked = makeCrl({ issuer: root, revoked: [listed(middle, { at: day('2026-01-01') })] });
    const verdict = judge(leaf, { intermediates, crls: [own, revoked] });
    expect(verdict.checks.find(({ code }) => code === 'REVOKED')?.certificate).toBe(1);
    expect(judge(leaf, { intermediates, crls: [own, makeCrl({ issuer: root })] }).indication).toBe('TOTAL_PASSED');
  });

  test('a crowd of lists cannot hide the one that revokes', () => {
    const leaf = leafOf();
    const impostor = makeAuthority({ subject: 'root' });
    const crowd = Array.from({ length: 30 }, (_, number) =>
      makeCrl({ issuer: impostor, number, thisUpdate: day('2026-11-10') }),
    );
    const signer = issue({ subject: 'root', issuer: root, extensions: [usage('cRLSign')] });
    const good = makeCrl({ issuer: root, thisUpdate: day('2026-11-18') });
    const revoking = makeCrl({ issuer: signer, thisUpdate: day('2026-11-05'), revoked: [listed(leaf)] });
    const crls = [good, ...crowd, revoking];
    const intermediates = [signer.certificate];
    expect(judge(leaf, { crls, intermediates }).subIndication).toBe('REVOKED');
    expect(
      judge(leaf, { crls: crls.map(({ raw }) => parseCrl(raw)), intermediates, limits: { signatures: 12 } }).indication,
    ).toBe('INDETERMINATE');
  });

  test('a thousand lists of one issuer do not exceed the work allowed', () => {
    const impostor = makeAuthority({ subject: 'root' });
    const crls = Array.from({ length: 60 }, (_, number) => makeCrl({ issuer: impostor, number }));
    const verdict = judge(leafOf(), { crls, limits: { signatures: 20 } });
    expect(verdict.indication).toBe('INDETERMINATE');
  });
});

describe('OCSP', () => {
  const leaf = leafOf();
  const ask = (input: Partial<OcspInput>, more: Partial<PathRequest> = {}) =>
    judge(leaf, { ocspResponses: [makeOcsp({ certificate: leaf.certificate, issuer: root, ...input })], ...more });
  const responder = (extensions: readonly ExtensionInput[], issuer: Entity = root) =>
    issue({ subject: 'responder', issuer, extensions });
  const noCheck = { oid: extensionOid.ocspNoCheck, value: der.nullValue() };

  test('good passes, revoked fails from its moment on, unknown leaves open', () => {
    expect(outcome(ask({}))).toEqual(['TOTAL_PASSED', null]);
    const revoked = { status: { revokedAt: day('2026-03-01'), reason: 'superseded' } } as const;
    expect(outcome(ask(revoked))).toEqual(['TOTAL_FAILED', 'REVOKED']);
    expect(outcome(ask(revoked, { at: day('2026-02-01'), now: at }))).toEqual(['TOTAL_PASSED', null]);
    expect(why(ask({ status: 'unknown' }))).toContain('does not know');
  });

  test.each(['sha1', 'sha256', 'sm3'] as const)('certificate ids with %s, by name and by key', (digest) => {
    expect(ask({ digest }).indication).toBe('TOTAL_PASSED');
    expect(ask({ digest, byKey: true }).indication).toBe('TOTAL_PASSED');
  });

  test('an SM2 authority answers for its own', () => {
    const own = makeAuthority({ subject: 'SM2 root', kind: 'SM2' });
    const certificate = issue({ subject: 'leaf', issuer: own });
    const response = makeOcsp({ certificate: certificate.certificate, issuer: own, digest: 'sm3' });
    const anchors = [own.certificate];
    expect(judge(certificate, { anchors, ocspResponses: [response] }).indication).toBe('TOTAL_PASSED');
  });

  test('a response out of date or from the future decides nothing', () => {
    expect(why(ask({ nextUpdate: day('2026-11-20') }))).toContain('out of date');
    expect(why(ask({ nextUpdate: null }))).toContain('out of date');
    const justNow = new Date(at.getTime() - 60_000);
    expect(ask({ nextUpdate: null, thisUpdate: justNow }).indication, 'made on the spot').toBe('TOTAL_PASSED');
    expect(why(ask({ thisUpdate: day('2026-11-23') }))).toContain('in the future');
  });

  test('the nonce must be the one that was sent', () => {
    const nonce = der.octetString(Buffer.from('0123456789abcdef'));
    expect(ask({ nonce }, { ocspNonce: nonce }).indication).toBe('TOTAL_PASSED');
    expect(why(ask({}, { ocspNonce: nonce }))).toContain('nonce differs');
    expect(why(ask({ nonce: der.octetString(Buffer.from('another')) }, { ocspNonce: nonce }))).toContain(
      'nonce differs',
    );
  });

  test('a response about another certificate, or by another issuer’s digest, says nothing', () => {
    const other = leafOf();
    const response = makeOcsp({ certificate: other.certificate, issuer: root });
    expect(why(judge(leaf, { ocspResponses: [response] }))).toContain('no revocation information');
    const stranger = makeAuthority({ subject: 'root' });
    const byStranger = makeOcsp({ certificate: leaf.certificate, issuer: stranger });
    expect(why(judge(leaf, { ocspResponses: [byStranger] }))).toContain('no revocation information');
  });

  test('a delegated responder answers when the issuer appointed it for that', () => {
    const right = responder([purposes(keyPurpose.ocspSigning), noCheck]);
    expect(ask({ responder: right }).indication).toBe('TOTAL_PASSED');
    const notForThat = responder([purposes(keyPurpose.timeStamping), noCheck]);
    expect(why(ask({ responder: notForThat }))).toContain('not entitled');
    const anyPurpose = responder([purposes(keyPurpose.any), noCheck]);
    expect(why(ask({ responder: anyPurpose }))).toContain('not entitled');
    const wrongUse = responder([purposes(keyPurpose.ocspSigning), noCheck, usage('keyCertSign')]);
    expect(why(ask({ responder: wrongUse }))).toContain('not entitled');
    const middle = makeAuthority({ subject: 'middle', issuer: root });
    const byMiddle = responder([purposes(keyPurpose.ocspSigning), noCheck], middle);
    expect(why(ask({ responder: byMiddle }, { intermediates: [middle.certificate] }))).toContain('not entitled');
    const ended = issue({
      subject: 'responder',
      issuer: root,
      extensions: [purposes(keyPurpose.ocspSigning), noCheck],
      notAfter: day('2026-01-01'),
    });
    expect(why(ask({ responder: ended }))).toContain('path of its signer');
  });

  test('a responder that is itself revoked is not believed, unless nobody need ask', () => {
    const revoked = responder([purposes(keyPurpose.ocspSigning)]);
    const crl = makeCrl({ issuer: root, revoked: [listed(revoked, { at: day('2026-01-01') })] });
    const scoped = leafOf();
    const judgeBoth = (who: Entity) =>
      judge(scoped, {
        crls: [makeCrl({ issuer: root, revoked: [listed(who, { at: day('2026-01-01') }), listed(scoped)] })],
        ocspResponses: [makeOcsp({ certificate: scoped.certificate, issuer: root, responder: who })],
      });
    expect(judgeBoth(revoked).subIndication, 'the list revokes, whatever a responder says').toBe('REVOKED');
    const answer = makeOcsp({ certificate: leaf.certificate, issuer: root, responder: revoked });
    const held = judge(leaf, { crls: [crl], ocspResponses: [answer] });
    expect(held.statuses[0]).toMatchObject({ state: 'good', source: 'crl' });
    const exempt = responder([purposes(keyPurpose.ocspSigning), noCheck]);
    const exemptAnswer = makeOcsp({ certificate: leaf.certificate, issuer: root, responder: exempt });
    expect(judge(leaf, { ocspResponses: [exemptAnswer] }).statuses[0]).toMatchObject({ state: 'good', source: 'ocsp' });
  });

  test('a response whose signer is not at hand, whose signature is wrong or that has unknown critical extensions is refused', () => {
    const right = responder([purposes(keyPurpose.ocspSigning), noCheck]);
    expect(why(ask({ responder: right, embed: false }))).toContain('its signer is not there');
    const impostor: Entity = { certificate: root.certificate, key: right.key };
    expect(why(ask({ responder: impostor }))).toContain('signature does not hold');
    const odd = { oid: '1.2.156.1.2.3', critical: true, value: der.nullValue() };
    expect(why(ask({ extensions: [odd] }))).toContain('unknown critical extension');
  });

  test('revoked by a list outweighs good by a response', () => {
    const crls = [makeCrl({ issuer: root, revoked: [listed(leaf)] })];
    expect(ask({}, { crls }).subIndication).toBe('REVOKED');
  });
});
