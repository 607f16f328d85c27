import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimKind, claimKindOf, compareClaim, compareClaims } from '../../connectors/protocol/index.ts';

const one = (claimed: string | number | boolean, actual: unknown, kind: ClaimKind = 'text') =>
  compareClaim({ claimed, actual, kind });

describe('a claim', () => {
  it('about a text is true for the same text, however its characters are composed', () => {
    expect(one('王芳', '王芳')).toBe(true);
    expect(one('Caf\u00e9', 'Cafe\u0301')).toBe(true);
    expect(one('王芳', '王方')).toBe(false);
    expect(one('王芳 ', '王芳')).toBe(false);
    expect(one('11010519491231002x', '11010519491231002X')).toBe(false);
    expect(one(true, 'true')).toBe(false);
  });

  it('about a number is true for the same number, however it is written', () => {
    expect(one(5, 5)).toBe(true);
    expect(one('5', 5)).toBe(true);
    expect(one('5.0', 5)).toBe(true);
    expect(one('5', 6)).toBe(false);
    expect(one(5, '5.00')).toBe(true);
    expect(one(7, '007')).toBe(true);
    for (const odd of ['', ' ', '0x5', '5e0', 'five', '+5']) expect(one(odd, 5), odd).toBe(false);
    expect(one(0, '')).toBe(false);
    expect(one(true, 1)).toBe(false);
  });

  it('about a date is true for the same day, about a moment for the same instant', () => {
    expect(one('1990-02-03', '1990-02-03', 'date')).toBe(true);
    expect(one('1990-02-04', '1990-02-03', 'date')).toBe(false);
    expect(one('2026-01-01T08:00:00+08:00', '2026-01-01T00:00:00.000Z', 'date-time')).toBe(true);
    expect(one('2026-01-01T08:00:01+08:00', '2026-01-01T00:00:00.000Z', 'date-time')).toBe(false);
    expect(one('yesterday', '2026-01-01T00:00:00.000Z', 'date-time')).toBe(false);
    expect(one('2026-01-01T00:00:00Z', 'not a moment', 'date-time')).toBeNull();
  });

  it('about something missing, or about a list or an object, is neither true nor false', () => {
    for (const actual of [null, undefined, [], {}, ['x']]) expect(one('x', actual)).toBeNull();
  });

  it('about what is there, word for word, is true', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean()), (value) => {
        expect(one(value, value)).toBe(true);
      }),
    );
  });
});

describe('claims about records', () => {
  const compare = (rows: Record<string, unknown>[]) =>
    compareClaims({ claims: { name: '王芳', town: '三海' }, rows, kindOf: () => 'text', today: '2026-11-22' });

  it('are unknown when there is no record', () => {
    expect(compare([])).toEqual({ matched: false, verdicts: { name: null, town: null } });
  });

  it('are answered one by one', () => {
    expect(compare([{ name: '王芳', town: '灵城' }])).toEqual({ matched: true, verdicts: { name: true, town: false } });
    expect(compare([{ name: '王芳' }])).toEqual({ matched: true, verdicts: { name: true, town: null } });
  });

  it('are unknown where several records disagree', () => {
    const rows = [
      { name: '王芳', town: '三海' },
      { name: '王芳', town: '灵城' },
    ];
    expect(compare(rows)).toEqual({ matched: true, verdicts: { name: true, town: null } });
    const others = [{ name: '李四', town: null }, { name: '张三' }];
    expect(compare(others)).toEqual({ matched: true, verdicts: { name: false, town: null } });
  });

  it('do not take what every object inherits for a value', () => {
    const { verdicts } = compareClaims({
      claims: { constructor: 'x' },
      rows: [{}],
      kindOf: () => 'text',
      today: '2026-11-22',
    });
    expect(verdicts).toEqual({ constructor: null });
  });
});

describe('how a field is compared', () => {
  it('is told by its schema', () => {
    expect(claimKindOf({ type: 'string', format: 'date' })).toBe('date');
    expect(claimKindOf({ type: 'string', format: 'date-time' })).toBe('date-time');
    expect(claimKindOf({ type: 'string', format: 'email' })).toBe('text');
    expect(claimKindOf({ type: 'number' })).toBe('text');
    expect(claimKindOf(undefined)).toBe('text');
  });
});
