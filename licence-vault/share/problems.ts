import { defineProblems } from '../../kernel/pure/index.ts';

/** Refusals that only the provincial share operations know. */
export const shareProblems = defineProblems({
  SHARE_SYSTEM_MISMATCH: {
    status: 403,
    title: { zh: '用证系统不符', en: 'Another system' },
    detail: {
      zh: 'useFor.system 不是发出请求的系统。',
      en: 'useFor.system is not the system that sent the request.',
    },
    reason: {
      zh: '用证目的由用证系统自己申明，不得代他人申明。',
      en: 'A system states its own purpose, and nobody else’s.',
    },
    remedy: {
      zh: '填写本系统的登记编号（/v1/systems）。',
      en: 'Give your own system’s id (/v1/systems).',
    },
  },
  SHARE_MATTER_AMBIGUOUS: {
    status: 422,
    title: { zh: '事项名称不唯一', en: 'Several matters of this name' },
    detail: {
      zh: '本机构有 {count} 个名称为 useFor.matterName 的在办事项。',
      en: 'Your organisation has {count} active matters with the name in useFor.matterName.',
    },
    reason: { zh: '一次用证只为一个事项。', en: 'A licence is used for one matter.' },
    remedy: {
      zh: '请在 useFor.matterCode 中写明事项编码（/v1/matters）。',
      en: 'Give the code of the one that is meant in useFor.matterCode (/v1/matters).',
    },
  },
});
