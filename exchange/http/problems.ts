import { defineProblems } from '../../kernel/index.ts';

/** Refusals of the HTTP surface itself. */
export const httpProblems = defineProblems({
  MALFORMED_BODY: {
    status: 400,
    title: { zh: '请求体无法解析', en: 'Body cannot be read' },
    detail: { zh: '请求体不是合法的 {format}。', en: 'The body is not well-formed {format}.' },
    reason: { zh: '请求体须与 Content-Type 相符。', en: 'A body must be what its Content-Type says.' },
    remedy: {
      zh: '检查引号、逗号和编码（UTF-8）后重发。',
      en: 'Check quotes, commas and encoding (UTF-8), then send it again.',
    },
  },
  MALFORMED_REQUEST: {
    status: 400,
    title: { zh: '请求无法读取', en: 'Request cannot be read' },
    detail: {
      zh: '请求的地址、首部或传输不合规范。',
      en: 'Address, headers or framing of the request are not as HTTP has them.',
    },
    reason: { zh: '读不明白的请求一律不办理。', en: 'A request that cannot be read for certain is not acted upon.' },
    remedy: {
      zh: '检查地址中的百分号转义、长度和首部后重发。',
      en: 'Check percent-escapes and length of the address, and the headers, then send it again.',
    },
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: { zh: '请求体过大', en: 'Body too large' },
    detail: { zh: '请求体超过此接口的上限。', en: 'The body is larger than this interface accepts.' },
    reason: {
      zh: '每个接口都有大小上限，防止资源耗尽。',
      en: 'Every interface has a limit, so that none can be exhausted.',
    },
    remedy: { zh: '减小内容，或分批提交。', en: 'Send less, or in parts.' },
  },
  UNSUPPORTED_CONTENT_TYPE: {
    status: 415,
    title: { zh: '不支持的内容类型', en: 'Unsupported content type' },
    detail: { zh: '此接口不接受该 Content-Type。', en: 'This interface does not accept that Content-Type.' },
    reason: { zh: '只按接口描述列出的类型解析请求体。', en: 'A body is read only as the types in the description.' },
    remedy: {
      zh: '一般应为 application/json；令牌接口为 application/x-www-form-urlencoded。',
      en: 'Usually application/json; the token endpoint takes application/x-www-form-urlencoded.',
    },
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    detail: { zh: '已超过每分钟 {limit} 次的上限。', en: 'More than {limit} requests in a minute.' },
    reason: { zh: '按来源限速，保护所有使用者。', en: 'Rates are limited by caller, to protect everybody.' },
    remedy: { zh: '按 Retry-After 所示的秒数等待后重试。', en: 'Wait as many seconds as Retry-After says.' },
  },
  SHUTTING_DOWN: {
    status: 503,
    title: { zh: '实例正在停止', en: 'Replica is stopping' },
    detail: { zh: '该实例不再受理新请求。', en: 'This replica takes no new requests.' },
    reason: { zh: '停机前先办完手头的请求。', en: 'Requests in hand are finished before it stops.' },
    remedy: { zh: '立即重试，由其他实例受理。', en: 'Try again at once; another replica will take it.' },
  },
});
