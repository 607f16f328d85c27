import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beijingDayOf,
  boundsOf,
  compareClaims,
  completedYears,
  type Predicate,
  parseOrder,
  predicateFault,
} from '../../connectors/protocol/index.ts';
import { citizenCheckCharacter } from '../../identity/index.ts';

const today = '2026-11-21';
const judge = (predicate: Predicate, ...values: unknown[]) =>
  compareClaims({ claims: { x: predicate }, rows: values.map((x) => ({ x })), kindOf: () => 'text', today }).verdicts.x;

describe('an age', () => {
  it('is counted in completed years on the Beijing day of the order', () => {
    expect(judge({ ageAtLeast: 60 }, '1966-11-21')).toBe(true);
    expect(judge({ ageAtLeast: 60 }, '1966-11-22')).toBe(false);
    expect(judge({ ageBelow: 18 }, '2008-11-22')).toBe(true);
    expect(judge({ ageBelow: 18 }, '2008-11-21')).toBe(false);
    expect(judge({ ageAtLeast: 60, ageBelow: 65 }, '1961-11-21')).toBe(false);
    expect(judge({ ageAtLeast: 60, ageBelow: 65 }, '1961-11-22')).toBe(true);
    expect(beijingDayOf(new Date('2026-11-20T16:00:00Z'))).toBe(today);
    expect(beijingDayOf(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20');
    expect(completedYears('2004-02-29', '2025-02-28')).toBe(20);
    expect(completedYears('2004-02-29', '2025-03-01')).toBe(21);
  });

  it('is told from a citizen number that is right in itself, and from no other', () => {
    const number = (born: string) => {
      const body = `450721${born}001`;
      return body + citizenCheckCharacter(body);
    };
    expect(judge({ ageAtLeast: 60 }, number('19661121'))).toBe(true);
    expect(judge({ ageAtLeast: 60 }, number('19661122'))).toBe(false);
    const wrong = number('19661121').replace(/.$/, (last) => (last === '1' ? '2' : '1'));
    expect(judge({ ageAtLeast: 60 }, wrong)).toBeNull();
    for (const odd of ['1966', 'sixty', 60, true, '2030-01-01', '1966-02-30', null, {}, []])
      expect(judge({ ageAtLeast: 1 }, odd), String(odd)).toBeNull();
  });
});

describe('a division', () => {
  it('holds for every code that begins with it, however both are filled up with zeros', () => {
    for (const code of ['450721', '450721000000', '450721101', '450721101203'])
      for (const division of ['45', '4507', '450721', '450721000000']) expect(judge({ division }, code)).toBe(true);
    expect(judge({ division: '450721' }, '450722101')).toBe(false);
    expect(judge({ division: '450721101' }, '450721102000')).toBe(false);
  });

  it('is unknown where the value says less than is asked, or is no code', () => {
    expect(judge({ division: '450721101' }, '450721')).toBeNull();
    expect(judge({ division: '450721101' }, '450721000000')).toBeNull();
    for (const odd of ['', '4507', 'Lingshan', '45072', null]) expect(judge({ division: '450721' }, odd)).toBeNull();
  });
});

describe('a set, a range, a period', () => {
  it('holds for each member and for nothing else', () => {
    expect(judge({ oneOf: ['A', 'B'] }, 'B')).toBe(true);
    expect(judge({ oneOf: ['A', 'B'] }, 'C')).toBe(false);
    expect(judge({ oneOf: ['Caf\u00e9'] }, 'Cafe\u0301')).toBe(true);
    expect(judge({ oneOf: ['A'] }, null)).toBeNull();
  });

  it('takes both ends of a range, the first day of a period and not its end', () => {
    expect([99, 100, 200, 201].map((n) => judge({ atLeast: 100, atMost: 200 }, n))).toEqual([false, true, true, false]);
    expect(judge({ atLeast: 100 }, '100.50')).toBe(true);
    for (const odd of ['', 'much', '1e3', '0x10', true, '9007199254740993'])
      expect(judge({ atLeast: 0 }, odd)).toBeNull();
    const period = { onOrAfter: '2026-01-01', before: '2026-02-01' };
    expect(['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => judge(period, day))).toEqual([
      ...[false, true, true, false],
    ]);
    expect(judge(period, '2026-01-31T15:59:59Z')).toBe(true);
    expect(judge(period, '2026-01-31T16:00:00Z')).toBe(false);
    for (const odd of ['soon', '2026-13-01', 20260101]) expect(judge(period, odd)).toBeNull();
  });

  it('is unknown where several records disagree, or there is none', () => {
    expect(judge({ atLeast: 5 }, 4, 6)).toBeNull();
    expect(judge({ atLeast: 5 }, 5, 6)).toBe(true);
    expect(judge({ atLeast: 5 })).toBeNull();
  });
});

describe('a predicate', () => {
  it.each<[string, Predicate]>([
    ['no bound', {}],
    ['two kinds', { ageAtLeast: 60, division: '45' }],
    ['two kinds', { atLeast: 1, before: '2026-01-01' }],
    ['a day that is none', { before: '2026-02-30' }],
    ['ages in the wrong order', { ageAtLeast: 60, ageBelow: 60 }],
    ['numbers in the wrong order', { atLeast: 2, atMost: 1 }],
    ['days in the wrong order', { onOrAfter: '2026-01-02', before: '2026-01-02' }],
  ])('with %s is none', (_, predicate) => {
    expect(predicateFault(predicate)).toBeTypeOf('string');
  });

  it('never says true and false of one value by its two ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.date({ noInvalidDate: true, min: new Date('1800-01-01'), max: new Date('2026-11-20') }),
        (age, born) => {
          const value = born.toISOString().slice(0, 10);
          expect(judge({ ageAtLeast: age }, value)).toBe(!judge({ ageBelow: age }, value));
        },
      ),
    );
  });

  it('writes its bounds in one way, whatever their order or spelling', () => {
    expect(boundsOf({ oneOf: ['B', 'A', 'B', 5] })).toEqual(boundsOf({ oneOf: ['5', 'A', 'B'] }));
    expect(boundsOf({ division: '450721000000' })).toEqual(['450721']);
    expect(boundsOf({ ageAtLeast: 60 })).toEqual(['60']);
    expect(boundsOf({ atLeast: -0, atMost: 1.5 })).toEqual(['0', '1.5']);
  });

  it('is judged or found wanting, and never throws, whatever is put in', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            ageAtLeast: fc.integer(),
            division: fc.string(),
            oneOf: fc.array(fc.oneof(fc.string(), fc.double(), fc.boolean())),
            atLeast: fc.double(),
            before: fc.string(),
          },
          { requiredKeys: [] },
        ),
        fc.anything(),
        (predicate, value) => {
          if (predicateFault(predicate) !== undefined) return;
          expect([true, false, null]).toContain(judge(predicate, value));
        },
      ),
    );
  });
});

describe('an order with hostile predicates', () => {
  const order = (claim: string) =>
    parseOrder(
      Buffer.from(
        `{"v":3,"id":"0192f0c1-7a52","issuedAt":"2026-11-21T08:00:00.000Z","deadline":"2026-11-21T08:00:05.000Z","provider":"police","resource":"population.resident","schemaVersion":3,"mode":"verify","match":{"citizenNumber":"x"},"fields":[],"claims":{"birthDate":${claim}},"scope":[],"limit":1,"consumer":{"organisation":"hrss","system":"hrss-pension"},"purpose":{"matter":"m","case":"c"},"requestDigest":"FYLPjro8QStzIgQQuX9WGVV2ehiWHPLno8pmEeTlpzs"}`,
      ),
    );

  it('is refused as malformed, and repeats no value', () => {
    for (const claim of [
      ...[
        '{}',
        '[]',
        'null',
        '{"ageAtLeast":"60"}',
        '{"ageAtLeast":1e400}',
        '{"ageAtLeast":60.5}',
        '{"ageAtLeast":-1}',
      ],
      ...['{"division":"45%"}', '{"division":"450"}', '{"oneOf":[]}', '{"oneOf":[{}]}', '{"oneOf":["a\\u0000"]}'],
      ...['{"before":"2026-02-30"}', '{"before":"1 or 1=1"}', '{"atLeast":1e300}', '{"matches":".*"}'],
      ...['{"__proto__":{"ageAtLeast":1}}', '{"ageAtLeast":60,"division":"45"}', '{"atLeast":2,"atMost":1}'],
    ]) {
      const parsed = order(claim);
      expect([claim, parsed.ok]).toEqual([claim, false]);
      expect(JSON.stringify(parsed)).not.toContain('1=1');
    }
    expect(order('{"ageAtLeast":60}').ok).toBe(true);
  });
});
