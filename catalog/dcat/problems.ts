import { defineProblems } from '../../kernel/index.ts';

/** Refusals about the directory as it goes out to other catalogues. */
export const dcatProblems = defineProblems({
  CATALOGUE_BUSY: {
    status: 429,
    title: { zh: '目录正被整体读取', en: 'The directory is being read' },
    detail: {
      zh: '同一地址同时只能整体读取一次目录，全部地址同时至多 {most} 次。',
      en: 'An address reads the whole directory once at a time, and all of them together {most} times.',
    },
    reason: {
      zh: '整体读取面向所有人，不得挤占各部门的查询。',
      en: 'Everybody may read the whole of it, and that must not take the room of departments’ queries.',
    },
    remedy: { zh: '稍后再读，或用 ?limit= 分页读取。', en: 'Read it later, or in pages with ?limit=.' },
  },
});
