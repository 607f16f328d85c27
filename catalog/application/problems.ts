import { defineProblems } from '../../kernel/index.ts';

/** Refusals about applications for shared data. */
export const applicationProblems = defineProblems({
  APPLICATION_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该申请', en: 'No such application' },
    detail: { zh: '没有该申请，或它不对您开放。', en: 'There is no such application, or it is not open to you.' },
    reason: {
      zh: '申请只对申请单位、提供单位和数据主管部门可见；草稿只对申请单位和数据主管部门可见。',
      en: 'Applications are seen by applicant, provider and data administration; drafts not by the provider.',
    },
    remedy: { zh: '在 GET /v1/applications 查看本单位的申请。', en: 'See yours in GET /v1/applications.' },
  },
  APPLICATION_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '申请处于 {state} 状态，不能执行 {event}；可执行：{allowed}。',
      en: 'The application is in the state {state}, which does not allow {event}; it allows {allowed}.',
    },
    reason: {
      zh: '草稿→已提交→提供部门已审核→已授权；可退回、拒绝、撤回。',
      en: 'Draft → submitted → providerReviewed → granted; it may be returned, refused or withdrawn.',
    },
    remedy: { zh: '重新读取申请，按其状态办理。', en: 'Read the application again and act on its state.' },
  },
  APPLICATION_NOT_YOURS: {
    status: 403,
    title: { zh: '不由本单位办理', en: 'Not yours to do' },
    detail: { zh: '{event} 由 {side} 一方办理。', en: '{event} is done by the side {side}.' },
    reason: {
      zh: '提交、收回、撤回属申请单位，初审属提供单位，终审属数据主管部门。',
      en: 'The consumer submits and withdraws, the provider reviews, the data administration decides.',
    },
    remedy: { zh: '请该方的目录管理员办理。', en: 'Ask a catalogue administrator of that side.' },
  },
  APPLICATION_REVIEW_BY_ANOTHER: {
    status: 403,
    title: { zh: '须由他人审核', en: 'Somebody else reviews' },
    detail: {
      zh: '提交人不能审核本人的申请，初审人不能再作终审。',
      en: 'Nobody reviews an application of their own, or decides on what they reviewed.',
    },
    reason: { zh: '申请、初审、终审由不同的人办理。', en: 'Applying, reviewing and deciding are three people’s work.' },
    remedy: { zh: '请另一位目录管理员办理。', en: 'Ask another catalogue administrator.' },
  },
  APPLICATION_REASON_NEEDED: {
    status: 422,
    title: { zh: '须说明理由', en: 'Reason needed' },
    detail: { zh: '执行 {event} 须说明理由。', en: '{event} needs a reason.' },
    reason: { zh: '申请单位要知道需补正什么。', en: 'The applicant has to know what to mend.' },
    remedy: { zh: '在 reason 中写明理由后重试。', en: 'Say why in reason and try again.' },
  },
  APPLICATION_NOT_A_DRAFT: {
    status: 409,
    title: { zh: '不可修改', en: 'Not to be changed' },
    detail: { zh: '申请处于 {state} 状态，不能修改。', en: 'In the state {state} an application is not changed.' },
    reason: { zh: '审核的就是提交的内容。', en: 'What is reviewed is what was submitted.' },
    remedy: { zh: '先收回申请，或另行申请。', en: 'Recall it first, or make another one.' },
  },
  APPLICATION_IDENTITY_FIXED: {
    status: 409,
    title: { zh: '不可更改的内容', en: 'Cannot be changed' },
    detail: { zh: '申请的 {member} 不可更改。', en: '{member} of an application cannot be changed.' },
    reason: { zh: '谁申请什么资源，决定了申请本身。', en: 'Who asks for which resource is the application itself.' },
    remedy: { zh: '撤回后另行申请。', en: 'Withdraw it and make another one.' },
  },
  APPLICATION_ASKS_NOTHING: {
    status: 422,
    title: { zh: '未申请任何数据', en: 'Nothing asked for' },
    detail: {
      zh: 'fields、verifyFields、predicates 至少填写一项。',
      en: 'One of fields, verifyFields and predicates has to name something.',
    },
    reason: { zh: '申请须写明所需信息项。', en: 'An application names the items it needs.' },
    remedy: { zh: '补填所需信息项。', en: 'Name what is needed.' },
  },
  APPLICATION_DECISION_REFUSED: {
    status: 422,
    title: { zh: '审核意见不成立', en: 'Decision refused' },
    detail: { zh: '有 {count} 处审核意见不成立，逐项见 errors。', en: '{count} decision(s) do not stand; see errors.' },
    reason: {
      zh: '只能对所申请的信息项逐项决定，只能少给；不给的须列理由代码。',
      en: 'Decisions are on items that were asked for, give less and never more, and name the ground of each refusal.',
    },
    remedy: { zh: '按 errors 改正 decisions 或 limits。', en: 'Correct decisions or limits as errors say.' },
  },
  APPLICATION_NOTHING_LEFT: {
    status: 422,
    title: { zh: '已无可授权的内容', en: 'Nothing left to grant' },
    detail: { zh: '按审核意见没有剩下任何信息项。', en: 'The decisions leave no item to grant.' },
    reason: { zh: '全部不给就是拒绝。', en: 'Giving nothing is a refusal.' },
    remedy: { zh: '改用 refuse 并列明理由。', en: 'Use refuse and name the ground.' },
  },
  APPLICATION_RENEWAL_REFUSED: {
    status: 409,
    title: { zh: '不能续期', en: 'Not to be renewed' },
    detail: {
      zh: '该授权处于 {state} 状态，不能续期。',
      en: 'The grant is {state} and is not renewed.',
    },
    reason: {
      zh: '续期须在有效期内提出，且授权在用；同一授权同时只有一件续期申请。',
      en: 'A grant is renewed while it is active and before it ends, by one application at a time.',
    },
    remedy: { zh: '去掉 renews，另行申请。', en: 'Leave out renews and apply anew.' },
  },
  APPLICATION_RENEWAL_WIDER: {
    status: 422,
    title: { zh: '续期超出原授权', en: 'Wider than what is renewed' },
    detail: {
      zh: '有 {count} 处超出原授权，逐项见 errors。',
      en: 'In {count} place(s) the application goes beyond the grant; see errors.',
    },
    reason: { zh: '续期只延长时间，不扩大范围。', en: 'A renewal lasts longer and gives nothing more.' },
    remedy: {
      zh: '按原授权填写，或去掉 renews 另行申请。',
      en: 'Ask for what there is, or apply anew without renews.',
    },
  },
});
