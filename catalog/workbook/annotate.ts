import type { Language } from '../../kernel/index.ts';
import {
  type CellStyle,
  columnName,
  longestCell,
  type Sheet,
  type SheetCell,
  type WrittenCell,
  type WrittenRow,
  type WrittenSheet,
} from '../../kernel/workbook/index.ts';
import type { Finding } from '../resource/finding.ts';
import { columnTexts } from './column-texts.ts';
import type { Layout } from './header.ts';
import { safeCell } from './safe-cell.ts';

const heading = columnTexts.find(({ column }) => column === 'findings')?.title ?? '';
const headingWidth = 70;

/**
 * The same workbook with a column of findings: every sheet with its cells where they were, merged as they were; in those that
 * were read as a directory, the cells that findings speak of are coloured, and the findings of each row stand behind it.
 * Values only: formulas come back as what they showed.
 */
export function annotatedSheets(options: {
  sheets: readonly Sheet[];
  layouts: readonly Layout[];
  findings: readonly Finding[];
  language: Language;
}): readonly WrittenSheet[] {
  const layouts = new Map(options.layouts.map((layout) => [layout.sheet, layout]));
  return options.sheets.map((sheet) => {
    const layout = layouts.get(sheet);
    const { name, merges, widths } = sheet;
    if (layout === undefined)
      return { name, merges, widths, rows: sheet.rows.map(({ row, cells }) => plainRow(row, cells)) };
    const column = layout.columns.get('findings') ?? widthOf(sheet) + 1;
    const frozen = { rows: layout.headerRow, columns: layout.columns.get('name') ?? 0 };
    return {
      ...{ name, merges, frozen },
      widths: new Map([...widths, [column, headingWidth]]),
      rows: annotatedRows({ ...options, sheet, layout, column }),
    };
  });
}

/** The last column with something in it, or merged into. */
function widthOf(sheet: Sheet): number {
  let last = 0;
  for (const { cells } of sheet.rows) for (const column of cells.keys()) last = Math.max(last, column);
  for (const { right } of sheet.merges) last = Math.max(last, right);
  return last;
}

function* annotatedRows(options: {
  sheet: Sheet;
  layout: Layout;
  findings: readonly Finding[];
  column: number;
  language: Language;
}): Generator<WrittenRow> {
  const { sheet, layout, column, language } = options;
  const byRow = new Map<number, Finding[]>();
  for (const finding of options.findings) {
    const { cell } = finding;
    if (cell?.sheet !== sheet.name) continue;
    const others = byRow.get(cell.row);
    if (others === undefined) byRow.set(cell.row, [finding]);
    else others.push(finding);
  }
  for (const { row, cells } of sheet.rows) {
    const findings = byRow.get(row) ?? [];
    const styles = stylesOf(findings);
    const isHeader = row <= layout.headerRow;
    const written: WrittenCell[] = [];
    for (const place of new Set([...cells.keys(), ...styles.keys()])) {
      if (place === column) continue;
      written.push({
        ...writtenValue(cells.get(place)),
        column: place,
        style: isHeader ? 'header' : styles.get(place),
      });
    }
    if (row === layout.headerRow) written.push({ column, value: heading, style: 'header' });
    else if (findings.length > 0) {
      const style = findings.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
      written.push({ column, value: sentences(findings, language), style });
    }
    yield { row, cells: written.sort((a, b) => a.column - b.column) };
  }
}

function plainRow(row: number, cells: ReadonlyMap<number, SheetCell>): WrittenRow {
  const written = [...cells].map(([column, cell]) => ({ ...writtenValue(cell), column }));
  return { row, cells: written.sort((a, b) => a.column - b.column) };
}

function writtenValue(cell: SheetCell | undefined): { value: string | number } {
  if (cell === undefined) return { value: '' };
  return { value: cell.kind === 'number' ? Number(cell.text) : safeCell(cell.text) };
}

function stylesOf(findings: readonly Finding[]): ReadonlyMap<number, CellStyle> {
  const styles = new Map<number, CellStyle>();
  for (const { cell, severity } of findings) {
    if (cell !== undefined && styles.get(cell.column) !== 'error') styles.set(cell.column, severity);
  }
  return styles;
}

/** A line for each finding: how bad, where, what, and how to put it right. */
function sentences(findings: readonly Finding[], language: Language): string {
  const lines = findings.map(({ cell, severity, title, detail, remedy }) => {
    const place = cell === undefined ? '' : `${columnName(cell.column)}${cell.row} `;
    return language === 'zh'
      ? `【${severity === 'error' ? '错误' : '提示'}】${place}${title.zh}：${detail.zh}。${remedy.zh}`
      : `[${severity}] ${place}${title.en}: ${detail.en}. ${remedy.en}`;
  });
  const text = safeCell(lines.join('\n'));
  return text.length > longestCell ? `${text.slice(0, longestCell - 1).toWellFormed()}…` : text;
}
