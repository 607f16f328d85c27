import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  changeLicence,
  expireLicences,
  issueLicence,
  type LicenceDocument,
  licenceIdentifierParts,
  type OperationRequest,
  readLicence,
  rewrapDataKeys,
  type StoredLicence,
  showHistory,
  verifyLicence,
} from '../../licence-vault/index.ts';
import {
  administrator,
  clerk,
  company,
  dumpOf,
  hrssClerk,
  keysUnder,
  openVault,
  purpose,
  receiptOf,
  refusalOf,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
let next = 1;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

let licence: StoredLicence;
let data: Record<string, unknown>;
beforeEach(async () => {
  data = company(next, { operatingTerm: { from: '2020-03-18', to: '2026-12-31' } });
  next += 1;
  ({ licence } = await vault.issue({ data }));
  vault.uses.length = 0;
  vault.clock.advance(1000);
});

const change = (request: Partial<OperationRequest>, options: { actor?: typeof clerk; ifMatch?: string } = {}) =>
  changeLicence({
    ...vault.parts,
    actor: options.actor ?? clerk,
    reference: { id: licence.id },
    request: { operation: '03', legalReason: '市场主体登记管理条例第四十条', ...request },
    ifMatch: 'ifMatch' in options ? options.ifMatch : `"${licence.revision}"`,
  });
const read = async (): Promise<LicenceDocument['licence']> => {
  const { document } = await readLicence({ ...vault.parts, actor: clerk, reference: { id: licence.id }, purpose });
  return (JSON.parse(document.toString()) as LicenceDocument).licence;
};
const history = () => showHistory({ ...vault.parts, actor: clerk, reference: { id: licence.id } });
const summaryOf = async (identifier: string, at?: Date) => {
  const verdict = await verifyLicence({ ...vault.parts, actor: clerk, subject: { identifier }, at });
  return [verdict.indication, verdict.subIndication];
};

/** Resolves when some transaction of this database waits for a lock. */
async function waitForBlockedTransaction(): Promise<void> {
  for (;;) {
    const { rows } = await vault.db.database.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
    await setImmediate();
  }
}

describe('changing the state of a licence', () => {
  it('stores the state, counts the revision up and keeps the version', async () => {
    const changed = await change({});
    expect(changed).toMatchObject({ state: '02', revision: 2, version: '001', identifier: licence.identifier });
    expect(changed.stateSince).toEqual(vault.clock.now());
    expect(await summaryOf(licence.identifier)).toEqual(['INDETERMINATE', 'TRY_LATER']);
    licence = changed;
    expect(await change({ operation: '06' })).toMatchObject({ state: '01', revision: 3 });
    expect(await summaryOf(licence.identifier)).toEqual(['TOTAL_PASSED', null]);
  });

  it('records who did what in the transaction that does it', async () => {
    await change({ operation: '05', toState: '07' });
    expect(vault.uses).toEqual([
      {
        event: 'licence-changed',
        licence: licence.id,
        identifier: licence.identifier,
        type: licence.type,
        holderIndex: licence.holderIndex,
        actor: `officer:${clerk.id}`,
        organisation: 'approval',
        outcome: 'answered',
        facts: { operation: '05', fromState: '01', toState: '07' },
        at: vault.clock.now(),
      },
    ]);
    expect(await summaryOf(licence.identifier)).toEqual(['TOTAL_FAILED', 'REVOKED']);
  });

  it('changes nothing when the use cannot be recorded', async () => {
    const failing = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    const request = { operation: '03', legalReason: 'x' } as const;
    const reference = { id: licence.id };
    await expect(changeLicence({ ...failing, actor: clerk, reference, request, ifMatch: '"1"' })).rejects.toThrow();
    expect(await history()).toHaveLength(1);
    expect(await summaryOf(licence.identifier)).toEqual(['TOTAL_PASSED', null]);
  });

  it('lets one of two changes at once through: the other waits for it, and is told that it was late', async () => {
    let other: Promise<unknown> = Promise.resolve();
    const first = changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: licence.id },
      request: { operation: '03', legalReason: 'x' },
      ifMatch: '"1"',
      // While the first is in the middle of its transaction, a second one begins.
      recordUse: async () => {
        other = change({ operation: '05', toState: '04' });
        // It may be refused before anybody looks at it below.
        other.catch(() => {});
        await waitForBlockedTransaction();
        return receiptOf('0');
      },
    } satisfies Parameters<typeof changeLicence>[0]);
    expect(await first).toMatchObject({ state: '02', revision: 2 });
    expect(await refusalOf(other)).toMatchObject({ code: 'STALE_VERSION', status: 412 });
    expect(await history()).toHaveLength(2);
  });

  it('asks for the revision it rests on', async () => {
    expect(await refusalOf(change({}, { ifMatch: '"7"' }))).toMatchObject({ code: 'STALE_VERSION' });
    const without = changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: licence.id },
      request: { operation: '03', legalReason: 'x' },
      ifMatch: undefined,
    });
    expect(await refusalOf(without)).toMatchObject({ code: 'PRECONDITION_REQUIRED', status: 428 });
  });

  it('is for the issuer alone, not even for the data administration', async () => {
    for (const actor of [hrssClerk, administrator]) {
      expect(await refusalOf(change({}, { actor }))).toMatchObject({ code: 'NOT_IN_REACH', status: 403 });
    }
  });

  it('refuses what the state does not allow, and members that the operation cannot use', async () => {
    expect(await refusalOf(change({ operation: '06' }))).toMatchObject({ code: 'OPERATION_NOT_ALLOWED', status: 409 });
    expect(await refusalOf(change({ legalReason: '  ' }))).toMatchObject({ code: 'LEGAL_REASON_MISSING' });
    const odd = await refusalOf(
      change({ operation: '03', validTo: '2030-01-01', data: {}, toState: '07', stateText: 'x' }),
    );
    expect(odd.code).toBe('INVALID_INPUT');
    expect(odd.errors.map((error) => error.pointer)).toEqual(['/toState', '/stateText', '/validTo', '/data']);
    expect((await refusalOf(change({ operation: '09' }))).errors).toEqual([
      { pointer: '/data', detail: 'required field is missing' },
    ]);
    const missing = changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: '00000000-0000-4000-8000-000000000000' },
      request: { operation: '03', legalReason: 'x' },
      ifMatch: '"1"',
    });
    expect(await refusalOf(missing)).toMatchObject({ code: 'LICENCE_NOT_FOUND', status: 404 });
  });
});

describe('a new version', () => {
  it('comes of an extension: the later term stands on it, and it names the one before', async () => {
    const extended = await change({ operation: '02', validTo: '2046-12-31' });
    expect(extended).toMatchObject({
      version: '002',
      validTo: '2046-12-31',
      previous: licence.identifier,
      state: '01',
    });
    const before = licenceIdentifierParts(licence.identifier);
    expect(licenceIdentifierParts(extended.identifier)).toEqual({ ...before, version: '002' });
    const content = await read();
    expect(content).toMatchObject({ version: '002', previous: licence.identifier, validTo: '2046-12-31' });
    expect(content.data).toEqual({ ...data, operatingTerm: { from: '2020-03-18', to: '2046-12-31' } });
    expect(await refusalOf(change({ operation: '02', validTo: '2046-12-31' }, { ifMatch: '"2"' }))).toMatchObject({
      code: 'EXTENSION_NOT_LATER',
    });
  });

  it('comes of a change: the new data stands on it, and the old version no longer verifies', async () => {
    const moved = { ...data, address: '灵山县陆屋镇陆东街8号' };
    const changed = await change({ operation: '09', data: moved });
    expect((await read()).data).toEqual(moved);
    expect(await summaryOf(changed.identifier)).toEqual(['TOTAL_PASSED', null]);
    expect(await summaryOf(licence.identifier)).toEqual(['TOTAL_FAILED', 'REVOKED']);
    expect(licence.holderIndex.equals(changed.holderIndex)).toBe(true);
  });

  it('is found by the identifier of any version, and is always the present one', async () => {
    const changed = await change({ operation: '09', data: { ...data, businessScope: '水果批发' } });
    const byOld = await readLicence({
      ...vault.parts,
      actor: clerk,
      reference: { identifier: licence.identifier },
      purpose,
    });
    expect(byOld.licence.identifier).toBe(changed.identifier);
  });

  it('never goes to another holder', async () => {
    const other = { ...data, unifiedCode: company(9000).unifiedCode };
    expect(await refusalOf(change({ operation: '09', data: other }))).toMatchObject({ code: 'LICENCE_HOLDER_CHANGED' });
    expect(await history()).toHaveLength(1);
  });

  it('cannot be passed off by the one before, which lies beside it under the same key', async () => {
    await change({ operation: '09', data: { ...data, address: '灵山县' } });
    await vault.db.database.pool.query(
      `alter table vault.licence_version disable trigger all;
       update vault.licence_version n set document = o.document, document_digest = o.document_digest
         from vault.licence_version o
         where n.licence = '${licence.id}' and o.licence = n.licence and n.version = '002' and o.version = '001';
       alter table vault.licence_version enable trigger all`,
    );
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_DAMAGED' });
  });

  it('is checked against the type like the first', async () => {
    const { address: _, ...incomplete } = data;
    expect(await refusalOf(change({ operation: '09', data: incomplete }))).toMatchObject({
      code: 'LICENCE_DATA_INVALID',
      errors: [{ pointer: '/data/address' }],
    });
  });

  it('comes back with a licence that was transferred out', async () => {
    licence = await change({ operation: '05', toState: '06' });
    expect(await summaryOf(licence.identifier)).toEqual(['TOTAL_FAILED', 'REVOKED']);
    const back = await change({ operation: '08' });
    expect(back).toMatchObject({ state: '01', version: '002', previous: licence.identifier });
    expect((await read()).data).toEqual(data);
  });

  it('stops at 999', async () => {
    await vault.db.database.pool.query(
      `alter table vault.licence_version disable trigger all; alter table vault.licence disable trigger all;
       update vault.licence_version set version = '999' where licence = '${licence.id}';
       update vault.licence set current_version = '999' where id = '${licence.id}';
       alter table vault.licence_version enable trigger all; alter table vault.licence enable trigger all`,
    );
    expect(await refusalOf(change({ operation: '09', data }))).toMatchObject({ code: 'VERSIONS_EXHAUSTED' });
  });
});

describe('a licence whose data key is damaged', () => {
  const query = (statement: string, values: unknown[]) => vault.db.database.pool.query(statement, values);
  const putKey = (key: Buffer) => query('update vault.licence set data_key = $2 where id = $1', [licence.id, key]);
  const statusOf = async () =>
    (await query('select value from vault.licence_status where licence = $1', [licence.id])).rows[0].value;
  let right: Buffer;
  beforeEach(async () => {
    right = licence.wrapped.dataKey;
    await putKey(Buffer.alloc(61, 1));
  });

  it('is suspended and revoked all the same, with evidence, status and the reason', async () => {
    licence = await change({ legalReason: '涉嫌冒用，报案人李四' });
    expect([licence.state, await statusOf()]).toEqual(['02', 2]);
    licence = await change({ operation: '05', toState: '03', legalReason: '查实冒用' });
    expect([licence.state, await statusOf()]).toEqual(['03', 1]);
    expect(vault.uses.map(({ event, outcome, facts }) => [event, outcome, facts])).toEqual([
      ['licence-changed', 'answered', { operation: '03', fromState: '01', toState: '02', damaged: true }],
      ['licence-changed', 'answered', { operation: '05', fromState: '02', toState: '03', damaged: true }],
    ]);
    expect(await summaryOf(licence.identifier).catch((refusal) => refusal.code)).toBe('LICENCE_DAMAGED');
    expect((await dumpOf(vault.db.database)).includes('李四')).toBe(false);
    await rewrapDataKeys({ ...vault.parts, keys: keysUnder('kek-2') });
    expect((await history()).map((line) => line.legalReason)).toEqual([undefined, '涉嫌冒用，报案人李四', '查实冒用']);
    const { rows } = await query('select data_key_id from vault.words_key where licence = $1', [licence.id]);
    expect(rows).toEqual([{ data_key_id: 'kek-2' }, { data_key_id: 'kek-2' }]);
  });

  it('shows what was said before together with it, once it is restored', async () => {
    await putKey(right);
    licence = await change({ legalReason: '先前' });
    await putKey(Buffer.alloc(61, 1));
    licence = await change({ operation: '05', toState: '03', legalReason: '其后' });
    expect((await refusalOf(history())).code).toBe('LICENCE_DAMAGED');
    await putKey(right);
    expect((await history()).map((line) => line.legalReason)).toEqual([undefined, '先前', '其后']);
  });

  it('is not put into force nor given a new version until it is restored', async () => {
    licence = await change({});
    expect((await refusalOf(change({ operation: '06' }))).code).toBe('LICENCE_DAMAGED');
    await putKey(right);
    licence = await change({ operation: '06' });
    await putKey(Buffer.alloc(61, 1));
    expect((await refusalOf(change({ operation: '02', validTo: '2046-12-31' }))).code).toBe('LICENCE_DAMAGED');
    expect((await refusalOf(change({ operation: '09', data }))).code).toBe('LICENCE_DAMAGED');
    const { rows } = await query('select state, revision from vault.licence where id = $1', [licence.id]);
    expect(rows).toEqual([{ state: '01', revision: 3 }]);
  });
});

describe('the history of a licence', () => {
  it('tells every operation with its reason, oldest first, and showing it is recorded', async () => {
    licence = await change({ legalReason: '涉嫌虚假登记，法定代表人李四' });
    licence = await change({ operation: '06', legalReason: '查无实据' });
    licence = await change({ operation: '07', legalReason: '法院协助执行', stateText: '限制变更' });
    vault.uses.length = 0;
    const lines = await history();
    expect(lines.map((line) => [line.sequence, line.operation, line.fromState, line.toState])).toEqual([
      [1, '01', undefined, '01'],
      [2, '03', '01', '02'],
      [3, '06', '02', '01'],
      [4, '07', '01', '99'],
    ]);
    expect(lines[1]?.legalReason).toBe('涉嫌虚假登记，法定代表人李四');
    expect(lines[3]).toMatchObject({
      legalReason: '法院协助执行',
      stateText: '限制变更',
      actor: `officer:${clerk.id}`,
    });
    expect(vault.uses.map((use) => [use.event, use.facts])).toEqual([['licence-read', { part: 'history', lines: 4 }]]);
  });

  it('is for the issuer and the data administration', async () => {
    const reference = { id: licence.id };
    expect(await showHistory({ ...vault.parts, actor: administrator, reference })).toHaveLength(1);
    expect(await refusalOf(showHistory({ ...vault.parts, actor: hrssClerk, reference }))).toMatchObject({
      code: 'NOT_IN_REACH',
    });
  });

  it.each([
    ['an update', `update vault.licence_operation set to_state = '01'`],
    ['a deletion', 'delete from vault.licence_operation'],
    ['an emptying', 'truncate vault.licence_operation'],
    ['an update of a version', `update vault.licence_version set kid = 'x'`],
    ['a deletion of a version', 'delete from vault.licence_version'],
    ['an emptying of the versions', 'truncate vault.licence_version cascade'],
    ['a deletion of a licence', 'delete from vault.licence'],
  ])('refuses %s, in the database itself', async (_, statement) => {
    await expect(vault.db.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    expect(await history()).toHaveLength(1);
  });

  it('answers what held at a moment in the past', async () => {
    const issuedAt = new Date(vault.clock.now().getTime() - 500);
    licence = await change({});
    vault.clock.advance(60_000);
    const suspended = vault.clock.now();
    vault.clock.advance(60_000);
    licence = await change({ operation: '05', toState: '07' });
    expect(await summaryOf(licence.identifier, issuedAt)).toEqual(['TOTAL_PASSED', null]);
    expect(await summaryOf(licence.identifier, suspended)).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(await summaryOf(licence.identifier)).toEqual(['TOTAL_FAILED', 'REVOKED']);
    const before = new Date('2026-01-01T00:00:00Z');
    expect((await summaryOf(licence.identifier, before))[0]).toBe('INDETERMINATE');
    const future = new Date(vault.clock.now().getTime() + 3_600_000);
    expect(await refusalOf(summaryOf(licence.identifier, future))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('does not fail a version for not being there yet at the moment asked about', async () => {
    const before = vault.clock.now();
    vault.clock.advance(60_000 * 5);
    const changed = await change({ operation: '09', data: { ...data, address: '灵山县' } });
    expect((await summaryOf(changed.identifier, before))[0]).toBe('INDETERMINATE');
    expect(await summaryOf(licence.identifier, before)).toEqual(['TOTAL_PASSED', null]);
  });
});

describe('an issuer that lost its appointment', () => {
  it('still answers for the licences it issued, and issues no more', async () => {
    await vault.db.database.pool.query('delete from vault.licence_type_issuer');
    try {
      expect(await change({})).toMatchObject({ state: '02' });
      const request = { type: 'business-licence', data: company(8000) };
      expect(await refusalOf(issueLicence({ ...vault.parts, actor: clerk, request }))).toMatchObject({
        code: 'NOT_AN_ISSUER',
      });
    } finally {
      await vault.db.database.pool.query(
        `insert into vault.licence_type_issuer values ('11100000MB0143028R001', 'approval')`,
      );
    }
  });
});

describe('a term that runs out', () => {
  it('lapses for none when its evidence cannot be written', async () => {
    const { licence: short } = await vault.issue({
      data: company(9003, { operatingTerm: { from: '2020-03-18', to: '2026-12-05' } }),
    });
    vault.clock.set('2026-12-07T00:00:00Z');
    const recordUses = () => Promise.reject(new Error('the log is full'));
    await expect(expireLicences({ ...vault.parts, recordUses })).rejects.toThrow('the log is full');
    const { rows } = await vault.db.database.pool.query('select state from vault.licence where id = $1', [short.id]);
    expect(rows).toEqual([{ state: '01' }]);
    expect(await expireLicences({ ...vault.parts, signal: AbortSignal.abort() })).toBe(0);
    expect(await expireLicences(vault.parts)).toBe(1);
  });

  it('lets one lapse whose data key is damaged, says so in its record, and stops for none behind it', async () => {
    const ending = (number: number) =>
      vault.issue({ data: company(number, { operatingTerm: { from: '2020-03-18', to: '2026-12-10' } }) });
    const [damaged, sound] = [(await ending(9004)).licence, (await ending(9005)).licence];
    await vault.db.database.pool.query('update vault.licence set data_key = $2 where id = $1', [
      damaged.id,
      Buffer.alloc(61, 1),
    ]);
    vault.clock.set('2026-12-12T00:00:00Z');
    vault.uses.length = 0;
    expect(await expireLicences(vault.parts)).toBe(2);
    const factsOf = (id: string) => vault.uses.find((use) => use.licence === id)?.facts;
    expect(factsOf(damaged.id)).toEqual({ operation: '04', fromState: '01', toState: '05', damaged: true });
    expect(factsOf(sound.id)).toEqual({ operation: '04', fromState: '01', toState: '05' });
  });

  it('lets the licence lapse once, whoever looks first, with reason, history, evidence and status', async () => {
    const suspended = (
      await vault.issue({ data: company(9001, { operatingTerm: { from: '2020-03-18', to: '2026-12-31' } }) })
    ).licence;
    await changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: suspended.id },
      request: { operation: '03', legalReason: '市场主体登记管理条例第四十条' },
      ifMatch: '"1"',
    });
    const endless = (await vault.issue({ data: company(9002, { operatingTerm: { from: '2020-03-18', to: '长期' } }) }))
      .licence;
    const stateOf = async (id: string) =>
      (await vault.db.database.pool.query('select state, revision from vault.licence where id = $1', [id])).rows[0];

    vault.clock.set('2026-12-31T15:59:59Z');
    expect(await expireLicences(vault.parts)).toBe(0);
    vault.uses.length = 0;
    vault.clock.set('2026-12-31T16:00:01Z');
    // More than go into one transaction, by two hubs at once.
    const { rows: due } = await vault.db.database.pool.query(
      `select count(*)::int as count from vault.licence where state in ('01', '02') and valid_to = '2026-12-31'`,
    );
    const both = await Promise.all([expireLicences(vault.parts), expireLicences(vault.parts)]);
    expect(both[0] + both[1] + (await expireLicences(vault.parts))).toBe(due[0]?.count);
    expect(vault.uses).toHaveLength(due[0]?.count ?? 0);
    expect(vault.uses.find((use) => use.licence === suspended.id)).toMatchObject({
      ...{ event: 'licence-changed', actor: 'hub:calendar', organisation: 'approval' },
      facts: { operation: '04', fromState: '02', toState: '05' },
    });
    expect(await stateOf(licence.id)).toEqual({ state: '05', revision: 2 });
    expect(await stateOf(suspended.id)).toEqual({ state: '05', revision: 3 });
    expect(await stateOf(endless.id)).toEqual({ state: '01', revision: 1 });
    expect((await history()).at(-1)).toMatchObject({
      ...{ operation: '04', toState: '05', actor: 'hub:calendar' },
      legalReason: expect.stringContaining('行政许可法第七十条'),
    });
    expect((await summaryOf(licence.identifier))[0]).toBe('TOTAL_FAILED');
  });
});
