import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as smCrypto from 'sm-crypto-v2';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateKey, type PrivateKey } from '../../../identity/pki/algorithm/private-key.ts';
import { parsePublicKey, sm2Spki } from '../../../identity/pki/algorithm/public-key.ts';
import { integer, sequence } from '../../../identity/pki/der/write.ts';
import { readPrivateKey } from '../../../identity/pki/key/read-private-key.ts';
import { toPkcs8 } from '../../../identity/pki/key/write-private-key.ts';
import { sm2Curve } from '../../../identity/pki/sm2/curve.ts';
import { sm2Decrypt, sm2Encrypt } from '../../../identity/pki/sm2/encrypt.ts';
import {
  openSslEngine,
  portableEngine,
  proveSm2Engine,
  type Sm2Engine,
  sm2Engine,
  whyWrong,
} from '../../../identity/pki/sm2/engine.ts';
import { sm2KnownAnswer } from '../../../identity/pki/sm2/known-answer.ts';
import { sm2Pkcs8, sm2Scalar } from '../../../identity/pki/sm2/scalar.ts';
import { sm2Sign, sm2Verify } from '../../../identity/pki/sm2/sign.ts';
import { readSm2Signature, sm2SignatureFromRaw } from '../../../identity/pki/sm2/signature.ts';
import { sm2Z } from '../../../identity/pki/sm2/signer-id.ts';
import { createSm3, isRight, portableSm3, sm3 } from '../../../identity/pki/sm2/sm3.ts';
import { sm4Decrypt, sm4Encrypt, sm4GcmDecrypt, sm4GcmEncrypt } from '../../../identity/pki/sm2/sm4.ts';
import { vectorFolder } from './vectors.ts';

const known = sm2KnownAnswer;
const point = Buffer.from(known.publicKey, 'hex');
const knownKey = readPrivateKey({ bytes: sm2Pkcs8(Buffer.from(known.privateKey, 'hex'), point) });
const knownSignature = sm2SignatureFromRaw(Buffer.from(known.r + known.s, 'hex'));
const message = Buffer.from('灵山县行政审批局');

describe('SM3', () => {
  test('gives the answers of GB/T 32905, at once and in parts', () => {
    const expected = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
    expect(sm3(Buffer.from('abc')).toString('hex')).toBe(expected);
    expect(sm3(Buffer.from('a'), Buffer.from('bc')).toString('hex')).toBe(expected);
    const second = sm3(Buffer.from('abcd'.repeat(16))).toString('hex');
    expect(second).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });

  test('the portable digest is the same function', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const portable = portableSm3();
        portable.update(bytes);
        expect(portable.digest().equals(sm3(bytes))).toBe(true);
      }),
    );
  });

  test('a digest that is not SM3, or not there, is found out', () => {
    expect(isRight(createSm3)).toBe(true);
    expect(isRight(() => ({ update: () => undefined, digest: () => Buffer.alloc(32) }))).toBe(false);
    const missing = () => {
      throw new Error('no such digest');
    };
    expect(isRight(missing)).toBe(false);
  });
});

describe('SM2 signatures', () => {
  test('Z and the worked example of GB/T 32918.5 come out as printed', () => {
    expect(sm2Z(point).toString('hex').toUpperCase()).toBe(known.z);
    const e = sm3(sm2Z(point), Buffer.from(known.message)).toString('hex').toUpperCase();
    expect(e).toBe(known.e);
    const signed = { key: knownKey.publicKey, message: Buffer.from(known.message), signature: knownSignature };
    expect(sm2Verify(signed)).toBe(true);
  });

  test('the vectors beside the checkout agree', () => {
    const folder = vectorFolder('sm2');
    if (folder === undefined) return;
    const vectors = JSON.parse(readFileSync(join(folder, 'sm2-sm3.json'), 'utf8')) as {
      sm2sign: { id: string; message: string; publicKeyX: string; publicKeyY: string; r: string; s: string }[];
    };
    for (const { id, message: text, publicKeyX, publicKeyY, r, s } of vectors.sm2sign) {
      const key = parsePublicKey(sm2Spki(Buffer.from(`04${publicKeyX}${publicKeyY}`, 'hex')));
      const signature = sm2SignatureFromRaw(Buffer.from(r + s, 'hex'));
      expect(sm2Verify({ key, message: Buffer.from(text), signature, id })).toBe(true);
    }
    expect(vectors.sm2sign.length).toBeGreaterThan(0);
  });

  test('a signature holds for its message, key and ID, and for no other', () => {
    const key = generateKey('SM2');
    const signature = sm2Sign({ key, message });
    expect(sm2Verify({ key: key.publicKey, message, signature })).toBe(true);
    expect(sm2Verify({ key: key.publicKey, message: [message.subarray(0, 3), message.subarray(3)], signature })).toBe(
      true,
    );
    expect(sm2Verify({ key: key.publicKey, message: Buffer.from('another'), signature })).toBe(false);
    expect(sm2Verify({ key: generateKey('SM2').publicKey, message, signature })).toBe(false);
    expect(sm2Verify({ key: key.publicKey, message, signature, id: 'ALICE123@YAHOO.COM' })).toBe(false);
    const named = sm2Sign({ key, message, id: 'ALICE123@YAHOO.COM' });
    expect(sm2Verify({ key: key.publicKey, message, signature: named, id: 'ALICE123@YAHOO.COM' })).toBe(true);
    expect(sm2Verify({ key: key.publicKey, message, signature: named })).toBe(false);
  });

  test('sm-crypto-v2 verifies what we sign, and we verify what it signs', () => {
    const key = generateKey('SM2');
    const publicHex = key.publicKey.keyBytes.toString('hex');
    const options = { der: true, hash: true, userId: '1234567812345678' };
    const ours = sm2Sign({ key, message }).toString('hex');
    expect(smCrypto.sm2.doVerifySignature(message, ours, publicHex, options)).toBe(true);
    const scalar = sm2Scalar(toPkcs8(key)).toString('hex');
    const theirs = Buffer.from(smCrypto.sm2.doSignature(message, scalar, { ...options, publicKey: publicHex }), 'hex');
    expect(sm2Verify({ key: key.publicKey, message, signature: theirs })).toBe(true);
  });

  test('what Node signs in one call or with a generated key is not the national profile and is refused', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    const key = parsePublicKey(publicKey.export({ format: 'der', type: 'spki' }));
    const signature = createSign('sm3').update(message).sign(privateKey);
    expect(sm2Verify({ key, message, signature })).toBe(false);
  });

  test('keys of other kinds are refused', () => {
    const key = generateKey('P-256');
    expect(() => sm2Sign({ key, message })).toThrow(RangeError);
    expect(sm2Verify({ key: key.publicKey, message, signature: knownSignature })).toBe(false);
  });

  test('a public key off the curve verifies nothing', () => {
    const off = Buffer.from(point);
    off[64] = (off[64] ?? 0) ^ 1;
    const key = parsePublicKey(sm2Spki(off));
    expect(sm2Verify({ key, message: Buffer.from(known.message), signature: knownSignature })).toBe(false);
    expect(() => sm2Z(off)).toThrow(RangeError);
  });
});

describe('the encoding of SM2 signatures', () => {
  const { n } = sm2Curve;
  const r = BigInt(`0x${known.r}`);
  const s = BigInt(`0x${known.s}`);
  const refused: readonly [string, Buffer, string][] = [
    ['a negative r', sequence(integer(r - (1n << 256n)), integer(s)), 'NEGATIVE'],
    ['a negative s', sequence(integer(r), integer(-s)), 'NEGATIVE'],
    ['r of zero', sequence(integer(0), integer(s)), 'OUT_OF_RANGE'],
    ['s of zero', sequence(integer(r), integer(0)), 'OUT_OF_RANGE'],
    ['r beyond the order', sequence(integer(r + n), integer(s)), 'OUT_OF_RANGE'],
    ['s beyond the order', sequence(integer(r), integer(s + n)), 'OUT_OF_RANGE'],
    ['s of n itself', sequence(integer(r), integer(n)), 'OUT_OF_RANGE'],
    ['r + s = n', sequence(integer(r), integer(n - r)), 'OUT_OF_RANGE'],
    ['a third member', sequence(integer(r), integer(s), integer(1)), 'NOT_DER'],
    ['a missing member', sequence(integer(r)), 'NOT_DER'],
    ['bytes behind', Buffer.concat([sequence(integer(r), integer(s)), Buffer.of(0)]), 'NOT_DER'],
    [
      'a long length',
      Buffer.concat([Buffer.of(0x30, 0x81, 70), sequence(integer(r), integer(s)).subarray(2)]),
      'NOT_DER',
    ],
    [
      'an indefinite length',
      Buffer.concat([Buffer.of(0x30, 0x80), integer(r), integer(s), Buffer.of(0, 0)]),
      'NOT_DER',
    ],
    ['a leading zero', sequence(Buffer.concat([Buffer.of(2, 34, 0), integer(r).subarray(2)]), integer(s)), 'NOT_DER'],
    ['nothing', Buffer.alloc(0), 'NOT_DER'],
    ['64 bare bytes', Buffer.from(known.r + known.s, 'hex'), 'NOT_DER'],
  ];

  test.each(refused)('%s is refused with its fault', (_, signature, fault) => {
    expect(readSm2Signature(signature)).toEqual({ fault });
    expect(sm2Verify({ key: knownKey.publicKey, message: Buffer.from(known.message), signature })).toBe(false);
  });

  test('one signature has one encoding', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: n - 1n }), fc.bigInt({ min: 1n, max: n - 1n }), (one, other) => {
        fc.pre(one + other !== n);
        const encoded = sequence(integer(one), integer(other));
        expect(readSm2Signature(encoded)).toEqual({ r: one, s: other });
        const raw = [one, other].map((value) => value.toString(16).padStart(64, '0')).join('');
        expect(sm2SignatureFromRaw(Buffer.from(raw, 'hex')).equals(encoded)).toBe(true);
      }),
    );
  });
});

describe('the proof before first use', () => {
  test('OpenSSL is in use where it gives the standard’s answers', () => {
    expect(whyWrong(openSslEngine)).toBeUndefined();
    expect(sm2Engine().name).toBe('openssl');
    expect(whyWrong(portableEngine)).toBeUndefined();
  });

  const wrong: readonly [string, Partial<Sm2Engine>][] = [
    ['signs something else', { sign: () => sm2SignatureFromRaw(Buffer.alloc(64, 1)) }],
    ['accepts everything', { verify: () => true }],
    ['accepts nothing', { verify: () => false }],
    ['leaves Z out', { verify: (options) => openSslEngine.verify({ ...options, z: Buffer.alloc(0) }) }],
    [
      'is not there',
      {
        sign: () => {
          throw new Error('unsupported');
        },
      },
    ],
  ];

  test.each(wrong)('an engine that %s gives way to the portable one, with a warning', (_, fault) => {
    const warnings: string[] = [];
    const engine = proveSm2Engine({ ...openSslEngine, ...fault }, (reason) => warnings.push(reason));
    expect(engine).toBe(portableEngine);
    expect(warnings).toHaveLength(1);
  });

  test('both engines verify each other’s signatures', () => {
    const key = generateKey('SM2');
    const z = sm2Z(key.publicKey.keyBytes);
    const parts = { z, message: [message] };
    const engines = [openSslEngine, portableEngine];
    for (const signer of engines) {
      const signature = signer.sign({ key: key.keyObject, ...parts });
      for (const verifier of engines) {
        const options = { spki: key.publicKey.keyObject, point: key.publicKey.keyBytes, ...parts, signature };
        expect(verifier.verify(options)).toBe(true);
        expect(verifier.verify({ ...options, message: [Buffer.from('x')] })).toBe(false);
      }
    }
  });
});

describe('SM2 encryption', () => {
  let key: PrivateKey;
  beforeAll(() => {
    key = generateKey('SM2');
  });

  test('what is encrypted to a key is read with it, in both forms, of any length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.constantFrom('asn1', 'raw'),
        (plaintext, form) => {
          const ciphertext = sm2Encrypt({ key: key.publicKey, plaintext, form });
          expect(sm2Decrypt({ key, ciphertext, form })?.equals(plaintext)).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('sm-crypto-v2 reads what we encrypt, and we read what it encrypts', () => {
    const ours = sm2Encrypt({ key: key.publicKey, plaintext: message, form: 'raw' }).subarray(1).toString('hex');
    const scalar = sm2Scalar(toPkcs8(key)).toString('hex');
    const read = smCrypto.sm2.doDecrypt(ours, scalar, 1, { output: 'array' });
    expect(Buffer.from(read).equals(message)).toBe(true);
    const theirs = smCrypto.sm2.doEncrypt(message, key.publicKey.keyBytes.toString('hex'), 1);
    const ciphertext = Buffer.from(`04${theirs}`, 'hex');
    expect(sm2Decrypt({ key, ciphertext, form: 'raw' })?.equals(message)).toBe(true);
  });

  test('a changed ciphertext, another key and a point off the curve give nothing', () => {
    const ciphertext = sm2Encrypt({ key: key.publicKey, plaintext: message, form: 'raw' });
    expect(sm2Decrypt({ key: generateKey('SM2'), ciphertext, form: 'raw' })).toBeUndefined();
    for (const at of [1, 40, 70, 100, ciphertext.length - 1]) {
      const changed = Buffer.from(ciphertext);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(sm2Decrypt({ key, ciphertext: changed, form: 'raw' })).toBeUndefined();
    }
    expect(sm2Decrypt({ key, ciphertext: ciphertext.subarray(0, 97), form: 'raw' })).toBeUndefined();
  });
});

describe('SM4', () => {
  const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');

  test('gives the answer of GB/T 32907', () => {
    const block = sm4Encrypt({ key, plaintext: key, mode: 'ecb' }).subarray(0, 16).toString('hex');
    expect(block).toBe('681edf34d206965e86b3e94f536e4246');
  });

  test('gives the answer of RFC 8998 for GCM', () => {
    const nonce = Buffer.from('00001234567800000000abcd', 'hex');
    const associated = Buffer.from('feedfacedeadbeeffeedfacedeadbeefabaddad2', 'hex');
    const plaintext = Buffer.from(
      'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa',
      'hex',
    );
    const sealed = sm4GcmEncrypt({ key, nonce, associated, plaintext });
    expect(sealed.toString('hex')).toBe(
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec',
    );
    expect(sm4GcmDecrypt({ key, nonce, associated, ciphertext: sealed })?.equals(plaintext)).toBe(true);
    expect(sm4GcmDecrypt({ key, nonce, ciphertext: sealed })).toBeUndefined();
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(sm4GcmDecrypt({ key, nonce, associated, ciphertext: sealed })).toBeUndefined();
    expect(sm4GcmDecrypt({ key, nonce, associated, ciphertext: sealed.subarray(0, 8) })).toBeUndefined();
  });

  test('CBC comes back with the same key and IV; a cut ciphertext gives nothing', () => {
    const iv = Buffer.alloc(16, 7);
    const ciphertext = sm4Encrypt({ key, plaintext: message, mode: 'cbc', iv });
    expect(sm4Decrypt({ key, ciphertext, mode: 'cbc', iv })?.equals(message)).toBe(true);
    expect(sm4Decrypt({ key, ciphertext: ciphertext.subarray(1), mode: 'cbc', iv })).toBeUndefined();
    expect(() => sm4Encrypt({ key: key.subarray(1), plaintext: message, mode: 'ecb' })).toThrow(RangeError);
    expect(() => sm4Encrypt({ key, plaintext: message, mode: 'cbc', iv: iv.subarray(1) })).toThrow(RangeError);
  });
});
