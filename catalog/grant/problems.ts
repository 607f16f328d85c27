import { defineProblems } from '../../kernel/index.ts';

/** Refusals about grants. */
export const grantProblems = defineProblems({
  GRANT_ID_MALFORMED: {
    status: 400,
    title: { zh: '授权编号不合格式', en: 'Malformed grant id' },
    detail: { zh: '给出的授权编号不合格式。', en: 'The grant id given is not well formed.' },
    reason: { zh: '授权编号是 UUID。', en: 'A grant id is a UUID.' },
    remedy: { zh: '在 GET /v1/grants 核对编号。', en: 'Check the id in GET /v1/grants.' },
  },
  GRANT_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该授权', en: 'No such grant' },
    detail: { zh: '没有该授权，或它不对您开放。', en: 'There is no such grant, or it is not open to you.' },
    reason: {
      zh: '授权只对提供单位、使用单位和数据主管部门可见。',
      en: 'Grants are seen by provider, consumer and data administration only.',
    },
    remedy: { zh: '在 GET /v1/grants 查看本单位的授权。', en: 'See your organisation’s grants in GET /v1/grants.' },
  },
  GRANT_CONSUMER_UNKNOWN: {
    status: 422,
    title: { zh: '使用方不成立', en: 'Consumer not registered' },
    detail: {
      zh: '使用单位未登记或已停用，或指定的系统不是该单位在用的使用系统。',
      en: 'The consuming organisation is not registered and active, or the system is not an active consumer system of it.',
    },
    reason: {
      zh: '授权只给在册单位及其在用的使用系统。',
      en: 'Grants go to registered organisations and their active consumer systems.',
    },
    remedy: { zh: '在 /v1/organisations 和 /v1/systems 核对。', en: 'Check /v1/organisations and /v1/systems.' },
  },
  GRANT_RESOURCE_NOT_PUBLISHED: {
    status: 409,
    title: { zh: '资源未发布', en: 'Resource not published' },
    detail: {
      zh: '{resource} 处于 {state} 状态，不能授权。',
      en: '{resource} is in the state {state} and cannot be granted.',
    },
    reason: { zh: '只能对已发布的资源授权。', en: 'Only published resources are granted.' },
    remedy: { zh: '先发布或恢复该资源。', en: 'Publish or resume the resource first.' },
  },
  GRANT_RESOURCE_NOT_SHARED: {
    status: 409,
    title: { zh: '不予共享的资源', en: 'Resource is not shared' },
    detail: { zh: '{resource} 不予共享，依据：{law}。', en: '{resource} is not shared, by {law}.' },
    reason: {
      zh: '不予共享类资源一律不得授权（2017-1272）。',
      en: 'Nothing is granted on a resource that is not shared (2017-1272).',
    },
    remedy: {
      zh: '如依据已变，先更改资源的共享类型。',
      en: 'If the law has changed, change the resource’s sharing type first.',
    },
  },
  GRANT_MODES_AND_FIELDS_DIFFER: {
    status: 422,
    title: { zh: '方式与字段不符', en: 'Modes and fields differ' },
    detail: {
      zh: '查询方式与字段清单不对应，见 errors。',
      en: 'The modes and the lists of fields do not correspond; see errors.',
    },
    reason: {
      zh: '查询（lookup）对应 fields，核验（verify）对应 verifyFields 或 predicates。',
      en: 'Lookup goes with fields, verify with verifyFields or predicates.',
    },
    remedy: { zh: '补齐或删去不对应的一方。', en: 'Add or remove on the side that is wrong.' },
  },
  GRANT_FIELD_UNKNOWN: {
    status: 422,
    title: { zh: '字段不存在', en: 'Field not in the resource' },
    detail: {
      zh: '有 {count} 个字段不是 {resource} 的信息项，逐项见 errors。',
      en: '{count} field(s) are no items of {resource}; see errors.',
    },
    reason: { zh: '只能授予资源已有的信息项。', en: 'Only information items of the resource are granted.' },
    remedy: {
      zh: '在 GET /v1/resources/{resource} 核对字段名。',
      en: 'Check the fields in GET /v1/resources/{resource}.',
    },
  },
  GRANT_MATCH_KEY_INCOMPLETE: {
    status: 422,
    title: { zh: '匹配字段不成组合', en: 'Match fields form no key' },
    detail: {
      zh: '匹配字段须正好由资源的匹配组合构成；可用组合：{keys}。',
      en: 'The match fields must be made of whole match keys of the resource: {keys}.',
    },
    reason: {
      zh: '只能按约定的组合逐条查询，防止撞库和遍历。',
      en: 'Records are asked for by agreed keys, so that nobody can trawl.',
    },
    remedy: {
      zh: '列出至少一个完整组合的全部字段，去掉不属于任何组合的字段。',
      en: 'List all fields of at least one key, and no field that is in none.',
    },
  },
  GRANT_PREDICATE_REFUSED: {
    status: 422,
    title: { zh: '断言不成立', en: 'Predicate refused' },
    detail: {
      zh: '可核验的断言有 {count} 处不成立，逐项见 errors。',
      en: 'The predicates are wrong in {count} place(s); see errors.',
    },
    reason: {
      zh: '每个断言写明字段、类别和全部可用界限；同一字段的年龄、数值、日期界限合计不超过 8 个，使其值不能被逐步逼近。',
      en: 'A predicate names field, kind and every bound it may be claimed with; a field has 8 thresholds of age, number and date at most, so that its value cannot be closed in upon.',
    },
    remedy: { zh: '按 errors 改正。', en: 'Correct the places in errors.' },
  },
  GRANT_SCOPE_REFUSED: {
    status: 422,
    title: { zh: '数据范围不成立', en: 'Row scope refused' },
    detail: {
      zh: '数据范围有 {count} 处不成立，逐项见 errors。',
      en: 'The row scope is wrong in {count} place(s); see errors.',
    },
    reason: {
      zh: 'eq、prefix 给一个 value，in 给 values；只能限定字符型信息项。',
      en: 'eq and prefix take one value, in takes values; only texts are limited.',
    },
    remedy: { zh: '按 errors 改正。', en: 'Correct the places in errors.' },
  },
  GRANT_MATTER_REFUSED: {
    status: 422,
    title: { zh: '事项不成立', en: 'Matter refused' },
    detail: {
      zh: '有 {count} 个事项不成立，逐项见 errors。',
      en: '{count} matter(s) cannot be granted for; see errors.',
    },
    reason: {
      zh: '授权的事项须已登记、在用，且由使用单位办理。',
      en: 'A grant’s matters are registered, active and handled by the consumer.',
    },
    remedy: {
      zh: '请使用单位在 /v1/matters 登记或恢复事项。',
      en: 'Ask the consumer to register or reopen the matter in /v1/matters.',
    },
  },
  GRANT_MATTER_QUOTA_REFUSED: {
    status: 422,
    title: { zh: '事项额度不成立', en: 'Quota of a matter refused' },
    detail: {
      zh: '有 {count} 处事项额度不成立，逐项见 errors。',
      en: '{count} quota(s) of a matter do not stand; see errors.',
    },
    reason: {
      zh: '事项额度属于授权内的事项，每个事项至多一条，且不超过授权的每日额度。',
      en: 'A matter’s quota is of a matter of the grant, one each, and within the grant’s daily quota.',
    },
    remedy: { zh: '按 errors 改正 matterQuotas。', en: 'Correct matterQuotas as errors say.' },
  },
  GRANT_FIELD_NOT_NEEDED: {
    status: 422,
    title: { zh: '事项不需要该数据', en: 'Not needed by the matter' },
    detail: {
      zh: '有 {count} 处超出事项对 {resource} 的需要：{named}；逐项见 errors。',
      en: 'In {count} place(s) the grant goes beyond what its matters need of {resource}: {named}; see errors.',
    },
    reason: {
      zh: '最小必要：每个事项的所需材料须包含该资源；个人信息项（查询）、敏感信息项（查询或核验）和可核验的断言须在每个事项的材料中列明，其他信息项须在至少一个事项的材料中列明。',
      en: 'Data minimisation: every matter’s materials list the resource, and by name each personal field that is seen, each sensitive field that is seen or verified, and each predicate; every other field is listed by one matter at least.',
    },
    remedy: {
      zh: '去掉多余字段，或请使用单位在事项的所需材料中列明用途，或按事项分别授权。',
      en: 'Leave the fields out, have the consumer list them in the matter’s materials, or give a grant for each matter.',
    },
  },
  GRANT_TIME_REFUSED: {
    status: 422,
    title: { zh: '有效时间不成立', en: 'Times refused' },
    detail: { zh: '有效期或时段不成立，见 errors。', en: 'The validity or the hours do not stand; see errors.' },
    reason: { zh: '起早于止，且止在将来。', en: 'Beginnings come before ends, and the end is in the future.' },
    remedy: { zh: '改正 validFrom、validUntil 或 hours。', en: 'Correct validFrom, validUntil or hours.' },
  },
  GRANT_IDENTITY_FIXED: {
    status: 409,
    title: { zh: '不可更改的内容', en: 'Cannot be changed' },
    detail: { zh: '授权的 {member} 不可更改。', en: '{member} of a grant cannot be changed.' },
    reason: {
      zh: '授权给谁、授权什么资源，决定了授权本身。',
      en: 'To whom and on what a grant is given is the grant itself.',
    },
    remedy: { zh: '另给新授权，并撤销此授权。', en: 'Give a new grant and revoke this one.' },
  },
  GRANT_ENDED: {
    status: 409,
    title: { zh: '授权已撤销', en: 'Grant revoked' },
    detail: { zh: '已撤销的授权不可修改。', en: 'A revoked grant is not changed any more.' },
    reason: { zh: '撤销是终止状态。', en: 'A revocation is final.' },
    remedy: { zh: '另给新授权。', en: 'Give a new grant.' },
  },
  GRANT_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '授权处于 {state} 状态，不能执行 {event}；可执行：{allowed}。',
      en: 'The grant is in the state {state}, which does not allow {event}; it allows {allowed}.',
    },
    reason: {
      zh: '有效⇄已暂停；二者都可撤销，撤销后终止。',
      en: 'Active ⇄ suspended; both may be revoked, which is final.',
    },
    remedy: { zh: '重新读取授权，按其状态办理。', en: 'Read the grant again and act on its state.' },
  },
  GRANT_REASON_NEEDED: {
    status: 422,
    title: { zh: '须说明理由', en: 'Reason needed' },
    detail: { zh: '执行 {event} 须说明理由。', en: '{event} needs a reason.' },
    reason: {
      zh: '暂停和撤销使对方立即不能用数，须留有理由。',
      en: 'The consumer is cut off at once, so the reason goes on record.',
    },
    remedy: { zh: '在 reason 中写明理由后重试。', en: 'Say why in reason and try again.' },
  },
  GRANT_OVER: {
    status: 409,
    title: { zh: '授权已到期', en: 'Grant is over' },
    detail: { zh: '授权的有效期已过，不能恢复。', en: 'The grant’s validity has ended; it cannot be resumed.' },
    reason: { zh: '恢复不延长有效期。', en: 'Resuming prolongs nothing.' },
    remedy: { zh: '先用 PUT 延长 validUntil，再恢复。', en: 'Prolong validUntil with PUT first, then resume.' },
  },
});
