import {
  type Certificate,
  currentAlgorithms,
  type SignatureFault,
  verifySignature,
} from '../../../identity/pki/index.ts';
import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';

/** Whose signature it is. */
export interface Who {
  readonly zh: string;
  readonly en: string;
}

export const maker: Who = { zh: '制章者', en: 'seal maker' };
export const signer: Who = { zh: '签章者', en: 'signer' };

/** Does the signature fit the bytes under the certificate's key? */
export function checkValue(options: {
  certificate: Certificate;
  algorithm: string;
  signed: Buffer;
  signature: Buffer;
  who: Who;
}): Finding {
  const { certificate, who } = options;
  const check = verifySignature({
    algorithm: { oid: options.algorithm, parameters: undefined, raw: Buffer.alloc(0) },
    key: certificate.publicKey,
    data: options.signed,
    signature: options.signature,
    rules: currentAlgorithms,
  });
  return check.valid
    ? passed(`${who.zh}的签名值正确`, `the signature of the ${who.en} fits what was signed`)
    : wrongValue(check.code, who);
}

function wrongValue(code: SignatureFault, who: Who): Finding {
  switch (code) {
    case 'ALGORITHM_UNSUPPORTED':
      return indeterminate(
        'CRYPTO_CONSTRAINTS_FAILURE',
        `不认识${who.zh}的签名算法，无法验证`,
        `the signature algorithm of the ${who.en} is not known here`,
      );
    case 'ALGORITHM_REFUSED':
      return indeterminate(
        'CRYPTO_CONSTRAINTS_FAILURE',
        `${who.zh}的签名算法或密钥强度不足，不能采信`,
        `the algorithm or key of the ${who.en} is too weak to rely on`,
      );
    case 'KEY_MISMATCH':
      return failed(
        'SIG_CRYPTO_FAILURE',
        `${who.zh}的签名算法与其证书的公钥不是一类`,
        `the algorithm of the ${who.en} and the key in the certificate are of different kinds`,
      );
    case 'KEY_UNUSABLE':
    case 'SIGNATURE_INVALID':
      return failed(
        'SIG_CRYPTO_FAILURE',
        `${who.zh}的签名值与内容不符：内容、签名或证书被改动过`,
        `the signature of the ${who.en} does not fit: content, signature or certificate was altered`,
      );
  }
}
