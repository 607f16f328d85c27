import { defineProblems } from '../../kernel/pure/index.ts';

/** What can be wrong with a log, a receipt, or with asking for them. */
export const evidenceProblems = defineProblems({
  RECEIPT_MALFORMED: {
    status: 422,
    title: { zh: '回执格式有误', en: 'Not a receipt' },
    detail: { zh: '回执无法读取：{part}。', en: 'The receipt cannot be read: {part}.' },
    reason: {
      zh: '回执的每一部分只有一种写法，读不明白的不予采信。',
      en: 'Every part of a receipt has one spelling; what cannot be read for certain proves nothing.',
    },
    remedy: {
      zh: '使用查询答复中的回执原文，或从 /v1/receipts/<编号> 重新取得。',
      en: 'Use the receipt as it came with the answer, or fetch it again from /v1/receipts/<id>.',
    },
  },
  RECEIPT_OTHER_LOG: {
    status: 422,
    title: { zh: '别的日志的回执', en: 'Receipt of another log' },
    detail: {
      zh: '检查点属于 {origin}，不是所信任的 {expected}。',
      en: 'The checkpoint is of {origin}, not of {expected}, which is trusted.',
    },
    reason: {
      zh: '回执只证明其所属日志中的记录。',
      en: 'A receipt proves what stands in its own log and in no other.',
    },
    remedy: {
      zh: '确认回执来自哪个平台，并使用该平台的日志公钥。',
      en: 'Find out which exchange gave the receipt, and use that log’s key.',
    },
  },
  RECEIPT_CHECKPOINT_NOT_SIGNED: {
    status: 422,
    title: { zh: '检查点签名不符', en: 'Checkpoint not signed by the log' },
    detail: {
      zh: '检查点上没有 {origin} 的有效签名。',
      en: 'The checkpoint bears no valid signature of {origin}.',
    },
    reason: {
      zh: '只有日志自己的密钥签署的检查点才算数（C2SP signed-note）。',
      en: 'Only a checkpoint signed with the log’s own key counts (C2SP signed-note).',
    },
    remedy: {
      zh: '核对日志公钥；若公钥无误，请将此回执交给审计员。',
      en: 'Check the log key; if it is right, hand this receipt to an auditor.',
    },
  },
  RECEIPT_PATH_WRONG: {
    status: 422,
    title: { zh: '包含路径不符', en: 'Inclusion path wrong' },
    detail: {
      zh: '第 {index} 条的路径不通向检查点的根。',
      en: 'The path of leaf {index} does not lead to the checkpoint’s root.',
    },
    reason: {
      zh: '路径须由叶子逐级算至检查点的根（RFC 6962 第 2.1.1 节）。',
      en: 'The path must lead from the leaf to the root of the checkpoint (RFC 6962 §2.1.1).',
    },
    remedy: {
      zh: '回执被改动或不完整：重新取得；若仍不符，请交给审计员。',
      en: 'The receipt was altered or is incomplete: fetch it again, and hand it to an auditor if it still fails.',
    },
  },
  RECEIPT_LEAF_NOT_OPENED: {
    status: 422,
    title: { zh: '内容与叶子不符', en: 'Leaf does not commit to this' },
    detail: {
      zh: '叶子中没有对“{name}”的这一承诺。',
      en: 'The leaf does not commit to this “{name}”.',
    },
    reason: {
      zh: '展示的内容须与叶子中的加盐摘要一致。',
      en: 'What is shown must have the salted digest that the leaf holds.',
    },
    remedy: {
      zh: '回执内容被改动：使用原文。',
      en: 'The receipt’s content was altered: use the original.',
    },
  },
  RECEIPT_ANSWER_CHANGED: {
    status: 422,
    title: { zh: '答复与存证不符', en: 'Answer differs from the record' },
    detail: {
      zh: '答复中的 {member} 与存证的不同。',
      en: 'The answer’s {member} is not what was recorded.',
    },
    reason: {
      zh: '存证承诺了当时交付的内容；改动一个字就不再相符。',
      en: 'The record commits to what was handed over; a single changed character does not fit it.',
    },
    remedy: {
      zh: '以当时收到的原文为准；不要手工编辑答复文件。',
      en: 'Go by what was received then; do not edit the file of an answer.',
    },
  },
  LOG_FORKED: {
    status: 409,
    title: { zh: '日志分叉', en: 'Log forked' },
    detail: {
      zh: '日志在 {size} 条处有两个不同的根。',
      en: 'The log has two different roots at {size} leaves.',
    },
    reason: {
      zh: '一个日志在任一长度上只有一个根；有两个，说明历史被改写或备份回退。',
      en: 'A log has one root at every size; two mean that its past was rewritten or set back to a backup.',
    },
    remedy: {
      zh: '停止写入，保留两个检查点，按运行手册“日志核验发现问题”处理。',
      en: 'Stop writing, keep both checkpoints, and follow the runbook “log verify has found something”.',
    },
  },
  LOG_KEY_MALFORMED: {
    status: 422,
    title: { zh: '日志公钥无法读取', en: 'Log key cannot be read' },
    detail: {
      zh: '文件中没有一行可用的日志公钥。',
      en: 'The file holds no usable line of a log key.',
    },
    reason: {
      zh: '日志公钥形如 名称+编号+base64（C2SP signed-note），Ed25519。',
      en: 'A log key is a line name+id+base64 (C2SP signed-note), Ed25519.',
    },
    remedy: {
      zh: '从 /v1/log/key 或数据主管部门取得公钥文件。',
      en: 'Get the key from /v1/log/key or from the data administration.',
    },
  },
  LOG_TILE_NOT_THERE: {
    status: 404,
    title: { zh: '没有这块日志', en: 'No such tile' },
    detail: {
      zh: '日志目前没有这一块，或路径写法不对。',
      en: 'The log has no such tile now, or the path is not spelled as it should be.',
    },
    reason: {
      zh: '路径按 C2SP tlog-tiles，宽度不超过检查点的长度。',
      en: 'Paths are those of C2SP tlog-tiles, and no wider than the checkpoint’s size.',
    },
    remedy: {
      zh: '先取检查点，按其长度计算所需的块。',
      en: 'Fetch the checkpoint first and work out from its size which tiles there are.',
    },
  },
  RECEIPT_NOT_FOUND: {
    status: 404,
    title: { zh: '没有这份回执', en: 'No such receipt' },
    detail: {
      zh: '没有这份回执，或与贵单位无关。',
      en: 'There is no such receipt, or it is none of your organisation’s.',
    },
    reason: {
      zh: '回执只给查询方、提供方和数据主管部门的审计员。',
      en: 'Receipts are for the asker, the provider, and auditors of the data administration.',
    },
    remedy: { zh: '核对编号。', en: 'Check the id.' },
  },
  USAGE_PURPOSE_UNKNOWN: {
    status: 403,
    title: { zh: '查询依据不成立', en: 'No ground for asking' },
    detail: {
      zh: '该事项不是贵单位办理中的事项。',
      en: 'The matter is none that your organisation handles now.',
    },
    reason: {
      zh: '代持证主体查看使用记录须有本单位的事项和办件；审计员以数据主管部门的身份查看。',
      en: 'Whoever looks for a holder needs a matter and a case of their own organisation.',
    },
    remedy: { zh: '填写本单位的事项编码和办件编号。', en: 'Give a matter of your organisation and the case number.' },
  },
  SEAL_TOO_LONG: {
    status: 422,
    title: { zh: '密封期限过长', en: 'Sealed for too long' },
    detail: { zh: '密封最长至 {latest}。', en: 'A use may be sealed until {latest} at the latest.' },
    reason: {
      zh: '调查中的使用可以暂不告知，但到期必须公开给本人。',
      en: 'A use in an investigation may be kept from its holder for a time, and is shown when that time is over.',
    },
    remedy: {
      zh: '缩短期限，到期前可另行延长。',
      en: 'Choose an earlier date; it can be sealed again before it ends.',
    },
  },
  EVIDENCE_OVERLOADED: {
    status: 503,
    title: { zh: '存证繁忙', en: 'Evidence queue full' },
    detail: { zh: '等待存证的请求过多。', en: 'Too many uses are waiting to be recorded.' },
    reason: {
      zh: '未存证的不作答复；队列满时先拒绝，不让人久等。',
      en: 'Nothing is answered before it is recorded; a full queue refuses rather than lets everybody wait.',
    },
    remedy: { zh: '按 Retry-After 重试。', en: 'Try again after Retry-After.' },
  },
});
