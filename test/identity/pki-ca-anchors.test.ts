import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { trustMaterial } from '../../identity/pki/ca/trust-anchor.ts';
import { parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { readPem } from '../../identity/pki/der/pem.ts';
import { validatePath } from '../../identity/pki/path/validate-path.ts';
import { issued, type PkiSetting, requestPem, startPki } from './pki-setting.ts';

let pki: PkiSetting;
let outside: string;
let outsideLeaf: string;

beforeAll(async () => {
  pki = await startPki(['p256']);
  const root = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  await pki.openssl(...root, '-keyout', 'ca.key', '-subj', '/CN=Provincial CA', '-out', 'ca.pem');
  await pki.openssl('ecparam', '-name', 'P-256', '-genkey', '-noout', '-out', 'leaf.key');
  await pki.openssl('req', '-new', '-key', 'leaf.key', '-subj', '/CN=leaf', '-out', 'leaf.csr');
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '10'];
  await pki.openssl('x509', '-req', '-in', 'leaf.csr', ...ca, '-out', 'leaf.pem');
  outside = (await pki.read('ca.pem')).toString();
  outsideLeaf = (await pki.read('leaf.pem')).toString();
});

afterAll(() => pki[Symbol.asyncDispose]());

const reason = '省级 CA，见批复 2026-3 号';
const list = (certificate: string, as = pki.admin) =>
  pki.hub.call('POST', '/v1/pki/trust-anchors', { as, body: { certificate, reason } });

async function isBelieved(): Promise<boolean> {
  const certificate = parseCertificate(readPem(Buffer.from(outsideLeaf))[0]!.bytes);
  const at = new Date();
  const material = await trustMaterial(pki.parts);
  return validatePath({ certificate, at, revocation: 'ifAvailable', ...material }).indication === 'TOTAL_PASSED';
}

describe('a trust anchor', () => {
  it('of somebody else is believed once it is listed, until it is disabled with a reason', async () => {
    expect(await isBelieved()).toBe(false);
    const added = await list(outside);
    expect([added.status, added.headers.etag]).toEqual([201, '"1"']);
    expect(added.body).toMatchObject({ subject: 'CN=Provincial CA', origin: 'external', status: 'active', reason });
    expect(await isBelieved()).toBe(true);
    expect((await list(outside)).problem.code).toBe('ANCHOR_ALREADY_LISTED');

    const url = `/v1/pki/trust-anchors/${added.body.fingerprint}`;
    const set = (status: string, ifMatch?: string, as = pki.admin) =>
      pki.hub.call('PUT', `${url}/status`, { as, ifMatch, body: { status, reason: '该机构停止服务' } });
    expect((await set('disabled')).problem.code).toBe('PRECONDITION_REQUIRED');
    expect((await set('disabled', '"7"')).problem.code).toBe('STALE_VERSION');
    expect((await set('disabled', '"1"', pki.police)).problem.code).toBe('ADMINISTRATION_REQUIRED');
    const disabled = await set('disabled', '"1"');
    expect(disabled.body).toMatchObject({ status: 'disabled', reason: '该机构停止服务', version: 2 });
    expect(await isBelieved()).toBe(false);
    expect((await pki.hub.call('GET', url)).headers.etag).toBe('"2"');
    await set('active', '"2"');
    expect(await isBelieved()).toBe(true);
    const { rows } = await pki.db.database.pool.query(
      'select added_by, changed_by from identity.pki_trust_anchor where fingerprint = $1',
      [added.body.fingerprint],
    );
    expect(rows[0]).toEqual({
      added_by: expect.stringMatching(/^officer:/),
      changed_by: expect.stringMatching(/^officer:/),
    });
  });

  it('is listed by the data administration alone, and read by everybody', async () => {
    expect((await list(outside, pki.police)).problem.code).toBe('ADMINISTRATION_REQUIRED');
    const { status, body } = await pki.hub.call('GET', '/v1/pki/trust-anchors');
    expect([status, body.items.length]).toEqual([200, 2]);
    const none = await pki.hub.call('GET', `/v1/pki/trust-anchors/${'0'.repeat(64)}`);
    expect(none.problem.code).toBe('NOT_FOUND');
  });

  it('is an authority, and one certificate at a time', async () => {
    const csr = requestPem(generateKey('P-256'));
    const { pem } = await issued(pki, { profile: 'signer', organisation: 'police', csr });
    expect((await list(pem)).problem.code).toBe('ANCHOR_NOT_AUTHORITY');
    expect((await list(outside + pem)).problem.code).toBe('ANCHOR_NOT_AUTHORITY');
    expect((await list('hello')).problem.code).toBe('CERTIFICATE_MALFORMED');
  });
});
