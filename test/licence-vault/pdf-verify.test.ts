import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPdf } from '../../licence-vault/pdf/verify/read-pdf.ts';
import { verifyPdf } from '../../licence-vault/pdf/verify/verify-pdf.ts';
import { writePdf } from '../../licence-vault/pdf/write/write-pdf.ts';
import {
  exchanged,
  licence,
  objectText,
  objectWith,
  parties,
  signed,
  signedAgain,
  signedAnew,
  stampsBy,
  updated,
  verified,
  verifiedAt,
} from './pdf-documents.ts';
import { step, summary } from './seal-documents.ts';
import { crlOf, party, remembering, trust } from './seal-parties.ts';

const bytes = await signed();
const [signature] = readPdf(bytes).signatures;
const { start: valueStart = 0, end: valueEnd = 0 } = signature?.contents ?? {};
/** The same answers, worked out once. */
const trusted = remembering(parties.trust);

async function verdictOn(changed: Uint8Array) {
  return (await verified(changed, trusted)).verdict;
}

describe('a PDF that was altered', () => {
  it('is never green, whichever byte it is', async () => {
    const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * bytes.length) / 60) + 3);
    for (const place of places) {
      const inValue = place > valueStart + 4 && place < valueEnd - 1;
      const changed = Buffer.from(bytes);
      // Inside the value another digit; elsewhere another bit.
      const digit = changed[place] === 0x30 ? 0x31 : 0x30;
      changed[place] = inValue ? digit : (changed[place] ?? 0) ^ 0x01;
      const { indication } = await verdictOn(changed);
      expect([place, indication]).not.toEqual([place, 'TOTAL_PASSED']);
    }
  });

  it('in what it shows fails by its digest', async () => {
    const changed = exchanged(bytes, Buffer.from('营', 'utf16le').swap16().toString('hex'), '8fdd');
    expect(summary(await verdictOn(changed))).toContain('document-hash: FAILED HASH_FAILURE');
  });

  it('and cut off cannot be read', async () => {
    for (const length of [20, 400, valueEnd + 10, bytes.length - 8]) {
      const verdict = await verdictOn(bytes.subarray(0, length));
      expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    }
  });

  it('by something put behind its end is refused: the signature allows no change', async () => {
    for (const tail of ['\n', ' ', '%%EOF\n', 'x']) {
      const verdict = await verdictOn(Buffer.concat([bytes, Buffer.from(tail)]));
      expect(summary(verdict)).toContain('document-hash: FAILED HASH_FAILURE');
    }
  });

  it('by an update that shows another page is refused, though what was signed is untouched', async () => {
    const page = objectWith(bytes, '/Type /Page ');
    const forged = objectText(bytes, page).replace(/\/Contents \d+ 0 R/, '/Contents 900 0 R');
    const drawing = deflateSync(Buffer.from('0 0 0 rg 0 0 500 500 re f')).toString('latin1');
    const stream = `<</Filter /FlateDecode /Length ${drawing.length}>>\nstream\n${drawing}\nendstream`;
    const shadow = updated(bytes, { [page]: forged, 900: stream });
    const verdict = await verdictOn(shadow);
    expect(verdict.indication).toBe('TOTAL_FAILED');
    expect(step(verdict, 'document-hash').detail.en).toContain('added after the signature');
  });

  it('by an update that takes the rule out of the signature is refused', async () => {
    const value = objectWith(bytes, '/ETSI.CAdES.detached');
    const lawful = objectText(bytes, value).replace('/P 1 ', '/P 3 ');
    expect(lawful).toContain('/P 3 ');
    expect((await verdictOn(updated(bytes, { [value]: lawful }))).indication).not.toBe('TOTAL_PASSED');
  });

  it('by an update that takes the signature out of the form bears none', async () => {
    const root = objectWith(bytes, '/Type /Catalog');
    const bare = objectText(bytes, root).replace(/\/AcroForm <<[^>]*>>/, '');
    const verdict = await verdictOn(updated(bytes, { [root]: bare }));
    expect(step(verdict, 'format').detail.en).toContain('bears no signature');
    expect(verdict.indication).toBe('TOTAL_FAILED');
  });
});

describe('a signature that lets others follow', () => {
  /** Without the rule that nothing may be changed, as an approval has it. */
  const rule = /\/Reference \[<<.*?>>>>\] /.exec(bytes.toString('latin1'))?.[0] ?? '';
  const approval = () => signedAnew(exchanged(bytes, rule, ' '.repeat(rule.length)));

  it('is green by itself', async () => {
    expect(readPdf(await approval()).signatures).toMatchObject([{ permission: undefined }]);
    expect((await verdictOn(await approval())).indication).toBe('TOTAL_PASSED');
  });

  it('is left undecided when something follows, with what to do next', async () => {
    const verdict = await verdictOn(Buffer.concat([await approval(), Buffer.from('\n')]));
    expect(verdict).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' });
    expect(step(verdict, 'document-hash').detail.en).toContain('get the original');
  });

  it('and the one that follows are told apart: the second covers the file, the first what was there before', async () => {
    const { verdict, signatures } = await verified(await signedAgain(await approval()), trusted);
    expect(signatures.map((one) => one.verdict.indication)).toEqual(['INDETERMINATE', 'TOTAL_PASSED']);
    expect(verdict.indication).toBe('INDETERMINATE');
    expect(step(verdict, 'document-hash').detail.en).toContain('signature 1: ');
  });

  it('does not follow one that lets none follow', async () => {
    const { verdict, signatures } = await verified(await signedAgain(bytes), trusted);
    expect(signatures.map((one) => one.verdict.indication)).toEqual(['TOTAL_FAILED', 'TOTAL_PASSED']);
    expect(verdict.indication).toBe('TOTAL_FAILED');
  });
});

describe('a byte range', () => {
  const range = /\/ByteRange \[[^\]]*\]\s*/.exec(bytes.toString('latin1'))?.[0] ?? '';
  const [a = 0, b = 0, c = 0, d = 0] = signature?.range ?? [];

  it.each([
    ['that leaves out more than the value', [a, b - 40, c, d]],
    ['that leaves out what follows the value', [a, b, c + 200, d - 200]],
    ['that does not begin with the file', [a + 10, b - 10, c, d]],
    ['that goes beyond the file', [a, b, c, d + 1000]],
    ['of two numbers', [a, b]],
    ['of six numbers', [a, b, c, d - 100, c + d - 100, 100]],
  ])('%s is refused', async (_, numbers) => {
    const changed = exchanged(bytes, range, `/ByteRange [${numbers.join(' ')}]`.padEnd(range.length));
    const verdict = await verdictOn(changed);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(step(verdict, 'format').detail.en).toContain('byte range');
  });

  it('that ends before the file is a signature of what was there before, which allowed no change', async () => {
    const changed = exchanged(bytes, range, `/ByteRange [${[a, b, c, d - 30].join(' ')}]`.padEnd(range.length));
    expect(summary(await verdictOn(changed))).toContain('document-hash: FAILED HASH_FAILURE');
  });
});

describe('the value of a signature', () => {
  it('with something else than zeros behind it is refused', async () => {
    const changed = Buffer.from(bytes);
    changed.write('41', valueEnd - 5, 'latin1');
    expect(step(await verdictOn(changed), 'format').detail.en).toContain('behind the value');
  });

  it('that is no signed message is refused', async () => {
    const changed = Buffer.from(bytes);
    changed.write('3003020101'.padEnd(valueEnd - valueStart - 2, '0'), valueStart + 1, 'latin1');
    expect(summary(await verdictOn(changed))).toContain('format: FAILED FORMAT_FAILURE');
  });

  it('is bound to its signer’s certificate, not to one that is like it', async () => {
    const own = parties.signer.certificate.raw.toString('hex');
    const like = `${own.slice(0, -1)}${own.endsWith('0') ? '1' : '0'}`;
    const verdict = await verdictOn(exchanged(bytes, own, like));
    expect(summary(verdict)).toContain('signature: FAILED SIG_CONSTRAINTS_FAILURE');
  });

  it('of another document is refused', async () => {
    const other = await signed({ content: licence({ title: '结婚证' }) });
    const changed = Buffer.from(bytes);
    const [foreign] = readPdf(other).signatures;
    changed.write(foreign?.contents.bytes.toString('hex') ?? '', valueStart + 1, 'latin1');
    expect(summary(await verdictOn(changed))).toContain('document-hash: FAILED HASH_FAILURE');
  });

  it('in a form that is not known here is left undecided', async () => {
    const changed = exchanged(bytes, '/ETSI.CAdES.detached', '/adbe.x509.rsa_sha1 ');
    expect(await verdictOn(changed)).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'CRYPTO_CONSTRAINTS_FAILURE',
    });
    expect(step(await verdictOn(changed), 'format')).toMatchObject({ result: 'INDETERMINATE' });
  });

  it('without a time stamp says when by the signer’s word alone', async () => {
    const bare = await signedAnew(bytes);
    expect(step(await verdictOn(bare), 'timestamp').result).toBe('SKIPPED');
    expect(step(await verdictOn(bare), 'time').detail.en).toContain('own word');
  });
});

describe('whom to believe', () => {
  it('a certificate revoked before it signed is red, after it is no matter', async () => {
    const revokedOn = (at: string) => {
      const who = { who: parties.signer, at, reason: 'superseded' } as const;
      const crl = crlOf(parties.root, { thisUpdate: '2026-11-22T00:00:00Z', revoked: [who] });
      return trust({ anchors: [parties.root.certificate], crls: [crl] });
    };
    const before = await verified(bytes, revokedOn('2026-11-20T00:00:00Z'));
    expect(before.verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
    const after = await verified(bytes, revokedOn('2026-11-21T20:00:00Z'));
    expect(after.verdict.indication).toBe('TOTAL_PASSED');
  });

  it('an old list from the file does not speak against a newer one in hand', async () => {
    const who = { who: parties.signer, at: '2026-11-20T12:00:00Z', reason: 'keyCompromise' } as const;
    const newer = crlOf(parties.root, { thisUpdate: '2026-11-22T00:00:00Z', revoked: [who] });
    const foreign = party({ name: '别处', kind: 'P-256', isAuthority: true });
    const tsa = party({ name: '别处时间戳', kind: 'P-256', issuer: foreign, purposes: ['1.3.6.1.5.5.7.3.8'] });
    // The stamp leaves something open, so that what comes with the file is looked at.
    const open = await signed({ timeStamp: stampsBy(tsa) });
    const { verdict } = await verified(open, trust({ anchors: [parties.root.certificate], crls: [newer] }));
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED' });
    // The other way round: what was on hold when it was signed has been released since.
    const older = crlOf(parties.root, { thisUpdate: '2026-11-21T00:00:00Z', revoked: [who] });
    const released = await signed({ timeStamp: stampsBy(tsa), crls: [older.raw] });
    const now = crlOf(parties.root, { thisUpdate: '2026-11-22T00:00:00Z' });
    const later = await verified(released, trust({ anchors: [parties.root.certificate], crls: [now] }));
    expect(summary(later.verdict)).toContain('signer-certificate: PASSED');
  });
});

describe('a file that is no PDF of use', () => {
  const text = writePdf({ content: licence() }).toString('latin1');
  const read = async (changed: string | Buffer) => verdictOn(Buffer.from(changed as string, 'latin1'));

  it('without a signature says so', async () => {
    expect(step(await read(text), 'format').detail.en).toContain('bears no signature');
  });

  it.each([
    ['nothing', '%PDF-1.7'],
    ['a table that leads elsewhere', text.replace(/startxref\n\d+/, 'startxref\n9')],
    ['a table outside the file', text.replace(/startxref\n\d+/, 'startxref\n99999999')],
    ['encrypted', text.replace('trailer\n<<', 'trailer\n<</Encrypt 1 0 R ')],
    [
      'a trailer that leads back to itself',
      text.replace('trailer\n<<', `trailer\n<</Prev ${/startxref\n(\d+)/.exec(text)?.[1]} `),
    ],
    ['a key that stands twice', text.replace('trailer\n<<', 'trailer\n<</Size 1 ')],
    ['arrays without end', text.replace('trailer\n<<', `trailer\n<</X ${'['.repeat(5000)}`)],
    ['a table of a billion objects', text.replace(/xref\n0 \d+/, 'xref\n0 999999999')],
  ])('%s cannot be read', async (_, changed) => {
    expect(await read(changed)).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
  });

  it('whatever is done to its structure, gets a verdict', async () => {
    const whole = Buffer.from(text, 'latin1');
    for (let place = 7; place < whole.length; place += 199) {
      const changed = Buffer.from(whole);
      changed[place] = (place * 31) & 0xff;
      expect((await verifyPdf({ bytes: changed, trust: trusted, at: verifiedAt })).verdict.indication).not.toBe(
        'TOTAL_PASSED',
      );
    }
  });
});
