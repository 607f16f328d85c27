import { defineProblems } from '../../kernel/index.ts';

/** Refusals of the sandbox: what a grant for the resource could never permit, and what cannot be made up. */
export const sandboxProblems = defineProblems({
  SANDBOX_NOT_ASKED: {
    status: 409,
    title: { zh: '该资源不能查询', en: 'Not asked by queries' },
    detail: {
      zh: '{resource} 没有匹配组合，不经接口查询。',
      en: '{resource} has no match key, so it is not asked by queries.',
    },
    reason: {
      zh: '以文件或库表方式共享的资源没有查询接口，沙箱也就没有应答。',
      en: 'What is shared as files or tables has no interface, and the sandbox answers as the interface would.',
    },
    remedy: {
      zh: '查看目录中该资源的共享方式；行模式见 GET /v1/resources/{resource}/schema。',
      en: 'See in the directory how it is shared; its rows are described by GET /v1/resources/{resource}/schema.',
    },
  },
  SANDBOX_MATCH_KEY: {
    status: 422,
    title: { zh: '匹配条件不成组合', en: 'No match key' },
    detail: {
      zh: '{resource} 不能按 {fields} 匹配；可用组合：{keys}。',
      en: '{resource} is not looked up by {fields}; its match keys are {keys}.',
    },
    reason: {
      zh: '只能按目录登记的匹配组合查询，授权也只从中给出。',
      en: 'Records are looked up by the match keys in the directory, and grants are given for these only.',
    },
    remedy: { zh: '恰好使用其中一个组合的全部字段。', en: 'Use all fields of one of them and no others.' },
  },
  SANDBOX_FIELD_UNKNOWN: {
    status: 422,
    title: { zh: '没有或不共享该字段', en: 'No such field, or not shared' },
    detail: {
      zh: '{resource} 有 {count} 个字段不存在或不予共享，逐项见 errors；可用字段：{fields}。',
      en: '{resource} has no such field, or does not share it, in {count} place(s); see errors. It offers {fields}.',
    },
    reason: {
      zh: '沙箱只给出授权可能给出的字段。',
      en: 'The sandbox gives what a grant could give, and no more.',
    },
    remedy: {
      zh: '按目录中的信息项改正字段名；GET /v1/resources/{resource}/openapi.json 列出全部可用字段。',
      en: 'Correct the names after the items in the directory; GET /v1/resources/{resource}/openapi.json lists them.',
    },
  },
  SANDBOX_ROW_IMPOSSIBLE: {
    status: 422,
    title: { zh: '无法生成样例数据', en: 'No row can be made up' },
    detail: {
      zh: '未能为 {resource} 生成符合行模式的值，字段见 errors。',
      en: 'No value was found that the row schema of {resource} accepts, for the fields in errors.',
    },
    reason: {
      zh: '样例数据须逐项符合行模式，不符合的不返回；行模式可能自相矛盾。',
      en: 'What does not fit the row schema is not given. The schema may contradict itself.',
    },
    remedy: {
      zh: '去掉这些字段重试，并告知提供单位检查其行模式。',
      en: 'Leave these fields out, and tell the providing organisation to look at its row schema.',
    },
  },
});
