import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../connectors/source/json-pointer.ts';
import { readDay, readMoment, writeDay } from '../../connectors/source/moment.ts';
import { inward, matchKey, outward } from '../../connectors/source/values.ts';
import { field } from './mapping.ts';

const out = (raw: unknown, more: Parameters<typeof field>[1] = {}) => outward(field('x', more), raw, '+08:00');
const forms = ['yyyyMMdd', 'yyyy-MM-dd', 'yyyy/MM/dd', 'yyyy年MM月dd日'] as const;

describe('a value on its way out', () => {
  it('is trimmed, decoded, dated and typed as the mapping says', () => {
    expect(out(' 张三 ', { trim: true })).toBe('张三');
    expect(out(' 张三 ')).toBe(' 张三 ');
    expect(out('1', { codes: new Map([['1', '男']]) })).toBe('男');
    expect(out(1, { codes: new Map([['1', '男']]) })).toBe('男');
    expect(out('19491231', { date: 'yyyyMMdd' })).toBe('1949-12-31');
    expect(out('1949/1/2', { date: 'yyyy/MM/dd' })).toBe('1949-01-02');
    expect(out('1949年1月2日', { date: 'yyyy年MM月dd日' })).toBe('1949-01-02');
    expect(out('12', { type: 'integer' })).toBe(12);
    expect(out('12.50', { type: 'number' })).toBe(12.5);
    expect(out('-1e3', { type: 'number' })).toBe(-1000);
    expect(out(12, { type: 'text' })).toBe('12');
    expect(out('T', { type: 'boolean' })).toBe(true);
    expect(out(0, { type: 'boolean' })).toBe(false);
    expect(out('2026-01-01 00:00:00', { type: 'date' })).toBe('2026-01-01');
    expect(out('2026-01-01 08:00:00', { type: 'date-time' })).toBe('2026-01-01T00:00:00.000Z');
    expect(out('{"a":[1]}', { type: 'json' })).toEqual({ a: [1] });
    expect(out({ a: 1 }, { type: 'json' })).toEqual({ a: 1 });
  });

  it('is null when there is none', () => {
    for (const raw of [null, undefined]) expect(out(raw, { type: 'text' })).toBeNull();
    expect(out('')).toBeNull();
    expect(out('  ', { trim: true, type: 'integer' })).toBeNull();
    expect(out('', { type: 'text' })).toBe('');
  });

  it.each<[string, unknown, Parameters<typeof field>[1]]>([
    ['an unknown code', '9', { codes: new Map([['1', '男']]) }],
    ['a day that is none', '20260231', { date: 'yyyyMMdd' }],
    ['a day in another form', '2026-01-01', { date: 'yyyyMMdd' }],
    ['an integer that is none', '1.5', { type: 'integer' }],
    ['an integer that would lose digits', '9007199254740993', { type: 'integer' }],
    ['a number that is none', '1,5', { type: 'number' }],
    ['a truth that is none', 'maybe', { type: 'boolean' }],
    ['a moment that is none', 'soon', { type: 'date-time' }],
    ['broken JSON', '{', { type: 'json' }],
  ])('is refused rather than guessed at: %s', (_name, raw, more) => {
    expect(() => out(raw, more)).toThrow(expect.objectContaining({ code: 'ROWS_INVALID' }));
  });
});

describe('a value on its way in', () => {
  it('is written as the source has it', () => {
    expect(inward(field('x', { codes: new Map([['1', '男']]) }), '男')).toBe('1');
    expect(inward(field('x', { codes: new Map([['1', '男']]) }), '其他')).toBeUndefined();
    expect(inward(field('x', { date: 'yyyyMMdd' }), '1949-12-31')).toBe('19491231');
    expect(inward(field('x'), 5)).toBe(5);
  });

  it('is refused when it is no day', () => {
    for (const value of ['19491231', '2026-02-31', "1949-12-31' or 1=1", 5]) {
      expect(() => inward(field('x', { date: 'yyyyMMdd' }), value)).toThrow(
        expect.objectContaining({ code: 'VALUE_NOT_USABLE' }),
      );
    }
  });

  it('comes back as it went in, in every form of a day', () => {
    const day = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom(...forms), (date, form) => {
        const iso = date.toISOString().slice(0, 10);
        expect(readDay(writeDay(iso, form)!, form)).toBe(iso);
      }),
    );
  });
});

describe('moments', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 08:00:00+08', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 08:00:00.123456+0800', '2026-01-01T00:00:00.123Z'],
    ['2026-01-01T08:00:00 +08:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 08:00:00', '2026-01-01T00:00:00.000Z'],
  ])('%s is %s in a house eight hours ahead', (text, iso) => {
    expect(readMoment(text, '+08:00')).toBe(iso);
  });

  it.each(['', '2026-01-01', '2026-13-01T00:00:00Z', 'T', '2026-01-01T25:00:00Z'])('%j is none', (text) => {
    expect(readMoment(text, '+08:00')).toBeUndefined();
  });
});

describe('the key of a match', () => {
  it('is the same for 5 and "5", and for two ways to compose a character', () => {
    expect(matchKey(5)).toBe(matchKey('5'));
    expect(matchKey('Caf\u00e9')).toBe(matchKey('Cafe\u0301'));
    expect(matchKey('a')).not.toBe(matchKey('A'));
  });
});

describe('a JSON pointer', () => {
  it('finds members and elements, and nothing that is only inherited', () => {
    const document = { a: [{ 'b/c': 1, 'd~e': 2 }], '': 3 };
    expect(valueAt(document, '')).toBe(document);
    expect(valueAt(document, '/a/0/b~1c')).toBe(1);
    expect(valueAt(document, '/a/0/d~0e')).toBe(2);
    expect(valueAt(document, '/')).toBe(3);
    for (const pointer of [
      '/x',
      '/a/1',
      '/a/0/b',
      '/constructor',
      '/a/length/x',
      '/__proto__/toString',
      '/a/0/b~1c/x',
    ]) {
      expect(valueAt(document, pointer), pointer).toBeUndefined();
    }
  });
});
