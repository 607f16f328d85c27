import { defineProblems } from '../../kernel/index.ts';

/** Refusals about code tables. */
export const codeTableProblems = defineProblems({
  CODE_TABLE_UNKNOWN: {
    status: 404,
    title: { zh: '没有该代码表', en: 'No such code table' },
    detail: { zh: '没有该代码表；现有：{tables}。', en: 'There is no such code table; there are {tables}.' },
    reason: {
      zh: '代码表随系统提供，地方只增加其中的行。',
      en: 'The tables come with the product; regions add rows to them.',
    },
    remedy: { zh: '在 GET /v1/code-tables 核对名称。', en: 'Check the name in GET /v1/code-tables.' },
  },
  CODE_TAKEN: {
    status: 409,
    title: { zh: '代码已存在', en: 'Code taken' },
    detail: { zh: '代码表 {table} 中已有该代码。', en: 'The code table {table} has that code already.' },
    reason: { zh: '同一代码表内代码唯一，含义不变。', en: 'A code stands once in its table, and its meaning stays.' },
    remedy: { zh: '使用已有的行，或换一个代码。', en: 'Use the row that is there, or another code.' },
  },
  CODE_PARENT_UNKNOWN: {
    status: 422,
    title: { zh: '上级代码不存在', en: 'Parent code unknown' },
    detail: { zh: '给出的上级代码不存在。', en: 'The parent code given does not exist.' },
    reason: {
      zh: '项（class-section）须归于类 1 或类 2；共享方式须列明可承载的格式。',
      en: 'A section needs the category it belongs to; a sharing mode lists formats that exist.',
    },
    remedy: { zh: '核对 parent 和 fits。', en: 'Check parent and fits.' },
  },
  ADMINISTRATION_ONLY: {
    status: 403,
    title: { zh: '仅限数据主管部门', en: 'Data administration only' },
    detail: { zh: '只有数据主管部门可以扩充代码表。', en: 'Only the data administration adds to the code tables.' },
    reason: { zh: '代码表由全区域共用。', en: 'The whole region shares the code tables.' },
    remedy: { zh: '请数据主管部门的目录管理员办理。', en: 'Ask a catalogue administrator of the data administration.' },
  },
});
