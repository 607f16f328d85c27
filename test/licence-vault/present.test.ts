import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changeLicence,
  drawQr,
  holderIndex,
  type IssuedLicence,
  type OperationRequest,
  type Presentation,
  presentByHolder,
  presentForPurpose,
  publishDueStatusLists,
  purgePresented,
  verifyLicence,
} from '../../licence-vault/index.ts';
import type { LicenceStatement } from '../../licence-vault/statement/statement.ts';
import { currentStatusList, listStatusLists } from '../../licence-vault/status/publish-status-lists.ts';
import { giveStatusPlaces } from '../../licence-vault/status/status-store.ts';
import { readStatusToken } from '../../licence-vault/status/status-token.ts';
import { statusInList } from '../../licence-vault/verify/status-in-list.ts';
import {
  clerk,
  company,
  counterSystem,
  hrssClerk,
  openVault,
  purpose,
  refusalOf,
  signingKey,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

let companies = 0;
const issued = async (change: Readonly<Record<string, unknown>> = {}) => {
  companies += 1;
  return (await vault.issue({ data: company(companies, change) })).licence;
};
type Licence = IssuedLicence['licence'];

const shown = async ({ id }: { id: string }, presentation: Presentation = {}) =>
  presentForPurpose({ ...vault.parts, actor: clerk, reference: { id }, purpose, presentation });
const verified = async (qr: string, actor = clerk) =>
  verifyLicence({ ...vault.parts, actor, subject: { qr }, at: undefined });
const summary = ({ indication, subIndication }: Awaited<ReturnType<typeof verified>>) => [indication, subIndication];
const stepOf = (verdict: Awaited<ReturnType<typeof verified>>, name: string) =>
  verdict.steps.find(({ step }) => step === name);
const changed = ({ id, revision }: Licence, request: Omit<OperationRequest, 'legalReason'>) =>
  changeLicence({
    ...vault.parts,
    actor: clerk,
    reference: { id },
    request: { legalReason: '行政许可法第七十条', ...request },
    ifMatch: `"${revision}"`,
  });

describe('showing a licence as a QR', () => {
  it('shows the holder’s name and an organisation’s number, for whom and what for, and verifies for everybody', async () => {
    const licence = await issued();
    const { text, statement } = await shown(licence);
    const { name, unifiedCode } = company(companies);
    expect(statement).toMatchObject({
      issuer: 'http://hub.test',
      licence: { identifier: licence.identifier, type: '营业执照', face: { name, unifiedCode } },
      purpose: { organisation: '灵山县行政审批局', matter: purpose.matter },
    });
    expect(statement.expiresAt.getTime() - statement.issuedAt.getTime()).toBe(5 * 60_000);
    const verdict = await verified(text, hrssClerk);
    expect(summary(verdict)).toEqual(['TOTAL_PASSED', null]);
    expect(verdict.statement?.licence).toEqual(statement.licence);
    expect(vault.uses.slice(-2).map(({ event, licence: id, facts }) => [event, id, facts])).toEqual([
      ['licence-read', licence.id, { part: 'qr', text: expect.any(String), statement: expect.any(String), minutes: 5 }],
      ['licence-verified', licence.id, { indication: 'TOTAL_PASSED', asOf: expect.any(String) }],
    ]);
    expect(JSON.stringify(vault.uses.slice(-2))).not.toContain(String(name));
  });

  it('shows what of the face is asked for, and nothing that is inside the licence', async () => {
    const licence = await issued({ registrationNumber: '450721000012345' });
    const { statement } = await shown(licence, { items: ['legalRepresentative', 'registeredCapital'], minutes: 30 });
    expect(Object.keys(statement.licence.face)).toEqual(['legalRepresentative', 'registeredCapital']);
    const refusal = await refusalOf(shown(licence, { items: ['name', 'registrationNumber', 'nothing'] }));
    expect([refusal.code, refusal.errors.map(({ pointer }) => pointer)]).toEqual([
      'QR_ITEM_NOT_ON_FACE',
      ['/items/1', '/items/2'],
    ]);
  });

  it('refuses what no phone would read', async () => {
    const words = Array.from({ length: 1_000 }, (_, index) => String.fromCodePoint(0x4e00 + index * 17)).join('');
    const licence = await issued({ businessScope: words });
    expect((await refusalOf(shown(licence, { items: ['businessScope'] }))).code).toBe('QR_TOO_LARGE');
    await shown(licence, { items: ['name'] });
  });

  it('is for a matter that needs the licence, and refused attempts are recorded', async () => {
    const { id } = await issued();
    const attempt = (actor: typeof clerk, matter: string) =>
      refusalOf(
        presentForPurpose({
          ...vault.parts,
          actor,
          reference: { id },
          purpose: { matter, case: 'C-1' },
          presentation: {},
        }),
      );
    expect((await attempt(clerk, 'NO-LICENCE-01')).code).toBe('LICENCE_TYPE_NOT_NEEDED');
    expect(vault.uses.at(-1)).toMatchObject({ licence: id, outcome: 'refused', code: 'LICENCE_TYPE_NOT_NEEDED' });
    expect((await attempt(clerk, 'CONSENT-01')).code).toBe('LICENCE_CONSENT_NEEDED');
    expect((await attempt(hrssClerk, 'FOOD-PERMIT-01')).code).toBe('LICENCE_PURPOSE_UNKNOWN');
    expect(vault.uses.at(-1)).toMatchObject({ licence: id, outcome: 'refused', code: 'LICENCE_PURPOSE_UNKNOWN' });
  });

  it('is done by the holder without a matter, and of nobody else’s licence', async () => {
    const licence = await issued();
    const number = String(company(companies).unifiedCode);
    const own = (index: Buffer) =>
      presentByHolder({
        ...vault.parts,
        actor: { kind: 'holder', index, holderKind: '001' },
        reference: { id: licence.id },
        presentation: {},
      });
    const index = holderIndex(vault.parts.keys, { kind: '001', number } as Parameters<typeof holderIndex>[1]);
    const { statement, text } = await own(index);
    expect(statement.purpose).toBeUndefined();
    expect(vault.uses.at(-1)).toMatchObject({ event: 'licence-read', actor: 'holder', licence: licence.id });
    expect(summary(await verified(text))).toEqual(['TOTAL_PASSED', null]);
    expect((await refusalOf(own(Buffer.alloc(32)))).code).toBe('LICENCE_NOT_FOUND');
  });

  it('is refused of a licence that is not in force', async () => {
    const licence = await issued();
    await changed(licence, { operation: '03' });
    expect((await refusalOf(shown(licence))).code).toBe('LICENCE_NOT_IN_FORCE');
    const over = await issued({ operatingTerm: { from: '2020-03-18', to: '2026-11-21' } });
    vault.clock.advance(24 * 3_600_000);
    expect((await refusalOf(shown(over))).code).toBe('LICENCE_NOT_IN_FORCE');
  });
});

describe('verifying a QR at the vault', () => {
  it('tells that the licence was revoked since, replaced since, or suspended', async () => {
    const cases = [
      [{ operation: '05', toState: '07' }, ['TOTAL_FAILED', 'REVOKED']],
      [{ operation: '02', validTo: '2050-03-17' }, ['TOTAL_FAILED', 'REVOKED']],
      [{ operation: '03' }, ['INDETERMINATE', 'TRY_LATER']],
    ] as const;
    for (const [operation, expected] of cases) {
      const licence = await issued();
      const { text } = await shown(licence);
      await changed(licence, operation);
      expect(summary(await verified(text)), operation.operation).toEqual(expected);
    }
  });

  it('lets the one who saw it first look again, and tells everybody else to ask for a new one', async () => {
    const { text } = await shown(await issued());
    expect(summary(await verified(text))).toEqual(['TOTAL_PASSED', null]);
    expect(summary(await verified(text))).toEqual(['TOTAL_PASSED', null]);
    const replayed = await verified(text, hrssClerk);
    expect(summary(replayed)).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(stepOf(replayed, 'time')?.detail.en).toMatch(/somebody else at 20.*ask the holder for a new one/);
    await purgePresented(vault.db.database, vault.clock.now());
    expect(summary(await verified(text, hrssClerk))).toEqual(['INDETERMINATE', 'TRY_LATER']);
    vault.clock.advance(5 * 60_000);
    expect(summary(await verified(text))).toEqual(['TOTAL_FAILED', 'EXPIRED']);
    await purgePresented(vault.db.database, vault.clock.now());
    const { rows } = await vault.db.database.pool.query('select count(*)::int as n from vault.presented_statement');
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('takes a photo of the QR, and of the identifier as it is printed on licences', async () => {
    const licence = await issued();
    const photographed = async (text: string) => {
      const { png } = await drawQr(text);
      return verifyLicence({ ...vault.parts, actor: clerk, subject: { document: png } });
    };
    expect(summary(await photographed((await shown(licence)).text))).toEqual(['TOTAL_PASSED', null]);
    const byIdentifier = await photographed(licence.identifier);
    expect(summary(byIdentifier)).toEqual(['TOTAL_PASSED', null]);
    expect(byIdentifier.statement).toBeUndefined();
    const elsewhere = await photographed('https://zwfw.example.gov.cn/zz?id=1');
    expect(summary(elsewhere)).toEqual(['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND']);
    expect(vault.uses.at(-1)).toMatchObject({ event: 'licence-verified', outcome: 'answered', licence: undefined });
  });

  it('of a licence that only the signature knows is undecided', async () => {
    const { text } = await shown(await issued());
    const other = await openVault(vault.clock.now().toISOString());
    try {
      const verdict = await verifyLicence({
        ...other.parts,
        signingKeys: vault.parts.signingKeys,
        actor: clerk,
        subject: { qr: text },
      });
      expect(summary(verdict)).toEqual(['INDETERMINATE', 'TRY_LATER']);
      expect(stepOf(verdict, 'status')?.detail.en).toMatch(/ask the vault of the region/);
      const unknown = await verifyLicence({ ...other.parts, actor: counterSystem, subject: { qr: text } });
      expect(unknown.indication).toBe('TOTAL_FAILED');
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });
});

describe('the status lists', () => {
  const current = async () => Buffer.from((await currentStatusList(vault.parts, 1)).jwt);
  const keys = { key: (kid: string) => vault.parts.signingKeys.key(kid) };
  const inList = async (statement: LicenceStatement, list: Buffer) => {
    const signedBy = (await keys.key('licence-key-1')) ?? expect.fail('the vault has no key');
    return (await statusInList({ statement, signedBy, list, keys, at: vault.clock.now() })).result;
  };
  const told = async ({ text, statement }: Awaited<ReturnType<typeof shown>>, list: Buffer) => {
    expect(text).toBeDefined();
    return inList(statement, list);
  };

  it('follow what is done to a licence at once, the version it replaced included', async () => {
    const [revoked, suspended, extended] = [await issued(), await issued(), await issued()];
    const qrs = [await shown(revoked), await shown(suspended), await shown(extended)] as const;
    const before = await current();
    for (const qr of qrs) expect(await told(qr, before)).toBe('PASSED');
    await changed(revoked, { operation: '05', toState: '03' });
    const paused = await changed(suspended, { operation: '03' });
    const longer = await changed(extended, { operation: '02', validTo: '2050-03-17' });
    const after = await current();
    const results = [await told(qrs[0], after), await told(qrs[1], after), await told(qrs[2], after)];
    expect(results).toEqual(['FAILED', 'INDETERMINATE', 'FAILED']);
    // The list somebody fetched before says what it said.
    for (const qr of qrs) expect(await told(qr, before)).toBe('PASSED');
    expect(await told(await shown(longer), after)).toBe('PASSED');
    await changed(paused, { operation: '06' });
    expect(await told(qrs[1], await current())).toBe('PASSED');
  });

  it('are signed anew every five minutes, changed or not, and only then', async () => {
    await issued();
    await publishDueStatusLists(vault.parts);
    const list = await current();
    expect(await publishDueStatusLists(vault.parts)).toBe(0);
    vault.clock.advance(4 * 60_000);
    await issued();
    expect(await publishDueStatusLists(vault.parts)).toBe(0);
    expect(await current()).toEqual(list);
    vault.clock.advance(60_000);
    expect(await publishDueStatusLists(vault.parts)).toBe(1);
    const { token } = readStatusToken(await current())!;
    expect(token.issuedAt).toEqual(new Date(Math.floor(vault.clock.now().getTime() / 1000) * 1000));
    expect(token.ttl).toBe(300);
    expect(token.expiresAt.getTime() - token.issuedAt.getTime()).toBe(12 * 3_600_000);
    expect(token.list).toEqual(readStatusToken(list)!.token.list);
  });

  it('are published once by two hubs, and no change is lost between them', async () => {
    const licence = await issued();
    const qr = await shown(licence);
    await current();
    const published = await Promise.all([
      changed(licence, { operation: '05', toState: '07' }).then(() => 0),
      ...Array.from({ length: 4 }, () => publishDueStatusLists(vault.parts)),
    ]);
    expect(published.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1);
    expect(await told(qr, await current())).toBe('FAILED');
    const marks = await vault.db.database.pool.query('select * from vault.status_change');
    expect(marks.rows).toEqual([]);
  });

  it('give every version a place of its own that looks random, and begin another list when one is full', async () => {
    const { pool } = vault.db.database;
    const { rows } = await pool.query<{ n: number; places: number; ordered: number }>(`
      select count(*)::int as n, count(distinct place)::int as places, sum((place > before)::int)::int as ordered
      from (select vault.status_position(n) as place, vault.status_position(n - 1) as before
            from generate_series(1, 5000) as n) numbered`);
    const [{ n, places, ordered }] = rows as [(typeof rows)[0]];
    expect(places).toBe(n);
    // As often above the one before as below it.
    expect(Math.abs(ordered - n / 2)).toBeLessThan(200);
    await pool.query(`select setval('vault.status_number', ${(1 << 20) - 1})`);
    const licence = await issued();
    const { statement } = await shown(licence);
    expect(statement.status.uri).toBe('http://hub.test/v1/status-lists/2');
    expect(await listStatusLists(vault.parts)).toEqual([1, 2].map((id) => `http://hub.test/v1/status-lists/${id}`));
    const second = Buffer.from((await currentStatusList(vault.parts, 2)).cwt);
    expect(await inList(statement, second)).toBe('PASSED');
    expect((await refusalOf(currentStatusList(vault.parts, 3))).code).toBe('STATUS_LIST_UNKNOWN');
  });

  it('have a place for every version from the moment it is stored, or it is not stored', async () => {
    const { rows } = await vault.db.database.pool.query(`
      select v.licence from vault.licence_version v
      left join vault.licence_status s on s.licence = v.licence and s.version = v.version where s.licence is null`);
    expect(rows).toEqual([]);
    const { id } = await issued();
    await expect(giveStatusPlaces(vault.db.database, [{ licence: id, version: '001' }])).rejects.toThrow();
  });
});

describe('a QR signed by somebody who took our key’s name', () => {
  it('fails', async () => {
    const licence = await issued();
    const { tokenSigner } = signingKey('licence-key-1');
    const { text } = await presentForPurpose({
      ...vault.parts,
      tokenSigner,
      actor: clerk,
      reference: { id: licence.id },
      purpose,
      presentation: {},
    });
    expect(summary(await verified(text))).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
  });
});
