import { createHash } from 'node:crypto';
import { signingMethod } from '../../../identity/pki/index.ts';
import {
  makeSeal,
  renderPng,
  type SealContent,
  type SealSigner,
  type Stamp,
  sealOfd,
  signWithSeal,
  writeOfd,
} from '../../../licence-vault/index.ts';
import type { Holders } from './certificates.ts';
import { signDigitally } from './digital-signature.ts';
import { type Holder, times } from './holder.ts';
import { stampOver } from './messages.ts';

/** Digest of what the signatures here are over. */
export const sealedDigest = createHash('sm3').update('<Signature/>').digest();

export interface SealCorpus {
  readonly seals: Buffer[];
  readonly signatures: Buffer[];
  /** OFD: not sealed, sealed, digitally signed, sealed twice. */
  readonly files: Buffer[];
}

const clock = { now: () => times.at };

/** Electronic seals and what is sealed with them, V1, V4 and V5, with and without time stamps; and sealed OFD files. */
export async function makeSeals(holders: Holders): Promise<SealCorpus> {
  const [maker, signer] = [sealSigner(holders.maker), sealSigner(holders.leaf)];
  const stamp: Stamp = async (signature) => ({
    token: await stampOver(holders, signature, times.at),
    stampedAt: times.at,
  });
  const content = contentFor(holders.leaf);
  const seals = {
    first: await makeSeal({ version: 1, content, maker, clock }),
    fourth: await makeSeal({ version: 4, content, maker, clock }),
    fifth: await makeSeal({ version: 5, content: withDigests(content, holders.leaf), maker, clock, stamp }),
  };
  const thing = { dataHash: sealedDigest, propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml' };
  const sign = (seal: Buffer, stamped?: Stamp) => signWithSeal({ seal, signer, thing, clock, stamp: stamped });
  const file = await writeOfd(await document());
  const riding = { kind: 'riding', side: 'right' } as const;
  const normal = { kind: 'normal', page: 1, x: 20, y: 20 } as const;
  const once = { bytes: file, seal: seals.fourth, signer, clock } as const;
  const sealed = await sealOfd({ ...once, placements: [normal, riding], mode: 'continue-sign' });
  const twice = await sealOfd({
    ...once,
    bytes: sealed,
    seal: seals.fifth,
    placements: [normal],
    mode: 'full-protect',
    stamp,
  });
  return {
    seals: Object.values(seals),
    signatures: [await sign(seals.first), await sign(seals.fourth), await sign(seals.fifth, stamp)],
    files: [file, sealed, await signDigitally(holders, file), twice],
  };
}

function sealSigner({ key, certificate }: Holder): SealSigner {
  const method = signingMethod(key);
  return { certificate: certificate.raw, algorithm: 'SM2-SM3', sign: async (bytes) => method.sign(bytes) };
}

function contentFor(signer: Holder): SealContent {
  return {
    id: '4507210000001',
    property: {
      kind: 1,
      name: '灵山县演示（样章）',
      signers: { form: 'certificates', certificates: [signer.certificate.raw] },
      createdAt: times.at,
      validFrom: times.updated,
      validTo: times.to,
    },
    picture: { type: 'PNG', data: Buffer.of(0x89, 0x50, 0x4e, 0x47), width: 42, height: 42 },
    extensions: [],
  };
}

/** A seal that lists its signers by the digests of their certificates, and says more than it must. */
function withDigests(content: SealContent, signer: Holder): SealContent {
  const digest = createHash('sm3').update(signer.certificate.raw).digest();
  return {
    ...content,
    property: { ...content.property, signers: { form: 'digests', digests: [{ type: 'SM3', value: digest }] } },
    extensions: [{ id: '1.2.156.1.5', critical: false, value: Buffer.from('more') }],
  };
}

/** Two pages with text, lines and a picture, particulars, and a file attached. */
async function document() {
  const square =
    '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="red"/></svg>';
  const picture = await renderPng(square, 1);
  const text = { kind: 'text', text: '演示 specimen', font: 'song', size: 5, x: 30, y: 40 } as const;
  return {
    docId: '4507210000000000000000000000d3e0',
    title: '演示',
    creationDate: '2026-11-21',
    customData: [{ name: 'ZZMC', value: '演示证照' }],
    keywords: ['演示'],
    fonts: { song: { name: '宋体', family: 'SimSun' } },
    pictures: { seal: picture },
    pages: [
      {
        width: 210,
        height: 297,
        background: [{ kind: 'picture', picture: 'seal', x: 10, y: 10, width: 20, height: 20 } as const],
        items: [
          text,
          {
            kind: 'path',
            segments: [['M', 10, 10], ['B', 20, 20, 30, 20, 40, 10], ['A', 5, 5, 0, 0, 1, 50, 20], ['C']],
            stroke: { colour: [180, 140, 60], width: 0.5 },
          } as const,
        ],
      },
      { width: 210, height: 297, items: [text] },
    ],
    attachments: [{ name: 'data.xml', bytes: Buffer.from('<data/>') }],
  };
}
