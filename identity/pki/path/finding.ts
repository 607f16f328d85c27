import type { Text } from '../../../kernel/index.ts';
import type { StepResult, SubIndication } from '../verdict.ts';

/** The steps of a path validation, in the order of the contract. */
export const pathSteps = ['path', 'signatures', 'dates', 'constraints', 'policies', 'revocation'] as const;

export type PathStep = (typeof pathSteps)[number];

interface FindingRow {
  readonly step: PathStep;
  readonly result: 'FAILED' | 'INDETERMINATE';
  readonly subIndication: SubIndication;
  readonly zh: string;
  readonly en: string;
}

const path = { step: 'path', result: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' } as const;
const signatures = {
  step: 'signatures',
  result: 'FAILED',
  subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
} as const;
const weak = { step: 'signatures', result: 'FAILED', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' } as const;
const constraints = { step: 'constraints', result: 'FAILED', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' } as const;
const policies = { step: 'policies', result: 'FAILED', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' } as const;
const open = { step: 'revocation', result: 'INDETERMINATE', subIndication: 'TRY_LATER' } as const;

/** Everything a validation can find, with the step it belongs to and what it makes of it. `{subject}` names the certificate. */
const rows = {
  NO_PATH: {
    ...path,
    zh: '{subject} 没有通向任何信任锚的证书路径',
    en: 'no certificate path leads from {subject} to a trust anchor',
  },
  WORK_LIMIT: {
    ...path,
    zh: '候选证书过多，在规定的计算量内没有找到可信路径',
    en: 'too many candidates: no path was found within the bounds of work',
  },
  SIGNATURE_INVALID: {
    ...signatures,
    zh: '{subject} 的签名不能用签发者的公钥验证',
    en: 'the signature on {subject} does not verify with its issuer’s key',
  },
  ALGORITHM_DIFFERS: {
    ...signatures,
    zh: '{subject} 内外两处签名算法不一致',
    en: 'the two signature algorithms in {subject} differ',
  },
  KEY_MISMATCH: {
    ...signatures,
    zh: '{subject} 的签名算法与签发者的密钥类型不符',
    en: 'the signature algorithm of {subject} does not fit its issuer’s kind of key',
  },
  KEY_UNUSABLE: {
    ...signatures,
    zh: '{subject} 的签发者公钥不可用',
    en: 'the key of the issuer of {subject} cannot be used',
  },
  ALGORITHM_UNSUPPORTED: {
    ...weak,
    result: 'INDETERMINATE',
    zh: '{subject} 使用了不支持的签名算法或曲线（{algorithm}）',
    en: '{subject} is signed with an algorithm or curve that is not supported ({algorithm})',
  },
  ALGORITHM_REFUSED: {
    ...weak,
    zh: '{subject} 的签名算法强度不足（{algorithm}）',
    en: '{subject} is signed with an algorithm that is too weak ({algorithm})',
  },
  EXPIRED: {
    step: 'dates',
    result: 'FAILED',
    subIndication: 'EXPIRED',
    zh: '{subject} 已于 {moment} 过期',
    en: '{subject} ended on {moment}',
  },
  NOT_YET_VALID: {
    step: 'dates',
    result: 'FAILED',
    subIndication: 'NOT_YET_VALID',
    zh: '{subject} 自 {moment} 起才有效',
    en: '{subject} begins on {moment}',
  },
  NOT_AN_AUTHORITY: {
    ...constraints,
    zh: '{subject} 不是证书认证机构证书（basicConstraints）',
    en: '{subject} is not an authority’s certificate (basicConstraints)',
  },
  PATH_TOO_LONG: {
    ...constraints,
    zh: '{subject} 之下的路径超过其长度限制',
    en: 'the path below {subject} is longer than it allows',
  },
  MAY_NOT_SIGN_CERTIFICATES: {
    ...constraints,
    zh: '{subject} 的密钥用途不含签发证书（keyCertSign）',
    en: 'the key usage of {subject} does not include signing certificates (keyCertSign)',
  },
  KEY_USAGE_MISSING: {
    ...constraints,
    zh: '{subject} 的密钥用途缺少 {usage}',
    en: 'the key usage of {subject} lacks {usage}',
  },
  PURPOSE_MISSING: {
    ...constraints,
    zh: '{subject} 的扩展密钥用途不含 {usage}',
    en: 'the extended key usage of {subject} lacks {usage}',
  },
  NAME_NOT_PERMITTED: {
    ...constraints,
    zh: '{subject} 中的名称不在上级允许的范围内',
    en: 'a name in {subject} is outside what an authority above permits',
  },
  NAME_EXCLUDED: {
    ...constraints,
    zh: '{subject} 中的名称被上级排除',
    en: 'a name in {subject} is excluded by an authority above',
  },
  NAME_CONSTRAINT_UNSUPPORTED: {
    ...constraints,
    zh: '{subject} 中有一类名称受到无法判定的限制',
    en: '{subject} has a name of a form whose constraint cannot be decided',
  },
  TOO_MANY_NAMES: {
    ...constraints,
    zh: '{subject} 的名称与名称限制过多，不予逐一比对',
    en: '{subject} has more names and constraints than are compared',
  },
  UNKNOWN_CRITICAL_EXTENSION: {
    ...constraints,
    zh: '{subject} 含有未知的关键扩展 {extension}',
    en: '{subject} has the unknown critical extension {extension}',
  },
  NO_VALID_POLICY: {
    ...policies,
    zh: '路径要求明确的证书策略，而 {subject} 处没有有效策略',
    en: 'the path needs an explicit policy and none is valid at {subject}',
  },
  ANY_POLICY_MAPPED: {
    ...policies,
    zh: '{subject} 把 anyPolicy 用于策略映射',
    en: '{subject} maps anyPolicy',
  },
  POLICIES_TOO_MANY: {
    ...policies,
    zh: '{subject} 的证书策略过多，不予逐一推算',
    en: '{subject} brings more policies than are worked out',
  },
  REVOKED: {
    step: 'revocation',
    result: 'FAILED',
    subIndication: 'REVOKED',
    zh: '{subject} 已于 {moment} 被吊销（{reason}）',
    en: '{subject} was revoked on {moment} ({reason})',
  },
  NO_REVOCATION_DATA: {
    ...open,
    zh: '没有可用于 {subject} 的吊销信息',
    en: 'there is no revocation information for {subject}',
  },
  REVOCATION_DATA_UNUSABLE: {
    ...open,
    zh: '{subject} 的吊销信息不能采信：{whyZh}',
    en: 'the revocation information for {subject} cannot be relied on: {whyEn}',
  },
  REASONS_NOT_COVERED: {
    ...open,
    zh: '{subject} 的吊销列表没有覆盖全部吊销原因',
    en: 'the revocation lists for {subject} do not cover every reason',
  },
  STATUS_UNKNOWN: {
    ...open,
    zh: '在线状态服务不知道 {subject}',
    en: 'the OCSP responder does not know {subject}',
  },
} as const satisfies Readonly<Record<string, FindingRow>>;

export type FindingCode = keyof typeof rows;

/** One check of one certificate of the path (0 is the leaf), and what came of it. `code` is null when it passed or was skipped. */
export interface CertificateCheck {
  readonly certificate: number;
  readonly step: PathStep;
  readonly result: StepResult;
  readonly code: FindingCode | null;
  readonly subIndication: SubIndication | null;
  readonly detail: Text;
}

export type FindingParameters = Readonly<Record<string, string>> & { readonly subject: string };

/** A check that found something. */
export function finding(code: FindingCode, certificate: number, parameters: FindingParameters): CertificateCheck {
  const row = rows[code];
  const fill = (template: string) => template.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
  return {
    certificate,
    step: row.step,
    result: row.result,
    code,
    subIndication: row.subIndication,
    detail: { zh: fill(row.zh), en: fill(row.en) },
  };
}

/** A check without a finding. */
export function noFinding(
  certificate: number,
  step: PathStep,
  detail: Text,
  result: 'PASSED' | 'SKIPPED' = 'PASSED',
): CertificateCheck {
  return { certificate, step, result, code: null, subIndication: null, detail };
}
