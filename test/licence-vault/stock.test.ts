import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changeLicence,
  fileVerdictJson,
  type LicenceDocument,
  licenceJson,
  pathTrust,
  readOfd,
  readPages,
  textOfPage,
  type VerificationSubject,
  verdictJson,
  verifyDocument,
  verifyLicence,
  verifyOfd,
} from '../../licence-vault/index.ts';
import { readLicenceFile } from '../../licence-vault/licence/file/stored-file.ts';
import { readStatement, writeStatement } from '../../licence-vault/statement/statement.ts';
import { fileVerdictOf } from '../../licence-vault/verify/file-verdict.ts';
import { clerk, company, openVault, pensionSystem, refusalOf, type TestVault } from './vault.ts';

let vault: TestVault;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

const origin = { medium: 'paper', register: '灵山县工商档案', number: '450721-0815', issuedOn: '2020-03-18' } as const;
const documentOf = (bytes: Buffer) => JSON.parse(bytes.toString()) as LicenceDocument;

describe('a licence made of a stock record', () => {
  it('says where it comes from and bears the day on which it was given out', async () => {
    const { licence, document } = await vault.issue({ data: company(1), origin });
    expect(licence).toMatchObject({ assurance: 'stock', issuedOn: '2020-03-18' });
    expect(licenceJson(licence)).toMatchObject({ assurance: 'stock' });
    expect(documentOf(document).licence).toMatchObject({ origin, issuedOn: '2020-03-18' });
    const issued = await vault.issue({ data: company(2) });
    expect(licenceJson(issued.licence)).toMatchObject({ assurance: 'issued', issuedOn: '2026-11-21' });
    expect(documentOf(issued.document).licence).not.toHaveProperty('origin');
  });

  it('is another issue than the same data without an origin, or with another', async () => {
    const first = await vault.issue({ data: company(3), origin, issuerReference: 'S-3' });
    const again = await vault.issue({ data: company(3), origin, issuerReference: 'S-3' });
    expect(again).toMatchObject({ created: false, licence: { id: first.licence.id, assurance: 'stock' } });
    for (const other of [undefined, { ...origin, number: '450721-0816' }]) {
      const refused = vault.issue({ data: company(3), origin: other, issuerReference: 'S-3' });
      expect(await refusalOf(refused)).toMatchObject({ code: 'ISSUER_REFERENCE_REUSED' });
    }
  });

  it('is not taken from the future, nor with a term that is over', async () => {
    const later = vault.issue({ data: company(4), origin: { ...origin, issuedOn: '2026-11-22' } });
    expect(await refusalOf(later)).toMatchObject({ errors: [{ pointer: '/origin/issuedOn' }] });
    const over = vault.issue({
      data: company(4, { operatingTerm: { from: '2010-01-01', to: '2020-01-01' } }),
      origin,
    });
    expect(await refusalOf(over)).toMatchObject({ errors: [{ pointer: '/data/operatingTerm/to' }] });
  });

  it('shows its lower assurance in every verdict and on its pages, also when it was changed since', async () => {
    const { parts } = vault;
    const issued = await vault.issue({ data: company(5), origin });
    const licence = await changeLicence({
      ...parts,
      actor: clerk,
      reference: { id: issued.licence.id },
      ifMatch: '"1"',
      request: { operation: '09', legalReason: '住所变更', data: company(5, { address: '灵山县三海街道1号' }) },
    });
    expect(licence).toMatchObject({ assurance: 'stock', version: '002', issuedOn: '2026-11-21' });
    for (const version of ['001', '002']) {
      const bytes = await readLicenceFile({ ...parts, licence, version, format: 'ofd' });
      const ofd = await verifyOfd({ bytes: bytes!, trust: pathTrust({ anchors: [] }), at: vault.clock.now() });
      expect(fileVerdictJson(fileVerdictOf(ofd), 'en')).toMatchObject({ assurance: 'stock' });
      const model = readOfd(bytes!);
      const text = readPages(model.package, model.documents[0]!.document).map(textOfPage).join('\n');
      expect(text).toContain('存量补录');
      expect(text).toContain('原颁发日期 2020-03-18');
    }
    const ask = (subject: VerificationSubject) => verifyLicence({ ...parts, actor: pensionSystem, subject });
    const { document } = issued;
    const verdicts = [
      await ask({ id: licence.id }),
      await ask({ identifier: licence.identifier }),
      await ask({ document }),
      await verifyDocument({ bytes: document, keys: parts.signingKeys, at: vault.clock.now() }),
    ];
    for (const verdict of verdicts) expect(verdictJson(verdict, 'en')).toMatchObject({ assurance: 'stock' });
    const qr = { issuer: 'http://hub.test', id: Buffer.alloc(8), issuedAt: new Date(0), expiresAt: new Date(60_000) };
    const shown = {
      identifier: licence.identifier,
      type: '营业执照',
      validFrom: '2020-03-18',
      validTo: '长期',
      face: {},
    };
    for (const assurance of ['stock', 'issued'] as const) {
      const status = { uri: 'http://hub.test/v1/status-lists/1', index: 1 };
      const said = readStatement(writeStatement({ ...qr, licence: { ...shown, assurance }, status }));
      expect(said?.licence.assurance).toBe(assurance);
    }
    expect(verdicts[0]?.steps.find(({ step }) => step === 'status')?.detail.zh).toContain('存量补录');
  });
});
