import { defineProblems } from '../../kernel/index.ts';

/** Refusals of a search. */
export const searchProblems = defineProblems({
  SEARCH_TOO_LONG: {
    status: 400,
    title: { zh: '检索词过多', en: 'Too many words to search for' },
    detail: { zh: '检索词分词后超过 {most} 个。', en: 'There are more than {most} words in what is searched for.' },
    reason: {
      zh: '每个词都要在目录中查找；整段文字不是检索词。',
      en: 'Each word is looked for in the directory; a whole paragraph is no search.',
    },
    remedy: { zh: '留下最能说明所找资源的几个词。', en: 'Keep the few words that say best what you look for.' },
  },
});
