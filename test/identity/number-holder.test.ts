import { describe, expect, it } from 'vitest';
import { describeNumber } from '../../identity/number/describe.ts';
import { parseHolder } from '../../identity/number/holder.ts';
import { Problem } from '../../kernel/index.ts';

const today = new Date('2026-03-01T00:00:00Z');

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('a holder', () => {
  it('is the same however its number was typed', () => {
    const spellings = ['11010519491231002X', '11010519491231002x', ' １1010519491231002Ｘ '];
    const holders = spellings.map((number) => parseHolder({ kind: '111', number }, { today }));
    expect(new Set(holders.map((holder) => JSON.stringify(holder)))).toEqual(
      new Set(['{"kind":"111","number":"11010519491231002X"}']),
    );
  });

  it('of kind 001 is an organisation', () => {
    expect(parseHolder({ kind: '001', number: '91350100m000100y43' }, { today })).toEqual({
      kind: '001',
      number: '91350100M000100Y43',
    });
  });

  it('is refused when kind and number do not belong together', () => {
    expect(codeOf(() => parseHolder({ kind: '111', number: '91350100M000100Y43' }, { today }))).toBe(
      'CITIZEN_NUMBER_INVALID',
    );
    expect(codeOf(() => parseHolder({ kind: '001', number: '11010519491231002X' }, { today }))).toBe(
      'UNIFIED_CODE_INVALID',
    );
    expect(codeOf(() => parseHolder({ kind: '112', number: '11010519491231002X' }, { today }))).toBe(
      'HOLDER_KIND_UNKNOWN',
    );
  });

  it('keeps a stored unified code whose check fails, and refuses an entered one', () => {
    const holder = { kind: '001', number: '91350100M000100Y44' };
    expect(codeOf(() => parseHolder(holder, { today, origin: 'stored' }))).toBe('accepted');
    expect(codeOf(() => parseHolder(holder, { today }))).toBe('UNIFIED_CODE_INVALID');
  });
});

describe('describing a number', () => {
  it('tells a citizen number', () => {
    expect(describeNumber('11010519491231002x', { today })).toEqual({
      kind: 'citizen-number',
      standard: 'GB 11643',
      valid: true,
      findings: [],
      facts: { divisionCode: '110105', birthDate: '1949-12-31', sex: 'female' },
    });
  });

  it('tells a unified code, also one of digits alone', () => {
    expect(describeNumber('91350100M000100Y43', { today })).toMatchObject({ kind: 'unified-code', valid: true });
    expect(describeNumber('11100000000013338W', { today })).toMatchObject({ kind: 'unified-code', valid: true });
  });

  it.each([
    ['110105194912310020', 'citizen-number', 'CHECK_CHARACTER', 'X'],
    ['110105194913310021', 'citizen-number', 'BIRTH_DATE', undefined],
    ['11010519491231002', 'citizen-number', 'LENGTH', undefined],
    ['110105491231002', 'citizen-number', 'LENGTH', undefined],
    ['91350100M000100Y44', 'unified-code', 'CHECK_CHARACTER', '3'],
    ['91350100M000100Y4', 'unified-code', 'LENGTH', undefined],
    ['913501000001000044', 'unified-code', 'ORGANISATION_CHECK_CHARACTER', undefined],
    ['11100000000013338X', 'unified-code', 'CHECK_CHARACTER', 'W'],
  ])('says of %s that it is a %s and wrong for its %s', (number, kind, code, expected) => {
    const description = describeNumber(number, { today });
    expect(description).toMatchObject({ kind, valid: false, facts: null });
    const finding = description?.findings.find((one) => one.code === code);
    expect(finding).toBeDefined();
    if (expected !== undefined) expect(finding?.expected).toBe(expected);
  });

  it('calls a stored unified code valid in spite of its check, and says what is odd about it', () => {
    expect(describeNumber('91350100M000100Y44', { today, origin: 'stored' })).toMatchObject({
      valid: true,
      findings: [{ code: 'CHECK_CHARACTER', severity: 'warning' }],
    });
  });

  it.each(['', '42', '1.2.156.3005.2.11100000000013338W011', '307001/000001', '公安局'])(
    'leaves %j to whoever knows it',
    (text) => {
      expect(describeNumber(text, { today })).toBeUndefined();
    },
  );

  it('never repeats the number', () => {
    const number = '110105194912310020';
    expect(JSON.stringify(describeNumber(number, { today }))).not.toContain(number.slice(6, 14));
  });
});
