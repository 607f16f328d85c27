import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisationId } from '../../identity/ids.ts';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { verifySignature } from '../../identity/pki/algorithm/verify-signature.ts';
import { requireIssuing } from '../../identity/pki/ca/authority-store.ts';
import { documentSigner } from '../../identity/pki/ca/document-signer.ts';
import { openHeldSigner } from '../../identity/pki/ca/held-signer.ts';
import { hubSigner } from '../../identity/pki/ca/service-signer.ts';
import { parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { keyPurpose } from '../../identity/pki/certificate/extension-oid.ts';
import { nameText } from '../../identity/pki/certificate/name.ts';
import { toEncryptedPkcs8, toPkcs8 } from '../../identity/pki/key/write-private-key.ts';
import { validatePath } from '../../identity/pki/path/validate-path.ts';
import { type KeySigner, softSigner, withCertificate } from '../../identity/pki/signer/signer.ts';
import { createKeyRing, importSoftKey, makeSoftKey, openSoftKey } from '../../identity/pki/signer/soft-key.ts';
import { systemRandom } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { issued, type PkiSetting, startPki } from './pki-setting.ts';

let pki: PkiSetting;

beforeAll(async () => {
  pki = await startPki();
});

afterAll(() => pki[Symbol.asyncDispose]());

const holder = { purpose: 'holder', by: 'set-up' } as const;

async function signs(signer: KeySigner): Promise<boolean> {
  const data = Buffer.from('document');
  const signature = await signer.sign(data);
  return verifySignature({ algorithm: signer.algorithmIdentifier, key: signer.publicKey, data, signature }).valid;
}

describe('a soft key', () => {
  it.each([
    ['SM2', 'SM2-SM3'],
    ['P-256', 'ECDSA-SHA256'],
  ] as const)('of the kind %s is made, sealed, opened and signs', async (kind, algorithm) => {
    const { id, signer } = await makeSoftKey(pki.parts, kind, holder);
    expect(signer.algorithm).toBe(algorithm);
    const opened = await openSoftKey({ ...pki.parts, id });
    expect(opened.publicKey.spki).toEqual(signer.publicKey.spki);
    expect(await signs(opened)).toBe(true);
  });

  it.each([
    ['SM2 under a password', () => generateKey('SM2'), 'SM2-SM3'],
    ['RSA under a password', () => generateKey('RSA', { rsaBits: 2048 }), 'RSA-SHA256'],
  ] as const)('is taken in: %s', async (_what, make, algorithm) => {
    const key = make();
    const bytes = toEncryptedPkcs8({ key, password: 'one two three', random: systemRandom, iterations: 1000 });
    await expect(importSoftKey(pki.parts, { bytes, password: 'four' }, holder)).rejects.toMatchObject({
      code: 'KEY_PASSWORD_WRONG',
    });
    const { id } = await importSoftKey(pki.parts, { bytes, password: 'one two three' }, holder);
    const opened = await openSoftKey({ ...pki.parts, id });
    expect([opened.algorithm, await signs(opened)]).toEqual([algorithm, true]);
    await expect(importSoftKey(pki.parts, { bytes: toPkcs8(key) }, holder)).rejects.toMatchObject({
      code: 'KEY_ALREADY_KEPT',
    });
  });

  it('that is weak or of another kind is not taken in', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const bytes = weak.export({ format: 'der', type: 'pkcs8' });
    await expect(importSoftKey(pki.parts, { bytes }, holder)).rejects.toMatchObject({ code: 'KEY_TOO_WEAK' });
    const other = toPkcs8(generateKey('Ed25519'));
    await expect(importSoftKey(pki.parts, { bytes: other }, holder)).rejects.toMatchObject({
      code: 'KEY_ALGORITHM_UNSUPPORTED',
    });
    await expect(importSoftKey(pki.parts, { bytes: Buffer.from('x') }, holder)).rejects.toMatchObject({
      code: 'PRIVATE_KEY_MALFORMED',
    });
  });

  it('cannot be passed off as another, nor as one for another purpose', async () => {
    const [one, two] = [await makeSoftKey(pki.parts, 'SM2', holder), await makeSoftKey(pki.parts, 'SM2', holder)];
    const { pool } = pki.db.database;
    await pool.query(
      'update identity.pki_key set private_box = (select private_box from identity.pki_key where id = $1) where id = $2',
      [one.id, two.id],
    );
    await expect(openSoftKey({ ...pki.parts, id: two.id })).rejects.toThrow();
    await pool.query("update identity.pki_key set purpose = 'issuing' where id = $1", [one.id]);
    await expect(openSoftKey({ ...pki.parts, id: one.id })).rejects.toThrow();
  });

  it('is opened once by a ring, and tried again after a failure', async () => {
    const { id } = await makeSoftKey(pki.parts, 'P-256', holder);
    const ring = createKeyRing(pki.parts);
    expect(await ring.signer(id)).toBe(await ring.signer(id));
    const late = '00000000-0000-4000-8000-00000000beef';
    await expect(ring.signer(late)).rejects.toThrow();
    await expect(ring.signer(late)).rejects.toThrow();
  });
});

describe('a signer', () => {
  it('is a key with its own certificate, no other', async () => {
    const kept = await issued(pki, { profile: 'signer', organisation: 'police', keptKey: 'sm2' });
    const signer = await openHeldSigner(pki.parts, kept.id);
    expect(await signs(signer)).toBe(true);
    expect(() => withCertificate(softSigner(generateKey('SM2')), signer.certificate)).toThrow(
      expect.objectContaining({ code: 'KEY_CERTIFICATE_MISMATCH' }),
    );
    const url = `/v1/pki/certificates/${kept.id}/revocation`;
    await pki.hub.call('POST', url, { as: pki.admin, body: { reason: 'certificateHold' } });
    await expect(openHeldSigner(pki.parts, kept.id)).rejects.toMatchObject({ code: 'CERTIFICATE_ALREADY_REVOKED' });
    await pki.hub.call('DELETE', url, { as: pki.admin, ifMatch: '"2"' });
    expect(await signs(await openHeldSigner(pki.parts, kept.id))).toBe(true);
    const nobody = '00000000-0000-4000-8000-000000000000';
    await expect(openHeldSigner(pki.parts, nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['ocsp-responder', 'tsa', 'seal-maker'] as const)('of the hub for %s is made once', async (use) => {
    const authority = await requireIssuing(pki.parts.database, 'sm2');
    const made = await Promise.all([1, 2, 3, 4].map(() => hubSigner(pki.parts, authority, use)));
    expect(new Set(made.map(({ certificate }) => certificate.toString('hex'))).size).toBe(1);
    expect(await signs(made[0]!)).toBe(true);
  });
});

describe('an organisation’s signer of documents', () => {
  const police = organisationId('police');

  it('is made once, on P-256 and under its own name, with what it is verified by', async () => {
    const made = await Promise.all([1, 2, 3].map(() => documentSigner(pki.parts, police)));
    expect(new Set(made.map(({ signer }) => signer.certificate.toString('hex'))).size).toBe(1);
    const [{ signer, chain, crls } = expect.fail('nothing was made')] = made;
    expect(await signs(signer)).toBe(true);
    const certificate = parseCertificate(signer.certificate);
    expect(signer.algorithm).toBe('ECDSA-SHA256');
    expect(nameText(certificate.subject)).toContain('电子文件');
    const [issuing, root, more] = chain.map((der) => parseCertificate(der));
    expect(more).toBeUndefined();
    const path = { certificate, intermediates: [issuing!], anchors: [root!], crls, at: new Date() };
    expect(validatePath({ ...path, extendedKeyUsage: [keyPurpose.emailProtection] }).indication).toBe('TOTAL_PASSED');
  });

  it('is another’s for another organisation, and another once its certificate is revoked or nears its end', async () => {
    const { signer } = await documentSigner(pki.parts, police);
    const other = await documentSigner(pki.parts, organisationId('data'));
    expect(other.signer.certificate.equals(signer.certificate)).toBe(false);
    const near = new Date(parseCertificate(signer.certificate).notAfter.getTime() - 300 * 24 * 60 * 60 * 1000);
    const later = await documentSigner({ ...pki.parts, clock: fixedClock(near.toISOString()) }, police);
    expect(later.signer.certificate.equals(signer.certificate)).toBe(false);
    await pki.parts.database.pool.query(
      `update identity.pki_certificate set revoked_at = now(), reason = 'superseded' where der = any($1)`,
      [[signer.certificate, later.signer.certificate]],
    );
    const next = await documentSigner(pki.parts, police);
    expect([signer, later.signer].some(({ certificate }) => certificate.equals(next.signer.certificate))).toBe(false);
  });

  it('is refused for who is not registered', async () => {
    await expect(documentSigner(pki.parts, organisationId('nobody'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
