import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rowCheckOf } from '../../catalog/index.ts';
import {
  type Answer,
  importSigningKey,
  importVerificationKey,
  type Order,
  publicJwkOf,
  type SigningKey,
} from '../../connectors/protocol/index.ts';
import { checkAnswer, type RowChecks } from '../../exchange/broker/check-answer.ts';
import { questionOf } from '../../exchange/query/question.ts';
import { sha256 } from '../../kernel/index.ts';

const newKey = (kid: string): SigningKey =>
  importSigningKey({ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) }, kid);
const policeKey = newKey('police-1');
const marketKey = newKey('market-1');
const providers = new Map([
  [
    'police-1',
    { key: importVerificationKey(publicJwkOf(policeKey)), organisation: 'police', system: 'police-connector' },
  ],
  [
    'market-1',
    { key: importVerificationKey(publicJwkOf(marketKey)), organisation: 'market', system: 'market-connector' },
  ],
]);

const order: Order = {
  v: 3,
  id: 'a1b2c3d4-0000-4000-8000-000000000001',
  issuedAt: '2026-11-21T08:00:00.000Z',
  deadline: '2026-11-21T08:00:05.000Z',
  provider: 'police',
  resource: 'population.resident',
  schemaVersion: 2,
  mode: 'lookup',
  match: { citizenNumber: '11010519491231002X' },
  fields: ['citizenNumber', 'name'],
  claims: {},
  scope: [],
  limit: 2,
  consumer: { organisation: 'civil', system: 'civil-assistance' },
  purpose: { matter: 'MZ-01', case: '2026-1' },
  requestDigest: 'A'.repeat(43),
};
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const orderDigest = sha256(bytesOf(order)).toString('base64url');
const good: Answer = {
  v: 3,
  order: order.id,
  orderDigest,
  provider: 'police',
  system: 'police-connector',
  resource: order.resource,
  schemaVersion: 2,
  mode: 'lookup',
  asOf: '2026-11-21T08:00:01.000Z',
  status: 'answered',
  rows: [{ citizenNumber: '11010519491231002X', name: '黄小虎' }],
};

const rowSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['citizenNumber', 'name', 'address'],
  properties: {
    citizenNumber: { type: 'string', pattern: '^\\d{17}[\\dX]$' },
    name: { type: 'string' },
    address: { type: 'string' },
  },
};
const rowChecks: RowChecks = (resource, version) =>
  resource === 'population.resident' && version === 2 ? rowCheckOf({ rowSchema }) : undefined;

function check(body: Answer, options: { kid?: string; asked?: Order } = {}) {
  const { kid = 'police-1', asked = order } = options;
  const attested = { body: bytesOf(body), kid, orderDigest };
  return checkAnswer({ attested, order: asked, providerKey: (id) => providers.get(id), rowChecks });
}

const scoped = (op: 'eq' | 'in' | 'prefix', value: string | string[]): Order => ({
  ...order,
  scope: [{ field: 'name', op, value }],
});

describe('an answer', () => {
  it('is passed on when the provider signed it for this very order', () => {
    expect(check(good)).toEqual({ sound: true, answer: good });
    expect(check({ ...good, rows: [] })).toMatchObject({ sound: true });
  });

  it.each<[string, Answer, Parameters<typeof check>[1]]>([
    ['ANSWER_OF_OTHER_SYSTEM', good, { kid: 'market-1' }],
    // Revoked since its signature was verified.
    ['ANSWER_OF_OTHER_SYSTEM', good, { kid: 'stranger' }],
    ['ANSWER_OF_OTHER_SYSTEM', { ...good, system: 'police-other' }, {}],
    ['ANSWER_OF_OTHER_SYSTEM', { ...good, provider: 'market', system: 'market-connector' }, { kid: 'market-1' }],
    ['ANSWER_TO_OTHER_ORDER', { ...good, order: 'a1b2c3d4-0000-4000-8000-000000000002' }, {}],
    ['ANSWER_TO_OTHER_ORDER', { ...good, orderDigest: 'B'.repeat(43) }, {}],
    ['ANSWER_BEYOND_ORDER', { ...good, resource: 'population.household' }, {}],
    ['ANSWER_BEYOND_ORDER', { ...good, schemaVersion: 1 }, {}],
    ['ANSWER_BEYOND_ORDER', { ...good, rows: [{ ...good.rows?.[0], address: '灵城街道' }] }, {}],
    ['ANSWER_BEYOND_ORDER', { ...good, rows: [good.rows![0]!, good.rows![0]!, good.rows![0]!] }, {}],
    ['ROW_BREAKS_SCHEMA', { ...good, rows: [{ citizenNumber: '11010519491231002X' }] }, {}],
    ['ROW_BREAKS_SCHEMA', { ...good, rows: [{ citizenNumber: '11010519491231002X', name: 7 }] }, {}],
    ['ROW_NOT_MATCHING', { ...good, rows: [{ citizenNumber: '440524188001010014', name: '黄小虎' }] }, {}],
    ['ROW_OUTSIDE_SCOPE', good, { asked: scoped('eq', '李小虎') }],
    ['ROW_OUTSIDE_SCOPE', good, { asked: scoped('prefix', '李') }],
    ['ROW_OUTSIDE_SCOPE', good, { asked: scoped('in', ['李小虎', '王小虎']) }],
  ])('is discarded with %s', (fault, body, options) => {
    expect(check(body, options)).toEqual({ sound: false, fault });
  });

  it.each([
    ['eq', '黄小虎'],
    ['prefix', '黄'],
    ['in', ['李小虎', '黄小虎']],
  ] as const)('is passed on when its rows are within the scope of the grant (%s)', (op, value) => {
    const asked = scoped(op, typeof value === 'string' ? value : [...value]);
    expect(check(good, { asked })).toMatchObject({ sound: true });
    const unseen: Order = { ...asked, scope: asked.scope.map((each) => ({ ...each, field: 'divisionCode' })) };
    expect(check(good, { asked: unseen })).toMatchObject({ sound: true });
  });

  it('is discarded when it is garbage, though a provider signed it', () => {
    const garbage = { hello: 'world' } as unknown as Answer;
    expect(check(garbage)).toMatchObject({ sound: false, fault: 'MESSAGE_MALFORMED' });
  });

  it('to a verification holds one verdict a claim and no data', () => {
    const asked: Order = { ...order, mode: 'verify', fields: [], claims: { name: '黄小虎' } };
    const { rows: _rows, ...bare } = good;
    const verdicts: Answer = { ...bare, mode: 'verify', matched: true, verdicts: { name: true } };
    expect(check(verdicts, { asked })).toMatchObject({ sound: true });
    expect(check({ ...verdicts, verdicts: {} }, { asked })).toEqual({ sound: false, fault: 'ANSWER_INCOMPLETE' });
    expect(check({ ...verdicts, verdicts: { name: true, address: false } }, { asked })).toEqual({
      sound: false,
      fault: 'ANSWER_BEYOND_ORDER',
    });
    expect(check({ ...good, verdicts: { name: true } }, { asked })).toMatchObject({ sound: false });
  });
});

describe('a question', () => {
  const body = {
    resource: 'population.resident',
    mode: 'lookup',
    match: { citizenNumber: 'x' },
    fields: ['name'],
    purpose: { matter: 'MZ-01', case: '民救〔2026〕1号' },
  } as const;
  const ask = (change: object) => questionOf({ ...body, fields: [...body.fields], ...change });

  it('takes the forms in which cases are numbered', () => {
    expect(ask({})).toMatchObject({ matter: 'MZ-01', case: '民救〔2026〕1号', claims: {} });
  });

  it.each([
    ['/fields', { fields: undefined }],
    ['/claims', { claims: { name: 'x' } }],
    ['/claims', { mode: 'verify', fields: undefined }],
    ['/fields', { mode: 'verify', claims: { name: 'x' } }],
    ['/purpose/case', { purpose: { matter: 'MZ-01', case: 'a\nb' } }],
    ['/purpose/case', { purpose: { matter: 'MZ-01', case: ' ' } }],
    ['/purpose/matter', { purpose: { matter: 'MZ 01', case: '1' } }],
    ['/purpose/matter', { purpose: { matter: 'MZ-11010519491231002X', case: '1' } }],
    ['/onBehalfOf', { onBehalfOf: '11010519491231002x' }],
  ])('is refused with a pointer to %s', (pointer, change) => {
    expect(() => ask(change)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', errors: [expect.objectContaining({ pointer })] }),
    );
  });

  it.each(['11010519491231002X', 'no-11010519491231002x-1', '１１０１０５１９４９１２３１００２Ｘ'])(
    'is refused when its case number holds a citizen number: %s',
    (number) => {
      expect(() => ask({ purpose: { matter: 'MZ-01', case: number } })).toThrow(
        expect.objectContaining({ code: 'CASE_NUMBER_PERSONAL' }),
      );
    },
  );
});
