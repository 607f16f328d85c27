import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, readKeyStore, readSm2Signature } from '../../identity/pki/index.ts';
import { encodeSeal, readSeal } from '../../licence-vault/seal/structure/seal.ts';
import { encodeSealInfo } from '../../licence-vault/seal/structure/seal-info.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import type { SealTrust } from '../../licence-vault/seal/verify/trust.ts';
import { verifySeal } from '../../licence-vault/seal/verify/verify-seal.ts';
import { failed, passed } from '../../licence-vault/verify/verdict.ts';
import { edits, madeAt, mutated, sealOfCounty, step, summary, verifiedAt } from './seal-documents.ts';
import { county, crlOf, party, remembering, sharedFile, vectorNote } from './seal-parties.ts';

const allGood = [
  'format: PASSED',
  'signature: PASSED',
  'signer-certificate: PASSED',
  'time: PASSED',
  'document-hash: SKIPPED',
  'seal: PASSED',
  'timestamp: SKIPPED',
  'status: SKIPPED',
];

describe.each([1, 4, 5] as const)('a V%i seal of ours', (version) => {
  it.each(['SM2', 'RSA', 'P-256'] as const)('verifies when its maker signs with %s', async (kind) => {
    const { maker, signer, trust: trusted } = county(kind);
    const bytes = await sealOfCounty({ version, maker, signers: [signer] });
    const verdict = await verifySeal({ bytes, trust: trusted, at: verifiedAt });
    expect(summary(verdict)).toEqual(allGood);
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', subIndication: null, asOf: verifiedAt });
  });

  it('does not pass with any byte of it changed', async () => {
    const { maker, signer, trust: trusted } = county();
    const believed = remembering(trusted);
    const bytes = await sealOfCounty({ version, maker, signers: [signer] });
    const signed = readSeal(bytes);
    const start = bytes.indexOf(version === 1 ? signed.signed.subarray(4, 40) : signed.signed);
    expect(start).toBeGreaterThan(0);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      const verdict = await verifySeal({ bytes: changed, trust: believed, at: verifiedAt });
      expect(verdict.indication, `byte ${at}`).not.toBe('TOTAL_PASSED');
    }
  });
});

describe('a seal that is not right', () => {
  const { root, maker, signer, trust: trusted } = county();
  const verify = (bytes: Buffer, at = verifiedAt, believed: SealTrust = trusted) =>
    verifySeal({ bytes, trust: believed, at });

  it('is EXPIRED after its term and NOT_YET_VALID before it, and that is the time step', async () => {
    const bytes = await sealOfCounty({
      version: 4,
      maker,
      signers: [signer],
      changes: { validFrom: new Date('2026-12-01T00:00:00Z'), validTo: new Date('2027-01-01T00:00:00Z') },
    });
    const early = await verify(bytes);
    expect(early).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'NOT_YET_VALID' });
    expect(step(early, 'time')).toMatchObject({ result: 'FAILED', subIndication: 'NOT_YET_VALID' });
    const late = await verify(bytes, new Date('2027-01-01T00:00:01Z'));
    expect(step(late, 'time')).toMatchObject({ result: 'FAILED', subIndication: 'EXPIRED' });
    expect(step(await verify(bytes, new Date('2027-01-01T00:00:00Z')), 'time').result).toBe('PASSED');
  });

  it('fails its signature step alone when the value is another’s', async () => {
    const bytes = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const other = await sealOfCounty({ version: 4, maker, signers: [signer], content: { id: 'OTHER' } });
    const { signature } = readSeal(bytes);
    const swapped = Buffer.from(other);
    const foreign = readSeal(other).signature;
    // Lengths of r and s vary; only values of one length can change places.
    if (foreign.length === signature.length) signature.copy(swapped, other.indexOf(foreign));
    else swapped[swapped.length - 1]! ^= 1;
    const verdict = await verify(swapped);
    expect(step(verdict, 'format').result).toBe('PASSED');
    expect(step(verdict, 'signature')).toMatchObject({ result: 'FAILED', subIndication: 'SIG_CRYPTO_FAILURE' });
    expect(step(verdict, 'signer-certificate').result).toBe('PASSED');
  });

  it.each([
    ['a negative integer', (r: Buffer, s: Buffer) => der.sequence(der.integer(-toBigInt(r)), der.integer(toBigInt(s)))],
    [
      'an integer that is not minimal',
      (r: Buffer, s: Buffer) =>
        der.sequence(der.encode(0x02, Buffer.concat([Buffer.of(0, 0), r])), der.encode(0x02, s)),
    ],
    ['a long length', (r: Buffer, s: Buffer) => withLongLength(valueFrom(r, s))],
    ['bytes behind it', (r: Buffer, s: Buffer) => Buffer.concat([valueFrom(r, s), Buffer.of(0)])],
    [
      'an integer beyond the order of the curve',
      (r: Buffer, s: Buffer) => der.sequence(der.integer(toBigInt(r) + order), der.integer(toBigInt(s))),
    ],
    ['zero', (r: Buffer) => der.sequence(der.integer(toBigInt(r)), der.integer(0))],
    ['raw r and s', (r: Buffer, s: Buffer) => Buffer.concat([r, s])],
    ['nothing', () => Buffer.alloc(0)],
  ])('fails with a signature value of %s', async (_, dress) => {
    const seal = readSeal(await sealOfCounty({ version: 4, maker, signers: [signer] }));
    const right = readSm2Signature(seal.signature) as { r: bigint; s: bigint };
    const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
    const info = encodeSealInfo(seal.info, 4);
    const bytes = encodeSeal({ ...seal, info, signature: dress(bytesOf(right.r), bytesOf(right.s)) });
    expect(step(await verify(bytes), 'signature')).toMatchObject({
      result: 'FAILED',
      subIndication: 'SIG_CRYPTO_FAILURE',
    });
    const same = encodeSeal({ ...seal, info, signature: valueFrom(bytesOf(right.r), bytesOf(right.s)) });
    expect(step(await verify(same), 'signature').result).toBe('PASSED');
  });

  it('is INDETERMINATE where nobody is trusted, or nothing is known of revocation', async () => {
    const bytes = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const stranger = await verify(bytes, verifiedAt, pathTrust({ anchors: [] }));
    expect(stranger).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
    const silent = await verify(bytes, verifiedAt, pathTrust({ anchors: [root.certificate] }));
    expect(silent).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
  });

  it('is INDETERMINATE when the list in hand is out of date by now: who took the key since could have dated it back', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const day = crlOf(root, { thisUpdate: madeAt, nextUpdate: '2026-11-21T00:00:00Z' });
    const stale = pathTrust({ anchors: [root.certificate], crls: [day] });
    const verdict = await verifySeal({ bytes: seal, trust: stale, at: new Date('2026-11-25T00:00:00Z') });
    expect(verdict).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    expect(step(verdict, 'signer-certificate').result).toBe('INDETERMINATE');
    const inTime = await verifySeal({ bytes: seal, trust: stale, at: new Date('2026-11-20T20:00:00Z') });
    expect(inTime.indication).toBe('TOTAL_PASSED');
  });

  it('fails when its maker was revoked before making it, and passes when that came after', async () => {
    const bytes = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const revokedAt = (at: string, reason: 'keyCompromise' | 'superseded') =>
      pathTrust({
        anchors: [root.certificate],
        crls: [crlOf(root, { thisUpdate: '2026-11-21T00:00:00Z', revoked: [{ who: maker, at, reason }] })],
      });
    const before = await verify(bytes, verifiedAt, revokedAt('2026-11-19T00:00:00Z', 'superseded'));
    expect(before).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
    const after = await verify(bytes, verifiedAt, revokedAt('2026-11-20T20:00:00Z', 'superseded'));
    expect(after.indication).toBe('TOTAL_PASSED');
    const stolen = await verify(bytes, verifiedAt, revokedAt('2026-11-20T20:00:00Z', 'keyCompromise'));
    expect(stolen).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' });
  });

  it('is INDETERMINATE once its maker’s certificate has ended, unless a stamp proves that it was made before', async () => {
    const brief = party({ name: '短期制章者', issuer: root, to: '2026-12-01T00:00:00Z' });
    const at = new Date('2027-06-01T00:00:00Z');
    const stamps = async () => ({ finding: passed('', ''), stampedAt: new Date(madeAt) });
    const token = async () => ({ token: Buffer.of(0x30, 0), stampedAt: new Date(madeAt) });
    const bytes = await sealOfCounty({ version: 5, maker: brief, signers: [signer], stamp: token });
    // A list kept after the end of its certificates is not at hand, so revocation stays open; the path is what differs.
    const certificateStep = async (timeStamp: SealTrust['timeStamp']) =>
      step(
        await verify(bytes, at, { ...trusted, timeStamp, revocation: async () => ({ status: 'good' }) }),
        'signer-certificate',
      );
    expect(await certificateStep(stamps)).toMatchObject({ result: 'PASSED' });
    const none = async () => ({ finding: failed('FORMAT_FAILURE', '', ''), stampedAt: undefined });
    expect(await certificateStep(none)).toMatchObject({
      result: 'INDETERMINATE',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
    });
  });

  it('fails when its maker may not sign, or its certificate had ended before', async () => {
    const mute = party({ name: '加密证书', issuer: root, usage: ['keyEncipherment'] });
    const verdict = await verify(await sealOfCounty({ version: 4, maker: mute, signers: [signer] }));
    expect(step(verdict, 'signer-certificate')).toMatchObject({
      result: 'FAILED',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    });
    const old = party({ name: '过期制章者', issuer: root, from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' });
    const backdated = await sealOfCounty({ version: 4, maker: old, signers: [signer], at: '2024-06-01T00:00:00Z' });
    expect(step(await verify(backdated), 'signer-certificate')).toMatchObject({
      result: 'FAILED',
      subIndication: 'EXPIRED',
    });
  });

  it('is undecided with a critical extension that nobody knows', async () => {
    const extensions = [{ id: '1.2.156.112600.7.9', critical: true, value: Buffer.of(1) }];
    const bytes = await sealOfCounty({ version: 4, maker, signers: [signer], content: { extensions } });
    expect(step(await verify(bytes), 'seal')).toMatchObject({
      result: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
  });

  it('has FORMAT_FAILURE when it is no seal, with the place of the fault and every other step skipped', async () => {
    const verdict = await verify(Buffer.from('308003020100', 'hex'));
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(step(verdict, 'format').detail.en).toContain('INDEFINITE_LENGTH at byte');
    expect(new Set(verdict.steps.slice(1).map(({ result }) => result))).toEqual(new Set(['SKIPPED']));
  });

  it('fails what the register has revoked', async () => {
    const bytes = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const status = failed('REVOKED', '已撤销', 'revoked');
    const verdict = await verifySeal({ bytes, trust: trusted, at: verifiedAt, status });
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
  });
});

const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function valueFrom(r: Buffer, s: Buffer): Buffer {
  return der.sequence(der.integer(toBigInt(r)), der.integer(toBigInt(s)));
}

function withLongLength(value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x30, 0x81), value.subarray(1)]);
}

describe('mutated seals', () => {
  it('get a verdict, never an exception', async () => {
    const { maker, signer, trust: trusted } = county();
    const believed = remembering(trusted);
    const seeds = await Promise.all(
      ([1, 4, 5] as const).map((version) => sealOfCounty({ version, maker, signers: [signer] })),
    );
    const mutation = fc.record({ seed: fc.constantFrom(...seeds), edits });
    await fc.assert(
      fc.asyncProperty(mutation, async (given) => {
        const { seed } = given;
        const bytes = mutated(seed, given.edits);
        const verdict = await verifySeal({ bytes, trust: believed, at: verifiedAt });
        expect(bytes.equals(seed) || verdict.indication !== 'TOTAL_PASSED').toBe(true);
      }),
      { numRuns: 3000, seed: 31 },
    );
  });
});

describe('seals that others made', () => {
  const store = sharedFile('ses/ROOT.p12');
  const anchors = store === undefined ? [] : readKeyStore({ bytes: store, password: '123456' }).certificates;
  const files = ['UserV1.esl', 'UserV4.esl', 'UserV5.esl', 'UserV5_ts.esl'];

  it.each(files)(`have a right signature and a chain that must not be believed: %s${vectorNote}`, async (file) => {
    const bytes = sharedFile(`ses/${file}`);
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    for (const believed of [anchors, []]) {
      for (const at of [new Date('2021-04-23T00:00:00Z'), new Date('2026-11-21T00:00:00Z')]) {
        const verdict = await verifySeal({ bytes, trust: pathTrust({ anchors: believed }), at });
        expect(verdict.indication).not.toBe('TOTAL_PASSED');
        expect(step(verdict, 'format').result).toBe('PASSED');
        expect(step(verdict, 'signature').result).toBe('PASSED');
        expect(['FAILED', 'INDETERMINATE']).toContain(step(verdict, 'signer-certificate').result);
      }
    }
  });

  it(`fail for the right reasons when their root is trusted${vectorNote}`, async () => {
    const bytes = sharedFile('ses/UserV4.esl');
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const then = await verifySeal({ bytes, trust: pathTrust({ anchors }), at: new Date('2021-04-23T00:00:00Z') });
    expect(step(then, 'signer-certificate')).toMatchObject({
      result: 'FAILED',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    });
    expect(step(then, 'signer-certificate').detail.en).toContain('keyCertSign');
    expect(step(then, 'time').result).toBe('PASSED');
    const now = await verifySeal({ bytes, trust: pathTrust({ anchors }), at: new Date('2026-11-21T00:00:00Z') });
    expect(now.indication).toBe('TOTAL_FAILED');
    expect(step(now, 'time')).toMatchObject({ result: 'FAILED', subIndication: 'EXPIRED' });
  });

  it(`fail for a time stamp that is three bytes of nothing${vectorNote}`, async () => {
    const bytes = sharedFile('ses/UserV5_ts.esl');
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const verdict = await verifySeal({ bytes, trust: pathTrust({ anchors }), at: new Date('2026-11-21T00:00:00Z') });
    expect(step(verdict, 'timestamp')).toMatchObject({ result: 'FAILED', subIndication: 'FORMAT_FAILURE' });
  });

  it(`are not accepted without a right value: a vendor’s seal${vectorNote}`, async () => {
    const bytes = sharedFile('ses/SESealData.DER');
    if (bytes === undefined) return expect(vectorNote).not.toBe('');
    const verdict = await verifySeal({
      bytes,
      trust: pathTrust({ anchors: [] }),
      at: new Date('2021-01-01T00:00:00Z'),
    });
    expect(step(verdict, 'format').result).toBe('PASSED');
    expect(step(verdict, 'signature')).toMatchObject({ result: 'FAILED', subIndication: 'SIG_CRYPTO_FAILURE' });
  });
});
