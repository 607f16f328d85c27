import { createHash } from 'node:crypto';
import type { Text } from '../../../kernel/index.ts';
import { digestNames } from '../algorithm/oid.ts';
import { type AlgorithmRules, lenientAlgorithms } from '../algorithm/rules.ts';
import { verifySignature } from '../algorithm/verify-signature.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { Crl } from '../certificate/crl.ts';
import { extensionOid, keyPurpose } from '../certificate/extension-oid.ts';
import type { OcspResponse } from '../certificate/ocsp.ts';
import { cmsOid } from '../cms/cms-oid.ts';
import { signerCertificate } from '../cms/signed-message.ts';
import { DerFault } from '../der/fault.ts';
import type { PathVerdict } from '../path/conclude-path.ts';
import type { RevocationMode } from '../path/request.ts';
import { validatePath } from '../path/validate-path.ts';
import { sm3 } from '../sm2/sm3.ts';
import {
  concludeVerdict,
  type Step,
  type StepResult,
  type SubIndication,
  secondText,
  type Verdict,
} from '../verdict.ts';
import { readToken, type TimeStampToken } from './read-token.ts';

export type TimeStampStep = 'format' | 'imprint' | 'signature' | 'signer-certificate' | 'time';

/** What the verification of a time stamp comes to. */
export interface TimeStampVerdict extends Verdict<TimeStampStep> {
  /** What the stamp says; undefined when it cannot be read. To be believed only when the indication is TOTAL_PASSED. */
  readonly timeStamp:
    | {
        readonly time: Date;
        readonly policy: string;
        /** Hex. */
        readonly serial: string;
        /** Node's name of the imprint's digest. */
        readonly digest: string | undefined;
        readonly nonce: bigint | undefined;
      }
    | undefined;
  readonly signer: Certificate | undefined;
  /** How the signer's certificate was judged; undefined when it did not come to that. */
  readonly path: PathVerdict | undefined;
}

export interface TimeStampInput {
  /** DER of the token, or of the response it came in. */
  readonly token: Uint8Array;
  /** What must have been stamped: the bytes themselves, or their digest. */
  readonly imprint: { readonly data: Uint8Array } | { readonly digest: Uint8Array };
  /** The nonce that was sent, where one was. */
  readonly nonce?: bigint | undefined;
  /** The moment of verifying. */
  readonly now: Date;
  readonly anchors: readonly Certificate[];
  /** Those in the token are used too. */
  readonly intermediates?: readonly Certificate[] | undefined;
  readonly crls?: readonly Crl[] | undefined;
  readonly ocspResponses?: readonly OcspResponse[] | undefined;
  /** `require` unless given. */
  readonly revocation?: RevocationMode | undefined;
  readonly algorithms?: AlgorithmRules | undefined;
  /** How far the authority's clock may be ahead of ours; five minutes unless given. */
  readonly clockSkewMs?: number | undefined;
}

const defaultClockSkewMs = 5 * 60 * 1000;

/**
 * Verifies a time stamp (RFC 3161 §2.3, §2.4.2, RFC 5816): form, what was stamped, the signature and what it is bound to, the
 * signer's certificate at the moment the stamp names, and that this moment is not to come. Never throws for what the outside sends.
 * @example verifyTimeStamp({ token, imprint: { data: signatureValue }, now, anchors, intermediates, crls }).steps
 */
export function verifyTimeStamp(input: TimeStampInput): TimeStampVerdict {
  let token: TimeStampToken;
  try {
    token = readToken(input.token);
  } catch (fault) {
    if (!(fault instanceof DerFault)) throw fault;
    const detail = {
      zh: `时间戳无法读取：${fault.why.whyZh}`,
      en: `the time stamp cannot be read: ${fault.message}`,
    };
    const steps = [failed('format', 'FORMAT_FAILURE', detail)];
    return { ...concludeVerdict({ asOf: input.now, steps }), timeStamp: undefined, signer: undefined, path: undefined };
  }
  const { info } = token;
  const signer = signerCertificate(token, input.intermediates);
  const path = signer === undefined ? undefined : pathOf(signer, token, input);
  const steps = [
    passed('format', { zh: '时间戳格式正确', en: 'the time stamp is well formed' }),
    imprintStep(token, input),
    signatureStep(token, signer, input),
    certificateStep(signer, path),
    timeStep(token, input),
  ];
  return {
    ...concludeVerdict({ asOf: input.now, steps }),
    timeStamp: {
      time: info.time,
      policy: info.policy,
      serial: info.serial.toString('hex'),
      digest: digestNames[info.imprint.algorithm.oid],
      nonce: info.nonce,
    },
    signer,
    path,
  };
}

type TimeStampStepOutcome = Step<TimeStampStep>;

function passed(step: TimeStampStep, detail: Text): TimeStampStepOutcome {
  return { step, result: 'PASSED', subIndication: null, detail };
}

function failed(
  step: TimeStampStep,
  subIndication: SubIndication,
  detail: Text,
  result: StepResult = 'FAILED',
): TimeStampStepOutcome {
  return { step, result, subIndication, detail };
}

function hash(digest: string, bytes: Uint8Array): Buffer {
  return digest === 'sm3' ? sm3(bytes) : createHash(digest).update(bytes).digest();
}

function imprintStep({ info }: TimeStampToken, { imprint, nonce, algorithms }: TimeStampInput): TimeStampStepOutcome {
  const digest = digestNames[info.imprint.algorithm.oid];
  if (digest === undefined || !(algorithms ?? lenientAlgorithms).digests.includes(digest)) {
    const name = digest ?? info.imprint.algorithm.oid;
    return failed(
      'imprint',
      'CRYPTO_CONSTRAINTS_FAILURE',
      { zh: `时间戳所用摘要算法不被认可（${name}）`, en: `the digest of the stamp does not count (${name})` },
      'INDETERMINATE',
    );
  }
  const expected = 'data' in imprint ? hash(digest, imprint.data) : Buffer.from(imprint.digest);
  if (!expected.equals(info.imprint.digest)) {
    return failed('imprint', 'HASH_FAILURE', {
      zh: '时间戳不是为这份数据加盖的',
      en: 'the stamp was made for other data',
    });
  }
  if (nonce !== undefined && nonce !== info.nonce) {
    return failed('imprint', 'HASH_FAILURE', {
      zh: '时间戳不是对本次请求的应答（随机数不符）',
      en: 'the stamp answers another request (the nonce differs)',
    });
  }
  return passed('imprint', { zh: '时间戳与数据相符', en: 'the stamp is for this data' });
}

function signatureStep(
  { signer, content }: TimeStampToken,
  certificate: Certificate | undefined,
  { algorithms }: TimeStampInput,
): TimeStampStepOutcome {
  if (certificate === undefined) {
    return failed(
      'signature',
      'NO_SIGNING_CERTIFICATE_FOUND',
      { zh: '没有时间戳签名者的证书', en: 'the certificate of the stamp’s signer is not there' },
      'INDETERMINATE',
    );
  }
  const digest = signer.digest;
  const isWhole =
    digest !== undefined &&
    signer.contentType === cmsOid.tstInfo &&
    signer.messageDigest?.equals(hash(digest, content)) === true;
  if (!isWhole) {
    return failed('signature', 'HASH_FAILURE', {
      zh: '时间戳内容与其签名属性不符',
      en: 'the content of the stamp and its signed attributes differ',
    });
  }
  const { boundTo } = signer;
  const isBound = boundTo?.digest !== undefined && boundTo.value.equals(hash(boundTo.digest, certificate.raw));
  if (!isBound) {
    return failed('signature', 'SIG_CONSTRAINTS_FAILURE', {
      zh: '时间戳没有与签名者证书绑定（signingCertificateV2）',
      en: 'the stamp is not bound to its signer’s certificate (signingCertificateV2)',
    });
  }
  const check = verifySignature({
    algorithm: signer.signatureAlgorithm,
    key: certificate.publicKey,
    data: signer.signedBytes,
    signature: signer.signature,
    rules: algorithms,
  });
  if (check.valid) return passed('signature', { zh: '时间戳签名有效', en: 'the signature on the stamp holds' });
  if (check.code === 'ALGORITHM_UNSUPPORTED' || check.code === 'ALGORITHM_REFUSED') {
    return failed(
      'signature',
      'CRYPTO_CONSTRAINTS_FAILURE',
      {
        zh: `时间戳签名算法不被认可（${check.algorithm}）`,
        en: `the signature algorithm does not count (${check.algorithm})`,
      },
      check.code === 'ALGORITHM_REFUSED' ? 'FAILED' : 'INDETERMINATE',
    );
  }
  return failed('signature', 'SIG_CRYPTO_FAILURE', {
    zh: '时间戳签名无效',
    en: 'the signature on the stamp does not hold',
  });
}

/** Judged at the moment the stamp names, with what is known now: an authority's certificate may have ended since. */
function pathOf(signer: Certificate, token: TimeStampToken, input: TimeStampInput): PathVerdict {
  return validatePath({
    certificate: signer,
    anchors: input.anchors,
    intermediates: [...token.certificates, ...(input.intermediates ?? [])],
    crls: input.crls,
    ocspResponses: input.ocspResponses,
    at: token.info.time,
    now: input.now,
    revocation: input.revocation,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [keyPurpose.timeStamping],
    algorithms: input.algorithms,
    clockSkewMs: input.clockSkewMs,
  });
}

function certificateStep(signer: Certificate | undefined, path: PathVerdict | undefined): TimeStampStepOutcome {
  if (signer === undefined || path === undefined) {
    return { step: 'signer-certificate', result: 'SKIPPED', subIndication: null, detail: skipped };
  }
  // RFC 3161 §2.3: this purpose, no other, and critical; validatePath lets a certificate without the extension pass.
  const purposes = signer.extendedKeyUsage;
  const isForStamps =
    purposes?.size === 1 &&
    purposes.has(keyPurpose.timeStamping) &&
    signer.extensions.get(extensionOid.extendedKeyUsage)?.critical === true;
  if (!isForStamps) {
    return failed('signer-certificate', 'CHAIN_CONSTRAINTS_FAILURE', {
      zh: '签名者证书不是专用的时间戳证书（扩展密钥用途须为关键且仅含 timeStamping）',
      en: 'the signer’s certificate is not one for time stamps alone (a critical extended key usage of timeStamping only)',
    });
  }
  if (path.indication === 'TOTAL_PASSED') {
    return passed('signer-certificate', { zh: '签名者证书有效', en: 'the signer’s certificate is valid' });
  }
  const open =
    path.steps.find(({ result }) => result === 'FAILED') ?? path.steps.find(({ result }) => result === 'INDETERMINATE');
  const result = path.indication === 'TOTAL_FAILED' ? 'FAILED' : 'INDETERMINATE';
  return { step: 'signer-certificate', result, subIndication: path.subIndication, detail: open?.detail ?? skipped };
}

const skipped: Text = { zh: '未进行此项检查', en: 'this was not looked at' };

function timeStep(
  { info }: TimeStampToken,
  { now, clockSkewMs = defaultClockSkewMs }: TimeStampInput,
): TimeStampStepOutcome {
  const moment = secondText(info.time);
  if (info.time.getTime() - now.getTime() > clockSkewMs) {
    return failed('time', 'TIMESTAMP_ORDER_FAILURE', {
      zh: `时间戳的时间 ${moment} 尚未到来`,
      en: `the stamp names ${moment}, which is yet to come`,
    });
  }
  return passed('time', { zh: `时间戳时间为 ${moment}`, en: `stamped on ${moment}` });
}
