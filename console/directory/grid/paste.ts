import { type GridRow, type ItemCodes, isBlankRow, proposed, understood } from './cells.ts';
import { columnOfHeading, type ItemColumn, itemColumns } from './columns.ts';

/** What a paste did, to be said. */
export interface PasteReport {
  readonly rows: number;
  /** Columns were told by their headings. */
  readonly byHeading: boolean;
  /** Headings that nobody knows; what stood under them was left out. */
  readonly unknown: readonly string[];
  /** Cells beyond the last column, left out. */
  readonly cutOff: number;
}

/** How far down a heading is looked for: some sheets have a title above it. */
const headingWithin = 5;

/**
 * Reads what a spreadsheet puts on the clipboard: cells parted by tabs, rows by line ends, a cell with either of them or
 * with quotes in quotes. White lines at the end are nothing.
 */
export function readTable(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  let atStart = true;
  const endCell = () => {
    row.push(cell);
    [cell, atStart] = ['', true];
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index);
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (letter === '"' && atStart && closes(text, index)) {
      isQuoted = true;
      atStart = false;
    } else if (letter === '\t') endCell();
    else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text.charAt(index + 1) === '\n') index += 1;
      endRow();
    } else {
      cell += letter;
      atStart = false;
    }
  }
  if (cell !== '' || row.length > 0) endRow();
  while (rows.at(-1)?.every((each) => each.trim() === '') === true) rows.pop();
  return rows;
}

/** Does the quote at this place open a cell that is closed again before the next cell begins? */
function closes(text: string, start: number): boolean {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text.charAt(index) !== '"') continue;
    if (text.charAt(index + 1) === '"') index += 1;
    else return index + 1 === text.length || /[\t\r\n]/.test(text.charAt(index + 1));
  }
  return false;
}

/** The row with the headings, if there is one: two columns known by name, one of them what an item is called. */
function headingOf(table: readonly (readonly string[])[]): number | undefined {
  const found = table.slice(0, headingWithin).findIndex((row) => {
    const columns = new Set(row.map(columnOfHeading).filter((column) => column !== undefined && column !== 'silent'));
    return columns.size >= 2 && (columns.has('name') || columns.has('field'));
  });
  return found < 0 ? undefined : found;
}

/** Puts a table into the grid: by its headings, or from the place where one stands. The rows that were there stay as they were given. */
export function pasteInto(
  rows: readonly GridRow[],
  text: string,
  place: { readonly row: number; readonly column: ItemColumn; readonly codes: ItemCodes },
): { readonly rows: readonly GridRow[]; readonly report: PasteReport } {
  const table = readTable(text);
  const heading = headingOf(table);
  const first = itemColumns.indexOf(place.column);
  const headings = heading === undefined ? undefined : table[heading];
  const columns: readonly (ItemColumn | 'silent' | undefined)[] =
    headings === undefined ? itemColumns.slice(first) : headings.map(columnOfHeading);
  const body =
    heading === undefined ? table : table.slice(heading + 1).filter((row) => row.some((each) => each.trim() !== ''));
  const next = [...rows];
  const taken = new Set<string>();
  rows.forEach(({ cells }, index) => {
    if (index < place.row || index >= place.row + body.length) taken.add((cells.field ?? '').toLowerCase());
  });
  let cutOff = 0;
  body.forEach((written, index) => {
    const at = place.row + index;
    let cells: GridRow['cells'] = next[at]?.cells ?? {};
    const seen = new Set<ItemColumn>();
    let size: GridRow['cells'] = {};
    written.forEach((each, position) => {
      const column = columns[position];
      if (column === undefined && headings === undefined && each.trim() !== '') cutOff += 1;
      if (column === undefined || column === 'silent' || seen.has(column)) return;
      seen.add(column);
      const read = understood(column, each, place.codes);
      if (column === 'type') size = read;
      cells = { ...cells, ...read };
    });
    // A size within the type, as in varchar(50), stands where the columns for it say nothing.
    if ((cells.length ?? '') === '' && size.length !== undefined) cells = { ...cells, ...size };
    const row = { cells };
    next[at] = isBlankRow(row) ? row : { cells: proposed(cells, taken) };
  });
  // Where one pasted below the end, the rows between are empty.
  for (let index = 0; index < next.length; index += 1) next[index] ??= { cells: {} };
  const unknown = (headings ?? []).filter((each) => columnOfHeading(each) === undefined).map((each) => each.trim());
  return { rows: next, report: { rows: body.length, byHeading: headings !== undefined, unknown, cutOff } };
}

/** Rows as a spreadsheet takes them, with headings. */
export function tableOf(
  rows: readonly GridRow[],
  columns: readonly ItemColumn[],
  word: (column: ItemColumn, cell: string) => string,
  headings?: (column: ItemColumn) => string,
): string {
  const quoted = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map(({ cells }) => columns.map((column) => quoted(word(column, cells[column] ?? ''))).join('\t'));
  return [...(headings === undefined ? [] : [columns.map(headings).join('\t')]), ...lines].join('\n');
}
