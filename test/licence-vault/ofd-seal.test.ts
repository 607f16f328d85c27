import { describe, expect, it } from 'vitest';
import type { Problem } from '../../kernel/index.ts';
import { readSignature } from '../../licence-vault/ofd/model/signature.ts';
import { readSignatureList } from '../../licence-vault/ofd/model/signatures.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { passed } from '../../licence-vault/verify/verdict.ts';
import { onFirstPage, retitled, rewritten, sample, sealed, verified } from './ofd-documents.ts';
import { sealedAt, sealOfCounty, summary, verifiedAt } from './seal-documents.ts';
import { county, crlOf, party, trust } from './seal-parties.ts';

const allPassed = [
  'format: PASSED',
  'signature: PASSED',
  'signer-certificate: PASSED',
  'time: PASSED',
  'document-hash: PASSED',
  'seal: PASSED',
  'timestamp: SKIPPED',
  'status: SKIPPED',
];

const here = county();

async function refusal(sealing: Promise<unknown>): Promise<Problem> {
  return sealing.then(
    () => expect.fail('it was not refused'),
    (error: Problem) => error,
  );
}

function firstSignature(bytes: Buffer) {
  return readSignature(openPackage(bytes), 'Doc_0/Signs/Sign_0/Signature.xml');
}

describe.each([1, 4, 5] as const)('a document sealed with a V%i seal', (version) => {
  it('passes every step', async () => {
    const { verdict, signatures } = await verified(await sealed({ county: here, version }), here);
    expect(summary(verdict)).toEqual(allPassed);
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', subIndication: null, asOf: verifiedAt });
    expect(signatures).toHaveLength(1);
    expect(signatures[0]).toMatchObject({ id: 's001', kind: 'Seal', value: { version } });
  });

  it.each(['RSA', 'P-256'] as const)('passes with keys of kind %s', async (kind) => {
    const there = county(kind);
    const bytes = await sealed({ county: there, version });
    expect((await verified(bytes, there)).verdict.indication).toBe('TOTAL_PASSED');
    expect(firstSignature(bytes).checkMethod).toBe('2.16.840.1.101.3.4.2.1');
  });
});

describe('the signature of a sealed document', () => {
  it('protects every file but itself and the list of signatures, so that others can seal after it', async () => {
    const bytes = await sealed({ county: here });
    const names = openPackage(bytes).entries.map(({ name }) => name);
    const own = firstSignature(bytes);
    expect(names.filter((name) => !own.references.some(({ path }) => path === name)).sort()).toEqual([
      'Doc_0/Signs/Sign_0/Signature.xml',
      'Doc_0/Signs/Sign_0/SignedValue.dat',
      'Doc_0/Signs/Signatures.xml',
    ]);
    expect(own).toMatchObject({ checkMethod: '1.2.156.10197.1.401', signatureMethod: '1.2.156.10197.1.501' });
    expect(own.signedAt).toBe('20261121080000Z');
  });

  it('protects the list too in the full-protect mode, and nobody can seal after it', async () => {
    const bytes = await sealed({ county: here, mode: 'full-protect' });
    expect(firstSignature(bytes).references.map(({ path }) => path)).toContain('Doc_0/Signs/Signatures.xml');
    expect((await verified(bytes, here)).verdict.indication).toBe('TOTAL_PASSED');
    expect((await refusal(sealed({ county: here, bytes }))).code).toBe('OFD_SEALED_COMPLETELY');
  });

  it('names its seal, its place and the page in the document’s own ids', async () => {
    const own = firstSignature(await sealed({ county: here }));
    expect(own.sealPath).toBe('Doc_0/Signs/Sign_0/Seal.esl');
    expect(own.stamps).toEqual([
      { id: 's002', page: '2', boundary: { x: 130, y: 220, width: 45, height: 45 }, clip: undefined },
    ]);
  });

  it('leaves every entry that was there as it lay, but OFD.xml, which learns of the list', async () => {
    const before = openPackage(writeOfd(sample(2)));
    const after = openPackage(await sealed({ county: here, bytes: writeOfd(sample(2)) }));
    for (const { name, packed } of before.entries) {
      if (name !== 'OFD.xml') expect(after.file(name)?.packed.equals(packed), name).toBe(true);
    }
    const [was, is] = [before, after].map((ofd) => ofd.file('OFD.xml')!.bytes.toString());
    const end = '</ofd:DocBody></ofd:OFD>';
    expect(is).toBe(was!.replace(end, `<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>${end}`));
  });

  it('is the same to the byte for the same input and value', async () => {
    const signer = { ...here.signer.signer, sign: once(here.signer.signer.sign) };
    const seal = await sealOfCounty({ version: 4, maker: here.maker, signers: [here.signer] });
    const make = () => sealed({ county: here, seal, signer });
    expect((await make()).equals(await make())).toBe(true);
  });
});

/** SM2 draws a new random number each time; this keeps the first value of each message. */
function once(sign: (bytes: Buffer) => Promise<Buffer>): (bytes: Buffer) => Promise<Buffer> {
  const values = new Map<string, Promise<Buffer>>();
  return (bytes) => {
    const key = bytes.toString('base64');
    const value = values.get(key) ?? sign(bytes);
    values.set(key, value);
    return value;
  };
}

describe('a riding seal', () => {
  it('shows a strip on every page, which together are the seal', async () => {
    const bytes = await sealed({
      county: here,
      bytes: writeOfd(sample(5)),
      placements: [{ kind: 'riding', side: 'right', offset: 40 }],
    });
    expect((await verified(bytes, here)).verdict.indication).toBe('TOTAL_PASSED');
    const { stamps } = firstSignature(bytes);
    expect(stamps.map(({ page }) => page)).toEqual(['2', '3', '4', '5', '6']);
    expect(stamps.map(({ boundary }) => boundary.x)).toEqual([201, 192, 183, 174, 165]);
    expect(stamps.map(({ clip }) => clip)).toEqual([0, 9, 18, 27, 36].map((x) => ({ x, y: 0, width: 9, height: 45 })));
  });

  it.each([
    ['left', { x: -22.5, y: 126 }, { x: 22.5, y: 0, width: 22.5, height: 45 }],
    ['top', { x: 82.5, y: -22.5 }, { x: 0, y: 22.5, width: 45, height: 22.5 }],
    ['bottom', { x: 82.5, y: 274.5 }, { x: 0, y: 0, width: 45, height: 22.5 }],
  ] as const)('lies in the middle of the edge %s unless told otherwise', async (side, place, clip) => {
    const bytes = await sealed({
      county: here,
      bytes: writeOfd(sample(2)),
      placements: [{ kind: 'riding', side }],
    });
    const [first] = firstSignature(bytes).stamps;
    expect(first?.boundary).toMatchObject(place);
    expect(first?.clip).toEqual(clip);
  });

  it('is shared by groups of pages where strips would be narrower than two millimetres', async () => {
    const bytes = await sealed({
      county: here,
      bytes: writeOfd(sample(50)),
      placements: [{ kind: 'riding', side: 'right' }],
    });
    const { stamps } = firstSignature(bytes);
    expect(stamps).toHaveLength(50);
    const starts = stamps.flatMap(({ clip }, index) => (clip?.x === 0 ? [index] : []));
    expect(starts).toEqual([0, 16, 33]);
    expect(Math.min(...stamps.map(({ clip }) => clip!.width))).toBeGreaterThanOrEqual(2);
  });

  it('goes with a seal on a page in one signature', async () => {
    const bytes = await sealed({
      county: here,
      bytes: writeOfd(sample(2)),
      placements: [{ kind: 'riding', side: 'right' }, onFirstPage],
    });
    expect(firstSignature(bytes).stamps.map(({ id }) => id)).toEqual(['s002', 's003', 's004']);
  });
});

describe('several seals on one document', () => {
  it('all pass, the earlier ones as before', async () => {
    const second = party({ name: '第二签章者', issuer: here.root });
    const one = await sealed({ county: here });
    const two = await sealed({
      county: here,
      bytes: one,
      by: second,
      placements: [{ kind: 'normal', page: 1, x: 20, y: 220 }],
    });
    const three = await sealed({ county: here, bytes: two, mode: 'full-protect', version: 5 });
    const { verdict, signatures } = await verified(three, here);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(signatures.map(({ id, verdict: each }) => [id, each.indication])).toEqual([
      ['s001', 'TOTAL_PASSED'],
      ['s003', 'TOTAL_PASSED'],
      ['s005', 'TOTAL_PASSED'],
    ]);
    const ofd = openPackage(three);
    for (const entry of openPackage(one).entries) {
      if (entry.name.endsWith('Signatures.xml')) continue;
      expect(ofd.file(entry.name)?.packed.equals(entry.packed), entry.name).toBe(true);
    }
    expect(readSignatureList(ofd, 'Doc_0/Signs/Signatures.xml').maxSignId).toBe('s006');
  });

  it('fail all when what the first one protects is altered', async () => {
    const two = await sealed({ county: here, bytes: await sealed({ county: here }) });
    const { signatures, verdict } = await verified(retitled(two), here);
    expect(signatures.map(({ verdict: each }) => each.subIndication)).toEqual(['HASH_FAILURE', 'HASH_FAILURE']);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE' });
    const words = verdict.steps.find(({ step }) => step === 'document-hash')!.detail;
    expect(words.en).toContain('signature s001: the protected file OFD.xml was altered');
  });

  it('are refused on a document whose earlier seal no longer holds', async () => {
    const broken = retitled(await sealed({ county: here }));
    const problem = await refusal(sealed({ county: here, bytes: broken }));
    expect(problem.code).toBe('OFD_SEALED_BROKEN');
    expect(problem.message).toContain('the protected file OFD.xml was altered');
  });

  it('are refused when the earlier value is another’s', async () => {
    const bytes = await sealed({ county: here });
    const other = await sealed({ county: here, at: '2026-11-21T09:00:00Z' });
    const value = 'Doc_0/Signs/Sign_0/SignedValue.dat';
    const swapped = rewritten(bytes, { [value]: openPackage(other).file(value)!.bytes });
    expect((await refusal(sealed({ county: here, bytes: swapped }))).code).toBe('OFD_SEALED_BROKEN');
  });
});

describe('sealing is refused', () => {
  it('outside the page, on a page that is not there, and riding on one page, all said at once', async () => {
    const problem = await refusal(
      sealed({
        county: here,
        placements: [
          { kind: 'normal', page: 1, x: 170, y: 10 },
          { kind: 'normal', page: 2, x: 10, y: 10 },
          { kind: 'riding', side: 'right' },
          onFirstPage,
        ],
      }),
    );
    expect(problem.code).toBe('OFD_PLACEMENT_INVALID');
    expect(problem.errors).toEqual([
      { pointer: '/placements/0', detail: 'the seal would not lie on the page' },
      { pointer: '/placements/1', detail: 'there is no page 2' },
      { pointer: '/placements/2', detail: 'a riding seal needs two pages' },
    ]);
    expect((await refusal(sealed({ county: here, placements: [] }))).code).toBe('OFD_PLACEMENT_INVALID');
  });

  it('with a signer whom the seal does not list, and with a key that is not the certificate’s', async () => {
    const stranger = party({ name: '他人', issuer: here.root });
    expect((await refusal(sealed({ county: here, signer: stranger.signer }))).code).toBe('SIGNER_NOT_IN_SEAL');
    const signer = { ...here.signer.signer, sign: stranger.signer.sign };
    expect((await refusal(sealed({ county: here, signer }))).code).toBe('KEY_CERTIFICATE_MISMATCH');
  });

  it('with an expired certificate, a seal out of its term, and a clock that is far off', async () => {
    const old = party({ name: '过期者', issuer: here.root, to: '2026-11-20T12:00:00Z' });
    expect((await refusal(sealed({ county: here, by: old }))).code).toBe('CERTIFICATE_NOT_IN_FORCE');
    expect((await refusal(sealed({ county: here, at: '2029-01-01T00:00:00Z' }))).code).toBe('SEAL_NOT_IN_FORCE');
    const trustedTime = new Date('2026-11-21T09:00:00Z');
    expect((await refusal(sealed({ county: here, trustedTime }))).code).toBe('CLOCK_FAR_OFF');
  });

  it('for what is no OFD, no seal, or a document that is not in it', async () => {
    expect((await refusal(sealed({ county: here, bytes: Buffer.from('PDF') }))).code).toBe('OFD_NOT_AN_ARCHIVE');
    expect((await refusal(sealed({ county: here, seal: Buffer.from('PNG') }))).code).toBe('SEAL_UNREADABLE');
    expect((await refusal(sealed({ county: here, document: 1 }))).code).toBe('OFD_STRUCTURE_INVALID');
  });
});

describe('a time stamp', () => {
  const stampedAt = new Date(sealedAt);
  const stamp = async (signature: Buffer) => ({ token: Buffer.concat([Buffer.from('stamp'), signature]), stampedAt });
  const believing = trust({
    anchors: [here.root.certificate],
    crls: [crlOf(here.root, { thisUpdate: '2026-11-01T00:00:00Z' })],
    timeStamp: async ({ token, over }) =>
      token.subarray(5).equals(over)
        ? { finding: passed('', ''), stampedAt }
        : { finding: passed('', ''), stampedAt: undefined },
  });

  it.each([4, 5] as const)('is asked for over the signature value and kept in a V%i signature', async (version) => {
    const bytes = await sealed({ county: here, version, stamp });
    const { verdict } = await verified(bytes, { ...here, trust: believing });
    expect(verdict.steps.find(({ step }) => step === 'timestamp')?.result).toBe('PASSED');
    expect(verdict.steps.find(({ step }) => step === 'time')?.detail.en).toContain('proved by a time stamp');
  });

  it('has no place in V1, where none is asked for', async () => {
    let asked = 0;
    const counting: typeof stamp = (signature) => {
      asked += 1;
      return stamp(signature);
    };
    const bytes = await sealed({ county: here, version: 1, stamp: counting });
    expect((await verified(bytes, here)).verdict.steps.find(({ step }) => step === 'timestamp')?.result).toBe(
      'SKIPPED',
    );
    expect(asked).toBe(0);
  });
});
