import { defineProblems } from '../../kernel/pure/index.ts';

/** Refusals of temporary links. None says which licence it was. */
export const linkProblems = defineProblems({
  LICENCE_LINK_UNKNOWN: {
    status: 404,
    title: { zh: '没有此链接', en: 'No such link' },
    detail: { zh: '没有给您的这一链接。', en: 'There is no such link for you.' },
    reason: {
      zh: '临时链接只对申请它的人员或系统有效。',
      en: 'A temporary link serves the officer or system that asked for it, and nobody else.',
    },
    remedy: {
      zh: '请以自己的事项和办件申请链接：POST /v1/licences/…/links。',
      en: 'Ask for a link of your own, for a matter and case: POST /v1/licences/…/links.',
    },
  },
  LICENCE_LINK_EXPIRED: {
    status: 410,
    title: { zh: '链接已过期', en: 'Link expired' },
    detail: { zh: '该链接的有效时间已过。', en: 'The time of this link is over.' },
    reason: { zh: '临时链接至多有效 5 分钟。', en: 'A temporary link lives for 5 minutes at most.' },
    remedy: { zh: '请重新申请链接。', en: 'Ask for a new link.' },
  },
  LICENCE_LINK_USED: {
    status: 410,
    title: { zh: '链接已使用过', en: 'Link used before' },
    detail: { zh: '该链接已使用过。', en: 'This link has been used.' },
    reason: { zh: '临时链接只能使用一次。', en: 'A temporary link serves once.' },
    remedy: {
      zh: '请重新申请链接；若非您本人使用，请告知审计员。',
      en: 'Ask for a new link; if it was not you who used it, tell an auditor.',
    },
  },
});
