import { afterAll, beforeAll, expect, it } from 'vitest';
import { hubSealTrust } from '../../exchange/seal-trust.ts';
import { parseCertificate, readPem } from '../../identity/pki/index.ts';
import { type PkiSetting, startPki } from '../identity/pki-setting.ts';

let pki: PkiSetting;
beforeAll(async () => {
  pki = await startPki(['p256']);
});
afterAll(() => pki[Symbol.asyncDispose]());

it('the hub keeps whom it believes while that is the same, and no verification longer', async () => {
  const root = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  await pki.openssl(...root, '-keyout', 'ca.key', '-subj', '/CN=Provincial CA', '-out', 'ca.pem');
  const pem = (await pki.read('ca.pem')).toString();
  const certificate = parseCertificate(readPem(Buffer.from(pem))[0]!.bytes);
  const trust = hubSealTrust(pki.parts);
  const isBelieved = async () => (await (await trust()).path({ certificate, at: new Date() })).result === 'PASSED';

  const first = await trust();
  expect(await trust()).toBe(first);
  expect(await isBelieved()).toBe(false);

  const reason = '省级 CA，见批复 2026-3 号';
  const listed = await pki.hub.call('POST', '/v1/pki/trust-anchors', {
    as: pki.admin,
    body: { certificate: pem, reason },
  });
  expect(listed.status).toBe(201);
  expect(await isBelieved()).toBe(true);
  expect(await trust()).toBe(await trust());

  const { status } = await pki.hub.call('PUT', `/v1/pki/trust-anchors/${listed.body.fingerprint}/status`, {
    as: pki.admin,
    ifMatch: '"1"',
    body: { status: 'disabled', reason: '该机构停止服务' },
  });
  expect(status).toBe(200);
  expect(await isBelieved()).toBe(false);
});
