import { sign } from 'node:crypto';
import fc from 'fast-check';
import { flattenedVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  importSigningKey,
  importVerificationKey,
  keyFinder,
  type MessageType,
  publicJwkOf,
  type SigningKey,
  signMessage,
  verifyMessage,
} from '../../connectors/protocol/index.ts';
import { newKey } from './sample.ts';

const hub = newKey('hub-1');
const other = newKey('hub-2');
const edwards = newKey('ed-1', 'EdDSA');
const keyOf = keyFinder([hub.verification, other.verification, edwards.verification]);
const bytes = Buffer.from('{"v":1}');

const check = (signature: string | undefined, typ: MessageType = 'hufu-keys', message: Uint8Array = bytes) =>
  verifyMessage({ bytes: message, signature, typ, keyOf });

/** A signature over any protected header at all, made with the hub's key. */
function forge(header: unknown, key: SigningKey = hub.signing, message: Uint8Array = bytes): string {
  const encoded = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)).toString('base64url');
  const input = Buffer.concat([Buffer.from(`${encoded}.`), message]);
  const signature =
    key.alg === 'ES256'
      ? sign('sha256', input, { key: key.key, dsaEncoding: 'ieee-p1363' })
      : sign(null, input, key.key);
  return `${encoded}..${signature.toString('base64url')}`;
}

const right = { alg: 'ES256', kid: 'hub-1', typ: 'hufu-keys', b64: false, crit: ['b64'] };

describe('a signature', () => {
  it.each([hub, edwards])('is verified with the key that made it', ({ signing }) => {
    const signature = signMessage({ bytes, typ: 'hufu-keys', key: signing });
    expect(check(signature)).toEqual({ ok: true, kid: signing.kid });
  });

  it('holds for any bytes, and for these bytes only', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom(hub.signing, edwards.signing),
        (message, place, flip, key) => {
          const signature = signMessage({ bytes: message, typ: 'hufu-health', key });
          expect(check(signature, 'hufu-health', message).ok).toBe(true);
          const changed = Uint8Array.from(message);
          changed[place % changed.length]! ^= flip;
          expect(check(signature, 'hufu-health', changed)).toEqual({ ok: false, code: 'SIGNATURE_WRONG' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is a detached JWS that an independent library verifies (RFC 7515, RFC 7797)', async () => {
    for (const key of [hub, edwards]) {
      const [header, payload, signature] = signMessage({ bytes, typ: 'hufu-health', key: key.signing }).split('.');
      expect(payload).toBe('');
      const jws = { protected: header!, payload: bytes, signature: signature! };
      const { protectedHeader } = await flattenedVerify(jws, key.verification.key);
      expect(protectedHeader).toEqual({
        alg: key.signing.alg,
        kid: key.signing.kid,
        typ: 'hufu-health',
        b64: false,
        crit: ['b64'],
      });
    }
  });

  it('of one kind of message does not pass for another', () => {
    for (const typ of ['hufu-schema', 'hufu-health'] as const) {
      const signature = signMessage({ bytes, typ, key: hub.signing });
      expect(check(signature, 'hufu-keys')).toEqual({ ok: false, code: 'SIGNATURE_OF_OTHER_TYPE' });
    }
  });

  it('by a key that is not trusted is refused', () => {
    const stranger = newKey('stranger');
    const signature = signMessage({ bytes, typ: 'hufu-keys', key: stranger.signing });
    expect(check(signature)).toEqual({ ok: false, code: 'KEY_UNKNOWN' });
  });

  it('by another key under a trusted id is refused', () => {
    const impostor = importSigningKey(newKey('x').privateJwk, 'hub-1');
    expect(check(signMessage({ bytes, typ: 'hufu-keys', key: impostor }))).toEqual({
      ok: false,
      code: 'SIGNATURE_WRONG',
    });
    expect(check(forge({ ...right, kid: 'hub-2' }))).toEqual({ ok: false, code: 'SIGNATURE_WRONG' });
  });

  it.each(['none', 'HS256', 'RS256', 'ES384', 'PS256', 'Ed25519', 'es256', ''])('with alg %j is refused', (alg) => {
    expect(check(forge({ ...right, alg }))).toEqual({ ok: false, code: 'ALGORITHM_NOT_ALLOWED' });
  });

  it('names the algorithm of its key, not one of its choice', () => {
    expect(check(forge({ ...right, alg: 'EdDSA' }))).toEqual({ ok: false, code: 'ALGORITHM_NOT_ALLOWED' });
    expect(check(forge({ ...right, kid: 'ed-1' }, edwards.signing))).toEqual({
      ok: false,
      code: 'ALGORITHM_NOT_ALLOWED',
    });
  });

  it.each([
    ['an encoded payload', { ...right, b64: true }],
    ['no b64', { alg: 'ES256', kid: 'hub-1', typ: 'hufu-keys', crit: ['b64'] }],
    ['no crit', { alg: 'ES256', kid: 'hub-1', typ: 'hufu-keys', b64: false }],
    ['an empty crit', { ...right, crit: [] }],
    ['a crit with more', { ...right, crit: ['b64', 'exp'] }],
    ['a crit that is a text', { ...right, crit: 'b64' }],
    ['a member we do not know', { ...right, jku: 'https://example.org/keys' }],
    ['a key of its own', { ...right, jwk: other.publicJwk }],
    ['a kid that is a number', { ...right, kid: 1 }],
    ['no kid', { alg: 'ES256', typ: 'hufu-keys', b64: false, crit: ['b64'] }],
    ['a list', [right]],
    ['null', null],
    ['no JSON', '{"alg":'],
  ])('whose header has %s is refused', (_name, header) => {
    expect(check(forge(header))).toEqual({ ok: false, code: 'SIGNATURE_MALFORMED' });
  });

  it('is looked for, and of one spelling only', () => {
    const signature = forge(right);
    const [header, , value] = signature.split('.');
    expect(check(undefined)).toEqual({ ok: false, code: 'SIGNATURE_MISSING' });
    expect(check('')).toEqual({ ok: false, code: 'SIGNATURE_MISSING' });
    const payload = bytes.toString('base64url');
    // The last character of 64 bytes carries four bits that mean nothing; they have to be zero.
    const last = value!.at(-1)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spelledOtherwise = value!.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1]!;
    for (const wrong of [
      'garbage',
      '..',
      `${header}.${value}`,
      `${header}.${payload}.${value}`,
      `${header}..${value}.x`,
      `${header}..${value}=`,
      `${header}..${value}A`,
      `${header}..${value!.slice(0, -2)}`,
      `${header}..${spelledOtherwise}`,
      `${header}.. ${value}`,
      `${header}..`,
      `..${value}`,
      'A'.repeat(100_000),
    ]) {
      expect(check(wrong), wrong.slice(0, 60)).toEqual({ ok: false, code: 'SIGNATURE_MALFORMED' });
    }
    expect(check(signature).ok).toBe(true);
  });

  it('is not even looked at for a message beyond the bound', () => {
    const signature = signMessage({ bytes, typ: 'hufu-keys', key: hub.signing });
    const bounded = (maxBytes: number) => verifyMessage({ bytes, signature, typ: 'hufu-keys', keyOf, maxBytes });
    expect(bounded(bytes.length - 1)).toEqual({ ok: false, code: 'MESSAGE_TOO_LARGE' });
    expect(bounded(bytes.length).ok).toBe(true);
  });

  it('survives no garbage with an exception', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(check(text).ok).toBe(false);
      }),
    );
  });
});

describe('keys', () => {
  it('come from JWKs and go back to them', () => {
    for (const key of [hub, edwards]) {
      expect(publicJwkOf(key.signing)).toEqual(key.publicJwk);
      expect(publicJwkOf(importVerificationKey(publicJwkOf(key.signing)))).toEqual(key.publicJwk);
      expect(publicJwkOf(key.signing)).not.toHaveProperty('d');
    }
  });

  it.each([
    ['another curve', { ...hub.publicJwk, crv: 'P-384' }],
    ['RSA', { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'r' }],
    ['a symmetric key', { kty: 'oct', k: 'AAAA', kid: 'o' }],
    ['no kid', { ...hub.publicJwk, kid: undefined }],
    ['a kid with a blank', { ...hub.publicJwk, kid: 'a b' }],
    ['a point off the curve', { ...hub.publicJwk, y: hub.publicJwk.x }],
    ['a key meant for encryption', { ...hub.publicJwk, use: 'enc' }],
    ['an algorithm of another curve', { ...hub.publicJwk, alg: 'EdDSA' }],
    ['nothing', {}],
  ])('with %s are refused', (_name, jwk) => {
    expect(() => importVerificationKey(jwk)).toThrow(TypeError);
  });

  it('whose halves do not belong together are refused', () => {
    expect(() => importSigningKey({ ...hub.privateJwk, x: other.privateJwk.x, y: other.privateJwk.y })).toThrow(
      TypeError,
    );
    expect(() => importSigningKey(hub.publicJwk)).toThrow(/private part/);
  });
});
