import { cmsOid, keyPurpose, oid, writeSignedMessage } from '../../identity/pki/index.ts';
import { writeTstInfo } from '../../identity/pki/timestamp/tst-info.ts';
import { writeToken } from '../../identity/pki/timestamp/write-token.ts';
import { sha256 } from '../../kernel/index.ts';
import type { OfdContent } from '../../licence-vault/ofd/write/content.ts';
import { type PdfSigning, signPdf } from '../../licence-vault/pdf/sign/sign-pdf.ts';
import { readPdf } from '../../licence-vault/pdf/verify/read-pdf.ts';
import { type PdfVerification, verifyPdf } from '../../licence-vault/pdf/verify/verify-pdf.ts';
import { drawRoundSeal } from '../../licence-vault/seal/picture/draw-seal.ts';
import { loadSealOutlines, renderPng } from '../../licence-vault/seal/picture/render-picture.ts';
import type { SealTrust } from '../../licence-vault/seal/verify/trust.ts';
import { sample } from './ofd-documents.ts';
import { county, crlOf, type Party, party, trust } from './seal-parties.ts';

export const signedAt = new Date('2026-11-21T08:00:00Z');
export const stampedAt = new Date('2026-11-21T08:00:02Z');
export const verifiedAt = new Date('2026-11-22T08:00:00Z');

/** An authority on P-256, which every program for PDF can verify, a signer and a time-stamp authority under it. */
export const parties = (() => {
  const { root, signer } = county('P-256');
  const tsa = party({ name: '演示时间戳', kind: 'P-256', issuer: root, purposes: [keyPurpose.timeStamping] });
  const crl = crlOf(root, { thisUpdate: '2026-11-20T00:00:00Z' });
  return { root, signer, tsa, crl, trust: trust({ anchors: [root.certificate], crls: [crl] }) };
})();

export const claims = Buffer.from('{"format":"hufu-licence/1"}');

export function licence(changes: Partial<OfdContent> = {}): OfdContent {
  return sample(1, { attachments: [{ name: 'licence.json', bytes: claims }], ...changes });
}

/** The picture of a seal as the register draws it. */
export async function sealPicture(): Promise<Buffer> {
  const seal = { name: '灵山县行政审批局', diameterMm: 42, centre: 'star', specimen: true } as const;
  return renderPng(drawRoundSeal(seal, await loadSealOutlines()), seal.diameterMm);
}

/** A real stamp (RFC 3161) over a signature value. */
export function stampsBy({ certificate, signer }: Party, at = stampedAt) {
  return async (signature: Buffer): Promise<Buffer> => {
    const info = writeTstInfo({
      policy: '1.2.3.4',
      imprint: { oid: oid.sha256, digest: sha256(signature) },
      serial: Buffer.of(7),
      time: at,
      accuracySeconds: 1,
      nonce: undefined,
      authority: certificate.subject.raw,
    });
    return writeToken({ info, signer, certificates: [certificate.raw] });
  };
}

export async function signed(changes: Partial<PdfSigning> = {}): Promise<Buffer> {
  return signPdf({
    content: licence(),
    signer: parties.signer.signer,
    name: '灵山县行政审批局',
    at: signedAt,
    chain: [parties.root.certificate.raw],
    crls: [parties.crl.raw],
    timeStamp: stampsBy(parties.tsa),
    ...changes,
  });
}

export function verified(
  bytes: Uint8Array,
  believed: SealTrust = parties.trust,
  at = verifiedAt,
): Promise<PdfVerification> {
  return verifyPdf({ bytes, trust: believed, at });
}

/** The file with a text in it exchanged for one that is as long. */
export function exchanged(bytes: Buffer, from: string | Buffer, to: string | Buffer): Buffer {
  const [old, put] = [Buffer.from(from as string, 'latin1'), Buffer.from(to as string, 'latin1')];
  const at = bytes.indexOf(old);
  if (at < 0 || old.length !== put.length) throw new Error('not to be found, or not as long');
  const copy = Buffer.from(bytes);
  put.copy(copy, at);
  return copy;
}

/** An object of a file of ours, as its text stands. */
export function objectText(bytes: Buffer, number: number): string {
  const start = bytes.indexOf(`\n${number} 0 obj\n`, 0, 'latin1') + 1;
  const body = bytes.toString('latin1', bytes.indexOf('obj\n', start) + 4, bytes.indexOf('\nendobj', start));
  return body;
}

/** Number of the object that has a text in it. */
export function objectWith(bytes: Buffer, text: string): number {
  const at = bytes.indexOf(text, 0, 'latin1');
  const start = bytes.lastIndexOf(' 0 obj\n', at, 'latin1');
  return Number(/(\d+)$/.exec(bytes.toString('latin1', start - 6, start))?.[1]);
}

/** The file with objects added or put in the place of others behind its end (incremental update), as an editor would. */
export function updated(bytes: Buffer, objects: Readonly<Record<number, string>>): Buffer {
  const text = bytes.toString('latin1');
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1];
  const trailer = /trailer\n<<(.*)>>\nstartxref\n\d+\n%%EOF\n$/s.exec(text)?.[1]?.replace(/\/Prev \d+/, '') ?? '';
  const parts = [text];
  let at = text.length;
  const rows: string[] = [];
  for (const [number, body] of Object.entries(objects)) {
    const part = `${number} 0 obj\n${body}\nendobj\n`;
    rows.push(`${number} 1\n${String(at).padStart(10, '0')} 00000 n\r\n`);
    parts.push(part);
    at += part.length;
  }
  const end = `xref\n${rows.join('')}trailer\n<<${trailer}/Prev ${previous}>>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.from([...parts, end].join(''), 'latin1');
}

/** The file with the value of one of its signatures made anew, for what the file is now; without a time stamp. */
export async function signedAnew(bytes: Buffer, index = 0): Promise<Buffer> {
  const { start, end } = readPdf(bytes).signatures[index]!.contents;
  const { signer } = parties.signer;
  const message = await writeSignedMessage({
    contentType: cmsOid.data,
    content: [bytes.subarray(0, start), bytes.subarray(end)],
    isDetached: true,
    signer,
    certificates: [signer.certificate],
  });
  const copy = Buffer.from(bytes);
  copy.write(message.toString('hex').padEnd(end - start - 2, '0'), start + 1, 'latin1');
  return copy;
}

/** The file signed once more behind its end, as another office would. */
export async function signedAgain(bytes: Buffer): Promise<Buffer> {
  const root = objectWith(bytes, '/Type /Catalog');
  const catalog = objectText(bytes, root).replace(/\/Fields \[(\d+ 0 R)\]/, '/Fields [$1 901 0 R]');
  const blank = '0'.repeat(6_000);
  const range = '[0 1111111111 2222222222 3333333333]';
  const value = `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents <${blank}> /M (D:20261121090000Z)>>`;
  const widget = '<</Type /Annot /Subtype /Widget /FT /Sig /T (Second) /V 902 0 R /Rect [0 0 0 0]>>';
  const whole = updated(bytes, { [root]: catalog, 901: widget, 902: value });
  const start = whole.lastIndexOf(`<${blank}>`);
  const end = start + blank.length + 2;
  const numbers = `[0 ${start} ${end} ${whole.length - end}]`.padEnd(range.length);
  return signedAnew(exchanged(whole, range, numbers), 1);
}
