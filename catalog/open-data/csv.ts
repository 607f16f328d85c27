import type { OpenDatasetItem } from '../generated/schemas.ts';
import { safeCell } from '../workbook/safe-cell.ts';

const columns: readonly (readonly [string, (item: OpenDatasetItem) => string | number | undefined])[] = [
  ['字段', (item) => item.field],
  ['信息项名称', (item) => item.name],
  ['英文名称', (item) => item.nameEn],
  ['数据类型', (item) => item.typeName],
  ['数据长度', (item) => item.length],
  ['小数位', (item) => item.scale],
  ['计量单位', (item) => item.unit],
  ['代码表', (item) => item.codeTable],
  ['说明', (item) => item.description],
  ['开放条件', (item) => item.condition],
];

/** The open items as a table that spreadsheets open: RFC 4180 in UTF-8 with a mark at its beginning, one item a line. */
export function itemsCsv(items: readonly OpenDatasetItem[]): string {
  const lines = [columns.map(([title]) => title), ...items.map((item) => columns.map(([, of]) => of(item)))];
  return `\uFEFF${lines.map(csvLine).join('')}`;
}

/** One line of CSV. Texts are made harmless to whoever opens it as a workbook; numbers stay numbers. */
function csvLine(cells: readonly (string | number | undefined)[]): string {
  const written = cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(safeCell(cell ?? ''))));
  return `${written.join(',')}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
