import type { Problem } from '../problem.ts';
import { workbookLimits } from './limits.ts';
import { workbookFileProblems } from './problems.ts';

/** Why a file is no workbook. What the libraries say is kept as the cause and not repeated: it may quote the file. */
export const unreadable = {
  absent: () => because('没有文件', 'there is no file', undefined),
  noZip: (cause: unknown) => because('不是 .xlsx 文件', 'it is no .xlsx', cause),
  oldOrEncrypted: () =>
    because('是旧格式 .xls 或已加密的文件', 'it is an old .xls, or encrypted with a password', undefined),
  damaged: (cause?: unknown) => because('文件已损坏', 'it is damaged', cause),
  xml: (part: string, cause?: unknown) =>
    because(`${part} 不是合格的 XML`, `${part} is no well-formed XML without a DOCTYPE`, cause),
  missing: (part: string) => because(`缺少 ${part}`, `${part} is missing`, undefined),
};

/** Which bound a workbook goes beyond. */
export const tooLarge = {
  file: () =>
    beyond(`文件大于 ${mebibytes(workbookLimits.fileBytes)} MB`, `over ${mebibytes(workbookLimits.fileBytes)} MiB`),
  unpacked: () =>
    beyond(
      `解压后大于 ${mebibytes(workbookLimits.unpackedBytes)} MB`,
      `over ${mebibytes(workbookLimits.unpackedBytes)} MiB unpacked`,
    ),
  entries: () => beyond(`包内文件多于 ${workbookLimits.entries} 个`, `over ${workbookLimits.entries} parts`),
  sheets: () => beyond(`工作表多于 ${workbookLimits.sheets} 张`, `over ${workbookLimits.sheets} sheets`),
  rows: () => beyond(`有内容的行多于 ${workbookLimits.rows} 行`, `over ${workbookLimits.rows} rows`),
  cells: () => beyond(`有内容的单元格多于 ${workbookLimits.cells} 个`, `over ${workbookLimits.cells} cells`),
  text: () => beyond('文字过多', 'too much text'),
  merges: () => beyond('合并单元格过多', 'too many merged cells'),
};

function because(whyZh: string, whyEn: string, cause: unknown): Problem {
  return workbookFileProblems.WORKBOOK_UNREADABLE({ whyZh, whyEn }, { cause });
}

function beyond(whatZh: string, whatEn: string): Problem {
  return workbookFileProblems.WORKBOOK_TOO_LARGE({ whatZh, whatEn });
}

function mebibytes(bytes: number): number {
  return bytes / 1024 / 1024;
}
