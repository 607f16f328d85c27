import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline, type ResourceMapping, type Source } from '../../connectors/index.ts';
import { openPostgresSource } from '../../connectors/source/postgres/postgres-source.ts';
import { timeLimit } from '../../connectors/source/postgres/session.ts';
import { readStatement } from '../../connectors/source/postgres/statement.ts';
import { StatementNames } from '../../connectors/source/postgres/statement-names.ts';
import type { ListPlace } from '../../connectors/source/source.ts';
import { systemClock } from '../../kernel/index.ts';
import { createEmptyDatabase, startOwnPostgres, type TestDatabase } from '../support/postgres.ts';
import { serverFolder } from '../support/temporary-folder.ts';
import { field, listeningLogger, mapping, request } from './mapping.ts';

const tables = `
create schema rk;
create table rk."czrk 表" (
  sfzh varchar(18) primary key, xm text, csrq char(8), xb char(1), xzqh varchar(12),
  "odd ""name""; drop table x; --" text, born date, seen timestamptz, noted timestamp, age int, income numeric(20,2),
  serial bigint, ok boolean, more jsonb
);
insert into rk."czrk 表" values
 ('A1', '王芳 ', '19491231', '2', '450721001', 'odd', '1949-12-31', '2026-01-01 08:00:00+08', '2026-01-01 08:00:00',
  76, 12.50, 9007199254740993, true, '{"a":[1]}'),
 ('A2', '李四', '19900101', '1', '450722001', null, null, null, null, 36, null, 5, false, null),
 ('A%', '百分', '19900102', '1', '450721%', null, null, null, null, 36, null, 5, false, null),
 ('O''Brien', '引号', '19900103', '1', '45\\0721', null, null, null, null, 36, null, 5, false, null);
create view rk.slow as select sfzh, xm, pg_sleep(30)::text as nap from rk."czrk 表";
create view rk.plain as select sfzh, xm, age, born from rk."czrk 表";
create table rk.log (n int);
create function rk.writes() returns text language sql volatile as $$ insert into rk.log values (1) returning 'x' $$;
create function rk.unsets() returns text language sql volatile as $$
  select set_config('default_transaction_read_only', 'off', false) $$;
create view rk.unset as select sfzh, rk.unsets() as xm from rk."czrk 表";
create view rk.settings as select sfzh, current_setting('transaction_read_only') as readonly,
  current_setting('statement_timeout') as patience, pg_backend_pid() as pid from rk."czrk 表";
create view rk.moody as select sfzh, pg_backend_pid() as pid, age,
  pg_sleep(case when sfzh = 'A2' then 1.5 else 0 end)::text as nap from rk."czrk 表";
create table rk.changing (k text, v int);
insert into rk.changing values ('a', 1);
create view rk.sly as select sfzh, rk.writes() as xm from rk."czrk 表";
`;

const resident = mapping({
  from: 'rk.czrk 表',
  match: ['citizenNumber', 'sex', 'bornOn', 'age', 'ok'],
  fields: {
    citizenNumber: 'sfzh',
    name: field('xm', { trim: true }),
    bornOn: field('csrq', { date: 'yyyyMMdd' }),
    sex: field('xb', {
      codes: new Map([
        ['1', '男'],
        ['2', '女'],
      ]),
    }),
    divisionCode: 'xzqh',
    odd: 'odd "name"; drop table x; --',
    born: 'born',
    seen: 'seen',
    noted: field('noted', { type: 'date-time' }),
    age: 'age',
    income: 'income',
    serial: 'serial',
    ok: 'ok',
    more: 'more',
  },
});
const slow = mapping({ from: 'rk.slow', match: ['citizenNumber'], fields: { citizenNumber: 'sfzh', nap: 'nap' } });
const sly = mapping({ from: 'rk.sly', match: ['citizenNumber'], fields: { citizenNumber: 'sfzh', name: 'xm' } });

const unset = mapping({ from: 'rk.unset', match: ['citizenNumber'], fields: { citizenNumber: 'sfzh', name: 'xm' } });
const settings = mapping({
  from: 'rk.settings',
  match: ['citizenNumber'],
  fields: { citizenNumber: 'sfzh', readonly: 'readonly', patience: 'patience', pid: 'pid' },
});

let db: TestDatabase;
let source: Source;
const { logger, lines } = listeningLogger();

// On a busy machine the quickest statement may take its time.
const open = (url: string, connections = 4) =>
  openPostgresSource({ config: { kind: 'postgres', url }, connections, clock: systemClock, logger, quickMs: 1_000 });
const rowsOf = async (...args: Parameters<typeof request>) => (await source.read(request(...args))).rows;

beforeAll(async () => {
  db = await createEmptyDatabase();
  await db.database.pool.query(tables);
  source = open(db.url);
});
afterAll(async () => {
  await source[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

describe('a list', () => {
  const everything = async (resource: ResourceMapping, limit = 2) => {
    using deadline = new Deadline(10_000);
    const seen: unknown[] = [];
    let from: ListPlace | undefined;
    do {
      const piece = await source.list?.({ resource, fields: ['name'], from, limit, deadline });
      if (piece === undefined) throw new Error('no list');
      expect(piece.rows.every((row) => Object.keys(row).join() === 'name')).toBe(true);
      seen.push(...piece.rows.map((row) => row.name));
      from = piece.next;
    } while (from !== undefined);
    return seen;
  };

  it('gives every row once, by the primary key, which need not be among what it gives', async () => {
    for (const limit of [1, 2, 4, 5]) {
      expect((await everything(resident, limit)).toSorted()).toEqual(['引号', '李四', '王芳', '百分']);
    }
    expect(await source.check(resident)).toMatchObject({ lists: true });
  });

  it('goes by the columns of the configuration, where a view has no key, and tells where they are none', async () => {
    const view = mapping({ from: 'rk.plain', match: ['name'], fields: { name: 'xm' } });
    expect(await source.check(view)).toMatchObject({ ok: true, lists: false });
    await expect(everything(view)).rejects.toMatchObject({ code: 'LIST_NOT_SUPPORTED' });
    const listed = { ...view, listBy: ['age', 'sfzh'] };
    expect(await source.check(listed)).toMatchObject({ lists: true });
    expect((await everything(listed, 1)).toSorted()).toEqual(['引号', '李四', '王芳 ', '百分'].toSorted());
    await expect(everything({ ...view, listBy: ['age'] }, 1)).rejects.toMatchObject({ code: 'LIST_NOT_SUPPORTED' });
    // Rows that lack the column have no place.
    expect(await everything({ ...view, listBy: ['born'] })).toEqual(['王芳 ']);
    await expect(everything({ ...view, listBy: ['x"; drop table x; --'] })).rejects.toMatchObject({
      code: 'SOURCE_ERROR',
    });
  });
});

describe('a PostgreSQL source', () => {
  it('finds a record by its key and gives the fields asked for, no others', async () => {
    expect(await rowsOf(resident, { match: { citizenNumber: 'A1' }, fields: ['name'] })).toEqual([{ name: '王芳' }]);
    expect(await rowsOf(resident, { match: { citizenNumber: 'none' }, fields: ['name'] })).toEqual([]);
  });

  it('gives every kind of column as JSON can carry it, without losing a digit or an hour', async () => {
    const fields = [...resident.fields.keys()];
    expect(await rowsOf(resident, { match: { citizenNumber: 'A1' }, fields })).toEqual([
      {
        ...{
          citizenNumber: 'A1',
          name: '王芳',
          bornOn: '1949-12-31',
          sex: '女',
          divisionCode: '450721001',
          odd: 'odd',
        },
        ...{ born: '1949-12-31', seen: '2026-01-01T00:00:00.000Z', noted: '2026-01-01T00:00:00.000Z' },
        ...{ age: 76, income: 12.5, serial: '9007199254740993', ok: true, more: { a: [1] } },
      },
    ]);
    const [second] = await rowsOf(resident, { match: { citizenNumber: 'A2' }, fields });
    expect(second).toMatchObject({ born: null, seen: null, more: null, serial: 5, ok: false });
  });

  it('matches by the value that leaves, whatever the source stores', async () => {
    const names = async (match: Record<string, string | number | boolean>) =>
      (await rowsOf(resident, { match, fields: ['citizenNumber'] })).map((row) => row.citizenNumber).toSorted();
    expect(await names({ sex: '女' })).toEqual(['A1']);
    expect(await names({ sex: '其他' })).toEqual([]);
    expect(await names({ bornOn: '1949-12-31' })).toEqual(['A1']);
    expect(await names({ age: 76 })).toEqual(['A1']);
    expect(await names({ age: '76' })).toEqual(['A1']);
    expect(await names({ ok: true })).toEqual(['A1']);
  });

  it('keeps to the scope of the grant: one of, equal to, beginning with', async () => {
    const found = async (scope: Parameters<typeof request>[1]['scope']) =>
      (await rowsOf(resident, { match: { age: 36 }, fields: ['citizenNumber'], scope: scope ?? [] }))
        .map((row) => row.citizenNumber)
        .toSorted();
    expect(await found([{ field: 'divisionCode', op: 'prefix', value: '450721' }])).toEqual(['A%']);
    expect(await found([{ field: 'divisionCode', op: 'eq', value: '450722001' }])).toEqual(['A2']);
    expect(await found([{ field: 'divisionCode', op: 'in', value: ['450722001', '450721%'] }])).toEqual(['A%', 'A2']);
    expect(await found([{ field: 'age', op: 'in', value: [36] }])).toHaveLength(3);
    expect(await found([{ field: 'sex', op: 'eq', value: '女' }])).toEqual([]);
    expect(await found([{ field: 'sex', op: 'in', value: ['其他', '男'] }])).toHaveLength(3);
    expect(await found([{ field: 'sex', op: 'in', value: ['其他'] }])).toEqual([]);
  });

  it('takes the signs of a pattern for what they are', async () => {
    const beginning = async (value: string) =>
      (
        await rowsOf(resident, {
          match: { sex: '男' },
          fields: ['citizenNumber'],
          scope: [{ field: 'divisionCode', op: 'prefix', value }],
        })
      ).map((row) => row.citizenNumber);
    expect(await beginning('%')).toEqual([]);
    expect(await beginning('450721%')).toEqual(['A%']);
    expect(await beginning('450_22')).toEqual([]);
    expect(await beginning('45\\')).toEqual(["O'Brien"]);
  });

  it('declines a condition that it cannot apply, instead of leaving it out', async () => {
    const read = (name: string) =>
      rowsOf(resident, {
        match: { citizenNumber: 'A1' },
        fields: ['name'],
        scope: [{ field: name, op: 'prefix', value: '1' }],
      });
    await expect(read('sex')).rejects.toMatchObject({ code: 'SCOPE_NOT_SUPPORTED' });
    await expect(read('bornOn')).rejects.toMatchObject({ code: 'SCOPE_NOT_SUPPORTED' });
    await expect(read('nowhere')).rejects.toMatchObject({ code: 'FIELD_UNKNOWN' });
  });

  it('gives no more rows than the limit', async () => {
    expect(await rowsOf(resident, { match: { age: 36 }, fields: ['name'], limit: 2 })).toHaveLength(2);
  });
});

describe('a hostile order', () => {
  const attacks = [
    "' or '1'='1",
    "A1' --",
    "A1'; drop table rk.log; --",
    '\' union select sfzh from rk."czrk 表" --',
    '$1',
    "\\' or 1=1 --",
    '{"$ne": null}',
    '{A1,A2}',
    '%',
    'A_',
    "E'\\x41\\x31'",
  ];

  it.each(attacks)('finds nothing with the match value %j', async (value) => {
    expect(await rowsOf(resident, { match: { citizenNumber: value }, fields: ['name'] })).toEqual([]);
    const scope = [{ field: 'divisionCode', op: 'in' as const, value: [value] }];
    expect(await rowsOf(resident, { match: { age: 36 }, fields: ['name'], scope })).toEqual([]);
  });

  it('never changes the statement, whatever its values are', () => {
    const plain = readStatement(request(resident, { match: { citizenNumber: 'x' }, fields: ['name'] }))!.text;
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (value) => {
        const statement = readStatement(request(resident, { match: { citizenNumber: value }, fields: ['name'] }))!;
        expect(statement.text).toBe(plain);
        expect(statement.values[0]).toBe(value);
      }),
    );
    expect(plain).toBe('select "xm" from "rk"."czrk 表" where "sfzh" = $1 limit $2');
  });

  it('cannot name a column: a field that is not mapped reads nothing', async () => {
    const names = ['sfzh', 'xm"', 'name" from pg_shadow --', '*', 'constructor', '__proto__', '1'];
    for (const name of names) {
      await expect(rowsOf(resident, { match: { citizenNumber: 'A1' }, fields: [name] })).rejects.toMatchObject({
        code: 'FIELD_UNKNOWN',
      });
      await expect(rowsOf(resident, { match: { [name]: 'A1' }, fields: ['name'] })).rejects.toMatchObject({
        code: 'FIELD_UNKNOWN',
      });
    }
  });

  it('has a value of the wrong kind refused, and not repeated', async () => {
    for (const value of ['seventy', '11010519491231002X', '9'.repeat(40)]) {
      const error = await rowsOf(resident, { match: { age: value }, fields: ['name'] }).catch((caught) => caught);
      expect(error).toMatchObject({ code: 'VALUE_NOT_USABLE', message: 'VALUE_NOT_USABLE' });
    }
    await expect(rowsOf(resident, { match: { citizenNumber: 'a\u0000b' }, fields: ['name'] })).rejects.toMatchObject({
      code: 'VALUE_NOT_USABLE',
    });
    expect(lines.join()).not.toContain('11010519491231002X');
  });

  it('cannot make the source write, even through a view that does', async () => {
    await expect(rowsOf(sly, { match: { citizenNumber: 'A1' }, fields: ['name'] })).rejects.toMatchObject({
      code: 'SOURCE_ERROR',
    });
    expect((await db.database.pool.query('select from rk.log')).rowCount).toBe(0);
  });
});

describe('a connection that was set up once', () => {
  const shown = async (from: Source, timeLeftMs = 5_000) => {
    const fields = ['readonly', 'patience', 'pid'];
    const [row] = (await from.read(request(settings, { match: { citizenNumber: 'A1' }, fields, timeLeftMs }))).rows;
    return row as Record<'readonly' | 'patience' | 'pid', unknown>;
  };

  it('is read-only for every read, and serves the next', async () => {
    await using own = open(db.url, 1);
    const first = await shown(own);
    const second = await shown(own);
    expect(first).toMatchObject({ readonly: 'on' });
    expect(second).toEqual(first);
  });

  it('does not stay in use when a view has switched read-only off', async () => {
    await using own = open(db.url, 1);
    const before = await shown(own);
    await own.read(request(unset, { match: { citizenNumber: 'A1' }, fields: ['name'] }));
    const writing = own.read(request(sly, { match: { citizenNumber: 'A1' }, fields: ['name'] }));
    await expect(writing).rejects.toMatchObject({ code: 'SOURCE_ERROR' });
    expect((await db.database.pool.query('select from rk.log')).rowCount).toBe(0);
    const after = await shown(own);
    expect(after.readonly).toBe('on');
    expect(after.pid).not.toBe(before.pid);
  });

  it('keeps the server to the time of each order, not to that of the one before', async () => {
    await using own = open(db.url, 1);
    expect((await shown(own, 5_000)).patience).toBe('4500ms');
    expect((await shown(own, 4_800)).patience).toBe('4500ms');
    expect((await shown(own, 1_000)).patience).toBe('900ms');
    expect((await shown(own, 100)).patience).toBe('90ms');
    expect((await shown(own, 10_000)).patience).toBe('9s');
    const slowly = own.read(request(slow, { match: { citizenNumber: 'A1' }, fields: ['nap'], timeLeftMs: 200 }));
    await expect(slowly).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
  });

  it('has a limit of at most the time left, and of three quarters of it at least', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 120_000 })),
        fc.integer({ min: 1, max: 120_000 }),
        (present, left) => {
          const limit = timeLimit(present ?? undefined, left);
          expect(limit).toBeLessThanOrEqual(left);
          expect(limit).toBeGreaterThanOrEqual(Math.max(1, Math.floor(left * 0.75)));
        },
      ),
    );
  });

  it('goes on when a column of a table has become another kind since its statement was prepared', async () => {
    const changing = mapping({ from: 'rk.changing', match: ['k'], fields: { k: 'k', v: 'v' } });
    await using own = open(db.url, 1);
    const read = async () => (await own.read(request(changing, { match: { k: 'a' }, fields: ['v'] }))).rows;
    expect(await read()).toEqual([{ v: 1 }]);
    const { pid } = await shown(own);
    await db.database.pool.query('alter table rk.changing alter v type text');
    expect(await read()).toEqual([{ v: '1' }]);
    expect(await read()).toEqual([{ v: '1' }]);
    // The connection on which the statement had been prepared is not in use any more.
    expect((await shown(own)).pid).not.toBe(pid);
  });

  it('keeps a bounded number of statements prepared', () => {
    const names = new StatementNames(2);
    expect([names.of('a'), names.of('b'), names.of('c'), names.of('a')]).toEqual([
      'hufu_1',
      'hufu_2',
      undefined,
      'hufu_1',
    ]);
  });
});

describe('reads that begin at one moment', () => {
  const moody = mapping({
    from: 'rk.moody',
    match: ['citizenNumber', 'age'],
    fields: { citizenNumber: 'sfzh', pid: 'pid', nap: 'nap', age: 'age' },
  });
  const fields = ['citizenNumber', 'pid', 'nap'];
  const by = (match: Record<string, string>) => request(moody, { match, fields });
  const readBy = async (own: Source, match: Record<string, string>) => (await own.read(by(match))).rows[0];
  /** Enough reads, one by one, for the statement to count as quick. */
  const prove = async (own: Source, match: Record<string, string>) => {
    for (let n = 0; n < 20; n += 1) await readBy(own, match);
  };
  const connectionsOf = (rows: readonly (Record<string, unknown> | undefined)[]) =>
    new Set(rows.map((row) => row?.pid)).size;

  it('share a connection once they are known to be quick, and each gets its own rows', async () => {
    await using own = open(db.url, 8);
    const keys = ['A1', 'A%', "O'Brien", 'A1', 'nobody', 'A%', 'A1', "O'Brien"];
    const all = () => Promise.all(keys.map((citizenNumber) => readBy(own, { citizenNumber })));
    expect(connectionsOf(await all())).toBeGreaterThan(2);
    await prove(own, { citizenNumber: 'A1' });
    const rows = await all();
    expect(rows.map((row) => row?.citizenNumber ?? 'nobody')).toEqual(keys);
    expect(connectionsOf(rows.filter((row) => row !== undefined))).toBe(1);
  });

  it('do not fail with one among them that fails', async () => {
    await using own = open(db.url, 8);
    await prove(own, { age: '76' });
    const values = ['76', 'seventy', '76', '9'.repeat(40), '76'];
    const results = await Promise.allSettled(values.map((age) => readBy(own, { age })));
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value?.citizenNumber : result.reason.code)),
    ).toEqual([...['A1', 'VALUE_NOT_USABLE', 'A1', 'VALUE_NOT_USABLE', 'A1']]);
    expect(connectionsOf(await Promise.all(['76', '76'].map((age) => readBy(own, { age }))))).toBe(1);
  });

  it('are answered though one among them is withdrawn, and that one is not waited for', async () => {
    await using own = open(db.url, 1);
    await prove(own, { citizenNumber: 'A1' });
    const deadline = new Deadline(5_000);
    let answered = 0;
    const count = (row: Record<string, unknown> | undefined) => {
      answered += 1;
      return row;
    };
    const sleeper = own
      .read({ ...by({ citizenNumber: 'A2' }), deadline })
      .catch((error: { code: string }) => ({ code: error.code, answered }));
    const others = Promise.all([1, 2].map(() => readBy(own, { citizenNumber: 'A1' }).then(count)));
    setTimeout(() => deadline.end(), 100);
    expect(await sleeper).toEqual({ code: 'SOURCE_TIMEOUT', answered: 0 });
    expect((await others).map((row) => row?.citizenNumber)).toEqual(['A1', 'A1']);
  });

  it('have connections to themselves again when one was slow', async () => {
    await using own = open(db.url, 8);
    await prove(own, { citizenNumber: 'A1' });
    await readBy(own, { citizenNumber: 'A2' });
    const rows = await Promise.all([1, 2, 3].map(() => readBy(own, { citizenNumber: 'A1' })));
    expect(connectionsOf(rows)).toBe(3);
  });

  it('have connections to themselves again when one ran out of time', async () => {
    await using own = open(db.url, 8);
    await prove(own, { citizenNumber: 'A1' });
    await expect(own.read({ ...by({ citizenNumber: 'A2' }), deadline: new Deadline(100) })).rejects.toMatchObject({
      code: 'SOURCE_TIMEOUT',
    });
    const rows = await Promise.all([1, 2, 3].map(() => readBy(own, { citizenNumber: 'A1' })));
    expect(connectionsOf(rows)).toBe(3);
  });

  it('fail together, and leave nothing behind, when their connection is cut', async () => {
    await using own = open(db.url, 1);
    await prove(own, { citizenNumber: 'A1' });
    const { pid } = (await readBy(own, { citizenNumber: 'A1' })) ?? {};
    const reads = Promise.allSettled(['A2', 'A1'].map((citizenNumber) => readBy(own, { citizenNumber })));
    await expect
      .poll(
        async () =>
          (
            await db.database.pool.query(
              'select pg_terminate_backend($1) where exists (select from pg_stat_activity where pid = $1 and state = $2)',
              [pid, 'active'],
            )
          ).rowCount,
      )
      .toBe(1);
    for (const result of await reads) expect(result).toMatchObject({ reason: { code: 'SOURCE_UNAVAILABLE' } });
    expect(await readBy(own, { citizenNumber: 'A1' })).toMatchObject({ citizenNumber: 'A1' });
  });
});

describe('the time of an order', () => {
  it('is kept by the server itself, which ends the statement', async () => {
    await expect(
      rowsOf(slow, { match: { citizenNumber: 'A1' }, fields: ['nap'], timeLeftMs: 300 }),
    ).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
    const running = () =>
      db.database.pool.query(
        "select from pg_stat_activity where query like '%\"nap\"%' and state = 'active' and pid <> pg_backend_pid()",
      );
    await expect.poll(async () => (await running()).rowCount, { timeout: 10_000 }).toBe(0);
  });

  it('is over when the order is withdrawn, and the next read has not to wait for its connection', async () => {
    await using own = open(db.url, 1);
    const deadline = new Deadline(5_000);
    const reading = own.read(request(slow, { match: { citizenNumber: 'A1' }, fields: ['nap'], deadline }));
    setTimeout(() => deadline.end(), 100);
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
    const next = await own.read(request(resident, { match: { citizenNumber: 'A1' }, fields: ['name'] }));
    expect(next.rows).toHaveLength(1);
  });
});

describe('the health of a PostgreSQL source', () => {
  it('is good when every mapped column can be read by a role that may only read', async () => {
    const role = `reader_${db.url.slice(-8)}`;
    await db.database.pool.query(`create role ${role} login password 'secret'; grant usage on schema rk to ${role};
      grant select on all tables in schema rk to ${role}`);
    const url = new URL(db.url);
    url.username = role;
    url.password = 'secret';
    await using reader = open(url.href);
    expect(await reader.check(resident)).toEqual({ ok: true, detail: 'OK', lists: true });
    await reader[Symbol.asyncDispose]();
    await db.database.pool.query(`drop owned by ${role}; drop role ${role}`);
  });

  it('warns of a role that may write, once', async () => {
    expect(await source.check(resident)).toEqual({ ok: true, detail: 'ROLE_MAY_WRITE', lists: true });
    expect(await source.check(resident)).toEqual({ ok: true, detail: 'ROLE_MAY_WRITE', lists: true });
    expect(lines.filter((line) => line.includes('may write'))).toHaveLength(1);
  });

  it('is bad when the mapping does not fit', async () => {
    const wrongTable = mapping({ from: 'rk.nowhere', match: ['a'], fields: { a: 'a' } });
    const wrongColumn = mapping({ from: 'rk.czrk 表', match: ['a'], fields: { a: 'nowhere' } });
    expect(await source.check(wrongTable)).toEqual({ ok: false, detail: 'MAPPING_WRONG' });
    expect(await source.check(wrongColumn)).toEqual({ ok: false, detail: 'MAPPING_WRONG' });
  });
});

describe('a PostgreSQL that goes away', () => {
  it('is told apart from a slow one, and found again when it is back', async () => {
    await using folder = await serverFolder('postgres-away');
    const first = await startOwnPostgres({ dataDirectory: join(folder.path, 'data'), temporary: false });
    const { port } = first;
    const url = first.url('postgres');
    const administrator = new pg.Client({ connectionString: url });
    await administrator.connect();
    await administrator.query("create table t (k text, v text); insert into t values ('a', '1')");
    await administrator.end();
    const plain = mapping({ from: 't', match: ['k'], fields: { k: 'k', v: 'v' } });
    await using own = open(url);
    const read = async () => (await own.read(request(plain, { match: { k: 'a' }, fields: ['v'] }))).rows;
    expect(await read()).toEqual([{ v: '1' }]);
    await first.stop();
    await expect(read()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(await own.check(plain)).toEqual({ ok: false, detail: 'SOURCE_UNAVAILABLE' });
    const dataDirectory = join(folder.path, 'data');
    await using _second = await startOwnPostgres({ dataDirectory, port, temporary: false });
    expect(await read()).toEqual([{ v: '1' }]);
  });
});
