// The third face of kernel: workbooks (Office Open XML) as rows of texts, read with bounds and written without programs. Apart from
// the others, since few need the libraries that it stands on.
export { dateOfSerial } from './date-formats.ts';
export { lastRow, longestCell, workbookLimits } from './limits.ts';
export { workbookFileProblems } from './problems.ts';
export { readWorkbook } from './read-workbook.ts';
export { tooLarge, unreadable } from './refusals.ts';
export { columnName, type MergedRange, type Sheet, type SheetCell, type SheetRow } from './sheet.ts';
export {
  type CellStyle,
  type WrittenCell,
  type WrittenRow,
  type WrittenSheet,
  workbookType,
  writeWorkbook,
} from './write-workbook.ts';
