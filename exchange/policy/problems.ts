import { defineProblems } from '../../kernel/index.ts';

/** Refusals of a governed query. Each names the rule and the way on. */
export const policyProblems = defineProblems({
  QUERY_NOT_AUTHORISED: {
    status: 403,
    title: { zh: '未获授权', en: 'Not authorised' },
    detail: {
      zh: '您的系统没有查询 {resource} 的有效授权。',
      en: 'Your system holds no grant in force for {resource}.',
    },
    reason: {
      zh: '默认拒绝：没有授权就不能查询，也不透露该资源是否存在。',
      en: 'Denied by default: without a grant nothing is asked, nor is it told whether the resource exists.',
    },
    remedy: {
      zh: '在资源目录（GET /v1/resources）核对资源标识；如需使用，请向提供单位提出共享申请。',
      en: 'Check the id in the directory (GET /v1/resources); to use it, apply to the providing organisation.',
    },
  },
  RESOURCE_UNKNOWN: {
    status: 404,
    title: { zh: '没有该资源', en: 'No such resource' },
    detail: { zh: '资源目录中没有 {resource}。', en: 'The directory has no {resource}.' },
    reason: {
      zh: '资源须先编目、发布，才能查询。',
      en: 'A resource must be catalogued and published before it is queried.',
    },
    remedy: { zh: '核对资源标识，或先在目录中登记。', en: 'Check the id, or register it in the directory first.' },
  },
  RESOURCE_NOT_PUBLISHED: {
    status: 409,
    title: { zh: '资源未在发布状态', en: 'Resource not published' },
    detail: {
      zh: '{resource} 当前状态为 {state}，不能查询。',
      en: '{resource} is in the state {state} and cannot be queried.',
    },
    reason: { zh: '只有已发布的资源可以查询。', en: 'Only published resources are queried.' },
    remedy: { zh: '由目录管理员发布或恢复该资源。', en: 'A catalogue administrator can publish or resume it.' },
  },
  GRANT_NOT_IN_FORCE: {
    status: 403,
    title: { zh: '授权不在有效期内', en: 'Grant not in force' },
    detail: {
      zh: '授权 {grant} 的有效期为 {from} 至 {until}。',
      en: 'Grant {grant} is in force from {from} until {until}.',
    },
    reason: { zh: '授权只在约定的有效期内有效。', en: 'A grant counts only within its agreed time.' },
    remedy: { zh: '请向提供单位申请续期。', en: 'Ask the providing organisation to renew it.' },
  },
  OUTSIDE_HOURS: {
    status: 403,
    title: { zh: '不在允许时段', en: 'Outside the permitted hours' },
    detail: {
      zh: '授权 {grant} 只允许在每日 {from}–{until} 时（北京时间）查询。',
      en: 'Grant {grant} permits queries from {from} to {until} o’clock (Beijing time) only.',
    },
    reason: { zh: '授权约定了可用时段。', en: 'The grant states its hours of day.' },
    remedy: { zh: '在允许时段内重试，或申请调整时段。', en: 'Try again within the hours, or apply for others.' },
  },
  MATTER_NOT_COVERED: {
    status: 403,
    title: { zh: '事项不在授权范围', en: 'Matter not covered' },
    detail: {
      zh: '授权 {grant} 不包含事项 {matter}；可用事项：{matters}。',
      en: 'Grant {grant} does not cover the matter {matter}; it covers {matters}.',
    },
    reason: { zh: '数据只能用于授权时约定的事项。', en: 'Data serves only the matters the grant was given for.' },
    remedy: { zh: '改用授权内的事项，或申请增加该事项。', en: 'Use a matter of the grant, or apply for this one.' },
  },
  MATTER_NOT_ACTIVE: {
    status: 403,
    title: { zh: '事项无效', en: 'Matter not in use' },
    detail: {
      zh: '事项 {matter} 不存在、已停用，或不属于您的单位。',
      en: 'The matter {matter} is unknown, ended, or not one of your organisation.',
    },
    reason: {
      zh: '每次查询须对应本单位在用的一个办理事项。',
      en: 'Every query needs a current matter of the asking organisation.',
    },
    remedy: { zh: '在事项目录（GET /v1/matters）核对编码。', en: 'Check the code in GET /v1/matters.' },
  },
  MODE_NOT_GRANTED: {
    status: 403,
    title: { zh: '查询方式未获授权', en: 'Mode not granted' },
    detail: {
      zh: '授权 {grant} 不允许 {mode} 方式；允许：{modes}。',
      en: 'Grant {grant} does not permit the mode {mode}; it permits {modes}.',
    },
    reason: { zh: '查询与核验分别授权。', en: 'Lookup and verification are granted separately.' },
    remedy: { zh: '改用允许的方式，或申请增加。', en: 'Use a permitted mode, or apply for this one.' },
  },
  FIELD_NOT_GRANTED: {
    status: 403,
    title: { zh: '字段未获授权', en: 'Field not granted' },
    detail: {
      zh: '字段 {fields} 不在授权 {grant} 之内；可用字段：{granted}。',
      en: 'The field(s) {fields} are not in grant {grant}; it holds {granted}.',
    },
    reason: {
      zh: '最小必要：只提供办理该事项所需的字段。',
      en: 'Data minimisation: only the fields that the matter needs.',
    },
    remedy: {
      zh: '去掉未授权字段；如确需使用，请就事项说明理由并申请扩充授权。',
      en: 'Leave the field(s) out; if the matter needs them, apply to widen the grant and say why.',
    },
  },
  FIELD_NOT_NEEDED: {
    status: 403,
    title: { zh: '事项不需要该字段', en: 'Not needed by the matter' },
    detail: {
      zh: '事项 {matter} 的所需材料未列 {fields}；该事项需要：{needed}。',
      en: 'The materials of {matter} do not list {fields}; a case of it needs {needed}.',
    },
    reason: {
      zh: '授权之内，每个办件也只能用其事项所需材料列明的字段和断言。',
      en: 'Within its grant, a case uses only the fields and predicates that its matter’s materials list.',
    },
    remedy: {
      zh: '去掉这些字段；如办理确需使用，由本单位目录管理员在事项的所需材料中列明，并经提供单位确认授权。',
      en: 'Leave them out; if cases need them, have your catalogue administrator list them in the matter’s materials and the provider confirm the grant.',
    },
  },
  PREDICATE_NOT_GRANTED: {
    status: 403,
    title: { zh: '断言未获授权', en: 'Predicate not granted' },
    detail: {
      zh: '授权 {grant} 不含断言 {predicates}；可用断言：{granted}。',
      en: 'Grant {grant} does not hold the predicate(s) {predicates}; it holds {granted}.',
    },
    reason: {
      zh: '按字段和类别逐项授权断言；可核验某值不等于可比较其大小。',
      en: 'Predicates are granted by field and kind; that a value may be claimed does not let it be compared.',
    },
    remedy: { zh: '使用可用断言，或申请增加。', en: 'Use one that is granted, or apply for this one.' },
  },
  PREDICATE_BOUND_NOT_GRANTED: {
    status: 403,
    title: { zh: '断言界限未获授权', en: 'Bound not granted' },
    detail: {
      zh: '断言的界限不在授权 {grant} 之内；可用界限：{bounds}。',
      en: 'The bounds of a claim are not those of grant {grant}, which are {bounds}.',
    },
    reason: {
      zh: '界限逐个列明；如可任意取值，反复询问即可逼近原值。',
      en: 'Bounds are listed one by one: with bounds at will, asking again and again would close in upon the value.',
    },
    remedy: { zh: '使用列明的界限，或申请增加。', en: 'Use a listed bound, or apply for this one.' },
  },
  SYSTEM_NOT_ACTIVE: {
    status: 403,
    title: { zh: '系统已停用', en: 'System not active' },
    detail: { zh: '系统 {system} 或其单位已停用。', en: 'The system {system} or its organisation is suspended.' },
    reason: { zh: '只有在用的系统可以取得应答。', en: 'Only active systems are answered.' },
    remedy: { zh: '请联系数据主管部门恢复。', en: 'Ask the data administration to reactivate it.' },
  },
  PROVIDER_SUSPENDED: {
    status: 403,
    title: { zh: '提供单位已停用', en: 'Provider suspended' },
    detail: { zh: '提供单位 {provider} 已停用。', en: 'The providing organisation {provider} is suspended.' },
    reason: { zh: '停用的单位不提供数据。', en: 'An organisation that is suspended provides nothing.' },
    remedy: { zh: '待其恢复后重试。', en: 'Try again once it is active again.' },
  },
  OFFICER_REQUIRED: {
    status: 403,
    title: { zh: '须指明经办人', en: 'Officer required' },
    detail: { zh: '授权 {grant} 要求指明经办人。', en: 'Grant {grant} requires the officer a query is made for.' },
    reason: {
      zh: '授权约定每次查询对应一名经办人。',
      en: 'By the grant every query is made for an officer assigned to its matter.',
    },
    remedy: { zh: '在 officer 中给出经办人登录名。', en: 'Give the officer’s login in officer.' },
  },
  OFFICER_NOT_ACTIVE: {
    status: 403,
    title: { zh: '经办人无效', en: 'Officer not active' },
    detail: {
      zh: '所指经办人不存在、已停用，或不属于您的单位。',
      en: 'The officer named is unknown, suspended, or not one of your organisation.',
    },
    reason: {
      zh: '经办人须是本单位在用的人员。',
      en: 'A query is made for active officers of one’s own organisation.',
    },
    remedy: { zh: '核对经办人登录名和状态。', en: 'Check the officer’s login and status.' },
  },
  OFFICER_NOT_ASSIGNED: {
    status: 403,
    title: { zh: '经办人未分配该事项', en: 'Officer not assigned' },
    detail: { zh: '所指经办人未分配事项 {matter}。', en: 'The officer named is not assigned to the matter {matter}.' },
    reason: { zh: '授权约定只由该事项的经办人使用。', en: 'By the grant only officers assigned to the matter use it.' },
    remedy: {
      zh: '由本单位目录管理员在事项的 officers 中分配。',
      en: 'Have your catalogue administrator assign the officer in the matter’s officers.',
    },
  },
  REPRESENTATION_NOT_GRANTED: {
    status: 403,
    title: { zh: '不得代表该单位', en: 'Representation not granted' },
    detail: {
      zh: '授权 {grant} 不允许代表所指单位查询，或该单位已停用。',
      en: 'Grant {grant} does not let you ask on behalf of that party, or the party is suspended.',
    },
    reason: { zh: '只能代表授权列明的单位。', en: 'One asks only on behalf of parties that the grant lists.' },
    remedy: {
      zh: '去掉 onBehalfOf，或申请列明该单位。',
      en: 'Leave onBehalfOf out, or apply to have the party listed.',
    },
  },
  MATCH_NOT_GRANTED: {
    status: 403,
    title: { zh: '匹配条件未获授权', en: 'Match not granted' },
    detail: {
      zh: '不能按 {fields} 匹配；授权 {grant} 允许的组合：{allowed}。',
      en: 'Matching by {fields} is not permitted; grant {grant} permits {allowed}.',
    },
    reason: {
      zh: '只能按约定的关键字段组合逐条查询，防止撞库和遍历。',
      en: 'Records are asked for one by one by the agreed keys, so that nobody can trawl.',
    },
    remedy: { zh: '使用允许的组合之一。', en: 'Use one of the permitted combinations.' },
  },
  QUOTA_EXHAUSTED: {
    status: 429,
    title: { zh: '今日额度已用完', en: 'Quota used up' },
    detail: {
      zh: '授权 {grant} 每日 {limit} 次的额度已用完，{reset} 重置。',
      en: 'Grant {grant} allows {limit} queries a day and they are used; it resets at {reset}.',
    },
    reason: {
      zh: '额度按授权计数，按北京时间零点重置。',
      en: 'Quotas count by grant and reset at midnight, Beijing time.',
    },
    remedy: { zh: '等待重置，或申请提高额度。', en: 'Wait for the reset, or apply for more.' },
  },
});
