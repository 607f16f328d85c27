import { defineProblems } from '../../kernel/index.ts';

/** Refusals about a resource as a record: whether it is there, may be changed, and may change state. */
export const resourceProblems = defineProblems({
  RESOURCE_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该资源', en: 'No such resource' },
    detail: {
      zh: '目录中没有该资源，或它不对您开放。',
      en: 'The directory has no such resource, or it is not open to you.',
    },
    reason: {
      zh: '未发布、已暂停、已撤销和不予共享的资源只对提供单位和数据主管部门可见。',
      en: 'Drafts, suspended, withdrawn and unshared resources are seen by their provider and the data administration only.',
    },
    remedy: {
      zh: '在 GET /v1/resources 核对资源标识，或向提供单位了解。',
      en: 'Check the id in GET /v1/resources, or ask the providing organisation.',
    },
  },
  PROVIDER_UNKNOWN: {
    status: 422,
    title: { zh: '提供单位未登记或已停用', en: 'Provider not registered' },
    detail: {
      zh: '资源的提供单位未登记或已停用。',
      en: 'The providing organisation is not registered or no longer active.',
    },
    reason: {
      zh: '每项资源都须有在册的提供单位负责。',
      en: 'Every resource needs a registered organisation to answer for it.',
    },
    remedy: {
      zh: '先在 /v1/organisations 登记或启用该单位，或改正提供单位短标识。',
      en: 'Register or activate the organisation in /v1/organisations first, or correct the short id.',
    },
  },
  RESOURCE_ID_TAKEN: {
    status: 409,
    title: { zh: '资源标识已被使用', en: 'Resource id taken' },
    detail: { zh: '资源标识 {id} 已被使用。', en: 'The resource id {id} is in use.' },
    reason: {
      zh: '资源标识唯一，撤销后也不再启用。',
      en: 'Resource ids are unique, and are not used again after a withdrawal.',
    },
    remedy: { zh: '改用其他标识，或修改已有资源。', en: 'Use another id, or change the resource that is there.' },
  },
  RESOURCE_CODE_TAKEN: {
    status: 409,
    title: { zh: '信息资源代码重复', en: 'Resource code taken' },
    detail: { zh: '信息资源代码 {code} 已被使用。', en: 'The resource code {code} is in use.' },
    reason: {
      zh: '一项资源一个代码，代码不重复使用（2017-1272）。',
      en: 'One resource, one code; no code is used twice (2017-1272).',
    },
    remedy: { zh: '改用下一个顺序号。', en: 'Use the next serial number.' },
  },
  RESOURCE_NAME_TAKEN: {
    status: 409,
    title: { zh: '资源名称重复', en: 'Resource name taken' },
    detail: {
      zh: '提供单位已有同名资源（忽略空格和标点）。',
      en: 'The provider has a resource of that name already (white space and punctuation aside).',
    },
    reason: {
      zh: '仅空格或标点不同的名称视为同一名称。',
      en: 'Names that differ only in white space or punctuation are one name.',
    },
    remedy: {
      zh: '改用能区分内容的名称，或修改已有资源。',
      en: 'Use a name that tells them apart, or change the resource that is there.',
    },
  },
  RESOURCE_IDENTITY_FIXED: {
    status: 409,
    title: { zh: '不可更改的内容', en: 'Cannot be changed' },
    detail: { zh: '{member} 在此阶段不可更改。', en: '{member} cannot be changed at this stage.' },
    reason: {
      zh: '资源标识和提供单位登记后不变；代码发布后不变。',
      en: 'Id and provider are fixed from the start, the code from the first publication.',
    },
    remedy: {
      zh: '保持原值；确需更改的，登记新资源并撤销原资源。',
      en: 'Keep the value; if it must change, register a new resource and withdraw this one.',
    },
  },
  RESOURCE_ENDED: {
    status: 409,
    title: { zh: '资源已撤销', en: 'Resource withdrawn' },
    detail: { zh: '已撤销的资源不可修改。', en: 'A withdrawn resource is not changed any more.' },
    reason: { zh: '撤销是终止状态，其后只能归档。', en: 'A withdrawal is final; all that follows is the archive.' },
    remedy: { zh: '登记新的资源。', en: 'Register a new resource.' },
  },
  RESOURCE_BREAKS_GRANTS: {
    status: 409,
    title: { zh: '修改与现有授权冲突', en: 'Change breaks grants' },
    detail: {
      zh: '修改后有 {count} 项未到期的授权不再成立，逐项见 errors。',
      en: 'After this change {count} grant(s) in force would no longer hold; see errors.',
    },
    reason: {
      zh: '字段、匹配组合和共享类型的变化不得使未到期的授权落空。',
      en: 'Fields, match keys and sharing may not be taken from under a grant in force.',
    },
    remedy: {
      zh: '先调整或撤销 errors 所列的授权，再修改资源。',
      en: 'Change or revoke the grants named in errors, then change the resource.',
    },
  },
  RESOURCE_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '资源处于 {state} 状态，不能执行 {event}；可执行：{allowed}。',
      en: 'The resource is in the state {state}, which does not allow {event}; it allows {allowed}.',
    },
    reason: {
      zh: '草稿→已提交→已审核→已发布⇄已暂停；各状态均可撤销，撤销后可归档。',
      en: 'Draft → submitted → reviewed → published ⇄ suspended; each may be withdrawn, and then archived.',
    },
    remedy: { zh: '重新读取资源，按其状态办理。', en: 'Read the resource again and act on its state.' },
  },
  RESOURCE_REASON_NEEDED: {
    status: 422,
    title: { zh: '须说明理由', en: 'Reason needed' },
    detail: { zh: '执行 {event} 须说明理由。', en: '{event} needs a reason.' },
    reason: {
      zh: '退回、暂停、撤销等影响他人，须留有理由。',
      en: 'Sending back, suspending and withdrawing touch others, so the reason goes on record.',
    },
    remedy: { zh: '在 reason 中写明理由后重试。', en: 'Say why in reason and try again.' },
  },
  RESOURCE_HAS_GRANTS: {
    status: 409,
    title: { zh: '资源仍有授权', en: 'Resource has grants' },
    detail: { zh: '还有 {count} 项未到期的授权。', en: '{count} grant(s) on it are still in force.' },
    reason: { zh: '有授权在用的资源不得撤销。', en: 'A resource is not withdrawn while others rely on it.' },
    remedy: {
      zh: '先撤销这些授权或待其到期；紧急时可先暂停资源。',
      en: 'Revoke the grants or let them end; in an emergency suspend the resource first.',
    },
  },
  RESOURCE_UNDER_REVIEW: {
    status: 409,
    title: { zh: '资源在审核中', en: 'Under review' },
    detail: { zh: '资源处于 {state} 状态，内容不可修改。', en: 'In the state {state} the record is not changed.' },
    reason: { zh: '审核的内容须与发布的内容一致。', en: 'What was reviewed is what is published.' },
    remedy: {
      zh: '先执行 recall（撤回）或由数据主管部门 return（退回），再修改。',
      en: 'Recall it, or let the data administration return it, then change it.',
    },
  },
  REVIEW_BY_ADMINISTRATION: {
    status: 403,
    title: { zh: '须由数据主管部门办理', en: 'For the data administration' },
    detail: { zh: '{event} 只能由数据主管部门执行。', en: 'Only the data administration does {event}.' },
    reason: {
      zh: '目录由提供单位编制，由数据主管部门审核和归档。',
      en: 'Providers write the directory; the data administration reviews and archives.',
    },
    remedy: { zh: '请数据主管部门的目录管理员办理。', en: 'Ask a catalogue administrator of the data administration.' },
  },
  REVIEW_BY_ANOTHER: {
    status: 409,
    title: { zh: '须由他人审核', en: 'Review by somebody else' },
    detail: { zh: '提交人不能审核自己提交的内容。', en: 'Who submitted it does not review it.' },
    reason: { zh: '编制与审核须由两人分别承担。', en: 'Writing and reviewing are two people’s work.' },
    remedy: { zh: '请另一名目录管理员审核。', en: 'Ask another catalogue administrator to review it.' },
  },
  RESOURCE_HELD: {
    status: 403,
    title: { zh: '由数据主管部门暂停', en: 'Suspended by the data administration' },
    detail: {
      zh: '该资源由数据主管部门暂停，不能自行恢复。',
      en: 'The data administration suspended the resource, so its provider does not resume it.',
    },
    reason: { zh: '谁暂停，谁恢复。', en: 'Who suspended it lifts the suspension.' },
    remedy: {
      zh: '按暂停理由整改后，请数据主管部门恢复。',
      en: 'Put right what the reason names, then ask the data administration.',
    },
  },
});
