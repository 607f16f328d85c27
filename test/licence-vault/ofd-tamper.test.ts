import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { writePackage } from '../../licence-vault/ofd/package/write-package.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { ofdFile } from '../../licence-vault/ofd/xml/write-xml.ts';
import { signWithSeal } from '../../licence-vault/seal/make/sign-with-seal.ts';
import { type Finding, passed } from '../../licence-vault/verify/verdict.ts';
import { fixedClock } from '../support/clock.ts';
import { rewritten, sample, sealed, sealedByHand, verified } from './ofd-documents.ts';
import { sealedAt, sealOfCounty, step, verifiedAt } from './seal-documents.ts';
import { county } from './seal-parties.ts';

const here = county();
/** Believes every certificate, so that what fails is the document; and runs thousands of times. */
const credulous = {
  ...here,
  trust: {
    ...here.trust,
    path: async (): Promise<Finding> => passed('', ''),
    revocation: async () => ({ status: 'good' }) as const,
  },
};

async function indication(bytes: Buffer): Promise<string> {
  return (await verified(bytes, credulous)).verdict.indication;
}

/** The document hash, and the file that the sentence names. */
async function hashOf(bytes: Buffer): Promise<Finding> {
  return step((await verified(bytes, credulous)).verdict, 'document-hash');
}

/** The content of every file, to tell whether a change of the archive changed anything. */
function contentOf(bytes: Buffer): string {
  return JSON.stringify(
    openPackage(bytes).entries.map(({ name, bytes: content }) => [name, content.toString('base64')]),
  );
}

/** A small sealed document whose entries are stored as they are, so that bytes of content are bytes of the file. */
async function stored(mode: 'continue-sign' | 'full-protect'): Promise<Buffer> {
  const bytes = await sealed({ county: here, mode });
  return writePackage(
    openPackage(bytes).entries.map(({ name, bytes: content }) => ({ name, bytes: content, isCompressed: true })),
  );
}

/** Changes bytes of a document's files, one at a time, in an archive that is sound each time. */
async function expectEveryByteToCount(bytes: Buffer, options: { stride: number; only?: RegExp }): Promise<void> {
  const { stride, only = /./ } = options;
  expect(await indication(bytes)).toBe('TOTAL_PASSED');
  for (const { name, bytes: content } of openPackage(bytes).entries) {
    if (name.endsWith('Signatures.xml') || !only.test(name)) continue;
    for (let at = 0; at < content.length; at += stride) {
      const changed = Buffer.from(content);
      changed[at]! ^= 1 << (at % 8);
      const verdict = await indication(rewritten(bytes, { [name]: changed }));
      if (verdict === 'TOTAL_PASSED') expect.fail(`${name} may be changed at ${at}`);
    }
  }
}

describe('a single byte changed', () => {
  it('anywhere in a sealed document turns the verdict, or changes nothing that a reader sees', async () => {
    const bytes = await stored('full-protect');
    expect(await indication(bytes)).toBe('TOTAL_PASSED');
    const before = contentOf(bytes);
    const harmless: number[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      if ((await indication(changed)) !== 'TOTAL_PASSED') continue;
      expect(contentOf(changed), `byte ${at}`).toBe(before);
      harmless.push(at);
    }
    expect(fieldsOf(bytes, harmless)).toEqual(unsignedFields);
  }, 120_000);

  it('in any file, the list of signatures apart, turns the verdict when the archive is made anew around it', async () => {
    const content = { ...sample(), customData: [], fonts: {}, pages: [{ width: 99, height: 99, items: [] }] };
    const bytes = await sealed({
      county: here,
      bytes: writeOfd(content),
      placements: [{ kind: 'normal', page: 1, x: 1, y: 1 }],
    });
    await expectEveryByteToCount(bytes, { stride: 1 });
  }, 120_000);

  it.each([1, 5] as const)(
    'in the signature files of a document sealed with V%i turns the verdict',
    async (version) => {
      // V4 is gone through byte by byte above.
      const bytes = await sealed({ county: here, version });
      await expectEveryByteToCount(bytes, { stride: 5, only: /Sign_0/ });
    },
  );

  it('in the list of signatures never makes an altered document pass', async () => {
    const bytes = await sealed({ county: here });
    const list = 'Doc_0/Signs/Signatures.xml';
    const content = openPackage(bytes).file(list)!.bytes;
    const text = openPackage(bytes).file('OFD.xml')!.bytes.toString();
    const altered = rewritten(bytes, { 'OFD.xml': text.replace('营业执照', '结婚证书') });
    for (let at = 0; at < content.length; at += 1) {
      const changed = Buffer.from(content);
      changed[at]! ^= 1 << (at % 8);
      expect(await indication(rewritten(altered, { [list]: changed })), `byte ${at}`).not.toBe('TOTAL_PASSED');
    }
  });
});

/** Fields of ZIP headers that no reader of documents looks at: what may change without turning the verdict. */
const unsignedFields = [
  'central: attributes',
  'central: disk and inner attributes',
  'central: modified',
  'central: version made by',
  'central: version needed',
  'local: modified',
  'local: version needed',
];

/** Names the fields in which positions of an archive lie. */
function fieldsOf(bytes: Buffer, positions: readonly number[]): string[] {
  const found = new Set<string>();
  const spans: { from: number; to: number; name: string }[] = [];
  for (const { at, kind } of headersOf(bytes)) {
    const fields: readonly (readonly [number, number, string])[] =
      kind === 'local'
        ? [
            [4, 6, 'version needed'],
            [6, 8, 'flags'],
            [10, 14, 'modified'],
          ]
        : [
            [4, 6, 'version made by'],
            [6, 8, 'version needed'],
            [8, 10, 'flags'],
            [12, 16, 'modified'],
            [34, 38, 'disk and inner attributes'],
            [38, 42, 'attributes'],
          ];
    for (const [from, to, name] of fields) spans.push({ from: at + from, to: at + to, name: `${kind}: ${name}` });
  }
  for (const at of positions) {
    found.add(spans.find(({ from, to }) => at >= from && at < to)?.name ?? `elsewhere, byte ${at}`);
  }
  // Flag bits that say how hard the packer tried mean nothing for entries that are stored.
  return [...found].filter((name) => !name.endsWith('flags')).sort();
}

function headersOf(bytes: Buffer): { at: number; kind: 'local' | 'central' }[] {
  const headers: { at: number; kind: 'local' | 'central' }[] = [];
  for (const [mark, kind] of [
    ['PK\x03\x04', 'local'],
    ['PK\x01\x02', 'central'],
  ] as const) {
    for (let at = bytes.indexOf(mark, 0, 'latin1'); at >= 0; at = bytes.indexOf(mark, at + 1, 'latin1')) {
      headers.push({ at, kind });
    }
  }
  return headers;
}

describe.each(['continue-sign', 'full-protect'] as const)('in a document sealed in the mode %s', (mode) => {
  const make = () => sealed({ county: here, mode, bytes: writeOfd(sample(2, { attachments: [note] })) });
  const note = { name: '说明.txt', bytes: Buffer.from('附件') };

  it('every entry dropped turns the verdict', async () => {
    const bytes = await make();
    expect(await indication(bytes)).toBe('TOTAL_PASSED');
    for (const { name } of openPackage(bytes).entries) {
      expect(await indication(rewritten(bytes, { [name]: undefined })), name).toBe('TOTAL_FAILED');
    }
  });

  it('every entry renamed turns the verdict', async () => {
    const bytes = await make();
    const { entries } = openPackage(bytes);
    for (const { name, bytes: content } of entries) {
      const renamed = rewritten(bytes, { [name]: undefined, [`${name}.bak`]: content });
      expect(await indication(renamed), name).toBe('TOTAL_FAILED');
    }
  });

  it('every two entries that change places turn the verdict', async () => {
    const bytes = await make();
    const { entries } = openPackage(bytes);
    for (const [index, one] of entries.entries()) {
      for (const other of entries.slice(index + 1)) {
        const swapped = rewritten(bytes, { [one.name]: other.bytes, [other.name]: one.bytes });
        expect(await indication(swapped), `${one.name} ${other.name}`).toBe('TOTAL_FAILED');
      }
    }
  });

  it.each([
    'extra.txt',
    'Doc_0/Pages/Page_2/Content.xml',
    'Doc_0/Res/font.ttf',
    'Doc_0/Annots/Annotations.xml',
    'Doc_0/Signs/Sign_0/extra.dat',
    'Doc_0/Signs/Sign_1/Signature.xml',
    'Doc_0/Signs/Sign_1/SignedValue.dat',
    'Doc_1/Document.xml',
    'META-INF/manifest.xml',
  ])('the entry %s, added, turns the verdict', async (name) => {
    const added = rewritten(await make(), { [name]: Buffer.from('<a/>') });
    expect(await hashOf(added)).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
    expect((await hashOf(added)).detail.en).toContain(name);
  });
});

/** A second signature over everything in the package, put there without the code under test. */
async function sealedAgainByHand(bytes: Buffer): Promise<Buffer> {
  const folder = 'Doc_0/Signs/Sign_1';
  const { entries, file } = openPackage(bytes);
  const list = 'Doc_0/Signs/Signatures.xml';
  const seal = await sealOfCounty({ version: 4, maker: here.maker, signers: [here.signer] });
  const references = entries
    .filter(({ name }) => name !== list)
    .map(({ name, bytes: content }) => {
      const value = createHash('sm3').update(content).digest('base64');
      return `<ofd:Reference FileRef="/${name}"><ofd:CheckValue>${value}</ofd:CheckValue></ofd:Reference>`;
    });
  const description = Buffer.from(
    `<ofd:Signature xmlns:ofd="http://www.ofdspec.org/2016"><ofd:SignedInfo><ofd:References CheckMethod="SM3">${references.join('')}</ofd:References></ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>`,
  );
  const value = await signWithSeal({
    seal,
    signer: here.signer.signer,
    thing: {
      dataHash: createHash('sm3').update(description).digest(),
      propertyInfo: `/${folder}/Signature.xml`,
    },
    clock: fixedClock(sealedAt),
  });
  const entry = `<ofd:Signature ID="s003" Type="Seal" BaseLoc="/${folder}/Signature.xml"/></ofd:Signatures>`;
  return rewritten(bytes, {
    [list]: file(list)!.bytes.toString().replace('</ofd:Signatures>', entry),
    [`${folder}/Signature.xml`]: description,
    [`${folder}/SignedValue.dat`]: value,
  });
}

describe('files outside the protected list', () => {
  const without = (left: string, bytes?: Buffer) =>
    sealedByHand(here, { protects: (name) => name !== left, ...(bytes === undefined ? {} : { bytes }) });

  it('fail the document hash when they are a page, a font or a resource', async () => {
    const file = Buffer.from('\0\x01\0\0font', 'latin1');
    const bytes = writeOfd(sample(1, { fonts: { song: { name: '宋体', file } } }));
    for (const name of ['Doc_0/PublicRes.xml', 'Doc_0/Res/font_1.ttf', 'Doc_0/Pages/Page_0/Content.xml']) {
      const finding = await hashOf(await without(name, bytes));
      expect(finding).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
      expect(finding.detail.en).toContain(`${name} could change what is shown and is not protected`);
    }
  });

  it('leave it undecided when they show on no page: attachments and OFD.xml', async () => {
    const bytes = writeOfd(sample(1, { attachments: [{ name: '说明.txt', bytes: Buffer.from('附件') }] }));
    for (const name of ['Doc_0/Attachs/attachment_1.txt', 'Doc_0/Attachs/Attachments.xml', 'OFD.xml']) {
      const finding = await hashOf(await without(name, bytes));
      expect(finding).toMatchObject({ result: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' });
      expect(finding.detail.en).toContain(`${name} is outside what this seal protects`);
    }
  });

  it('leave the seal undecided when another sound one protects them', async () => {
    const bytes = await sealedByHand(here, { protects: (name) => name !== 'Doc_0/PublicRes.xml' });
    const second = await sealedAgainByHand(bytes);
    const { signatures, verdict } = await verified(second, credulous);
    expect(signatures.map(({ verdict: each }) => [each.indication, each.subIndication])).toEqual([
      ['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'],
      ['TOTAL_PASSED', null],
    ]);
    expect(verdict.indication).toBe('INDETERMINATE');
    // With its value broken the other proves nothing of them either.
    const value = 'Doc_0/Signs/Sign_1/SignedValue.dat';
    const broken = Buffer.from(openPackage(second).file(value)!.bytes);
    broken[broken.length - 1]! ^= 1;
    const { signatures: after } = await verified(rewritten(second, { [value]: broken }), credulous);
    expect(after[0]?.verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE' });
  });

  it('include the seal’s own file when it is another seal than the one in the value', async () => {
    const other = await sealOfCounty({ version: 4, maker: here.maker, signers: [here.signer], content: { id: 'X' } });
    const unprotected = { protects: (name: string) => !name.endsWith('Seal.esl') };
    expect(await hashOf(await sealedByHand(here, { ...unprotected, sealFile: other }))).toMatchObject({
      result: 'FAILED',
      subIndication: 'HASH_FAILURE',
    });
  });

  it('never include what a signature merely calls its own', async () => {
    const bytes = await sealed({ county: here });
    const list = 'Doc_0/Signs/Signatures.xml';
    const text = openPackage(bytes).file(list)!.bytes.toString();
    const forged = ofdFile('Signature', {});
    const claimed = rewritten(bytes, {
      [list]: text.replace(
        '</ofd:Signatures>',
        '<ofd:Signature ID="s009" Type="Sign" BaseLoc="/Doc_0/Signs/Sign_9/Signature.xml"/></ofd:Signatures>',
      ),
      'Doc_0/Signs/Sign_9/Signature.xml': forged,
    });
    const { verdict, signatures } = await verified(claimed, credulous);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(signatures.map(({ verdict: each }) => each.indication)).toEqual(['TOTAL_PASSED', 'TOTAL_FAILED']);
  });
});

describe('a signature taken off', () => {
  it('turns the verdict when it is only taken out of the list', async () => {
    const two = await sealed({ county: here, bytes: await sealed({ county: here }) });
    const list = 'Doc_0/Signs/Signatures.xml';
    const text = openPackage(two).file(list)!.bytes.toString();
    for (const id of ['s001', 's003']) {
      const cut = text.replace(new RegExp(`<ofd:Signature ID="${id}"[^>]*/>`), '');
      expect(cut).not.toBe(text);
      const finding = await hashOf(rewritten(two, { [list]: cut }));
      expect(finding).toMatchObject({ result: 'FAILED', subIndication: 'HASH_FAILURE' });
      expect(finding.detail.en).toContain('was taken out of the list');
    }
  });

  it('turns the verdict of the later one that protects it when its files go too', async () => {
    const two = await sealed({ county: here, bytes: await sealed({ county: here }) });
    const list = 'Doc_0/Signs/Signatures.xml';
    const text = openPackage(two).file(list)!.bytes.toString();
    const gone = Object.fromEntries(
      openPackage(two)
        .entries.filter(({ name }) => name.includes('/Sign_0/'))
        .map(({ name }) => [name, undefined]),
    );
    const cut = text.replace(/<ofd:Signature ID="s001"[^>]*\/>/, '');
    expect(await indication(rewritten(two, { ...gone, [list]: cut }))).toBe('TOTAL_FAILED');
  });

  it('leaves a document that bears none, which proves nothing', async () => {
    const { verdict, signatures } = await verified(writeOfd(sample()), here, verifiedAt);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(signatures).toEqual([]);
  });
});

describe('a listed signature twice', () => {
  it('is refused, since it would count twice', async () => {
    const bytes = await sealed({ county: here });
    const list = 'Doc_0/Signs/Signatures.xml';
    const text = openPackage(bytes).file(list)!.bytes.toString();
    const twice = text.replace(/(<ofd:Signature )ID="s001"([^>]*\/>)/, '$1ID="s001"$2$1ID="s008"$2');
    const { verdict } = await verified(rewritten(bytes, { [list]: twice }), credulous);
    expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'FORMAT_FAILURE' });
  });
});
