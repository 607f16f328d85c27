import { defineProblems } from '../../../kernel/index.ts';

/** Refusals of the time-stamp authority. */
export const timeStampProblems = defineProblems({
  TIMESTAMP_REQUEST_MALFORMED: {
    status: 400,
    title: { zh: '时间戳请求格式错误', en: 'Malformed time-stamp request' },
    detail: { zh: '时间戳请求无法读取：{whyZh}。', en: 'The time-stamp request cannot be read: {whyEn}.' },
    reason: { zh: '请求须符合 RFC 3161 第 2.4.1 节。', en: 'Requests follow RFC 3161 §2.4.1.' },
    remedy: {
      zh: '请检查客户端，例如 openssl ts -query。',
      en: 'Check the client; openssl ts -query makes right ones.',
    },
  },
  TIMESTAMP_IMPRINT_UNSUPPORTED: {
    status: 422,
    title: { zh: '不支持的摘要算法', en: 'Unsupported digest' },
    detail: { zh: '不对 {algorithm} 摘要加盖时间戳。', en: 'Digests by {algorithm} are not stamped.' },
    reason: {
      zh: '只对强度仍被认可的摘要加盖时间戳：SM3、SHA-256、SHA-384、SHA-512。',
      en: 'Only digests that still count are stamped: SM3, SHA-256, SHA-384, SHA-512.',
    },
    remedy: { zh: '请改用 SM3 或 SHA-256。', en: 'Use SM3 or SHA-256.' },
  },
  TIMESTAMP_POLICY_UNKNOWN: {
    status: 422,
    title: { zh: '不支持的时间戳策略', en: 'Unknown time-stamp policy' },
    detail: { zh: '不按策略 {policy} 加盖时间戳。', en: 'Time stamps are not made under the policy {policy}.' },
    reason: { zh: '时间戳按本机构公布的策略签发。', en: 'Time stamps are made under the policy we publish.' },
    remedy: { zh: '请不要指定策略，或指定 {own}。', en: 'Name no policy, or {own}.' },
  },
  TIMESTAMP_EXTENSION_UNKNOWN: {
    status: 422,
    title: { zh: '不支持的扩展', en: 'Unknown extension' },
    detail: {
      zh: '时间戳请求含有不支持的扩展 {extension}。',
      en: 'The request has the unknown extension {extension}.',
    },
    reason: {
      zh: '时间戳机构不得忽略请求中的扩展（RFC 3161 第 2.4.1 节）。',
      en: 'An authority must not pass over an extension of the request (RFC 3161 §2.4.1).',
    },
    remedy: { zh: '请去掉该扩展。', en: 'Leave the extension out.' },
  },
});
