import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { networkOf } from '../../identity/holder/rates.ts';
import {
  type CodeMessage,
  createHolderSessions,
  type DoorEvent,
  type Holder,
  type HolderDoorParts,
  type HolderSessions,
  organisationId,
  parseHolder,
  purgeIdentity,
} from '../../identity/index.ts';
import { keyedHash, Problem, systemRandom } from '../../kernel/index.ts';
import { type FixedClock, fixedClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const start = '2026-11-22T02:00:00Z';
const masterKey = Buffer.alloc(32, 9);
const indexKey = Buffer.alloc(32, 3);
const indexOf = (holder: Holder) => keyedHash(indexKey, holder.kind + holder.number);
const known = parseHolder({ kind: '111', number: '11010519491231002X' }, { today: new Date(start) });
const other = parseHolder({ kind: '001', number: '11450721MB0000019Y' }, { today: new Date(start) });

let db: TestDatabase;
let clock: FixedClock;
let sent: CodeMessage[];
let events: DoorEvent[];
let hubs: readonly [HolderSessions, HolderSessions];

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  clock = fixedClock(start);
  [sent, events] = [[], []];
  await db.database.pool.query('truncate identity.holder_code, identity.holder_session, identity.holder_rate');
  hubs = [door(), door()];
});

function door(change: Partial<HolderDoorParts> = {}): HolderSessions {
  return createHolderSessions({
    ...{ database: db.database, clock, random: systemRandom, masterKey, holderIndex: indexOf, codesPerNetwork: 50 },
    sender: { send: async (message) => void sent.push(message) },
    record: async (event) => events.push(event),
    onSendFailed: () => {},
    ...change,
  });
}

async function codeFor(holder: Holder = known, address = '10.0.0.1', hub = hubs[0]) {
  const { request } = await hub.requestCode({ holder, address });
  await new Promise(setImmediate);
  const message = sent.find((each) => each.request === request);
  return { request, code: message?.code ?? '' };
}
const open = (tried: { request: string; code: string }, hub = hubs[0], address = '10.0.0.1') =>
  hub.open({ ...tried, address });
const wrong = (code: string) => (code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`);
async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error.code;
  throw new Error('no refusal', { cause: error });
}

describe('a code', () => {
  it('opens one session on any hub, and says whose it is by the keyed hash alone', async () => {
    const tried = await codeFor();
    expect(tried.code).toMatch(/^[0-9]{8}$/);
    const { session, token } = await open(tried, hubs[1]);
    expect(session.actor).toEqual({ kind: 'holder', index: indexOf(known), holderKind: '111' });
    expect((await hubs[0].authenticate(token))?.actor).toEqual(session.actor);
    expect(await codeOf(open(tried))).toBe('HOLDER_CODE_SPENT');
    expect(events).toEqual([
      {
        event: 'holder-session-opened',
        index: indexOf(known),
        actor: 'holder',
        organisation: undefined,
        at: clock.now(),
      },
    ]);
  });

  it('opens one session, however many right tries come at once', async () => {
    const tried = await codeFor();
    const many = [1, 2, 3, 4, 5].map((each) => [door(), `10.1.1.${each}`] as const);
    const done = await Promise.allSettled(many.map(([hub, address]) => open(tried, hub, address)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  it('opens one session when two have compared the right code before either has spent it', async () => {
    const tried = await codeFor();
    let release = () => {};
    const compared = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const { database } = db;
    const transaction: typeof database.transaction = async (work) => {
      waiting += 1;
      if (waiting === 2) release();
      await compared;
      return database.transaction(work);
    };
    const held = new Proxy(database, {
      get: (target, name) => {
        const value: unknown = name === 'transaction' ? transaction : Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const late = door({ database: held });
    const done = await Promise.allSettled([open(tried, late), open(tried, late)]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(events).toHaveLength(1);
  });

  it('counts five tries over all hubs, also when they come at once, and then the right one is too late', async () => {
    const tried = await codeFor();
    const bad = { ...tried, code: wrong(tried.code) };
    const codes = await Promise.all([0, 1, 0, 1, 0, 1, 0].map((hub) => codeOf(open(bad, hubs[hub as 0 | 1]))));
    expect(codes.toSorted()).toEqual([
      ...Array<string>(3).fill('HOLDER_CODE_SPENT'),
      ...Array<string>(4).fill('HOLDER_CODE_WRONG'),
    ]);
    expect(await codeOf(open(tried))).toBe('HOLDER_CODE_SPENT');
    expect(events).toEqual([]);
  });

  it('is forgiven four slips', async () => {
    const tried = await codeFor();
    for (let slip = 0; slip < 4; slip += 1)
      expect(await codeOf(open({ ...tried, code: wrong(tried.code) }))).toBe('HOLDER_CODE_WRONG');
    expect((await open(tried)).token).toMatch(/^hufu_holder_/);
  });

  it('runs out after five minutes', async () => {
    const tried = await codeFor();
    clock.advance(5 * 60_000);
    expect(await codeOf(open(tried))).toBe('HOLDER_CODE_SPENT');
  });

  it('counts for its own request alone: guessing elsewhere neither opens nor uses up', async () => {
    const mine = await codeFor();
    const strangers = await codeFor(known, '10.9.9.9');
    expect(await codeOf(open({ request: strangers.request, code: mine.code }))).toBe('HOLDER_CODE_WRONG');
    for (let guess = 0; guess < 5; guess += 1) await codeOf(open({ ...strangers, code: wrong(strangers.code) }));
    expect((await open(mine)).session.actor.index).toEqual(indexOf(known));
    expect(await codeOf(open({ request: systemRandom.uuid(), code: mine.code }))).toBe('HOLDER_CODE_SPENT');
  });

  it('is kept otherwise for each request, so that a row is of no use in the place of another', async () => {
    const same = door({ random: { bytes: (length) => Buffer.alloc(length, 7), uuid: systemRandom.uuid } });
    const codes = [await codeFor(known, '10.0.0.1', same), await codeFor(other, '10.0.0.1', same)];
    expect(codes[0]?.code).toBe(codes[1]?.code);
    const { rows } = await db.database.pool.query<{ hashes: number }>(
      'select count(distinct code_hash)::int as hashes from identity.holder_code',
    );
    expect(rows).toEqual([{ hashes: 2 }]);
  });

  it('is in the database as a keyed hash, and so is everybody who asked', async () => {
    const tried = await codeFor();
    const { token } = await open(await codeFor(other));
    const tables = ['holder_code', 'holder_session', 'holder_rate'];
    const dump = (
      await Promise.all(tables.map((table) => db.database.pool.query(`select t::text as row from identity.${table} t`)))
    )
      .flatMap(({ rows }) => rows.map(({ row }) => String(row)))
      .join('\n');
    expect(dump.length).toBeGreaterThan(500);
    for (const secret of [tried.code, token, known.number, other.number, '10.0.0.1']) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});

describe('a code of consent', () => {
  const consentTo = { zh: '同意', en: 'Lets' };
  const ask = async (holder = known, hub = hubs[0]) => {
    const { request } = await hub.requestConsent({ holder, organisation: organisationId('hrss'), consentTo });
    await new Promise(setImmediate);
    const message = sent.find((each) => each.request === request);
    return { request, code: message?.code ?? '', message };
  };

  it('says to what it says yes, and whose yes it is, once', async () => {
    const { request, code, message } = await ask();
    expect(message?.consentTo).toEqual(consentTo);
    const answers = await Promise.allSettled(
      [0, 1, 0].map((hub) => hubs[hub as 0 | 1].confirmConsent({ request, code })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toEqual([
      { status: 'fulfilled', value: { kind: 'holder', index: indexOf(known), holderKind: '111' } },
    ]);
  });

  it('opens no session, and a code for a session is no consent: who hears it at a counter gets nothing else by it', async () => {
    const atCounter = await ask();
    expect(await codeOf(open(atCounter))).toBe('HOLDER_CODE_SPENT');
    const own = await codeFor();
    expect(await codeOf(hubs[0].confirmConsent(own))).toBe('HOLDER_CODE_SPENT');
    expect((await open(own)).token).not.toBe('');
    expect(sent.map((message) => message.consentTo)).toEqual([consentTo, undefined]);
  });

  it('is one of the five that an organisation may ask of a holder, and of those of the organisation', async () => {
    for (let time = 0; time < 5; time += 1) await ask();
    expect(await codeOf(ask())).toBe('HOLDER_TOO_OFTEN');
    expect((await codeFor()).code).not.toBe('');
    const narrow = door({ codesPerNetwork: 0 });
    expect(await codeOf(ask(other, narrow))).toBe('HOLDER_TOO_OFTEN');
  });

  it('counts its tries like any other', async () => {
    const { request, code } = await ask();
    for (let time = 0; time < 5; time += 1) await codeOf(hubs[0].confirmConsent({ request, code: wrong(code) }));
    expect(await codeOf(hubs[1].confirmConsent({ request, code }))).toBe('HOLDER_CODE_SPENT');
  });
});

describe('asking for a code', () => {
  const atCounter = () =>
    hubs[0].requestConsent({ holder: known, organisation: organisationId('hrss'), consentTo: { zh: '', en: '' } });

  it('does the same for a holder that the channel does not know, or cannot reach, and waits for neither', async () => {
    const failures: unknown[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = door({ sender: { send: () => held } });
    const broken = door({
      sender: { send: async () => Promise.reject(new Error('away')) },
      onSendFailed: (error) => void failures.push(error),
    });
    const answers = [
      await hubs[0].requestCode({ holder: known, address: '10.0.0.1' }),
      await slow.requestCode({ holder: other, address: '10.0.0.1' }),
      await broken.requestCode({ holder: other, address: '10.0.0.1' }),
    ];
    await new Promise(setImmediate);
    release();
    for (const answer of answers) {
      expect(Object.keys(answer)).toEqual(['request', 'expiresAt']);
      expect(answer.expiresAt.toISOString()).toBe('2026-11-22T02:05:00.000Z');
    }
    expect(failures).toEqual([expect.objectContaining({ message: 'away' })]);
  });

  it('asks the database as often for one holder as for another', async () => {
    const { pool } = db.database;
    const count = async (holder: Holder) => {
      let asked = 0;
      const onAcquire = () => {
        asked += 1;
      };
      pool.on('acquire', onAcquire);
      await hubs[0].requestCode({ holder, address: '10.0.0.1' });
      pool.off('acquire', onAcquire);
      return asked;
    };
    await open(await codeFor());
    expect([await count(known), await count(other)]).toEqual([4, 4]);
  });

  it('is counted for each holder over all hubs, whoever asks and from wherever', async () => {
    for (let time = 0; time < 10; time += 1) await codeFor(known, `10.0.${time}.1`, hubs[(time % 2) as 0 | 1]);
    const refusal = await codeFor(known, '10.0.9.9', hubs[1]).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'HOLDER_TOO_OFTEN', status: 429, retryAfterSeconds: 900 });
    expect((await codeFor(other)).code).toMatch(/^[0-9]{8}$/);
    clock.advance(15 * 60_000);
    expect((await codeFor(known)).code).toMatch(/^[0-9]{8}$/);
  });

  it('ends for the day after thirty codes of one holder', async () => {
    for (let quarter = 0; quarter < 6; quarter += 1) {
      for (let time = 0; time < 5; time += 1)
        await hubs[0].requestCode({ holder: known, address: `10.0.${time + 5 * (quarter % 2)}.1` });
      clock.advance(15 * 60_000);
    }
    expect(await codeOf(hubs[1].requestCode({ holder: known, address: '10.0.50.2' }))).toBe('HOLDER_TOO_OFTEN');
    clock.advance(24 * 60 * 60_000);
    expect((await codeFor(known)).code).not.toBe('');
  });

  it('cannot be used up by one network, however often it asks: not for the holder elsewhere, and not at a counter', async () => {
    const stranger = () => hubs[0].requestCode({ holder: known, address: '2001:db8:1:2::1' });
    for (let quarter = 0; quarter < 3; quarter += 1) {
      const asked = [];
      for (let time = 0; time < 12; time += 1)
        asked.push(
          await stranger().then(
            () => 'sent',
            (problem) => problem.code,
          ),
        );
      expect(asked.filter((answer) => answer === 'sent')).toHaveLength([5, 5, 0][quarter] ?? 0);
      expect((await codeFor(known, '10.0.0.1')).code).not.toBe('');
      clock.advance(15 * 60_000);
    }
    expect((await atCounter()).expiresAt).toBeInstanceOf(Date);
  });

  it('at the door takes nothing from the counters, whoever asks there', async () => {
    for (let time = 0; time < 10; time += 1) await codeFor(known, `10.0.${time}.1`);
    expect(await codeOf(codeFor(known, '10.0.11.1'))).toBe('HOLDER_TOO_OFTEN');
    expect((await atCounter()).expiresAt).toBeInstanceOf(Date);
  });

  it('is counted for each network over all holders, and so are tries', async () => {
    const narrow = [door({ codesPerNetwork: 2 }), door({ codesPerNetwork: 2 })] as const;
    const mine = await codeFor(known, '2001:db8:1:2::1', narrow[0]);
    await codeFor(other, '2001:db8:1:2:ffff::9', narrow[1]);
    expect(await codeOf(narrow[1].requestCode({ holder: other, address: '2001:db8:1:2::77' }))).toBe(
      'HOLDER_TOO_OFTEN',
    );
    expect((await codeFor(other, '2001:db8:1:3::1', narrow[0])).code).not.toBe('');
    const nobodys = () => open({ request: systemRandom.uuid(), code: '00000000' }, narrow[0], '10.7.7.7');
    for (let time = 0; time < 10; time += 1) expect(await codeOf(nobodys())).toBe('HOLDER_CODE_SPENT');
    expect(await codeOf(nobodys())).toBe('HOLDER_TOO_OFTEN');
    expect(await codeOf(open(mine, narrow[1], '10.7.7.7'))).toBe('HOLDER_TOO_OFTEN');
    expect((await open(mine, narrow[1], '10.7.7.8')).token).not.toBe('');
  });

  it('is refused where the deployment sends none', async () => {
    const mute = door({ sender: undefined });
    expect(await codeOf(mute.requestCode({ holder: known, address: '10.0.0.1' }))).toBe('HOLDER_CODES_NOT_SENT');
  });
});

describe('a holder’s session', () => {
  it('lasts fifteen minutes, whatever is done in it', async () => {
    const { token } = await open(await codeFor());
    clock.advance(15 * 60_000 - 1);
    expect(await hubs[1].authenticate(token)).toBeDefined();
    clock.advance(1);
    expect(await hubs[1].authenticate(token)).toBeUndefined();
  });

  it('ends everywhere at once, one or all of a holder’s, with the codes on their way', async () => {
    const first = await open(await codeFor());
    const second = await open(await codeFor());
    const others = await open(await codeFor(other));
    const pending = await codeFor();
    await hubs[1].close(first.token);
    expect(await hubs[0].authenticate(first.token)).toBeUndefined();
    expect(await hubs[0].authenticate(second.token)).toBeDefined();
    expect(await hubs[1].closeAll({ index: indexOf(known), by: second.session.actor })).toBe(1);
    expect(await hubs[0].authenticate(second.token)).toBeUndefined();
    expect(await codeOf(open(pending))).toBe('HOLDER_CODE_SPENT');
    expect(await hubs[0].authenticate(others.token)).toBeDefined();
    expect(events.at(-1)).toMatchObject({ event: 'holder-sessions-ended', actor: 'holder' });
  });

  it('is not opened when its opening cannot be recorded, and the code still counts', async () => {
    const unrecorded = door({ record: async () => Promise.reject(new Error('the log is full')) });
    const tried = await codeFor();
    await expect(open(tried, unrecorded)).rejects.toThrow('the log is full');
    const { rows } = await db.database.pool.query('select 1 from identity.holder_session');
    expect(rows).toEqual([]);
    expect((await open(tried)).token).not.toBe('');
  });

  it('has a token that is known by its form; others are not looked up', async () => {
    for (const token of ['', 'hufu_holder_short', `hufu_session_${'a'.repeat(43)}`, `hufu_holder_${'a'.repeat(43)}`])
      expect(await hubs[0].authenticate(token)).toBeUndefined();
  });

  it('leaves nothing behind once it has run out', async () => {
    await open(await codeFor());
    await codeFor();
    clock.advance(25 * 60 * 60_000);
    await purgeIdentity({ database: db.database, clock });
    for (const table of ['holder_code', 'holder_session', 'holder_rate']) {
      const { rows } = await db.database.pool.query(`select 1 from identity.${table}`);
      expect([table, rows]).toEqual([table, []]);
    }
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:42::1', '2001:db8:0:42'],
    ['2001:0DB8::42:1:2:3:4', '2001:db8:0:42'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
