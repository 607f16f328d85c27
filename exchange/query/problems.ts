import { defineProblems } from '../../kernel/index.ts';

/** What can go wrong between a permitted query and its answer. Nothing of a faulty answer is ever passed on. */
export const queryProblems = defineProblems({
  CASE_NUMBER_PERSONAL: {
    status: 400,
    title: { zh: '办件编号含个人号码', en: 'Case number holds a personal number' },
    detail: { zh: '办件编号中含有公民身份号码。', en: 'The case number contains a citizen number.' },
    reason: {
      zh: '办件编号会写入存证，个人号码不得进入存证和日志。',
      en: 'Case numbers are kept as evidence, and personal numbers never are.',
    },
    remedy: { zh: '使用本单位办件系统的流水号。', en: 'Use the running number of your case system.' },
  },
  CONNECTOR_ABSENT: {
    status: 503,
    title: { zh: '提供方未连接', en: 'Provider not connected' },
    detail: {
      zh: '{provider} 没有连接器在线应答 {resource}；最近在线：{lastSeen}。',
      en: 'No connector of {provider} is on line for {resource}; last seen: {lastSeen}.',
    },
    reason: {
      zh: '数据只由提供单位的连接器现取现答，平台不留存副本。',
      en: 'Answers come from the provider’s own connector; the exchange keeps no copy.',
    },
    remedy: {
      zh: '稍后重试；若持续，请联系提供单位检查连接器。',
      en: 'Try again later; if it lasts, ask the provider to look at its connector.',
    },
  },
  CONNECTOR_SLOW: {
    status: 504,
    title: { zh: '提供方超时', en: 'Provider too slow' },
    detail: {
      zh: '{provider} 未在 {timeout} 毫秒内应答 {resource}；最近在线：{lastSeen}。',
      en: '{provider} did not answer for {resource} within {timeout} ms; last seen: {lastSeen}.',
    },
    reason: {
      zh: '每次查询都有时限，到时即答复，不会悬而不决。',
      en: 'Every query has a deadline and is answered by then, never left hanging.',
    },
    remedy: { zh: '稍后重试；本次不计额度。', en: 'Try again later; this one is not charged.' },
  },
  CONNECTOR_BUSY: {
    status: 503,
    title: { zh: '提供方繁忙', en: 'Provider busy' },
    detail: {
      zh: '{provider} 的连接器已达并发上限。',
      en: 'The connector of {provider} has as much in hand as it takes.',
    },
    reason: {
      zh: '连接器按部门系统的承受能力限流。',
      en: 'A connector takes no more than its department’s system bears.',
    },
    remedy: {
      zh: '按 Retry-After 稍后重试；本次不计额度。',
      en: 'Try again after Retry-After; this one is not charged.',
    },
  },
  PROVIDER_FAILED: {
    status: 502,
    title: { zh: '提供方处理失败', en: 'Provider failed' },
    detail: {
      zh: '{provider} 的连接器报告失败：{code}。',
      en: 'The connector of {provider} reported a failure: {code}.',
    },
    reason: {
      zh: '提供方未能从其数据源得到合格的结果。',
      en: 'The provider could not get a sound result from its source.',
    },
    remedy: {
      zh: '将追踪号告知提供单位；本次不计额度。',
      en: 'Give the trace id to the provider; this one is not charged.',
    },
  },
  ANSWER_NOT_SOUND: {
    status: 502,
    title: { zh: '提供方应答不可信', en: 'Answer not sound' },
    detail: {
      zh: '{provider} 对 {resource} 的应答未通过校验（{check}），已全部丢弃。',
      en: 'The answer of {provider} for {resource} failed a check ({check}) and was discarded whole.',
    },
    reason: {
      zh: '应答须由提供方签名、对应本次查询，且只含所请求的字段。',
      en: 'An answer must be signed by the provider, belong to this query and hold the fields asked for and no others.',
    },
    remedy: {
      zh: '将追踪号告知提供单位和运行管理员；本次不计额度。',
      en: 'Give the trace id to the provider and the operator; this one is not charged.',
    },
  },
  BROKER_UNAVAILABLE: {
    status: 503,
    title: { zh: '消息通道暂不可用', en: 'Message channel not available' },
    detail: {
      zh: '暂时无法连接消息服务器，请求未发出。',
      en: 'The message server cannot be reached for now; nothing was sent.',
    },
    reason: { zh: '查询经消息服务器送达提供方。', en: 'Queries reach providers through the message server.' },
    remedy: {
      zh: '请稍后重试，系统会自动恢复连接；本次不计额度。',
      en: 'Try again shortly; the connection recovers by itself. This one is not charged.',
    },
  },
});
