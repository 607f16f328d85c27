import { defineProblems } from '../../kernel/index.ts';

/** Refusals that rest on how much was asked already. */
export const quotaProblems = defineProblems({
  MATTER_QUOTA_EXHAUSTED: {
    status: 429,
    title: { zh: '事项今日额度已用完', en: 'Quota of the matter used up' },
    detail: {
      zh: '授权 {grant} 对事项 {matter} 每日 {limit} 次的额度已用完，{reset} 重置。',
      en: 'Grant {grant} allows {limit} queries a day for the matter {matter} and they are used; it resets at {reset}.',
    },
    reason: {
      zh: '授权为该事项单独约定了每日额度，按北京时间零点重置。',
      en: 'The grant states a daily quota for this matter of its own, which resets at midnight, Beijing time.',
    },
    remedy: {
      zh: '等待重置，或申请提高该事项的额度；本次不计额度。',
      en: 'Wait for the reset, or apply for more for this matter; this one is not charged.',
    },
  },
  RATE_EXCEEDED: {
    status: 429,
    title: { zh: '查询过快', en: 'Asked too fast' },
    detail: {
      zh: '授权 {grant} 每秒最多 {limit} 次。',
      en: 'Grant {grant} allows {limit} queries a second.',
    },
    reason: {
      zh: '授权约定了每秒次数，保护提供单位的系统；各中枢共用这一速率。',
      en: 'The grant states a rate that spares the provider’s system; all hubs share it.',
    },
    remedy: {
      zh: '按 Retry-After 稍后重试，把请求摊开；本次不计额度。',
      en: 'Try again after Retry-After and spread the requests; this one is not charged.',
    },
  },
  QUOTA_UNAVAILABLE: {
    status: 503,
    title: { zh: '额度暂不能核计', en: 'Quota cannot be counted' },
    detail: {
      zh: '中枢与数据库的时钟不一致，暂不能核计额度。',
      en: 'The clocks of hub and database differ, so quotas cannot be counted for now.',
    },
    reason: {
      zh: '无法确定属于哪一天时不放行，以免多给一天的额度。',
      en: 'While it is not certain which day it is, nothing is let through, lest a day be given twice.',
    },
    remedy: {
      zh: '请运行管理员校准时钟；恢复后自动放行，本次不计额度。',
      en: 'Ask the operator to set the clocks; it goes on by itself then. This one is not charged.',
    },
  },
});
