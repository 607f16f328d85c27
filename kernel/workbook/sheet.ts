/** What a cell of a workbook shows, as a text; formulas count by the value that was saved with them. */
export interface SheetCell {
  /** A number as its digits, a day as `YYYY-MM-DD`, a moment as `YYYY-MM-DD hh:mm:ss`. */
  readonly text: string;
  readonly kind: 'text' | 'number' | 'date' | 'error';
}

/** A row with something in it; rows and columns count from 1. */
export interface SheetRow {
  readonly row: number;
  readonly cells: ReadonlyMap<number, SheetCell>;
}

/** Cells that are shown as one (合并单元格); the value stands in the first. */
export interface MergedRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Sheet {
  readonly name: string;
  /** In order. */
  readonly rows: readonly SheetRow[];
  readonly merges: readonly MergedRange[];
  /** Widths of columns, in characters, where they are not the usual ones. */
  readonly widths: ReadonlyMap<number, number>;
}

/** `A` … `XFD` for a column from 1. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** Reads `B12`; undefined for anything else, also for what lies outside a sheet. */
export function placeOf(reference: string): { row: number; column: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(reference) ?? [];
  if (letters === undefined || digits === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits);
  return row <= 1_048_576 && column <= 16_384 ? { row, column } : undefined;
}
