import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../identity/pki/algorithm/private-key.ts';
import { largestRequest, parseCertificateRequest, requireProofOfPossession } from '../../identity/pki/ca/csr.ts';
import { mutations, survive } from './pki-mutations.ts';
import { opensslRequest, type PkiSetting, requestFor, requestPem, startPki } from './pki-setting.ts';

let pki: PkiSetting;

beforeAll(async () => {
  pki = await startPki();
});

afterAll(() => pki[Symbol.asyncDispose]());

const ask = (csr: string) => {
  const body = { profile: 'signer', organisation: 'police', csr };
  return pki.hub.call('POST', '/v1/pki/certificates', { as: pki.police, body });
};

describe('a request', () => {
  it.each(['SM2', 'P-256'] as const)('that `openssl req` made with a %s key is taken', async (curve) => {
    expect((await ask(await opensslRequest(pki, `taken-${curve}`, curve))).status).toBe(201);
  });

  it('with extensions and an RSA key is taken, its wishes are not', async () => {
    const rsa = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'rsa.key', '-subj', '/CN=x'];
    const wishes = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
    await pki.openssl('req', '-new', ...rsa, ...wishes, '-out', 'rsa.csr');
    const answer = await ask((await pki.read('rsa.csr')).toString());
    expect(answer.status).toBe(201);
    const path = await pki.file('rsa.pem', answer.body.pem);
    const { text } = await pki.openssl('x509', '-in', path, '-noout', '-ext', 'basicConstraints,keyUsage');
    expect(text).toContain('CA:FALSE');
    expect(text).not.toContain('Certificate Sign');
  });

  it('of an SM2 key signed under another ID proves nothing', async () => {
    const key = generateKey('SM2');
    const answer = await ask(requestPem(key, { sm2Id: 'somebody@else' }));
    expect([answer.status, answer.problem.code]).toEqual([422, 'CSR_SIGNATURE_INVALID']);
    expect(answer.problem.remedy).toContain('distid:1234567812345678');
  });

  it('signed with another key proves nothing', async () => {
    const answer = await ask(requestPem(generateKey('P-256'), { signedBy: generateKey('P-256') }));
    expect(answer.problem.code).toBe('CSR_SIGNATURE_INVALID');
    const crossed = await ask(requestPem(generateKey('SM2'), { signedBy: generateKey('P-256') }));
    expect(crossed.problem.code).toBe('CSR_SIGNATURE_INVALID');
  });

  it.each([
    ['Ed25519', ['-algorithm', 'ed25519'], 'KEY_ALGORITHM_UNSUPPORTED'],
    ['P-384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'], 'KEY_ALGORITHM_UNSUPPORTED'],
    ['brainpool', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'], 'KEY_ALGORITHM_UNSUPPORTED'],
    ['RSA of 1,024 bits', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'], 'KEY_TOO_WEAK'],
  ])('with a key of %s is refused', async (name, args, code) => {
    const file = name.replace(/\W/g, '');
    await pki.openssl('genpkey', ...args, '-out', `${file}.key`);
    await pki.openssl('req', '-new', '-key', `${file}.key`, '-subj', '/CN=x', '-out', `${file}.csr`);
    const answer = await ask((await pki.read(`${file}.csr`)).toString());
    expect([answer.status, answer.problem.code]).toEqual([422, code]);
  });

  it('signed with SHA-1 is refused', async () => {
    await pki.openssl('ecparam', '-name', 'P-256', '-genkey', '-noout', '-out', 'old.key');
    await pki.openssl('req', '-new', '-sha1', '-key', 'old.key', '-subj', '/CN=x', '-out', 'old.csr');
    expect((await ask((await pki.read('old.csr')).toString())).problem.code).toBe('KEY_ALGORITHM_UNSUPPORTED');
  });

  it.each([
    ['rubbish', 'hello', 'CSR_MALFORMED'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----', 'CSR_MALFORMED'],
    [
      'an empty sequence',
      '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----',
      'CSR_MALFORMED',
    ],
    ['another version', requestPem(generateKey('P-256'), { version: 1 }), 'CSR_MALFORMED'],
    ['two of them', requestPem(generateKey('P-256')) + requestPem(generateKey('P-256')), 'CSR_MALFORMED'],
  ])('that is %s is refused', async (_what, text, code) => {
    const answer = await ask(text);
    expect([answer.status, answer.problem.code]).toEqual([422, code]);
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts/);
  });

  it('with bytes behind it, or too many of them, is refused', () => {
    const good = requestFor(generateKey('P-256'));
    const read = (bytes: Buffer) => () => parseCertificateRequest(bytes);
    expect(read(good)).not.toThrow();
    expect(read(Buffer.concat([good, Buffer.of(0)]))).toThrow(expect.objectContaining({ code: 'CSR_MALFORMED' }));
    const large = Buffer.alloc(largestRequest + 1, 0x30);
    expect(read(large)).toThrow(expect.objectContaining({ code: 'CSR_TOO_LARGE', status: 413 }));
  });

  it('larger than the interface takes is refused before it is read', async () => {
    expect((await ask('x'.repeat(20_000))).problem.code).toBe('INVALID_INPUT');
  });
});

describe('20,000 damaged requests', () => {
  it('are refused with a code or prove possession as before; none brings the reader down', async () => {
    const keys = [generateKey('SM2'), generateKey('P-256'), generateKey('RSA', { rsaBits: 2048 })];
    const seeds = keys.map((key) => requestFor(key));
    const { codes, passed } = await survive(mutations(seeds, 20_000, 'csr'), (bytes) =>
      requireProofOfPossession(parseCertificateRequest(bytes)),
    );
    const known = ['CSR_MALFORMED', 'CSR_SIGNATURE_INVALID', 'KEY_ALGORITHM_UNSUPPORTED', 'KEY_TOO_WEAK'];
    expect([...codes].filter((code) => !known.includes(code))).toEqual([]);
    expect(codes).toContain('CSR_SIGNATURE_INVALID');
    expect(passed).toBeLessThan(100); // a byte replaced by itself
  });
});
