import { defineProblems } from '../../kernel/index.ts';

/** Refusals about numbers of persons and organisations. Their texts say what is wrong where and never hold the number. */
export const numberProblems = defineProblems({
  CITIZEN_NUMBER_INVALID: {
    status: 400,
    title: { zh: '公民身份号码有误', en: 'Citizen number not valid' },
    detail: { zh: '公民身份号码有误：{whyZh}。', en: 'The citizen number is not valid: {whyEn}.' },
    reason: {
      zh: '公民身份号码须符合 GB 11643：区划、出生日期和校验码。',
      en: 'A citizen number follows GB 11643: division, birth date and check character.',
    },
    remedy: { zh: '请对照证件核对后重新输入。', en: 'Compare it with the identity card and enter it again.' },
  },
  UNIFIED_CODE_INVALID: {
    status: 400,
    title: { zh: '统一社会信用代码有误', en: 'Unified social credit code not valid' },
    detail: { zh: '统一社会信用代码有误：{whyZh}。', en: 'The unified social credit code is not valid: {whyEn}.' },
    reason: {
      zh: '新录入的统一社会信用代码须符合 GB 32100。',
      en: 'A unified social credit code entered now follows GB 32100.',
    },
    remedy: { zh: '请对照执照核对后重新输入。', en: 'Compare it with the licence and enter it again.' },
  },
  HOLDER_KIND_UNKNOWN: {
    status: 400,
    title: { zh: '持证主体代码类型不明', en: 'Holder kind not known' },
    detail: { zh: '持证主体代码类型须为 111 或 001。', en: 'The kind of a holder’s number is 111 or 001.' },
    reason: {
      zh: '111 为公民身份号码，001 为统一社会信用代码。',
      en: '111 stands for a citizen number, 001 for a unified social credit code.',
    },
    remedy: { zh: '请改用 111 或 001。', en: 'Use 111 or 001.' },
  },
});
