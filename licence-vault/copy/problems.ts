import { defineProblems } from '../../kernel/pure/index.ts';

/** Refusals of purpose-bound copies. No text holds anything that is written on a licence. */
export const copyProblems = defineProblems({
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
