import { cmsOid, isSelfIssued, parseCertificate, writeSignedMessage } from '../../../identity/pki/index.ts';
import type { OfdContent } from '../../ofd/write/content.ts';
import type { Signer } from '../../seal/make/signer.ts';
import type { SealPicturePlace, SignatureField } from '../write/signature-field.ts';
import { rangePlace } from '../write/signature-field.ts';
import { writePdf } from '../write/write-pdf.ts';

export interface PdfSigning {
  readonly content: OfdContent;
  readonly signer: Signer;
  /** What it is signed as, for people. */
  readonly name: string;
  readonly reason?: string | undefined;
  /** When, by our clock; the stamp proves it. */
  readonly at: Date;
  readonly picture?: SealPicturePlace | undefined;
  /** DER: the signer's own certificate apart, what leads from it to the anchor; the anchor itself is of use only to later days. */
  readonly chain: readonly Buffer[];
  /** DER of the lists that speak of the chain. */
  readonly crls?: readonly Buffer[] | undefined;
  /** Gives a time stamp (RFC 3161, DER of the token) over a signature value. */
  readonly timeStamp: (signature: Buffer) => Promise<Buffer>;
}

/** Bytes of a signed message besides its certificates: attributes, signature, and a time stamp of some two kilobytes with its own. */
const messageBytes = 4_000;

/**
 * Writes and signs the PDF twin: PAdES B-T (ETSI EN 319 142-1 §6.3: CAdES detached, the signer's certificate bound by
 * signingCertificateV2, a time stamp over the signature), certified so that nothing may be changed after it. Chain and revocation
 * lists are inside what is signed, so it can be verified without asking anybody when its certificates have ended (B-LT).
 * @throws OFD_CONTENT_INVALID, PDF_CHARACTER_MISSING, PDF_PICTURE_UNSUPPORTED, and what the signer and the stamp's authority refuse with
 */
export async function signPdf(signing: PdfSigning): Promise<Buffer> {
  const { content, signer, chain, crls = [], at, name, reason, picture } = signing;
  const carried = [signer.certificate, ...chain.filter((one) => !isSelfIssued(parseCertificate(one)))];
  const reserved = messageBytes + carried.reduce((sum, one) => sum + one.length, 0);
  const validation = { certificates: [signer.certificate, ...chain], crls };
  const signature: SignatureField = { name, reason, at, reserved, picture, validation };
  const file = writePdf({ content, signature });
  const [from, to] = placeOf(file, reserved);
  writeRange(file, [0, from, to, file.length - to]);
  const message = await writeSignedMessage({
    contentType: cmsOid.data,
    content: [file.subarray(0, from), file.subarray(to)],
    isDetached: true,
    signer,
    certificates: carried,
    timeStamp: signing.timeStamp,
  });
  if (message.length > reserved) throw new RangeError(`a signed message of ${message.length} bytes in ${reserved}`);
  file.write(message.toString('hex'), from + 1, 'latin1');
  return file;
}

/** Where the value of Contents begins and ends, its brackets included. */
function placeOf(file: Buffer, reserved: number): readonly [from: number, to: number] {
  const length = 2 * reserved + 2;
  const from = file.indexOf(`/Contents <${'0'.repeat(length - 2)}>`, 0, 'latin1') + '/Contents '.length;
  return [from, from + length];
}

function writeRange(file: Buffer, range: readonly [number, number, number, number]): void {
  const mark = `/ByteRange ${rangePlace}`;
  const at = file.indexOf(mark, 0, 'latin1') + '/ByteRange '.length;
  file.write(`[${range.join(' ')}]`.padEnd(rangePlace.length), at, 'latin1');
}
