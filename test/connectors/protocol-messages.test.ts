import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  answerErrors,
  answerFault,
  maxOrderBytes,
  type Order,
  parseAnswer,
  parseBoundedJson,
  parseHealthReport,
  parseHubKeys,
  parseHubSchema,
  parseOrder,
} from '../../connectors/protocol/index.ts';
import { anyCharacter } from '../support/any-character.ts';
import { bytesOf, digestOf, newKey, sampleOrder } from './sample.ts';

const key = newKey('hub-1');

const fieldName = fc
  .tuple(fc.constantFrom('a', 'Z', '名'), fc.string({ unit: fc.constantFrom(...'abcXYZ019_-名'), maxLength: 20 }))
  .map((parts) => parts.join(''));
const visible = fc.string({ unit: anyCharacter, maxLength: 40 }).filter((text) => {
  return text.isWellFormed() && !/[\p{Cc}]/u.test(text);
});
const scalar = fc.oneof(visible, fc.integer(), fc.boolean());
const condition = fc.oneof(
  fc.record({ field: fieldName, op: fc.constant('eq' as const), value: scalar }),
  fc.record({
    field: fieldName,
    op: fc.constant('in' as const),
    value: fc.array(scalar, { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    field: fieldName,
    op: fc.constant('prefix' as const),
    value: visible.filter((text) => text !== ''),
  }),
);
const lookup = fc.record({
  match: fc.dictionary(fieldName, scalar, { minKeys: 1, maxKeys: 4 }),
  fields: fc.uniqueArray(fieldName, { minLength: 1, maxLength: 6 }),
  scope: fc.array(condition, { maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 10_000 }),
});

describe('an order', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(lookup, (parts) => {
        const order = sampleOrder(parts);
        expect(parseOrder(bytesOf(order))).toEqual({ ok: true, value: order });
      }),
      { numRuns: 60 },
    );
  });

  const listed = { mode: 'list', match: {}, fields: ['a'], claims: {}, scope: [], limit: 500, list: {} };

  it('may be one for a list, from the beginning or from a place on', () => {
    for (const list of [listed.list, { from: 'AZaz09_-' }]) {
      const order = { ...sampleOrder(), ...listed, list };
      expect(parseOrder(bytesOf(order))).toEqual({ ok: true, value: order });
    }
  });

  const malformed = (changes: object) => parseOrder(bytesOf({ ...sampleOrder(), ...changes }));

  it.each<[string, object, string]>([
    ['an unknown member', { sql: '1' }, '/sql'],
    ['a provider that is a wildcard', { provider: '*' }, '/provider'],
    ['a resource with a wildcard', { resource: 'population.>' }, '/resource'],
    ['a time without its zone', { issuedAt: '2026-01-01T00:00:00' }, '/issuedAt'],
    ['a time that does not exist', { issuedAt: '2026-02-31T00:00:00Z' }, '/issuedAt'],
    ['no match', { match: {} }, '/match'],
    ['a list without its beginning', { ...listed, list: undefined }, '/list'],
    ['a list of no fields', { ...listed, fields: [] }, '/fields'],
    ['a list of somebody', { ...listed, match: { a: '1' } }, '/match'],
    ['a list within conditions', { ...listed, scope: [{ field: 'a', op: 'eq', value: '1' }] }, '/match'],
    ['a list from a place that is no word', { ...listed, list: { from: 'a.b' } }, '/list/from'],
    ['a list of too much', { ...listed, limit: 501 }, '/limit'],
    ['a lookup with the place of a list', { list: {} }, '/list'],
    ['a match by an object', { match: { a: { $gt: '' } } }, '/match/a'],
    ['a match by null', { match: { a: null } }, '/match/a'],
    ['a match by a text with a control character', { match: { a: 'x\u0000y' } }, '/match/a'],
    ['a match by a text without end', { match: { a: 'x'.repeat(1025) } }, '/match/a'],
    ['a field name with a quotation mark', { fields: ['name"'] }, '/fields/0'],
    ['a field twice', { fields: ['name', 'name'] }, '/fields'],
    ['a lookup without fields', { fields: [] }, '/fields'],
    ['a lookup with claims', { claims: { name: 'x' } }, '/fields'],
    ['a verification without claims', { mode: 'verify', fields: [] }, '/claims'],
    ['a verification with fields', { mode: 'verify', claims: { name: 'x' } }, '/claims'],
    ['another mode', { mode: 'export' }, '/mode'],
    ['in without a list', { scope: [{ field: 'a', op: 'in', value: 'x' }] }, '/scope/0/value'],
    ['eq with a list', { scope: [{ field: 'a', op: 'eq', value: ['x'] }] }, '/scope/0/value'],
    [
      'an empty prefix, which everything begins with',
      { scope: [{ field: 'a', op: 'prefix', value: '' }] },
      '/scope/0/value',
    ],
    ['a prefix that is a number', { scope: [{ field: 'a', op: 'prefix', value: 1 }] }, '/scope/0/value'],
    ['another operation', { scope: [{ field: 'a', op: 'like', value: 'x' }] }, '/scope/0/op'],
    ['no limit', { limit: 0 }, '/limit'],
    ['a limit beyond the bound', { limit: 10_001 }, '/limit'],
    ['a deadline before its issue', { deadline: '2020-01-01T00:00:00Z' }, '/deadline'],
    ['a life of more than two minutes', { deadline: new Date(Date.now() + 150_000).toISOString() }, '/deadline'],
    ['a digest that is none', { requestDigest: 'short' }, '/requestDigest'],
    ['a purpose without a case', { purpose: { matter: 'm' } }, '/purpose/case'],
  ])('with %s is refused, and the place named', (_name, changes, pointer) => {
    const parsed = malformed(changes);
    expect(parsed).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' });
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('that misses any of its members is refused', () => {
    for (const member of Object.keys(sampleOrder())) {
      const { [member as keyof Order]: _left, ...rest } = sampleOrder();
      expect(parseOrder(bytesOf(rest)), member).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' });
    }
  });

  it('whose names are those of the language is nothing but data', () => {
    const bytes = Buffer.from(JSON.stringify(sampleOrder()).replace('"citizenNumber"', '"__proto__"'));
    expect(parseOrder(bytes)).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' });
    const parsed = parseOrder(bytesOf({ ...sampleOrder(), match: { constructor: 'x' } }));
    expect(parsed.ok && Object.entries(parsed.value.match)).toEqual([['constructor', 'x']]);
  });

  it('of another version is told apart from nonsense', () => {
    expect(malformed({ v: 1 })).toEqual({ ok: false, code: 'VERSION_UNSUPPORTED', errors: [] });
    expect(malformed({ v: 2 })).toEqual({ ok: false, code: 'VERSION_UNSUPPORTED', errors: [] });
    expect(malformed({ v: '3' })).toMatchObject({ code: 'MESSAGE_MALFORMED' });
    expect(malformed({ v: 0 })).toMatchObject({ code: 'MESSAGE_MALFORMED' });
  });

  it('is bounded in size and depth before it is parsed', () => {
    expect(parseOrder(Buffer.alloc(maxOrderBytes + 1, 0x20))).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    const deep = Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    expect(parseOrder(deep)).toMatchObject({ code: 'MESSAGE_MALFORMED' });
    const brackets = sampleOrder({ match: { a: '[[[[[[[[[[{{{{{{{{' } });
    expect(parseOrder(bytesOf(brackets))).toMatchObject({ ok: true });
    const escaped = sampleOrder({ match: { a: '\\"[[[[[[[[[[' } });
    expect(parseOrder(bytesOf(escaped))).toMatchObject({ ok: true });
  });

  it('of bytes that are no text is refused, not repaired', () => {
    const bytes = bytesOf(sampleOrder({ match: { a: 'XX' } }));
    bytes[bytes.indexOf('XX')] = 0xff;
    expect(parseOrder(bytes)).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' });
    expect(parseOrder(Buffer.concat([Buffer.from('\ufeff'), bytesOf(sampleOrder())]))).toMatchObject({ ok: false });
    expect(parseOrder(Buffer.alloc(0))).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' });
  });

  it('that is garbage never throws and repeats nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(parseOrder(bytes).ok).toBe(false);
        },
      ),
    );
    const parsed = malformed({ match: { a: '11010519491231002X\u0000' } });
    expect(JSON.stringify(parsed)).not.toContain('11010519491231002X');
  });
});

const sampleAnswer = (changes: Partial<Answer> = {}, order = sampleOrder()): Answer => ({
  v: 3,
  order: order.id,
  orderDigest: digestOf(bytesOf(order)),
  provider: order.provider,
  system: 'police-connector',
  resource: order.resource,
  schemaVersion: order.schemaVersion,
  mode: order.mode,
  asOf: new Date().toISOString(),
  status: 'answered',
  rows: [{ name: '张三' }],
  ...changes,
});

describe('an answer', () => {
  const parse = (changes: object) => parseAnswer(bytesOf({ ...sampleAnswer(), ...changes }));

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fieldName, fc.jsonValue({ maxDepth: 3 })), { maxLength: 5 }), (rows) => {
        const body = JSON.parse(JSON.stringify(sampleAnswer({ rows }))) as Answer;
        expect(parseAnswer(bytesOf(body))).toEqual({ ok: true, value: body });
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, object]>([
    ['rows and verdicts', { verdicts: {}, matched: true }],
    ['neither', { rows: undefined }],
    ['an error although answered', { error: { code: 'BUSY', detail: 'x' } }],
    ['rows although refused', { status: 'refused', error: { code: 'BUSY', detail: 'x' } }],
    ['no error although failed', { status: 'failed', rows: undefined }],
    ['no order although answered', { order: undefined }],
    ['a verification answered by rows', { mode: 'verify' }],
    ['rows that are no objects', { rows: ['name'] }],
    ['a verdict that is a text', { mode: 'verify', rows: undefined, matched: true, verdicts: { name: 'yes' } }],
    ['a member we do not know', { stack: 'at …' }],
  ])('with %s is refused', (_name, changes) => {
    expect(parse(changes)).toMatchObject({ ok: false, code: 'MESSAGE_MALFORMED' });
  });

  it('to an order that could not be read need not repeat it', () => {
    const { rows: _rows, order: _order, resource: _r, schemaVersion: _s, mode: _m, ...rest } = sampleAnswer();
    const answer = { ...rest, status: 'refused', error: { code: 'ORDER_NOT_SIGNED', detail: 'x' } };
    expect(parseAnswer(bytesOf(answer))).toEqual({ ok: true, value: answer });
  });
});

describe('an answer held against an order', () => {
  const order = sampleOrder({ fields: ['name', 'address'], limit: 2 });
  const orderDigest = digestOf(bytesOf(order));
  const fault = (changes: Partial<Answer>, to = order) =>
    answerFault({ answer: sampleAnswer(changes, to), order: to, orderDigest: digestOf(bytesOf(to)) });

  it('passes when it gives what was ordered, or less', () => {
    expect(fault({})).toBeUndefined();
    expect(fault({ rows: [] })).toBeUndefined();
    expect(fault({ rows: [{ name: 'a', address: 'b' }, {}] })).toBeUndefined();
  });

  it('is of no use when it answers another order or other bytes', () => {
    const other = sampleAnswer({}, sampleOrder());
    expect(answerFault({ answer: other, order, orderDigest })).toBe('ANSWER_TO_OTHER_ORDER');
    expect(fault({ orderDigest: digestOf(Buffer.from('x')) })).toBe('ANSWER_TO_OTHER_ORDER');
    expect(fault({ order: 'another-order' })).toBe('ANSWER_TO_OTHER_ORDER');
    expect(fault({ provider: 'market' })).toBe('ANSWER_OF_OTHER_PROVIDER');
  });

  it('is of no use when it holds more than was ordered', () => {
    expect(fault({ rows: [{ name: 'a', citizenNumber: 'x' }] })).toBe('ANSWER_BEYOND_ORDER');
    expect(fault({ rows: [{}, {}, {}] })).toBe('ANSWER_BEYOND_ORDER');
    expect(fault({ resource: 'population.other' })).toBe('ANSWER_BEYOND_ORDER');
    expect(fault({ schemaVersion: 2 })).toBe('ANSWER_BEYOND_ORDER');
  });

  it('of a verification has one verdict for each claim and no others', () => {
    const verify = sampleOrder({ mode: 'verify', fields: [], claims: { name: 'x', age: 3 } });
    const verdicts = (given: Record<string, boolean | null>) => {
      const { rows: _rows, ...rest } = sampleAnswer({ matched: true, verdicts: given }, verify);
      return answerFault({ answer: rest, order: verify, orderDigest: digestOf(bytesOf(verify)) });
    };
    expect(verdicts({ name: true, age: null })).toBeUndefined();
    expect(verdicts({ name: true })).toBe('ANSWER_INCOMPLETE');
    expect(verdicts({ name: true, age: null, address: true })).toBe('ANSWER_BEYOND_ORDER');
  });
});

describe('the other messages', () => {
  const nonce = 'n'.repeat(22);
  const now = new Date().toISOString();

  it('are read, and refused when they hold something else', () => {
    const keys = { v: 3, nonce, issuedAt: now, keys: [key.publicJwk] };
    expect(parseHubKeys(bytesOf(keys))).toMatchObject({ ok: true });
    expect(parseHubKeys(bytesOf({ ...keys, keys: [] }))).toMatchObject({ ok: false });
    expect(parseHubKeys(bytesOf({ ...keys, keys: [{ ...key.publicJwk, kty: 'oct' }] }))).toMatchObject({ ok: false });
    const schema = { v: 3, nonce, resource: 'population.resident', version: 1, schema: { type: 'object' } };
    expect(parseHubSchema(bytesOf(schema))).toMatchObject({ ok: true });
    expect(parseHubSchema(bytesOf({ ...schema, resource: 'a.*' }))).toMatchObject({ ok: false });
    const report = {
      ...{ v: 3, organisation: 'police', system: 'police-connector', instance: 'instance-1', version: '1.0.0' },
      ...{ startedAt: now, reportedAt: now, orders: 1, refusals: 0, failures: 0 },
      resources: [{ id: 'population.resident', ok: true, checkedAt: now, detail: 'OK' }],
    };
    expect(parseHealthReport(bytesOf(report))).toEqual({ ok: true, value: report });
    expect(parseHealthReport(bytesOf({ ...report, orders: -1 }))).toMatchObject({ ok: false });
    const chatty = { ...report.resources[0], detail: 'connection to 10.0.0.1 refused' };
    expect(parseHealthReport(bytesOf({ ...report, resources: [chatty] }))).toMatchObject({ ok: false });
  });
});

describe('JSON of a stranger', () => {
  const read = (text: string, maxDepth = 3, maxBytes = 100) =>
    parseBoundedJson({ bytes: Buffer.from(text), maxBytes, maxDepth });

  it('is read down to the depth allowed and no deeper, wherever it nests', () => {
    expect(read('[{"a":[1]}]')).toEqual({ ok: true, value: [{ a: [1] }] });
    expect(read('[[[1]],[[2]],{"b":{}}]')).toMatchObject({ ok: true });
    for (const text of ['[[[[]]]]', '{"a":[{"b":[]}]}', '[1,2,[[{}]]]']) {
      expect(read(text)).toEqual({ ok: false, code: 'MESSAGE_MALFORMED' });
    }
    expect(read('["[[[[[{{{{","\\"[[[[[["]')).toMatchObject({ ok: true });
  });

  it('agrees with the parser on everything that is not too deep', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(read(text, 20, 1_000_000)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});

describe('the codes of an answer', () => {
  it('fit the schema, each with words of its own', () => {
    for (const [code, { status, detail }] of Object.entries(answerErrors)) {
      const { rows: _rows, ...rest } = sampleAnswer({ status, error: { code, detail } });
      expect(parseAnswer(bytesOf(rest)), code).toMatchObject({ ok: true });
    }
    const details = Object.values(answerErrors).map(({ detail }) => detail);
    expect(new Set(details).size).toBe(details.length);
  });
});
