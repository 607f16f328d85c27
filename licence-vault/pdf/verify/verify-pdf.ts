import type { Certificate } from '../../../identity/pki/index.ts';
import { digitalSigner } from '../../ofd/verify/digital-signature.ts';
import { together } from '../../ofd/verify/together.ts';
import { checkCertificate } from '../../seal/verify/check-certificate.ts';
import { combined } from '../../seal/verify/combine.ts';
import type { SealTrust, TimeStampFact } from '../../seal/verify/trust.ts';
import { notAsked, type SealFindings, unreadable } from '../../seal/verify/verify-seal.ts';
import { checkTime } from '../../seal/verify/verify-seal-signature.ts';
import { type Finding, failed, indeterminate, skipped, type Verdict, verdictOf } from '../../verify/verdict.ts';
import { PdfFault } from '../read/fault.ts';
import { checkCoverage } from './check-coverage.ts';
import { type PdfSignature, type ReadPdf, readPdf } from './read-pdf.ts';
import { type CheckedMessage, checkMessage } from './signed-message.ts';

/** What a PDF is verified against. */
export interface PdfVerificationOptions {
  readonly bytes: Uint8Array;
  readonly trust: SealTrust;
  /** As of when. */
  readonly at: Date;
  /** What the vault knows of the licence; left out: not asked. */
  readonly status?: Finding | undefined;
}

export interface PdfVerification {
  /** All signatures together: the worst of each step, and what follows. */
  readonly verdict: Verdict;
  /** In the order of the form's fields. */
  readonly signatures: readonly PdfSignatureVerdict[];
  /** The licence's particulars as read, where it was. Believe them no further than the verdict goes. */
  readonly documents: readonly { readonly info: { readonly customData: ReadPdf['customData'] } }[];
  /** The enclosed file with the licence as data. */
  readonly claims: Buffer | undefined;
}

export interface PdfSignatureVerdict {
  /** 1, 2, … */
  readonly id: string;
  readonly kind: 'Sign';
  readonly verdict: Verdict;
  /** The signer's, where the value could be read. */
  readonly certificate: Certificate | undefined;
  /** By the signer's own word. */
  readonly signedAt: Date | undefined;
}

/**
 * Verifies every signature of a PDF (PAdES, ETSI EN 319 142-1, and the CMS form before it) step by step like those of an OFD:
 * format and value, signer's certificate, time, that the file is to the byte what was signed and nothing was added, time stamp,
 * status. Certificates and revocation lists that come with the file are used where those in hand do not suffice; they lead
 * to the same anchors or to none. Pure but for what `trust` asks.
 * @returns a verdict whatever comes in: what is no sound PDF, and what bears no signature, is TOTAL_FAILED with FORMAT_FAILURE
 * @example const { verdict } = await verifyPdf({ bytes: await readFile('licence.pdf'), trust, at: clock.now() });
 */
export async function verifyPdf(options: PdfVerificationOptions): Promise<PdfVerification> {
  const { at } = options;
  const pdf = readOrFault(options.bytes);
  if (pdf instanceof PdfFault) return nothingRead(pdf.why.zh, pdf.why.en, at);
  if (pdf.signatures.length === 0) {
    return nothingRead('文件没有任何签名', 'the file bears no signature', at);
  }
  const signatures: PdfSignatureVerdict[] = [];
  for (const [index, signature] of pdf.signatures.entries()) {
    const { findings, certificate, signedAt } = await examine(pdf, signature, options);
    signatures.push({
      ...{ id: String(index + 1), kind: 'Sign', verdict: verdictOf(findings, at) },
      ...{ certificate, signedAt },
    });
  }
  const documents = [{ info: { customData: pdf.customData } }];
  return { verdict: together(signatures, at), signatures, documents, claims: pdf.claims };
}

function readOrFault(bytes: Uint8Array): ReadPdf | PdfFault {
  try {
    return readPdf(bytes);
  } catch (error) {
    if (error instanceof PdfFault) return error;
    throw error;
  }
}

function nothingRead(zh: string, en: string, at: Date): PdfVerification {
  const verdict = verdictOf(unreadable(failed('FORMAT_FAILURE', zh, en)), at);
  return { verdict, signatures: [], documents: [], claims: undefined };
}

async function examine(
  pdf: ReadPdf,
  signature: PdfSignature,
  { trust, at, status }: PdfVerificationOptions,
): Promise<Examined> {
  const coverage = checkCoverage(signature, pdf.bytes.length);
  const message = checkMessage(pdf.bytes, signature);
  if (coverage.subIndication === 'FORMAT_FAILURE') return unsigned(unreadable(coverage));
  if (message.signer === undefined) {
    return unsigned({ ...unreadable(message.format), 'document-hash': coverage });
  }
  const own = { intermediates: [...message.certificates, ...pdf.certificates], crls: pdf.crls };
  const findings: SealFindings = {
    ...(await checkSignerWith(own, { message, signature, trust, at })),
    format: message.format,
    signature: message.value,
    'document-hash': combined([message.bound, coverage]),
    seal: skipped(
      'PDF 中的印章只是图样，效力在于数字签名',
      'a PDF shows the picture of a seal; what counts is the signature',
    ),
    status: status ?? notAsked,
  };
  const { certificate, signer } = message;
  return { findings, certificate, signedAt: signer.attributes?.signingTime ?? signature.signedAt };
}

/** What was found of one signature, and who says to have made it when. */
interface Examined extends Pick<PdfSignatureVerdict, 'certificate' | 'signedAt'> {
  readonly findings: SealFindings;
}

function unsigned(findings: SealFindings): Examined {
  return { findings, certificate: undefined, signedAt: undefined };
}

type SignerFindings = Pick<SealFindings, 'signer-certificate' | 'time' | 'timestamp'>;

/**
 * What is in hand decides; where that leaves something open, it is judged again together with what comes with the file. An old list
 * from the file does not count against a newer one in hand.
 */
async function checkSignerWith(
  own: Parameters<NonNullable<SealTrust['including']>>[0],
  asked: Parameters<typeof checkSigner>[0],
): Promise<SignerFindings> {
  const known = await checkSigner(asked);
  const isOpen = Object.values(known).some(({ result }) => result === 'INDETERMINATE');
  const trust = isOpen ? asked.trust.including?.(own) : undefined;
  return trust === undefined ? known : checkSigner({ ...asked, trust });
}

/** What depends on whom one believes. */
async function checkSigner(options: {
  message: CheckedMessage;
  signature: PdfSignature;
  trust: SealTrust;
  at: Date;
}): Promise<SignerFindings> {
  const { message, signature, trust, at } = options;
  const { certificate, signer } = message;
  const stamp = await stampOf(message, trust, at);
  const claimed = signer?.attributes?.signingTime ?? signature.signedAt ?? stamp.stampedAt;
  const signed = claimed === undefined ? undefined : { claimed, proven: stamp.stampedAt };
  const moments = signed ?? { claimed: at, proven: undefined };
  return {
    'signer-certificate':
      certificate === undefined
        ? skipped('没有可用的签名者证书', 'there is no usable certificate of the signer')
        : await checkCertificate({ trust, certificate, who: digitalSigner, signed: moments, at }),
    time:
      signed === undefined
        ? indeterminate('NO_POE', '没有可读的签名时间', 'it has no time of signing that can be read')
        : checkTime({ certificate, signed, stamp, at }),
    timestamp: stamp.finding,
  };
}

async function stampOf({ signer }: CheckedMessage, trust: SealTrust, at: Date): Promise<TimeStampFact> {
  if (signer?.timeStamp === undefined) {
    return { finding: skipped('签名没有时间戳', 'the signature has no time stamp'), stampedAt: undefined };
  }
  return trust.timeStamp({ token: signer.timeStamp, over: signer.signature, at });
}
