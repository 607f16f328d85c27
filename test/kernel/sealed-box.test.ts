import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deriveKey,
  equalInConstantTime,
  keyedHash,
  openBox,
  sealBox,
  sha256,
  systemRandom,
} from '../../kernel/index.ts';

const key = Buffer.alloc(32, 1);
const random = systemRandom;

describe('a sealed box', () => {
  it('gives back what was put in, for any bytes and context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (plaintext, context) => {
        const box = sealBox({ key, plaintext, context, random });
        expect(openBox({ key, box, context })).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('does not open when any one byte of it has changed', () => {
    const box = sealBox({ key, plaintext: Buffer.from('虎符'), context: 'row 1', random });
    for (let position = 0; position < box.length; position += 1) {
      const changed = Buffer.from(box);
      changed[position]! ^= 1;
      expect(() => openBox({ key, box: changed, context: 'row 1' }), `byte ${position}`).toThrow();
    }
  });

  it('does not open with another key, in another context, or cut short', () => {
    const box = sealBox({ key, plaintext: Buffer.from('x'), context: 'row 1', random });
    expect(() => openBox({ key: Buffer.alloc(32, 2), box, context: 'row 1' })).toThrow();
    expect(() => openBox({ key, box, context: 'row 2' })).toThrow();
    expect(() => openBox({ key, box: box.subarray(0, 20), context: 'row 1' })).toThrow();
  });

  it('is different each time, so equal plaintexts do not show', () => {
    const seal = () => sealBox({ key, plaintext: Buffer.from('same'), context: 'c', random });
    expect(seal()).not.toEqual(seal());
  });
});

describe('keys and digests', () => {
  it('derives unlike keys for unlike purposes, as HKDF-SHA-256 does', () => {
    expect(deriveKey(key, 'a')).not.toEqual(deriveKey(key, 'b'));
    expect(deriveKey(key, 'a')).toEqual(deriveKey(key, 'a'));
    expect(deriveKey(key, 'a')).toHaveLength(32);
  });

  it('hashes as the standards say', () => {
    expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    // RFC 4231, test case 2.
    expect(keyedHash(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('keys a digest as OpenSSL does, whatever the lengths, and keeps what it gave', () => {
    const texts = [
      '',
      '公民',
      'a\uD800b',
      'x'.repeat(63),
      '字'.repeat(341),
      'x'.repeat(1_024),
      'x'.repeat(1_025),
      'y'.repeat(9_000),
    ];
    const keys = [0, 1, 32, 63, 64, 65, 200].map((length) => Buffer.alloc(length, 0xa7));
    const cases = keys.flatMap((each) =>
      texts.flatMap((text) => [text, Buffer.from(text)].map((data) => ({ each, data }))),
    );
    const given = cases.map(({ each, data }) => keyedHash(each, data));
    const wanted = cases.map(({ each, data }) => createHmac('sha256', each).update(data).digest());
    expect(given.map((one) => one.toString('hex'))).toEqual(wanted.map((one) => one.toString('hex')));
  });

  it('compares secrets of unlike length as unequal', () => {
    expect(equalInConstantTime(Buffer.from('a'), Buffer.from('ab'))).toBe(false);
    expect(equalInConstantTime(Buffer.from('ab'), Buffer.from('ab'))).toBe(true);
    expect(equalInConstantTime(Buffer.from('ab'), Buffer.from('ac'))).toBe(false);
  });
});
