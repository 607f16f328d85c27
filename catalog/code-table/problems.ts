import { defineProblems } from '../../kernel/index.ts';

/** Refusals about code tables. */
export const codeTableProblems = defineProblems({
  CODE_TABLE_UNKNOWN: {
    status: 404,
    title: { zh: '没有该代码表', en: 'No such code table' },
    detail: { zh: '没有该代码表；现有：{tables}。', en: 'There is no such code table; there are {tables}.' },
    reason: {
      zh: '目录要素的代码表随系统提供，信息项的代码表由数据主管部门导入。',
      en: 'Tables of the directory come with the product; tables of values are imported by the data administration.',
    },
    remedy: { zh: '在 GET /v1/code-tables 核对名称。', en: 'Check the name in GET /v1/code-tables.' },
  },
  CODE_CSV_UNREADABLE: {
    status: 422,
    title: { zh: 'CSV 无法读取', en: 'CSV cannot be read' },
    detail: { zh: '文件无法按代码表读取：{whyZh}。', en: 'The file cannot be read as a code table: {whyEn}.' },
    reason: {
      zh: '代码表的 CSV（RFC 4180）首行为列名，至少有“代码”和“名称”，每行一个代码。',
      en: 'A code table in CSV (RFC 4180) names its columns in the first line, 代码 (code) and 名称 (name) at least, and has a code a line.',
    },
    remedy: {
      zh: '先导出现有代码表，按其列填写，再导入。',
      en: 'Export a code table first, fill in its columns, and import that.',
    },
  },
  CODE_TABLE_UNTITLED: {
    status: 422,
    title: { zh: '新代码表没有标题', en: 'New code table without a title' },
    detail: { zh: '没有该代码表，新建须给出标题。', en: 'There is no such code table, and a new one needs a title.' },
    reason: { zh: 'CSV 只有各行，标题不在其中。', en: 'CSV holds rows alone, and no title.' },
    remedy: {
      zh: '在查询参数中给出 title（和 titleEn、standard）。',
      en: 'Give title (and titleEn, standard) as query parameters.',
    },
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
    detail: {
      zh: '只有数据主管部门可以扩充和导入代码表。',
      en: 'Only the data administration adds to the code tables and imports them.',
    },
    reason: { zh: '代码表由全区域共用。', en: 'The whole region shares the code tables.' },
    remedy: { zh: '请数据主管部门的目录管理员办理。', en: 'Ask a catalogue administrator of the data administration.' },
  },
  CODE_TABLE_NAME_MALFORMED: {
    status: 400,
    title: { zh: '代码表名称不合格式', en: 'Malformed name of a code table' },
    detail: { zh: '给出的代码表名称不合格式。', en: 'The name of a code table given is not well formed.' },
    reason: {
      zh: '名称以小写字母开头，只含小写字母、数字和连字符，2 至 32 位。',
      en: 'A name begins with a lower-case letter and holds lower-case letters, digits and hyphens only, 2 to 32 of them.',
    },
    remedy: { zh: '改为例如 gender 的形式。', en: 'Write it like gender.' },
  },
  CODE_REPEATED: {
    status: 422,
    title: { zh: '代码重复', en: 'Code repeated' },
    detail: {
      zh: '有 {count} 个代码与前面的重复，逐项见 errors。',
      en: '{count} code(s) repeat an earlier one; see errors.',
    },
    reason: { zh: '同一代码表内代码唯一。', en: 'A code stands once in its table.' },
    remedy: { zh: '删去重复的行。', en: 'Remove the repetition.' },
  },
  CODE_ROW_NATIONAL: {
    status: 409,
    title: { zh: '国家代码不可改动', en: 'National rows stay' },
    detail: {
      zh: '导入的表缺少或改动了国家代码：{codes}。',
      en: 'The import lacks or changes national rows: {codes}.',
    },
    reason: { zh: '地方只增加、修改和停用自有的行。', en: 'A region adds, changes and ends rows of its own only.' },
    remedy: { zh: '按原样保留这些行后重新导入。', en: 'Keep these rows as they are and import again.' },
  },
  CODE_TABLE_VERSION_UNKNOWN: {
    status: 404,
    title: { zh: '没有该版本', en: 'No such version' },
    detail: { zh: '代码表现为第 {current} 版。', en: 'The table is at version {current}.' },
    reason: { zh: '版本自 1 起，每次变化加一。', en: 'Versions count changes, from 1.' },
    remedy: { zh: '改为不大于现行版本的版本号。', en: 'Ask for a version up to the current one.' },
  },
});
