import { defineProblems } from '../../kernel/index.ts';

/** Refusals about matters. */
export const matterProblems = defineProblems({
  MATTER_CODE_MALFORMED: {
    status: 400,
    title: { zh: '事项编码不合格式', en: 'Malformed matter code' },
    detail: { zh: '给出的事项编码不合格式。', en: 'The matter code given is not well formed.' },
    reason: {
      zh: '事项编码为 3 至 64 位大写字母、数字和连字符，首尾不是连字符。',
      en: 'A matter code has 3 to 64 capitals, digits and hyphens, and neither begins nor ends with a hyphen.',
    },
    remedy: { zh: '改为例如 HRSS-PENSION-01 的形式。', en: 'Write it like HRSS-PENSION-01.' },
  },
  MATTER_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该事项', en: 'No such matter' },
    detail: { zh: '没有该编码的事项。', en: 'There is no matter with this code.' },
    reason: { zh: '事项须先登记。', en: 'Matters are registered before they are used.' },
    remedy: { zh: '在 GET /v1/matters 核对编码。', en: 'Check the code in GET /v1/matters.' },
  },
  MATTER_CODE_TAKEN: {
    status: 409,
    title: { zh: '事项编码已被使用', en: 'Matter code taken' },
    detail: { zh: '事项编码 {code} 已被使用。', en: 'The matter code {code} is in use.' },
    reason: {
      zh: '事项编码唯一，停用后也不再启用给其他事项。',
      en: 'Matter codes are unique and are not given to another matter later.',
    },
    remedy: { zh: '改用其他编码，或修改已有事项。', en: 'Use another code, or change the matter that is there.' },
  },
  MATTER_ORGANISATION_UNKNOWN: {
    status: 422,
    title: { zh: '办理单位未登记或已停用', en: 'Organisation not registered' },
    detail: {
      zh: '事项的办理单位未登记或已停用。',
      en: 'The organisation of the matter is not registered or no longer active.',
    },
    reason: { zh: '每个事项都由在册单位办理。', en: 'Every matter is handled by a registered organisation.' },
    remedy: {
      zh: '先在 /v1/organisations 登记或启用该单位。',
      en: 'Register or activate it in /v1/organisations first.',
    },
  },
  MATTER_OFFICER_REFUSED: {
    status: 422,
    title: { zh: '经办人不成立', en: 'Officer refused' },
    detail: {
      zh: '有 {count} 位经办人不成立，逐项见 errors。',
      en: '{count} officer(s) cannot be assigned to the matter; see errors.',
    },
    reason: {
      zh: '经办人须是办理单位在用的人员账号。',
      en: 'A matter is assigned to active officers of the organisation that handles it.',
    },
    remedy: { zh: '在 /v1/officers 核对登录名和状态。', en: 'Check login and status in /v1/officers.' },
  },
  MATTER_IDENTITY_FIXED: {
    status: 409,
    title: { zh: '不可更改的内容', en: 'Cannot be changed' },
    detail: { zh: '事项的 {member} 不可更改。', en: '{member} of a matter cannot be changed.' },
    reason: {
      zh: '编码和办理单位登记后不变，授权和留痕都以其为准。',
      en: 'Code and organisation are fixed: grants and evidence rest on them.',
    },
    remedy: {
      zh: '保持原值，或登记新事项并停用原事项。',
      en: 'Keep the value, or register a new matter and end this one.',
    },
  },
  MATTER_ENDED: {
    status: 409,
    title: { zh: '事项已停用', en: 'Matter ended' },
    detail: { zh: '已停用的事项不可修改。', en: 'An ended matter is not changed.' },
    reason: { zh: '停用的事项不再作为用数依据。', en: 'An ended matter is no reason to use data any more.' },
    remedy: { zh: '先恢复（reopen）该事项。', en: 'Reopen it first.' },
  },
  MATTER_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态不允许此操作', en: 'Not in this state' },
    detail: {
      zh: '事项处于 {state} 状态，不能执行 {event}。',
      en: 'The matter is in the state {state}, which does not allow {event}.',
    },
    reason: { zh: '在用的事项可停用，停用的可恢复。', en: 'Active matters may end, ended ones may be reopened.' },
    remedy: { zh: '重新读取事项，按其状态办理。', en: 'Read the matter again and act on its state.' },
  },
  MATTER_REASON_NEEDED: {
    status: 422,
    title: { zh: '须说明理由', en: 'Reason needed' },
    detail: { zh: '停用事项须说明理由。', en: 'Ending a matter needs a reason.' },
    reason: {
      zh: '停用后，依据该事项的查询立即停止，须留有理由。',
      en: 'Queries for it stop at once, so the reason goes on record.',
    },
    remedy: { zh: '在 reason 中写明理由后重试。', en: 'Say why in reason and try again.' },
  },
  MATTER_MATERIAL_REFUSED: {
    status: 422,
    title: { zh: '所需材料不成立', en: 'Material refused' },
    detail: {
      zh: '所需材料有 {count} 处不成立，逐项见 errors。',
      en: 'The materials are wrong in {count} place(s); see errors.',
    },
    reason: {
      zh: '材料须是目录中对本单位可见的资源及其信息项，且不重复。',
      en: 'A material is a resource of the directory that you may see, with fields it has, and stands once.',
    },
    remedy: { zh: '在 GET /v1/resources 核对资源和字段。', en: 'Check resource and fields in GET /v1/resources.' },
  },
});
