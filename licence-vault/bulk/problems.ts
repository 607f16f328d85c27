import { defineProblems } from '../../kernel/pure/index.ts';

/** Refusals of a file of licences as a whole, and of its rows before anything in them is looked at. */
export const issueJobProblems = defineProblems({
  ISSUE_JOB_UNKNOWN: {
    status: 404,
    title: { zh: '没有此批量签发任务', en: 'No such issue job' },
    detail: { zh: '没有该批量签发任务。', en: 'There is no issue job of this id.' },
    reason: { zh: '批量签发任务只由提交它的机构查看。', en: 'Jobs are shown to the organisation that submitted them.' },
    remedy: { zh: '本机构的任务见 /v1/licence-jobs。', en: 'The jobs of your organisation are at /v1/licence-jobs.' },
  },
  ISSUE_JOB_EMPTY: {
    status: 422,
    title: { zh: '文件中没有证照', en: 'No licences in the file' },
    detail: { zh: '文件中没有一行证照数据。', en: 'The file has no row of licence data.' },
    reason: { zh: '批量签发的文件至少有一行。', en: 'A file to be issued has at least one row.' },
    remedy: {
      zh: 'NDJSON 每行一个 JSON 对象；工作簿在表头下每行一份证照。',
      en: 'NDJSON has an object a line, a workbook a licence a row below its header.',
    },
  },
  ISSUE_JOB_TOO_LARGE: {
    status: 413,
    title: { zh: '文件过大', en: 'File too large' },
    detail: { zh: '文件超出限度：{whatZh}。', en: 'The file goes beyond its bounds: {whatEn}.' },
    reason: {
      zh: '一次提交的行数和每行的长度有上限，以免一个文件占用整个服务。',
      en: 'Rows of a file and the length of a row are bounded, so that one file does not take the whole service.',
    },
    remedy: { zh: '分成几个文件提交。', en: 'Submit it in parts.' },
  },
  ISSUE_JOB_FORMAT_UNKNOWN: {
    status: 415,
    title: { zh: '不支持的文件格式', en: 'Format not supported' },
    detail: { zh: '文件既不是 NDJSON 也不是 .xlsx。', en: 'The file is neither NDJSON nor .xlsx.' },
    reason: {
      zh: '批量签发接受 application/x-ndjson 和 .xlsx 工作簿。',
      en: 'Licences are issued from application/x-ndjson and from .xlsx workbooks.',
    },
    remedy: { zh: '在 Content-Type 中写明格式。', en: 'Name the format in Content-Type.' },
  },
  ISSUE_JOB_HEADER_MISSING: {
    status: 422,
    title: { zh: '没有表头', en: 'No header' },
    detail: {
      zh: '工作簿前 {rows} 行没有表头：至少应有“{column}”一列。',
      en: 'The first {rows} rows have no header: at least the column {column} is needed.',
    },
    reason: {
      zh: '列名为该证照类型的要素名称。',
      en: 'Columns are named as the items of the licence type.',
    },
    remedy: {
      zh: '按 /v1/licence-types 中该类型的要素名称填写表头；可参照 hufu licence import --help。',
      en: 'Name the columns as the items of the type at /v1/licence-types; see hufu licence import --help.',
    },
  },
  ISSUE_JOB_COLUMNS_UNKNOWN: {
    status: 422,
    title: { zh: '表头有不认识的列', en: 'Columns not known' },
    detail: {
      zh: '表头有 {count} 列不属于该证照类型，或重复出现，逐列见 errors。',
      en: '{count} column(s) are none of this licence type, or stand twice; see errors.',
    },
    reason: {
      zh: '一列也不忽略：读不懂的内容可能正是要签发的内容。',
      en: 'No column is passed over: what is not understood may be what was to be issued.',
    },
    remedy: {
      zh: '改正列名，或删除与证照无关的列。',
      en: 'Correct the names, or take columns away that are no part of it.',
    },
  },
  ISSUE_JOB_ROW_UNREADABLE: {
    status: 422,
    title: { zh: '该行无法读取', en: 'Row cannot be read' },
    detail: { zh: '该行{whyZh}。', en: 'The row {whyEn}.' },
    reason: {
      zh: '每行须是一个符合 LicenceJobRow 的 JSON 对象，或工作簿中的一行。',
      en: 'Each row is a JSON object as LicenceJobRow has it, or a row of the workbook.',
    },
    remedy: {
      zh: '按 errors 改正该行，重新提交文件；已签发的行不会重复签发。',
      en: 'Correct it as errors says and submit the file again: rows that were issued are not issued twice.',
    },
  },
  ISSUE_JOB_ENDED: {
    status: 409,
    title: { zh: '任务已结束', en: 'Job ended already' },
    detail: { zh: '该任务已结束，不能停止。', en: 'The job has ended; there is nothing to stop.' },
    reason: { zh: '已签发的证照不因停止任务而撤销。', en: 'Stopping a job takes back none of what was issued.' },
    remedy: { zh: '如需撤销证照，请逐份办理。', en: 'To take back a licence, use its operations.' },
  },
  ISSUE_JOBS_TOO_MANY: {
    status: 429,
    title: { zh: '未完成的任务过多', en: 'Too many jobs under way' },
    detail: { zh: '本机构已有 {most} 个未完成的批量签发任务。', en: 'Your organisation has {most} jobs under way.' },
    reason: { zh: '一个机构同时进行的任务有上限。', en: 'Jobs of one organisation under way at once are bounded.' },
    remedy: { zh: '等待其中一个完成，或停止它。', en: 'Wait for one of them to end, or stop one.' },
  },
  SUBMITTER_NOT_ACTIVE: {
    status: 409,
    title: { zh: '提交人已停用', en: 'Submitter not active' },
    detail: {
      zh: '提交该任务的人员或系统已停用或已调离。',
      en: 'The officer or system that submitted the job is not active any more, or has moved.',
    },
    reason: {
      zh: '证照由有权签发者签发，任务不得代替已停用者继续。',
      en: 'A job acts for who submitted it, and for nobody who may not act.',
    },
    remedy: {
      zh: '由有权的人员重新提交文件；已签发的行不会重复签发。',
      en: 'Let somebody who may submit the file again: rows that were issued are not issued twice.',
    },
  },
  ORIGIN_REQUIRED: {
    status: 422,
    title: { zh: '缺少存量来源', en: 'Origin missing' },
    detail: { zh: '存量证照须写明来源。', en: 'A stock record needs its origin.' },
    reason: {
      zh: '存量证照标明来源登记簿和原颁发日期，保证级别低于新签发的证照。',
      en: 'Licences of stock name the register they come from and their first day, and are marked as of lower assurance.',
    },
    remedy: {
      zh: '在 origin 中写明介质、登记簿和原颁发日期。',
      en: 'State medium, register and day of issue in origin.',
    },
  },
  ORIGIN_NOT_EXPECTED: {
    status: 422,
    title: { zh: '不应有存量来源', en: 'Origin not expected' },
    detail: { zh: '新签发的证照不带存量来源。', en: 'A new licence has no origin in stock.' },
    reason: {
      zh: '存量补录与新签发分开进行，以免混淆保证级别。',
      en: 'Stock is imported by itself, so that the marks of assurance are not mixed up.',
    },
    remedy: { zh: '用 --stock（kind=stock）提交存量证照。', en: 'Submit stock with --stock (kind=stock).' },
  },
});
