import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { type PackagePart, writePackage } from '../../licence-vault/ofd/package/write-package.ts';
import type { SealPlacement } from '../../licence-vault/ofd/seal/placement.ts';
import { type OfdSealing, type SealingSigner, sealOfd } from '../../licence-vault/ofd/seal/seal-ofd.ts';
import { type OfdVerification, verifyOfd } from '../../licence-vault/ofd/verify/verify-ofd.ts';
import type { OfdContent, PageContent } from '../../licence-vault/ofd/write/content.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { signWithSeal } from '../../licence-vault/seal/make/sign-with-seal.ts';
import type { SealVersion } from '../../licence-vault/seal/structure/version.ts';
import { fixedClock } from '../support/clock.ts';
import { sealedAt, sealOfCounty, verifiedAt } from './seal-documents.ts';
import type { County, Party } from './seal-parties.ts';

/** A PNG of one colour, made here byte by byte. */
export function png(side = 8): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crcOf(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(side * 3, 0xcc)]);
  const data = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const start = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** CRC-32 as PNG and ZIP have it, bit by bit: not the function under test. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const octet of bytes) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export function page(number: number): PageContent {
  return {
    width: 210,
    height: 297,
    items: [
      { kind: 'text', text: `营业执照（副本）第 ${number} 页`, font: 'song', size: 6, x: 105, y: 40, align: 'centre' },
      {
        kind: 'path',
        segments: [
          ['M', 20, 50],
          ['L', 190, 50],
        ],
        stroke: { colour: [200, 0, 0], width: 0.5 },
      },
    ],
  };
}

/** A document with as many pages as asked for. */
export function sample(pages = 1, changes: Partial<OfdContent> = {}): OfdContent {
  return {
    docId: '0123456789abcdef0123456789abcdef',
    title: '营业执照',
    creationDate: '2026-11-21',
    customData: [
      { name: 'ZZMC', value: '营业执照' },
      { name: 'ZZBS', value: '1.2.156.3005.2.…' },
    ],
    fonts: { song: { name: '宋体', family: 'SimSun' } },
    pages: Array.from({ length: pages }, (_, index) => page(index + 1)),
    ...changes,
  };
}

export const onFirstPage: SealPlacement = { kind: 'normal', page: 1, x: 130, y: 220 };

/** Seals a document as an officer of a county would. */
export async function sealed(
  options: { county: County; version?: SealVersion; by?: Party; at?: string } & Partial<OfdSealing & SealingSigner>,
): Promise<Buffer> {
  const { county, version = 4, by = county.signer, at, ...rest } = options;
  return sealOfd({
    bytes: writeOfd(sample()),
    seal: await sealOfCounty({ version, maker: county.maker, signers: [by] }),
    signer: by.signer,
    placements: [onFirstPage],
    mode: 'continue-sign',
    clock: fixedClock(at ?? sealedAt),
    ...rest,
  });
}

export function verified(bytes: Uint8Array, county: County, at = verifiedAt): Promise<OfdVerification> {
  return verifyOfd({ bytes, trust: county.trust, at });
}

/** The package with some files exchanged, added (new names) or dropped (undefined); zipped anew and soundly. */
export function rewritten(bytes: Buffer, files: Readonly<Record<string, Buffer | string | undefined>>): Buffer {
  const { entries } = openPackage(bytes);
  const parts = entries.flatMap((entry): PackagePart[] => {
    if (!Object.hasOwn(files, entry.name)) return [entry];
    const content = files[entry.name];
    return content === undefined ? [] : [{ name: entry.name, bytes: Buffer.from(content), isCompressed: true }];
  });
  const names = new Set(entries.map(({ name }) => name));
  const added = Object.entries(files).flatMap(([name, content]): PackagePart[] =>
    names.has(name) || content === undefined ? [] : [{ name, bytes: Buffer.from(content), isCompressed: true }],
  );
  return writePackage([...parts, ...added]);
}

/** The document with another title in OFD.xml. */
export function retitled(bytes: Buffer): Buffer {
  const text = openPackage(bytes).file('OFD.xml')!.bytes.toString();
  return rewritten(bytes, { 'OFD.xml': text.replace('营业执照', '结婚证书') });
}

/** What another maker's program might do differently. */
export interface HandSealing {
  readonly bytes?: Buffer;
  /** Which files it protects; all that are there when left out. */
  readonly protects?: (name: string) => boolean;
  readonly checkMethod?: string;
  /** Node's name of the digest of the files, and of Signature.xml. */
  readonly digest?: string;
  readonly dataDigest?: string;
  readonly propertyInfo?: string;
  readonly kind?: 'Seal' | 'Sign';
  /** Puts the description together otherwise. */
  readonly describe?: (xml: string) => string;
  /** Whether there is a file with the seal besides the value, and what is in it. */
  readonly sealFile?: Buffer | 'none';
  readonly value?: Buffer;
  /** Makes the value from the description, where it is no seal's. */
  readonly sign?: (description: Buffer) => Buffer | Promise<Buffer>;
}

/** Seals a document step by step, not through the code under test. */
export async function sealedByHand(county: County, how: HandSealing = {}): Promise<Buffer> {
  const { checkMethod = 'SM3', digest = 'sm3', protects = () => true, kind = 'Seal' } = how;
  const folder = 'Doc_0/Signs/Sign_0';
  const seal = await sealOfCounty({ version: 4, maker: county.maker, signers: [county.signer] });
  const bytes = how.bytes ?? writeOfd(sample());
  const root = openPackage(bytes).file('OFD.xml')!.bytes.toString();
  const list = `<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"><ofd:MaxSignId>s002</ofd:MaxSignId><ofd:Signature ID="s001" Type="${kind}" BaseLoc="/${folder}/Signature.xml"/></ofd:Signatures>`;
  const unsigned = rewritten(bytes, {
    'OFD.xml': root.replace(
      '</ofd:DocBody>',
      '<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>',
    ),
    ...(how.sealFile === 'none' ? {} : { [`${folder}/Seal.esl`]: how.sealFile ?? seal }),
  });
  const references = openPackage(unsigned)
    .entries.filter(({ name }) => protects(name))
    .map(({ name, bytes: content }) => {
      const value = createHash(digest).update(content).digest('base64');
      return `<ofd:Reference FileRef="/${name}"><ofd:CheckValue>${value}</ofd:CheckValue></ofd:Reference>`;
    });
  const node = how.sealFile === 'none' ? '' : `<ofd:Seal><ofd:BaseLoc>/${folder}/Seal.esl</ofd:BaseLoc></ofd:Seal>`;
  const xml = `<ofd:Signature xmlns:ofd="http://www.ofdspec.org/2016"><ofd:SignedInfo><ofd:Provider ProviderName="another"/><ofd:References CheckMethod="${checkMethod}">${references.join('')}</ofd:References><ofd:StampAnnot ID="s002" PageRef="2" Boundary="10 10 45 45"/>${node}</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>`;
  const description = Buffer.from(how.describe?.(xml) ?? xml);
  const value = await signWithSeal({
    seal,
    signer: county.signer.signer,
    thing: {
      dataHash: createHash(how.dataDigest ?? 'sm3')
        .update(description)
        .digest(),
      propertyInfo: how.propertyInfo ?? `/${folder}/Signature.xml`,
    },
    clock: fixedClock(sealedAt),
  });
  return rewritten(unsigned, {
    'Doc_0/Signs/Signatures.xml': list,
    [`${folder}/Signature.xml`]: description,
    [`${folder}/SignedValue.dat`]: how.value ?? (await how.sign?.(description)) ?? value,
  });
}
