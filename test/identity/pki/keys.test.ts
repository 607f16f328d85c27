import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { signingMethod } from '../../../identity/pki/algorithm/create-signature.ts';
import { type GeneratedKind, generateKey } from '../../../identity/pki/algorithm/private-key.ts';
import { parsePublicKey } from '../../../identity/pki/algorithm/public-key.ts';
import { writePem } from '../../../identity/pki/der/pem.ts';
import * as der from '../../../identity/pki/der/write.ts';
import { readKeyStore, requireKeyOf } from '../../../identity/pki/key/key-store.ts';
import { readPrivateKey } from '../../../identity/pki/key/read-private-key.ts';
import { toEncryptedPkcs8, toPkcs8, toSec1 } from '../../../identity/pki/key/write-private-key.ts';
import { sm2Curve } from '../../../identity/pki/sm2/curve.ts';
import { sm2Pkcs8 } from '../../../identity/pki/sm2/scalar.ts';
import { sm2Sign, sm2Verify } from '../../../identity/pki/sm2/sign.ts';
import { seededRandom } from '../../support/clock.ts';
import { issue } from './authority.ts';
import { hasOpenSsl, OpenSslBench } from './openssl.ts';

const bench = new OpenSslBench(mkdtempSync(join(tmpdir(), 'hufu-keys-')));
afterAll(() => rmSync(bench.folder, { recursive: true }));

const kinds: readonly GeneratedKind[] = ['SM2', 'P-256', 'P-384', 'P-521', 'Ed25519', 'RSA'];
const curves = ['SM2', 'P-256', 'P-384', 'P-521'] as const;
const make = (kind: GeneratedKind) => generateKey(kind, { rsaBits: 2048 });
const coded = (code: string) => expect.objectContaining({ code });
const spki = (key: { publicKey: { spki: Buffer } }) => key.publicKey.spki.toString('hex');

describe('private keys', () => {
  test.each(kinds)('%s: PKCS #8, plain, in PEM, and encrypted both ways, comes back as the same key', (kind) => {
    const key = make(kind);
    const random = seededRandom('keys');
    const files = [
      toPkcs8(key),
      Buffer.from(writePem('PRIVATE KEY', toPkcs8(key))),
      toEncryptedPkcs8({ key, password: '口令 1', random, iterations: 1000 }),
      toEncryptedPkcs8({ key, password: '口令 1', random, iterations: 1000, suite: 'sm4' }),
    ];
    for (const bytes of files) {
      const read = readPrivateKey({ bytes, password: '口令 1' });
      expect(read.kind).toBe(kind);
      expect(spki(read)).toBe(spki(key));
    }
    expect(parsePublicKey(key.publicKey.spki).kind).toBe(kind);
  });

  test.each(curves)('%s: SEC 1 comes back as the same key', (kind) => {
    const key = make(kind);
    expect(spki(readPrivateKey({ bytes: toSec1(key) }))).toBe(spki(key));
    expect(() => toSec1(make('Ed25519'))).toThrow(RangeError);
  });

  test('a wrong password and a missing one are told apart', () => {
    const random = seededRandom('wrong');
    const bytes = toEncryptedPkcs8({ key: make('SM2'), password: 'right', random, iterations: 1000 });
    for (let attempt = 0; attempt < 300; attempt += 1) {
      expect(() => readPrivateKey({ bytes, password: `wrong ${attempt}` })).toThrow(coded('KEY_PASSWORD_WRONG'));
    }
    expect(() => readPrivateKey({ bytes })).toThrow(coded('KEY_PASSWORD_NEEDED'));
  });

  test('a file that asks for more work than allowed is refused before any is done', () => {
    const random = seededRandom('costly');
    const bytes = toEncryptedPkcs8({ key: make('P-256'), password: 'p', random, iterations: 5000 });
    const options = { bytes, password: 'p', mostIterations: 4999 };
    expect(() => readPrivateKey(options)).toThrow(coded('KEY_DERIVATION_TOO_COSTLY'));
  });

  test.each([
    ['zero', 0n],
    ['n − 1, with which signing divides by zero', sm2Curve.n - 1n],
    ['n', sm2Curve.n],
  ])('an SM2 key of %s is refused', (_, scalar) => {
    const bytes = sm2Pkcs8(Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex'));
    expect(() => readPrivateKey({ bytes })).toThrow(coded('PRIVATE_KEY_MALFORMED'));
  });

  test('a private key with somebody else’s public half is refused', () => {
    const scalar = Buffer.alloc(32, 7);
    const own = readPrivateKey({ bytes: sm2Pkcs8(scalar) });
    expect(spki(readPrivateKey({ bytes: sm2Pkcs8(scalar, own.publicKey.keyBytes) }))).toBe(spki(own));
    const bytes = sm2Pkcs8(scalar, make('SM2').publicKey.keyBytes);
    expect(() => readPrivateKey({ bytes })).toThrow(coded('PRIVATE_KEY_MALFORMED'));
  });

  test('an algorithm nobody knows is called by its name', () => {
    const algorithm = der.sequence(der.objectIdentifier('1.2.156.1.2.3'));
    const bytes = der.sequence(der.integer(0), algorithm, der.octetString(Buffer.alloc(32)));
    expect(() => readPrivateKey({ bytes })).toThrow(coded('KEY_ALGORITHM_UNSUPPORTED'));
    expect(() => readPrivateKey({ bytes: Buffer.from('not a key') })).toThrow(coded('PRIVATE_KEY_MALFORMED'));
  });

  test('a key is held to its certificate', () => {
    const { certificate, key } = issue({ subject: 'own', kind: 'SM2' });
    expect(() => requireKeyOf(key, certificate)).not.toThrow();
    expect(() => requireKeyOf(make('SM2'), certificate)).toThrow(coded('KEY_CERTIFICATE_MISMATCH'));
  });
});

describe('key stores', () => {
  /** A store without protection (RFC 7292) that holds a key so many times. */
  function storeOf(key: Buffer, times: number): Buffer {
    const data = (content: Buffer) =>
      der.sequence(der.objectIdentifier('1.2.840.113549.1.7.1'), der.explicit(0, der.octetString(content)));
    const bag = der.sequence(der.objectIdentifier('1.2.840.113549.1.12.10.1.1'), der.explicit(0, key));
    return der.sequence(der.integer(3), data(der.sequence(data(der.sequence(...Array(times).fill(bag))))));
  }

  test('with more keys than anybody keeps in one are refused, before they are imported', () => {
    const key = toPkcs8(make('SM2'));
    expect(readKeyStore({ bytes: storeOf(key, 32), password: '' }).entries).toHaveLength(32);
    expect(() => readKeyStore({ bytes: storeOf(key, 33), password: '' })).toThrow(coded('KEY_STORE_MALFORMED'));
  });
});

describe.runIf(hasOpenSsl)('with the OpenSSL command line', () => {
  const generate: Readonly<Record<GeneratedKind, readonly string[]>> = {
    SM2: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2'],
    'P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    'P-384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
    'P-521': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
    Ed25519: ['-algorithm', 'ED25519'],
    RSA: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  };

  test.each(kinds)('%s keys it makes, in all its forms, are read', async (kind) => {
    const file = `${kind}.pem`;
    await bench.openssl('genpkey', ...generate[kind], '-out', file);
    await bench.openssl('pkey', '-in', file, '-pubout', '-outform', 'DER', '-out', `${file}.pub`);
    const expected = bench.read(`${file}.pub`).toString('hex');
    await bench.openssl(
      'pkcs8',
      '-topk8',
      '-in',
      file,
      '-v2',
      'aes-256-cbc',
      '-passout',
      'pass:secret',
      '-out',
      `${file}.aes`,
    );
    await bench.openssl('pkcs8', '-topk8', '-in', file, '-scrypt', '-passout', 'pass:secret', '-out', `${file}.scrypt`);
    await bench.openssl(
      'pkcs8',
      '-topk8',
      '-in',
      file,
      '-v1',
      'PBE-SHA1-3DES',
      '-passout',
      'pass:secret',
      '-out',
      `${file}.3des`,
    );
    const sm4 = ['-v2', 'sm4-cbc', '-passout', 'pass:secret'];
    await bench.openssl('pkcs8', '-topk8', '-in', file, ...sm4, '-out', `${file}.sm4`);
    const files = ['', '.aes', '.sm4', '.scrypt', '.3des'].map((form) => `${file}${form}`);
    // OpenSSL itself cannot write the traditional form of SM2 keys.
    if (kind !== 'Ed25519' && kind !== 'SM2') {
      await bench.openssl('pkey', '-in', file, '-traditional', '-out', `${file}.plain`);
      const command = kind === 'RSA' ? 'rsa' : 'ec';
      const traditional = kind === 'RSA' ? ['-traditional'] : [];
      await bench.openssl(
        command,
        '-in',
        file,
        '-aes128',
        '-passout',
        'pass:secret',
        ...traditional,
        '-out',
        `${file}.old`,
      );
      files.push(`${file}.plain`, `${file}.old`);
    }
    for (const name of files) {
      const key = readPrivateKey({ bytes: bench.read(name), password: 'secret' });
      expect(spki(key), name).toBe(expected);
    }
    for (const name of files.filter((one) => /aes|sm4|scrypt|3des|old/.test(one))) {
      const bytes = bench.read(name);
      expect(() => readPrivateKey({ bytes, password: 'Secret' }), name).toThrow(coded('KEY_PASSWORD_WRONG'));
    }
  });

  test.each(kinds)('%s keys we write are read by it', async (kind) => {
    const key = make(kind);
    const random = seededRandom(kind);
    bench.write('ours.der', toEncryptedPkcs8({ key, password: 'secret', random, iterations: 2048 }));
    const input = ['-inform', 'DER', '-in', 'ours.der', '-passin', 'pass:secret'];
    await bench.openssl('pkey', ...input, '-pubout', '-outform', 'DER', '-out', 'ours.pub');
    expect(bench.read('ours.pub').toString('hex')).toBe(spki(key));
  });

  test('SM2 signatures hold both ways, under the default ID and another', async () => {
    const key = make('SM2');
    bench.write('sm2.pem', writePem('PRIVATE KEY', toPkcs8(key)));
    bench.write('sm2.pub', writePem('PUBLIC KEY', key.publicKey.spki));
    const message = Buffer.from('灵山县行政审批局');
    bench.write('message', message);
    for (const id of ['1234567812345678', 'lingshan']) {
      const distid = ['-pkeyopt', `distid:${id}`];
      await bench.openssl(
        'pkeyutl',
        '-sign',
        '-inkey',
        'sm2.pem',
        '-in',
        'message',
        '-rawin',
        '-digest',
        'sm3',
        ...distid,
        '-out',
        'theirs',
      );
      expect(sm2Verify({ key: key.publicKey, message, signature: bench.read('theirs'), id })).toBe(true);
      bench.write('ours', sm2Sign({ key, message, id }));
      const verify = [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        'sm2.pub',
        '-in',
        'message',
        '-rawin',
        '-digest',
        'sm3',
        '-sigfile',
        'ours',
      ];
      expect(await bench.accepts(...verify, ...distid)).toBe(true);
      expect(await bench.accepts(...verify, '-pkeyopt', 'distid:other')).toBe(false);
    }
  });

  test.each(['P-256', 'Ed25519', 'RSA'] as const)('%s signatures we make hold there', async (kind) => {
    const key = make(kind);
    bench.write('data', Buffer.from('data'));
    bench.write('data.sig', signingMethod(key).sign(Buffer.from('data')));
    bench.write('data.pub', writePem('PUBLIC KEY', key.publicKey.spki));
    const digest = kind === 'Ed25519' ? [] : ['-digest', 'sha256'];
    const parameters = ['pkeyutl', '-verify', '-pubin', '-inkey', 'data.pub', '-in', 'data', '-rawin', ...digest];
    expect(await bench.accepts(...parameters, '-sigfile', 'data.sig')).toBe(true);
  });

  test.each([
    ['today’s defaults', []],
    ['3DES and SHA-1', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['a MAC of SM3 and SM4', ['-keypbe', 'SM4-CBC', '-certpbe', 'SM4-CBC', '-macalg', 'sm3']],
    ['no encryption of certificates and no MAC', ['-certpbe', 'NONE', '-nomac']],
  ] as const)('a store with %s opens with its password alone', async (_, options) => {
    for (const kind of ['SM2', 'RSA'] as const) {
      const { certificate, key } = issue({ subject: '印章 1', kind });
      bench.write('own.pem', `${writePem('PRIVATE KEY', toPkcs8(key))}${writePem('CERTIFICATE', certificate.raw)}`);
      const secret = ['-passout', 'pass:secret'];
      await bench.openssl(
        'pkcs12',
        '-export',
        '-in',
        'own.pem',
        '-name',
        'seal',
        ...options,
        ...secret,
        '-out',
        'own.p12',
      );
      const bytes = bench.read('own.p12');
      const store = readKeyStore({ bytes, password: 'secret' });
      expect(store.entries).toHaveLength(1);
      expect(store.entries[0]?.certificate?.fingerprint).toBe(
        createHash('sha256').update(certificate.raw).digest('hex'),
      );
      expect(spki(store.entries[0]!.key)).toBe(spki(key));
      expect(store.entries[0]?.friendlyName).toBe('seal');
      expect(() => readKeyStore({ bytes, password: 'Secret' })).toThrow(coded('KEY_PASSWORD_WRONG'));
      expect(() => readKeyStore({ bytes, password: 'secret', mostIterations: 100 })).toThrow(
        coded('KEY_DERIVATION_TOO_COSTLY'),
      );
    }
  });
});
