import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingMethod } from '../../identity/pki/algorithm/create-signature.ts';
import { constructedTag } from '../../identity/pki/der/tag.ts';
import {
  encode,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
} from '../../identity/pki/der/write.ts';
import { keyPurpose, oid, toPkcs8, writePem } from '../../identity/pki/index.ts';
import { softSigner, withCertificate } from '../../identity/pki/signer/signer.ts';
import { writeTstInfo } from '../../identity/pki/timestamp/tst-info.ts';
import { writeToken } from '../../identity/pki/timestamp/write-token.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { rewritten, sealed, sealedByHand, verified } from './ofd-documents.ts';
import { sealedAt, step, summary, verifiedAt } from './seal-documents.ts';
import { county, crlOf, type Party, party } from './seal-parties.ts';

const here = county();
const clerk = party({ name: '经办人', issuer: here.root });
const sm3 = (bytes: Uint8Array) => createHash('sm3').update(bytes).digest();

type Step = Parameters<typeof step>[1];

/** Numbers of GB/T 35275, and their counterparts of RFC 5652. */
const national = { signed: '1.2.156.10197.6.1.4.2.2', data: '1.2.156.10197.6.1.4.2.1' };
const common = { signed: '1.2.840.113549.1.7.2', data: '1.2.840.113549.1.7.1' };

interface Message {
  readonly numbers?: typeof common;
  /** What comes with it; left out: nothing. */
  readonly content?: Buffer;
  /** What is signed where there are no attributes. */
  readonly over?: Buffer;
  /** Attribute message-digest; with it the attributes are signed. */
  readonly messageDigest?: Buffer;
  readonly contentType?: string;
  readonly by?: Party;
  readonly certificates?: readonly Party[];
  readonly signature?: (value: Buffer) => Buffer;
  readonly stamp?: (value: Buffer) => Promise<Buffer>;
}

/** A signed message, put together member by member and not through the code under test. */
async function message(how: Message): Promise<Buffer> {
  const { numbers = national, content, by = clerk, certificates = [by] } = how;
  const sm3Algorithm = sequence(objectIdentifier('1.2.156.10197.1.401'));
  const attribute = (type: string, value: Buffer) => sequence(objectIdentifier(type), setOf(value));
  const attributes =
    how.messageDigest === undefined
      ? undefined
      : Buffer.concat(
          [
            attribute('1.2.840.113549.1.9.3', objectIdentifier(how.contentType ?? numbers.data)),
            attribute('1.2.840.113549.1.9.4', octetString(how.messageDigest)),
            attribute('1.2.840.113549.1.9.5', time(new Date(sealedAt))),
          ].sort(Buffer.compare),
        );
  const over = attributes === undefined ? (how.over ?? content ?? Buffer.alloc(0)) : encode(0x31, attributes);
  const value = how.signature?.(signingMethod(by.key).sign(over)) ?? signingMethod(by.key).sign(over);
  const token = await how.stamp?.(value);
  const { issuer, serial } = by.certificate;
  const signer = sequence(
    integer(1),
    sequence(issuer.raw, encode(0x02, serial)),
    sm3Algorithm,
    ...(attributes === undefined ? [] : [encode(constructedTag(0), attributes)]),
    sequence(objectIdentifier('1.2.156.10197.1.301.1')),
    octetString(value),
    ...(token === undefined ? [] : [encode(constructedTag(1), attribute('1.2.840.113549.1.9.16.2.14', token))]),
  );
  const data = sequence(
    integer(1),
    setOf(sm3Algorithm),
    sequence(objectIdentifier(numbers.data), ...(content === undefined ? [] : [explicit(0, octetString(content))])),
    encode(constructedTag(0), Buffer.concat(certificates.map(({ certificate }) => certificate.raw))),
    setOf(signer),
  );
  return sequence(objectIdentifier(numbers.signed), explicit(0, data));
}

/** A document signed without a seal; `SignatureDateTime` as makers write it. */
function signed(how: (description: Buffer) => Message, dateTime = '20261121160000'): Promise<Buffer> {
  return sealedByHand(here, {
    kind: 'Sign',
    sealFile: 'none',
    describe: (xml) =>
      xml
        .replace(/<ofd:StampAnnot[^>]*>/, '')
        .replace('</ofd:SignedInfo>', `<ofd:SignatureDateTime>${dateTime}</ofd:SignatureDateTime></ofd:SignedInfo>`),
    sign: (description) => message(how(description)),
  });
}

const passedSteps = [
  'format: PASSED',
  'signature: PASSED',
  'signer-certificate: PASSED',
  'time: PASSED',
  'document-hash: PASSED',
  'seal: SKIPPED',
  'timestamp: SKIPPED',
  'status: SKIPPED',
];

describe('a digital signature without a seal', () => {
  it.each<[string, (description: Buffer) => Message]>([
    ['the digest as content, as GB/T 35275 has it', (xml) => ({ content: sm3(xml) })],
    [
      'the digest in base64 as content, as some readers want it',
      (xml) => ({ content: Buffer.from(sm3(xml).toString('base64')) }),
    ],
    ['the digest signed and left out', (xml) => ({ over: sm3(xml) })],
    ['the description signed and left out, as CMS has it', (xml) => ({ numbers: common, over: xml })],
    ['the description as content', (xml) => ({ numbers: common, content: xml })],
    ['attributes over the description', (xml) => ({ numbers: common, messageDigest: sm3(xml) })],
    ['attributes over the digest as content', (xml) => ({ content: sm3(xml), messageDigest: sm3(sm3(xml)) })],
  ])('passes every step with %s', async (_, how) => {
    const { verdict, signatures } = await verified(await signed(how), here);
    expect(summary(verdict)).toEqual(passedSteps);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(signatures).toMatchObject([{ kind: 'Sign', value: undefined }]);
  });

  it.each<[string, (description: Buffer) => Message, Step, string]>([
    ['content of another document', () => ({ content: sm3(Buffer.from('another')) }), 'document-hash', 'HASH_FAILURE'],
    [
      'attributes over another document',
      () => ({ messageDigest: sm3(Buffer.from('another')) }),
      'document-hash',
      'HASH_FAILURE',
    ],
    [
      'attributes over this and content of another',
      (xml) => ({ content: Buffer.from('another'), messageDigest: sm3(xml) }),
      'document-hash',
      'HASH_FAILURE',
    ],
    [
      'attributes of another kind of content',
      (xml) => ({ messageDigest: sm3(xml), contentType: '1.2.840.113549.1.9.16.1.4' }),
      'document-hash',
      'SIG_CONSTRAINTS_FAILURE',
    ],
    [
      'something else signed',
      (xml) => ({ content: sm3(xml), over: Buffer.from('else') }),
      'signature',
      'SIG_CRYPTO_FAILURE',
    ],
    [
      'nothing in it and something else signed',
      () => ({ over: Buffer.from('else') }),
      'signature',
      'SIG_CRYPTO_FAILURE',
    ],
    [
      'a value that was altered',
      (xml) => ({
        content: sm3(xml),
        signature: (value) => {
          value.writeUInt8(value.readUInt8(40) ^ 1, 40);
          return value;
        },
      }),
      'signature',
      'SIG_CRYPTO_FAILURE',
    ],
  ])('fails with %s', async (_, how, where, subIndication) => {
    const { verdict } = await verified(await signed(how), here);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication });
    expect(step(verdict, where)).toMatchObject({ result: 'FAILED', subIndication });
  });

  it('fails when a file that it protects was altered, and when one was added', async () => {
    const bytes = await signed((xml) => ({ content: sm3(xml) }));
    for (const files of [{ 'Doc_0/PublicRes.xml': '<a/>' }, { 'Doc_0/Pages/Page_9/Content.xml': '<a/>' }]) {
      const { verdict } = await verified(rewritten(bytes, files), here);
      expect(step(verdict, 'document-hash')).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
    }
  });

  it('fails when the description was altered, whatever form its value has', async () => {
    for (const how of [
      (xml: Buffer) => ({ content: sm3(xml) }),
      (xml: Buffer) => ({ over: sm3(xml) }),
      (xml: Buffer) => ({ over: xml }),
      (xml: Buffer) => ({ messageDigest: sm3(xml) }),
    ]) {
      const bytes = await signed(how);
      const name = 'Doc_0/Signs/Sign_0/Signature.xml';
      const xml = openPackage(bytes).file(name)!.bytes.toString();
      const { verdict } = await verified(rewritten(bytes, { [name]: xml.replace('another', 'ANOTHER') }), here);
      expect(verdict.indication).toBe('TOTAL_FAILED');
    }
  });

  it('is undecided without its signer’s certificate, and as a bare value', async () => {
    const expected = { indication: 'INDETERMINATE', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND' };
    const without = await signed((xml) => ({ content: sm3(xml), certificates: [] }));
    expect((await verified(without, here)).verdict).toMatchObject(expected);
    const bare = (sign: (xml: Buffer) => Buffer) => sealedByHand(here, { kind: 'Sign', sealFile: 'none', sign });
    for (const bytes of [
      await bare((xml) => signingMethod(clerk.key).sign(xml)),
      await bare(() => Buffer.alloc(64, 7)),
    ]) {
      const { verdict } = await verified(bytes, here);
      expect(verdict).toMatchObject(expected);
      expect(step(verdict, 'format').result).toBe('PASSED');
    }
  });

  it('is of a wrong format when its value is nothing of the kind', async () => {
    for (const value of ['', 'value', '0\x06\x02\x01\x01\x02\x01']) {
      const bytes = await sealedByHand(here, { kind: 'Sign', sealFile: 'none', value: Buffer.from(value) });
      const { verdict } = await verified(bytes, here);
      expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    }
  });

  it('asks who the signer is: of nobody’s authority undecided, revoked before or not for signing failed', async () => {
    const stranger = party({ name: '外人', issuer: party({ name: '外来根', isAuthority: true }) });
    const of = async (by: Party, world = here) =>
      step((await verified(await signed((xml) => ({ content: sm3(xml), by })), world)).verdict, 'signer-certificate');
    expect(await of(stranger)).toMatchObject({ result: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
    const cipher = party({ name: '加密者', issuer: here.root, usage: ['keyEncipherment'] });
    expect(await of(cipher)).toMatchObject({ result: 'FAILED', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' });
    const revoked = crlOf(here.root, {
      thisUpdate: '2026-11-21T12:00:00Z',
      revoked: [{ who: clerk, at: '2026-11-21T07:00:00Z', reason: 'superseded' }],
    });
    const world = { ...here, trust: pathTrust({ anchors: [here.root.certificate], crls: [revoked] }) };
    expect(await of(clerk, world)).toMatchObject({ result: 'FAILED', subIndication: 'REVOKED' });
  });

  it.each([
    ['2026-11-21T08:00:00Z', 'PASSED'],
    ['20261121160000', 'PASSED'],
    ['20261121080000Z', 'PASSED'],
    ['2026-11-21 16:00:00+0800', 'PASSED'],
    ['2025-12-31T08:00:00Z', 'FAILED'],
    ['2027-01-01T08:00:00Z', 'INDETERMINATE'],
    ['sometime', 'INDETERMINATE'],
    ['20261399999999', 'INDETERMINATE'],
  ])('takes %s for its time: %s', async (dateTime, result) => {
    const { verdict } = await verified(await signed((xml) => ({ content: sm3(xml) }), dateTime), here);
    expect(step(verdict, 'time').result).toBe(result);
  });

  it('has its time proved by a stamp over its value, and by no other', async () => {
    const authority = party({ name: '演示时间戳', issuer: here.root, purposes: [keyPurpose.timeStamping] });
    const stampOver = (value: Buffer) =>
      writeToken({
        info: writeTstInfo({
          policy: '1.2.3.4',
          imprint: { oid: oid.sm3, digest: sm3(value) },
          serial: Buffer.of(7),
          time: new Date(sealedAt),
          accuracySeconds: 1,
          nonce: undefined,
          authority: authority.certificate.subject.raw,
        }),
        signer: withCertificate(softSigner(authority.key), authority.certificate.raw),
        certificates: [authority.certificate.raw],
      });
    const good = await verified(await signed((xml) => ({ content: sm3(xml), stamp: stampOver })), here);
    expect(good.verdict.indication).toBe('TOTAL_PASSED');
    expect(step(good.verdict, 'time').detail.en).toContain('proved by a time stamp');
    const stamp = () => stampOver(Buffer.from('another'));
    const wrong = await verified(await signed((xml) => ({ content: sm3(xml), stamp })), here);
    expect(step(wrong.verdict, 'timestamp')).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
  });

  it('stands beside a seal that is put on later; one whose value is wrong lets no seal be put on', async () => {
    const bytes = await signed((xml) => ({ content: sm3(xml) }));
    const both = await verified(await sealed({ county: here, bytes }), here);
    expect(both.signatures.map(({ kind, verdict }) => [kind, verdict.indication])).toEqual([
      ['Sign', 'TOTAL_PASSED'],
      ['Seal', 'TOTAL_PASSED'],
    ]);
    const wrong = await signed((xml) => ({ content: sm3(xml), over: Buffer.from('else') }));
    await expect(sealed({ county: here, bytes: wrong })).rejects.toMatchObject({ code: 'OFD_SEALED_BROKEN' });
  });
});

describe('a digital signature made with OpenSSL', () => {
  let folder: TemporaryFolder;
  // OpenSSL writes the time of this machine into the attributes, whatever it is.
  const ages = { from: '2000-01-01T00:00:00Z', to: '2090-01-01T00:00:00Z' };
  const root = party({ name: 'Root', isAuthority: true, ...ages });
  const writer = party({ name: 'Signer', kind: 'P-256', issuer: root, ...ages });
  const crl = crlOf(root, { thisUpdate: ages.from, nextUpdate: ages.to });
  const world = { ...here, trust: pathTrust({ anchors: [root.certificate], crls: [crl] }) };
  beforeAll(async () => {
    folder = await temporaryFolder('digital-signature');
    await writeFile(join(folder.path, 'signer.pem'), writePem('CERTIFICATE', writer.certificate.raw));
    await writeFile(join(folder.path, 'signer.key'), writePem('PRIVATE KEY', toPkcs8(writer.key)));
  });
  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
  });

  it.each([
    ['detached with attributes', []],
    ['detached without attributes', ['-noattr']],
    ['with the description in it', ['-nodetach']],
  ])('passes, %s', async (_, options) => {
    const sign = async (description: Buffer) => {
      const data = join(folder.path, 'Signature.xml');
      await writeFile(data, description);
      const files = ['-signer', join(folder.path, 'signer.pem'), '-inkey', join(folder.path, 'signer.key')];
      const form = ['-binary', '-md', 'sha256', '-outform', 'DER', '-in', data];
      return execFileSync('openssl', ['cms', '-sign', ...files, ...form, ...options]);
    };
    const bytes = await sealedByHand(here, {
      kind: 'Sign',
      sealFile: 'none',
      sign,
      describe: (xml) =>
        xml.replace(
          '</ofd:SignedInfo>',
          '<ofd:SignatureDateTime>2026-11-21T08:00:00Z</ofd:SignatureDateTime></ofd:SignedInfo>',
        ),
    });
    const at = new Date(Math.max(Date.now(), verifiedAt.getTime()));
    const { verdict } = await verified(bytes, world, at);
    expect(summary(verdict)).toEqual(passedSteps);
  });
});
