import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../identity/index.ts';
import { createLogger, kernelProblems } from '../../kernel/index.ts';
import { type WrittenCell, writeWorkbook } from '../../kernel/workbook/index.ts';
import { rowsOfLines } from '../../licence-vault/bulk/file-row.ts';
import { rowsOfWorkbook } from '../../licence-vault/bulk/rows-of-workbook.ts';
import { showIssueJob, showIssueJobRows, showIssueJobs, stopIssueJob } from '../../licence-vault/bulk/show-jobs.ts';
import {
  batchOf,
  type IssueBatch,
  purgeJobs,
  type RunParts,
  readLicenceType,
  rewrapDataKeys,
  submitIssueJob,
  takeTurn,
} from '../../licence-vault/index.ts';
import {
  administrator,
  clerk,
  company,
  counterSystem,
  dumpOf,
  hrssClerk,
  keysUnder,
  openVault,
  refusalOf,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
const logged: string[] = [];
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

const logger = createLogger({ level: 'debug', name: 'jobs', destination: { write: (line) => void logged.push(line) } });
const runParts = (change: Partial<RunParts> = {}): RunParts => ({
  ...vault.parts,
  ...{ logger, issueBatch: batchOf(vault.parts), stillActs: () => true },
  ...change,
});

type Row = Record<string, unknown> | string;
const lines = (rows: readonly Row[]) =>
  Buffer.from(rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
const submit = (rows: readonly Row[], actor: Actor = clerk) => submitFile(lines(rows), actor);
const submitFile = (file: Buffer, actor: Actor = clerk) =>
  submitIssueJob({
    ...vault.parts,
    ...{ actor, kind: 'issue', type: 'business-licence' },
    rows: () => rowsOfLines([file]),
  });
/** Works off jobs until there is nothing to do. */
const workOff = async (change: Partial<RunParts> = {}) => {
  while (await takeTurn(runParts(change)));
};
const show = (id: string, actor: Actor = clerk) => showIssueJob({ ...vault.parts, actor, id });
const results = async (id: string) =>
  (
    await showIssueJobRows({
      ...vault.parts,
      ...{ actor: clerk, id, state: undefined, cursor: undefined, limit: 500, language: 'en' as const },
    })
  ).items;
const codesOf = async (id: string) =>
  (await results(id)).map(({ row, state, problem }) => [row, problem?.code ?? state]);
const issued = (prefix: string, count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => ({
    issuerReference: `${prefix}-${index}`,
    data: company(1000 + first + index),
  }));

describe('a file of licences', () => {
  it('is issued row by row: what is right is issued, and each row that is not says why', async () => {
    const right = company(100);
    const file = [
      { issuerReference: 'F-1', data: right },
      '',
      '{"data":',
      { issuerReference: 'F-2', data: company(101, { address: 7 }) },
      { issuerReference: 'F-3', data: company(102, { unifiedCode: '91450721MA5000102X' }) },
      { issuerReference: 'F-1', data: company(103) },
      { issuerReference: 'F-1', data: right },
      { issuerReference: 'F-4', datum: {} },
      {
        issuerReference: 'F-5',
        data: company(104),
        origin: { medium: 'paper', register: 'x', issuedOn: '2020-01-01' },
      },
      { issuerReference: 'F-6', data: company(105, { name: 'half \ud800 a character' }) },
    ];
    const { created, job } = await submit(file);
    expect(created).toBe(true);
    expect(await show(job.id)).toMatchObject({ state: 'waiting', rows: 9, issued: 0, refused: 0 });
    await workOff();
    expect(await codesOf(job.id)).toEqual([
      [1, 'issued'],
      [3, 'ISSUE_JOB_ROW_UNREADABLE'],
      [4, 'LICENCE_DATA_INVALID'],
      [5, 'UNIFIED_CODE_INVALID'],
      [6, 'ISSUER_REFERENCE_REUSED'],
      [7, 'repeated'],
      [8, 'ISSUE_JOB_ROW_UNREADABLE'],
      [9, 'ORIGIN_NOT_EXPECTED'],
      [10, 'ISSUE_JOB_ROW_UNREADABLE'],
    ]);
    expect(await show(job.id)).toMatchObject({ state: 'done', issued: 1, repeated: 1, refused: 7 });
    const [first, , third] = await results(job.id);
    expect(third?.problem?.errors).toContainEqual({ pointer: '/data/address', detail: expect.any(String) });
    const { rows } = await vault.db.database.pool.query(
      'select licence, identifier from vault.licence_version where licence = $1',
      [first?.licence],
    );
    expect(rows).toEqual([{ licence: first?.licence, identifier: first?.identifier }]);
  });

  it('is one job however often it is submitted, and a new one when something of it was refused', async () => {
    const file = issued('AGAIN', 3);
    const { job } = await submit(file);
    expect(await submit(file)).toMatchObject({ created: false, job: { id: job.id } });
    const both = await Promise.all([submit(issued('RACE', 2, 20)), submit(issued('RACE', 2, 20))]);
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    await workOff();
    expect(await submit(file)).toMatchObject({ created: false, job: { id: job.id, state: 'done', issued: 3 } });

    const flawed = [...issued('FLAWED', 2, 10), { data: {} }];
    const first = await submit(flawed);
    await workOff();
    const second = await submit(flawed);
    expect(second).toMatchObject({ created: true });
    await workOff();
    expect(await show(first.job.id)).toMatchObject({ issued: 2, repeated: 0, refused: 1 });
    expect(await show(second.job.id)).toMatchObject({ issued: 0, repeated: 2, refused: 1 });
  });

  it('says nothing of anybody while it waits, nor when it is done', async () => {
    const { job } = await submit([...issued('SECRET', 1, 30), '{"data":{"name":"欧阳无名"}}']);
    const words = ['百果园第1030号', '百果园第1030', 'MA501030', '欧阳无名', '欧阳测试1030', 'SECRET-0'];
    const isClean = async () => {
      const dump = await dumpOf(vault.db.database);
      expect(words.filter((word) => dump.includes(word))).toEqual([]);
    };
    await isClean();
    await workOff();
    expect(await show(job.id)).toMatchObject({ issued: 1, refused: 1 });
    await isClean();
    expect(words.filter((word) => logged.join('').includes(word))).toEqual([]);
    const { rows } = await vault.db.database.pool.query(
      `select state, sealed is null as gone from vault.issue_job_row where job = $1 order by row`,
      [job.id],
    );
    expect(rows).toEqual([
      { state: 'issued', gone: true },
      { state: 'refused', gone: false },
    ]);
  });

  it('is not taken for a purpose that names a person, and nothing of it stays', async () => {
    const number = '11010519491231002X';
    for (const [purpose, pointer] of [
      [{ matter: 'FOOD-PERMIT-01', case: `FP-${number}` }, '/case'],
      [{ matter: number, case: 'FP-1' }, '/matter'],
    ] as const) {
      const refused = submitIssueJob({
        ...{ ...vault.parts, actor: clerk, kind: 'issue', type: 'business-licence', purpose },
        rows: () => rowsOfLines([lines(issued('PURPOSE', 1, 35))]),
      });
      expect(await refusalOf(refused)).toMatchObject({ code: 'INVALID_INPUT', errors: [{ pointer }] });
    }
    expect(await dumpOf(vault.db.database)).not.toContain(number);
  });

  it.each([
    ['without a row', Buffer.from('\n \r\n'), 'ISSUE_JOB_EMPTY'],
    ['with a row longer than any licence', Buffer.alloc(300_000, 0x20), 'ISSUE_JOB_TOO_LARGE'],
  ])('%s is refused as a whole, and nothing of it stays', async (_what, file, code) => {
    const before = (await vault.db.database.pool.query('select count(*) as n from vault.issue_job')).rows;
    expect(await refusalOf(submitFile(file))).toMatchObject({ code });
    expect((await vault.db.database.pool.query('select count(*) as n from vault.issue_job')).rows).toEqual(before);
  });

  it('is taken of an issuer of the type alone, and shown to the organisation that submitted it', async () => {
    expect(await refusalOf(submit(issued('X', 1), hrssClerk))).toMatchObject({ code: 'NOT_AN_ISSUER' });
    const { job } = await submit(issued('SHOWN', 1, 40), counterSystem);
    expect(await show(job.id, clerk)).toMatchObject({ submitter: counterSystem });
    expect(await show(job.id, administrator)).toMatchObject({ id: job.id });
    for (const id of [job.id, 'nothing', '00000000-0000-4000-8000-000000000000']) {
      expect(await refusalOf(show(id, hrssClerk))).toMatchObject({ code: 'ISSUE_JOB_UNKNOWN', status: 404 });
    }
    expect((await showIssueJobs({ ...vault.parts, actor: hrssClerk, cursor: undefined, limit: 5 })).items).toEqual([]);
    const page = await showIssueJobs({ ...vault.parts, actor: clerk, cursor: undefined, limit: 1 });
    const rest = await showIssueJobs({ ...vault.parts, actor: clerk, cursor: page.next ?? '', limit: 500 });
    const { rows } = await vault.db.database.pool.query('select count(*) as n from vault.issue_job');
    expect([page.items.length, rest.items.length + 1, rest.next]).toEqual([1, rows[0].n, null]);
    await workOff();
  });
});

describe('a job', () => {
  const died = () => Object.assign(new Error('terminating connection'), { code: '57P01' });

  it('goes on where a hub stopped: no licence twice, none missing', async () => {
    const { job } = await submit(issued('CRASH', 140, 100));
    const issue = batchOf(vault.parts);
    let batches = 0;
    /** Gives up in the middle of the third batch, with what it did in that transaction. */
    const dying: IssueBatch = (options) => {
      batches += 1;
      const isLast = batches === 3;
      return issue({
        ...options,
        settle: async (tx, outcomes) => {
          await options.settle(tx, outcomes);
          if (isLast) throw died();
        },
      });
    };
    await expect(takeTurn(runParts({ issueBatch: dying }))).rejects.toThrow('terminating');
    const half = await show(job.id);
    expect(half).toMatchObject({ state: 'waiting', heldBy: 'DATABASE_UNAVAILABLE', refused: 0, repeated: 0 });
    expect(half.issued).toBeGreaterThan(0);
    expect(half.issued).toBeLessThan(140);
    await vault.db.database.pool.query('update vault.issue_job set claimed_until = null where id = $1', [job.id]);
    await workOff();
    expect(await show(job.id)).toMatchObject({
      state: 'done',
      heldBy: undefined,
      issued: 140,
      repeated: 0,
      refused: 0,
    });
    const { rows } = await vault.db.database.pool.query(
      `select count(*) as n, count(distinct v.identifier) as identifiers, count(distinct v.licence) as licences,
         count(f.licence) as files
       from vault.issue_job_row r join vault.licence_version v on v.licence = r.licence
       left join vault.licence_file f on f.licence = r.licence where r.job = $1`,
      [job.id],
    );
    expect(rows).toEqual([{ n: 140, identifiers: 140, licences: 140, files: 140 }]);
    const recorded = vault.uses.filter(({ event }) => event === 'licence-issued').map(({ licence }) => licence);
    expect(new Set(recorded).size).toBeGreaterThanOrEqual(140);
  });

  it('that another hub has is left to it while that lives, and is there for all when it is silent', async () => {
    const { job } = await submit(issued('CLAIM', 2, 400));
    let isThere = () => {};
    let go = () => {};
    const arrived = new Promise<void>((resolve) => (isThere = resolve));
    const gate = new Promise<void>((resolve) => (go = resolve));
    const issue = batchOf(vault.parts);
    const slow: IssueBatch = async (options) => {
      isThere();
      await gate;
      await issue(options);
    };
    const first = takeTurn(runParts({ issueBatch: slow }));
    await arrived;
    expect(await takeTurn(runParts())).toBe(false);
    await vault.db.database.pool.query(
      `update vault.issue_job set claimed_until = now() - interval '1 second' where id = $1`,
      [job.id],
    );
    expect(await takeTurn(runParts())).toBe(true);
    go();
    await first;
    // What the silent one had in hand was there already when it woke, and what became of it was settled.
    expect(await show(job.id)).toMatchObject({ state: 'done', issued: 2, repeated: 0 });
  });

  it('waits for what is away, and says for what', async () => {
    const { job } = await submit(issued('HELD', 3, 500));
    const away: IssueBatch = ({ requests, settle }) =>
      vault.parts.database.transaction((tx) =>
        settle(tx, new Map(requests.map((_, index) => [index, kernelProblems.DATABASE_UNAVAILABLE()]))),
      );
    await takeTurn(runParts({ issueBatch: away }));
    expect(await show(job.id)).toMatchObject({
      state: 'waiting',
      heldBy: 'DATABASE_UNAVAILABLE',
      issued: 0,
      refused: 0,
    });
    expect(await takeTurn(runParts())).toBe(false);
    await vault.db.database.pool.query('update vault.issue_job set claimed_until = null where id = $1', [job.id]);
    await workOff();
    expect(await show(job.id)).toMatchObject({ state: 'done', issued: 3 });
  });

  it('loses to a fault of ours the row that it is in, and no other', async () => {
    const { job } = await submit(issued('FAULT', 4, 600));
    const issue = batchOf(vault.parts);
    const faulty: IssueBatch = (options) => {
      if (options.requests.some(({ issuerReference }) => issuerReference === 'FAULT-2')) throw new TypeError('oops');
      return issue(options);
    };
    await workOff({ issueBatch: faulty });
    expect(await codesOf(job.id)).toEqual([
      [1, 'issued'],
      [2, 'issued'],
      [3, 'INTERNAL'],
      [4, 'issued'],
    ]);
    expect(logged.filter((line) => line.includes('a row of an issue job failed'))).toHaveLength(1);
  });

  it('leaves others their turn between any two licences', async () => {
    const { job } = await submit(issued('TURNS', 20, 740));
    const most = { signed: 0, sealed: 0 };
    const sinceTurn = { signed: 0, sealed: 0 };
    const counted = <T>(what: keyof typeof most, work: T): T => {
      sinceTurn[what] += 1;
      most[what] = Math.max(most[what], sinceTurn[what]);
      return work;
    };
    let isOver = false;
    const turn = () => {
      Object.assign(sinceTurn, { signed: 0, sealed: 0 });
      if (!isOver) setImmediate(turn);
    };
    turn();
    const { signer, sealing } = vault.parts;
    const counting = {
      ...vault.parts,
      signer: { sign: (bytes: Uint8Array) => counted('signed', signer.sign(bytes)) },
      sealing: {
        ...sealing,
        signerOf: async (...of: Parameters<typeof sealing.signerOf>) => {
          const held = await sealing.signerOf(...of);
          return { ...held, sign: (bytes: Uint8Array) => counted('sealed', held.sign(bytes)) };
        },
      },
    };
    await workOff({ issueBatch: batchOf(counting) });
    isOver = true;
    expect(await show(job.id)).toMatchObject({ issued: 20 });
    expect(most).toEqual({ signed: 1, sealed: 1 });
  });

  it('is stopped on demand, or when who submitted it may not act any more; what was issued stays', async () => {
    const { job } = await submit(issued('STOP', 3, 700));
    const stopped = await stopIssueJob({ ...vault.parts, actor: clerk, id: job.id });
    expect(stopped).toMatchObject({ state: 'stopped', issued: 0 });
    expect(await refusalOf(stopIssueJob({ ...vault.parts, actor: clerk, id: job.id }))).toMatchObject({
      code: 'ISSUE_JOB_ENDED',
    });
    const left = await submit(issued('LEFT', 2, 710));
    await workOff({ stillActs: () => false });
    expect(await show(left.job.id)).toMatchObject({ state: 'stopped', heldBy: 'SUBMITTER_NOT_ACTIVE', issued: 0 });
    const { rows } = await vault.db.database.pool.query(
      'select count(*) as n from vault.issue_job_row where job = any($1) and sealed is not null',
      [[job.id, left.job.id]],
    );
    expect(rows).toEqual([{ n: 0 }]);
    await workOff();
    expect(await show(job.id)).toMatchObject({ state: 'stopped', issued: 0 });
  });

  it('goes on under another key-encryption key', async () => {
    const { job } = await submit(issued('KEYS', 1, 720));
    const keys = keysUnder('kek-7');
    await rewrapDataKeys({ ...vault.parts, keys });
    const { rows } = await vault.db.database.pool.query('select data_key_id from vault.issue_job where id = $1', [
      job.id,
    ]);
    expect(rows).toEqual([{ data_key_id: 'kek-7' }]);
    await workOff();
    expect(await show(job.id)).toMatchObject({ issued: 1 });
  });
});

describe('a job that is over', () => {
  it('is gone after ninety days with its rows, as is one whose file never came; one that waits stays, and so do licences', async () => {
    const { clock, database } = vault.parts;
    const now = clock.now();
    const count = async (table: string) =>
      (await database.pool.query(`select count(*)::integer as n from vault.${table}`)).rows[0].n;
    const over = (await submit([...issued('P', 3, 700), { data: {} }])).job.id;
    await workOff();
    const unsent = (await submit(issued('Q', 1, 710))).job.id;
    await database.pool.query(`update vault.issue_job set state = 'loading' where id = $1`, [unsent]);
    const licences = await count('licence');
    vault.clock.advance(90 * 24 * 3_600_000);
    const waiting = (await submit(issued('R', 2, 720))).job.id;
    await purgeJobs(vault.parts);
    expect(await show(over)).toMatchObject({ state: 'done' });
    expect(await count(`issue_job where id = '${unsent}'`)).toBe(0);
    vault.clock.advance(1);
    expect(await purgeJobs(vault.parts)).toBeGreaterThan(0);
    vault.clock.set(now.toISOString());
    expect(await refusalOf(show(over))).toMatchObject({ code: 'ISSUE_JOB_UNKNOWN' });
    expect(await count(`issue_job_row where job = '${over}'`)).toBe(0);
    expect(await show(waiting)).toMatchObject({ state: 'waiting', rows: 2 });
    expect(await count('licence')).toBe(licences);
    await workOff();
  });
});

describe('a workbook of licences', () => {
  const workbook = async (rows: readonly (readonly (string | number)[])[]) => {
    const written = rows.map((values, index) => ({
      row: index + 1,
      cells: values.flatMap((value, column): WrittenCell[] => (value === '' ? [] : [{ column: column + 1, value }])),
    }));
    const pieces: Buffer[] = [];
    const sheet = { name: '执照', widths: new Map<number, number>(), merges: [], rows: written };
    for await (const piece of writeWorkbook({ sheets: [sheet], at: vault.clock.now() })) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  };
  const submitWorkbook = (file: Buffer) =>
    submitIssueJob({
      ...vault.parts,
      ...{ actor: clerk, kind: 'issue', type: 'business-licence', rows: (type) => rowsOfWorkbook(file, type) },
    });
  const headings =
    '业务编号 *名称 统一社会信用代码 enterpriseType 法定代表人 成立日期 营业期限起 营业期限止 Address 经营范围 登记机关 登记日期'.split(
      ' ',
    );
  const cells = (reference: string, data: Record<string, unknown>, until: string) =>
    [
      ...[reference, data.name, data.unifiedCode, data.enterpriseType, data.legalRepresentative, '2020年3月18日'],
      ...['2020/3/18', until, data.address, data.businessScope, data.registrationAuthority, '2026-11-20'],
    ].map(String);

  it('is issued like lines: columns by title or name, days as people write them', async () => {
    const { operatingTerm: _, registeredCapital: __, ...data } = company(800);
    const file = await workbook([
      ['灵山县营业执照'],
      headings,
      cells('W-1', data, '长期'),
      cells('W-2', company(801), '2040.3.17'),
      cells('W-3', company(802), '某日'),
    ]);
    const { job } = await submitWorkbook(file);
    await workOff();
    expect(await codesOf(job.id)).toEqual([
      [3, 'issued'],
      [4, 'issued'],
      [5, 'LICENCE_DATA_INVALID'],
    ]);
    // The same as a line, under the same number: so it was read as it is meant.
    const line = { ...data, establishedOn: '2020-03-18', operatingTerm: { from: '2020-03-18', to: '长期' } };
    const again = await submit([{ issuerReference: 'W-1', data: line }]);
    await workOff();
    expect(await show(again.job.id)).toMatchObject({ repeated: 1 });
  });

  it('is refused as a whole where its header is not understood, and names the cells', async () => {
    expect(await refusalOf(submitWorkbook(await workbook([['名称'], ['x']])))).toMatchObject({
      code: 'ISSUE_JOB_HEADER_MISSING',
    });
    const odd = await workbook([[...headings, '备注', '名称'], cells('W-9', company(809), '长期')]);
    expect(await refusalOf(submitWorkbook(odd))).toMatchObject({
      code: 'ISSUE_JOB_COLUMNS_UNKNOWN',
      errors: [
        { pointer: '/执照/M1', detail: 'is no column of this licence type' },
        { pointer: '/执照/N1', detail: 'stands twice' },
      ],
    });
    expect(await refusalOf(submitWorkbook(Buffer.from('{"data":{}}')))).toMatchObject({ code: 'WORKBOOK_UNREADABLE' });
  });

  it('refuses a row with something beside its columns', async () => {
    const file = await workbook([headings, [...cells('W-20', company(820), '长期'), '?']]);
    const type = await readLicenceType(vault.db.database, 'business-licence');
    const { value: row } = await rowsOfWorkbook(file, type!).next();
    expect(row).toMatchObject({ row: 2, refusal: { errors: [{ pointer: '/M2', detail: 'stands under no header' }] } });
  });
});
