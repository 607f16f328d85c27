import { defineProblems } from '../../kernel/index.ts';

/** Refusals about revisions of published resources and their editions. */
export const revisionProblems = defineProblems({
  REVISION_NOT_FOUND: {
    status: 404,
    title: { zh: '没有修订', en: 'No revision' },
    detail: {
      zh: '该资源没有在途的修订，或它不对您开放。',
      en: 'The resource has no revision under way, or none open to you.',
    },
    reason: {
      zh: '修订在排定生效之前只对提供单位和数据主管部门可见。',
      en: 'Until it is scheduled, a revision is seen by the provider and the data administration only.',
    },
    remedy: { zh: '用 PUT /v1/resources/…/revision 起草修订。', en: 'Write one with PUT /v1/resources/…/revision.' },
  },
  REVISION_NEEDED: {
    status: 409,
    title: { zh: '须以修订办理', en: 'A revision is needed' },
    detail: {
      zh: '有 {count} 处变化影响使用单位或改变共享、开放决定，逐项见 errors。',
      en: '{count} change(s) touch those who use the resource, or the decision to share or open it; see errors.',
    },
    reason: {
      zh: '已发布资源的破坏性变更和共享开放决定须经审核；破坏性变更另有过渡期。',
      en: 'Breaking changes of a published resource and its decisions are reviewed; breaking ones wait for a grace period.',
    },
    remedy: {
      zh: '将同样的内容提交到 PUT /v1/resources/…/revision，再经提交、审核、发布。',
      en: 'Send the same content to PUT /v1/resources/…/revision, then submit, review and publish it.',
    },
  },
  REVISION_OPEN: {
    status: 409,
    title: { zh: '已有在途修订', en: 'A revision is under way' },
    detail: { zh: '该资源已有修订（{state}）。', en: 'The resource has a revision under way ({state}).' },
    reason: {
      zh: '同一资源同时只有一份修订，且以现行版本为基础。',
      en: 'A resource has one revision at a time, and it is based on the edition in force.',
    },
    remedy: {
      zh: '撤回并修改该修订，或先将其作废。',
      en: 'Recall the revision and change it, or discard it first.',
    },
  },
  REVISION_NOT_DUE: {
    status: 409,
    title: { zh: '不适用修订', en: 'No revision here' },
    detail: {
      zh: '资源处于 {state} 状态，不以修订办理。',
      en: 'In the state {state} a resource is not changed by a revision.',
    },
    reason: {
      zh: '只有已发布或已暂停的资源以修订办理变更。',
      en: 'Only published and suspended resources have revisions.',
    },
    remedy: { zh: '草稿直接用 PUT /v1/resources/… 修改。', en: 'Change a draft with PUT /v1/resources/….' },
  },
  REVISION_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '修订处于 {state} 状态，不能执行 {event}；可执行：{allowed}。',
      en: 'The revision is in the state {state}, which does not allow {event}; it allows {allowed}.',
    },
    reason: { zh: '修订稿→已提交→已审核→待生效。', en: 'Draft → submitted → reviewed → scheduled.' },
    remedy: { zh: '重新读取修订，按其状态办理。', en: 'Read the revision again and act on its state.' },
  },
  REVISION_EMPTY: {
    status: 422,
    title: { zh: '修订没有变化', en: 'Nothing revised' },
    detail: { zh: '修订内容与现行版本相同。', en: 'The revision says what the edition in force says.' },
    reason: { zh: '版本之间须有差异。', en: 'Editions differ.' },
    remedy: { zh: '修改内容后再提交。', en: 'Change something, then send it.' },
  },
  GRACE_PERIOD_NEEDED: {
    status: 422,
    title: { zh: '须留过渡期', en: 'Grace period needed' },
    detail: {
      zh: '破坏性变更须留 {days} 天过渡期，最早 {earliest} 生效。',
      en: 'A breaking change waits {days} days; it takes effect on {earliest} at the earliest.',
    },
    reason: {
      zh: '资源已有授权在用或已向社会开放，使用方需要时间调整。',
      en: 'Grants rest on the resource, or it is open: those who use it need time to adjust.',
    },
    remedy: {
      zh: '推迟 effectiveFrom，或由数据主管部门说明理由后免除过渡期。',
      en: 'Choose a later effectiveFrom, or let the data administration waive the period with a reason.',
    },
  },
  GRACE_WAIVER_REFUSED: {
    status: 403,
    title: { zh: '不得免除过渡期', en: 'Waiver refused' },
    detail: {
      zh: '过渡期只能由数据主管部门说明理由后免除。',
      en: 'Only the data administration waives a grace period, and with a reason.',
    },
    reason: { zh: '过渡期保护使用单位。', en: 'The grace period protects those who use the resource.' },
    remedy: {
      zh: '去掉 waiveGrace，或请数据主管部门办理。',
      en: 'Leave out waiveGrace, or ask the data administration.',
    },
  },
  EDITION_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该版本', en: 'No such edition' },
    detail: { zh: '该资源没有第 {edition} 版。', en: 'The resource has no edition {edition}.' },
    reason: {
      zh: '版本自 1 起编号，未发布的资源没有版本。',
      en: 'Editions count from 1; what was never published has none.',
    },
    remedy: {
      zh: '在 GET /v1/resources/…/editions 查看已有版本。',
      en: 'Find the editions in GET /v1/resources/…/editions.',
    },
  },
});
