import { defineProblems } from '../../kernel/index.ts';

/** Refusals about demands. */
export const demandProblems = defineProblems({
  DEMAND_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该需求', en: 'No such demand' },
    detail: { zh: '没有该需求，或它不对您开放。', en: 'There is no such demand, or it is not open to you.' },
    reason: {
      zh: '需求只对需求单位、责任单位和数据主管部门可见。',
      en: 'Demands are seen by who makes them, who is responsible, and the data administration.',
    },
    remedy: { zh: '在 GET /v1/demands 查看本单位的需求。', en: 'See yours in GET /v1/demands.' },
  },
  DEMAND_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '需求处于 {state} 状态，不能执行 {event}；可执行：{allowed}。',
      en: 'The demand is in the state {state}, which does not allow {event}; it allows {allowed}.',
    },
    reason: {
      zh: '待分派→已分派→已答复或不予共享；答复前可撤回。',
      en: 'Open → assigned → answered or refused; until then it may be withdrawn.',
    },
    remedy: { zh: '重新读取需求，按其状态办理。', en: 'Read the demand again and act on its state.' },
  },
  DEMAND_NOT_YOURS: {
    status: 403,
    title: { zh: '不由本单位办理', en: 'Not yours to do' },
    detail: { zh: '{event} 由 {side} 一方办理。', en: '{event} is done by the side {side}.' },
    reason: {
      zh: '分派属数据主管部门，答复、拒绝、转办属责任单位，撤回属需求单位。',
      en: 'The data administration assigns, the responsible organisation answers, refuses or forwards, the demanding one withdraws.',
    },
    remedy: { zh: '请该方的目录管理员办理。', en: 'Ask a catalogue administrator of that side.' },
  },
  DEMAND_REASON_NEEDED: {
    status: 422,
    title: { zh: '须说明理由', en: 'Reason needed' },
    detail: { zh: '执行 {event} 须说明理由。', en: '{event} needs a reason.' },
    reason: { zh: '转办不停止计时，接办单位要知道为何转来。', en: 'The clock goes on, and the next has to know why.' },
    remedy: { zh: '在 reason 中写明理由后重试。', en: 'Say why in reason and try again.' },
  },
  DEMAND_ANSWER_NEEDED: {
    status: 422,
    title: { zh: '须以资源答复', en: 'Answered by a resource' },
    detail: {
      zh: '答复须给出一个已发布、可共享的资源。',
      en: 'An answer names a resource that is published and shared.',
    },
    reason: {
      zh: '需求的答复是目录中的资源；不能提供的，列明理由拒绝。',
      en: 'What answers a demand is in the directory; what cannot be given is refused with its ground.',
    },
    remedy: {
      zh: '先编目并发布资源，再在 resource 中填写其编号。',
      en: 'Publish the resource first, then name it in resource.',
    },
  },
  DEMAND_ENDED: {
    status: 409,
    title: { zh: '不可修改', en: 'Not to be changed' },
    detail: { zh: '需求处于 {state} 状态，不能修改。', en: 'In the state {state} a demand is not changed.' },
    reason: { zh: '已办结的需求只供查阅。', en: 'A demand that has been dealt with is only read.' },
    remedy: { zh: '另提新的需求。', en: 'Make another demand.' },
  },
  DEMAND_IDENTITY_FIXED: {
    status: 409,
    title: { zh: '不可更改的内容', en: 'Cannot be changed' },
    detail: { zh: '需求的 {member} 不可更改。', en: '{member} of a demand cannot be changed.' },
    reason: {
      zh: '需求单位不变；责任单位以分派和转办变更。',
      en: 'Who demands stays; who is responsible changes by being assigned or forwarded.',
    },
    remedy: { zh: '保持原值，或另提新的需求。', en: 'Leave it as it is, or make another demand.' },
  },
});
