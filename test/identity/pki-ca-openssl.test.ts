import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../identity/pki/ca/tables.ts';
import { parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { parseCrl } from '../../identity/pki/certificate/crl.ts';
import { parseOcspResponse } from '../../identity/pki/certificate/ocsp.ts';
import { readPem, writePem } from '../../identity/pki/der/pem.ts';
import { validatePath } from '../../identity/pki/path/validate-path.ts';
import { authorityFiles, issued, opensslHolds, opensslRequest, type PkiSetting, startPki } from './pki-setting.ts';

// What OpenSSL 3.0's commands cannot do with SM2: `verify` sets the signer's ID on the certificate asked about alone, `crl` and
// `ocsp` set it nowhere. So SM2 chains are verified link by link, and lists and answers by `pkeyutl` over their signed bytes.

let pki: PkiSetting;

beforeAll(async () => {
  pki = await startPki();
});

afterAll(() => pki[Symbol.asyncDispose]());

const curves = { sm2: 'SM2', p256: 'P-256' } as const;
const suites: readonly Suite[] = ['sm2', 'p256'];
const nationalId = ['-vfyopt', 'distid:1234567812345678'];

async function crlOf(id: string): Promise<Buffer> {
  const answer = await pki.binary({ method: 'GET', url: `/v1/pki/crl/${id}` });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pkix-crl']);
  return answer.rawPayload;
}

const der = (pem: string) => readPem(Buffer.from(pem))[0]!.bytes;
const revoke = (id: string, reason = 'superseded') =>
  pki.hub.call('POST', `/v1/pki/certificates/${id}/revocation`, { as: pki.admin, body: { reason } });

async function signer(suite: Suite, name: string) {
  const csr = await opensslRequest(pki, name, curves[suite]);
  const certificate = await issued(pki, { profile: 'signer', organisation: 'police', csr }, pki.police);
  return { certificate, leaf: await pki.file(`${name}.pem`, certificate.pem) };
}

/** Our own verdict on a certificate, by the lists the hub publishes. */
async function ownVerdict(pem: string, suite: Suite, purpose?: string) {
  const files = await authorityFiles(pki, suite);
  const [root, issuing] = [files.rootPem, files.issuingPem].map((one) => parseCertificate(der(one)));
  const crls = [await crlOf(`root-${suite}-1`), await crlOf(`issuing-${suite}-1`)].map((one) => parseCrl(one));
  return validatePath({
    certificate: parseCertificate(der(pem)),
    anchors: [root!],
    intermediates: [issuing!],
    crls,
    at: pki.hub.clock.now(),
    extendedKeyUsage: purpose === undefined ? undefined : [purpose],
  });
}

describe('a P-256 chain of ours', () => {
  it('is accepted by `openssl verify` with lists of every level, until it is revoked', async () => {
    const { certificate, leaf } = await signer('p256', 'chain');
    const files = await authorityFiles(pki, 'p256');
    const verify = async (...more: string[]) => {
      const lists = [await crlOf('root-p256-1'), await crlOf('issuing-p256-1')];
      const crls = await pki.file('crls.pem', lists.map((one) => writePem('X509 CRL', one)).join(''));
      const trust = ['-CAfile', files.root, '-untrusted', files.issuing, '-crl_check_all', '-CRLfile', crls];
      return pki.openssl('verify', '-x509_strict', '-check_ss_sig', ...trust, ...more, leaf);
    };
    expect(await verify()).toMatchObject({ code: 0, text: expect.stringContaining('OK') });
    expect(await ownVerdict(certificate.pem, 'p256')).toMatchObject({ indication: 'TOTAL_PASSED' });

    const late = String(Math.floor(new Date(certificate.notAfter).getTime() / 1000) + 1);
    expect((await verify('-attime', late)).text).toContain('certificate has expired');
    expect((await verify('-purpose', 'sslserver')).text).toContain('unsuitable certificate purpose');
    expect((await ownVerdict(certificate.pem, 'p256', '1.3.6.1.5.5.7.3.1')).indication).toBe('TOTAL_FAILED');

    expect((await revoke(certificate.id)).status).toBe(200);
    expect(await verify()).toMatchObject({ code: 2, text: expect.stringContaining('certificate revoked') });
    expect(await ownVerdict(certificate.pem, 'p256')).toMatchObject({
      indication: 'TOTAL_FAILED',
      subIndication: 'REVOKED',
    });
  });

  it('is used for systems as for clients, and not for servers', async () => {
    await pki.hub.system('police-reader', 'police', 'consumer');
    const csr = await opensslRequest(pki, 'system', 'P-256');
    const order = { profile: 'system', organisation: 'police', system: 'police-reader', csr };
    const { pem } = await issued(pki, order, pki.police);
    const leaf = await pki.file('system.pem', pem);
    const files = await authorityFiles(pki, 'p256');
    const verify = (purpose: string) =>
      pki.openssl('verify', '-purpose', purpose, '-CAfile', files.root, '-untrusted', files.issuing, leaf);
    expect(await verify('sslclient')).toMatchObject({ code: 0 });
    expect(await verify('sslserver')).toMatchObject({ code: 2 });
    expect((await pki.openssl('x509', '-in', leaf, '-noout', '-ext', 'subjectAltName')).text).toContain(
      'urn:hufu:system:police-reader',
    );
  });
});

describe('an SM2 chain of ours', () => {
  it('is accepted by `openssl verify` link by link, under the national ID and no other', async () => {
    const { certificate, leaf } = await signer('sm2', 'national');
    const { root, rootPem, issuing } = await authorityFiles(pki, 'sm2');
    const verify = (id: readonly string[], ...args: string[]) => pki.openssl('verify', '-x509_strict', ...id, ...args);
    expect(await opensslHolds(pki, { by: root, ...parseCertificate(der(rootPem)) })).toBe(true);
    expect(await verify(nationalId, '-CAfile', root, issuing)).toMatchObject({ code: 0 });
    expect(await verify(nationalId, '-partial_chain', '-trusted', issuing, leaf)).toMatchObject({ code: 0 });
    expect(await verify([], '-partial_chain', '-trusted', issuing, leaf)).toMatchObject({ code: 2 });
    expect(await ownVerdict(certificate.pem, 'sm2')).toMatchObject({ indication: 'TOTAL_PASSED' });
    expect((await revoke(certificate.id)).status).toBe(200);
    expect(await ownVerdict(certificate.pem, 'sm2')).toMatchObject({ subIndication: 'REVOKED' });
  });
});

describe.each(suites)('a revocation list of the %s authority', (suite) => {
  it('verifies with OpenSSL and names certificate, date and reason', async () => {
    const { certificate } = await signer(suite, `listed-${suite}`);
    await revoke(certificate.id, 'privilegeWithdrawn');
    const { issuing } = await authorityFiles(pki, suite);
    const list = await crlOf(`issuing-${suite}-1`);
    const path = await pki.file(`${suite}.crl`, list);
    const { text } = await pki.openssl('crl', '-inform', 'DER', '-in', path, '-noout', '-text', '-CAfile', issuing);
    if (suite === 'p256') expect(text).toContain('verify OK');
    expect(await opensslHolds(pki, { by: issuing, ...parseCrl(list) })).toBe(true);
    expect(text.toLowerCase()).toContain(`serial number: ${certificate.serial}`);
    expect(text).toContain('Privilege Withdrawn');
    expect(text).toContain('X509v3 CRL Number');
  });
});

describe.each(suites)('an answer about a certificate of the %s authority', (suite) => {
  it('is accepted by `openssl ocsp` over HTTP, with its nonce: good, revoked, unknown', async () => {
    const address = await pki.hub.app.listen({ host: '127.0.0.1', port: 0 }).catch(() => pki.hub.app.listeningOrigin);
    const [good, bad, never] = [
      await signer(suite, `good-${suite}`),
      await signer(suite, `bad-${suite}`),
      await signer(suite, `never-${suite}`),
    ];
    await revoke(bad.certificate.id, 'keyCompromise');
    await pki.db.database.pool.query('delete from identity.pki_certificate where id = $1', [never.certificate.id]);
    const { root, issuing } = await authorityFiles(pki, suite);
    // Without an ID for SM2 the command cannot verify: there it asks, and the signature is verified by itself.
    const check = suite === 'p256' ? ['-CAfile', root] : ['-noverify'];
    const asked = ['-cert', good.leaf, '-cert', bad.leaf, '-cert', never.leaf];
    const { text } = await pki.openssl(
      ...['ocsp', '-issuer', issuing, ...asked, '-url', `${address}/v1/pki/ocsp`, '-respout', `${suite}.ors`, ...check],
    );
    if (suite === 'p256') expect(text).toContain('Response verify OK');
    expect(text).not.toContain('nonce');
    expect(text).toContain(`${good.leaf}: good`);
    expect(text).toContain(`${bad.leaf}: revoked`);
    expect(text).toContain('Reason: keyCompromise');
    expect(text).toContain(`${never.leaf}: unknown`);
    const { basic } = parseOcspResponse(await pki.read(`${suite}.ors`));
    const responder = await pki.file('responder.pem', writePem('CERTIFICATE', basic!.certificates[0]!.raw));
    expect(await opensslHolds(pki, { by: responder, ...basic! })).toBe(true);
    expect(basic!.nonce).toBeDefined();
  });
});
