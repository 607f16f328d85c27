import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../kernel/index.ts';
import {
  changeLicence,
  claimsDigest,
  inspectOfd,
  type OperationRequest,
  readLicence,
  readLicenceFile,
  type VaultParts,
} from '../../licence-vault/index.ts';
import { readShown } from '../../licence-vault/pdf/from-ofd/read-content.ts';
import { PdfFile } from '../../licence-vault/pdf/read/pdf-file.ts';
import { signPdf } from '../../licence-vault/pdf/sign/sign-pdf.ts';
import { readPdf } from '../../licence-vault/pdf/verify/read-pdf.ts';
import { withClaims } from '../../licence-vault/verify/claims-in-file.ts';
import { fileVerdictJson } from '../../licence-vault/verify/file-verdict.ts';
import { verifySignedFile } from '../../licence-vault/verify/verify-file.ts';
import { verifyLicence } from '../../licence-vault/verify/verify-licence.ts';
import { licence, parties, stampsBy } from './pdf-documents.ts';
import { step, summary } from './seal-documents.ts';
import { clerk, company, openVault, pensionSystem, purpose, type TestVault } from './vault.ts';
import { openVaultApp } from './vault-app.ts';

let vault: TestVault;
let parts: VaultParts;
let number = 100;
/** How often somebody was asked to sign. */
let signings = 0;
/** How many who sign wait for one another. */
let meeting = 0;
const waiting: (() => void)[] = [];

function met(): Promise<void> {
  const all = new Promise<void>((go) => waiting.push(go));
  if (waiting.length >= meeting) for (const go of waiting.splice(0)) go();
  return all;
}

beforeAll(async () => {
  vault = await openVault();
  const { signer, root, tsa, crl } = parties;
  parts = {
    ...vault.parts,
    pdf: {
      random: { bytes: randomBytes, uuid: () => crypto.randomUUID() },
      signerOf: async () => {
        signings += 1;
        if (meeting > 0) await met();
        return { signer: signer.signer, chain: [root.certificate.raw], crls: [crl.raw] };
      },
      timeStamp: (signature) => stampsBy(tsa, vault.clock.now())(signature),
    },
    sealTrust: async () => parties.trust,
  };
});
afterAll(() => vault[Symbol.asyncDispose]());

async function issued(change: Readonly<Record<string, unknown>> = {}) {
  number += 1;
  return (await vault.issue({ data: company(number, change) })).licence;
}

const read = async (id: string, format: 'pdf' | 'ofd' | 'json' = 'pdf') =>
  (await readLicence({ ...parts, actor: clerk, reference: { id }, purpose, format })).document;
/** A PDF of a licence that the vault did not make, by somebody with a certificate of the county. */
function madeElsewhere(options: {
  identifier: string;
  claims: Buffer | undefined;
  /** Left out: the right one. */
  digest?: string | undefined;
}): Promise<Buffer> {
  const { identifier, claims } = options;
  const digest = 'digest' in options ? options.digest : claimsDigest(JSON.parse(String(claims)).licence);
  const { signer, root, tsa } = parties;
  return signPdf({
    content: licence({
      customData: [
        { name: 'ZZBS', value: identifier },
        ...(digest === undefined ? [] : [{ name: 'KZ_CLAIMS', value: digest }]),
      ],
      attachments: claims === undefined ? [] : [{ name: 'licence.json', bytes: claims }],
    }),
    ...{ signer: signer.signer, name: '灵山县', at: vault.clock.now(), chain: [root.certificate.raw] },
    timeStamp: stampsBy(tsa, vault.clock.now()),
  });
}

const verdictOn = (document: Buffer) => verifyLicence({ ...parts, actor: pensionSystem, subject: { document } });

describe('the PDF of a licence', () => {
  it('is made when it is first asked for, and the same ever after, also for two who ask at once', async () => {
    const { id } = await issued();
    [signings, meeting] = [0, 2];
    const [one, two] = await Promise.all([read(id), read(id)]);
    meeting = 0;
    expect(signings).toBe(2);
    expect(one.subarray(0, 5).toString()).toBe('%PDF-');
    expect(two).toEqual(one);
    expect(await read(id)).toEqual(one);
    expect(signings).toBe(2);
    expect(vault.uses.slice(-3).map(({ event, outcome }) => [event, outcome])).toEqual(
      Array.from({ length: 3 }, () => ['licence-read', 'answered']),
    );
  });

  it('is stored with the record of its first reading, of that moment, or not at all', async () => {
    const { id } = await issued();
    const stored = async () =>
      (
        await vault.db.database.pool.query(
          `select digest, made_at from vault.licence_file where licence = $1 and format = 'pdf'`,
          [id],
        )
      ).rows;
    const reading = { actor: clerk, reference: { id }, purpose, format: 'pdf' } as const;
    const unlogged = { ...parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    await expect(readLicence({ ...unlogged, ...reading })).rejects.toThrow('the log is full');
    expect(await stored()).toEqual([]);

    const pdf = parts.pdf ?? expect.fail('nobody signs');
    const timeStamp: typeof pdf.timeStamp = (signature) => {
      vault.clock.advance(5_000);
      return pdf.timeStamp(signature);
    };
    // Whatever is found out while it is being made, it does not count as made before that.
    const lost = vault.clock.now();
    const { document } = await readLicence({ ...parts, pdf: { ...pdf, timeStamp }, ...reading });
    const use = vault.uses.at(-1);
    expect(use).toMatchObject({ outcome: 'answered', facts: { document: sha256(document).toString('base64url') } });
    expect(await stored()).toEqual([{ digest: sha256(document), made_at: use?.at }]);
    expect(use?.at.getTime()).toBeGreaterThan(lost.getTime());
  });

  it('is signed at the moment when there is a signer: an issuer’s first certificate is made only then', async () => {
    const { id } = await issued();
    const pdf = parts.pdf ?? expect.fail('nobody signs');
    const signerOf: typeof pdf.signerOf = (organisation) => {
      vault.clock.advance(2_000);
      return pdf.signerOf(organisation);
    };
    const slow = { ...parts, pdf: { ...pdf, signerOf } };
    const read = await readLicence({ ...slow, actor: clerk, reference: { id }, purpose, format: 'pdf' });
    expect(readPdf(read.document).signatures).toMatchObject([{ signedAt: vault.clock.now() }]);
  });

  it('is bound to the OFD by the digest of the claims, which both carry as the same file', async () => {
    const { id, identifier } = await issued();
    const pdf = readPdf(await read(id));
    const { documents } = inspectOfd(await read(id, 'ofd'));
    const particulars = documents.flatMap(({ info }) => info.customData);
    for (const name of ['KZ_CLAIMS', 'ZZBS', 'CZZT']) {
      const value = particulars.find((one) => one.name === name)?.value;
      expect(value).toBeTruthy();
      expect(pdf.customData).toContainEqual({ name, value });
    }
    expect(pdf.customData).toContainEqual({ name: 'ZZBS', value: identifier });
    expect(pdf.claims).toEqual(await read(id, 'json'));
  });

  it('is green with every step that a PDF has', async () => {
    const verdict = await verdictOn(await read((await issued()).id));
    expect(summary(verdict)).toEqual([
      'format: PASSED',
      'signature: PASSED',
      'signer-certificate: PASSED',
      'time: PASSED',
      'document-hash: PASSED',
      'seal: SKIPPED',
      'timestamp: PASSED',
      'status: PASSED',
    ]);
    expect(verdict.signatures).toMatchObject([{ id: '1', kind: 'Sign', verdict: { indication: 'TOTAL_PASSED' } }]);
    const { presented, signatures = [] } = fileVerdictJson(verdict, 'en');
    expect(presented?.title).toBe('营业执照');
    const { signer } = signatures[0] ?? {};
    expect([signer?.seal, Number.isNaN(Date.parse(signer?.signedAt ?? ''))]).toEqual([null, false]);
    // From the signer up to who is trusted, each issued by the next.
    const path = signer?.certificates ?? [];
    expect(path.length).toBeGreaterThan(1);
    expect(path.slice(0, -1).map(({ issuer }) => issuer)).toEqual(path.slice(1).map(({ subject }) => subject));
    const { en } = step(verdict, 'document-hash').detail;
    expect(en).toContain('the file that the vault made');
  });

  it('is red when the licence is revoked, and undecided while it is suspended', async () => {
    const { id } = await issued();
    const bytes = await read(id);
    const legalReason = '市场主体登记管理条例第四十条';
    const change = (request: OperationRequest, ifMatch: string) =>
      changeLicence({ ...parts, actor: clerk, reference: { id }, request, ifMatch });
    await change({ operation: '03', legalReason }, '"1"');
    expect(await verdictOn(bytes)).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    await change({ operation: '05', toState: '07', legalReason }, '"2"');
    expect(await verdictOn(bytes)).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
  });

  it('by somebody else under the same anchors is not the vault’s, however right its data are', async () => {
    const { id, identifier } = await issued();
    await read(id);
    const verdict = await verdictOn(await madeElsewhere({ identifier, claims: await read(id, 'json') }));
    expect(summary(verdict)).toContain('signature: PASSED');
    expect(summary(verdict)).toContain('document-hash: FAILED HASH_FAILURE');
    expect(step(verdict, 'document-hash').detail.en).toBe('it is not the file that the vault made');
  });

  it('of a licence that the vault gave no PDF of is left undecided, with what to do next', async () => {
    const { id, identifier } = await issued();
    const verdict = await verdictOn(await madeElsewhere({ identifier, claims: await read(id, 'json') }));
    expect(verdict).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' });
    expect(step(verdict, 'document-hash').detail.en).toContain('present the OFD, or ask the issuer');
  });

  it('with the data of another licence, or with none, is red', async () => {
    const [one, other] = [await issued(), await issued()];
    const claims = await read(one.id, 'json');
    const foreign = await read(other.id, 'json');
    const bound = claimsDigest(JSON.parse(claims.toString()).licence);
    const { identifier } = one;
    for (const [given, said] of [
      [foreign, bound],
      [foreign, claimsDigest(JSON.parse(foreign.toString()).licence)],
      [Buffer.from(` ${claims}`), bound],
      [Buffer.from('no data'), bound],
      [undefined, bound],
      [claims, undefined],
    ] as const) {
      const verdict = await verdictOn(await madeElsewhere({ identifier, claims: given, digest: said }));
      expect(step(verdict, 'document-hash')).toMatchObject({ result: 'FAILED' });
      expect(step(verdict, 'document-hash').detail.en).toMatch(
        /^the claims enclosed are not|^the vault holds other claims/,
      );
    }
  });

  it('with the data of another licence, bound to them, is red offline too', async () => {
    const [one, other] = [await issued(), await issued()];
    const bytes = await madeElsewhere({ identifier: one.identifier, claims: await read(other.id, 'json') });
    const file = await verifySignedFile({ bytes, trust: parties.trust, at: vault.clock.now() });
    expect(file?.verdict.indication).toBe('TOTAL_PASSED');
    const { verdict } = withClaims(file ?? expect.fail('no file'), { bytes });
    expect(summary(verdict)).toContain('document-hash: FAILED HASH_FAILURE');
  });

  it('is refused for a name whose characters the font lacks, and the attempt is recorded', async () => {
    const { id } = await issued({ legalRepresentative: '欧阳𠀀' });
    await expect(read(id)).rejects.toMatchObject({ code: 'PDF_CHARACTER_MISSING' });
    expect(vault.uses.at(-1)).toMatchObject({ licence: id, outcome: 'failed', code: 'PDF_CHARACTER_MISSING' });
    expect((await read(id, 'ofd')).length).toBeGreaterThan(1000);
  });

  it('is stored encrypted, and a damaged one is never given', async () => {
    const { id, version, wrapped } = await issued();
    const bytes = await read(id);
    const stored = await vault.db.database.pool.query<{ content: Buffer; digest: Buffer; seal: string }>(
      `select content, digest, seal from vault.licence_file where licence = $1 and format = 'pdf'`,
      [id],
    );
    expect(stored.rows).toMatchObject([{ digest: sha256(bytes), seal: vault.seal.id }]);
    expect(stored.rows[0]?.content.includes('NotoSerif')).toBe(false);
    await vault.db.database.pool.query('alter table vault.licence_file disable trigger user');
    await vault.db.database.pool.query(
      `update vault.licence_file set content = set_byte(content, 60, get_byte(content, 60) # 1) where licence = $1 and format = 'pdf'`,
      [id],
    );
    await vault.db.database.pool.query('alter table vault.licence_file enable trigger user');
    await expect(read(id)).rejects.toMatchObject({ code: 'LICENCE_DAMAGED' });
    expect(vault.uses.at(-1)).toMatchObject({ licence: id, outcome: 'failed', code: 'LICENCE_DAMAGED' });
    expect(await readLicenceFile({ ...parts, licence: { id, wrapped }, version, format: 'ofd' })).toBeDefined();
  });

  it('shows the seal of the OFD where the OFD has it', async () => {
    const { id } = await issued();
    const [place] = readShown(await read(id, 'ofd')).seals;
    expect(place).toMatchObject({ page: 1, width: vault.seal.width, height: vault.seal.height });
    const file = new PdfFile(await read(id));
    const [page] = file.array(file.dictionary(file.catalog.get('Pages'))?.get('Kids'));
    const [widget] = file.array(file.dictionary(page)?.get('Annots'));
    const [left = 0, , right = 0, top = 0] = file.array(file.dictionary(widget)?.get('Rect')).map(Number);
    const millimetres = (points: number) => (points / 72) * 25.4;
    expect(millimetres(left)).toBeCloseTo(place?.x ?? 0, 2);
    expect(millimetres(right - left)).toBeCloseTo(vault.seal.width, 2);
    expect(297 - millimetres(top)).toBeCloseTo(place?.y ?? 0, 2);
  });

  it('comes by HTTP under its own media type', async () => {
    const { id, identifier } = await issued();
    await using app = await openVaultApp({ ...vault, parts });
    const query = `matter=${purpose.matter}&case=${purpose.case}`;
    const answer = await app.call(clerk, 'GET', `/v1/licences/${id}/file?format=pdf&${query}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${identifier}.pdf"`);
    expect(answer.bytes).toEqual(await read(id));
    await using without = await openVaultApp(vault);
    const other = await issued();
    const refused = await without.call(clerk, 'GET', `/v1/licences/${other.id}/file?format=pdf&${query}`);
    expect([refused.status, refused.body.code]).toEqual([404, 'LICENCE_FILE_MISSING']);
  });
});
