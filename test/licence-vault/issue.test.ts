import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../kernel/index.ts';
import {
  checkLicenceIdentifier,
  issueLicence,
  type LicenceDocument,
  licenceIdentifierParts,
  licenceJson,
  verifyDocument,
} from '../../licence-vault/index.ts';
import { insertLicences } from '../../licence-vault/licence/licence-writer.ts';
import { clerk, codeOf, company, hrssClerk, openVault, organisations, refusalOf, type TestVault } from './vault.ts';

let vault: TestVault;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

/** SHA-256 in base64url. */
const digest = /^[\w-]{43}$/;
const documentOf = (bytes: Buffer) => JSON.parse(bytes.toString()) as LicenceDocument;
const count = async (table: string) =>
  Number((await vault.db.database.pool.query(`select count(*) as n from ${table}`)).rows[0].n);

describe('issuing a licence', () => {
  it('gives the holder a canonical, signed document with everything on it', async () => {
    const data = company(10);
    const { created, licence, document } = await vault.issue({ data });
    expect(created).toBe(true);
    const { licence: content, format, proof } = documentOf(document);
    expect(format).toBe('hufu-licence/1');
    expect(content).toEqual({
      identifier: licence.identifier,
      type: { code: '11100000MB0143028R001', name: '营业执照' },
      holder: { kind: '001', number: data.unifiedCode, name: data.name },
      issuer: organisations.approval,
      issuedOn: '2026-11-21',
      validFrom: '2020-03-18',
      validTo: '2040-03-17',
      data,
      version: '001',
    });
    expect(proof).toEqual({
      alg: 'ES256',
      kid: 'licence-key-1',
      signature: expect.stringMatching(/^[\w-]{86}$/),
      signedAt: '2026-11-21T08:00:00.000Z',
    });
    expect(document.toString()).toBe(canonicalJson(documentOf(document)));
    const verdict = await verifyDocument({ bytes: document, keys: vault.parts.signingKeys, at: vault.clock.now() });
    expect(verdict.steps.find((step) => step.step === 'signature')?.result).toBe('PASSED');
  });

  it('gives an identifier that others can check, and tells of the licence only what is not on it', async () => {
    const { licence } = await vault.issue({ data: company(11) });
    expect(checkLicenceIdentifier(licence.identifier)).toEqual([]);
    expect(licenceIdentifierParts(licence.identifier)).toEqual({
      type: '11100000MB0143028R001',
      issuer: organisations.approval.code,
      serial: expect.stringMatching(/^2026\d{7}$/),
      version: '001',
    });
    const told = JSON.stringify(licenceJson(licence));
    for (const item of ['name', 'unifiedCode', 'legalRepresentative', 'address', 'businessScope']) {
      expect(told).not.toContain(String(company(11)[item]));
    }
    expect(licenceJson(licence)).toMatchObject({ state: '01', issuer: 'approval', revision: 1, previous: null });
  });

  it('counts the day in Beijing, where it is tomorrow already', async () => {
    vault.clock.set('2026-12-31T16:30:00Z');
    const { licence, document } = await vault.issue({ data: company(12) });
    vault.clock.set('2026-11-21T08:00:00Z');
    expect(documentOf(document).licence.issuedOn).toBe('2027-01-01');
    expect(licenceIdentifierParts(licence.identifier).serial).toMatch(/^2027/);
  });

  it('records the issue in the transaction that stores it, without a name or number', async () => {
    vault.uses.length = 0;
    const data = company(13);
    const { licence, document } = await vault.issue({ data });
    expect(vault.uses).toEqual([
      {
        event: 'licence-issued',
        licence: licence.id,
        identifier: licence.identifier,
        type: licence.type,
        holderIndex: licence.holderIndex,
        actor: `officer:${clerk.id}`,
        organisation: 'approval',
        outcome: 'answered',
        facts: {
          operation: '01',
          document: sha256(document).toString('base64url'),
          ofd: expect.stringMatching(digest),
        },
        at: vault.clock.now(),
      },
    ]);
    expect(JSON.stringify(vault.uses)).not.toContain(String(data.unifiedCode));
  });

  it('records for which matter and case it was issued, and refuses one that names a person by number', async () => {
    vault.uses.length = 0;
    const purpose = { matter: 'FOOD-PERMIT-01', case: 'SP-2026-13' };
    const request = { data: company(16), issuerReference: 'REF-16', purpose };
    await vault.issue(request);
    await vault.issue(request);
    expect(vault.uses.map(({ event, matter, case: number }) => [event, matter, number])).toEqual([
      ['licence-issued', purpose.matter, purpose.case],
      ['licence-read', purpose.matter, purpose.case],
    ]);
    const named = { ...request, purpose: { ...purpose, case: 'SP-11010519491231002X' } };
    for (const each of [named, { ...named, issuerReference: 'REF-17' }]) {
      expect(await refusalOf(vault.issue(each))).toMatchObject({
        ...{ code: 'INVALID_INPUT', errors: [{ pointer: '/purpose/case', detail: 'holds a personal number' }] },
      });
    }
  });

  it('stores nothing when the use cannot be recorded', async () => {
    const before = [await count('vault.licence'), await count('vault.licence_operation')];
    const failing = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    const request = { type: 'business-licence', data: company(14) };
    await expect(issueLicence({ ...failing, actor: clerk, request })).rejects.toThrow('the log is full');
    expect([await count('vault.licence'), await count('vault.licence_operation')]).toEqual(before);
    expect((await vault.issue({ data: company(14) })).created).toBe(true);
  });

  it('uses the transaction it is handed: what the log writes goes with the licence', async () => {
    const { database } = vault.db;
    await database.pool.query('create table if not exists public.log_probe (licence text)');
    const logged = {
      ...vault.parts,
      recordUse: async (use: { licence?: string | undefined }, tx: typeof database) => {
        await tx
          .tables<{ 'public.log_probe': { licence: string } }>()
          .insertInto('public.log_probe')
          .values({ licence: use.licence ?? '' })
          .execute();
        throw new Error('after the row');
      },
    };
    const request = { type: 'business-licence', data: company(15) };
    await expect(issueLicence({ ...logged, actor: clerk, request })).rejects.toThrow('after the row');
    expect(await count('public.log_probe')).toBe(0);
  });
});

describe('issuing the same licence again', () => {
  it('gives the licence of before, and records that it was handed out', async () => {
    const request = { data: company(20), issuerReference: '灵审证〔2026〕20号' };
    const first = await vault.issue(request);
    vault.uses.length = 0;
    vault.clock.advance(60_000);
    const again = await vault.issue(request);
    expect(again.created).toBe(false);
    expect(again.licence).toEqual(first.licence);
    expect(again.document.equals(first.document)).toBe(true);
    expect(vault.uses.map((use) => use.event)).toEqual(['licence-read']);
  });

  it('refuses the same number with other content', async () => {
    await vault.issue({ data: company(21), issuerReference: 'REF-21' });
    const other = company(21, { address: '灵山县陆屋镇' });
    const refusal = await refusalOf(vault.issue({ data: other, issuerReference: 'REF-21' }));
    expect(refusal).toMatchObject({ code: 'ISSUER_REFERENCE_REUSED', status: 409 });
    expect(JSON.stringify(refusal.texts('en'))).not.toContain('REF-21');
  });

  it('takes equal content for one licence where no number is given, and a number of one’s own for another', async () => {
    const first = await vault.issue({ data: company(22) });
    expect((await vault.issue({ data: company(22) })).licence.id).toBe(first.licence.id);
    expect((await vault.issue({ data: company(22), issuerReference: 'REF-22' })).licence.id).not.toBe(first.licence.id);
  });

  it('still gives it when its term is over by now', async () => {
    const request = {
      data: company(23, { operatingTerm: { from: '2020-03-18', to: '2026-11-22' } }),
      issuerReference: 'REF-23',
    };
    const first = await vault.issue(request);
    vault.clock.set('2026-12-01T00:00:00Z');
    const again = await vault.issue(request);
    vault.clock.set('2026-11-21T08:00:00Z');
    expect(again.licence.id).toBe(first.licence.id);
  });

  it('makes exactly one licence of sixteen submissions at once', async () => {
    const before = await count('vault.licence');
    const request = { data: company(24), issuerReference: 'REF-24' };
    const results = await Promise.all(Array.from({ length: 16 }, () => vault.issue(request)));
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(new Set(results.map((result) => result.licence.id)).size).toBe(1);
    expect(new Set(results.map((result) => result.document.toString())).size).toBe(1);
    expect(await count('vault.licence')).toBe(before + 1);
    expect(await count('vault.licence_version')).toBe(before + 1);
  });

  it('loses a race in the database without an error, as one that was only a moment late', async () => {
    const { licence } = await vault.issue({ data: company(25), issuerReference: 'REF-25' });
    const { rows } = await vault.db.database.pool.query(
      'select reference_hash from vault.licence_entry where id = $1',
      [licence.id],
    );
    const version = {
      version: '001',
      identifier: licence.identifier,
      previous: undefined,
      typeEdition: 1,
      issuedOn: licence.issuedOn,
      validFrom: licence.validFrom,
      validTo: licence.validTo,
      sealed: Buffer.alloc(1),
      digest: Buffer.alloc(32),
      kid: 'k',
    };
    const operation = {
      operation: '01',
      toState: '01',
      actor: 'officer:x',
      organisation: licence.issuer,
      sealedReason: undefined,
      at: vault.clock.now(),
    } as const;
    const entry = { licence: { ...licence, id: vault.parts.random.uuid() }, version, operation };
    const stored = await vault.db.database.transaction((tx) =>
      insertLicences(tx, [{ ...entry, referenceHash: rows[0].reference_hash, submittedHash: Buffer.alloc(32) }]),
    );
    expect(stored.size).toBe(0);
  });

  it('never gives one serial twice, however many are issued at once', async () => {
    const issued = await Promise.all(Array.from({ length: 40 }, (_, i) => vault.issue({ data: company(100 + i) })));
    expect(new Set(issued.map((one) => one.licence.identifier)).size).toBe(40);
    expect(new Set(issued.map((one) => one.licence.serial)).size).toBe(40);
  });
});

describe('what is submitted', () => {
  it.each([
    ['a missing item', (data: Record<string, unknown>) => delete data.address, '/data/address'],
    ['an unknown item', (data: Record<string, unknown>) => Object.assign(data, { nickname: 'x' }), '/data/nickname'],
    [
      'a day that is none',
      (data: Record<string, unknown>) => Object.assign(data, { registeredOn: '2026-02-30' }),
      '/data/registeredOn',
    ],
    [
      'a control character in a name',
      (data: Record<string, unknown>) => Object.assign(data, { name: '公司\u0000' }),
      '/data/name',
    ],
    [
      'an end that is neither day nor 长期',
      (data: Record<string, unknown>) => Object.assign(data, { operatingTerm: { from: '2020-03-18', to: 'ever' } }),
      '/data/operatingTerm/to',
    ],
    [
      'a term that ends before it begins',
      (data: Record<string, unknown>) =>
        Object.assign(data, { operatingTerm: { from: '2030-01-01', to: '2029-01-01' } }),
      '/data/operatingTerm/to',
    ],
    [
      'a term that is over',
      (data: Record<string, unknown>) =>
        Object.assign(data, { operatingTerm: { from: '2020-01-01', to: '2026-11-20' } }),
      '/data/operatingTerm/to',
    ],
  ])('is refused with %s, and the place is named', async (_, change, pointer) => {
    const data = company(30);
    change(data);
    const refusal = await refusalOf(vault.issue({ data }));
    expect(refusal).toMatchObject({ code: 'LICENCE_DATA_INVALID', status: 422 });
    expect(refusal.errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('is refused with a unified code whose check character is wrong, without repeating it', async () => {
    const right = codeOf('91450721', 'MA500031');
    const wrong = right.slice(0, 17) + (right.endsWith('A') ? 'B' : 'A');
    const refusal = await refusalOf(vault.issue({ data: company(31, { unifiedCode: wrong }) }));
    expect(refusal).toMatchObject({ code: 'UNIFIED_CODE_INVALID' });
    expect(refusal.errors[0]?.pointer).toBe('/data/unifiedCode');
    expect(JSON.stringify(refusal.toJson({ language: 'en', instance: 'x', traceId: 'y' }))).not.toContain(wrong);
  });

  it('is refused when holder and data speak of different ones', async () => {
    const other = String(company(33).unifiedCode);
    const byNumber = vault.issue({ data: company(32), holder: { kind: '001', number: other } });
    expect((await refusalOf(byNumber)).errors[0]?.pointer).toBe('/holder/number');
    const number = String(company(32).unifiedCode);
    const byName = vault.issue({ data: company(32), holder: { kind: '001', number, name: '另一公司' } });
    expect((await refusalOf(byName)).errors[0]?.pointer).toBe('/holder/name');
    const byKind = vault.issue({ data: company(32), holder: { kind: '111', number: '11010519491231002X' } });
    expect((await refusalOf(byKind)).errors[0]?.pointer).toBe('/holder/kind');
    expect((await refusalOf(vault.issue({ data: company(32), validTo: '长期' }))).errors[0]?.pointer).toBe('/validTo');
  });

  it('takes the holder where it agrees, in any spelling of the number', async () => {
    const number = ` ${String(company(34).unifiedCode).toLowerCase()}`;
    const name = String(company(34).name);
    const { licence } = await vault.issue({ data: company(34), holder: { kind: '001', number, name } });
    expect((await vault.issue({ data: company(34) })).licence.id).toBe(licence.id);
  });

  it('is refused for a type nobody knows, one that is withdrawn, and by whoever may not issue it', async () => {
    expect(await refusalOf(vault.issue({ type: 'fishing-licence' }))).toMatchObject({ code: 'LICENCE_TYPE_UNKNOWN' });
    const request = { type: 'business-licence', data: company(35) };
    const foreign = issueLicence({ ...vault.parts, actor: hrssClerk, request });
    expect(await refusalOf(foreign)).toMatchObject({ code: 'NOT_AN_ISSUER', status: 403 });
    const unregistered = { ...vault.parts, issuers: { issuer: async () => undefined } };
    expect(await refusalOf(issueLicence({ ...unregistered, actor: clerk, request }))).toMatchObject({
      code: 'ISSUER_NOT_REGISTERED',
    });
    await vault.db.database.pool.query(`update vault.licence_type set status = 'withdrawn'`);
    const refusal = await refusalOf(vault.issue({ data: company(35) }));
    await vault.db.database.pool.query(`update vault.licence_type set status = 'published'`);
    expect(refusal.code).toBe('LICENCE_TYPE_NOT_PUBLISHED');
  });
});

describe('a licence that comes from elsewhere', () => {
  const elsewhere = '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U';

  it('names the one before, and needs a legal reason', async () => {
    const request = { data: company(40), transferredFrom: elsewhere };
    expect(await refusalOf(vault.issue(request))).toMatchObject({ code: 'LEGAL_REASON_MISSING' });
    vault.uses.length = 0;
    const { licence, document } = await vault.issue({ ...request, legalReason: '住所迁入本县' });
    // Told where the licence itself may be seen, and nowhere else.
    expect(licence.previous).toBeUndefined();
    expect(documentOf(document).licence.previous).toBe(elsewhere);
    expect(vault.uses[0]?.facts).toMatchObject({ operation: '08', document: sha256(document).toString('base64url') });
  });

  it('is refused with an identifier that is wrong', async () => {
    const request = { data: company(41), transferredFrom: `${elsewhere.slice(0, -1)}V`, legalReason: '迁入' };
    expect(await refusalOf(vault.issue(request))).toMatchObject({
      code: 'LICENCE_IDENTIFIER_INVALID',
      errors: [{ pointer: '/transferredFrom' }],
    });
  });
});

describe('the document', () => {
  it('is stored under its SHA-256, and as nothing else', async () => {
    const { licence, document } = await vault.issue({ data: company(50) });
    const { rows } = await vault.db.database.pool.query(
      'select document, document_digest from vault.licence_version where licence = $1',
      [licence.id],
    );
    expect(rows[0].document_digest.equals(createHash('sha256').update(document).digest())).toBe(true);
    expect(rows[0].document.includes(document.subarray(0, 16))).toBe(false);
  });
});
