import { dateOfSerial } from '../../kernel/workbook/index.ts';
import type { CodeTableName } from '../code-table/code-table.ts';
import type { ResourceColumn } from './columns.ts';
import type { RecordNotes } from './record-notes.ts';
import type { FoundCell, SheetRecord } from './record-rows.ts';
import { type CodeReader, dayOf, decisionOf, figureOf } from './values.ts';

/** The cells of one record by what their columns say, each with a note of where it was read and what was wrong with it. */
export type RecordCells = ReturnType<typeof recordCells>;

/**
 * Reads the cells of a record. Every reader takes what is stored, which counts where the workbook has no such column, and
 * gives undefined for a cell that is empty or was not understood.
 */
export function recordCells({ record, notes, codes }: { record: SheetRecord; notes: RecordNotes; codes: CodeReader }) {
  const { columns } = record.layout;
  return { cellAt, coded, day, decision, empty, figure, has, notUnderstood, text };

  function has(...wanted: readonly ResourceColumn[]): boolean {
    return wanted.some((column) => columns.has(column));
  }

  function empty(pointer: string, zh: string, en: string): void {
    if (!notes.isRefused(pointer)) notes.refuse('CELL_EMPTY', pointer, { zh, en });
  }

  function notUnderstood(pointer: string, zh: string, en: string): void {
    notes.refuse('CELL_NOT_UNDERSTOOD', pointer, { zh, en });
  }

  /** The cell of a column, unless it is empty or holds an error of a formula. */
  function cellAt(column: ResourceColumn, pointer: string): FoundCell | undefined {
    notes.expectAt(pointer, columns.get(column));
    const cell = record.value(column);
    notes.readAt(pointer, cell);
    if (cell?.kind === 'error') {
      notUnderstood(pointer, '单元格是公式错误', 'is an error of a formula');
      return undefined;
    }
    return cell === undefined || cell.text === '' ? undefined : cell;
  }

  /** What a column says: what is stored where there is no such column, undefined where the cell is empty. */
  function text<T extends string | undefined>(
    column: ResourceColumn,
    pointer: string,
    otherwise: T,
  ): string | T | undefined {
    if (!columns.has(column)) return otherwise;
    return cellAt(column, pointer)?.text;
  }

  function coded(
    column: ResourceColumn,
    table: CodeTableName,
    pointer: string,
    otherwise: string | undefined,
    called: string,
  ): string | undefined {
    const written = text(column, pointer, otherwise);
    if (written === undefined) {
      empty(pointer, `缺少${called}`, 'is missing');
      return undefined;
    }
    const code = codes.read(table, written);
    if (code === undefined) {
      const { zh, en } = codes.choices(table);
      notUnderstood(pointer, `不是${called}的名称或代码${zh}`, `is in no row of the table ${table}${en}`);
    }
    return code;
  }

  function day(column: ResourceColumn, pointer: string, otherwise: string | undefined): string | undefined {
    if (!columns.has(column)) return otherwise;
    const cell = cellAt(column, pointer);
    if (cell === undefined) return undefined;
    const read = dayOf(cell.text, (serial) => dateOfSerial(serial, false));
    if (read === undefined) notUnderstood(pointer, '不是日期，应为 2024-03-01', 'is no day; write 2024-03-01');
    return read;
  }

  function decision(column: ResourceColumn, pointer: string, otherwise: boolean | undefined): boolean | undefined {
    if (!columns.has(column)) return otherwise;
    const cell = cellAt(column, pointer);
    if (cell === undefined) return undefined;
    const read = decisionOf(cell.text);
    if (read === undefined) notUnderstood(pointer, '应为“是”或“否”', 'is neither 是 nor 否');
    return read;
  }

  /** A figure of the census: a number and nothing else. */
  function figure(column: ResourceColumn, pointer: string, otherwise: number | undefined): number | undefined {
    if (!columns.has(column)) return otherwise;
    const cell = cellAt(column, pointer);
    if (cell === undefined || isNothing(cell.text)) return undefined;
    const read = cell.kind === 'date' ? undefined : figureOf(cell.text);
    if (read === undefined) notes.refuse('CENSUS_NOT_A_NUMBER', pointer, { zh: '不是数字', en: 'is no number' });
    return read;
  }
}

/** How people fill in a cell that has nothing to say. */
export function isNothing(text: string): boolean {
  return /^(?:[-—–/\\]+|无)$/.test(text.trim());
}
