import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Actor, actorReference } from '../../identity/index.ts';
import { after as moved, sha256 } from '../../kernel/index.ts';
import {
  type CopyRequest,
  changeLicence,
  type IssuedLicence,
  inspectOfd,
  type LicenceDocument,
  makeCopy,
  openOfdPackage,
  readLicence,
  readSeal,
  sealOfd,
  textOfPage,
  verifyLicence,
} from '../../licence-vault/index.ts';
import { readShown } from '../../licence-vault/pdf/from-ofd/read-content.ts';
import { listUses } from '../../licence-vault/seal/registry/seal-use-store.ts';
import {
  clerk,
  company,
  counterSystem,
  dumpOf,
  hrssClerk,
  openVault,
  pensionSystem,
  refusalOf,
  type TestVault,
} from './vault.ts';
import { openVaultApp } from './vault-app.ts';

let vault: TestVault;
let issued: IssuedLicence;
beforeAll(async () => {
  vault = await openVault();
  issued = await vault.issue();
});
afterAll(() => vault[Symbol.asyncDispose]());
beforeEach(() => {
  vault.uses.length = 0;
});

const cause = '核对经营主体资格';
const purposes: Readonly<Record<string, { matter: string; case: string }>> = {
  approval: { matter: 'FOOD-PERMIT-01', case: 'FP-2026-0042' },
  hrss: { matter: 'HRSS-PENSION-01', case: 'LS-2026-0042' },
};
const copy = (
  options: { actor?: Actor; request?: Partial<CopyRequest>; licence?: string; matter?: string; parts?: object } = {},
) => {
  const { actor = pensionSystem, matter } = options;
  const purpose = { ...purposes[actor.organisation]!, ...(matter === undefined ? {} : { matter }) };
  return makeCopy({
    ...{ ...vault.parts, ...options.parts, actor, purpose },
    reference: { id: options.licence ?? issued.licence.id },
    request: { cause, ...options.request },
  });
};
const verify = (document: Buffer, at?: Date) =>
  verifyLicence({
    ...{ ...vault.parts, sealTrust: async () => vault.county.trust },
    ...{ actor: pensionSystem, subject: { document }, at },
  });
const customData = (file: Buffer) =>
  new Map(inspectOfd(file).documents[0]!.info.customData.map(({ name, value }) => [name, value]));
const sealIn = (file: Buffer) => openOfdPackage(file).entries.find(({ name }) => name.endsWith('.esl'))!.bytes;
const usesOfSeals = async () =>
  (await listUses(vault.db.database, { organisation: undefined, seal: undefined, cursor: undefined, limit: 100 }))
    .items;
const day = 24 * 3_600_000;

describe('a purpose-bound copy of a licence', () => {
  it('holds licence, requester, purpose and end inside what the issuer’s seal covers', async () => {
    const { file, expiresAt } = await copy();
    expect(expiresAt).toEqual(moved(vault.clock.now(), 7 * day));
    expect(Object.fromEntries(customData(file))).toMatchObject({
      ...{ ZZBS: issued.licence.identifier, KZ_ORIGINAL: issued.licence.identifier },
      ...{ CJSJ: '2026-11-21T16:00:00+08:00', JZJZZSJ: '2026-11-21T16:00:00+08:00' },
      ...{ JZJZZZ: '灵山县人力资源和社会保障局', KZ_REQUESTER: 'hrss', JZJZZSY: cause },
      ...{ KZ_MATTER: 'HRSS-PENSION-01', KZ_CASE: 'LS-2026-0042', JZJYXQJZSJ: '2026-11-28T16:00:00+08:00' },
    });
    const verdict = await verify(file);
    expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_PASSED', null]);
    expect(verdict.copy).toMatchObject({ organisation: 'hrss', case: 'LS-2026-0042', cause, expiresAt });
    expect(inspectOfd(file).signatures[0]?.coverage?.result).toBe('PASSED');
    expect(readSeal(sealIn(file)).info.property.name).toBe('approval seal');
    expect(verdict.steps.find(({ step }) => step === 'seal')?.result).toBe('PASSED');
  });

  it('dies by itself when verified after its end, though the licence lives on', async () => {
    const request = { expiresAt: moved(vault.clock.now(), 60_000) };
    const { file, expiresAt } = await copy({ request });
    expect((await verify(file)).indication).toBe('TOTAL_PASSED');
    vault.clock.advance(60_000);
    expect(vault.clock.now()).toEqual(expiresAt);
    const verdict = await verify(file);
    expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_FAILED', 'EXPIRED']);
    expect(verdict.steps.find(({ step }) => step === 'status')?.result).toBe('PASSED');
    expect(vault.uses.at(-1)?.facts).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'EXPIRED' });
  });

  it('shows on its pages what it is good for, and what stands on the licence’s face', async () => {
    const { file, expiresAt } = await copy({ actor: clerk });
    const [{ pages }] = inspectOfd(file).documents as [ReturnType<typeof inspectOfd>['documents'][number]];
    for (const page of pages) {
      const text = textOfPage(page);
      const first = '仅供灵山县行政审批局办理“食品经营许可”使用';
      expect(text.split(first).length - 1).toBeGreaterThanOrEqual(4);
      for (const word of [
        'FP-2026-0042',
        cause,
        `有效期至 ${moved(expiresAt, 8 * 3_600_000)
          .toISOString()
          .slice(0, 16)
          .replace('T', ' ')}`,
      ])
        expect(text).toContain(word);
    }
    const text = pages.map(textOfPage).join('\n');
    for (const item of ['name', 'unifiedCode', 'legalRepresentative']) expect(text).toContain(String(company(1)[item]));
  });

  it('shows everything that the licence shows, in its place, and its seal where that has it', async () => {
    const reference = { id: issued.licence.id };
    const purpose = purposes.approval!;
    const read = await readLicence({ ...vault.parts, actor: clerk, reference, purpose, format: 'ofd' });
    const [shown, copied] = [readShown(read.document), readShown((await copy()).file)];
    expect(copied.seals).toEqual(shown.seals);
    for (const [index, page] of shown.content.pages.entries()) {
      const there = copied.content.pages[index]!;
      expect([there.width, there.height]).toEqual([page.width, page.height + 12]);
      const placed = (items: typeof page.items) =>
        items.map((item) => (item.kind === 'text' ? [item.text, item.x, item.y, item.size] : item));
      expect(placed(there.items)).toEqual(expect.arrayContaining(placed(page.items)));
      expect(there.background).toEqual(page.background);
    }
  });

  it('has a page more where words do not fit below the others', async () => {
    const long = `因${'甲乙丙丁戊己庚辛壬癸'.repeat(19)}末`;
    const { file } = await copy({ request: { cause: long } });
    const pages = inspectOfd(file).documents[0]!.pages.map((page) => textOfPage(page).replaceAll('\n', ''));
    expect(pages.length).toBeGreaterThan(readShown((await copy()).file).content.pages.length);
    expect(pages.at(-1)).toContain(long);
    expect((await verify(file)).indication).toBe('TOTAL_PASSED');
  });

  it('holds no claims file, which would outlive the purpose, nor what is inside the licence alone', async () => {
    const inner = await vault.issue({ data: company(4, { registrationNumber: '450721000012345' }) });
    const { file } = await copy({ licence: inner.licence.id });
    expect(inspectOfd(file).documents[0]?.attachments).toEqual([]);
    const text = Buffer.from(file).toString('latin1');
    const pages = inspectOfd(file).documents[0]!.pages.map(textOfPage).join('\n');
    const { proof } = JSON.parse(inner.document.toString()) as LicenceDocument;
    for (const word of ['450721000012345', proof.signature]) expect(text + pages).not.toContain(word);
    expect(customData(file).get('KZ_CLAIMS')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('cannot be sealed once more, and each is another document', async () => {
    const [one, another] = [await copy(), await copy()];
    expect(inspectOfd(one.file).documents[0]?.info.docId).not.toBe(inspectOfd(another.file).documents[0]?.info.docId);
    const signer = vault.county.signer.signer;
    const seal = sealIn(one.file);
    const again = sealOfd({
      ...{ bytes: one.file, seal, signer, clock: vault.clock, mode: 'continue-sign' },
      placements: [{ kind: 'normal', page: 1, x: 10, y: 10 }],
    });
    expect((await refusalOf(again)).code).toBe('OFD_SEALED_COMPLETELY');
  });

  it('is recorded, with the digest of the file and the use of the seal, and its words are in no record', async () => {
    const before = (await usesOfSeals()).length;
    const { file, expiresAt } = await copy();
    expect(vault.uses).toEqual([
      {
        ...{ event: 'licence-copied', outcome: 'answered', actor: actorReference(pensionSystem), organisation: 'hrss' },
        ...{ licence: issued.licence.id, identifier: issued.licence.identifier, type: issued.licence.type },
        ...{ holderIndex: issued.licence.holderIndex, matter: 'HRSS-PENSION-01', case: 'LS-2026-0042' },
        facts: {
          document: sha256(file).toString('base64url'),
          expiresAt: expiresAt.toISOString(),
          cause: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
        },
        at: vault.clock.now(),
      },
    ]);
    const seals = await usesOfSeals();
    expect(seals).toHaveLength(before + 1);
    const last = seals.find((use) => use.matter === 'HRSS-PENSION-01');
    expect(last).toMatchObject({
      seal: vault.seal.id,
      actor: 'system:hrss-pension',
      outcome: 'sealed',
      case: 'LS-2026-0042',
    });
    expect(await dumpOf(vault.db.database)).not.toContain(cause);
  });

  it('is not made when it cannot be recorded, and then its seal was not used either', async () => {
    const before = (await usesOfSeals()).length;
    const recordUse = async () => Promise.reject(new Error('the log is full'));
    await expect(copy({ parts: { recordUse } })).rejects.toThrow('the log is full');
    expect(await usesOfSeals()).toHaveLength(before);
  });

  it('fails with the licence: revoked is revoked, before its own end', async () => {
    const other = await vault.issue({ data: company(5) });
    const { file } = await copy({ licence: other.licence.id });
    await changeLicence({
      ...{ ...vault.parts, actor: clerk, reference: { id: other.licence.id }, ifMatch: '"1"' },
      request: { operation: '05', toState: '07', legalReason: '吊销' },
    });
    expect((await verify(file)).subIndication).toBe('REVOKED');
    const refusal = await refusalOf(copy({ licence: other.licence.id }));
    expect(refusal).toMatchObject({ code: 'LICENCE_NOT_IN_FORCE', status: 409 });
    expect(vault.uses.at(-1)).toMatchObject({
      event: 'licence-copied',
      outcome: 'refused',
      code: 'LICENCE_NOT_IN_FORCE',
    });
  });
});

describe('the end of a copy', () => {
  it('is no later than the licence’s own', async () => {
    const data = company(6, { operatingTerm: { from: '2020-03-18', to: '2026-11-23' } });
    const { licence } = await vault.issue({ data });
    const end = new Date('2026-11-24T00:00:00+08:00');
    expect((await copy({ licence: licence.id })).expiresAt).toEqual(end);
    expect((await copy({ licence: licence.id, request: { expiresAt: end } })).expiresAt).toEqual(end);
    const late = copy({ licence: licence.id, request: { expiresAt: moved(end, 1_000) } });
    expect((await refusalOf(late)).code).toBe('COPY_TERM_INVALID');
    const parts = { clock: { now: () => end } };
    expect((await refusalOf(copy({ licence: licence.id, parts }))).code).toBe('LICENCE_NOT_IN_FORCE');
  });

  it('is within ninety days from now, and not now', async () => {
    const now = vault.clock.now();
    const until = (expiresAt: Date) => copy({ request: { expiresAt } });
    expect((await until(moved(now, 90 * day))).expiresAt).toEqual(moved(now, 90 * day));
    expect((await until(moved(now, 1_999))).expiresAt).toEqual(moved(now, 1_000));
    const parts = { clock: { now: () => moved(now, 999) } };
    const usual = await copy({ parts });
    expect(usual.expiresAt).toEqual(moved(now, 7 * day));
    expect((await verify(usual.file)).copy?.expiresAt).toEqual(usual.expiresAt);
    for (const expiresAt of [
      moved(now, 90 * day + 1_000),
      now,
      moved(now, 999),
      moved(now, -day),
      new Date('2027-13-01'),
    ])
      expect(await refusalOf(until(expiresAt))).toMatchObject({
        ...{ code: 'COPY_TERM_INVALID', status: 422, errors: [{ pointer: '/expiresAt' }] },
      });
  });
});

describe('a copy that nobody needs', () => {
  it('is not made, and the attempt is recorded', async () => {
    const before = (await usesOfSeals()).length;
    for (const [actor, matter, code] of [
      [hrssClerk, 'OTHER-TYPE-01', 'LICENCE_TYPE_NOT_NEEDED'],
      [hrssClerk, 'FOOD-PERMIT-01', 'LICENCE_PURPOSE_UNKNOWN'],
      [counterSystem, 'NO-LICENCE-01', 'LICENCE_TYPE_NOT_NEEDED'],
    ] as const) {
      vault.uses.length = 0;
      expect((await refusalOf(copy({ actor, matter }))).code).toBe(code);
      expect(vault.uses).toMatchObject([{ event: 'licence-copied', outcome: 'refused', code }]);
    }
    expect(await usesOfSeals()).toHaveLength(before);
  });

  it('is asked for in vain by whoever gives no cause, or words that cannot be printed', async () => {
    await using app = await openVaultApp(vault);
    const url = `/v1/licences/${issued.licence.id}/copies`;
    const ask = (body: object) => app.call(pensionSystem, 'POST', url, { ...purposes.hrss, ...body });
    const { status, headers, bytes } = await ask({ cause });
    expect([status, headers['content-type'], headers['hufu-receipt']]).toEqual([201, 'application/ofd', '0']);
    expect(headers['hufu-copy-expires']).toBe(moved(vault.clock.now(), 7 * day).toISOString());
    expect(headers['content-disposition']).toBe(`attachment; filename="${issued.licence.identifier}-copy.ofd"`);
    expect((await verify(bytes)).indication).toBe('TOTAL_PASSED');
    const wrong = [
      {},
      { cause: '' },
      { cause: ' 空格' },
      { cause: '换\n行' },
      { cause: '因'.repeat(201) },
      { cause, expiresAt: '明天' },
    ];
    for (const body of wrong)
      expect([(await ask(body)).status, (await ask(body)).body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(app.logged.join('\n')).not.toContain(cause);
  });
});
