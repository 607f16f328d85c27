import { defineProblems } from '../../kernel/index.ts';

/** Refusals of a workbook as a whole. */
export const workbookProblems = defineProblems({
  WORKBOOK_IMPORT_UNDER_WAY: {
    status: 503,
    title: { zh: '正在导入另一个工作簿', en: 'Another workbook is being imported' },
    detail: {
      zh: '另一个工作簿正在检查或导入，尚未结束。',
      en: 'Another workbook is being checked or imported and is not finished.',
    },
    reason: {
      zh: '导入占用大量内存和处理器时间，为不影响查询，同一时间只导入一个。',
      en: 'An import takes much memory and processor time; so that queries are not slowed down, there is one at a time.',
    },
    remedy: { zh: '按 Retry-After 所示的秒数稍后再试。', en: 'Try again after the seconds that Retry-After names.' },
  },
  WORKBOOK_HEADER_MISSING: {
    status: 422,
    title: { zh: '没有目录表头', en: 'No directory header' },
    detail: {
      zh: '各工作表的前 {rows} 行中都没有找到目录的表头。',
      en: 'No sheet has the directory’s header in its first {rows} rows.',
    },
    reason: {
      zh: '表头按《政务信息资源目录编制指南》命名，至少有“信息资源名称”和“信息资源代码”。',
      en: 'Columns are named as in the guide (2017-1272), with at least 信息资源名称 and 信息资源代码.',
    },
    remedy: {
      zh: '用 hufu catalog export 或 GET /v1/catalog.xlsx 取得带表头的工作簿，照其填写。',
      en: 'Take a workbook with the header from `hufu catalog export` or GET /v1/catalog.xlsx and fill that in.',
    },
  },
  WORKBOOK_EMPTY: {
    status: 422,
    title: { zh: '工作簿没有资源', en: 'No resources in the workbook' },
    detail: { zh: '表头下没有信息资源。', en: 'No resources stand under the header.' },
    reason: { zh: '导入的工作簿至少有一项信息资源。', en: 'A workbook to import has at least one resource.' },
    remedy: { zh: '在表头下逐行填写资源后再导入。', en: 'Fill in resources under the header, then import it.' },
  },
  WORKBOOK_REFUSED: {
    status: 422,
    title: { zh: '工作簿有错误', en: 'Workbook has errors' },
    detail: {
      zh: '工作簿有 {count} 处错误，未导入任何内容；前几处见 errors。',
      en: 'The workbook has {count} error(s), and nothing of it was imported; the first are in errors.',
    },
    reason: { zh: '工作簿要么全部导入，要么完全不导入。', en: 'A workbook is imported as a whole or not at all.' },
    remedy: {
      zh: '用 --dry-run（dryRun=true）取回带“核对结果”列的工作簿，逐处改正后再导入。',
      en: 'Get it back with a column of findings by --dry-run (dryRun=true), correct each, and import it again.',
    },
  },
  WORKBOOK_OVERTAKEN: {
    status: 409,
    title: { zh: '目录在导入时被修改', en: 'Directory changed meanwhile' },
    detail: {
      zh: '核对期间有 {count} 项资源被他人修改，未导入任何内容。',
      en: '{count} resource(s) were changed by others during the check; nothing was imported.',
    },
    reason: {
      zh: '导入以核对时的目录为准，不覆盖他人刚作的修改。',
      en: 'An import rests on the directory it was checked against.',
    },
    remedy: { zh: '重新导入一次。', en: 'Import it again.' },
  },
});

/** What may be wrong at a cell of a workbook, beside the rules for records. */
export const cellProblems = defineProblems({
  CELL_EMPTY: {
    status: 422,
    title: { zh: '必填项为空', en: 'Cell empty' },
    detail: { zh: '有 {count} 处必填项为空。', en: '{count} cell(s) that must be filled in are empty.' },
    reason: {
      zh: '核心元数据须逐项填写（2017-1272）。',
      en: 'Core metadata is filled in element by element (2017-1272).',
    },
    remedy: { zh: '填写该单元格。', en: 'Fill in the cell.' },
  },
  CELL_NOT_UNDERSTOOD: {
    status: 422,
    title: { zh: '无法理解的取值', en: 'Cell not understood' },
    detail: { zh: '有 {count} 处取值无法理解。', en: '{count} cell(s) hold what is not understood.' },
    reason: {
      zh: '取值按代码表的名称或代码、日期按年月日、是否类按“是”“否”填写。',
      en: 'Values are names or codes of their table, days as year, month and day, decisions as 是 or 否.',
    },
    remedy: {
      zh: '按提示改写；可用的取值见代码表。',
      en: 'Write it as the finding says; values are in the code tables.',
    },
  },
  CENSUS_NOT_A_NUMBER: {
    status: 422,
    title: { zh: '普查数据不是数字', en: 'Census figure is no number' },
    detail: { zh: '有 {count} 处普查数据不是数字。', en: '{count} census figure(s) are no numbers.' },
    reason: {
      zh: '普查数据只填数字，单位在表头（GB、万条）。',
      en: 'Census figures are numbers; the unit stands in the header.',
    },
    remedy: { zh: '只填数字，不写单位、“约”或区间。', en: 'Write the number alone: no unit, no “about”, no range.' },
  },
  CELL_OUT_OF_BOUNDS: {
    status: 422,
    title: { zh: '取值超出限度', en: 'Value out of bounds' },
    detail: { zh: '有 {count} 处取值过长或超出范围。', en: '{count} value(s) are too long or out of range.' },
    reason: { zh: '各要素的长度和范围有上限。', en: 'Elements have a largest length or range.' },
    remedy: { zh: '缩短内容，或改到允许的范围内。', en: 'Shorten it, or bring it into the range.' },
  },
  ROWS_CONTRADICT: {
    status: 422,
    title: { zh: '同一资源各行不一致', en: 'Rows of one resource differ' },
    detail: {
      zh: '有 {count} 处与该资源首行不一致。',
      en: '{count} cell(s) differ from the first row of the resource.',
    },
    reason: {
      zh: '一项资源占多行时，资源的要素各行相同、留空或合并单元格。',
      en: 'Where a resource takes several rows, its elements are repeated, left blank or merged.',
    },
    remedy: { zh: '统一各行，或只在首行填写。', en: 'Make the rows agree, or fill in the first only.' },
  },
  ROW_NOT_READ: {
    status: 422,
    title: { zh: '未导入的行', en: 'Row not read' },
    detail: { zh: '有 {count} 行不属于任何资源。', en: '{count} row(s) belong to no resource.' },
    reason: {
      zh: '资源的行有名称或代码，信息项的行有信息项名称。',
      en: 'A row has the name or code of a resource, or the name of an item.',
    },
    remedy: {
      zh: '是说明文字的可以忽略；是资源的补齐名称和代码。',
      en: 'Ignore it if it is a note; else fill in name and code.',
    },
  },
  NAME_TWICE_IN_WORKBOOK: {
    status: 422,
    title: { zh: '工作簿内重名', en: 'Name twice in the workbook' },
    detail: {
      zh: '有 {count} 个资源名称在工作簿内重复。',
      en: '{count} resource name(s) stand twice in the workbook.',
    },
    reason: {
      zh: '同一提供方的资源不重名；仅空格、标点或全半角不同的视为同名。',
      en: 'A provider’s resources differ in name; white space, punctuation and width do not count.',
    },
    remedy: { zh: '合并为一项，或改用能区分内容的名称。', en: 'Make them one, or choose names that tell them apart.' },
  },
  CODE_TWICE_IN_WORKBOOK: {
    status: 422,
    title: { zh: '工作簿内代码重复', en: 'Code twice in the workbook' },
    detail: {
      zh: '有 {count} 个资源代码在工作簿内重复。',
      en: '{count} resource code(s) stand twice in the workbook.',
    },
    reason: { zh: '一个代码对应一项资源（2017-1272）。', en: 'One code, one resource (2017-1272).' },
    remedy: {
      zh: '同一资源的行连续排列；不同资源另编顺序号。',
      en: 'Keep the rows of a resource together; give another one its own serial.',
    },
  },
  RECORD_CHANGED_SINCE: {
    status: 409,
    title: { zh: '导出后已被修改', en: 'Changed since it was exported' },
    detail: {
      zh: '有 {count} 项资源在导出后已被他人修改。',
      en: '{count} resource(s) were changed after the workbook was exported.',
    },
    reason: {
      zh: '导出的工作簿带有记录版本，不覆盖他人之后的修改。',
      en: 'An exported workbook names the version of each record, and does not overwrite later changes.',
    },
    remedy: { zh: '重新导出，在新的工作簿上修改。', en: 'Export it again and make the change there.' },
  },
});
