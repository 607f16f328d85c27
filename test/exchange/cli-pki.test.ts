import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKey, type PrivateKey } from '../../identity/pki/algorithm/private-key.ts';
import { writeSubject } from '../../identity/pki/ca/distinguished-name.ts';
import { type CertificateContent, keyIdentifier, writeCertificate } from '../../identity/pki/ca/write-certificate.ts';
import { type RevokedEntry, writeCrl } from '../../identity/pki/ca/write-crl.ts';
import { writePem } from '../../identity/pki/der/pem.ts';
import { softSigner } from '../../identity/pki/signer/signer.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { commandLine, type Ended } from './command-line.ts';

const hufu = commandLine({});
let folder: TemporaryFolder;
const at = (name: string) => join(folder.path, name);
const day = 24 * 60 * 60 * 1000;
const begin = new Date('2026-01-01T00:00:00Z');
const end = new Date(begin.getTime() + 365 * day);

const name = (commonName: string) => writeSubject({ organisation: '演示', commonName });

async function certificate(
  parties: { subject: string; key: PrivateKey; issuer: string; by: PrivateKey },
  content: Partial<CertificateContent> = {},
): Promise<Buffer> {
  const isRoot = parties.key === parties.by;
  return writeCertificate(
    {
      serial: Buffer.from(parties.subject),
      issuer: name(parties.issuer),
      subject: name(parties.subject),
      notBefore: begin,
      notAfter: end,
      publicKey: parties.key.publicKey,
      issuerKeyIdentifier: isRoot ? undefined : keyIdentifier(parties.by.publicKey.keyBytes),
      authority: undefined,
      keyUsage: ['digitalSignature'],
      purposes: [],
      purposesCritical: false,
      noCheck: false,
      alternativeUri: undefined,
      addresses: undefined,
      ...content,
    },
    softSigner(parties.by),
  );
}

const list = (issuer: string, by: PrivateKey, entries: readonly RevokedEntry[] = []) =>
  writeCrl(
    {
      issuer: name(issuer),
      issuerKeyIdentifier: keyIdentifier(by.publicKey.keyBytes),
      number: 1,
      thisUpdate: begin,
      nextUpdate: end,
      entries,
    },
    softSigner(by),
  );

const authority = { authority: { pathLength: 1 }, keyUsage: ['keyCertSign', 'cRLSign'] } as const;

beforeAll(async () => {
  folder = await temporaryFolder('cli-pki');
  const [root, middle, leaf] = [generateKey('SM2'), generateKey('SM2'), generateKey('SM2')];
  const made = {
    root: await certificate({ subject: 'root', key: root, issuer: 'root', by: root }, authority),
    middle: await certificate({ subject: 'middle', key: middle, issuer: 'root', by: root }, authority),
    leaf: await certificate({ subject: 'leaf', key: leaf, issuer: 'middle', by: middle }),
    revoked: await certificate({ subject: 'revoked', key: leaf, issuer: 'middle', by: middle }),
  };
  const entry = {
    serial: Buffer.from('revoked'),
    revokedAt: begin,
    reason: 'keyCompromise',
    invalidFrom: undefined,
  } as const;
  const lists = [await list('root', root), await list('middle', middle, [entry])];
  for (const [file, der] of Object.entries(made)) await writeFile(at(`${file}.der`), der);
  const pem = (der: Buffer) => writePem('CERTIFICATE', der);
  await writeFile(at('chain.pem'), pem(made.leaf) + pem(made.middle));
  await writeFile(at('lists.pem'), lists.map((der) => writePem('X509 CRL', der)).join(''));
  await writeFile(at('nothing.txt'), 'hello');
  await mkdir(at('all'));
  await writeFile(join(at('all'), 'root.crt'), made.root);
  await writeFile(join(at('all'), 'middle.pem'), pem(made.middle));
  await writeFile(join(at('all'), 'root.crl'), lists[0]!);
  await writeFile(join(at('all'), 'middle.crl'), lists[1]!);
  await writeFile(join(at('all'), 'README'), 'what is here');
  await mkdir(at('broken'));
  await writeFile(join(at('broken'), 'root.crt'), made.root.subarray(0, -1));
});

afterAll(() => folder[Symbol.asyncDispose]());

const june = ['--at', '2026-06-01T00:00:00Z'];
const validate = (...args: string[]) => hufu(['pki', 'validate', ...args, '--json']);
const verdictOf = ({ out }: Ended) => JSON.parse(out);

describe('hufu pki validate', () => {
  it('prints the verdict of the contract and ends with 0 for a path that holds', async () => {
    const files = ['--anchors', at('root.der'), '--intermediates', at('middle.der'), '--crls', at('lists.pem')];
    const ended = await validate(at('leaf.der'), ...files, ...june);
    expect(ended).toMatchObject({ exit: 0, err: '' });
    const verdict = verdictOf(ended);
    expect(Object.keys(verdict)).toEqual(['indication', 'subIndication', 'asOf', 'steps']);
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', subIndication: null, asOf: '2026-06-01T00:00:00Z' });
    expect(verdict.steps.map(({ step }: { step: string }) => step)).toEqual([
      'path',
      'signatures',
      'dates',
      'constraints',
      'policies',
      'revocation',
    ]);
    for (const step of verdict.steps) expect(step).toMatchObject({ result: 'PASSED', subIndication: null });
  });

  it('takes folders that hold both kinds, and a chain in one file', async () => {
    const all = ['--anchors', at('root.der'), '--intermediates', at('all'), '--crls', at('all'), at('nothing.txt')];
    expect((await validate(at('leaf.der'), ...all.slice(0, -1), ...june)).exit).toBe(0);
    const chain = ['--anchors', at('root.der'), '--crls', at('all')];
    expect((await validate(at('chain.pem'), ...chain, ...june)).exit).toBe(0);
    expect((await validate('--anchors', at('root.der'), at('chain.pem'), '--crls', at('all'), ...june)).exit).toBe(0);
  });

  it('ends with 1 for what is revoked or out of date, and with 2 where nothing decides', async () => {
    const files = ['--anchors', at('all'), '--crls', at('all')];
    const revoked = await validate(at('revoked.der'), ...files, ...june);
    expect([revoked.exit, verdictOf(revoked).subIndication]).toEqual([1, 'REVOKED']);
    const late = await validate(at('leaf.der'), ...files, '--at', '2027-06-01T00:00:00Z');
    expect([late.exit, verdictOf(late).subIndication]).toEqual([1, 'EXPIRED']);
    const early = await validate(at('leaf.der'), ...files, '--at', '2025-06-01');
    expect([early.exit, verdictOf(early).subIndication]).toEqual([1, 'NOT_YET_VALID']);
    const alone = await validate(at('leaf.der'), '--anchors', at('root.der'), ...june);
    expect([alone.exit, verdictOf(alone).subIndication]).toEqual([2, 'NO_CERTIFICATE_CHAIN_FOUND']);
    const withoutLists = await validate(at('leaf.der'), '--anchors', at('all'), ...june);
    expect([withoutLists.exit, verdictOf(withoutLists).subIndication]).toEqual([2, 'TRY_LATER']);
  });

  it.each([
    ['a certificate that is none', () => [at('nothing.txt'), '--anchors', at('root.der')], 1, 'CERTIFICATE_MALFORMED'],
    ['an anchor that is cut off', () => [at('leaf.der'), '--anchors', at('broken')], 1, 'CERTIFICATE_MALFORMED'],
    [
      'a list that is none',
      () => [at('leaf.der'), '--anchors', at('all'), '--crls', at('nothing.txt')],
      1,
      'CRL_MALFORMED',
    ],
    ['a file that is not there', () => [at('leaf.der'), '--anchors', at('nowhere')], 64, 'ENOENT'],
    ['no anchors at all', () => [at('leaf.der')], 64, '--anchors'],
    ['a time that is none', () => [at('leaf.der'), '--anchors', at('all'), '--at', 'soon'], 64, 'ISO 8601'],
  ])('refuses %s', async (_what, args, exit, words) => {
    const ended = await validate(...args());
    expect(ended.exit).toBe(exit);
    expect(ended.out + ended.err).toContain(words);
    expect(ended.out + ended.err).not.toMatch(/\bat .*\.ts:/);
  });
});

const pkits = resolve(import.meta.dirname, '../../../shared/vectors/pkits');

describe(existsSync(pkits) ? 'the suite of NIST' : 'skipped: the independent vectors are not here', () => {
  it('gets its verdict through the command line, 210 of 210', { timeout: 120_000 }, async ({ skip }) => {
    if (!existsSync(pkits)) skip('the independent vectors are not here');
    interface Case {
      readonly name: string;
      readonly certificate: string;
      readonly intermediates: readonly string[];
      readonly crls: readonly string[];
      readonly expect: 'valid' | 'invalid';
    }
    const cases = JSON.parse(readFileSync(join(pkits, 'cases.json'), 'utf8')) as Case[];
    const wrong: string[] = [];
    const option = (flag: string, kind: string, files: readonly string[]) =>
      files.length === 0 ? [] : [flag, ...files.map((file) => join(pkits, kind, file))];
    for (const one of cases) {
      const ended = await validate(
        join(pkits, 'certs', one.certificate),
        ...option('--anchors', 'certs', ['TrustAnchorRootCertificate.crt']),
        ...option('--intermediates', 'certs', one.intermediates),
        ...option('--crls', 'crls', one.crls),
        ...['--at', '2020-06-01T00:00:00Z'],
      );
      if ((ended.exit === 0) !== (one.expect === 'valid') || ended.exit > 2) wrong.push(`${one.name}: ${ended.exit}`);
    }
    expect(wrong).toEqual([]);
    expect(cases).toHaveLength(210);
  });
});
