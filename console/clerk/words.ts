import type { Answer } from '../api/index.ts';
import { day, exactMoment } from '../language/format.ts';

export type Verdict = Answer<'POST /v1/verify'>;
export type Indication = Verdict['indication'];
export type StepName = Verdict['steps'][number]['step'];
export type StepResult = Verdict['steps'][number]['result'];

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** A verdict as it is read from two metres: colour (by its class), sign and word. */
export const verdictWords: Readonly<Record<Indication, Words & { readonly sign: string; readonly look: string }>> = {
  TOTAL_PASSED: { zh: '有效 · 验证通过', en: 'VALID · verified', sign: '✓', look: 'good' },
  TOTAL_FAILED: { zh: '无效 · 未通过', en: 'NOT VALID', sign: '✕', look: 'bad' },
  INDETERMINATE: { zh: '存疑 · 无法确定', en: 'UNDECIDED', sign: '?', look: 'unsure' },
};

const verdictAdvice: Readonly<Record<Indication, Words>> = {
  TOTAL_PASSED: {
    zh: '可以采信。请核对持证主体与来办事的人或单位是否一致。',
    en: 'It can be relied on. Check that its holder is who stands at the counter.',
  },
  TOTAL_FAILED: { zh: '不能作为办事依据。', en: 'It cannot be used for the case.' },
  INDETERMINATE: { zh: '现在还不能采信。', en: 'It cannot be relied on yet.' },
};

/** A number has nobody on it who could be compared with who stands at the counter. */
const numberPassed: Words = {
  zh: '号码所指的证照有效；属于谁，须调取证照，或看其文件、二维码。',
  en: 'The licence of this number holds. Whose it is, only the licence tells: fetch it, or ask for its file or code.',
};

/**
 * What a verdict means for the case, where no sub-indication says more.
 * @param isNumber whether a number was presented
 */
export function adviceOn(indication: Indication, isNumber: boolean): Words {
  return isNumber && indication === 'TOTAL_PASSED' ? numberPassed : verdictAdvice[indication];
}

const stepWords: Readonly<Record<StepName, Words>> = {
  format: { zh: '文件是不是完好的证照', en: 'Is it a sound licence file?' },
  signature: { zh: '签名是不是真的', en: 'Is the signature genuine?' },
  'signer-certificate': { zh: '签章的人有没有资格', en: 'Was the signer entitled to sign?' },
  time: { zh: '时间和有效期对不对', en: 'Are its times and its term right?' },
  'document-hash': { zh: '内容有没有被改过', en: 'Is the content unaltered?' },
  seal: { zh: '印章是不是真的', en: 'Is the seal genuine?' },
  timestamp: { zh: '有没有时间证明', en: 'Is the time proved by a stamp?' },
  status: { zh: '证照现在还算不算数', en: 'Does the licence still stand today?' },
};

/** The first step, where a number was presented. */
const numberStep: Words = { zh: '号码写得对不对', en: 'Is the number well formed?' };

/**
 * What a step asks.
 * @param isNumber whether a number was presented, which has no file to be sound
 */
export function questionOf(step: StepName, isNumber: boolean): Words {
  return isNumber && step === 'format' ? numberStep : stepWords[step];
}

export const resultWords: Readonly<Record<StepResult, Words & { readonly sign: string; readonly look: string }>> = {
  PASSED: { zh: '通过', en: 'Passed', sign: '✓', look: 'good' },
  FAILED: { zh: '未通过', en: 'Failed', sign: '✕', look: 'bad' },
  INDETERMINATE: { zh: '无法确定', en: 'Undecided', sign: '?', look: 'unsure' },
  SKIPPED: { zh: '不适用', en: 'Does not apply', sign: '–', look: 'none' },
};

/** What a sub-indication of ETSI EN 319 102-1 means at a counter, and what to do. */
interface Meaning {
  readonly is: Words;
  readonly next: Words;
}

const original: Words = {
  zh: '请持证主体重新下载原件，或用持证主体代码从证照库调取。',
  en: 'Ask the holder to download the original again, or fetch it from the vault by the holder’s number.',
};
const issuer: Words = {
  zh: '请向颁发机构核实后再受理。',
  en: 'Ask the issuer before you go on.',
};
const later: Words = {
  zh: '稍后再验，或从证照库调取；着急时向颁发机构核实。',
  en: 'Verify it again later, or fetch it from the vault; if it is urgent, ask the issuer.',
};

const meanings: Readonly<Record<string, Meaning>> = {
  FORMAT_FAILURE: {
    is: { zh: '不是完好的证照文件', en: 'It is no sound licence file' },
    next: {
      zh: '请确认选对了文件；照片请重拍，文件请重新下载。',
      en: 'See that it is the right file; take the photo again, or download the file again.',
    },
  },
  HASH_FAILURE: { is: { zh: '内容被改动过', en: 'The content was altered' }, next: original },
  SIG_CRYPTO_FAILURE: {
    is: { zh: '签名是假的，或内容被改动过', en: 'The signature is false, or the content was altered' },
    next: original,
  },
  SIG_CONSTRAINTS_FAILURE: {
    is: { zh: '签名的用法不符合规定', en: 'The signature is not as the rules have it' },
    next: original,
  },
  CHAIN_CONSTRAINTS_FAILURE: {
    is: { zh: '签章的证书没有这个资格', en: 'The certificate may not sign such a thing' },
    next: issuer,
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    is: { zh: '所用的密码算法不可靠', en: 'The algorithm it rests on cannot be relied on' },
    next: issuer,
  },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: {
    is: { zh: '签章的证书验不下来', en: 'The signer’s certificate does not verify' },
    next: issuer,
  },
  REVOKED: {
    is: {
      zh: '证照或签章证书已注销、吊销或被新版本取代',
      en: 'The licence, or the signer’s certificate, was withdrawn or replaced',
    },
    next: {
      zh: '请持证主体出示现行版本；没有的，请其到颁发机构办理。',
      en: 'Ask the holder for the present version; if there is none, send them to the issuer.',
    },
  },
  REVOKED_NO_POE: {
    is: {
      zh: '签章证书已撤销，不知签章在前还是在后',
      en: 'The signer’s certificate was revoked, perhaps before it signed',
    },
    next: issuer,
  },
  EXPIRED: {
    is: { zh: '已过有效期', en: 'It has expired' },
    next: {
      zh: '请持证主体办理延续，或出示新的证照；加注件请重新制作。',
      en: 'Ask the holder for a renewed licence; of a purpose-bound copy, for a new copy.',
    },
  },
  NOT_YET_VALID: {
    is: { zh: '还没到生效日期', en: 'Its term has not begun' },
    next: { zh: '生效之后再办理。', en: 'Come back to it when it has begun.' },
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    is: { zh: '不认识签发它的机构', en: 'Who signed it is not known here' },
    next: {
      zh: '可能是外地证照，请到颁发地的系统查验。',
      en: 'It may be another region’s: verify it with that region’s system.',
    },
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    is: { zh: '签章机构不在本地信任名单中', en: 'The sealing body is not on the list trusted here' },
    next: {
      zh: '可能是外地证照，请到颁发地的系统查验，或请数据管理部门登记信任。',
      en: 'It may be another region’s: verify it there, or ask the data administration about trusting it.',
    },
  },
  SIGNED_DATA_NOT_FOUND: {
    is: { zh: '这里没有可供查验的证照', en: 'There is no licence here to be verified' },
    next: {
      zh: '请核对号码；二维码请重拍或重新出示；外地证照请到颁发地查验。',
      en: 'Check the number; take the code again; verify another region’s licence there.',
    },
  },
  OUT_OF_BOUNDS_NO_POE: { is: { zh: '签章时间无法证明', en: 'When it was signed cannot be proved' }, next: issuer },
  NO_POE: { is: { zh: '签章时间无从得知', en: 'When it was signed is not known' }, next: issuer },
  TIMESTAMP_ORDER_FAILURE: {
    is: { zh: '时间先后对不上', en: 'Its times contradict each other' },
    next: {
      zh: '请核对本机时间；仍不对的，向颁发机构核实。',
      en: 'Check this machine’s clock; if that is right, ask the issuer.',
    },
  },
  TRY_LATER: {
    is: { zh: '当前状态暂时查不到，或已暂扣', en: 'Its present status cannot be told, or it is suspended' },
    next: later,
  },
};

const mistyped: Meaning = {
  is: { zh: '号码写错了', en: 'The number is not right' },
  next: {
    zh: '请逐位核对号码，或改用扫码、文件。',
    en: 'Check the number digit by digit, or use the code or the file instead.',
  },
};

/**
 * Words for a sub-indication; undefined for one that is not known, whose code stands for itself.
 * @param isNumber whether a number was presented, which has no file to be sound
 */
export function meaningOf(subIndication: string | null, isNumber = false): Meaning | undefined {
  if (isNumber && subIndication === 'FORMAT_FAILURE') return mistyped;
  return subIndication === null || !Object.hasOwn(meanings, subIndication) ? undefined : meanings[subIndication];
}

/** The hub's sentence with its moments and days in the reader's form. A day within a longer word is a part of some number. */
export function readable(detail: string): string {
  return detail
    .replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, (moment) => exactMoment(moment))
    .replace(/(?<![\w/.-])\d{4}-\d{2}-\d{2}(?![\w/-])/g, (date) => day(date));
}
