import { defineProblems } from '../../kernel/index.ts';

/** Refusals of the directory of licence types. */
export const licenceTypeProblems = defineProblems({
  LICENCE_TYPE_INVALID: {
    status: 400,
    title: { zh: '证照类型定义有误', en: 'Definition of a licence type not valid' },
    detail: {
      zh: '证照类型的定义有 {count} 处错误。',
      en: 'The definition of the licence type is wrong in {count} places.',
    },
    reason: {
      zh: '签发依据的类型须要素明确、持证主体可辨、代码校验无误。',
      en: 'A type that licences rest on has definite items, says whose licence it is, and has a code with right check characters.',
    },
    remedy: { zh: '请按 errors 所列逐处更正。', en: 'Correct the places listed in errors.' },
  },
  LICENCE_TEMPLATE_INVALID: {
    status: 400,
    title: { zh: '证照模板有误', en: 'Licence template not valid' },
    detail: { zh: '证照模板有 {count} 处错误。', en: 'The template is wrong in {count} places.' },
    reason: {
      zh: '模板只含图形、文字、内嵌图片和取值位置，照面要素一个不缺，不含脚本和外部内容。',
      en: 'A template has shapes, text, pictures inside it and places of values, one for each item of the face, and no script or foreign content.',
    },
    remedy: {
      zh: '请按 errors 所列更正；可先用 hufu licence-type template check 检查。',
      en: 'Correct what errors lists; hufu licence-type template check looks at a file beforehand.',
    },
  },
  LICENCE_TEMPLATE_MISSING: {
    status: 404,
    title: { zh: '没有模板', en: 'No template' },
    detail: { zh: '该证照类型没有模板。', en: 'This licence type has no template.' },
    reason: {
      zh: '没有模板的证照按名称和内容逐行列印。',
      en: 'Without one, licences are printed as names and values line by line.',
    },
    remedy: {
      zh: '可用 PUT /v1/licence-types/…/template 提交一个。',
      en: 'One can be submitted with PUT /v1/licence-types/…/template.',
    },
  },
  LICENCE_TYPE_TAKEN: {
    status: 409,
    title: { zh: '证照类型已存在', en: 'Licence type is there already' },
    detail: { zh: '该代码或简称已被使用。', en: 'The code or the short name is taken.' },
    reason: { zh: '一个代码、一个简称只指一类证照。', en: 'A code and a short name stand for one type.' },
    remedy: { zh: '请另选，或修改已有的类型。', en: 'Choose another, or revise the type that is there.' },
  },
  LICENCE_TYPE_EVENT_NOT_ALLOWED: {
    status: 409,
    title: { zh: '此时不能这样办理', en: 'Not allowed in this state' },
    detail: {
      zh: '状态为 {state} 的证照类型不能 {event}；可以：{allowed}。',
      en: 'A licence type that is {state} takes no {event}; it takes: {allowed}.',
    },
    reason: {
      zh: '证照类型由草稿经发布至注销，已注销的不再恢复。',
      en: 'A licence type goes from draft through published to withdrawn, and does not come back from there.',
    },
    remedy: { zh: '请先查看它的现状。', en: 'Look at its state first.' },
  },
  LICENCE_TYPE_BY_ADMINISTRATION: {
    status: 403,
    title: { zh: '由数据主管部门办理', en: 'For the data administration' },
    detail: { zh: '{event} 由数据主管部门办理。', en: 'Only the data administration does {event}.' },
    reason: {
      zh: '部门编制证照类型，数据主管部门发布和注销。',
      en: 'Departments define licence types, the data administration publishes and withdraws them.',
    },
    remedy: { zh: '请联系数据主管部门的目录管理员。', en: 'Ask a catalogue administrator of the data administration.' },
  },
  LICENCE_TYPE_REASON_NEEDED: {
    status: 400,
    title: { zh: '须说明理由', en: 'Reason needed' },
    detail: { zh: '注销证照类型须说明理由。', en: 'A licence type is withdrawn with a reason.' },
    reason: {
      zh: '类型注销后不再签发，影响办事。',
      en: 'Nothing is issued of it any more, and people depend on that.',
    },
    remedy: { zh: '请填写 reason。', en: 'Give a reason.' },
  },
});
