import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileSchema,
  continueTrace,
  decodeCursor,
  encodeCursor,
  etagOf,
  pageOf,
  requireVersion,
  traceIdOf,
  traceparentOf,
} from '../../kernel/index.ts';
import { seededRandom } from '../support/clock.ts';

describe('a moment in a schema', () => {
  const check = compileSchema({ type: 'string', format: 'date-time' });
  const library = new Ajv2020();
  addFormats.default(library);
  const full = library.compile({ type: 'string', format: 'date-time' });

  it('is what the schema library says it is, however it is written', () => {
    const digits = (least: number, most: number, length = 2) =>
      fc.integer({ min: least, max: most }).map((number) => String(number).padStart(length, '0'));
    const parts = fc.tuple(
      digits(0, 9_999, 4),
      ...[fc.constantFrom('-', '/'), digits(0, 13), digits(0, 32), fc.constantFrom('T', 't', ' ', '')],
      ...[digits(0, 25), digits(0, 61), digits(0, 61)],
      ...[fc.constantFrom('', '.', '.5', '.123456', ',1'), fc.constantFrom('Z', 'z', '', '+08:00', '-0800', '+25:00')],
    );
    const written = parts.map(
      ([year, dash, month, day, letter, hour, minute, second, fraction, zone]) =>
        `${year}${dash}${month}-${day}${letter}${hour}:${minute}:${second}${fraction}${zone}`,
    );
    const ours = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') });
    fc.assert(
      fc.property(
        fc.oneof(
          written,
          ours.map((date) => date.toISOString()),
          fc.string(),
        ),
        (text) => {
          expect(check(text).length === 0).toBe(full(text));
        },
      ),
      { numRuns: 2_000 },
    );
    expect([check('2026-02-28T23:59:59.999Z'), check('2024-02-29T00:00:00Z')]).toEqual([[], []]);
    expect(check('2026-02-29T00:00:00Z')).toHaveLength(1);
    expect(check('2026-02-28T23:59:59Z\n')).toHaveLength(1);
  });
});

describe('a schema check', () => {
  const check = compileSchema({
    type: 'object',
    additionalProperties: false,
    required: ['number', 'born'],
    properties: {
      number: { type: 'string', pattern: '^\\d{17}[\\dX]$' },
      born: { type: 'string', format: 'date' },
      'a/b~c': { type: 'integer' },
    },
  });

  it('names every place that differs and never repeats the value', () => {
    const errors = check({ number: '11010519491231002Q', 'a/b~c': 'x', extra: 1 });
    expect(errors.map((e) => e.pointer).sort()).toEqual(['/a~1b~0c', '/born', '/extra', '/number']);
    expect(JSON.stringify(errors)).not.toContain('11010519491231002Q');
  });

  it('checks formats and lets right values pass', () => {
    expect(check({ number: '11010519491231002X', born: '1949-12-31' })).toEqual([]);
    expect(check({ number: '11010519491231002X', born: '1949-02-30' })).toMatchObject([{ pointer: '/born' }]);
  });

  it('does not compile a schema that is wrong', () => {
    expect(() => compileSchema({ type: 'objekt' })).toThrow();
    expect(() => compileSchema({ type: 'string', minLength: -1 })).toThrow(/minLength/);
    expect(() => compileSchema({ type: 'object', requierd: ['a'] })).toThrow(/requierd/);
  });
});

describe('versions', () => {
  it('must be named and be the newest', () => {
    expect(() => requireVersion(undefined, 3)).toThrow(/PRECONDITION_REQUIRED/);
    expect(() => requireVersion('"2"', 3)).toThrow(/STALE_VERSION/);
    expect(() => requireVersion('3', 3)).toThrow(/STALE_VERSION/);
    expect(() => requireVersion('"2", "3"', 3)).not.toThrow();
    expect(etagOf(3)).toBe('"3"');
  });
});

describe('a page', () => {
  const rows = [1, 2, 3];
  const page = (limit: number) => pageOf({ rows, limit, key: (row) => [row], item: (row) => row });

  it('has a cursor only when there is more', () => {
    expect(page(3)).toEqual({ items: [1, 2, 3], next: null });
    expect(page(2).items).toEqual([1, 2]);
    expect(decodeCursor(page(2).next ?? '', 1)).toEqual([2]);
  });

  it.each([
    '',
    'x',
    encodeCursor(['a', 'b']),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[null]').toString('base64url'),
  ])('refuses a cursor that is not of this list: %s', (cursor) => {
    expect(() => decodeCursor(cursor, 1)).toThrow(/INVALID_INPUT/);
  });
});

describe('a trace', () => {
  const random = seededRandom('trace');
  const incoming = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('goes on with the caller’s trace in a span of its own', () => {
    const trace = continueTrace(incoming, random);
    expect(trace).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', sampled: true });
    expect(trace.spanId).not.toBe('00f067aa0ba902b7');
    expect(traceparentOf(trace)).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(traceIdOf(traceparentOf(trace))).toBe(trace.traceId);
    for (const none of [undefined, '', 'x', `${traceparentOf(trace)}-`]) expect(traceIdOf(none)).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    'nonsense',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ])('begins a new one for %s', (header) => {
    const trace = continueTrace(header, random);
    expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(trace.traceId).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });
});
