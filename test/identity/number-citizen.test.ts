import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCitizenNumber,
  citizenCheckCharacter,
  citizenFacts,
  parseCitizenNumber,
} from '../../identity/number/citizen-number.ts';
import { Problem } from '../../kernel/index.ts';
import { sharedVector } from './number-vectors.ts';

const today = new Date('2026-03-01T00:00:00Z');

const day = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const division = fc
  .tuple(fc.constantFrom('11', '31', '45', '65', '82'), fc.integer({ min: 0, max: 9999 }))
  .map(([province, rest]) => province + String(rest).padStart(4, '0'));
const sequence = fc.integer({ min: 0, max: 999 }).map((n) => String(n).padStart(3, '0'));
const right = fc.tuple(division, day, sequence).map((parts) => {
  const body = parts.join('');
  return body + citizenCheckCharacter(body);
});

function codesOf(text: string): string[] {
  return checkCitizenNumber(text, { today }).map((finding) => finding.code);
}

describe('the citizen number', () => {
  it('computes the check character of the worked example', () => {
    expect(citizenCheckCharacter('11010519491231002')).toBe('X');
    expect(codesOf('11010519491231002X')).toEqual([]);
  });

  const vector = sharedVector();
  it(`computes the check characters of the known answers${vector ? '' : ' (skipped: vectors not present)'}`, () => {
    const known = vector?.citizenId ?? [{ body: '11010519491231002', check: 'X' }];
    expect(known.length).toBeGreaterThan(0);
    for (const { body, check } of known) expect(citizenCheckCharacter(body)).toBe(check);
  });

  it('accepts every number built to the standard', () => {
    fc.assert(
      fc.property(right, (number) => {
        expect(codesOf(number)).toEqual([]);
      }),
    );
  });

  it('detects every single wrong character', () => {
    fc.assert(
      fc.property(right, fc.nat(17), fc.constantFrom(...'0123456789X'), (number, place, character) => {
        fc.pre(number[place] !== character);
        expect(codesOf(number.slice(0, place) + character + number.slice(place + 1))).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('detects every single wrong digit by the check character alone, at all places of one number', () => {
    const number = '11010519491231002X';
    for (let place = 0; place < 17; place += 1) {
      for (const digit of '0123456789') {
        if (number[place] === digit) continue;
        const wrong = number.slice(0, place) + digit + number.slice(place + 1);
        expect(citizenCheckCharacter(wrong.slice(0, 17)), `place ${place + 1}`).not.toBe('X');
      }
    }
  });

  it('detects every two neighbours that changed places', () => {
    fc.assert(
      fc.property(right, fc.nat(16), (number, place) => {
        const [first = '', second = ''] = [number[place], number[place + 1]];
        fc.pre(first !== second);
        expect(codesOf(number.slice(0, place) + second + first + number.slice(place + 2))).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('says which character belongs at the end', () => {
    expect(checkCitizenNumber('110105194912310020', { today })).toMatchObject([
      { code: 'CHECK_CHARACTER', severity: 'error', position: 18, expected: 'X' },
    ]);
  });

  it.each([
    ['1101051949123100', 'LENGTH'],
    ['110105194912310', 'LENGTH'],
    ['', 'LENGTH'],
    ['1101051949I231002X', 'CHARACTER'],
    ['X1010519491231002X', 'CHARACTER'],
    ['11010519491231002Y', 'CHARACTER'],
    [withCheck('99010519491231002'), 'DIVISION'],
    [withCheck('11010519490231002'), 'BIRTH_DATE'],
    [withCheck('11010519490229002'), 'BIRTH_DATE'],
    [withCheck('11010519491331002'), 'BIRTH_DATE'],
    [withCheck('11010519490001002'), 'BIRTH_DATE'],
    [withCheck('11010500991231002'), 'BIRTH_DATE'],
    [withCheck('11010520260302002'), 'BIRTH_DATE_IN_FUTURE'],
  ])('refuses %s for its %s', (number, code) => {
    expect(codesOf(number)).toEqual([code]);
  });

  it('names the first character that may not stand where it stands', () => {
    expect(checkCitizenNumber('1101051949I231002X', { today })).toMatchObject([{ position: 11 }]);
  });

  it('accepts the leap day of a leap year and no other', () => {
    expect(codesOf(withCheck('45072120000229123'))).toEqual([]);
    expect(codesOf(withCheck('45072119000229123'))).toEqual(['BIRTH_DATE']);
  });

  it('lets the day turn at midnight in Beijing', () => {
    const bornOnSecondOfMarch = withCheck('45072120260302123');
    const check = (iso: string) => checkCitizenNumber(bornOnSecondOfMarch, { today: new Date(iso) });
    expect(check('2026-03-01T15:59:59Z').map((finding) => finding.code)).toEqual(['BIRTH_DATE_IN_FUTURE']);
    expect(check('2026-03-01T16:00:00Z')).toEqual([]);
  });

  it('reads spaces, full-width digits and a small x, and keeps one spelling', () => {
    expect(parseCitizenNumber('　１１０１０５１９４９１２３１００２ｘ ', { today })).toBe('11010519491231002X');
    expect(codesOf('1101051949123100²X')).toEqual(['CHARACTER']);
  });

  it('reads division, birth date and sex', () => {
    const woman = parseCitizenNumber('11010519491231002X', { today });
    expect(citizenFacts(woman)).toEqual({ divisionCode: '110105', birthDate: '1949-12-31', sex: 'female' });
    expect(citizenFacts(parseCitizenNumber(withCheck('45072120000229113'), { today })).sex).toBe('male');
  });

  it('refuses with a problem that tells the place and not the number', () => {
    fc.assert(
      fc.property(right, fc.constantFrom(...'0123456789X'), (number, check) => {
        fc.pre(!number.endsWith(check));
        const wrong = number.slice(0, 17) + check;
        const problem = refusalOf(() => parseCitizenNumber(wrong, { today, pointer: '/holder/number' }));
        expect(problem.code).toBe('CITIZEN_NUMBER_INVALID');
        expect(problem.status).toBe(400);
        expect(problem.errors).toMatchObject([{ pointer: '/holder/number' }]);
        const told =
          JSON.stringify(problem.toJson({ language: 'zh', instance: 'urn:x', traceId: '0' })) + problem.message;
        expect(told).toContain(`call for ${number.slice(17)}`);
        expect(told).not.toContain(number.slice(6, 14));
        expect(told).not.toContain(number.slice(0, 17));
      }),
    );
  });
});

function withCheck(body: string): string {
  return body + citizenCheckCharacter(body);
}

function refusalOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
