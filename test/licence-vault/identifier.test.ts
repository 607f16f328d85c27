import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import {
  checkLicenceIdentifier,
  composeLicenceIdentifier,
  describeLicenceNumber,
  licenceCheckCharacter,
  licenceIdentifierParts,
  parseLicenceIdentifier,
} from '../../licence-vault/index.ts';

interface CheckVector {
  readonly body: string;
  readonly check: string;
}

/** Known answers that may lie beside the checkout; undefined where they do not. */
function knownAnswers(): readonly CheckVector[] | undefined {
  const file = resolve(import.meta.dirname, '../../../shared/vectors/sm2/sm2-sm3.json');
  if (!existsSync(file)) {
    console.info('skipped: vectors not present');
    return undefined;
  }
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as { licenceIdentifierCheck: readonly CheckVector[] };
  return vectors.licenceIdentifierCheck;
}

const worked = '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U';
const workedParts = {
  type: '11100000000013338W011',
  issuer: '11430000006122244L',
  serial: '20230000403',
  version: '001',
};

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const codeCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const textOf = (characters: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
const code = fc
  .tuple(textOf(codeCharacters, 2), textOf(digits, 6), textOf(codeCharacters, 10))
  .map((parts) => parts.join(''));
const parts = fc.record({
  type: fc.tuple(code, textOf(digits, 3)).map((both) => both.join('')),
  issuer: code,
  serial: textOf(alphabet, 7, 32),
  version: fc.integer({ min: 1, max: 999 }).map((n) => String(n).padStart(3, '0')),
});

function errorsOf(text: string): string[] {
  return checkLicenceIdentifier(text)
    .filter((finding) => finding.severity === 'error')
    .map((finding) => finding.code);
}

describe('the licence identifier', () => {
  const vectors = knownAnswers();
  it(`computes the check character of the worked example${vectors ? '' : ' (skipped: vectors not present)'}`, () => {
    const known = vectors ?? [{ body: '11100000000013338W01111430000006122244L20230000403001', check: 'U' }];
    expect(known.length).toBeGreaterThan(0);
    for (const { body, check } of known) expect(licenceCheckCharacter(body)).toBe(check);
  });

  it('is written with root, dots and check character', () => {
    expect(composeLicenceIdentifier(workedParts)).toBe(worked);
  });

  it('is read into the parts it was written from', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const identifier = composeLicenceIdentifier(given);
        expect(errorsOf(identifier)).toEqual([]);
        expect(parseLicenceIdentifier(identifier)).toBe(identifier);
        expect(licenceIdentifierParts(identifier)).toEqual(given);
      }),
    );
  });

  it('detects every single wrong character, at all places of the worked example', () => {
    for (let place = 0; place < worked.length; place += 1) {
      for (const character of `${alphabet}.`) {
        if (worked[place] === character) continue;
        const wrong = worked.slice(0, place) + character + worked.slice(place + 1);
        expect(errorsOf(wrong), `place ${place + 1}, ${character}`).not.toEqual([]);
      }
    }
  });

  it('detects every single wrong character of any identifier', () => {
    fc.assert(
      fc.property(parts, fc.nat(200), fc.constantFrom(...alphabet), (given, at, character) => {
        const identifier = composeLicenceIdentifier(given);
        const place = at % identifier.length;
        fc.pre(identifier[place] !== character);
        expect(errorsOf(identifier.slice(0, place) + character + identifier.slice(place + 1))).not.toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes the spellings that people type: lower case, full width, surrounding space', () => {
    expect(parseLicenceIdentifier(` ${worked.toLowerCase().replaceAll('.', '．')} `)).toBe(worked);
  });

  it('reads an issuer that is a division code, with a warning, and never writes one', () => {
    const seen = { ...workedParts, issuer: '430000' };
    const check = licenceCheckCharacter(seen.type + seen.issuer + seen.serial + seen.version);
    const identifier = `1.2.156.3005.2.${seen.type}.${seen.issuer}.${seen.serial}.${seen.version}.${check}`;
    expect(checkLicenceIdentifier(identifier).map((finding) => [finding.code, finding.severity])).toEqual([
      ['ISSUER_IS_DIVISION', 'warning'],
    ]);
    expect(licenceIdentifierParts(parseLicenceIdentifier(identifier)).issuer).toBe('430000');
    expect(() => composeLicenceIdentifier(seen)).toThrow(RangeError);
  });

  it.each([
    ['a serial of six characters', { serial: '123456' }, 'SERIAL'],
    ['a serial of 33 characters', { serial: '1'.repeat(33) }, 'SERIAL'],
    ['version 000', { version: '000' }, 'VERSION'],
    ['a type without its number', { type: '11100000000013338W' }, 'TYPE'],
    ['a type with a letter that unified codes do not have', { type: '1110000000001333IW011' }, 'TYPE'],
    ['an issuer of 17 characters', { issuer: '11430000006122244' }, 'ISSUER'],
  ])('refuses %s, and will not write it', (_, wrong, finding) => {
    const given = { ...workedParts, ...wrong };
    const body = given.type + given.issuer + given.serial + given.version;
    const members = [given.type, given.issuer, given.serial, given.version, licenceCheckCharacter(body)];
    expect(errorsOf(`1.2.156.3005.2.${members.join('.')}`)).toEqual([finding]);
    expect(() => composeLicenceIdentifier(given)).toThrow(RangeError);
  });

  it.each(['\ufeff', ' ', '\u00a0', '\n'])(
    'refuses %j around the issuer, which only surrounds an identifier',
    (space) => {
      expect(errorsOf(worked.replace('.20230000403', `${space}.20230000403`))).toEqual(['ISSUER']);
      expect(errorsOf(worked.replace('.11430000006122244L', `.${space}11430000006122244L`))).toEqual(['ISSUER']);
    },
  );

  it('says which part is wrong, and which check character belongs there', () => {
    expect(errorsOf(worked.slice('1.2.156.3005.2.'.length))).toEqual(['ROOT']);
    expect(errorsOf(`${worked}.1`)).toEqual(['SHAPE']);
    const [finding] = checkLicenceIdentifier(`${worked.slice(0, -1)}V`);
    expect(finding).toMatchObject({ code: 'CHECK_CHARACTER', expected: 'U' });
    expect(finding?.detail.en).toContain('U');
  });

  it('refuses with the reason and the place', () => {
    const refusal = refusalOf(() => parseLicenceIdentifier(`${worked.slice(0, -1)}V`, { pointer: '/identifier' }));
    expect(refusal).toMatchObject({ code: 'LICENCE_IDENTIFIER_INVALID', status: 400 });
    expect(refusal?.errors).toEqual([
      {
        pointer: '/identifier',
        detail: 'the check character does not fit the members before it, which call for U',
        detailZh: '校验位与前面各段不符，按其应为 U',
      },
    ]);
  });

  it('computes no check character over what the alphabet does not have', () => {
    expect(() => licenceCheckCharacter('abc')).toThrow(RangeError);
  });
});

describe('describing a number', () => {
  it('takes a right identifier apart', () => {
    expect(describeLicenceNumber(worked)).toEqual({
      kind: 'licence-identifier',
      standard: 'GB/T 36904',
      valid: true,
      findings: [],
      facts: { ...workedParts, definingAuthority: '11100000000013338W' },
    });
  });

  it('says why one is wrong, and states no facts of it', () => {
    const described = describeLicenceNumber(worked.replace('20230000403', '20230000404'));
    expect(described).toMatchObject({ valid: false, facts: null });
    expect(described?.findings.map((finding) => finding.code)).toEqual(['CHECK_CHARACTER']);
  });

  it('knows an identifier whose root was left out', () => {
    expect(describeLicenceNumber(worked.slice('1.2.156.3005.2.'.length))?.findings[0]?.code).toBe('ROOT');
  });

  it('leaves other numbers to others', () => {
    for (const text of ['', '11010519491231002X', '91350100M000100Y43', '307001/1', 'hello.world']) {
      expect(describeLicenceNumber(text), text).toBeUndefined();
    }
  });
});

function refusalOf(action: () => unknown): Problem | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
