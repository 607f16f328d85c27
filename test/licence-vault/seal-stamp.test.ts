import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyPurpose, oid } from '../../identity/pki/index.ts';
import { softSigner, withCertificate } from '../../identity/pki/signer/signer.ts';
import { writeTstInfo } from '../../identity/pki/timestamp/tst-info.ts';
import { writeToken } from '../../identity/pki/timestamp/write-token.ts';
import type { Stamp } from '../../licence-vault/seal/make/make-seal.ts';
import { readSeal } from '../../licence-vault/seal/structure/seal.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import { verifySeal } from '../../licence-vault/seal/verify/verify-seal.ts';
import { verifySealSignature } from '../../licence-vault/seal/verify/verify-seal-signature.ts';
import {
  digestFor,
  madeAt,
  sealDocument,
  sealedAt,
  sealOfCounty,
  step,
  summary,
  verifiedAt,
} from './seal-documents.ts';
import { county, crlOf, type Party, party } from './seal-parties.ts';

const { root, maker, signer } = county();
const authority = party({ name: '演示时间戳', issuer: root, purposes: [keyPurpose.timeStamping] });
const trusted = pathTrust({ anchors: [root.certificate], crls: [crlOf(root, { thisUpdate: '2026-11-01T00:00:00Z' })] });

/** Real stamps (RFC 3161) by an authority of the tests. */
function stampsBy({ certificate, key }: Party, at: string): Stamp {
  const by = withCertificate(softSigner(key), certificate.raw);
  return async (signature) => {
    const stampedAt = new Date(at);
    const info = writeTstInfo({
      policy: '1.2.3.4',
      imprint: { oid: oid.sm3, digest: createHash('sm3').update(signature).digest() },
      serial: Buffer.of(7),
      time: stampedAt,
      accuracySeconds: 1,
      nonce: undefined,
      authority: certificate.subject.raw,
    });
    return { token: await writeToken({ info, signer: by, certificates: [certificate.raw] }), stampedAt };
  };
}

function verify(bytes: Buffer, at: Date, believed = trusted) {
  return verifySealSignature({ bytes, documentDigest: digestFor(signer.signer), trust: believed, at });
}

describe('a time stamp', () => {
  it('over a V5 seal and over what is sealed with it verifies', async () => {
    const seal = await sealOfCounty({ version: 5, maker, signers: [signer], stamp: stampsBy(authority, madeAt) });
    expect(readSeal(seal).timeStamp).toBeDefined();
    const alone = await verifySeal({ bytes: seal, trust: trusted, at: verifiedAt });
    expect(summary(alone)).toContain('timestamp: PASSED');
    expect(alone.indication).toBe('TOTAL_PASSED');
    const verdict = await verify(
      await sealDocument({ seal, signer, stamp: stampsBy(authority, sealedAt) }),
      verifiedAt,
    );
    expect(step(verdict, 'timestamp').result).toBe('PASSED');
    expect(step(verdict, 'time').detail.en).toContain('proved by a time stamp');
    expect(verdict.indication).toBe('TOTAL_PASSED');
  });

  it('keeps a document good when the certificates of signer and maker have ended', async () => {
    const brief = { issuer: root, to: '2026-12-01T00:00:00Z' };
    const [shortMaker, shortSigner] = [
      party({ name: '短期制章者', ...brief }),
      party({ name: '短期签章者', ...brief }),
    ];
    const seal = await sealOfCounty({ version: 4, maker: shortMaker, signers: [shortSigner] });
    const later = new Date('2027-06-01T00:00:00Z');
    const stamped = await sealDocument({ seal, signer: shortSigner, stamp: stampsBy(authority, sealedAt) });
    expect((await verify(stamped, later)).indication).toBe('TOTAL_PASSED');
    const bare = await verify(await sealDocument({ seal, signer: shortSigner }), later);
    expect(bare).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' });
  });

  it('over something else fails', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const stamps = stampsBy(authority, sealedAt);
    const wrong = await sealDocument({ seal, signer, stamp: () => stamps(Buffer.from('another signature')) });
    expect(step(await verify(wrong, verifiedAt), 'timestamp')).toMatchObject({
      result: 'FAILED',
      subIndication: 'HASH_FAILURE',
    });
  });

  it('by somebody who is no time-stamp authority fails, and by one nobody trusts it is undecided', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const bySigner = await sealDocument({ seal, signer, stamp: stampsBy(signer, sealedAt) });
    expect(step(await verify(bySigner, verifiedAt), 'timestamp')).toMatchObject({
      result: 'FAILED',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    });
    const elsewhere = party({
      name: '别处时间戳',
      issuer: party({ name: '别处根证书', isAuthority: true }),
      purposes: [keyPurpose.timeStamping],
    });
    const byStranger = await sealDocument({ seal, signer, stamp: stampsBy(elsewhere, sealedAt) });
    expect(step(await verify(byStranger, verifiedAt), 'timestamp')).toMatchObject({ result: 'INDETERMINATE' });
  });

  it('that is older than the time of sealing it is to prove fails the time', async () => {
    const seal = await sealOfCounty({ version: 4, maker, signers: [signer] });
    const early = stampsBy(authority, '2026-11-20T09:00:00Z');
    const stamp: Stamp = async (value) => ({ ...(await early(value)), stampedAt: new Date(sealedAt) });
    const verdict = await verify(await sealDocument({ seal, signer, stamp }), verifiedAt);
    expect(step(verdict, 'time')).toMatchObject({ result: 'FAILED', subIndication: 'TIMESTAMP_ORDER_FAILURE' });
  });
});
