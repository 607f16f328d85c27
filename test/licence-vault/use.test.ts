import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../identity/index.ts';
import {
  changeLicence,
  findByQr,
  findLicences,
  findNamedLicence,
  type IssuedLicence,
  type LicenceDocument,
  presentForPurpose,
  readLicence,
  showLicence,
  verifyLicence,
} from '../../licence-vault/index.ts';
import {
  administrator,
  clerk,
  codeOf,
  company,
  counterSystem,
  hrssClerk,
  matters,
  openVault,
  pensionSystem,
  purpose,
  refusalOf,
  signingKey,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
let issued: IssuedLicence;
const holder = { kind: '001', number: String(company(1).unifiedCode) };
beforeAll(async () => {
  vault = await openVault();
  issued = await vault.issue();
});
afterAll(() => vault[Symbol.asyncDispose]());
beforeEach(() => {
  vault.uses.length = 0;
});

const find = (actor: Actor, matter: string, options: { number?: string; cursor?: string; limit?: number } = {}) =>
  findLicences({
    ...vault.parts,
    actor,
    holder: { ...holder, number: options.number ?? holder.number },
    purpose: { matter, case: 'C-1' },
    cursor: options.cursor,
    limit: options.limit ?? 50,
  });
const read = (actor: Actor, matter: string, reference = { id: issued.licence.id }) =>
  readLicence({ ...vault.parts, actor, reference, purpose: { matter, case: 'C-1' } });

describe('finding a holder’s licences', () => {
  it.each<[string, Actor, string]>([
    ['a clerk, for a matter that names the type by its short name', clerk, 'FOOD-PERMIT-01'],
    ['a system of that organisation', counterSystem, 'FOOD-PERMIT-01'],
    ['a clerk, for a matter that names the type by its code', hrssClerk, 'HRSS-PENSION-01'],
    ['a system of that organisation, too', pensionSystem, 'HRSS-PENSION-01'],
  ])('gives them to %s', async (_, actor, matter) => {
    const page = await find(actor, matter);
    expect(page.items.map((one) => one.id)).toEqual([issued.licence.id]);
    expect(page.next).toBeNull();
    expect(JSON.stringify(page)).not.toContain(holder.number);
  });

  it('records every licence found, with matter and case, before it is shown', async () => {
    await find(pensionSystem, 'HRSS-PENSION-01');
    expect(vault.uses).toEqual([
      {
        event: 'licence-found',
        licence: issued.licence.id,
        identifier: issued.licence.identifier,
        type: issued.licence.type,
        holderIndex: issued.licence.holderIndex,
        actor: 'system:hrss-pension',
        organisation: 'hrss',
        matter: 'HRSS-PENSION-01',
        case: 'C-1',
        outcome: 'answered',
        facts: { state: '01' },
        at: vault.clock.now(),
      },
    ]);
    const failing = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    const search = findLicences({ ...failing, actor: clerk, holder, purpose, limit: 10 });
    await expect(search).rejects.toThrow('the log is full');
  });

  it('shows only types among the matter’s materials', async () => {
    expect((await find(clerk, 'NO-LICENCE-01')).items).toEqual([]);
    expect((await find(hrssClerk, 'OTHER-TYPE-01')).items).toEqual([]);
    expect(vault.uses.map((use) => [use.event, use.licence, use.outcome])).toEqual([
      ['licence-found', undefined, 'answered'],
      ['licence-found', undefined, 'answered'],
    ]);
  });

  it('refuses a matter that is another organisation’s or nobody’s, says how to go on, and records the attempt', async () => {
    for (const [actor, matter] of [
      [hrssClerk, 'FOOD-PERMIT-01'],
      [clerk, 'HRSS-PENSION-01'],
      [administrator, 'FOOD-PERMIT-01'],
      [clerk, 'constructor'],
    ] as const) {
      vault.uses.length = 0;
      const refusal = await refusalOf(find(actor, matter));
      expect(refusal).toMatchObject({ code: 'LICENCE_PURPOSE_UNKNOWN', status: 403 });
      expect(refusal.texts('en').remedy).toContain('/v1/matters');
      expect(vault.uses.map((use) => [use.event, use.outcome, use.code, use.matter])).toEqual([
        ['licence-found', 'refused', 'LICENCE_PURPOSE_UNKNOWN', undefined],
      ]);
      expect(vault.uses[0]?.holderIndex?.equals(issued.licence.holderIndex)).toBe(true);
    }
  });

  it('finds the holder in any spelling of the number, and refuses a wrong one without repeating it', async () => {
    const typed = ` ${holder.number.toLowerCase()} `;
    expect((await find(clerk, 'FOOD-PERMIT-01', { number: typed })).items).toHaveLength(1);
    const malformed = await refusalOf(find(clerk, 'FOOD-PERMIT-01', { number: '1234' }));
    expect(malformed).toMatchObject({ code: 'UNIFIED_CODE_INVALID', errors: [{ pointer: '/holder/number' }] });
    const citizen = { kind: '111', number: '110105194912310020' };
    const refusal = await refusalOf(findLicences({ ...vault.parts, actor: clerk, holder: citizen, purpose, limit: 5 }));
    expect(refusal.code).toBe('CITIZEN_NUMBER_INVALID');
    expect(JSON.stringify(refusal.texts('zh'))).not.toContain(citizen.number);
  });

  it('finds nothing of a holder without licences, and records that somebody looked', async () => {
    const page = await find(clerk, 'FOOD-PERMIT-01', { number: codeOf('91450721', 'MA599999') });
    expect(page).toEqual({ items: [], next: null, withheld: [] });
    expect(vault.uses).toHaveLength(1);
    expect(vault.uses[0]?.holderIndex).toHaveLength(32);
  });

  it('gives long lists page by page, each licence once', async () => {
    const number = String(company(500).unifiedCode);
    const ids = new Set<string>();
    for (let i = 0; i < 5; i += 1) {
      ids.add((await vault.issue({ data: company(500), issuerReference: `PAGE-${i}` })).licence.id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await find(clerk, 'FOOD-PERMIT-01', {
        number,
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((one) => one.id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(ids);
    for (const wrong of [
      'x',
      Buffer.from('["a","b"]').toString('base64url'),
      Buffer.from('["a"]').toString('base64url'),
    ]) {
      const refusal = await refusalOf(find(clerk, 'FOOD-PERMIT-01', { cursor: wrong }));
      expect(refusal).toMatchObject({ code: 'INVALID_INPUT', errors: [{ pointer: '/cursor' }] });
    }
  });
});

describe('finding a licence by its identifier', () => {
  const named = (actor: Actor, matter: string, identifier: string = issued.licence.identifier) =>
    findNamedLicence({ ...vault.parts, actor, identifier, purpose: { matter, case: 'C-1' } });
  const elsewhere = '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U';

  it('gives what is told of it, without its document, and records that first', async () => {
    const page = await named(pensionSystem, 'HRSS-PENSION-01', ` ${issued.licence.identifier.toLowerCase()}`);
    expect(page).toEqual({ items: [issued.licence], next: null });
    expect(vault.uses).toMatchObject([
      { event: 'licence-found', licence: issued.licence.id, outcome: 'answered', facts: { state: '01' } },
    ]);
    const failing = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    const search = findNamedLicence({ ...failing, actor: clerk, identifier: issued.licence.identifier, purpose });
    await expect(search).rejects.toThrow('the log is full');
  });

  it('gives nothing where there is none, and records that somebody looked', async () => {
    expect(await named(clerk, 'FOOD-PERMIT-01', elsewhere)).toEqual({ items: [], next: null });
    expect(vault.uses).toMatchObject([{ event: 'licence-found', outcome: 'answered', matter: 'FOOD-PERMIT-01' }]);
    expect(vault.uses[0]?.licence).toBeUndefined();
  });

  it('is refused for a matter that does not need the type or is not theirs, found or not, and recorded', async () => {
    expect((await refusalOf(named(hrssClerk, 'OTHER-TYPE-01'))).code).toBe('LICENCE_TYPE_NOT_NEEDED');
    expect((await refusalOf(named(hrssClerk, 'FOOD-PERMIT-01'))).code).toBe('LICENCE_PURPOSE_UNKNOWN');
    expect((await refusalOf(named(hrssClerk, 'FOOD-PERMIT-01', elsewhere))).code).toBe('LICENCE_PURPOSE_UNKNOWN');
    expect(vault.uses.map((use) => [use.outcome, use.licence])).toEqual([
      ['refused', issued.licence.id],
      ['refused', issued.licence.id],
      ['refused', undefined],
    ]);
    expect(await refusalOf(named(clerk, 'FOOD-PERMIT-01', 'x'))).toMatchObject({
      code: 'LICENCE_IDENTIFIER_INVALID',
      errors: [{ pointer: '/identifier' }],
    });
  });
});

describe('finding a licence by its QR', () => {
  const found = (actor: Actor, matter: string, qr: string, parts = vault.parts) =>
    findByQr({ ...parts, actor, qr, purpose: { matter, case: 'C-1' } });
  const shown = async () =>
    (await presentForPurpose({ ...vault.parts, actor: clerk, reference: issued.licence, purpose, presentation: {} }))
      .text;

  it('gives the licence of a fresh statement, and of a QR that is an identifier', async () => {
    const qr = await shown();
    vault.uses.length = 0;
    for (const text of [qr, issued.licence.identifier])
      expect(await found(hrssClerk, 'HRSS-PENSION-01', text)).toEqual({ items: [issued.licence], next: null });
    expect(vault.uses).toMatchObject([
      { event: 'licence-found', licence: issued.licence.id, outcome: 'answered', matter: 'HRSS-PENSION-01' },
      { event: 'licence-found', licence: issued.licence.id, outcome: 'answered', matter: 'HRSS-PENSION-01' },
    ]);
  });

  it('gives a holder’s QR no more rights than the matter has', async () => {
    const qr = await shown();
    expect((await refusalOf(found(hrssClerk, 'OTHER-TYPE-01', qr))).code).toBe('LICENCE_TYPE_NOT_NEEDED');
    expect((await refusalOf(found(hrssClerk, 'FOOD-PERMIT-01', qr))).code).toBe('LICENCE_PURPOSE_UNKNOWN');
  });

  it('is refused, with why, when the QR has run out, was altered, is signed by nobody we know or is another thing', async () => {
    const qr = await shown();
    const strangers = { ...vault.parts, signingKeys: { key: () => undefined } };
    const late = { ...vault.parts, clock: { now: () => new Date(vault.clock.now().getTime() + 300_001) } };
    for (const [text, parts] of [
      [qr, late],
      [qr, strangers],
      [`${qr.slice(0, -6)}000000`, vault.parts],
      ['HUFU1:', vault.parts],
      ['HUFU9:ABC', vault.parts],
      ['https://example.org', vault.parts],
    ] as const) {
      const refusal = await refusalOf(found(clerk, 'FOOD-PERMIT-01', text, parts));
      expect(refusal).toMatchObject({ code: 'QR_NOT_USABLE', status: 422, errors: [{ pointer: '/qr' }] });
      expect(refusal.texts('en').detail).toMatch(/^No licence can be found by this QR: .{10,}\.$/);
    }
  });
});

describe('reading a licence', () => {
  it('gives the document as it was signed, for a matter that needs it, and records it first', async () => {
    for (const [actor, matter] of [
      [clerk, 'FOOD-PERMIT-01'],
      [counterSystem, 'FOOD-PERMIT-01'],
      [pensionSystem, 'HRSS-PENSION-01'],
    ] as const) {
      vault.uses.length = 0;
      const { document } = await read(actor, matter);
      expect(document.equals(issued.document)).toBe(true);
      expect(vault.uses).toMatchObject([
        { event: 'licence-read', outcome: 'answered', matter, case: 'C-1', licence: issued.licence.id },
      ]);
    }
    const failing = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    const reading = readLicence({ ...failing, actor: clerk, reference: { id: issued.licence.id }, purpose });
    await expect(reading).rejects.toThrow('the log is full');
  });

  it('is refused where the matter does not need the type, and recorded', async () => {
    const refusal = await refusalOf(read(hrssClerk, 'OTHER-TYPE-01'));
    expect(refusal).toMatchObject({ code: 'LICENCE_TYPE_NOT_NEEDED', status: 403 });
    expect(vault.uses).toMatchObject([
      { event: 'licence-read', outcome: 'refused', code: 'LICENCE_TYPE_NOT_NEEDED', matter: 'OTHER-TYPE-01' },
    ]);
  });

  it('is refused for a matter of another organisation, for the data administration too', async () => {
    for (const actor of [hrssClerk, administrator]) {
      expect(await refusalOf(read(actor, 'FOOD-PERMIT-01'))).toMatchObject({ code: 'LICENCE_PURPOSE_UNKNOWN' });
    }
    expect(vault.uses.map((use) => use.outcome)).toEqual(['refused', 'refused']);
    expect(Object.keys(matters)).not.toContain('data');
  });

  it('is refused for a licence that is not there', async () => {
    const nowhere = { id: '00000000-0000-4000-8000-000000000000' };
    expect(await refusalOf(read(clerk, 'FOOD-PERMIT-01', nowhere))).toMatchObject({ code: 'LICENCE_NOT_FOUND' });
  });
});

describe('showing a licence', () => {
  it('is for its issuer and the data administration, and tells nothing that is on it', async () => {
    const reference = { identifier: issued.licence.identifier };
    const { database } = vault.db;
    for (const actor of [clerk, counterSystem, administrator]) {
      const shown = await showLicence({ database, actor, reference });
      expect(shown).toEqual(issued.licence);
    }
    for (const actor of [hrssClerk, pensionSystem]) {
      expect(await refusalOf(showLicence({ database, actor, reference }))).toMatchObject({ code: 'NOT_IN_REACH' });
    }
  });
});

describe('verifying against the vault', () => {
  const verify = (subject: Parameters<typeof verifyLicence>[0]['subject'], actor: Actor = pensionSystem) =>
    verifyLicence({ ...vault.parts, actor, subject });
  const summary = async (subject: Parameters<typeof verifyLicence>[0]['subject']) => {
    const verdict = await verify(subject);
    return [verdict.indication, verdict.subIndication];
  };

  it('passes the document, the identifier and the id of a licence that stands', async () => {
    const { id, identifier } = issued.licence;
    for (const subject of [{ document: issued.document }, { identifier }, { id }]) {
      const verdict = await verify(subject);
      expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_PASSED', null]);
      expect(verdict.steps.map((step) => step.result)).toEqual([
        'PASSED',
        'PASSED',
        'SKIPPED',
        'PASSED',
        'PASSED',
        'SKIPPED',
        'SKIPPED',
        'PASSED',
      ]);
    }
    const typed = ` ${identifier.toLowerCase()}`;
    expect(await summary({ identifier: typed })).toEqual(['TOTAL_PASSED', null]);
  });

  it('records every verification with its outcome, by whom and for what, and nothing of the licence', async () => {
    await verifyLicence({ ...vault.parts, actor: hrssClerk, subject: { document: issued.document }, purpose });
    expect(vault.uses).toEqual([
      {
        event: 'licence-verified',
        licence: issued.licence.id,
        identifier: issued.licence.identifier,
        type: issued.licence.type,
        holderIndex: issued.licence.holderIndex,
        actor: `officer:${hrssClerk.id}`,
        organisation: 'hrss',
        matter: purpose.matter,
        case: purpose.case,
        outcome: 'answered',
        facts: { indication: 'TOTAL_PASSED', asOf: vault.clock.now().toISOString() },
        at: vault.clock.now(),
      },
    ]);
    const failing = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    const verification = verifyLicence({ ...failing, actor: clerk, subject: { document: issued.document } });
    await expect(verification).rejects.toThrow('the log is full');
  });

  it('fails a tampered copy, and records that somebody showed one', async () => {
    const tampered = Buffer.from(issued.document.toString().replace('壹佰万元整', '玖佰万元整'));
    const verdict = await verify({ document: tampered });
    expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
    expect(verdict.steps.find((step) => step.step === 'document-hash')).toMatchObject({
      result: 'FAILED',
      subIndication: 'HASH_FAILURE',
    });
    expect(vault.uses[0]?.facts).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'SIG_CRYPTO_FAILURE' });
  });

  it('fails a copy re-signed with our own key but never issued: the vault holds another text', async () => {
    const { signLicence } = await import('../../licence-vault/licence/document.ts');
    const { licence } = JSON.parse(issued.document.toString()) as LicenceDocument;
    const { bytes } = await signLicence({ ...vault.parts, content: { ...licence, data: company(2) } });
    expect(await summary({ document: bytes })).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
  });

  it('leaves a licence of another region undecided', async () => {
    const { signLicence } = await import('../../licence-vault/licence/document.ts');
    const { composeLicenceIdentifier } = await import('../../licence-vault/index.ts');
    const { licence } = JSON.parse(issued.document.toString()) as LicenceDocument;
    const issuer = { code: codeOf('11450703', '00799999'), name: '别处行政审批局' };
    const { code } = licence.type;
    const identifier = composeLicenceIdentifier({ type: code, issuer: issuer.code, serial: 'ABC1234', version: '001' });
    const content = { ...licence, issuer, identifier };
    const elsewhere = signingKey('key-of-elsewhere');
    const { bytes } = await signLicence({ ...vault.parts, signer: elsewhere.signer, content });
    expect(await summary({ document: bytes })).toEqual(['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND']);
    expect(await summary({ identifier })).toEqual(['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND']);
    expect(await summary({ id: '00000000-0000-4000-8000-000000000000' })).toEqual([
      'INDETERMINATE',
      'SIGNED_DATA_NOT_FOUND',
    ]);
    const known = await signLicence({ ...vault.parts, content });
    expect(await summary({ document: known.bytes })).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(vault.uses.every((use) => use.licence === undefined && use.holderIndex === undefined)).toBe(true);
  });

  it('fails an identifier that cannot be one, and says what is wrong with it', async () => {
    const wrong = `${issued.licence.identifier.slice(0, -1)}${issued.licence.identifier.endsWith('0') ? '1' : '0'}`;
    const verdict = await verify({ identifier: wrong });
    expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
    expect(verdict.steps[0]?.detail.zh).toContain('校验位');
    expect(await summary({ identifier: '11010519491231002X' })).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
  });

  it('tells the term of a number as far as the signature proves it', async () => {
    const { licence } = JSON.parse(issued.document.toString()) as LicenceDocument;
    const subject = { identifier: licence.identifier };
    const { validFrom, validTo } = licence;
    expect((await verify(subject)).term).toEqual({ validFrom, validTo });
    const signingKeys = { key: () => undefined };
    const unproved = await verifyLicence({ ...vault.parts, signingKeys, actor: clerk, subject });
    expect([unproved.subIndication, unproved.term]).toEqual(['NO_SIGNING_CERTIFICATE_FOUND', undefined]);
    const endless = await vault.issue({ data: company(601, { operatingTerm: { from: '2020-03-18', to: '长期' } }) });
    const { steps, term } = await verify({ id: endless.licence.id });
    expect(term?.validTo).toBe('长期');
    expect(steps.find(({ step }) => step === 'time')?.detail).toEqual({
      zh: '签名时间有效，有效期 2020-03-18 至 长期',
      en: 'signed in time; its term is from 2020-03-18 without an end',
    });
  });

  it('follows the licence through its life', async () => {
    const { licence, document } = await vault.issue({
      data: company(600, { operatingTerm: { from: '2020-03-18', to: '2026-11-22' } }),
    });
    let revision = 1;
    const apply = async (request: {
      operation: '03' | '04' | '05' | '06' | '07';
      toState?: '07';
      stateText?: string;
    }) => {
      await changeLicence({
        ...vault.parts,
        actor: clerk,
        reference: { id: licence.id },
        request: { legalReason: '依据', ...request },
        ifMatch: `"${revision}"`,
      });
      revision += 1;
    };
    expect(await summary({ document })).toEqual(['TOTAL_PASSED', null]);
    await apply({ operation: '03' });
    expect(await summary({ document })).toEqual(['INDETERMINATE', 'TRY_LATER']);
    await apply({ operation: '06' });
    expect(await summary({ document })).toEqual(['TOTAL_PASSED', null]);
    await apply({ operation: '07', stateText: '其他' });
    expect(await summary({ document })).toEqual(['INDETERMINATE', null]);
    vault.clock.set('2026-11-23T00:00:00Z');
    expect(await summary({ document })).toEqual(['TOTAL_FAILED', 'EXPIRED']);
    await apply({ operation: '05', toState: '07' });
    expect((await verify({ document })).steps.find((step) => step.step === 'status')?.subIndication).toBe('REVOKED');
    vault.clock.set('2026-11-21T08:00:00Z');
  });
});
