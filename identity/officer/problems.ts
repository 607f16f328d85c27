import { defineProblems } from '../../kernel/index.ts';

/** Refusals about officers and their passwords. */
export const officerProblems = defineProblems({
  LOGIN_MALFORMED: {
    status: 400,
    title: { zh: '登录名不合格式', en: 'Malformed login' },
    detail: { zh: '给出的登录名不合格式。', en: 'The login given is not well formed.' },
    reason: {
      zh: '登录名为 3 至 64 位小写字母、数字、点、下划线或连字符，以字母开头；不得使用个人号码。',
      en: 'A login has 3 to 64 lower-case letters, digits, dots, underscores or hyphens and begins with a letter; it is never a personal number.',
    },
    remedy: { zh: '请改用合格式的登录名，例如 zhang.san。', en: 'Choose a login of that form, for example zhang.san.' },
  },
  LOGIN_TAKEN: {
    status: 409,
    title: { zh: '登录名已被使用', en: 'Login taken' },
    detail: { zh: '该登录名已属于另一人员。', en: 'Another officer has this login.' },
    reason: { zh: '登录名在全平台唯一，也不再次使用。', en: 'A login is unique in the exchange and never used again.' },
    remedy: { zh: '请换一个登录名。', en: 'Choose another login.' },
  },
  PASSWORD_TOO_WEAK: {
    status: 400,
    title: { zh: '口令强度不足', en: 'Password too weak' },
    detail: { zh: '口令不合要求：{whyZh}。', en: 'The password does not do: {whyEn}.' },
    reason: {
      zh: '口令至少 12 个字符；少于 20 个字符的须含大写、小写、数字、符号中的三类；不得包含登录名，不得常见或有规律。',
      en: 'A password has at least 12 characters; with fewer than 20, three of upper case, lower case, digits and symbols; it neither contains the login nor is common or regular.',
    },
    remedy: { zh: '建议使用由几个不相关的词组成的长口令。', en: 'A long phrase of unrelated words does best.' },
  },
  PASSWORD_CHECKS_BUSY: {
    status: 503,
    title: { zh: '登录请求过多', en: 'Too many logins at once' },
    detail: { zh: '等待核验口令的请求过多。', en: 'Too many password checks are waiting.' },
    reason: {
      zh: '核验口令耗用内存和时间，同时进行的数量有限。',
      en: 'Checking a password is dear on purpose, so only so many are done at once.',
    },
    remedy: { zh: '按 Retry-After 所示的秒数等待后重试。', en: 'Wait as many seconds as Retry-After says.' },
  },
  CURRENT_PASSWORD_WRONG: {
    status: 403,
    title: { zh: '当前口令不符', en: 'Current password wrong' },
    detail: {
      zh: '修改自己的口令须给出正确的当前口令。',
      en: 'Changing one’s own password takes the right current one.',
    },
    reason: {
      zh: '防止他人利用未锁定的终端改走账户。',
      en: 'An unattended terminal must not be enough to take an account.',
    },
    remedy: {
      zh: '核对当前口令；忘记的，请本单位运行管理员重置。',
      en: 'Check the current password; if it is forgotten, have your operator reset it.',
    },
  },
  OWN_ACCOUNT: {
    status: 403,
    title: { zh: '不能为自己办理', en: 'Not for oneself' },
    detail: { zh: '角色和账户状态不能由本人更改。', en: 'Nobody changes their own roles or status.' },
    reason: {
      zh: '权限由他人授予（职责分离）；同时避免误将自己锁在系统之外。',
      en: 'Rights are given by somebody else (separation of duties), and nobody locks themselves out by mistake.',
    },
    remedy: { zh: '请另一名运行管理员办理。', en: 'Ask another operator.' },
  },
});
