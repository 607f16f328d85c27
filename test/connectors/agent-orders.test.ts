import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkProof,
  keyFinder,
  maxBundleBytes,
  maxBundleMembers,
  maxOrderBytes,
  orderSubject,
  parseAnswer,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';
import { type Department, openDepartment, residentSchema } from './department.ts';
import { type HubSide, openHubSide } from './hub-side.ts';
import { eventually } from './mapping.ts';
import { bundleAlone, bytesOf, digestOf, newKey, sampleOrder } from './sample.ts';

const resident = 'population.resident';
const lookup = (changes: Parameters<typeof sampleOrder>[0] = {}) =>
  sampleOrder({ match: { citizenNumber: 'A1' }, fields: ['name', 'address'], ...changes });

let nats: EmbeddedNats;
let hub: HubSide;
let department: Department;

beforeAll(async () => {
  nats = await startOwnNats();
});
afterAll(() => nats.stop());
beforeEach(async () => {
  const hubKey = newKey('hub-1');
  const key = newKey('police-connector-1', 'EdDSA');
  hub = await openHubSide({ url: nats.url, providerKeys: [key.verification], key: hubKey });
  hub.schemas.set(resident, { version: 1, schema: residentSchema });
  department = await openDepartment({ natsUrl: nats.url, hubKey, key });
  await department.connector.connected;
});
afterEach(async () => {
  await department[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

/** Sends orders in one bundle. */
function sendTogether(orders: readonly (object | Buffer)[], subject = orderSubject('police', resident)) {
  const members = orders.map((order) => {
    const body = Buffer.isBuffer(order) ? order : bytesOf(order);
    return { label: Buffer.alloc(0), body, digest: sha256(body) };
  });
  const message = writeBundle({ typ: 'hufu-order', members, key: hub.key.signing });
  return hub.sendBundle({ subject, message, digests: members.map(({ digest }) => digest) });
}
function codeIn({ bytes }: { bytes: Uint8Array }): string | undefined {
  const parsed = parseAnswer(bytes);
  if (!parsed.ok) throw new Error(parsed.code);
  return parsed.value.error?.code;
}
const codeOf = async (...args: Parameters<HubSide['ask']>) => (await hub.ask(...args)).error?.code;

describe('an order', () => {
  it('is answered with the fields it names, attested, and bound to its bytes', async () => {
    const order = lookup();
    expect(await hub.ask(order)).toMatchObject({
      ...{ v: 3, order: order.id, provider: 'police', system: 'police-connector', resource: resident },
      ...{ schemaVersion: 1, mode: 'lookup', status: 'answered' },
      rows: [{ name: '王芳', address: '灵城街道' }],
    });
  });

  it('for a list is answered piece by piece, up to its end, from places that say nothing to anybody else', async () => {
    const piece = (from?: string) => {
      const list = from === undefined ? {} : { from };
      return hub.ask(sampleOrder({ mode: 'list', match: {}, list, fields: ['divisionCode'], limit: 1 }));
    };
    const places: string[] = [];
    const seen: unknown[] = [];
    for (let answer = await piece(); ; answer = await piece(places.at(-1))) {
      seen.push(...(answer.rows ?? []));
      if (answer.next === undefined) break;
      places.push(answer.next);
    }
    const codes = ['450721001', '450721002', '450721003', '450722001'];
    expect(seen).toEqual(codes.map((divisionCode) => ({ divisionCode })));
    expect((await piece()).next).toBe(places[0]);
    expect(Buffer.from(places[0] ?? '', 'base64url').toString('latin1')).not.toMatch(/A1|,1/);
    const forged = Buffer.from(places[0] ?? '', 'base64url');
    forged.writeUInt8(forged.readUInt8(20) ^ 1, 20);
    for (const from of [forged.toString('base64url'), 'AQ']) {
      expect((await piece(from)).error?.code).toBe('LIST_CHANGED');
    }
  });

  it('for somebody who is not there is answered with no rows', async () => {
    expect(await hub.ask(lookup({ match: { citizenNumber: 'nobody' } }))).toMatchObject({
      status: 'answered',
      rows: [],
    });
  });

  it('alone is answered alone; many at once share messages and signatures, and each is still proved by itself', async () => {
    expect((await hub.send(lookup())).bundle.members).toHaveLength(1);
    const orders = Array.from({ length: 60 }, () => lookup());
    const replies = await Promise.all(orders.map((order) => hub.send(order)));
    expect(new Set(replies.map(({ message }) => message)).size).toBeLessThan(30);
    const keyOf = keyFinder([department.key.verification]);
    replies.forEach(({ bytes, bundle, proved }, n) => {
      const place = bundle.members.findIndex(({ body }) => body.equals(bytes));
      if (!proved.ok) throw new Error(proved.code);
      const proof = proved.proofOf(place);
      const right = { ok: true, kid: 'police-connector-1' };
      expect(checkProof({ typ: 'hufu-answer', digest: sha256(bytes), keyOf, ...proof })).toEqual(right);
      const parsed = parseAnswer(bytes);
      expect(parsed.ok && parsed.value.orderDigest).toBe(digestOf(bytesOf(orders[n])));
    });
  });

  it('is answered to the hub that sent it, though another asks at the same time', async () => {
    await using other = await openHubSide({
      ...{ url: nats.url, providerKeys: [department.key.verification], key: hub.key },
    });
    other.schemas.set(resident, { version: 1, schema: residentSchema });
    const sides = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? hub : other));
    const answers = await Promise.all(sides.map((side) => side.ask(lookup())));
    for (const { rows } of answers) expect(rows).toHaveLength(1);
    // Each heard its own alone.
    expect([hub.come.length, other.come.length]).toEqual([10, 10]);
  });

  it('is taken by itself out of a bundle, and answered for what it is', async () => {
    const twice = lookup();
    const orders = [lookup(), lookup({ provider: 'market' }), twice, lookup({ fields: ['income'] })];
    const replies = await Promise.all(sendTogether([...orders, { ...twice, fields: ['name'] }]));
    expect(replies.map(codeIn)).toEqual([
      ...[undefined, 'ORDER_NOT_FOR_US', undefined, 'FIELD_UNKNOWN', 'ORDER_REPLAYED'],
    ]);
  });

  it('that stands twice in a bundle is carried out once', async () => {
    const body = bytesOf(lookup());
    const member = { label: Buffer.alloc(0), body, digest: sha256(body) };
    const message = writeBundle({ typ: 'hufu-order', members: [member, member], key: hub.key.signing });
    const replies = hub.sendBundle({ subject: orderSubject('police', resident), message, digests: [member.digest] });
    await Promise.all(replies);
    await eventually('both answers', () => hub.come.length === 2);
    expect(hub.come.map(codeIn).sort()).toEqual(['ORDER_REPLAYED', undefined]);
  });

  it('finds room, waits, or is told that there is none, though all came in one bundle', async () => {
    await using small = await openDepartment({
      ...{ natsUrl: nats.url, hubKey: hub.key, key: department.key, limits: { concurrency: 2, waiting: 3 } },
      config: { organisation: 'natural' },
    });
    await small.connector.connected;
    const orders = Array.from({ length: 9 }, () => lookup({ provider: 'natural' }));
    const replies = await Promise.all(sendTogether(orders, orderSubject('natural', resident)));
    const codes = replies.map(codeIn);
    expect(codes.filter((code) => code === 'BUSY')).toHaveLength(4);
    expect(codes.filter((code) => code === undefined)).toHaveLength(5);
  });

  it('leaves a missing value out, or null where the schema knows null', async () => {
    const { rows } = await hub.ask(lookup({ match: { citizenNumber: 'A2' }, fields: ['name', 'address', 'bornOn'] }));
    expect(rows).toEqual([{ name: '李四', address: null, bornOn: '1990-01-01' }]);
  });

  it('keeps to the scope of its grant', async () => {
    const scope = [{ field: 'divisionCode', op: 'prefix' as const, value: '450721' }];
    expect((await hub.ask(lookup({ scope }))).rows).toHaveLength(1);
    expect((await hub.ask(lookup({ scope, match: { citizenNumber: 'A4' } }))).rows).toEqual([]);
  });

  it('is logged on the trace that it came on', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await hub.send(lookup(), { traceparent });
    await eventually('the log line', () =>
      department.lines.some((line) => line.includes('4bf92f3577b34da6a3ce929d0e0e4736')),
    );
  });

  it('to verify is answered true, false or unknown for each claim, and without a row', async () => {
    const verify = (match: Record<string, string>, claims: Record<string, string | number>) =>
      hub.ask(sampleOrder({ mode: 'verify', match, fields: [], claims }));
    const answer = await verify({ citizenNumber: 'A1' }, { name: '王芳', bornOn: '1949-12-30', age: '76' });
    expect(answer).toMatchObject({ matched: true, verdicts: { name: true, bornOn: false, age: true } });
    expect(answer).not.toHaveProperty('rows');
    expect(await verify({ citizenNumber: 'A2' }, { address: '灵城街道' })).toMatchObject({
      matched: true,
      verdicts: { address: null },
    });
    expect(await verify({ citizenNumber: 'nobody' }, { name: '王芳' })).toMatchObject({
      matched: false,
      verdicts: { name: null },
    });
  });

  it('says nothing of people in the log', async () => {
    await hub.ask(lookup());
    await hub.ask(lookup({ match: { citizenNumber: 'A3' }, fields: ['name'] }));
    await eventually('the log lines', () => department.lines.some((line) => line.includes('ROWS_INVALID')));
    const log = department.lines.join('\n');
    for (const secret of ['王芳', '灵城街道', '"A1"', '"A3"', 'privateKey']) expect(log).not.toContain(secret);
  });
});

describe('an order that is not what it should be', () => {
  const bundle = (order: object) => bundleAlone('hufu-order', bytesOf(order), { key: hub.key.signing });
  /** The bundle of an order with a root of this text. */
  const rooted = (order: object, root: string) => {
    const message = bundle(order);
    const from = 7 + message.readUInt16BE(5);
    const head = Buffer.from([...Buffer.from('HUFU'), 3, root.length >> 8, root.length & 255]);
    return Buffer.concat([head, Buffer.from(root), message.subarray(from)]);
  };
  const rootIn = (message: Buffer) => message.toString('latin1', 7, 7 + message.readUInt16BE(5));

  it('is refused without an attestation, or with garbage for one', async () => {
    const order = lookup();
    const own = rootIn(bundle(order));
    for (const root of ['', 'garbage', `${'A'.repeat(100)}.${'A'.repeat(48)}.${'A'.repeat(86)}`, own.slice(0, -1)]) {
      expect(await codeOf(order, { message: rooted(order, root) })).toBe('ORDER_NOT_SIGNED');
    }
    expect(await codeOf(order, { message: rooted(order, own) })).toBeUndefined();
  });

  it('is refused when the signature is that of another order', async () => {
    const signed = lookup();
    const message = rooted({ ...signed, fields: ['citizenNumber'] }, rootIn(bundle(signed)));
    expect(await codeOf(signed, { message })).toBe('ORDER_NOT_SIGNED');
  });

  it('is refused with all others of its bundle when one of them was changed on the way, in one answer', async () => {
    const bodies = [lookup(), lookup(), lookup()].map(bytesOf);
    const members = bodies.map((body) => ({ label: Buffer.alloc(0), body, digest: sha256(body) }));
    const message = writeBundle({ typ: 'hufu-order', members, key: hub.key.signing });
    message[message.length - 5]! ^= 1;
    const subject = orderSubject('police', resident);
    const digests = members.map(({ digest }) => digest);
    const replies = await Promise.all(hub.sendBundle({ subject, message, digests }));
    for (const { bytes, of, bundle: answers } of replies) {
      expect([of, answers.members.length]).toEqual(['bundle', 1]);
      const answer = JSON.parse(bytes.toString()) as Record<string, unknown>;
      expect(answer).toMatchObject({ status: 'refused', error: { code: 'ORDER_NOT_SIGNED' } });
      // Nothing of what cannot be believed, but which message is meant.
      expect(answer.orderDigest).toBe(digestOf(message));
      expect(answer).not.toHaveProperty('order');
    }
  });

  it('is refused when its bundle is cut off, has bytes left over, is too large, too many, or another version’s', async () => {
    const order = lookup();
    const message = bundle(order);
    const versioned = Buffer.from(message);
    versioned[4] = 2;
    const large = Buffer.alloc(maxBundleBytes, 0x20);
    message.copy(large);
    const many = Buffer.concat([message, Buffer.alloc(5 * maxBundleMembers)]);
    for (const [bytes, code] of [
      [message.subarray(0, -1), 'ORDER_MALFORMED'],
      [message.subarray(0, 100), 'ORDER_MALFORMED'],
      [Buffer.concat([message, Buffer.from('x')]), 'ORDER_MALFORMED'],
      [Buffer.alloc(0), 'ORDER_MALFORMED'],
      [bytesOf(order), 'ORDER_MALFORMED'],
      [many, 'ORDER_MALFORMED'],
      [large, 'ORDER_MALFORMED'],
      [versioned, 'ORDER_VERSION_UNSUPPORTED'],
    ] as const) {
      expect(await codeOf(order, { message: bytes })).toBe(code);
    }
    // None of them used the order up.
    expect(await codeOf(order)).toBeUndefined();
  });

  it('is refused when a key signed it that is not trusted, or an impostor’s under a trusted name', async () => {
    const stranger = newKey('stranger');
    expect(await codeOf(lookup(), { key: stranger.signing })).toBe('ORDER_KEY_UNKNOWN');
    const impostor = newKey('hub-1');
    expect(await codeOf(lookup(), { key: impostor.signing })).toBe('ORDER_NOT_SIGNED');
  });

  it('is refused when the signature is one for an answer, also of a trusted key', async () => {
    expect(await codeOf(lookup(), { typ: 'hufu-answer' })).toBe('ORDER_NOT_SIGNED');
  });

  it('is refused when it is an answer of this very connector, sent back', async () => {
    const { message } = await hub.send(lookup());
    expect(await codeOf(lookup(), { message })).toBe('ORDER_NOT_SIGNED');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['random bytes', randomBytes(300)],
    ['half an order', Buffer.from('{"v":3,"id":"')],
    ['a list', Buffer.from('[]')],
    ['nesting without end', Buffer.from('['.repeat(30_000))],
  ])('is refused as malformed when it is %s, even signed by the hub', async (_name, bytes) => {
    expect(await codeOf(lookup(), { bytes })).toBe('ORDER_MALFORMED');
  });

  it('is refused when it is larger than an order may be', async () => {
    expect(await codeOf(lookup(), { bytes: Buffer.alloc(maxOrderBytes + 1, 0x20) })).toBe('ORDER_TOO_LARGE');
  });

  it.each([1, 2, 4])('is refused when it is of another version of the contract: %i', async (v) => {
    expect(await codeOf(lookup(), { bytes: bytesOf({ ...lookup(), v }) })).toBe('ORDER_VERSION_UNSUPPORTED');
  });

  it('is refused when it is for another organisation, or came by another subject', async () => {
    const subject = orderSubject('police', resident);
    expect(await codeOf(lookup({ provider: 'market' }), { subject })).toBe('ORDER_NOT_FOR_US');
    expect(await codeOf(lookup({ resource: 'population.other' }), { subject })).toBe('ORDER_NOT_FOR_US');
  });

  it('is refused when its time is over, or has not come', async () => {
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    expect(await codeOf(lookup({ issuedAt: at(-60_000), deadline: at(-20_000) }))).toBe('ORDER_EXPIRED');
    expect(await codeOf(lookup({ issuedAt: at(20_000), deadline: at(60_000) }))).toBe('ORDER_FROM_THE_FUTURE');
    // Two clocks may differ a little.
    expect(await codeOf(lookup({ issuedAt: at(-4_000), deadline: at(-1_000) }))).toBeUndefined();
    expect(await codeOf(lookup({ issuedAt: at(3_000), deadline: at(6_000) }))).toBeUndefined();
  });

  it('is refused the second time', async () => {
    const order = lookup();
    expect(await codeOf(order)).toBeUndefined();
    expect(await codeOf(order)).toBe('ORDER_REPLAYED');
    expect(await codeOf({ ...order, fields: ['name'] })).toBe('ORDER_REPLAYED');
  });

  it('does not use up the id of one that is genuine', async () => {
    const order = lookup();
    expect(await codeOf(order, { message: rooted(order, 'x') })).toBe('ORDER_NOT_SIGNED');
    expect(await codeOf(order)).toBeUndefined();
  });

  it.each<[string, Parameters<typeof sampleOrder>[0]]>([
    ['a field that is not mapped', { fields: ['name', 'income'] }],
    ['a column of the source, which is no field', { fields: ['xm'] }],
    ['a name every object has', { fields: ['constructor'] }],
    ['a match by such a field', { match: { xm: '王芳' } }],
    ['a scope by such a field', { scope: [{ field: 'income', op: 'eq', value: 1 }] }],
    ['a claim about such a field', { mode: 'verify', fields: [], claims: { income: 1 } }],
  ])('is refused with %s', async (_name, changes) => {
    expect(await codeOf(lookup(changes))).toBe('FIELD_UNKNOWN');
  });

  it('is refused when it matches by a combination that is not offered', async () => {
    expect(await codeOf(lookup({ match: { name: '王芳' } }))).toBe('MATCH_NOT_SUPPORTED');
    // Not even narrower: whoever may ask by a key may not try out other fields beside it.
    expect(await codeOf(lookup({ match: { citizenNumber: 'A1', name: '王芳' } }))).toBe('MATCH_NOT_SUPPORTED');
  });

  it('is told nothing of what goes on inside', async () => {
    const reply = await hub.send(lookup({ fields: ['income'] }));
    const parsed = parseAnswer(reply.bytes);
    expect(parsed.ok && parsed.value.error).toEqual({
      code: 'FIELD_UNKNOWN',
      detail: 'The order names a field that the connector does not map.',
    });
    expect(Buffer.from(reply.bytes).toString()).not.toMatch(/register|csv|xm|sfzh| at /);
  });
});

describe('a source that breaks its promise', () => {
  it('gives away nothing: one bad row, and no row leaves', async () => {
    // A3 has no name, which the schema requires.
    const answer = await hub.ask(lookup({ match: { citizenNumber: 'A3' }, fields: ['name'] }));
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'ROWS_INVALID' } });
    expect(answer).not.toHaveProperty('rows');
    // The same record is fine where the bad field is not asked for.
    expect(await hub.ask(lookup({ match: { citizenNumber: 'A3' }, fields: ['address'] }))).toMatchObject({
      status: 'answered',
      rows: [{ address: '三海街道' }],
    });
  });

  it('is caught in a verification too', async () => {
    const order = sampleOrder({ mode: 'verify', match: { citizenNumber: 'A3' }, fields: [], claims: { name: 'x' } });
    expect(await codeOf(order)).toBe('ROWS_INVALID');
  });

  it('is not asked for fields that the schema does not know', async () => {
    const { divisionCode: _left, ...properties } = residentSchema.properties;
    hub.schemas.set(resident, { version: 2, schema: { ...residentSchema, properties } });
    expect(await codeOf(lookup({ schemaVersion: 2, fields: ['divisionCode'] }))).toBe('ROWS_INVALID');
  });
});

describe('the schema of a resource', () => {
  it('is asked for once, and again when an order names another version', async () => {
    await hub.ask(lookup());
    await hub.ask(lookup());
    expect(hub.schemaRequests).toEqual([resident]);
    hub.schemas.set(resident, { version: 2, schema: { ...residentSchema, properties: { name: { type: 'integer' } } } });
    await eventually('the new version in force', async () => {
      const code = await codeOf(lookup({ schemaVersion: 2, fields: ['name'] }));
      return code === 'ROWS_INVALID';
    });
    expect(hub.schemaRequests.length).toBeGreaterThan(1);
  });

  it('that the hub does not have means that nothing is answered', async () => {
    hub.schemas.clear();
    expect(await codeOf(lookup())).toBe('SCHEMA_UNAVAILABLE');
    hub.schemas.set(resident, { version: 1, schema: residentSchema });
    await eventually('the schema', async () => (await codeOf(lookup())) === undefined);
    expect(await codeOf(lookup({ schemaVersion: 9 }))).toBe('SCHEMA_VERSION_UNKNOWN');
  });

  it('that is no schema means that nothing is answered', async () => {
    hub.schemas.set(resident, { version: 1, schema: { type: 'object', properties: { name: { type: 'nonsense' } } } });
    expect(await codeOf(lookup({ fields: ['name'] }))).toBe('SCHEMA_UNAVAILABLE');
  });

  it('may hold conditions between fields, which count when all of them are asked for', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
      required: ['name'],
      if: { type: 'object', properties: { name: { type: 'string', enum: ['王芳'] } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { type: 'object', properties: { age: { type: 'integer', maximum: 10 } } },
    };
    hub.schemas.set(resident, { version: 1, schema });
    expect(await codeOf(lookup({ fields: ['name'] }))).toBeUndefined();
    expect(await codeOf(lookup({ fields: ['name', 'age'] }))).toBe('ROWS_INVALID');
  });
});

describe('many rows', () => {
  it('are given up to the order’s limit, and not at all beyond the connector’s', async () => {
    const rows = Array.from({ length: 1_001 }, (_, n) => `B${n},张三,19900101,36,x,${n < 1_000 ? 'D1' : 'D2'}`);
    await writeFile(department.register, ['sfzh,xm,csrq,nl,zz,xzqh', ...rows, 'C,x,19900101,1,x,D1'].join('\n'));
    const by = (limit: number) => hub.ask(lookup({ match: { divisionCode: 'D1' }, fields: ['name'], limit }));
    await eventually('the new file', async () => (await by(10)).rows?.length === 10);
    expect((await by(1_000)).rows).toHaveLength(1_000);
    expect(await by(10_000)).toMatchObject({ status: 'failed', error: { code: 'TOO_MANY_ROWS' } });
  });

  it('that make too large an answer are not given', async () => {
    const rows = Array.from({ length: 900 }, (_, n) => `B${n},${'张'.repeat(400)},19900101,36,x,D1`);
    await writeFile(department.register, ['sfzh,xm,csrq,nl,zz,xzqh', ...rows].join('\n'));
    const by = (limit: number) => hub.ask(lookup({ match: { divisionCode: 'D1' }, fields: ['name'], limit }));
    await eventually('the new file', async () => (await by(1)).rows?.length === 1);
    expect(await by(1_000)).toMatchObject({ status: 'failed', error: { code: 'ANSWER_TOO_LARGE' } });
  });
});
