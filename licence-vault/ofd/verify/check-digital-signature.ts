import { checkCertificate } from '../../seal/verify/check-certificate.ts';
import type { SealTrust, TimeStampFact } from '../../seal/verify/trust.ts';
import { notAsked, type SealFindings, unreadable } from '../../seal/verify/verify-seal.ts';
import { checkTime } from '../../seal/verify/verify-seal-signature.ts';
import { type Finding, indeterminate, skipped } from '../../verify/verdict.ts';
import type { SignatureDescription } from '../model/signature.ts';
import { type DigitalSignature, digitalSigner, readDigitalSignature } from './digital-signature.ts';

/**
 * Verifies a digital signature without a seal (数字签名, Type="Sign"), step by step like one with: its value, its signer's
 * certificate, the time it names, that it is over this description, and a time stamp where it has one.
 * @param options.value content of SignedValue
 */
export async function checkDigitalSignature(options: {
  value: Uint8Array;
  description: SignatureDescription;
  trust: SealTrust;
  at: Date;
  status?: Finding | undefined;
}): Promise<SealFindings> {
  const { description, trust, at } = options;
  const read = readDigitalSignature(options.value, description.bytes);
  if (read.format.result === 'FAILED') return unreadable(read.format);
  const stamp = await stampOf(read, trust, at);
  const signed = momentOf(read, description, stamp);
  const { certificate } = read;
  const moments = signed ?? { claimed: at, proven: undefined };
  return {
    format: read.format,
    signature: read.value,
    'signer-certificate':
      certificate === undefined
        ? skipped('没有可用的签名者证书', 'there is no usable certificate of the signer')
        : await checkCertificate({ trust, certificate, who: digitalSigner, signed: moments, at }),
    time: signed === undefined ? noTime : checkTime({ certificate, signed, stamp, at }),
    'document-hash': read.bound,
    seal: skipped('不带印章的数字签名', 'a digital signature without a seal'),
    timestamp: stamp.finding,
    status: options.status ?? notAsked,
  };
}

const noTime = indeterminate('NO_POE', '没有可读的签名时间', 'it has no time of signing that can be read');

async function stampOf({ signer }: DigitalSignature, trust: SealTrust, at: Date): Promise<TimeStampFact> {
  if (signer?.timeStamp === undefined) {
    return { finding: skipped('签名没有时间戳', 'the signature has no time stamp'), stampedAt: undefined };
  }
  return trust.timeStamp({ token: signer.timeStamp, over: signer.signature, at });
}

/** What the signer says, in the signed attributes or in the description, both of which are signed; else what a stamp proves. */
function momentOf({ signer }: DigitalSignature, { signedAt }: SignatureDescription, { stampedAt }: TimeStampFact) {
  const claimed = signer?.attributes?.signingTime ?? dateOf(signedAt) ?? stampedAt;
  return claimed === undefined ? undefined : { claimed, proven: stampedAt };
}

const dateForm = /^(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** SignatureDateTime in the forms that makers write it; one without a zone is of the one zone of the country. */
function dateOf(text: string | undefined): Date | undefined {
  const [, year, month, day, hour, minute, second, zone = '+08:00'] = dateForm.exec(text?.trim() ?? '') ?? [];
  if (year === undefined) return undefined;
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
