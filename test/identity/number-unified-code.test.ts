import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkUnifiedCode,
  organisationCodeCheckCharacter,
  parseUnifiedCode,
  unifiedCodeAlphabet,
  unifiedCodeCheckCharacter,
  unifiedCodeFacts,
} from '../../identity/number/unified-code.ts';
import { Problem } from '../../kernel/index.ts';
import { sharedVector } from './number-vectors.ts';

const entered = { origin: 'entered' } as const;
const stored = { origin: 'stored' } as const;

const digits = fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0'));
const letter = fc.constantFrom(...unifiedCodeAlphabet);
const right = fc
  .tuple(letter, letter, digits, fc.string({ unit: letter, minLength: 8, maxLength: 8 }))
  .map(([registrar, category, division, organisation]) => {
    const body = registrar + category + division + organisation + organisationCodeCheckCharacter(organisation);
    return body + unifiedCodeCheckCharacter(body);
  });

function codesOf(text: string): string[] {
  return checkUnifiedCode(text, entered).map((finding) => finding.code);
}

describe('the unified social credit code', () => {
  it('computes the check characters of the worked example', () => {
    expect(unifiedCodeCheckCharacter('91350100M000100Y4')).toBe('3');
    expect(organisationCodeCheckCharacter('M000100Y')).toBe('4');
    expect(codesOf('91350100M000100Y43')).toEqual([]);
  });

  const vector = sharedVector();
  it(`computes the check characters of the known answers${vector ? '' : ' (skipped: vectors not present)'}`, () => {
    const known = vector?.unifiedSocialCreditCode ?? [{ body: '91350100M000100Y4', check: '3' }];
    expect(known.length).toBeGreaterThan(0);
    for (const { body, check } of known) expect(unifiedCodeCheckCharacter(body)).toBe(check);
  });

  it.each(['11100000000013338W', '11430000006122244L'])('accepts the public body’s code %s', (code) => {
    expect(codesOf(code)).toEqual([]);
  });

  it('accepts every code built to the standard', () => {
    fc.assert(
      fc.property(right, (code) => {
        expect(codesOf(code)).toEqual([]);
      }),
    );
  });

  it('detects every single wrong character', () => {
    fc.assert(
      fc.property(right, fc.nat(17), letter, (code, place, character) => {
        fc.pre(code[place] !== character);
        expect(codesOf(code.slice(0, place) + character + code.slice(place + 1))).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('detects every two neighbours that changed places', () => {
    fc.assert(
      fc.property(right, fc.nat(16), (code, place) => {
        const [first = '', second = ''] = [code[place], code[place + 1]];
        fc.pre(first !== second);
        expect(codesOf(code.slice(0, place) + second + first + code.slice(place + 2))).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds a fault in the inner organisation code even where the whole code was recomputed over it', () => {
    const body = '91350100M000100Y5';
    expect(checkUnifiedCode(body + unifiedCodeCheckCharacter(body), entered)).toMatchObject([
      { code: 'ORGANISATION_CHECK_CHARACTER', severity: 'error', position: 17, expected: '4' },
    ]);
  });

  it('takes X for ten in the organisation code and 0 for eleven', () => {
    fc.assert(
      fc.property(fc.string({ unit: letter, minLength: 8, maxLength: 8 }), (body) => {
        const weighted = [3, 7, 9, 10, 5, 8, 4, 2].map((w, i) => w * Number.parseInt(body[i]!, 36));
        const check = organisationCodeCheckCharacter(body);
        const value = check === 'X' ? 10 : Number(check);
        expect((weighted.reduce((a, b) => a + b) + value) % 11).toBe(0);
      }),
    );
  });

  it('refuses an entered code whose check fails and only warns about a stored one', () => {
    const wrong = '91350100M000100Y44';
    expect(checkUnifiedCode(wrong, entered)).toMatchObject([{ severity: 'error', position: 18, expected: '3' }]);
    expect(checkUnifiedCode(wrong, stored)).toMatchObject([{ severity: 'warning', position: 18, expected: '3' }]);
    expect(parseUnifiedCode(wrong, stored)).toBe(wrong);
    expect(() => parseUnifiedCode(wrong, entered)).toThrow(Problem);
  });

  it.each([
    ['91350100M000100Y4', 'LENGTH'],
    ['91350100M000100Y433', 'LENGTH'],
    ['I1350100M000100Y43', 'CHARACTER'],
    ['9135010AM000100Y43', 'CHARACTER'],
    ['91350100MOOO100Y43', 'CHARACTER'],
    ['91350100M0001-0Y43', 'CHARACTER'],
  ])('refuses %s for its %s, stored or entered', (code, finding) => {
    for (const options of [entered, stored]) {
      expect(checkUnifiedCode(code, options)).toMatchObject([{ code: finding, severity: 'error' }]);
    }
  });

  it('reads spaces, full-width characters and small letters, and keeps one spelling', () => {
    expect(parseUnifiedCode(' ９１350100m000100ｙ43　', entered)).toBe('91350100M000100Y43');
  });

  it('takes a code apart', () => {
    expect(unifiedCodeFacts(parseUnifiedCode('91350100M000100Y43', entered))).toEqual({
      registrar: '9',
      category: '1',
      divisionCode: '350100',
      organisationCode: 'M000100Y4',
    });
  });

  it('refuses with a problem that tells the place and not the code', () => {
    const wrong = '91350100M000100Y44';
    try {
      parseUnifiedCode(wrong, { ...entered, pointer: '/unifiedCode' });
      expect.unreachable();
    } catch (error) {
      const problem = error as Problem;
      expect(problem.code).toBe('UNIFIED_CODE_INVALID');
      expect(problem.errors).toMatchObject([{ pointer: '/unifiedCode' }]);
      const told = JSON.stringify(problem.toJson({ language: 'en', instance: 'urn:x', traceId: '0' }));
      expect(told).toContain('call for 3');
      expect(told).not.toContain('M000100Y');
    }
  });
});
