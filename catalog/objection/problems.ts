import { defineProblems } from '../../kernel/index.ts';

/** Refusals about objections. */
export const objectionProblems = defineProblems({
  OBJECTION_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该异议', en: 'No such objection' },
    detail: { zh: '没有该异议，或它不对您开放。', en: 'There is no such objection, or it is not open to you.' },
    reason: {
      zh: '异议只对提出单位、处理单位和数据主管部门可见。',
      en: 'Objections are seen by who raised them, who handles them, and the data administration.',
    },
    remedy: { zh: '在 GET /v1/objections 查看本单位的异议。', en: 'See yours in GET /v1/objections.' },
  },
  OBJECTION_SUBJECT_WRONG: {
    status: 422,
    title: { zh: '异议对象不符', en: 'Wrong subject' },
    detail: {
      zh: '该类异议的对象应为：{subjects}，且只能有一个。',
      en: 'An objection of that kind is about one of: {subjects}; and about one thing only.',
    },
    reason: {
      zh: '目录纠错针对资源，申请异议针对申请，使用异议针对授权或资源。',
      en: 'Corrections are of resources, others of applications, grants or resources.',
    },
    remedy: {
      zh: '改正 kind，或只填写 resource、application、grant 中的一项。',
      en: 'Correct kind, or name one of resource, application and grant.',
    },
  },
  OBJECTION_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '异议处于 {state} 状态，不能执行 {event}；可执行：{allowed}。',
      en: 'The objection is in the state {state}, which does not allow {event}; it allows {allowed}.',
    },
    reason: {
      zh: '审核中→处理中→已处理→已评价；驳回后或未解决的可重新上报，办结前可撤销。',
      en: 'Reviewing → handling → handled → rated; what was rejected or not solved may be reported again, what is not yet handled withdrawn.',
    },
    remedy: { zh: '重新读取异议，按其状态办理。', en: 'Read the objection again and act on its state.' },
  },
  OBJECTION_NOT_YOURS: {
    status: 403,
    title: { zh: '不由本单位办理', en: 'Not yours to do' },
    detail: { zh: '{event} 由 {side} 一方办理。', en: '{event} is done by the side {side}.' },
    reason: {
      zh: '受理、驳回属数据主管部门，处理、转办属处理单位，撤销、重新上报、评价属提出单位。',
      en: 'The data administration accepts and rejects, the handler handles and forwards, who raised it withdraws, reports again and rates.',
    },
    remedy: { zh: '请该方办理。', en: 'Ask that side.' },
  },
  OBJECTION_WORD_NEEDED: {
    status: 422,
    title: { zh: '须写明内容', en: 'Say what' },
    detail: { zh: '执行 {event} 须写明内容。', en: '{event} needs to be said in words, or in figures.' },
    reason: {
      zh: '驳回、转办写明 reason，处理写明 outcome，评价给出 score 和 solved。',
      en: 'To reject or forward give reason, to handle give outcome, to rate give score and solved.',
    },
    remedy: { zh: '补填后重试。', en: 'Add it and try again.' },
  },
});
