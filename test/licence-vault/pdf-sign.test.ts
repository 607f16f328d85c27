import { describe, expect, it } from 'vitest';
import { readPdf } from '../../licence-vault/pdf/verify/read-pdf.ts';
import { rangePlace } from '../../licence-vault/pdf/write/signature-field.ts';
import { hasOpenSsl } from '../identity/pki/openssl.ts';
import { licence, parties, sealPicture, signed, signedAt, stampsBy, verified } from './pdf-documents.ts';
import { drawn, popplerNote, program, sealRed } from './pdf-programs.ts';
import { summary } from './seal-documents.ts';
import { party, pem, trust } from './seal-parties.ts';

const bytes = await signed({ reason: '颁发证照' });

/** What was signed, and the signed message without what fills its place. */
function partsOf(pdf: Buffer): { content: Buffer; message: Buffer } {
  const [signature] = readPdf(pdf).signatures;
  const [, before = 0, from = 0, after = 0] = signature?.range ?? [];
  const { bytes: value } = signature?.contents ?? { bytes: Buffer.alloc(4) };
  return {
    content: Buffer.concat([pdf.subarray(0, before), pdf.subarray(from, from + after)]),
    message: value.subarray(0, 4 + value.readUInt16BE(2)),
  };
}

describe('a signed PDF', () => {
  it('passes every step, and says who signed and when', async () => {
    const { verdict, signatures } = await verified(bytes);
    expect(summary(verdict)).toEqual([
      'format: PASSED',
      'signature: PASSED',
      'signer-certificate: PASSED',
      'time: PASSED',
      'document-hash: PASSED',
      'seal: SKIPPED',
      'timestamp: PASSED',
      'status: SKIPPED',
    ]);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(signatures).toHaveLength(1);
    const details = verdict.steps.map(({ detail }) => detail.en).join('\n');
    expect(details).toContain('signed by CN=演示签章者');
    expect(details).toContain('2026-11-21T08:00:00Z, proved by a time stamp');
  });

  it('certifies that nothing may be changed, at the moment its dictionary says', () => {
    const [signature] = readPdf(bytes).signatures;
    expect(signature).toMatchObject({ form: 'ETSI.CAdES.detached', permission: 1, signedAt });
  });

  it('verifies with the root alone, by the chain and the lists that come with it', async () => {
    const bare = trust({ anchors: [parties.root.certificate] });
    expect((await verified(bytes, bare)).verdict.indication).toBe('TOTAL_PASSED');
    const without = await signed({ crls: [] });
    expect(summary((await verified(without, bare)).verdict)).toContain('signer-certificate: INDETERMINATE TRY_LATER');
  });

  it('is to who knows nobody INDETERMINATE, never red', async () => {
    const { verdict } = await verified(bytes, trust({ anchors: [] }));
    expect(verdict).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
  });

  it(`is signed by RSA and by SM2 as well`, async () => {
    for (const kind of ['RSA', 'SM2'] as const) {
      const other = party({ name: '演示签章者二', kind, issuer: parties.root });
      const { verdict } = await verified(await signed({ signer: other.signer }));
      expect([kind, verdict.indication]).toEqual([kind, 'TOTAL_PASSED']);
    }
  });

  it('does not take a text of the licence for the place of its signature', async () => {
    // What stands in a file before it is signed, to the letter.
    const { start = 0, end = 0 } = readPdf(bytes).signatures[0]?.contents ?? {};
    for (const title of [`/ByteRange ${rangePlace}`, `/Contents <${'0'.repeat(end - start - 2)}>`]) {
      const attachments = [{ name: title.slice(0, 255), bytes: Buffer.from(title) }];
      const { verdict } = await verified(await signed({ content: licence({ title, attachments }), name: title }));
      expect(verdict.indication).toBe('TOTAL_PASSED');
    }
  });
});

describe('other programs', () => {
  it(`poppler says that the signature is valid and covers the whole document${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const { out } = await program('pdfsig', ['@a.pdf'], { 'a.pdf': bytes });
    expect(out).toContain('Signature is Valid');
    expect(out).toContain('Total document signed');
    expect(out).toContain('ETSI.CAdES.detached');
    const changed = Buffer.from(bytes);
    changed[changed.length - 400] = (changed[changed.length - 400] ?? 0) ^ 1;
    const refused = await program('pdfsig', ['@a.pdf'], { 'a.pdf': changed });
    expect(refused.out).not.toContain('Signature is Valid');
  });

  it(`OpenSSL verifies the signed message and the stamp in it${hasOpenSsl ? '' : ' (skipped: no OpenSSL)'}`, async () => {
    if (!hasOpenSsl) return expect(hasOpenSsl).toBe(false);
    const { content, message } = partsOf(bytes);
    const files = { root: pem(parties.root), content, message };
    const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', '@message', '-content', '@content'];
    // The purpose of signing mail is not the purpose of signing documents.
    const trusted = ['-CAfile', '@root', '-purpose', 'any', '-cades', '-out', '/dev/null'];
    const accepted = await program('openssl', [...args, ...trusted], files);
    expect(accepted).toMatchObject({ code: 0, out: expect.stringMatching(/verification successful/i) });
    const altered = await program('openssl', [...args, ...trusted], { ...files, content: content.subarray(1) });
    expect(altered.code).not.toBe(0);
  });

  it(`poppler shows the seal where it is, over the page${popplerNote}`, async () => {
    if (popplerNote !== '') return expect(popplerNote).not.toBe('');
    const picture = { bytes: await sealPicture(), page: 1, x: 140, y: 220, width: 42, height: 42 };
    const pixel = await drawn(await signed({ picture }));
    expect(pixel(161, 239)).toEqual(sealRed);
    expect(pixel(135, 239)).toEqual([255, 255, 255]);
    expect((await drawn(bytes))(161, 239)).toEqual([255, 255, 255]);
  });
});

describe('time', () => {
  it('a signature outlives its certificate when a stamp proves it was made before', async () => {
    const brief = party({ name: '短期', kind: 'P-256', issuer: parties.root, to: '2026-12-01T00:00:00Z' });
    const later = new Date('2027-06-01T00:00:00Z');
    const stamped = await verified(await signed({ signer: brief.signer }), parties.trust, later);
    expect(stamped.verdict.indication).toBe('TOTAL_PASSED');
  });

  it('a stamp of before the signing it stamps is refused', async () => {
    const early = stampsBy(parties.tsa, new Date('2026-11-20T08:00:00Z'));
    const { verdict } = await verified(await signed({ timeStamp: early }));
    expect(summary(verdict)).toContain('time: FAILED TIMESTAMP_ORDER_FAILURE');
  });

  it('a stamp over something else is no proof', async () => {
    const { verdict } = await verified(
      await signed({ timeStamp: () => stampsBy(parties.tsa)(Buffer.from('something else')) }),
    );
    expect(summary(verdict)).toContain('timestamp: FAILED HASH_FAILURE');
  });
});
