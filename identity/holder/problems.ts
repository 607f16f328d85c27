import { defineProblems } from '../../kernel/index.ts';

/** Refusals at the holders' door. None tells whether anything is kept about a number. */
export const holderDoorProblems = defineProblems({
  HOLDER_CODE_WRONG: {
    status: 403,
    title: { zh: '验证码不符', en: 'Code wrong' },
    detail: { zh: '验证码不符，还可再试 {left} 次。', en: 'The code is wrong; {left} more tries are left.' },
    reason: {
      zh: '一个验证码最多试五次，各处的尝试合并计数。',
      en: 'A code may be tried five times, wherever the tries are made.',
    },
    remedy: { zh: '核对收到的八位数字后再试。', en: 'Compare it with the eight digits received and try again.' },
  },
  HOLDER_CODE_SPENT: {
    status: 403,
    title: { zh: '验证码已失效', en: 'Code spent' },
    detail: {
      zh: '该验证码已用过、已过期或已试满五次。',
      en: 'This code has been used, has run out, or was tried five times.',
    },
    reason: {
      zh: '验证码五分钟内有效，只能使用一次。',
      en: 'A code counts for five minutes, and once.',
    },
    remedy: {
      zh: '重新获取：POST /v1/holder-codes，窗口为 POST /v1/consent-requests。',
      en: 'Get a new one: POST /v1/holder-codes, or at a counter POST /v1/consent-requests.',
    },
  },
  HOLDER_TOO_OFTEN: {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Asked too often' },
    detail: { zh: '{seconds} 秒后可再试。', en: 'It may be tried again in {seconds} seconds.' },
    reason: {
      zh: '每个持证主体、每个网络地址在一段时间内获取和尝试验证码的次数有限，同一地址只占其中一部分，窗口另计；号码是否存在不影响计数。',
      en: 'Codes and tries are limited for each holder and each network address over a span of time, one address has a part of a holder’s only, and counters have their own; whether anything is kept about the number makes no difference.',
    },
    remedy: {
      zh: '按 Retry-After 等待；急办可到窗口由工作人员查询。',
      en: 'Wait as long as Retry-After says; for what is urgent, ask at a counter.',
    },
  },
  HOLDER_CODES_NOT_SENT: {
    status: 503,
    title: { zh: '未开通验证码', en: 'No codes are sent here' },
    detail: { zh: '本中枢没有发送验证码的通道。', en: 'This hub has no channel to send codes by.' },
    reason: {
      zh: '验证码只经登记的通道送达本人。',
      en: 'A code reaches its holder by the channel that the deployment has set up, and by no other.',
    },
    remedy: {
      zh: '请运行管理员设置 HUFU_HOLDER_CODE_URL。',
      en: 'Let an operator set HUFU_HOLDER_CODE_URL.',
    },
  },
});
