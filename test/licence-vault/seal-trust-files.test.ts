import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import { readTrustFiles } from '../../licence-vault/seal/verify/trust-files.ts';
import { verifySeal } from '../../licence-vault/seal/verify/verify-seal.ts';
import { sealOfCounty, verifiedAt } from './seal-documents.ts';
import { crlOf, party, pem } from './seal-parties.ts';

const root = party({ name: '根', isAuthority: true });
const issuing = party({ name: '签发', issuer: root, isAuthority: true });
const maker = party({ name: '制章者', issuer: issuing });
const signer = party({ name: '签章者', issuer: issuing });
const crls = [root, issuing].map((authority) => crlOf(authority, { thisUpdate: '2026-11-01T00:00:00Z' }));

describe('files of whom somebody trusts', () => {
  it('give anchors, what may stand between, and lists, and a seal verifies with them', async () => {
    const files = [
      Buffer.from(pem(issuing) + pem(root)),
      crls[0]!.raw,
      Buffer.from(`-----BEGIN X509 CRL-----\n${crls[1]!.raw.toString('base64')}\n-----END X509 CRL-----\n`),
    ];
    const material = readTrustFiles(files);
    expect(material.anchors.map(({ fingerprint }) => fingerprint)).toEqual([root.certificate.fingerprint]);
    expect(material.intermediates?.map(({ fingerprint }) => fingerprint)).toEqual([issuing.certificate.fingerprint]);
    expect(material.crls).toHaveLength(2);
    const bytes = await sealOfCounty({ version: 4, maker, signers: [signer] });
    expect((await verifySeal({ bytes, trust: pathTrust(material), at: verifiedAt })).indication).toBe('TOTAL_PASSED');
  });

  it('make every certificate an anchor where none issued itself', () => {
    const material = readTrustFiles([issuing.certificate.raw]);
    expect(material.anchors.map(({ fingerprint }) => fingerprint)).toEqual([issuing.certificate.fingerprint]);
  });

  it('are refused when one holds neither certificate nor list', () => {
    const reading = () => readTrustFiles([Buffer.from('nothing')]);
    expect(reading).toThrow(Problem);
    expect(reading).toThrow('CERTIFICATE_MALFORMED');
  });
});
