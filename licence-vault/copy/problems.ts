import { defineProblems } from '../../kernel/pure/index.ts';

/** Refusals of purpose-bound copies. No text holds anything that is written on a licence. */
export const copyProblems = defineProblems({
  LICENCE_NOT_IN_FORCE: {
    status: 409,
    title: { zh: '证照不在有效状态', en: 'Licence not in force' },
    detail: {
      zh: '证照当前不是有效状态，或已不在有效期内，不能制作加注件。',
      en: 'The licence is not valid at present, or outside its term, so no copy is made of it.',
    },
    reason: {
      zh: '加注件以颁发机构的名义证明证照有效。',
      en: 'A copy says in the issuer’s name that the licence is in force.',
    },
    remedy: {
      zh: '查验证照当前状态（POST /v1/verify）；请持证主体向颁发机构办理。',
      en: 'Look at its status (POST /v1/verify); its holder may turn to the issuer.',
    },
  },
  COPY_TERM_INVALID: {
    status: 422,
    title: { zh: '加注件有效期有误', en: 'Term of the copy not possible' },
    detail: {
      zh: '加注件的有效期截止时间须晚于现在，不超过 {days} 天，也不超过证照自身的有效期。',
      en: 'A copy ends after now, within {days} days, and not after the licence itself.',
    },
    reason: {
      zh: '加注件只为一次办件使用，到期自行失效。',
      en: 'A copy serves one case and dies by itself.',
    },
    remedy: { zh: '请改正 expiresAt，或省略它。', en: 'Correct expiresAt, or leave it out.' },
  },
});
