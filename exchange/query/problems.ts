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
  FACTS_TOO_OLD: {
    status: 503,
    title: { zh: '授权信息未能核实', en: 'Facts not confirmed' },
    detail: {
      zh: '本节点暂时无法核实授权信息是否最新，未予裁定。',
      en: 'This hub cannot confirm for now that what it knows of grants is current, so nothing was decided.',
    },
    reason: {
      zh: '授权可能已撤销；不依据过时的信息放行。',
      en: 'A grant may have been revoked meanwhile; nothing is let through on facts that may be out of date.',
    },
    remedy: {
      zh: '稍后重试；若持续，请联系运行管理员检查数据库。本次不计额度。',
      en: 'Try again shortly; if it lasts, tell the operator to look at the database. This one is not charged.',
    },
  },
  GRANT_CHANGED: {
    status: 503,
    title: { zh: '授权刚刚变更', en: 'Grant changed meanwhile' },
    detail: {
      zh: '查询途中授权 {grant} 的条款变更，应答未予放行。',
      en: 'The terms of grant {grant} were changed while the provider was asked; the answer was not passed on.',
    },
    reason: {
      zh: '应答须符合放行时的授权条款，而非询问时的。',
      en: 'An answer has to fit the grant as it is when the answer leaves, not as it was when it was asked for.',
    },
    remedy: { zh: '按新条款重试；本次不计额度。', en: 'Try again under the new terms. This one is not charged.' },
  },
  CLOCK_DISAGREES: {
    status: 503,
    title: { zh: '时钟不可信', en: 'Clock not to be trusted' },
    detail: {
      zh: '本节点的时钟与数据库相差超过允许值，未予裁定。',
      en: 'The clock of this hub differs from the database’s by more than is allowed, so nothing was decided.',
    },
    reason: {
      zh: '有效期、时段和额度都以时间为准，时钟跳变时不放行。',
      en: 'Validity, hours and quotas rest on the time; nothing is let through while the clock has jumped.',
    },
    remedy: {
      zh: '稍后重试；若持续，请联系运行管理员校时。本次不计额度。',
      en: 'Try again shortly; if it lasts, have the operator set the clock right. This one is not charged.',
    },
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
  PROVIDER_CIRCUIT_OPEN: {
    status: 503,
    title: { zh: '提供方暂停查询', en: 'Provider left alone for now' },
    detail: {
      zh: '{provider} 的 {resource} 连续失败，暂不转送；连接器最近在线：{lastSeen}。',
      en: '{resource} of {provider} failed again and again and is not asked for now; its connector was last seen: {lastSeen}.',
    },
    reason: {
      zh: '提供方反复失败时停止转送，让其恢复；之后以单次查询探测。',
      en: 'A provider that keeps failing is spared so that it can recover; then a single query probes it.',
    },
    remedy: {
      zh: '按 Retry-After 稍后重试；若持续，请联系提供单位。本次不计额度。',
      en: 'Try again after Retry-After; if it lasts, ask the provider. This one is not charged.',
    },
  },
  PROVIDER_FULL: {
    status: 503,
    title: { zh: '提供方在办查询已满', en: 'Too much under way with the provider' },
    detail: {
      zh: '正在等待 {provider} 应答的查询已达上限。',
      en: 'As many queries wait for {provider} as may wait at once.',
    },
    reason: {
      zh: '每个提供方占用的查询数有上限，一个缓慢的提供方不致拖累其他提供方。',
      en: 'Each provider has a bounded part of the queries in hand, so that a slow one does not hold up the others.',
    },
    remedy: {
      zh: '按 Retry-After 稍后重试；本次不计额度。',
      en: 'Try again after Retry-After; this one is not charged.',
    },
  },
  OVERLOADED: {
    status: 503,
    title: { zh: '中枢繁忙', en: 'Hub overloaded' },
    detail: {
      zh: '中枢在办的查询已满，不能及时受理。',
      en: 'The hub has as many queries in hand as it can answer in time.',
    },
    reason: {
      zh: '超出能力的查询立即谢绝，以保证已受理的及时答复；各使用系统轮流受理。',
      en: 'What cannot be answered in time is declined at once, so that the rest is; consumer systems take turns.',
    },
    remedy: {
      zh: '按 Retry-After 稍后重试并放缓；本次未作裁定，也不计额度。',
      en: 'Try again after Retry-After, and slower; nothing was decided and nothing charged.',
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
