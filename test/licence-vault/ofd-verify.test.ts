import { describe, expect, it } from 'vitest';
import { locate, resolveLocation } from '../../licence-vault/ofd/model/location.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { checkMethodOf } from '../../licence-vault/ofd/verify/check-method.ts';
import { verifyOfd } from '../../licence-vault/ofd/verify/verify-ofd.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { failed, passed, verdictJson } from '../../licence-vault/verify/verdict.ts';
import { rewritten, sample, sealed, sealedByHand, verified } from './ofd-documents.ts';
import { step, summary, verifiedAt } from './seal-documents.ts';
import { county, crlOf, party, trust } from './seal-parties.ts';
import { makeZip } from './zip-maker.ts';

const here = county();

async function stepOf(bytes: Buffer, name: Parameters<typeof step>[1]) {
  return step((await verified(bytes, here)).verdict, name);
}

describe('a document that another program sealed', () => {
  it('passes with relative locations, without SignatureMethod, date or seal file', async () => {
    expect((await verified(await sealedByHand(here), here)).verdict.indication).toBe('TOTAL_PASSED');
    expect((await verified(await sealedByHand(here, { sealFile: 'none' }), here)).verdict.indication).toBe(
      'TOTAL_PASSED',
    );
  });

  it.each(['SM3', '1.2.156.10197.1.401', '1.2.156.10197.1.401.2'])(
    'passes with the digest written %s',
    async (checkMethod) => {
      expect((await verified(await sealedByHand(here, { checkMethod }), here)).verdict.indication).toBe('TOTAL_PASSED');
    },
  );

  it('passes with files held by SHA-256 and the value by SM3, or all of it by SHA-256', async () => {
    const mixed = await sealedByHand(here, { checkMethod: 'SHA-256', digest: 'sha256' });
    expect((await verified(mixed, here)).verdict.indication).toBe('TOTAL_PASSED');
    const all = await sealedByHand(here, { checkMethod: 'SHA256', digest: 'sha256', dataDigest: 'sha256' });
    expect((await verified(all, here)).verdict.indication).toBe('TOTAL_PASSED');
  });

  it.each([
    ['MD5', 'md5'],
    ['SHA1', 'sha1'],
  ])('is undecided when its files are held by %s, which can be forged', async (checkMethod, digest) => {
    const bytes = await sealedByHand(here, { checkMethod, digest });
    expect(await stepOf(bytes, 'document-hash')).toMatchObject({
      result: 'INDETERMINATE',
      subIndication: 'CRYPTO_CONSTRAINTS_FAILURE',
    });
    const text = openPackage(bytes).file('OFD.xml')!.bytes.toString();
    const altered = rewritten(bytes, { 'OFD.xml': text.replace('营业执照', '结婚证书') });
    expect(await stepOf(altered, 'document-hash')).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
  });

  it('is undecided when the digest is one nobody knows, and MD5 when none is named', async () => {
    const bytes = await sealedByHand(here, { checkMethod: 'CRC32' });
    expect(await stepOf(bytes, 'document-hash')).toMatchObject({ subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' });
    const none = await sealedByHand(here, { digest: 'md5', describe: (xml) => xml.replace(' CheckMethod="SM3"', '') });
    expect((await stepOf(none, 'document-hash')).detail.en).toContain('MD5');
  });

  it('fails when the value speaks of another place', async () => {
    const bytes = await sealedByHand(here, { propertyInfo: '/Doc_0/Signs/Sign_1/Signature.xml' });
    expect(await stepOf(bytes, 'document-hash')).toMatchObject({
      result: 'FAILED',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
  });

  it('fails when the value belongs to another description', async () => {
    const one = await sealedByHand(here);
    const value = 'Doc_0/Signs/Sign_0/SignedValue.dat';
    const other = await sealedByHand(here, { describe: (xml) => xml.replace('10 10 45 45', '90 90 45 45') });
    const swapped = rewritten(one, { [value]: openPackage(other).file(value)!.bytes });
    expect(await stepOf(swapped, 'signature')).toMatchObject({ result: 'PASSED' });
    expect(await stepOf(swapped, 'document-hash')).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
  });

  it('fails when it protects nothing', async () => {
    const bytes = await sealedByHand(here, { protects: () => false });
    expect(await stepOf(bytes, 'document-hash')).toMatchObject({
      result: 'FAILED',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
  });

  it.each([
    ['a file listed twice', (xml: string) => xml.replace(/(<ofd:Reference .*?<\/ofd:Reference>)/, '$1$1')],
    ['two lists of files', (xml: string) => xml.replace(/(<ofd:References.*<\/ofd:References>)/, '$1$1')],
    ['no place of its value', (xml: string) => xml.replace(/<ofd:SignedValue>.*<\/ofd:SignedValue>/, '')],
    ['a value that is not there', (xml: string) => xml.replace('SignedValue.dat', 'Nothing.dat')],
    ['a seal that is not there', (xml: string) => xml.replace('Seal.esl</ofd:BaseLoc>', 'Nothing.esl</ofd:BaseLoc>')],
    ['a stamp without a page', (xml: string) => xml.replace(' PageRef="2"', '')],
    ['a stamp at no place', (xml: string) => xml.replace('10 10 45 45', '10 10 45')],
    ['a document type', (xml: string) => `<!DOCTYPE a>${xml}`],
  ])('is of a wrong format with %s', async (_, describe) => {
    const { verdict } = await verified(await sealedByHand(here, { describe }), here);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(summary(verdict).slice(1)).toEqual(expect.arrayContaining(['signature: SKIPPED', 'document-hash: SKIPPED']));
  });

  it('is of a wrong format with a value that is no seal signature', async () => {
    const bytes = await sealedByHand(here, { value: Buffer.from('value') });
    expect(await stepOf(bytes, 'format')).toMatchObject({ result: 'FAILED', subIndication: 'FORMAT_FAILURE' });
  });

  it('is of a wrong format when it says it is signed without a seal and is sealed', async () => {
    const bytes = await sealedByHand(here, { kind: 'Sign', sealFile: 'none' });
    expect(await stepOf(bytes, 'format')).toMatchObject({ result: 'FAILED', subIndication: 'FORMAT_FAILURE' });
  });
});

describe('a sealed document', () => {
  it('fails when its signer’s certificate was revoked before it was sealed, though it holds every byte', async () => {
    const clerk = party({ name: '经办人', issuer: here.root });
    const bytes = await sealed({ county: here, by: clerk });
    expect((await verified(bytes, here)).verdict.indication).toBe('TOTAL_PASSED');
    const revoked = crlOf(here.root, {
      thisUpdate: '2026-11-21T12:00:00Z',
      revoked: [{ who: clerk, at: '2026-11-21T07:00:00Z', reason: 'superseded' }],
    });
    const after = { ...here, trust: trust({ anchors: [here.root.certificate], crls: [revoked] }) };
    const { verdict } = await verified(bytes, after);
    expect(step(verdict, 'signer-certificate')).toMatchObject({ result: 'FAILED', subIndication: 'REVOKED' });
    expect(step(verdict, 'document-hash').result).toBe('PASSED');
  });

  it('is undecided, not red, for those who do not know its root', async () => {
    const stranger = { ...here, trust: trust({ anchors: [] }) };
    const { verdict } = await verified(await sealed({ county: here }), stranger);
    expect(verdict).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
  });

  it('takes in what the vault knows of the licence', async () => {
    const bytes = await sealed({ county: here });
    const asked = async (status: ReturnType<typeof passed>) =>
      (await verifyOfd({ bytes, trust: here.trust, at: verifiedAt, status })).verdict;
    expect(await asked(passed('有效', 'valid'))).toMatchObject({ indication: 'TOTAL_PASSED' });
    const revoked = await asked(failed('REVOKED', '已吊销', 'revoked'));
    expect(revoked).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
    expect(step(revoked, 'status').detail.en).toBe('revoked');
  });

  it('shows the metadata of its documents and the places of its seals', async () => {
    const { documents, signatures } = await verified(await sealed({ county: here }), here);
    expect(documents[0]?.info.customData).toContainEqual({ name: 'ZZMC', value: '营业执照' });
    expect(signatures[0]?.description?.stamps[0]?.boundary).toMatchObject({ x: 130, y: 220 });
    expect(signatures[0]?.value?.seal.info.property.name).toBe('样章');
  });

  it('gives its verdict in the words of one language, as the contract has it', async () => {
    const { verdict } = await verified(await sealed({ county: here }), here);
    const json = verdictJson(verdict, 'zh');
    expect(json).toMatchObject({ indication: 'TOTAL_PASSED', subIndication: null, asOf: verifiedAt.toISOString() });
    expect(json.steps.map((one) => one.step)).toEqual([
      'format',
      'signature',
      'signer-certificate',
      'time',
      'document-hash',
      'seal',
      'timestamp',
      'status',
    ]);
    expect(json.steps.every(({ detail }) => detail.length > 0)).toBe(true);
  });
});

describe('what is no sealed OFD', () => {
  it.each([
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n')],
    ['nothing', Buffer.alloc(0)],
    ['an archive without OFD.xml', makeZip([{ name: 'a', content: 'b' }])],
    ['an OFD.xml that is none', makeZip([{ name: 'OFD.xml', content: '<a/>' }])],
    ['an OFD that nobody sealed', writeOfd(sample())],
  ])('is TOTAL_FAILED with FORMAT_FAILURE: %s', async (_, bytes) => {
    const { verdict, signatures } = await verified(bytes, here);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE', asOf: verifiedAt });
    expect(signatures).toEqual([]);
    expect(step(verdict, 'format').detail.zh.endsWith('。')).toBe(false);
  });

  it('is an OFD whose list of signatures is gone', async () => {
    const bytes = rewritten(await sealed({ county: here }), { 'Doc_0/Signs/Signatures.xml': undefined });
    expect((await verified(bytes, here)).verdict).toMatchObject({ subIndication: 'FORMAT_FAILURE' });
  });
});

describe('a location', () => {
  it.each([
    ['Document.xml', 'Doc_0/OFD.xml', 'Doc_0/Document.xml'],
    ['/Doc_0/Document.xml', 'Doc_0/Signs/a.xml', 'Doc_0/Document.xml'],
    ['../Res/a.png', 'Doc_0/Pages/Content.xml', 'Doc_0/Res/a.png'],
    ['./a//b', 'OFD.xml', 'a/b'],
    ['../a', 'OFD.xml', undefined],
    ['/../a', 'Doc_0/a.xml', undefined],
    ['a\\b', 'OFD.xml', undefined],
    ['', 'OFD.xml', undefined],
  ])('%s in %s leads to %s', (location, file, path) => {
    expect(resolveLocation(location, file)).toBe(path);
  });

  it('is followed from the root or in other case where nothing stands at its proper place', () => {
    const ofd = openPackage(makeZip([{ name: 'Doc_0/A.xml' }, { name: 'Doc_0/Doc_0/B.xml' }, { name: 'Doc_0/B.xml' }]));
    expect(locate(ofd, 'Doc_0/A.xml', 'Doc_0/X.xml')?.name).toBe('Doc_0/A.xml');
    expect(locate(ofd, 'a.XML', 'Doc_0/X.xml')?.name).toBe('Doc_0/A.xml');
    expect(locate(ofd, 'Doc_0/B.xml', 'Doc_0/X.xml')?.name).toBe('Doc_0/Doc_0/B.xml');
    expect(locate(ofd, 'C.xml', 'Doc_0/X.xml')).toBeUndefined();
  });
});

it('knows digests by their names and object identifiers, and no others', () => {
  expect(checkMethodOf('sm3')?.name).toBe('SM3');
  expect(checkMethodOf('sha-256')?.name).toBe('SHA-256');
  expect(checkMethodOf('1.2.156.10197.1.401.1')?.name).toBe('SM3');
  expect(checkMethodOf('constructor')).toBeUndefined();
});
