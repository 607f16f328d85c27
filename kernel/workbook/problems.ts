import { defineProblems } from '../problem.ts';

/** Refusals of a file that is to be a workbook, before anything in it is understood. */
export const workbookFileProblems = defineProblems({
  WORKBOOK_UNREADABLE: {
    status: 422,
    title: { zh: '工作簿无法读取', en: 'Workbook cannot be read' },
    detail: { zh: '文件无法按 .xlsx 读取：{whyZh}。', en: 'The file cannot be read as .xlsx: {whyEn}.' },
    reason: {
      zh: '工作簿为 .xlsx（Office Open XML，ECMA-376），不加密。',
      en: 'A workbook is .xlsx (Office Open XML, ECMA-376), not encrypted.',
    },
    remedy: {
      zh: '用表格软件打开，另存为“.xlsx”且不设密码，再导入。',
      en: 'Open it in a spreadsheet program, save it as .xlsx without a password, and import that.',
    },
  },
  WORKBOOK_TOO_LARGE: {
    status: 413,
    title: { zh: '工作簿过大', en: 'Workbook too large' },
    detail: { zh: '工作簿超出限度：{whatZh}。', en: 'The workbook goes beyond its bounds: {whatEn}.' },
    reason: {
      zh: '工作簿解压后的大小、行数和单元格数都有上限，以免一个文件占用整个服务。',
      en: 'Unpacked size, rows and cells are bounded, so that one file does not take the whole service.',
    },
    remedy: {
      zh: '删除空白但带格式的行列和无关的工作表，或分成几个文件导入。',
      en: 'Remove formatted but empty rows and columns and other sheets, or import it in parts.',
    },
  },
  WORKBOOK_HAS_MACROS: {
    status: 422,
    title: { zh: '工作簿含宏', en: 'Workbook has macros' },
    detail: { zh: '文件中有宏或嵌入的程序。', en: 'The file holds macros or embedded programs.' },
    reason: {
      zh: '交来的数据不含程序；带程序的文件不予受理。',
      en: 'What is handed in is data; a file with programs in it is not taken.',
    },
    remedy: { zh: '另存为不含宏的“.xlsx”后再导入。', en: 'Save it as .xlsx without macros and import that.' },
  },
});
