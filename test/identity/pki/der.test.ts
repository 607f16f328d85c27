import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { berToDer } from '../../../identity/pki/der/ber.ts';
import { DerFault } from '../../../identity/pki/der/fault.ts';
import { Fields } from '../../../identity/pki/der/fields.ts';
import { readDer } from '../../../identity/pki/der/node.ts';
import { readPem, writePem } from '../../../identity/pki/der/pem.ts';
import { textOf } from '../../../identity/pki/der/text.ts';
import { readTime } from '../../../identity/pki/der/time.ts';
import {
  namedBits,
  readBitString,
  readBoolean,
  readInteger,
  readOid,
  readSmall,
} from '../../../identity/pki/der/value.ts';
import * as der from '../../../identity/pki/der/write.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (fault) {
    if (fault instanceof DerFault) return fault.code;
    throw fault;
  }
  return 'none';
}

describe('reading', () => {
  test.each([
    ['nothing', '', 'EMPTY'],
    ['a lone byte', '30', 'TRUNCATED'],
    ['a value cut off', '30 03 02 01', 'TRUNCATED'],
    ['a member longer than its holder', '30 03 02 02 01', 'TRUNCATED'],
    ['a length cut off', '30 82 01', 'TRUNCATED'],
    ['a byte behind', '05 00 00', 'TRAILING_BYTES'],
    ['an indefinite length', '30 80 00 00', 'INDEFINITE_LENGTH'],
    ['an indefinite length inside', '30 04 30 80 00 00', 'INDEFINITE_LENGTH'],
    ['a length of one octet too many', '04 81 01 00', 'LENGTH_NOT_MINIMAL'],
    ['a length with a leading zero', `04 82 00 80 ${'00'.repeat(128)}`, 'LENGTH_NOT_MINIMAL'],
    ['a length of five octets', '04 85 01 00 00 00 00', 'TOO_LARGE'],
    ['a tag number in several octets', '1f 81 01 00', 'TAG_UNSUPPORTED'],
    ['an end mark', '30 02 00 00', 'UNEXPECTED_TAG'],
    ['a string in pieces', '24 03 04 01 00', 'WRONG_FORM'],
    ['a primitive sequence', '10 00', 'WRONG_FORM'],
  ])('%s is refused', (_, bytes, code) => {
    expect(faultOf(() => readDer(hex(bytes)))).toBe(code);
  });

  test('nesting, size and number of values are bounded, and a hundred thousand levels take no stack', () => {
    let nested = der.sequence();
    for (let level = 0; level < 40; level += 1) nested = der.sequence(nested);
    expect(faultOf(() => readDer(nested))).toBe('TOO_DEEP');
    expect(faultOf(() => readDer(nested, { depth: 64 }))).toBe('none');
    expect(faultOf(() => readDer(der.octetString(Buffer.alloc(100)), { size: 99 }))).toBe('TOO_LARGE');
    const many = der.sequence(...Array.from({ length: 50 }, () => der.nullValue()));
    expect(faultOf(() => readDer(many, { members: 50 }))).toBe('TOO_MANY_MEMBERS');
    const headers: Buffer[] = [];
    for (let level = 0, length = 0; level < 100_000; level += 1) {
      const octets = length < 0x80 ? [] : length < 0x100 ? [1] : length < 0x1_0000 ? [2] : [3];
      const header = Buffer.alloc(2 + (octets[0] ?? 0), 0x30);
      header[1] = octets[0] === undefined ? length : 0x80 | octets[0];
      if (octets[0] !== undefined) header.writeUIntBE(length, 2, octets[0]);
      headers.push(header);
      length += header.length;
    }
    expect(faultOf(() => readDer(Buffer.concat(headers.reverse())))).toBe('TOO_DEEP');
    expect(faultOf(() => berToDer(Buffer.alloc(200_000, hex('3080'))))).toBe('TOO_DEEP');
  });

  test('members are named when they are wrong, missing or too many', () => {
    const fields = () => Fields.of(readDer(der.sequence(der.integer(1), der.nullValue())), 'a pair');
    expect(faultOf(() => fields().next(0x05, 'first'))).toBe('UNEXPECTED_TAG');
    expect(faultOf(() => fields().end())).toBe('UNEXPECTED_MEMBER');
    const all = fields();
    all.any('one');
    all.any('two');
    expect(() => all.any('a third')).toThrow('a pair lacks a third');
  });
});

describe('values', () => {
  test('integers of any size come back, and only their shortest form is read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), (value) => {
        expect(readInteger(readDer(der.integer(value)))).toBe(value);
      }),
    );
    for (const long of ['02 02 00 7f', '02 02 ff 80', '02 00']) {
      expect(faultOf(() => readInteger(readDer(hex(long))))).toBe('BAD_INTEGER');
    }
    expect(faultOf(() => readSmall(readDer(der.integer(-1))))).toBe('BAD_INTEGER');
    expect(faultOf(() => readSmall(readDer(der.integer(1n << 40n))))).toBe('BAD_INTEGER');
  });

  test('object identifiers come back', () => {
    const arc = fc.bigInt({ min: 0n, max: 1n << 70n }).map(String);
    const dotted = fc.oneof(
      fc.tuple(fc.constantFrom('0', '1'), fc.integer({ min: 0, max: 39 }).map(String), fc.array(arc, { maxLength: 4 })),
      fc.tuple(fc.constant('2'), arc, fc.array(arc, { maxLength: 3 })),
    );
    fc.assert(
      fc.property(dotted, ([root, second, others]) => {
        const text = [root, second, ...others].join('.');
        expect(readOid(readDer(der.objectIdentifier(text)))).toBe(text);
      }),
    );
    for (const wrong of ['06 00', '06 02 80 01', '06 02 2a 81']) {
      expect(faultOf(() => readOid(readDer(hex(wrong))))).toBe('BAD_OBJECT_IDENTIFIER');
    }
  });

  test('booleans and bit strings have one form', () => {
    expect(readBoolean(readDer(hex('0101ff')))).toBe(true);
    expect(faultOf(() => readBoolean(readDer(hex('010101'))))).toBe('BAD_BOOLEAN');
    for (const wrong of ['03 00', '03 01 01', '03 02 08 00', '03 02 01 01']) {
      expect(faultOf(() => readBitString(readDer(hex(wrong))))).toBe('BAD_BIT_STRING');
    }
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 })), (bits) => {
        const read = namedBits(readBitString(readDer(der.namedBitList(bits))));
        expect([...read].sort((a, b) => a - b)).toEqual([...bits].sort((a, b) => a - b));
      }),
    );
  });

  test('moments come back to the second, in UTCTime to 2049 and GeneralizedTime beyond', () => {
    const seconds = fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(seconds, (moment) => {
        const whole = new Date(Math.floor(moment.getTime() / 1000) * 1000);
        expect(readTime(readDer(der.time(whole)))).toEqual(whole);
        expect(readTime(readDer(der.generalizedTime(whole)))).toEqual(whole);
      }),
    );
    expect(der.time(new Date('2049-12-31T23:59:59Z'))[0]).toBe(0x17);
    expect(der.time(new Date('2050-01-01T00:00:00Z'))[0]).toBe(0x18);
  });

  test.each([
    ['17', '2602300000Z'],
    ['17', '260230000000Z'],
    ['17', '260101000060Z'],
    ['17', '260101000000+0800'],
    ['18', '20260101000000.5Z'],
    ['18', '20261301000000Z'],
    ['18', '260101000000Z'],
    ['04', '260101000000Z'],
  ])('tag %s with %s is no moment', (tagHex, text) => {
    const node = readDer(der.encode(Number.parseInt(tagHex, 16), Buffer.from(text)));
    expect(faultOf(() => readTime(node))).toBe('BAD_TIME');
  });

  test('fractions of a second are read where time stamps have them', () => {
    const node = readDer(der.encode(0x18, Buffer.from('20260101000000.125Z')));
    expect(readTime(node, { fraction: true }).toISOString()).toBe('2026-01-01T00:00:00.125Z');
  });

  test('strings of every type become text, and broken ones are refused', () => {
    const text = (tagNumber: number, bytes: Buffer) => textOf(readDer(der.encode(tagNumber, bytes)));
    expect(text(0x0c, Buffer.from('灵山'))).toBe('灵山');
    expect(text(0x1e, Buffer.from('灵山', 'utf16le').swap16())).toBe('灵山');
    expect(text(0x1c, hex('00007075'))).toBe('灵');
    expect(text(0x04, Buffer.from('x'))).toBeUndefined();
    for (const [tagNumber, bytes] of [
      [0x0c, 'ff'],
      [0x13, 'e9'],
      [0x1e, '70'],
      [0x1c, '00110000'],
    ] as const) {
      expect(faultOf(() => text(tagNumber, hex(bytes)))).toBe('BAD_STRING');
    }
  });
});

describe('BER of key stores', () => {
  test('indefinite lengths and strings in pieces become DER', () => {
    const ber = hex('30 80 24 80 04 02 01 02 04 01 03 00 00 02 01 05 00 00');
    expect(berToDer(ber).equals(der.sequence(der.octetString(hex('010203')), der.integer(5)))).toBe(true);
  });

  test('DER stays as it is', () => {
    const whole = der.sequence(der.integer(1), der.explicit(0, der.octetString(Buffer.alloc(300))), der.nullValue());
    expect(berToDer(whole).equals(whole)).toBe(true);
  });

  test.each([
    ['no end', '30 80 02 01 05', 'TRUNCATED'],
    ['bytes behind', '30 80 00 00 00', 'TRAILING_BYTES'],
    ['pieces of another type', '24 80 0c 01 41 00 00', 'WRONG_FORM'],
    ['an indefinite primitive', '04 80 00 00', 'INDEFINITE_LENGTH'],
  ])('%s is refused', (_, bytes, code) => {
    expect(faultOf(() => berToDer(hex(bytes)))).toBe(code);
  });
});

describe('PEM', () => {
  test('what is armoured comes back, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 4 }),
        (blocks) => {
          const text = blocks.map((bytes) => `some words\n${writePem('CERTIFICATE', bytes)}`).join('\r\n');
          expect(readPem(Buffer.from(text)).map(({ bytes }) => [...bytes])).toEqual(blocks.map((bytes) => [...bytes]));
        },
      ),
    );
  });

  test('a block without an end, and one that is not base64, is refused', () => {
    expect(faultOf(() => readPem(Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n')))).toBe('TRUNCATED');
    const odd = '-----BEGIN CERTIFICATE-----\nAA*A\n-----END CERTIFICATE-----\n';
    expect(faultOf(() => readPem(Buffer.from(odd)))).toBe('BAD_STRING');
  });
});
