import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diceOf } from '../../catalog/contract/dice.ts';
import { textOfPattern } from '../../catalog/contract/text-of-pattern.ts';
import { valueOfSchema } from '../../catalog/contract/value-of-schema.ts';
import { deriveRowSchema, type InformationItem, type Sandbox, sandboxOf } from '../../catalog/index.ts';
import { refusedRowSchema } from '../../catalog/resource/row-schema.ts';
import { checkCitizenNumber, checkUnifiedCode } from '../../identity/index.ts';
import { compileSchema, type JsonSchema } from '../../kernel/index.ts';
import { item, residentDraft } from '../support/catalog-app.ts';

const today = new Date('2026-11-21T08:00:00Z');
const noCodes = new Map<string, readonly string[]>();

function sandbox(
  items: readonly InformationItem[],
  options: { edition?: number; rowSchema?: JsonSchema; keys?: string[][]; codes?: Map<string, readonly string[]> } = {},
): Sandbox {
  const rowSchema = options.rowSchema ?? deriveRowSchema(items, options.keys ?? []);
  const id = 'population.resident' as never;
  return sandboxOf({ id, edition: options.edition ?? 1, items, rowSchema }, options.codes ?? noCodes);
}

/** A validator of our own making would agree with itself. */
function ajvOf(schema: JsonSchema) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

describe('the sandbox of the resident register', () => {
  const { items, matchKeys } = residentDraft();
  const residents = sandbox(items, { keys: matchKeys });
  const number = '11010519491231002X';
  const find = (match: Record<string, string>, from = residents) => from.find(match, today);

  it('gives the same person for the same number, whoever asks and whenever', () => {
    const again = sandbox(items, { keys: matchKeys });
    expect(find({ citizenNumber: number })).toEqual(find({ citizenNumber: number }, again));
    expect(again.samples).toEqual(residents.samples);
  });

  it('gives others in another edition, and another person for another number', () => {
    const [one] = find({ citizenNumber: number });
    expect(find({ citizenNumber: number }, sandbox(items, { keys: matchKeys, edition: 2 }))[0]).not.toEqual(one);
    expect(find({ citizenNumber: '440524188001010014' })[0]).not.toMatchObject({
      name: one!.name,
      address: one!.address,
    });
  });

  it('gives a person whose birth date is that of the number asked for', () => {
    expect(find({ citizenNumber: number })).toEqual([
      expect.objectContaining({ citizenNumber: number, birthDate: '1949-12-31' }),
    ]);
  });

  it('finds nobody for a number that nobody can have, nor for a birth date that is not the number’s', () => {
    expect(find({ citizenNumber: '110105194912310021' })).toEqual([]);
    expect(find({ citizenNumber: '11010529991231002X' })).toEqual([]);
    expect(find({ citizenNumber: number, birthDate: '1950-01-01' })).toEqual([]);
    expect(find({ citizenNumber: number, birthDate: '1949-12-31' })).toHaveLength(1);
    expect(find({ name: '张三', birthDate: '1949-02-31' })).toEqual([]);
  });

  it('finds its samples by each of their keys', () => {
    expect(residents.samples.length).toBeGreaterThan(5);
    for (const sample of residents.samples) {
      for (const key of matchKeys) {
        const match = Object.fromEntries(key.map((field) => [field, String(sample[field])]));
        expect(find(match)).toContainEqual(sample);
      }
    }
  });

  it('has numbers with right check digits that are nobody’s, and birth dates that fit them', () => {
    for (const { citizenNumber, birthDate } of residents.samples) {
      expect(checkCitizenNumber(String(citizenNumber), { today })).toEqual([]);
      expect(String(citizenNumber)).toMatch(/^459901/);
      expect(String(citizenNumber).slice(6, 14)).toBe(String(birthDate).replaceAll('-', ''));
    }
  });

  it('leaves out a value here and there where it may be missing, and none in the first sample', () => {
    expect(Object.values(residents.samples[0]!)).not.toContain(null);
    expect(residents.samples.flatMap((row) => Object.values(row))).toContain(null);
  });
});

describe('made-up values', () => {
  const firstOf = (given: InformationItem, codes?: Map<string, readonly string[]>) =>
    sandbox([given], codes === undefined ? {} : { codes }).samples.map((row) => row[given.field]);

  it('of a code table are codes of its rows', () => {
    const codes = new Map([['region-status', ['07', '42']]]);
    const values = firstOf(item('status', '状态', { codeTable: 'region-status', length: 2 }), codes);
    expect(new Set(values.filter((value) => value !== null))).toEqual(new Set(['07', '42']));
    const numbers = firstOf(item('status', '状态', { codeTable: 'region-status', type: 'I' }), codes);
    expect(new Set(numbers.filter((value) => value !== null))).toEqual(new Set([7, 42]));
  });

  it('of a person agree: sex is that of the number, also in the directory’s own table', () => {
    const items = [
      item('number', '公民身份号码', { length: 18, matchable: true }),
      item('sex', '性别', { length: 1, codeTable: 'GB/T 2261.1' }),
      item('coded', '性别代码', { length: 1, codeTable: 'sex-of-the-region' }),
      item('spouse', '配偶公民身份号码', { length: 18 }),
      item('born', '出生年月日', { length: 8 }),
    ];
    const people = sandbox(items, { keys: [['number']], codes: new Map([['sex-of-the-region', ['9', '2', '1']]]) });
    for (const row of people.samples) {
      const isMan = Number(String(row.number)[16]) % 2 === 1;
      if (row.sex !== null) expect(row.sex).toBe(isMan ? '1' : '2');
      if (row.coded !== null) expect(row.coded).toBe(isMan ? '1' : '2');
      if (row.born !== null) expect(row.born).toBe(String(row.number).slice(6, 14));
      if (row.spouse !== null) expect(row.spouse).not.toBe(row.number);
    }
  });

  it('of unified codes have both check characters right, and a wrong one is found nowhere', () => {
    const firms = sandbox([item('code', '统一社会信用代码', { length: 18, matchable: true })], { keys: [['code']] });
    for (const { code } of firms.samples) expect(checkUnifiedCode(String(code), { origin: 'entered' })).toEqual([]);
    const { code } = firms.samples[0]!;
    expect(firms.find({ code: String(code) }, today)).toHaveLength(1);
    expect(firms.find({ code: `${String(code).slice(0, 17)}${code === 'A' ? 'B' : 'A'}` }, today)).toEqual([]);
  });

  it.each([
    [6, '450721'],
    [9, '450721000'],
    [12, '450721000000'],
  ])('of divisions fill %i digits', (length, code) => {
    const values = firstOf(item('division', '行政区划代码', { length, codeTable: 'GB/T 2260' }));
    expect(new Set(values.filter((value) => value !== null))).toEqual(new Set([code]));
  });

  it.each([
    ['N', 5, 2, 3, 2],
    ['N', 3, 3, 0, 3],
    ['Y', 10, undefined, 8, 2],
    ['B', 4, 1, 3, 1],
    ['F', 6, 4, 2, 4],
    ['I', 2, undefined, 2, 0],
  ])('of the type %s with %i digits, %s of them decimals, have no more', (type, length, scale, before, after) => {
    const values = firstOf(item('value', '数', { type, length, ...(scale === undefined ? {} : { scale }) }));
    for (const value of values.filter((each) => each !== null)) {
      const [whole = '', fraction = ''] = String(value).split('.');
      expect(whole === '0' ? 0 : whole.length).toBeLessThanOrEqual(before);
      expect(fraction.length).toBeLessThanOrEqual(after);
    }
  });
});

describe('every row schema that the directory can make', () => {
  const arbitraryItem = fc.record({
    type: fc.constantFrom(...'CNYDTLMGBIF', 'Z9'),
    length: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
    scale: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    codeTable: fc.option(
      fc.constantFrom('GB/T 2260', 'GB 11643', 'GB 32100', 'GB/T 2261.1', 'GB/T 4754', 'own', 'none'),
      {
        nil: undefined,
      },
    ),
    name: fc.constantFrom(
      '姓名',
      '公民身份号码',
      '统一社会信用代码',
      '出生日期',
      '性别',
      '联系电话',
      '住址',
      '金额',
      '有效期止',
      '序号',
    ),
  });
  const codes = new Map([['own', ['1', '20', 'ABC']]]);

  it('takes the rows of its sandbox, by another validator as well', () => {
    fc.assert(
      fc.property(fc.array(arbitraryItem, { minLength: 1, maxLength: 8 }), fc.nat(), (given, edition) => {
        const items = given.map(({ name, length, scale, codeTable, type }, n) =>
          item(`f${n}`, name, {
            type,
            ...(length === undefined ? {} : { length }),
            ...(scale === undefined ? {} : { scale }),
            ...(codeTable === undefined ? {} : { codeTable }),
          }),
        );
        const rowSchema = deriveRowSchema(items, [['f0']]);
        const fits = ajvOf(rowSchema);
        const made = sandbox(items, { rowSchema, codes, edition });
        for (const row of made.samples) {
          expect(fits(row), JSON.stringify([rowSchema, row, fits.errors])).toBe(true);
          for (const { field, type, length } of items) {
            const value = row[field];
            if (typeof value === 'string' && length !== undefined && type !== 'D' && type !== 'T')
              expect([...value].length).toBeLessThanOrEqual(length);
          }
          const key = row.f0;
          if (typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean')
            expect(made.find({ f0: key }, today)).toContainEqual(row);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('every row schema that an administrator may write', () => {
  const text = fc.record(
    {
      type: fc.constantFrom('string', ['string', 'null']),
      minLength: fc.integer({ min: 0, max: 30 }),
      maxLength: fc.integer({ min: 30, max: 60 }),
    },
    { requiredKeys: ['type'] },
  );
  const formatted = fc.record({
    type: fc.constant('string'),
    format: fc.constantFrom(
      ...['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uuid'],
      ...['uri-template', 'url', 'regex', 'json-pointer', 'relative-json-pointer', 'iso-time', 'iso-date-time', 'byte'],
      ...['json-pointer-uri-fragment', 'password', 'binary'],
    ),
  });
  const pattern = fc.constantFrom(
    ...['^\\d{17}[\\dX]$', '^[A-Z]{2}\\d{4}$', '^(?:01|02|99)$', '^[a-z][a-z0-9-]{0,62}$', '^\\p{Script=Han}{2,20}$'],
    ...[
      '^\\(?0\\d{2,3}\\)?-\\d{7,8}$',
      '^[^/]+$',
      '^(\\d{4})-(\\d{2})$',
      '^[\\u4e00-\\u9fa5]{3}$',
      '^\\x41\\.\\w\\s$',
      '^a{3,}b?',
    ],
  );
  const patterned = fc.record({ type: fc.constant('string'), pattern });
  const number = fc
    .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 0.5, 5, undefined))
    .chain(([low, room, multipleOf]) =>
      fc.constantFrom<JsonSchema>(
        { type: 'number', minimum: low, maximum: low + room, ...(multipleOf === 0.5 ? { multipleOf } : {}) },
        { type: ['number', 'null'], exclusiveMinimum: low, exclusiveMaximum: low + room },
        { type: 'integer', minimum: low, maximum: low + room + 10, ...(multipleOf === 5 ? { multipleOf } : {}) },
        { type: 'integer', exclusiveMinimum: low },
        { type: 'number', maximum: low },
      ),
    );
  const chosen = fc.constantFrom<JsonSchema>(
    { enum: ['甲', '乙', null] },
    { const: 7 },
    { type: 'boolean' },
    { type: 'null' },
    {},
    { $ref: '#/$defs/money' },
    {
      allOf: [
        { type: ['number', 'string'], minimum: 5 },
        { type: 'number', maximum: 6 },
      ],
    },
  );
  const leaf = fc.oneof(text, formatted, patterned, number, chosen);
  const nested = fc.oneof(
    leaf,
    fc.record({ type: fc.constant('array'), items: leaf, minItems: fc.integer({ min: 0, max: 4 }) }),
    fc.record({
      type: fc.constant('array'),
      prefixItems: fc.array(leaf, { minLength: 1, maxLength: 3 }),
      items: fc.constant(false),
    }),
    leaf.map((one) => ({
      type: 'object',
      properties: { inner: one, spare: { type: 'string' } },
      required: ['inner'],
      additionalProperties: false,
    })),
    fc.record({ anyOf: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
    leaf.map((one) => ({
      oneOf: [one, { type: 'object', minProperties: 2, additionalProperties: { type: 'integer' } }],
    })),
  );

  it('takes the rows of its sandbox', () => {
    fc.assert(
      fc.property(fc.array(nested, { minLength: 1, maxLength: 6 }), (schemas) => {
        // 通用型: whatever the schema says.
        const items = schemas.map((_schema, n) => item(`f${n}`, `字段${n}`, { type: 'G' }));
        const rowSchema: JsonSchema = {
          type: 'object',
          properties: Object.fromEntries(schemas.map((schema, n) => [`f${n}`, schema])),
          required: items.map(({ field }) => field),
          additionalProperties: false,
          $defs: { money: { type: ['number', 'null'], minimum: 0, multipleOf: 0.01 } },
        };
        fc.pre(refusedRowSchema(rowSchema, items) === undefined);
        const fits = ajvOf(rowSchema);
        for (const row of sandbox(items, { rowSchema }).samples)
          expect(fits(row), JSON.stringify([rowSchema, row, fits.errors])).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('that nothing fits leaves the field out, and takes no longer for it', () => {
    const deep = Array.from({ length: 9 }).reduce<JsonSchema>(
      (inner) => ({ type: 'array', minItems: 1000, items: inner }),
      { type: 'string' },
    );
    const rowSchema = {
      type: 'object',
      properties: {
        none: { type: 'string', minLength: 5, maxLength: 3 },
        long: { type: 'string', minLength: 2_000_000_000 },
        deep,
        wide: { type: 'string', pattern: '^a{2000000}$' },
        code: { type: 'string' },
      },
      required: ['none'],
      additionalProperties: false,
    };
    const items = Object.keys(rowSchema.properties).map((field) => item(field, field, { type: 'G' }));
    for (const row of sandbox(items, { rowSchema }).samples) expect(Object.keys(row)).toEqual(['code']);
  });
});

describe('a text of a pattern', () => {
  it('is one that the pattern reads, for whatever is repeated, nested or chosen', () => {
    const atom = fc.constantFrom(
      'a',
      '[a-f0-9]',
      '\\d',
      '(?:ab|cd|e)',
      '(x[yz]|\\.)',
      '\\p{Lu}',
      '[^\\s]',
      '中',
      '\\u{4e2d}',
    );
    const times = fc.constantFrom('', '?', '{3}', '{1,4}', '{0,2}');
    fc.assert(
      fc.property(fc.array(fc.tuple(atom, times), { minLength: 1, maxLength: 6 }), fc.string(), (parts, seed) => {
        const pattern = `^${parts.map(([one, count]) => one + count).join('')}$`;
        expect(textOfPattern(pattern, diceOf(seed))).toMatch(new RegExp(pattern, 'u'));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a value of a schema', () => {
  it('says the same for the same dice', () => {
    const material = { word: '样例', digits: { before: 4, after: 2 }, definitions: {} };
    const schema = { type: 'array', items: { type: 'number' }, minItems: 5 };
    const value = valueOfSchema(schema, material, diceOf('a'));
    expect(value).toEqual(valueOfSchema(schema, material, diceOf('a')));
    expect(value).not.toEqual(valueOfSchema(schema, material, diceOf('b')));
    expect(compileSchema(schema)(value)).toEqual([]);
  });
});
