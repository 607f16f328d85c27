import { defineProblems } from '../../kernel/index.ts';

/** Refusals about the trail of decisions. */
export const decisionProblems = defineProblems({
  DECISION_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该裁定', en: 'No such decision' },
    detail: {
      zh: '没有此追踪号的被拒查询，或它不对您开放。',
      en: 'No refused query has this trace id, or it is not open to you.',
    },
    reason: {
      zh: '被拒查询保留 180 天，只对查询单位、提供单位和数据主管部门的人员开放。',
      en: 'Refused queries are kept for 180 days and are open to officers of the asking and the providing organisation and of the data administration.',
    },
    remedy: {
      zh: '核对拒绝信息中的 traceId；被应答的查询见其存证回执。',
      en: 'Check the traceId of the refusal; a query that was answered has a receipt.',
    },
  },
});
