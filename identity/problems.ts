import { defineProblems } from '../kernel/index.ts';

/** Refusals about who is asking. */
export const identityProblems = defineProblems({
  NOT_AUTHENTICATED: {
    status: 401,
    title: { zh: '未认证', en: 'Not authenticated' },
    detail: { zh: '请求没有有效的身份凭证。', en: 'The request carries no valid credential.' },
    reason: {
      zh: '除公开接口外，任何操作都须先证明身份。',
      en: 'Everything but the public interfaces needs a proved identity.',
    },
    remedy: {
      zh: '系统：用 private_key_jwt 到 /v1/oauth/token 换取令牌；人员：到 /v1/session 登录。',
      en: 'Systems: get a token at /v1/oauth/token with private_key_jwt; officers: log in at /v1/session.',
    },
  },
  ROLE_REQUIRED: {
    status: 403,
    title: { zh: '角色不符', en: 'Role required' },
    detail: { zh: '此操作需要下列身份之一：{needed}。', en: 'This needs one of: {needed}.' },
    reason: { zh: '按角色授权，未授予的一律不准。', en: 'Access goes by role; what is not given is denied.' },
    remedy: {
      zh: '请由具备该角色的人员操作，或请本单位运行管理员授予角色。',
      en: 'Let somebody with the role do it, or ask your organisation’s operator for the role.',
    },
  },
  NOT_IN_REACH: {
    status: 403,
    title: { zh: '超出本单位范围', en: 'Another organisation’s matter' },
    detail: { zh: '您只能处理本单位的记录。', en: 'You may only act on your own organisation’s records.' },
    reason: {
      zh: '人员和系统的权限限于所属单位；数据主管部门除外。',
      en: 'Officers and systems act within their organisation; only the data administration reaches further.',
    },
    remedy: { zh: '请联系该单位或数据主管部门办理。', en: 'Ask that organisation or the data administration.' },
  },
});
