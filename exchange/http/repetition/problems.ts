import { defineProblems } from '../../../kernel/index.ts';

/** Refusals of repeated requests (draft-ietf-httpapi-idempotency-key-header). */
export const repetitionProblems = defineProblems({
  IDEMPOTENCY_KEY_MALFORMED: {
    status: 400,
    title: { zh: '幂等键不合格式', en: 'Malformed idempotency key' },
    detail: {
      zh: 'Idempotency-Key 须为带引号的字符串，1 至 {longest} 个字符。',
      en: 'Idempotency-Key has to be a string in quotation marks, of 1 to {longest} characters.',
    },
    reason: {
      zh: '幂等键为结构化字段（RFC 8941 第 3.3.3 节）。',
      en: 'The key is a structured field (RFC 8941 §3.3.3).',
    },
    remedy: {
      zh: '写作 Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324"，每个意图用一个新的 UUID。',
      en: 'Write Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324", with a new UUID for each intent.',
    },
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: { zh: '幂等键已用于其他请求', en: 'Idempotency key of another request' },
    detail: {
      zh: '该幂等键已用于内容不同的请求。',
      en: 'This key came with a request of another content.',
    },
    reason: { zh: '一个幂等键只代表一个请求。', en: 'A key stands for one request.' },
    remedy: {
      zh: '重试时请求体须一字不差；新的请求用新的键。',
      en: 'Repeat the same bytes, or use a new key for a new request.',
    },
  },
  IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    title: { zh: '同一请求正在办理', en: 'The same request is in hand' },
    detail: {
      zh: '带有该幂等键的请求正在办理，尚无结果。',
      en: 'A request with this key is being carried out and has no result yet.',
    },
    reason: { zh: '同一请求不会同时办理两次。', en: 'The same request is not carried out twice at once.' },
    remedy: {
      zh: '按 Retry-After 稍后以同一键重试，即得同一结果。',
      en: 'Try again with the same key after Retry-After, and you get its result.',
    },
  },
  IDEMPOTENCY_UNCERTAIN: {
    status: 409,
    title: { zh: '上次办理结果不明', en: 'Outcome of the earlier try not known' },
    detail: {
      zh: '带有该幂等键的请求曾中途中断，是否已办成尚不确定。',
      en: 'A request with this key broke off midway; whether it was carried out is not certain.',
    },
    reason: {
      zh: '宁可不办，也不办两次。',
      en: 'Rather not carried out than carried out twice.',
    },
    remedy: {
      zh: '先查询是否已办成（例如按持证主体查找证照），未办成再以新的键重试。',
      en: 'See whether it was carried out (for a licence: search by its holder); if not, ask with a new key.',
    },
  },
});
