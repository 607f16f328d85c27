import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseOcspResponse } from '../../../identity/pki/certificate/ocsp.ts';
import { readCertificates, readCrls } from '../../../identity/pki/certificate/read-bundle.ts';
import { writePem } from '../../../identity/pki/der/pem.ts';
import { toPkcs8 } from '../../../identity/pki/key/write-private-key.ts';
import type { PathRequest } from '../../../identity/pki/path/request.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import { day, issue, issuerKeyIdentifier, makeAuthority, makeCrl, ownKeyIdentifier } from './authority.ts';
import { hasOpenSsl, OpenSslBench } from './openssl.ts';

const bench = new OpenSslBench(mkdtempSync(join(tmpdir(), 'hufu-from-')));
afterAll(() => rmSync(bench.folder, { recursive: true }));

const later = (moment: Date, seconds: number) => new Date(moment.getTime() + 1000 * seconds);
const P1 = '1.2.156.99.1';

const kinds = {
  SM2: { key: 'EC -pkeyopt ec_paramgen_curve:SM2', sign: '-sm3 -sigopt distid:1234567812345678' },
  'P-256': { key: 'EC -pkeyopt ec_paramgen_curve:P-256', sign: '-sha256' },
  Ed25519: { key: 'ED25519', sign: '' },
  RSA: { key: 'RSA -pkeyopt rsa_keygen_bits:2048', sign: '-sha384' },
  'RSA-PSS': {
    key: 'RSA -pkeyopt rsa_keygen_bits:2048',
    sign: '-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest',
  },
  'RSA-PSS keys': {
    key: 'RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256',
    sign: '-sha256 -sigopt rsa_pss_saltlen:digest',
  },
} as const;

describe.runIf(hasOpenSsl)('what OpenSSL makes', () => {
  beforeAll(() => {
    const authority = [
      'basicConstraints=critical,CA:true,pathlen:0',
      'keyUsage=critical,keyCertSign,cRLSign',
      'subjectKeyIdentifier=hash',
      'authorityKeyIdentifier=keyid',
      `certificatePolicies=${P1}`,
      'nameConstraints=critical,permitted;DNS:gov.cn',
    ];
    const leaf = [
      'basicConstraints=CA:false',
      'keyUsage=critical,digitalSignature,nonRepudiation',
      'subjectAltName=DNS:a.gov.cn',
      `certificatePolicies=${P1}`,
      'authorityKeyIdentifier=keyid',
    ];
    bench.write('ca.ext', `${authority.join('\n')}\n`);
    bench.write('leaf.ext', `${leaf.join('\n')}\n`);
    bench.write('bad.ext', 'basicConstraints=CA:false\nsubjectAltName=DNS:a.com.cn\n');
  });

  test.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s chains get the verdict they deserve', async (kind) => {
    const { key, sign } = kinds[kind];
    const own = kind === 'SM2' ? '-vfyopt distid:1234567812345678' : '';
    const make = async (name: string, issuer: string, extensions: string) => {
      await bench.run(`genpkey -algorithm ${key} -out ${name}.key`);
      await bench.run(`req -new -key ${name}.key -subj /C=CN/O=灵山县/CN=${name} -utf8 ${sign} -out ${name}.csr`);
      const by = `-CA ${issuer}.pem -CAkey ${issuer}.key -CAcreateserial -extfile ${extensions}`;
      await bench.run(`x509 -req -in ${name}.csr ${by} -days 3650 ${sign} ${own} -out ${name}.pem`);
    };
    await bench.run(`genpkey -algorithm ${key} -out root.key`);
    await bench.run(`req -x509 -key root.key -subj /C=CN/CN=root -days 3650 ${sign} -out root.pem`);
    await make('middle', 'root', 'ca.ext');
    await make('leaf', 'middle', 'leaf.ext');
    await make('bad', 'middle', 'bad.ext');
    const read = (name: string) => readCertificates(bench.read(`${name}.pem`));
    const judge = (name: string, more: Partial<PathRequest> = {}) =>
      validatePath({
        certificate: read(name)[0]!,
        intermediates: read('middle'),
        anchors: read('root'),
        at: later(read(name)[0]!.notBefore, 60),
        revocation: 'none',
        ...more,
      });
    const verdict = judge('leaf', {
      keyUsage: ['digitalSignature', 'contentCommitment'],
      policies: { requireExplicit: true, acceptable: [P1] },
    });
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict.policies).toEqual([P1]);
    expect(judge('bad').checks.map(({ code }) => code)).toContain('NAME_NOT_PERMITTED');
    expect(judge('leaf', { keyUsage: ['keyAgreement'] }).indication).toBe('TOTAL_FAILED');
    expect(judge('leaf', { intermediates: [] }).subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
  });

  test('its lists and OCSP responses decide, before and after a revocation', async () => {
    const own = makeAuthority({ subject: 'own', notBefore: day('2020-01-01') });
    const leaf = issue({ subject: 'leaf', issuer: own, serial: 0x1234 });
    bench.write('own.pem', writePem('CERTIFICATE', own.certificate.raw));
    bench.write('own.key', writePem('PRIVATE KEY', toPkcs8(own.key)));
    bench.write('one.pem', writePem('CERTIFICATE', leaf.certificate.raw));
    bench.write('crlnumber', '01\n');
    const settings = ['database=index.txt', 'certificate=own.pem', 'private_key=own.key', 'default_md=sha256'];
    bench.write('ca.cnf', `[ca]\ndefault_ca=own\n[own]\n${settings.join('\n')}\ndefault_crl_days=30\n`);
    const good = 'V\t400101000000Z\t\t1234\tunknown\t/C=CN/CN=leaf\n';
    const revoked = 'R\t400101000000Z\t240301000000Z,keyCompromise\t1234\tunknown\t/C=CN/CN=leaf\n';
    for (const [index, expected] of [
      [good, 'TOTAL_PASSED'],
      [revoked, 'TOTAL_FAILED'],
    ] as const) {
      bench.write('index.txt', index);
      await bench.run('ca -config ca.cnf -gencrl -out own.crl');
      const responder = '-CA own.pem -rsigner own.pem -rkey own.key -issuer own.pem';
      await bench.run(`ocsp -index index.txt ${responder} -cert one.pem -ndays 7 -respout response`);
      const crls = readCrls(bench.read('own.crl'));
      const ocspResponses = [parseOcspResponse(bench.read('response'))];
      const at = later(crls[0]!.thisUpdate, 60);
      const base = { certificate: leaf.certificate, anchors: [own.certificate], at };
      expect(validatePath({ ...base, crls }).indication).toBe(expected);
      expect(validatePath({ ...base, ocspResponses }).indication).toBe(expected);
      const before = validatePath({ ...base, crls, ocspResponses, at: day('2024-02-01'), now: at });
      expect(before.indication, 'before the revocation').toBe('TOTAL_PASSED');
    }
  });

  test('bundles are read: PEM of many, PKCS #7 in both forms', async () => {
    const owner = makeAuthority({ subject: 'bundle' });
    const identifiers = [ownKeyIdentifier(owner.key), issuerKeyIdentifier(owner.key)];
    const second = issue({ subject: 'second', issuer: owner, extensions: identifiers });
    const crl = makeCrl({ issuer: owner });
    const pem = [owner, second].map(({ certificate }) => writePem('CERTIFICATE', certificate.raw));
    bench.write('bundle.pem', pem.join('text between\n'));
    bench.write('bundle.crl', writePem('X509 CRL', crl.raw));
    await bench.run('crl2pkcs7 -in bundle.crl -certfile bundle.pem -out bundle.p7b');
    await bench.run('crl2pkcs7 -in bundle.crl -certfile bundle.pem -outform DER -out bundle.p7');
    const fingerprints = (found: readonly { fingerprint: string }[]) =>
      found.map(({ fingerprint }) => fingerprint).sort();
    const expected = fingerprints([owner.certificate, second.certificate]);
    for (const name of ['bundle.pem', 'bundle.p7b', 'bundle.p7']) {
      expect(fingerprints(readCertificates(bench.read(name))), name).toEqual(expected);
    }
    for (const name of ['bundle.crl', 'bundle.p7b', 'bundle.p7']) {
      expect(fingerprints(readCrls(bench.read(name))), name).toEqual([crl.fingerprint]);
    }
    const noCertificate = () => readCertificates(bench.read('bundle.crl'));
    expect(noCertificate).toThrow(expect.objectContaining({ code: 'CERTIFICATE_MALFORMED' }));
    expect(() => readCrls(Buffer.from('nothing'))).toThrow(expect.objectContaining({ code: 'CRL_MALFORMED' }));
  });
});
