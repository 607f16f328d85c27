import {
  type Certificate,
  cmsOid,
  DerFault,
  type MessageSigner,
  nameText,
  readSignedMessage,
  type SignedMessage,
  signerCertificate,
} from '../../../identity/pki/index.ts';
import { type CheckMethod, checkMethodOf } from '../../ofd/verify/check-method.ts';
import { digitalSigner } from '../../ofd/verify/digital-signature.ts';
import { checkValue } from '../../seal/verify/check-value.ts';
import { combined, notWellFormed } from '../../seal/verify/combine.ts';
import { tryRead } from '../../seal/verify/verify-seal.ts';
import { type Finding, failed, indeterminate, passed, skipped } from '../../verify/verdict.ts';
import type { PdfSignature } from './read-pdf.ts';

/** What the signed message of a PDF shows by itself, whomever one believes. */
export interface CheckedMessage {
  readonly format: Finding;
  /** Does the value fit, and is it bound to its signer's certificate? */
  readonly value: Finding;
  /** Is it over these bytes? */
  readonly bound: Finding;
  readonly certificate: Certificate | undefined;
  readonly certificates: readonly Certificate[];
  readonly signer: MessageSigner | undefined;
}

/** Forms whose value is a signed message over the bytes themselves (ISO 32000-2 §12.8.3.3, ETSI EN 319 142-1 §4.1). */
const pades = 'ETSI.CAdES.detached';
const detachedForms: readonly string[] = [pades, 'adbe.pkcs7.detached'];

/** Looks at a signature's value: a detached CMS message over what the byte range names. */
export function checkMessage(bytes: Buffer, { form, range, contents }: PdfSignature): CheckedMessage {
  if (!detachedForms.includes(form)) {
    return nothing(
      indeterminate(
        'CRYPTO_CONSTRAINTS_FAILURE',
        '签名的形式不受支持，无法查验；请向出具者索取 PAdES 签名的文件',
        'signatures of this form are not verified here; ask for one in the form of PAdES',
      ),
    );
  }
  const der = withoutFilling(contents.bytes);
  const message = der === undefined ? undefined : tryRead(() => readSignedMessage(der));
  if (message === undefined) {
    return nothing(
      failed('FORMAT_FAILURE', '签名值之后有多余内容', 'something stands behind the value of the signature'),
    );
  }
  if (message instanceof DerFault) {
    return nothing(notWellFormed(message, { zh: '签名值', en: 'signed message' }));
  }
  const { signer, content, contentType } = message;
  if (content !== undefined || contentType !== cmsOid.data || signer.attributes === undefined) {
    const why = [
      '签名值不是带签名属性的分离式签名',
      'the value is no detached message with signed attributes',
    ] as const;
    return nothing(failed('FORMAT_FAILURE', ...why));
  }
  const method = signer.digest === undefined ? undefined : checkMethodOf(signer.digest);
  const certificate = signerCertificate(message);
  return {
    format: passed(`签名格式符合标准（${form}）`, `the signature is well formed (${form})`),
    value: checkSigned(message, certificate, form === pades),
    bound: checkDigest(bytes, range, signer, method),
    certificate,
    certificates: message.certificates,
    signer,
  };
}

function nothing(format: Finding): CheckedMessage {
  const nothing = skipped('签名值无法读取，无从检查', 'there is nothing to check: the value cannot be read');
  return { format, value: nothing, bound: nothing, certificate: undefined, certificates: [], signer: undefined };
}

/** The place of a value is larger than the value, and zeros fill it; undefined where something else does. */
function withoutFilling(bytes: Buffer): Buffer | undefined {
  const [, first = 0] = bytes;
  const octets = first & 0x7f;
  const isLong = first >= 0x80 && octets <= 4 && bytes.length >= 2 + octets;
  if (first > 0x80 && !isLong) return bytes;
  const length = isLong && octets > 0 ? 2 + octets + bytes.readUIntBE(2, octets) : 2 + first;
  return bytes.subarray(length).every((octet) => octet === 0) ? bytes.subarray(0, length) : undefined;
}

function checkSigned(message: SignedMessage, certificate: Certificate | undefined, isPades: boolean): Finding {
  if (certificate === undefined) {
    return indeterminate(
      'NO_SIGNING_CERTIFICATE_FOUND',
      '签名值中没有签名者的证书',
      'the certificate of the signer is not in the value',
    );
  }
  const { signer } = message;
  const value = checkValue({
    certificate,
    algorithm: signer.signatureAlgorithm.oid,
    signed: signer.attributes?.signedBytes ?? Buffer.alloc(0),
    signature: signer.signature,
    who: digitalSigner,
  });
  const who = nameText(certificate.subject);
  const named = passed(`签名者为 ${who}`, `signed by ${who}`);
  return combined([value, checkBinding(signer, certificate, isPades), named]);
}

/** PAdES binds the signature to one certificate, so that no other with the same key can be put in its place (RFC 5035). */
function checkBinding({ attributes }: MessageSigner, certificate: Certificate, isPades: boolean): Finding {
  const boundTo = attributes?.boundTo;
  if (boundTo === undefined) {
    return isPades
      ? failed('SIG_CONSTRAINTS_FAILURE', '签名没有与签名者证书绑定', 'the signature is not bound to a certificate')
      : passed('签名未与证书绑定，此形式不要求', 'the signature is not bound to a certificate, which this form may');
  }
  const method = boundTo.digest === undefined ? undefined : checkMethodOf(boundTo.digest);
  if (method?.digest(certificate.raw).equals(boundTo.value) === true) {
    return passed('签名与签名者证书绑定', 'the signature is bound to the signer’s certificate');
  }
  return failed(
    'SIG_CONSTRAINTS_FAILURE',
    '签名所绑定的是另一张证书',
    'the signature is bound to another certificate than the signer’s',
  );
}

function checkDigest(
  bytes: Buffer,
  [start = 0, before = 0, from = 0, after = 0]: readonly number[],
  { attributes }: MessageSigner,
  method: CheckMethod | undefined,
): Finding {
  if (method === undefined) {
    const why = ['不认识签名所用的摘要算法', 'the digest that the signature rests on is not known here'] as const;
    return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', ...why);
  }
  const signed = Buffer.concat([bytes.subarray(start, start + before), bytes.subarray(from, from + after)]);
  if (attributes?.messageDigest?.equals(method.digest(signed)) !== true) {
    return failed('HASH_FAILURE', '文件在签名后被改动过', 'the file was altered after it was signed');
  }
  if (attributes.contentType !== undefined && attributes.contentType !== cmsOid.data) {
    const why = ['签名属性所说的内容类型不符', 'the signed attributes speak of content of another type'] as const;
    return failed('SIG_CONSTRAINTS_FAILURE', ...why);
  }
  if (method.weak) {
    return indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      `签名所依据的是 ${method.name} 摘要，可被伪造，不能采信`,
      `the signature rests on a ${method.name} digest, which can be forged`,
    );
  }
  return passed('文件与签名时一致', 'the file is to the byte what was signed');
}
