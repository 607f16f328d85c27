import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sm2 } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { der, generateKey, readKeyStore } from '../../identity/pki/index.ts';
import { sm2Scalar } from '../../identity/pki/sm2/scalar.ts';
import { Problem } from '../../kernel/index.ts';
import { signWithSeal } from '../../licence-vault/seal/make/sign-with-seal.ts';
import { readSeal } from '../../licence-vault/seal/structure/seal.ts';
import { readSealSignature } from '../../licence-vault/seal/structure/seal-signature.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import type { SealTrust } from '../../licence-vault/seal/verify/trust.ts';
import { verifySealSignature } from '../../licence-vault/seal/verify/verify-seal-signature.ts';
import { passed } from '../../licence-vault/verify/verdict.ts';
import { fixedClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  digestFor,
  documentBytes,
  edits,
  forge,
  mutated,
  sealDocument,
  sealedAt,
  sealOfCounty,
  step,
  summary,
  verifiedAt,
} from './seal-documents.ts';
import { county, crlOf, type Party, party, remembering, sharedFile, softSigner, vectorNote } from './seal-parties.ts';

const path = '/Doc_0/Signs/Sign_0/Signature.xml';
const { root, maker, signer, trust: trusted } = county();

function verify(bytes: Buffer, options: { at?: Date; believed?: SealTrust; digest?: Buffer | undefined } = {}) {
  return verifySealSignature({
    bytes,
    documentDigest: 'digest' in options ? options.digest : digestFor(signer.signer),
    propertyInfo: path,
    trust: options.believed ?? trusted,
    at: options.at ?? verifiedAt,
  });
}

async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Problem ? error.code : error === undefined ? undefined : String(error);
}

describe.each([1, 4, 5] as const)('sealing with a V%i seal', (version) => {
  it.each(['SM2', 'RSA', 'P-256'] as const)('gives a signature that verifies, the signer with %s', async (kind) => {
    const signers = party({ name: '签章者', kind, issuer: root });
    const seal = await sealOfCounty({ version, maker, signers: [signers] });
    const bytes = await sealDocument({ seal, signer: signers });
    const verdict = await verify(bytes, { digest: digestFor(signers.signer) });
    expect(summary(verdict)).toEqual([
      'format: PASSED',
      'signature: PASSED',
      'signer-certificate: PASSED',
      'time: PASSED',
      'document-hash: PASSED',
      'seal: PASSED',
      'timestamp: SKIPPED',
      'status: SKIPPED',
    ]);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(readSealSignature(bytes)).toMatchObject({
      version,
      time: { claimed: new Date(sealedAt) },
      propertyInfo: path,
    });
  });

  it('does not verify with any byte of it changed', async () => {
    const seal = await sealOfCounty({ version, maker, signers: [signer] });
    const bytes = await sealDocument({ seal, signer });
    const believed = remembering(trusted);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      expect((await verify(changed, { believed })).indication, `byte ${at}`).not.toBe('TOTAL_PASSED');
    }
  }, 120_000);

  it('makes signatures that sm-crypto-v2 verifies in the national profile', async () => {
    const seal = await sealOfCounty({ version, maker, signers: [signer] });
    const signature = readSealSignature(await sealDocument({ seal, signer }));
    const point = signer.key.publicKey.keyBytes.toString('hex');
    const options = { hash: true, der: true, publicKey: point, userId: '1234567812345678' };
    const value = signature.signature.toString('hex');
    expect(sm2.doVerifySignature(new Uint8Array(signature.signed), value, point, options)).toBe(true);
    const made = readSeal(seal);
    const makerPoint = maker.key.publicKey.keyBytes.toString('hex');
    const makerOptions = { ...options, publicKey: makerPoint };
    expect(
      sm2.doVerifySignature(new Uint8Array(made.signed), made.signature.toString('hex'), makerPoint, makerOptions),
    ).toBe(true);
  });
});

function secretOf({ key }: Party): string {
  return sm2Scalar(key.keyObject.export({ format: 'der', type: 'pkcs8' })).toString('hex');
}

describe('a signer elsewhere', () => {
  it('may sign with sm-crypto-v2, and it verifies here', async () => {
    const secret = secretOf(signer);
    const foreign = {
      ...signer.signer,
      sign: async (bytes: Buffer) =>
        Buffer.from(
          sm2.doSignature(new Uint8Array(bytes), secret, { hash: true, der: true, userId: '1234567812345678' }),
          'hex',
        ),
    };
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    expect((await verify(await sealDocument({ seal, signer: foreign }))).indication).toBe('TOTAL_PASSED');
  });

  const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;

  it(`may be the OpenSSL command line, both ways${hasOpenSsl ? '' : ' (skipped: no openssl here)'}`, async () => {
    if (!hasOpenSsl) return expect(hasOpenSsl).toBe(false);
    await using folder = await temporaryFolder('seal-openssl');
    const file = (name: string, content: Buffer | string) => {
      const place = join(folder.path, name);
      writeFileSync(place, content, { mode: 0o600 });
      return place;
    };
    const key = file('key.pem', signer.key.keyObject.export({ format: 'pem', type: 'pkcs8' }));
    const publicKey = join(folder.path, 'public.pem');
    execFileSync('openssl', ['pkey', '-in', key, '-pubout', '-out', publicKey]);
    const id = 'distid:1234567812345678';
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const ours = readSealSignature(await sealDocument({ seal, signer }));
    const data = file('signed', ours.signed);
    const value = file('value', ours.signature);
    const digest = ['-rawin', '-digest', 'sm3'];
    const check = ['pkeyutl', '-verify', '-pubin', '-inkey', publicKey, '-in', data, ...digest];
    const said = execFileSync('openssl', [...check, '-pkeyopt', id, '-sigfile', value], { encoding: 'utf8' });
    expect(said).toContain('Signature Verified Successfully');
    const foreign = {
      ...signer.signer,
      sign: async (bytes: Buffer) =>
        execFileSync('openssl', [
          ...['pkeyutl', '-sign', '-inkey', key, '-in', file('to-sign', bytes), ...digest],
          ...['-pkeyopt', id],
        ]),
    };
    expect((await verify(await sealDocument({ seal, signer: foreign }))).indication).toBe('TOTAL_PASSED');
  });
});

describe('a seal that was altered after its maker signed it', () => {
  it.each([1, 4, 5] as const)(
    'seals nothing, wherever the change is: V%i',
    async (version) => {
      const seal = await sealOfCounty({ version, maker, signers: [signer] });
      await expect(sealDocument({ seal, signer })).resolves.toBeInstanceOf(Buffer);
      const codes = new Set<string>();
      // From V4 on the maker's certificate lies outside what the maker signs; whether to believe it is the verifier's question.
      const certificate = seal.lastIndexOf(maker.certificate.raw);
      const isCertificate = (place: number) =>
        version !== 1 && place >= certificate && place < certificate + maker.certificate.raw.length;
      for (let place = 0; place < seal.length; place += 1) {
        if (isCertificate(place)) continue;
        const altered = Buffer.from(seal);
        altered[place] = (altered[place] ?? 0) ^ 1;
        codes.add((await refusal(sealDocument({ seal: altered, signer }))) ?? 'sealed');
      }
      expect(codes).toContain('SEAL_ALTERED');
      // A change may also hit the form, the term or the list of signers, each of which is refused before or by itself.
      const known = ['SEAL_ALTERED', 'SEAL_UNREADABLE', 'SEAL_NOT_IN_FORCE', 'CLOCK_FAR_OFF'];
      expect([...codes].filter((code) => !known.includes(code))).toEqual([]);
    },
    120_000,
  );
});

describe('a signature that is not right', () => {
  it('has HASH_FAILURE over another document, and SIGNED_DATA_NOT_FOUND without one', async () => {
    const bytes = await sealDocument({ seal: await sealOfCounty({ version: 4, maker, signers: [signer] }), signer });
    const other = createHash('sm3').update('another').digest();
    const verdict = await verify(bytes, { digest: other });
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE' });
    expect(step(verdict, 'signature').result).toBe('PASSED');
    const missing = await verify(bytes, { digest: undefined });
    expect(missing).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'SIGNED_DATA_NOT_FOUND' });
  });

  it('fails at the signer’s certificate when the seal does not list it, by certificate or by digest', async () => {
    const outsider = party({ name: '外人', issuer: root });
    const digestsOf = (hash: string) => ({
      form: 'digests' as const,
      digests: [{ type: hash, value: createHash(hash).update(signer.certificate.raw).digest() }],
    });
    for (const hash of ['sm3', 'sha256']) {
      const seal = await sealOfCounty({ version: 4, maker, signers: [], changes: { signers: digestsOf(hash) } });
      expect((await verify(await sealDocument({ seal, signer }))).indication).toBe('TOTAL_PASSED');
      expect(await refusal(sealDocument({ seal, signer: outsider }))).toBe('SIGNER_NOT_IN_SEAL');
    }
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const verdict = await verify(await forge({ seal, signer: outsider }));
    expect(step(verdict, 'signature').result).toBe('PASSED');
    expect(step(verdict, 'signer-certificate')).toMatchObject({
      result: 'FAILED',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
  });

  it('fails when its signer was revoked before sealing, passes when after', async () => {
    const bytes = await sealDocument({ seal: await sealOfCounty({ version: 4, maker, signers: [signer] }), signer });
    const revoked = (at: string, reason: 'keyCompromise' | 'superseded') =>
      pathTrust({
        anchors: [root.certificate],
        crls: [crlOf(root, { thisUpdate: '2026-11-21T12:00:00Z', revoked: [{ who: signer, at, reason }] })],
      });
    const before = await verify(bytes, { believed: revoked('2026-11-21T07:00:00Z', 'superseded') });
    expect(before).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
    const after = await verify(bytes, { believed: revoked('2026-11-21T09:00:00Z', 'superseded') });
    expect(after.indication).toBe('TOTAL_PASSED');
    expect(step(after, 'signer-certificate').detail.en).toContain('revoked after it signed');
    const stolen = await verify(bytes, { believed: revoked('2026-11-21T09:00:00Z', 'keyCompromise') });
    expect(stolen).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' });
  });

  it('passes for ever with a time stamp, and is INDETERMINATE without one once the certificate has ended', async () => {
    const brief = party({ name: '短期签章者', issuer: root, to: '2026-12-01T00:00:00Z' });
    const stampedAt = new Date('2026-11-21T08:00:02Z');
    const stamp = async () => ({ token: Buffer.of(0x30, 0), stampedAt });
    const seal = await sealOfCounty({ version: 4, maker, signers: [brief] });
    const at = new Date('2027-06-01T00:00:00Z');
    const stamps: SealTrust = {
      ...trusted,
      revocation: async () => ({ status: 'good' }),
      timeStamp: async () => ({ finding: passed('时间戳有效', 'the stamp is valid'), stampedAt }),
    };
    const stamped = await verify(await sealDocument({ seal, signer: brief, stamp }), { at, believed: stamps });
    expect(stamped.indication).toBe('TOTAL_PASSED');
    expect(step(stamped, 'time').detail.en).toContain('proved by a time stamp');
    const bare = await verify(await sealDocument({ seal, signer: brief }), { at, believed: stamps });
    expect(bare).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' });
  });

  it('is found out when it was sealed outside the term of the seal, of the certificate, or in the future', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const bytes = await sealDocument({ seal, signer });
    const early = await verify(bytes, { at: new Date('2026-11-20T00:00:00Z') });
    expect(step(early, 'time')).toMatchObject({ result: 'INDETERMINATE', subIndication: 'TIMESTAMP_ORDER_FAILURE' });
    // Whoever does not check at sealing is caught by who verifies.
    const changes = { validTo: new Date('2026-11-21T00:00:00Z') };
    const expired = await sealOfCounty({ version: 4, maker, signers: [signer], changes });
    const late = await verify(await forge({ seal: expired, signer }));
    expect(step(late, 'seal')).toMatchObject({ result: 'FAILED', subIndication: 'EXPIRED' });
    const old = party({ name: '过期', issuer: root, from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' });
    const forOld = await sealOfCounty({ version: 4, maker, signers: [old] });
    const ended = await verify(await forge({ seal: forOld, signer: old }));
    expect(step(ended, 'time')).toMatchObject({ result: 'FAILED', subIndication: 'EXPIRED' });
    expect(step(ended, 'signer-certificate')).toMatchObject({ result: 'FAILED', subIndication: 'EXPIRED' });
  });

  it('fails at the seal when the seal’s own signature does not fit', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const bad = Buffer.from(seal);
    bad[bad.indexOf('9F0A')]! ^= 1;
    const verdict = await verify(await forge({ seal: bad, signer }));
    expect(step(verdict, 'signature').result).toBe('PASSED');
    expect(step(verdict, 'seal')).toMatchObject({ result: 'FAILED', subIndication: 'SIG_CRYPTO_FAILURE' });
  });
});

describe('a V1 signature with a time stamp in the place of its time', () => {
  const stampedAt = new Date(sealedAt);
  const token = der.sequence(der.integer(1));

  async function sealed(): Promise<Buffer> {
    const seal = await sealOfCounty({ version: 1, maker, signers: [signer] });
    const algorithm = '1.2.156.10197.1.501';
    const toBeSigned = der.sequence(
      der.integer(1),
      seal,
      der.bitString(token),
      der.bitString(digestFor(signer.signer)),
      der.ia5String(path),
      der.octetString(signer.certificate.raw),
      der.objectIdentifier(algorithm),
    );
    return der.sequence(toBeSigned, der.bitString(await signer.signer.sign(toBeSigned)));
  }

  it('has its time by the stamp, over the document’s digest', async () => {
    const asked: { token: Buffer; over: Buffer }[] = [];
    const timeStamp: SealTrust['timeStamp'] = async ({ at: _, ...rest }) => {
      asked.push(rest);
      return { finding: passed('', ''), stampedAt };
    };
    const verdict = await verify(await sealed(), { believed: { ...trusted, timeStamp } });
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(asked).toEqual([{ token, over: digestFor(signer.signer) }]);
  });

  it('has none, and is undecided, when the stamp does not verify', async () => {
    const verdict = await verify(await sealed());
    expect(step(verdict, 'signature').result).toBe('PASSED');
    expect(step(verdict, 'time')).toMatchObject({ result: 'INDETERMINATE', subIndication: 'NO_POE' });
    expect(step(verdict, 'seal')).toMatchObject({ result: 'INDETERMINATE', subIndication: 'NO_POE' });
  });
});

describe('mutated signatures', () => {
  it('get a verdict, never an exception', async () => {
    const believed = remembering(trusted);
    const seeds = await Promise.all(
      ([1, 4, 5] as const).map(async (version) =>
        sealDocument({ seal: await sealOfCounty({ version, maker, signers: [signer] }), signer }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ seed: fc.constantFrom(...seeds), changes: edits }), async ({ seed, changes }) => {
        const bytes = mutated(seed, changes);
        const verdict = await verify(bytes, { believed });
        expect(bytes.equals(seed) || verdict.indication !== 'TOTAL_PASSED').toBe(true);
      }),
      { numRuns: 3000, seed: 32 },
    );
  });
});

describe('sealing is refused', () => {
  const sealing = (options: Partial<Parameters<typeof signWithSeal>[0]> & { seal: Buffer }) =>
    signWithSeal({
      signer: signer.signer,
      thing: { dataHash: digestFor(signer.signer), propertyInfo: path },
      clock: fixedClock(sealedAt),
      ...options,
    });

  it('with a certificate that has ended or not begun', async () => {
    const late = party({ name: '过期', issuer: root, from: '2025-01-01T00:00:00Z', to: '2026-11-21T07:59:59Z' });
    const soon = party({ name: '未到', issuer: root, from: '2026-11-21T08:00:01Z' });
    for (const who of [late, soon]) {
      const seal = await sealOfCounty({ version: 4, maker, signers: [who] });
      expect(await refusal(sealing({ seal, signer: who.signer }))).toBe('CERTIFICATE_NOT_IN_FORCE');
    }
  });

  it('with a key that is not the certificate’s, or an algorithm that is not the key’s', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const wrongKey = softSigner(signer.certificate, generateKey('SM2'));
    expect(await refusal(sealing({ seal, signer: wrongKey }))).toBe('KEY_CERTIFICATE_MISMATCH');
    const wrongAlgorithm = { ...signer.signer, algorithm: 'ECDSA-SHA256' as const };
    expect(await refusal(sealing({ seal, signer: wrongAlgorithm }))).toBe('KEY_CERTIFICATE_MISMATCH');
  });

  it('with another ID in the SM2 profile', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const secret = secretOf(signer);
    const otherId = {
      ...signer.signer,
      sign: async (bytes: Buffer) =>
        Buffer.from(
          sm2.doSignature(new Uint8Array(bytes), secret, { hash: true, der: true, userId: 'ALICE123@YAHOO.COM' }),
          'hex',
        ),
    };
    expect(await refusal(sealing({ seal, signer: otherId }))).toBe('KEY_CERTIFICATE_MISMATCH');
  });

  it('outside the seal’s term', async () => {
    const changes = { validTo: new Date('2026-11-21T07:00:00Z') };
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer], changes });
    expect(await refusal(sealing({ seal }))).toBe('SEAL_NOT_IN_FORCE');
  });

  it('by a clock that is far off: against the database, the seal’s making, or the time stamp', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const trustedTime = new Date('2026-11-21T08:06:00Z');
    expect(await refusal(sealing({ seal, trustedTime }))).toBe('CLOCK_FAR_OFF');
    expect(await refusal(sealing({ seal, clock: fixedClock('2026-11-20T07:00:00Z') }))).toBe('CLOCK_FAR_OFF');
    const stamp = async () => ({ token: Buffer.of(0x30, 0), stampedAt: new Date('2026-11-21T09:00:00Z') });
    expect(await refusal(sealing({ seal, stamp }))).toBe('CLOCK_FAR_OFF');
    const near = { seal, trustedTime: new Date('2026-11-21T08:04:00Z') };
    expect(await refusal(sealing(near))).toBeUndefined();
  });

  it('with something that is no seal', async () => {
    expect(await refusal(sealing({ seal: documentBytes }))).toBe('SEAL_UNREADABLE');
  });
});

describe('a seal is not made', () => {
  it('with content that its edition cannot hold, and every place is named', async () => {
    const changes = { name: ' ', validTo: new Date('2020-01-01T00:00:00Z') };
    const content = { id: '印章', picture: { type: 'PNG', data: Buffer.alloc(0), width: 0, height: 45 } };
    const making = sealOfCounty({ version: 4, maker, signers: [], changes, content });
    const problem = await making.catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'SEAL_CONTENT_INVALID' });
    expect((problem as Problem).errors.map(({ pointer }) => pointer)).toEqual([
      '/id',
      '/property/name',
      '/property/validTo',
      '/property/signers',
      '/picture/data',
      '/picture/width',
    ]);
    const far = sealOfCounty({
      version: 1,
      maker,
      signers: [signer],
      changes: { validTo: new Date('2050-01-01T00:00:00Z') },
    });
    expect(await refusal(far)).toBe('SEAL_CONTENT_INVALID');
  });

  it('by a maker whose certificate has ended or whose key is another', async () => {
    const old = party({ name: '过期', issuer: root, from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' });
    expect(await refusal(sealOfCounty({ version: 4, maker: old, signers: [signer] }))).toBe('CERTIFICATE_NOT_IN_FORCE');
    const other = softSigner(maker.certificate, generateKey('SM2'));
    expect(await refusal(sealOfCounty({ version: 4, maker: other, signers: [signer] }))).toBe(
      'KEY_CERTIFICATE_MISMATCH',
    );
  });
});

describe('seals and keys that others made', () => {
  it(`seal a document with the vendor’s key store and seal: the values hold, the chain does not${vectorNote}`, async () => {
    const [store, seal] = [sharedFile('ses/USER.p12'), sharedFile('ses/UserV4.esl')];
    if (store === undefined || seal === undefined) return expect(vectorNote).not.toBe('');
    const [entry] = readKeyStore({ bytes: store, password: '777777' }).entries;
    const user = softSigner(entry!.certificate!, entry!.key);
    const at = '2021-04-23T00:00:00Z';
    const bytes = await sealDocument({ seal, signer: user, at });
    const verdict = await verify(bytes, {
      at: new Date(at),
      believed: pathTrust({ anchors: [] }),
      digest: digestFor(user),
    });
    expect(summary(verdict)).toEqual([
      'format: PASSED',
      'signature: PASSED',
      'signer-certificate: INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
      'time: PASSED',
      'document-hash: PASSED',
      'seal: INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
      'timestamp: SKIPPED',
      'status: SKIPPED',
    ]);
    expect(await refusal(sealDocument({ seal, signer: user }))).toBe('SEAL_NOT_IN_FORCE');
  });
});
