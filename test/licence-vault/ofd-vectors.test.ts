import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readKeyStore } from '../../identity/pki/index.ts';
import { textOf } from '../../licence-vault/ofd/model/page.ts';
import { readOfd, readPages } from '../../licence-vault/ofd/model/read-ofd.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { verifyOfd } from '../../licence-vault/ofd/verify/verify-ofd.ts';
import { rewritten } from './ofd-documents.ts';
import { step, summary } from './seal-documents.ts';
import { sharedFile, trust, vectorNote } from './seal-parties.ts';

/**
 * Sealed OFD documents that another implementation made (see the README beside them): right values under a wrong chain. Their root
 * may sign no certificates, and the first was sealed when its signer’s certificate had ended.
 */
const vectors = [
  {
    file: 'SESV4SignDoc.ofd',
    id: '1',
    sealedAt: '2026-08-04T02:08:09.000Z',
    files: 5,
    stamps: 1,
    listed: false,
    why: 'EXPIRED',
  },
  {
    file: 'allprotected.ofd',
    id: '001',
    sealedAt: '2020-10-23T11:45:37.000Z',
    files: 6,
    stamps: 1,
    listed: true,
    why: 'CHAIN_CONSTRAINTS_FAILURE',
  },
  {
    file: 'V4RideRight.ofd',
    id: 's001',
    sealedAt: '2021-05-19T12:53:44.000Z',
    files: 9,
    stamps: 5,
    listed: true,
    why: 'CHAIN_CONSTRAINTS_FAILURE',
  },
] as const;

const nobody = trust({ anchors: [] });
/** The day of the second seal: the certificates were in force then, and are not now. */
const then = new Date('2020-10-24T00:00:00Z');
const now = new Date('2026-11-21T00:00:00Z');

describe.each(vectors)('the sealed document of others $file', ({ file, id, sealedAt, files, stamps, listed, why }) => {
  const bytes = sharedFile(`ofd/${file}`);

  it(`has a right signature value, document hash and every file digest${vectorNote}`, async () => {
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const { verdict, signatures } = await verifyOfd({ bytes, trust: nobody, at: now });
    expect(summary(verdict)).toEqual(
      expect.arrayContaining(['format: PASSED', 'signature: PASSED', 'document-hash: PASSED']),
    );
    expect(step(verdict, 'document-hash').detail.en).toContain(`all ${files} protected files are to the byte`);
    expect(verdict.indication).not.toBe('TOTAL_PASSED');
    const [signature] = signatures;
    expect(signature).toMatchObject({
      id,
      kind: 'Seal',
      value: { version: 4, propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml', time: { claimed: new Date(sealedAt) } },
    });
    expect(signature?.description?.stamps).toHaveLength(stamps);
  });

  it(`has the digests that a plain reading of its description gives${vectorNote}`, () => {
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const ofd = openPackage(bytes);
    const text = ofd.file('Doc_0/Signs/Sign_0/Signature.xml')!.bytes.toString();
    const references = [...text.matchAll(/FileRef="\/([^"]+)"><ofd:CheckValue>([^<]+)</g)];
    expect(references).toHaveLength(files);
    expect(references.some(([, name]) => name?.endsWith('Signatures.xml'))).toBe(listed);
    for (const [, name, value] of references) {
      expect(createHash('sm3').update(ofd.file(name!)!.bytes).digest('base64'), name).toBe(value);
    }
  });

  it(`is not believed, because nobody trusts its root${vectorNote}`, async () => {
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const { verdict } = await verifyOfd({ bytes, trust: nobody, at: then });
    expect(step(verdict, 'signer-certificate')).toMatchObject({
      result: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
  });

  it(`is not believed when its root is trusted, for the reason that its chain gives: ${why}${vectorNote}`, async () => {
    const store = sharedFile('ses/ROOT.p12');
    if (bytes === undefined || store === undefined) return expect(vectorNote).not.toBe('');
    const root = readKeyStore({ bytes: store, password: '123456' }).certificates;
    const { verdict } = await verifyOfd({ bytes, trust: trust({ anchors: root }), at: now });
    expect(step(verdict, 'signer-certificate')).toMatchObject({ result: 'FAILED', subIndication: why });
    expect(verdict.indication).not.toBe('TOTAL_PASSED');
    expect(step(verdict, 'signature').result).toBe('PASSED');
    expect(step(verdict, 'document-hash').result).toBe('PASSED');
  });

  it(`fails its document hash when OFD.xml says something else, when a file is added, and when one is gone${vectorNote}`, async () => {
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const hash = async (changed: Buffer) =>
      step((await verifyOfd({ bytes: changed, trust: nobody, at: now })).verdict, 'document-hash');
    const text = openPackage(bytes).file('OFD.xml')!.bytes.toString();
    for (const changed of [
      rewritten(bytes, { 'OFD.xml': text.replace('2020-04-25', '2020-04-26') }),
      rewritten(bytes, { 'Doc_0/Annots/Annotations.xml': '<a/>' }),
      rewritten(bytes, { 'Doc_0/Pages/Page_0/Content.xml': undefined }),
    ]) {
      expect(await hash(changed)).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
    }
  });
});

describe('the riding seal of others', () => {
  it(`shows a fifth on each of five pages${vectorNote}`, async () => {
    const bytes = sharedFile('ofd/V4RideRight.ofd');
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const { signatures } = await verifyOfd({ bytes, trust: nobody, at: now });
    const stamps = signatures[0]?.description?.stamps ?? [];
    expect(stamps.map(({ page }) => page)).toEqual(['1', '21', '43', '63', '83']);
    expect(stamps.map(({ clip }) => [clip?.x, clip?.width])).toEqual([0, 8, 16, 24, 32].map((x) => [x, 8]));
  });

  it(`does not keep anybody from adding the resources that its document names and lacks${vectorNote}`, async () => {
    const bytes = sharedFile('ofd/V4RideRight.ofd');
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const { verdict } = await verifyOfd({
      bytes: rewritten(bytes, { 'Doc_0/PublicRes.xml': '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"/>' }),
      trust: nobody,
      at: now,
    });
    expect(step(verdict, 'document-hash')).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
  });
});

describe('a document of others', () => {
  it(`reads as what it says${vectorNote}`, () => {
    const bytes = sharedFile('ofd/SESV4SignDoc.ofd');
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const ofd = readOfd(bytes);
    const [document] = ofd.documents;
    expect(document?.info).toMatchObject({ docId: '07723bc91fdf4078a17588d63c419bea', creator: 'OFD R&W' });
    expect(document?.document.pageBox).toEqual({ x: 0, y: 0, width: 210, height: 297 });
    expect(document?.signatures?.entries).toEqual([
      { id: '1', kind: 'Seal', path: 'Doc_0/Signs/Sign_0/Signature.xml' },
    ]);
    expect(readPages(ofd.package, document!.document).map(textOf)).toEqual(['你好呀，OFD Reader&Writer！']);
  });
});
