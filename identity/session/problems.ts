import { defineProblems } from '../../kernel/index.ts';

/** Refusals at the door. None tells whether a login exists. */
export const sessionProblems = defineProblems({
  INVALID_CREDENTIALS: {
    status: 401,
    title: { zh: '登录名或口令不符', en: 'Login or password wrong' },
    detail: { zh: '登录名或口令不符，或账户不可用。', en: 'Login or password is wrong, or the account is not in use.' },
    reason: {
      zh: '登录失败时不说明是哪一项不符，以免泄露账户是否存在。',
      en: 'Which of them it is stays unsaid, so that nobody learns which accounts exist.',
    },
    remedy: {
      zh: '核对后重试；连续失败五次将暂时锁定。忘记口令或账户停用的，请联系本单位运行管理员。',
      en: 'Check and try again; five failures in a row lock the login for a while. If the password is forgotten or the account suspended, ask your operator.',
    },
  },
  LOGIN_LOCKED: {
    status: 429,
    title: { zh: '登录暂时锁定', en: 'Login locked for a while' },
    detail: {
      zh: '该登录名连续失败次数过多，{seconds} 秒后可再试。',
      en: 'Too many failures in a row for this login; it opens again in {seconds} seconds.',
    },
    reason: {
      zh: '连续失败五次即锁定，每次再失败锁定时间加倍，最长 15 分钟；不存在的登录名同样处理。',
      en: 'Five failures lock a login; each further one doubles the time, up to 15 minutes. Logins that do not exist are treated the same.',
    },
    remedy: {
      zh: '等待后再试；急用时请本单位运行管理员重置口令，锁定随即解除。',
      en: 'Wait and try again; if it is urgent, an operator who resets the password also lifts the lock.',
    },
  },
  CSRF_TOKEN_REQUIRED: {
    status: 403,
    title: { zh: '缺少防伪令牌', en: 'CSRF token missing or wrong' },
    detail: {
      zh: '用 Cookie 认证的修改请求须带正确的 X-CSRF-Token。',
      en: 'A change authenticated by cookie needs the right X-CSRF-Token.',
    },
    reason: {
      zh: '防止其他网站借用浏览器中的会话（跨站请求伪造）。',
      en: 'No other site may borrow the session in the browser (cross-site request forgery).',
    },
    remedy: {
      zh: '从 GET /v1/session 取得 csrfToken，放入 X-CSRF-Token 后重试。',
      en: 'Take csrfToken from GET /v1/session and send it as X-CSRF-Token.',
    },
  },
});
