import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { trustMaterial } from '../../identity/pki/ca/trust-anchor.ts';
import { parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { parseCrl } from '../../identity/pki/certificate/crl.ts';
import { readPem } from '../../identity/pki/der/pem.ts';
import { validatePath } from '../../identity/pki/path/validate-path.ts';
import { openSoftKey } from '../../identity/pki/signer/soft-key.ts';
import { ceremonySecret, issued, type PkiSetting, requestPem, startPki } from './pki-setting.ts';

let pki: PkiSetting;

beforeAll(async () => {
  pki = await startPki([]);
});

afterAll(() => pki[Symbol.asyncDispose]());

const hold = (body: object, as = pki.admin) => pki.hub.call('POST', '/v1/pki/ceremonies', { as, body });
const ceremony = { suite: 'sm2', name: '灵山县大数据发展局', demonstration: true, secret: ceremonySecret };
const read = (pem: string) => parseCertificate(readPem(Buffer.from(pem))[0]!.bytes);

async function crlOf(id: string) {
  return parseCrl((await pki.binary({ method: 'GET', url: `/v1/pki/crl/${id}` })).rawPayload);
}

async function verdictOn(pem: string) {
  const at = pki.hub.clock.now();
  return validatePath({ certificate: read(pem), at, ...(await trustMaterial(pki.parts)) });
}

describe('a ceremony', () => {
  it('is for the data administration', async () => {
    const answer = await hold(ceremony, pki.police);
    expect([answer.status, answer.problem.code]).toEqual([403, 'ADMINISTRATION_REQUIRED']);
    expect((await hold({ ...ceremony, secret: 'short' })).problem.code).toBe('INVALID_INPUT');
  });

  it('makes root and issuing authority, named as a demonstration, once even when two hold it', async () => {
    const answers = await Promise.all([hold(ceremony), hold(ceremony)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [root, issuing] = answers[0]!.body.items;
    expect(root.subject).toBe('CN=灵山县大数据发展局演示 CA 根 SM2,O=灵山县大数据发展局,C=CN');
    expect(issuing.subject).toBe('CN=灵山县大数据发展局演示 CA SM2,O=灵山县大数据发展局,C=CN');
    expect([root.id, issuing.id, issuing.parent]).toEqual(['root-sm2-1', 'issuing-sm2-1', 'root-sm2-1']);
    expect(read(root.pem)).toMatchObject({ basicConstraints: { isAuthority: true, pathLength: 1 } });
    expect(read(issuing.pem)).toMatchObject({ basicConstraints: { isAuthority: true, pathLength: 0 } });
    expect([...read(issuing.pem).keyUsage!]).toEqual(['keyCertSign', 'cRLSign']);
    const listed = await pki.hub.call('GET', '/v1/pki/authorities');
    expect(listed.body.items.map((one: { id: string }) => one.id)).toEqual(['root-sm2-1', 'issuing-sm2-1']);
    const anchors = await pki.hub.call('GET', '/v1/pki/trust-anchors');
    expect(anchors.body.items).toMatchObject([{ fingerprint: read(root.pem).fingerprint, origin: 'own' }]);
    const fetched = await pki.binary({ method: 'GET', url: '/v1/pki/authorities/issuing-sm2-1/certificate' });
    expect([fetched.headers['content-type'], fetched.rawPayload]).toEqual([
      'application/pkix-cert',
      read(issuing.pem).raw,
    ]);
  });

  it('needs the secret: the master key alone does not open the root', async () => {
    const { rows } = await pki.db.database.pool.query("select key from identity.pki_authority where id = 'root-sm2-1'");
    const opening = { ...pki.parts, id: rows[0].key };
    await expect(openSoftKey(opening)).rejects.toMatchObject({ code: 'CEREMONY_SECRET_WRONG' });
    await expect(openSoftKey({ ...opening, secret: 'another sixteen chars' })).rejects.toMatchObject({
      code: 'CEREMONY_SECRET_WRONG',
    });
    const opened = await openSoftKey({ ...opening, secret: ceremonySecret });
    expect(opened.algorithm).toBe('SM2-SM3');
    const before = await crlOf('root-sm2-1');
    expect((await hold({ ...ceremony, secret: 'another sixteen chars' })).problem.code).toBe('CEREMONY_SECRET_WRONG');
    expect((await crlOf('root-sm2-1')).number).toBe(before.number);
  });

  it('renews the issuing authority; what the old one issued stays valid and can be revoked', async () => {
    const order = { profile: 'signer', organisation: 'police', csr: requestPem(generateKey('SM2')) };
    const old = await issued(pki, order);
    const renewed = await hold({ ...ceremony, issuing: 'renew' });
    expect(renewed.body.items[1]).toMatchObject({ id: 'issuing-sm2-2', status: 'active' });
    const csr = requestPem(generateKey('SM2'));
    const fresh = await issued(pki, { ...order, csr });
    expect(fresh.authority).toBe('issuing-sm2-2');
    expect((await verdictOn(old.pem)).indication).toBe('TOTAL_PASSED');
    expect((await verdictOn(fresh.pem)).indication).toBe('TOTAL_PASSED');
    const body = { reason: 'superseded' };
    await pki.hub.call('POST', `/v1/pki/certificates/${old.id}/revocation`, { as: pki.admin, body });
    expect((await verdictOn(old.pem)).subIndication).toBe('REVOKED');
  });

  it('replaces one that is compromised: all it issued falls with it', async () => {
    const csr = requestPem(generateKey('SM2'));
    const made = await issued(pki, { profile: 'signer', organisation: 'police', csr });
    expect((await verdictOn(made.pem)).indication).toBe('TOTAL_PASSED');
    await hold({ ...ceremony, issuing: 'compromised' });
    expect((await crlOf('root-sm2-1')).entryCount).toBe(1);
    expect(await verdictOn(made.pem)).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
  });

  it('keeps no private key in clear', async () => {
    const { rows } = await pki.db.database.pool.query('select * from identity.pki_key');
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) {
      // The body of every PKCS #8 of an SM2 key names the curve.
      expect(row.private_box.includes(Buffer.from('2a811ccf5501822d', 'hex'))).toBe(false);
      expect(row.private_box.includes(row.spki.subarray(-32))).toBe(false);
    }
    const wrong = openSoftKey({ ...pki.parts, masterKey: Buffer.alloc(32, 9), id: rows.at(-1).id });
    await expect(wrong).rejects.toThrow();
  });
});
