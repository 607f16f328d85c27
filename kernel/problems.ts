import { defineProblems } from './problem.ts';

/** Refusals that any part of the house may raise. */
export const kernelProblems = defineProblems({
  INTERNAL: {
    status: 500,
    title: { zh: '系统内部故障', en: 'Fault of ours' },
    detail: {
      zh: '处理请求时发生未预料的故障，未产生任何结果。',
      en: 'An unforeseen fault stopped the request; nothing came of it.',
    },
    reason: { zh: '系统故障，并非您的请求有误。', en: 'A fault of the system, not of your request.' },
    remedy: {
      zh: '请稍后重试；若仍失败，请将追踪号告知运行管理员。',
      en: 'Try again later; if it fails again, give the trace id to the operator.',
    },
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    title: { zh: '数据库暂不可用', en: 'Database not available' },
    detail: {
      zh: '暂时无法连接数据库，请求未被受理。',
      en: 'The database cannot be reached for now; the request was not accepted.',
    },
    reason: { zh: '未落盘的操作一律不确认。', en: 'Nothing is acknowledged before it is stored.' },
    remedy: { zh: '请稍后重试，系统会自动恢复连接。', en: 'Try again shortly; the connection recovers by itself.' },
  },
  INVALID_INPUT: {
    status: 400,
    title: { zh: '输入不符合要求', en: 'Input not as described' },
    detail: {
      zh: '输入中有 {count} 处不符合接口描述，逐项见 errors。',
      en: '{count} place(s) of the input differ from the description; see errors.',
    },
    reason: {
      zh: '只接受接口描述允许的字段和取值。',
      en: 'Only fields and values of the interface description are accepted.',
    },
    remedy: {
      zh: '请按 errors 中的位置改正后重试，接口描述见 /docs。',
      en: 'Correct the places named in errors; the description is at /docs.',
    },
  },
  PRECONDITION_REQUIRED: {
    status: 428,
    title: { zh: '缺少版本前提', en: 'Version precondition missing' },
    detail: {
      zh: '修改前必须用 If-Match 说明所依据的版本。',
      en: 'A change must name the version it is based on in If-Match.',
    },
    reason: {
      zh: '防止两人互相覆盖（RFC 6585 第 3 节）。',
      en: 'Two people must not overwrite each other (RFC 6585 §3).',
    },
    remedy: {
      zh: '先读取该记录，把返回的 ETag 放入 If-Match。',
      en: 'Read the record first and send its ETag as If-Match.',
    },
  },
  STALE_VERSION: {
    status: 412,
    title: { zh: '版本已过时', en: 'Version out of date' },
    detail: {
      zh: '该记录已被他人修改，当前版本为 {current}。',
      en: 'Somebody changed the record; its version now is {current}.',
    },
    reason: {
      zh: '只能在最新版本上修改（乐观锁）。',
      en: 'Changes are accepted on the newest version only (optimistic locking).',
    },
    remedy: { zh: '重新读取、核对差异后再提交。', en: 'Read it again, compare, then submit again.' },
  },
  NOT_FOUND: {
    status: 404,
    title: { zh: '未找到', en: 'Not found' },
    detail: {
      zh: '没有这个地址，或其内容不对您开放。',
      en: 'There is nothing at this address, or nothing that is open to you.',
    },
    reason: {
      zh: '不向无权者透露某项内容是否存在。',
      en: 'Whether a thing exists is not told to those who may not see it.',
    },
    remedy: { zh: '核对地址；接口清单见 /docs。', en: 'Check the address; the interfaces are listed at /docs.' },
  },
  ALREADY_EXISTS: {
    status: 409,
    title: { zh: '已存在', en: 'Already exists' },
    detail: { zh: '{what}已存在。', en: '{what} exists already.' },
    reason: { zh: '同一标识只能登记一次。', en: 'One identifier is registered once.' },
    remedy: { zh: '改用其他标识，或修改已有记录。', en: 'Use another identifier, or change the record that is there.' },
  },
});
