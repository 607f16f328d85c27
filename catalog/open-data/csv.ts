import { csvOf } from '../csv.ts';
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

/** The open items as a table that spreadsheets open, one item a line. Texts are made harmless there; numbers stay numbers. */
export function itemsCsv(items: readonly OpenDatasetItem[]): string {
  const cellOf = (cell: string | number | undefined) =>
    typeof cell === 'number' ? String(cell) : safeCell(cell ?? '');
  return csvOf([columns.map(([title]) => title), ...items.map((item) => columns.map(([, of]) => cellOf(of(item))))]);
}
