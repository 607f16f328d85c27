import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePublicKey } from '../../../identity/pki/algorithm/public-key.ts';
import { verifySignature } from '../../../identity/pki/algorithm/verify-signature.ts';
import { isSelfIssued, parseCertificate } from '../../../identity/pki/certificate/certificate.ts';
import { parseCrl } from '../../../identity/pki/certificate/crl.ts';
import { extensionOid } from '../../../identity/pki/certificate/extension-oid.ts';
import { nameText, preparedText, readName } from '../../../identity/pki/certificate/name.ts';
import { parseOcspResponse } from '../../../identity/pki/certificate/ocsp.ts';
import { readDer } from '../../../identity/pki/der/node.ts';
import * as der from '../../../identity/pki/der/write.ts';
import { Problem } from '../../../kernel/index.ts';
import { authority, day, issue, makeAuthority, makeCrl, name, ocspBytes, usage } from './authority.ts';

const whyRefused = (read: () => unknown): string => {
  try {
    read();
  } catch (fault) {
    return String((fault as Error).message);
  }
  return 'read';
};

const part = (type: string, value: Buffer) => der.setOf(der.sequence(der.objectIdentifier(type), value));
const named = (...parts: readonly Buffer[]) => readName(readDer(der.sequence(...parts)));

describe('certificates', () => {
  const { certificate } = makeAuthority({ subject: '测试根 CA', pathLength: 1 });

  test('keep their bytes and give their content', () => {
    expect(certificate.raw.includes(certificate.tbs)).toBe(true);
    expect(certificate).toMatchObject({ version: 3, basicConstraints: { isAuthority: true, pathLength: 1 } });
    expect([...(certificate.keyUsage ?? [])]).toEqual(['keyCertSign', 'cRLSign']);
    expect(nameText(certificate.subject)).toBe('CN=测试根 CA,C=CN');
    expect(isSelfIssued(certificate)).toBe(true);
  });

  test('are not changed by what happens to the bytes they were read from', () => {
    const bytes = Buffer.from(certificate.raw);
    const read = parseCertificate(bytes);
    bytes.fill(0);
    expect(read.raw.equals(certificate.raw)).toBe(true);
  });

  test.each([
    ['bytes behind', Buffer.concat([certificate.raw, Buffer.of(0)]), 'TRAILING_BYTES'],
    ['nothing', Buffer.alloc(0), 'EMPTY'],
    ['half of it', certificate.raw.subarray(0, 100), 'TRUNCATED'],
    ['more than any certificate has', Buffer.alloc(300_000, 0x30), 'TOO_LARGE'],
    ['a revocation list', makeCrl({ issuer: makeAuthority({ subject: 'x' }) }).raw, 'CERTIFICATE_MALFORMED'],
  ])('%s is refused', (_, bytes, why) => {
    const said = whyRefused(() => parseCertificate(bytes));
    expect(said).toContain('CERTIFICATE_MALFORMED');
    expect(said).toContain(why);
  });

  test('what is refused is told in whole sentences of either language', () => {
    const refused = () => parseCertificate(certificate.raw.subarray(0, 100));
    expect(refused).toThrow(Problem);
    try {
      refused();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      expect(problem.texts('zh').detail).toBe('证书无法读取：第 0 字节处编码有误（TRUNCATED）。');
      expect(problem.texts('en').detail).toMatch(/^The certificate cannot be read: TRUNCATED at byte 0: /);
    }
  });

  test('the same extension twice, and a known one that is malformed, are refused', () => {
    const twice = () => issue({ subject: 'x', extensions: [authority(), authority()] });
    expect(whyRefused(twice)).toContain('DUPLICATE');
    const odd = { oid: extensionOid.basicConstraints, value: der.sequence(der.utf8String('x')) };
    expect(whyRefused(() => issue({ subject: 'x', extensions: [odd] }))).toContain('CERTIFICATE_MALFORMED');
    const none = { oid: extensionOid.extendedKeyUsage, value: der.sequence() };
    expect(whyRefused(() => issue({ subject: 'x', extensions: [none] }))).toContain('MISSING_MEMBER');
  });

  test('a damaged signature can be read about and verifies under no key', () => {
    const raw = Buffer.from(certificate.raw);
    raw[raw.length - certificate.signature.length - 1] = 3;
    const damaged = parseCertificate(raw);
    const { signatureAlgorithm: algorithm, tbs: data, signature, publicKey: key } = damaged;
    expect(verifySignature({ algorithm, key, data, signature })).toMatchObject({
      valid: false,
      code: 'SIGNATURE_INVALID',
    });
  });

  test('keys on curves and of algorithms we do not use can be read, not relied on', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const key = parsePublicKey(publicKey.export({ format: 'der', type: 'spki' }));
    expect(key.kind).toBeUndefined();
    const { signatureAlgorithm: algorithm, tbs: data, signature } = certificate;
    expect(verifySignature({ algorithm, key, data, signature })).toMatchObject({ code: 'ALGORITHM_UNSUPPORTED' });
    expect(() => key.keyObject()).toThrow();
  });

  test('curves spelt out instead of named are not taken for the curve they imitate', () => {
    const parameters = der.sequence(der.integer(1), der.nullValue());
    const algorithm = der.sequence(der.objectIdentifier('1.2.840.10045.2.1'), parameters);
    const spki = der.sequence(algorithm, der.bitString(certificate.publicKey.keyBytes));
    expect(parsePublicKey(spki).kind).toBeUndefined();
  });

  test('keys of absurd size are not computed with', () => {
    const modulus = der.integer((1n << 9000n) + 1n);
    const key = der.sequence(modulus, der.integer(65537));
    const algorithm = der.sequence(der.objectIdentifier('1.2.840.113549.1.1.1'), der.nullValue());
    const huge = parsePublicKey(der.sequence(algorithm, der.bitString(key)));
    expect(huge.bits).toBe(9001);
    const signed = makeAuthority({ subject: 'rsa', kind: 'RSA' }).certificate;
    const { signatureAlgorithm, tbs: data, signature } = signed;
    const check = verifySignature({ algorithm: signatureAlgorithm, key: huge, data, signature });
    expect(check).toMatchObject({ code: 'KEY_UNUSABLE' });
  });
});

describe('names', () => {
  test('match across string types, case, width and spaces', () => {
    const utf8 = named(part('2.5.4.10', der.utf8String(' Ling  Shan ')), part('2.5.4.3', der.utf8String('ＡＢＣ')));
    const printable = named(part('2.5.4.10', der.printableString('LING SHAN')), part('2.5.4.3', der.utf8String('abc')));
    const bmp = Buffer.from('ling shan', 'utf16le').swap16();
    const wide = named(part('2.5.4.10', der.encode(0x1e, bmp)), part('2.5.4.3', der.utf8String('ABC')));
    expect(printable.key).toBe(utf8.key);
    expect(wide.key).toBe(utf8.key);
  });

  test('do not match in another order, of other types, or with a part more', () => {
    const one = part('2.5.4.10', der.utf8String('a'));
    const two = part('2.5.4.3', der.utf8String('b'));
    expect(named(one, two).key).not.toBe(named(two, one).key);
    expect(named(one, two).key).not.toBe(named(one).key);
    expect(named(part('2.5.4.11', der.utf8String('a'))).key).not.toBe(named(one).key);
    const both = der.setOf(
      der.sequence(der.objectIdentifier('2.5.4.10'), der.utf8String('a')),
      der.sequence(der.objectIdentifier('2.5.4.3'), der.utf8String('b')),
    );
    expect(named(both).key).not.toBe(named(one, two).key);
  });

  test('no text imitates the boundary between two parts', () => {
    const sly = named(part('2.5.4.10', der.utf8String('a\u00012.5.4.3=b')));
    const honest = named(part('2.5.4.10', der.utf8String('a')), part('2.5.4.3', der.utf8String('b')));
    expect(sly.key).not.toBe(honest.key);
  });

  test('preparing a text twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(preparedText(preparedText(text))).toBe(preparedText(text));
      }),
    );
  });

  test('what a terminal would obey is not printed', () => {
    expect(nameText(named(part('2.5.4.3', der.utf8String('a\u001b[2J,b'))))).toBe('CN=a?[2J\\,b');
  });

  test('a name of hundreds of parts is refused', () => {
    const parts = Array.from({ length: 65 }, () => part('2.5.4.3', der.utf8String('x')));
    expect(whyRefused(() => named(...parts))).toContain('TOO_MANY_MEMBERS');
  });
});

describe('lists and responses', () => {
  const root = makeAuthority({ subject: 'root' });

  test('are refused with their own code', () => {
    const crl = makeCrl({ issuer: root });
    expect(whyRefused(() => parseCrl(Buffer.concat([crl.raw, Buffer.of(0)])))).toContain('CRL_MALFORMED');
    const response = ocspBytes({ certificate: root.certificate, issuer: root });
    expect(parseOcspResponse(response).status).toBe('successful');
    expect(whyRefused(() => parseOcspResponse(response.subarray(1)))).toContain('OCSP_RESPONSE_MALFORMED');
  });

  test('a response without a result says so and holds nothing', () => {
    const later = parseOcspResponse(der.sequence(der.enumerated(3)));
    expect(later).toMatchObject({ status: 'tryLater', basic: undefined });
    expect(whyRefused(() => parseOcspResponse(der.sequence(der.enumerated(0))))).toContain('contradict');
    expect(whyRefused(() => parseOcspResponse(der.sequence(der.enumerated(4))))).toContain('does not exist');
  });

  test('an entry that names another issuer on a direct list is refused', () => {
    const value = der.sequence(der.explicit(4, name('other')));
    const extensions = [{ oid: extensionOid.certificateIssuer, critical: true, value }];
    expect(whyRefused(() => makeCrl({ issuer: root, revoked: [{ serial: Buffer.of(1), extensions }] }))).toContain(
      'another issuer on a direct list',
    );
  });

  test('a certificate listed twice counts from the earlier moment', () => {
    const revoked = [day('2025-05-01'), day('2025-03-01'), day('2025-04-01')].map((at) => ({
      serial: Buffer.of(7),
      at,
    }));
    const crl = makeCrl({ issuer: root, revoked });
    expect(crl.find(root.certificate.subject.key, Buffer.of(7))?.revokedAt).toEqual(day('2025-03-01'));
    expect(crl.find(root.certificate.subject.key, Buffer.of(8))).toBeUndefined();
  });

  test('a list of twenty thousand entries finds each of them', () => {
    const serials = Array.from({ length: 20_000 }, (_, number) => Buffer.from([1, number >> 8, number & 0xff]));
    const crl = makeCrl({ issuer: root, revoked: serials.map((serial) => ({ serial, reason: 'superseded' })) });
    expect(crl.entryCount).toBe(20_000);
    expect(crl.find(root.certificate.subject.key, serials[12_345]!)?.reason).toBe('superseded');
  });
});

test('an end entity is what its uses say', () => {
  const { certificate } = issue({ subject: 'x', extensions: [usage('digitalSignature', 'contentCommitment')] });
  expect([...(certificate.keyUsage ?? [])]).toEqual(['digitalSignature', 'contentCommitment']);
});
