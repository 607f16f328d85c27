import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRowSchema, type InformationItem, projectSchema, rowCheckOf } from '../../catalog/index.ts';
import { refusedPattern } from '../../catalog/resource/pattern-steps.ts';
import { refusedRowSchema } from '../../catalog/resource/row-schema.ts';
import { compileSchema, type JsonSchema } from '../../kernel/index.ts';
import { item, residentDraft } from '../support/catalog-app.ts';

const items: readonly InformationItem[] = [
  item('code', '代码', { length: 18, matchable: true }),
  item('amount', '金额', { type: 'Y' }),
];
const good = {
  type: 'object',
  properties: { code: { type: 'string', maxLength: 18 }, amount: { type: ['number', 'null'] } },
  required: ['code'],
  additionalProperties: false,
} as const satisfies JsonSchema;

function findings(schema: JsonSchema, given = items): string | undefined {
  return refusedRowSchema(schema, given)?.code;
}

describe('a row schema made from information items', () => {
  const { items: residentItems, matchKeys } = residentDraft();
  const schema = deriveRowSchema(residentItems, matchKeys);

  it('is accepted by its own rules and takes a right row', () => {
    expect(refusedRowSchema(schema, residentItems)).toBeUndefined();
    const row = { citizenNumber: '11010519491231002X', name: '张三', birthDate: '1949-12-31', householdSize: 3 };
    expect(compileSchema(schema)(row)).toEqual([]);
  });

  it.each([
    [{ citizenNumber: null, name: 'a', birthDate: '1949-12-31' }, '/citizenNumber'],
    [{ citizenNumber: '1', name: 'a', birthDate: '1949-02-31' }, '/birthDate'],
    [{ citizenNumber: '1', name: 'a', birthDate: '1949-12-31', householdSize: 1.5 }, '/householdSize'],
    [{ citizenNumber: '1', name: 'a'.repeat(51), birthDate: '1949-12-31' }, '/name'],
    [{ citizenNumber: '1', name: 'a', birthDate: '1949-12-31', salary: 1 }, '/salary'],
    [{ name: 'a', birthDate: '1949-12-31' }, '/citizenNumber'],
  ])('refuses the row %j at %s', (row, pointer) => {
    expect(compileSchema(schema)(row).map((error) => error.pointer)).toContain(pointer);
  });

  it('is always acceptable, whatever types the items are of', () => {
    const type = fc.constantFrom(...'CNYDTLMGBIF', 'Z9');
    fc.assert(
      fc.property(fc.array(type, { minLength: 1, maxLength: 12 }), (types) => {
        const made = types.map((each, n) => item(`f${n}`, `字段${n}`, { type: each, length: n + 1 }));
        return refusedRowSchema(deriveRowSchema(made, [['f0']]), made) === undefined;
      }),
      { numRuns: 25 },
    );
  });
});

describe('a row schema that an administrator wrote', () => {
  it('is accepted when it is a closed object of the information items', () => {
    expect(findings(good)).toBeUndefined();
  });

  it.each<[string, JsonSchema, string]>([
    ['an array', { ...good, type: 'array' }, 'ROW_SCHEMA_NOT_CLOSED'],
    ['open to more fields', { ...good, additionalProperties: true }, 'ROW_SCHEMA_NOT_CLOSED'],
    ['silent about more fields', { type: 'object', properties: good.properties }, 'ROW_SCHEMA_NOT_CLOSED'],
    ['combined at the top', { ...good, anyOf: [{}] }, 'ROW_SCHEMA_NOT_CLOSED'],
    ['with pattern properties', { ...good, patternProperties: { '.*': {} } }, 'ROW_SCHEMA_NOT_CLOSED'],
    ['without an item', { ...good, properties: { code: { type: 'string' } } }, 'ROW_SCHEMA_FIELDS_DIFFER'],
    [
      'with a property that is no item',
      { ...good, properties: { ...good.properties, secret: {} } },
      'ROW_SCHEMA_FIELDS_DIFFER',
    ],
    [
      'of a type that the item is not',
      { ...good, properties: { ...good.properties, amount: { type: 'string' } } },
      'ROW_SCHEMA_FIELDS_DIFFER',
    ],
    ['requiring what is no item', { ...good, required: ['secret'] }, 'ROW_SCHEMA_FIELDS_DIFFER'],
    [
      'referring to another server',
      { ...good, properties: { ...good.properties, code: { $ref: 'https://example.org/x.json' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'referring to a file',
      { ...good, properties: { ...good.properties, code: { $ref: 'file:///etc/passwd' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'referring to itself',
      { ...good, properties: { ...good.properties, code: { $ref: '#' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'referring to a definition that is not there',
      { ...good, properties: { ...good.properties, code: { $ref: '#/$defs/none' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'with definitions that refer in circles',
      { ...good, $defs: { a: { $ref: '#/$defs/a' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'with a type of a generator’s own',
      { ...good, properties: { ...good.properties, code: { tsType: 'any' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'with a pattern that takes for ever',
      { ...good, properties: { ...good.properties, code: { type: 'string', pattern: '^(a+)+$' } } },
      'ROW_SCHEMA_KEYWORD_REFUSED',
    ],
    [
      'of no known format',
      { ...good, properties: { ...good.properties, code: { type: 'string', format: 'no-such' } } },
      'ROW_SCHEMA_INVALID',
    ],
    [
      'with a bound that is no number',
      { ...good, properties: { ...good.properties, code: { type: 'string', maxLength: 'many' } } },
      'ROW_SCHEMA_INVALID',
    ],
    ['of another draft', { ...good, $schema: 'http://json-schema.org/draft-04/schema#' }, 'ROW_SCHEMA_INVALID'],
  ])('is refused when it is %s', (_what, schema, code) => {
    expect(findings(schema)).toBe(code);
  });

  it('is refused when it is too large or too deep, before anything else is looked at', () => {
    const long = { ...good, description: 'x'.repeat(70_000) };
    expect(findings(long)).toBe('ROW_SCHEMA_TOO_LARGE');
    let deep: JsonSchema = {};
    for (let level = 0; level < 50_000; level += 1) deep = { items: deep };
    expect(findings({ ...good, properties: { ...good.properties, code: deep } })).toBe('ROW_SCHEMA_TOO_LARGE');
  });

  it('may refer to definitions of its own', () => {
    const money = { type: ['number', 'null'], minimum: 0 };
    const schema = { ...good, properties: { ...good.properties, amount: { $ref: '#/$defs/money' } }, $defs: { money } };
    expect(findings(schema)).toBeUndefined();
    expect(rowCheckOf({ rowSchema: schema })({ amount: -1 }, ['amount']).map((error) => error.pointer)).toEqual([
      '/amount',
    ]);
  });

  it('is told every place, as a pointer into the record it came with', () => {
    const schema = { ...good, properties: { code: { type: 'string' }, secret: {} } };
    expect(refusedRowSchema(schema, items)?.errors.map((error) => error.pointer)).toEqual([
      '/rowSchema/properties/amount',
      '/rowSchema/properties/secret',
    ]);
  });
});

describe('the check of rows that hold some of the fields', () => {
  const check = rowCheckOf({ rowSchema: good });

  it('accepts what was asked and refuses what was not', () => {
    expect(check({ code: 'a', amount: 1 }, ['code', 'amount'])).toEqual([]);
    expect(check({ amount: null }, ['amount'])).toEqual([]);
    expect(check({ code: 'a', amount: 1 }, ['code'])).toEqual([
      { pointer: '/amount', detail: 'field was not asked for' },
    ]);
  });

  it('needs a required field only when it was asked for', () => {
    expect(check({}, ['code'])).toEqual([{ pointer: '/code', detail: 'required field is missing' }]);
    expect(check({}, ['amount'])).toEqual([]);
  });

  it('holds fields to their types and rows to being objects', () => {
    expect(check({ code: 7 }, ['code']).map((error) => error.pointer)).toEqual(['/code']);
    for (const row of [null, 'a', 7, []]) expect(check(row, ['code'])).not.toEqual([]);
  });

  it('agrees with the schema of the projection', () => {
    const value = fc.oneof(fc.string({ maxLength: 25 }), fc.integer(), fc.constant(null));
    const row = fc.record({ code: value, amount: value, other: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(row, fc.subarray(['code', 'amount']), (one, fields) => {
        const bySchema = compileSchema(projectSchema(good, fields))(one).length === 0;
        return (check(one, fields).length === 0) === bySchema;
      }),
      { numRuns: 60 },
    );
  });
});

describe('patterns in row schemas', () => {
  it.each([
    '^\\d{17}[\\dX]$',
    '^[A-Z]{2}\\d{4}$',
    '^(?:01|02|99)$',
    '^[a-z][a-z0-9-]{0,62}$',
    '^\\p{Script=Han}{2,20}$',
    '^\\(?0\\d{2,3}\\)?-\\d{7,8}$',
    '^[^/]+$',
    '^(\\d{4})-(\\d{2})$',
  ])('%s is accepted', (pattern) => {
    expect(refusedPattern(pattern)).toBeUndefined();
  });

  it.each([
    ['(a+)+$', 'begin'],
    ['^(a+)+$', 'more than one unbounded'],
    ['^(a+b)*$', 'more than one unbounded'],
    ['^(ab|a)*$', 'more ways'],
    ['^(a|a)*$', 'more ways'],
    ['^(a?){50}b$', 'more ways'],
    ['^a*a*a*b$', 'more than one unbounded'],
    ['^(.*a){12}$', 'more ways'],
    ['^a{0,300}a{0,300}b$', 'more ways'],
    ['^(?=a)b$', 'look-around'],
    ['^(?<n>a)$', 'named group'],
    ['^(a)\\1$', 'back-reference'],
    ['^a|b$', 'alternatives'],
    ['^[a', 'not a regular expression'],
    [`^${'a'.repeat(300)}$`, 'longer'],
  ])('%s is refused: %s', (pattern, why) => {
    expect(refusedPattern(pattern)).toContain(why);
  });

  it('whatever is accepted reads a hostile text in a bounded number of steps', () => {
    // Counting by hand: a backtracking matcher over the same grammar would be a second regular expression engine. What can be
    // had is that the bound grows with every repetition, so that none can be hidden by nesting or by putting side by side.
    const atom = fc.constantFrom('a', '[ab]', '\\d', '(?:ab)');
    const times = fc.constantFrom('{0,40}', '{1,60}', '?');
    fc.assert(
      fc.property(fc.array(fc.tuple(atom, times), { minLength: 1, maxLength: 6 }), (parts) => {
        const ways = parts.reduce(
          (product, [, count]) => product * (count === '?' ? 2 : count === '{0,40}' ? 41 : 60),
          1,
        );
        const pattern = `^${parts.map(([a, count]) => a + count).join('')}$`;
        return (refusedPattern(pattern) === undefined) === ways <= 10_000;
      }),
    );
  });
});
