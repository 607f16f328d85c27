import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, test } from 'vitest';
import { isInForce, parseSystemJwk } from '../../identity/system/system-key.ts';

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = generateKeyPairSync('ed25519');
const jwkOf = (pair: { publicKey: { export(options: { format: 'jwk' }): object } }) =>
  pair.publicKey.export({ format: 'jwk' }) as Record<string, unknown>;

describe('a public key', () => {
  test.each([
    ['P-256', p256, 'ES256'],
    ['Ed25519', ed25519, 'EdDSA'],
  ])('on %s is taken and named by its RFC 7638 thumbprint', async (_, pair, alg) => {
    const parsed = parseSystemJwk(jwkOf(pair));
    expect(parsed).toEqual({ jwk: jwkOf(pair), alg, kid: await calculateJwkThumbprint(jwkOf(pair)) });
  });

  test('has the thumbprint of the example of RFC 8037 A.3', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(parseSystemJwk(jwk).kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  test('is spelled one way, so that it has one thumbprint', () => {
    const jwk = jwkOf(p256);
    const padded = { ...jwk, x: `${jwk.x}=`, y: Buffer.from(String(jwk.y), 'base64url').toString('base64') };
    expect(parseSystemJwk(padded)).toEqual(parseSystemJwk(jwk));
  });

  test('leaves what does not make the key behind', () => {
    expect(parseSystemJwk({ ...jwkOf(p256), x5c: ['…'], note: 'ours' }).jwk).toEqual(jwkOf(p256));
  });
});

describe('refused with KEY_PRIVATE is', () => {
  test.each([
    ['a private P-256 key', p256.privateKey.export({ format: 'jwk' })],
    ['a private Ed25519 key', ed25519.privateKey.export({ format: 'jwk' })],
    ['a private RSA key', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })],
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }],
    ['a public key with one private member', { ...jwkOf(p256), d: '' }],
  ])('%s', (_, jwk) => {
    expect(() => parseSystemJwk(jwk as Record<string, unknown>)).toThrow(
      expect.objectContaining({ code: 'KEY_PRIVATE' }),
    );
  });
});

/** The fourteen encodings of points of small order on edwards25519, as published for implementers of Ed25519. */
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

describe('refused with KEY_UNSUITABLE is', () => {
  const otherCurve = (namedCurve: string) => jwkOf(generateKeyPairSync('ec', { namedCurve }));
  test.each<[string, Record<string, unknown>]>([
    ['an RSA key', jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))],
    ['a key on P-384', otherCurve('P-384')],
    ['a key on secp256k1', otherCurve('secp256k1')],
    ['an Ed448 key', jwkOf(generateKeyPairSync('ed448'))],
    ['an X25519 key, which agrees and does not sign', jwkOf(generateKeyPairSync('x25519'))],
    ['a point off the curve', { ...jwkOf(p256), x: Buffer.alloc(32, 1).toString('base64url') }],
    ['a coordinate that is too short', { ...jwkOf(ed25519), x: 'AAAA' }],
    ['a coordinate that is a number', { ...jwkOf(p256), y: 7 }],
    ['no coordinate', { kty: 'EC', crv: 'P-256' }],
    ['a key for encryption', { ...jwkOf(p256), use: 'enc' }],
    ['a key for signing, not verifying', { ...jwkOf(p256), key_ops: ['sign', 'verify'] }],
    ['a key of another algorithm', { ...jwkOf(p256), alg: 'ES384' }],
    ['a kid that is not the thumbprint', { ...jwkOf(p256), kid: 'my-key' }],
    ['nothing', {}],
    ...smallOrder.map((hex): [string, Record<string, unknown>] => [
      `the point of small order ${hex.slice(0, 6)}…${hex.slice(-2)}`,
      { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') },
    ]),
  ])('%s', (_, jwk) => {
    expect(() => parseSystemJwk(jwk)).toThrow(expect.objectContaining({ code: 'KEY_UNSUITABLE' }));
  });
});

describe('a key counts', () => {
  const from = new Date('2026-01-01T00:00:00Z');
  const until = new Date('2026-02-01T00:00:00Z');
  test.each([
    ['from its first moment', { notBefore: from, notAfter: until, revokedAt: undefined }, from, true],
    ['not before', { notBefore: from, notAfter: until, revokedAt: undefined }, new Date(from.getTime() - 1), false],
    ['up to its last', { notBefore: from, notAfter: until, revokedAt: undefined }, new Date(until.getTime() - 1), true],
    ['not from then on', { notBefore: from, notAfter: until, revokedAt: undefined }, until, false],
    [
      'for ever without an end',
      { notBefore: from, notAfter: undefined, revokedAt: undefined },
      new Date('2099-01-01'),
      true,
    ],
    ['not once revoked', { notBefore: from, notAfter: undefined, revokedAt: until }, from, false],
  ])('%s', (_, key, now, expected) => {
    expect(isInForce(key, now)).toBe(expected);
  });
});
