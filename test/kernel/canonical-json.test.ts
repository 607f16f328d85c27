import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../kernel/index.ts';

// Its types speak of a default export that the CommonJS module does not have.
const canonicalize = createRequire(import.meta.url)('canonicalize') as (value: unknown) => string | undefined;

describe('canonical JSON', () => {
  it('sorts members by UTF-16 code units and drops white space', () => {
    expect(canonicalJson({ b: 1, a: { d: null, c: [true, false] }, '\u20ac': '虎符', '\r': 'x' })).toBe(
      '{"\\r":"x","a":{"c":[true,false],"d":null},"b":1,"€":"虎符"}',
    );
  });

  it('writes numbers as RFC 8785 appendix B lists them', () => {
    const expected: [number, string][] = [
      [-0, '0'],
      [5e-324, '5e-324'],
      [1.7976931348623157e308, '1.7976931348623157e+308'],
      [9007199254740992, '9007199254740992'],
      [295147905179352830000, '295147905179352830000'],
      [1e21, '1e+21'],
      [9.999999999999997e-7, '9.999999999999997e-7'],
      [0.000001, '0.000001'],
    ];
    for (const [number, text] of expected) expect(canonicalJson(number)).toBe(text);
  });

  it('agrees with an independent implementation on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(JSON.stringify(value).isWellFormed() && isWellFormedDeep(value));
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same text whatever the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
      }),
    );
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a name', { '\udfff': 1 }],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a hole in an array', new Array(1)],
    ['undefined in an array', { a: [undefined] }],
    ['a lone surrogate in a name that is in order', { a: 1, 'b\ud800': 1 }],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('refuses a cycle', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => canonicalJson(loop)).toThrow(/cycle/);
  });

  it('asks nothing of a toJSON that the value brings along', () => {
    expect(canonicalJson({ a: 1, b: new Date('2026-11-22T00:00:00Z') })).toBe('{"a":1,"b":"2026-11-22T00:00:00.000Z"}');
    expect(() => canonicalJson({ a: 1, toJSON: () => 'other' })).toThrow(TypeError);
  });

  it('sorts names that look like numbers as texts', () => {
    expect(canonicalJson({ 9: 1, 10: 2 })).toBe('{"10":2,"9":1}');
  });

  it('takes the same object twice beside itself for what it is', () => {
    const one = { a: 1 };
    expect(canonicalJson([one, one])).toBe('[{"a":1},{"a":1}]');
  });
});

function isWellFormedDeep(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormedDeep(member));
}
