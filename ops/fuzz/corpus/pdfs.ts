import { signingMethod } from '../../../identity/pki/index.ts';
import { type OfdContent, signPdf } from '../../../licence-vault/index.ts';
import type { Holders } from './certificates.ts';
import { times } from './holder.ts';
import { stampOver } from './messages.ts';

/** Signed PDF files: one with its chain and list enclosed and a seal's picture, one bare. */
export async function makePdfs(holders: Holders, crls: readonly Buffer[], picture: Buffer): Promise<Buffer[]> {
  const { key, certificate } = holders.leaf;
  const method = signingMethod(key);
  const signing = {
    content,
    signer: {
      certificate: certificate.raw,
      algorithm: 'SM2-SM3',
      sign: async (bytes: Uint8Array) => method.sign(bytes),
    },
    name: '演示 Demonstration',
    at: times.at,
    timeStamp: (signature: Buffer) => stampOver(holders, signature, times.at),
  } as const;
  const chain = [holders.authority, holders.root].map((one) => one.certificate.raw);
  const place = { bytes: picture, page: 1, x: 20, y: 20, width: 30, height: 30 };
  return [await signPdf({ ...signing, chain, crls, picture: place }), await signPdf({ ...signing, chain: [] })];
}

const content: OfdContent = {
  docId: '00112233445566778899aabbccddeeff',
  title: 'Licence',
  creationDate: '2026-11-21',
  customData: [{ name: 'ZZBS', value: '1.2.156' }],
  fonts: { song: { name: '宋体' } },
  pages: [{ width: 60, height: 60, items: [{ kind: 'text', text: '证照 A', font: 'song', size: 6, x: 5, y: 10 }] }],
  attachments: [{ name: 'licence.json', bytes: Buffer.from('{}') }],
};
