import {
  type Certificate,
  DerFault,
  expectTag,
  type MessageSigner,
  membersOf,
  readDer,
  readSignedMessage,
  type SignedMessage,
  signerCertificate,
  tag,
} from '../../../identity/pki/index.ts';
import { checkValue, type Who } from '../../seal/verify/check-value.ts';
import { notWellFormed } from '../../seal/verify/combine.ts';
import { tryRead } from '../../seal/verify/verify-seal.ts';
import { type Finding, failed, indeterminate, passed, skipped } from '../../verify/verdict.ts';
import { type CheckMethod, checkMethodOf } from './check-method.ts';

/** Who signs without a seal. */
export const digitalSigner: Who = { zh: '签名者', en: 'signer' };

/** What a digital signature shows by itself, whomever one believes. */
export interface DigitalSignature {
  readonly format: Finding;
  /** Does the value fit? */
  readonly value: Finding;
  /** Is it over this description? */
  readonly bound: Finding;
  readonly certificate: Certificate | undefined;
  readonly signer: MessageSigner | undefined;
}

/**
 * Looks at the value of a digital signature (数字签名, Type="Sign"): a signed message (GB/T 35275, CMS) over the raw bytes of
 * Signature.xml or, as makers do it who follow the national standard to the letter, over their digest, the digest itself
 * being the content. What is signed is in every reading tied to exactly these bytes. A bare signature value names no signer.
 */
export function readDigitalSignature(value: Uint8Array, description: Buffer): DigitalSignature {
  const message = tryRead(() => readSignedMessage(value));
  if (message instanceof DerFault) return withoutMessage(value, message);
  const format = passed('签名值格式符合标准（GB/T 35275 / CMS）', 'the value is well formed (GB/T 35275, CMS)');
  const certificate = signerCertificate(message);
  const found = { format, certificate, signer: message.signer };
  const method = message.signer.digest === undefined ? undefined : checkMethodOf(message.signer.digest);
  if (method === undefined) {
    const bound = indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      '不认识签名值所用的摘要算法，无法比对',
      'the digest that the value rests on is not known here',
    );
    return { ...found, value: skipped('摘要算法不明，无从检查', 'the digest is not known'), bound };
  }
  return {
    ...found,
    value: checkMessageValue(message, certificate, description, method),
    bound: bind(message, description, method),
  };
}

/** Sizes of bare values: r and s of 32 bytes, RSA of 1024 to 4096 bits. */
const bareSizes: readonly number[] = [64, 128, 256, 384, 512];

function withoutMessage(value: Uint8Array, fault: DerFault): DigitalSignature {
  const none = { certificate: undefined, signer: undefined };
  const nothing = skipped('格式不符，无从检查', 'there is nothing to check: the format is wrong');
  if (!bareSizes.includes(value.length) && !isPairOfIntegers(value)) {
    const format = notWellFormed(fault, { zh: '数字签名值', en: 'signed message' });
    return { ...none, format, value: nothing, bound: nothing };
  }
  const why = [
    '签名值不带签名者证书，无从得知由谁签名',
    'the value comes without a certificate, so nobody knows whose it is',
  ] as const;
  return {
    ...none,
    format: passed('签名值为不带证书的裸签名', 'the value is a bare signature, without a certificate'),
    value: indeterminate('NO_SIGNING_CERTIFICATE_FOUND', ...why),
    bound: indeterminate('NO_SIGNING_CERTIFICATE_FOUND', ...why),
  };
}

function isPairOfIntegers(value: Uint8Array): boolean {
  const pair = tryRead(() => {
    const members = membersOf(readDer(Buffer.from(value), { size: 256, members: 3 }), 'a signature');
    return members.map((member) => expectTag(member, tag.integer, 'a number')).length;
  });
  return pair === 2;
}

function checkMessageValue(
  message: SignedMessage,
  certificate: Certificate | undefined,
  description: Buffer,
  method: CheckMethod,
): Finding {
  if (certificate === undefined) {
    return indeterminate(
      'NO_SIGNING_CERTIFICATE_FOUND',
      '签名值中没有签名者的证书',
      'the certificate of the signer is not in the value',
    );
  }
  const { signer, content } = message;
  const own = signer.attributes?.signedBytes ?? content;
  // Without attributes and content what is signed lies outside: the digest, as the national standard has it, or the bytes.
  const readings = own === undefined ? [method.digest(description), description] : [own];
  const findings = readings.map((signed) =>
    checkValue({
      certificate,
      algorithm: signer.signatureAlgorithm.oid,
      signed,
      signature: signer.signature,
      who: digitalSigner,
    }),
  );
  return findings.find(({ result }) => result === 'PASSED') ?? findings[0] ?? skipped('', '');
}

/** Content and message digest, as far as they are there, must both be of this description. */
function bind({ contentType, content, signer }: SignedMessage, description: Buffer, method: CheckMethod): Finding {
  const digest = method.digest(description);
  const contents = [digest, Buffer.from(digest.toString('base64')), description];
  const isContent = content === undefined || contents.some((one) => one.equals(content));
  const { attributes } = signer;
  const digests = [digest, ...(content === undefined ? [] : [method.digest(content)])];
  const { messageDigest } = attributes ?? {};
  const isDigest =
    attributes === undefined || (messageDigest !== undefined && digests.some((one) => one.equals(messageDigest)));
  if (!isContent || !isDigest) {
    return failed(
      'HASH_FAILURE',
      '签名描述文件被改动过，或签名值属于别的文件',
      'the description of the signature was altered, or the value belongs to another file',
    );
  }
  if (attributes?.contentType !== undefined && attributes.contentType !== contentType) {
    return failed(
      'SIG_CONSTRAINTS_FAILURE',
      '签名属性所说的内容类型与内容不符',
      'the signed attributes speak of content of another type',
    );
  }
  if (method.weak) {
    return indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      `签名所依据的是 ${method.name} 摘要，可被伪造，不能采信`,
      `the signature rests on a ${method.name} digest, which can be forged`,
    );
  }
  return passed('签名值与签名描述文件相符', 'the value fits the description of the signature');
}
