import { lastRow, type SheetCell, type SheetRow, tooLarge, workbookLimits } from '../../kernel/workbook/index.ts';
import { nameKey } from '../resource/resource.ts';
import type { Column, ItemColumn, ResourceColumn } from './columns.ts';
import { itemColumns, resourceColumns } from './columns.ts';
import type { Layout } from './header.ts';
import { unquotedCell } from './safe-cell.ts';
import { plain } from './values.ts';

/** A value and where it was read. */
export interface FoundCell {
  readonly text: string;
  readonly row: number;
  readonly column: number;
  readonly kind: SheetCell['kind'];
}

/** One information item's row. */
export interface ItemRow {
  readonly row: number;
  value(column: ItemColumn): FoundCell | undefined;
}

/** The rows of one resource, as they stand in a sheet. */
export interface SheetRecord {
  readonly layout: Layout;
  /** Its first row. */
  readonly row: number;
  value(column: ResourceColumn): FoundCell | undefined;
  /** What stands in a column for lists, in all rows: a list may go on below. */
  values(column: ResourceColumn): readonly FoundCell[];
  readonly rowSchema: readonly FoundCell[];
  readonly extension: readonly { readonly name: string; readonly cell: FoundCell }[];
  readonly items: readonly ItemRow[];
  /** Cells that say another thing than the first row does. */
  readonly contradictions: readonly { readonly column: ResourceColumn; readonly cell: FoundCell }[];
}

export interface SheetRecords {
  readonly records: readonly SheetRecord[];
  /** Rows with something in them that belong to no resource. */
  readonly unread: readonly FoundCell[];
}

/** What a blank cell of a new resource takes from the resource above, when all of the class, or of the provider, is blank. */
const classColumns = ['category', 'section', 'classItem', 'subItem'] as const;
const providerColumns = ['provider', 'providerCode', 'providerId'] as const;

const lists = new Set<Column>(['related', 'relations', 'matchKeys']);

/**
 * Gathers the rows of a sheet into resources, however they are written: a row each, or a row for each information item with
 * the resource's cells merged, left blank or repeated below the first.
 */
export function recordsOf(layout: Layout): SheetRecords {
  const read = cellReader(layout);
  const groups: SheetRow[][] = [];
  const unread: FoundCell[] = [];
  let current: { code: string; name: string } | undefined;
  for (const row of layout.sheet.rows) {
    if (row.row <= layout.headerRow || isHeaderAgain(row, read)) continue;
    const code = plain(read(row, 'code')?.text ?? '').replace(/\s/g, '');
    const name = nameKey(read(row, 'name')?.text ?? '');
    const isItem = itemColumns.some((column) => read(row, column) !== undefined);
    const names = code !== '' || name !== '';
    if (names && isOther({ code, name }, current)) {
      groups.push([row]);
      current = { code, name };
    } else if (groups.length > 0 && (names || isItem)) groups.at(-1)?.push(row);
    else unread.push(...firstOf(row, layout));
  }
  const records: SheetRecord[] = [];
  for (const rows of groups) records.push(recordOf({ layout, rows, read, above: records.at(-1) }));
  return { records, unread };
}

type CellReader = (row: SheetRow, column: Column) => FoundCell | undefined;

/** A row speaks of another resource when its code differs, or, where it has none, its name. */
function isOther(row: { code: string; name: string }, current: { code: string; name: string } | undefined): boolean {
  if (current === undefined) return true;
  if (row.code !== '' && row.code !== current.code) return true;
  return row.name !== '' && row.name !== current.name;
}

/** Printed tables repeat their header, and number their columns below it. */
function isHeaderAgain(row: SheetRow, read: CellReader): boolean {
  const [name, code] = [read(row, 'name')?.text ?? '', read(row, 'code')?.text ?? ''];
  if (/名称$/.test(nameKey(name)) && /[代编]码$/.test(nameKey(code))) return true;
  return /^[(（]?\d{1,2}[)）]?$/.test(name) && /^[(（]?\d{1,2}[)）]?$/.test(code);
}

function firstOf(row: SheetRow, { lastColumn }: Layout): readonly FoundCell[] {
  for (const [column, { text, kind }] of row.cells) {
    if (column <= lastColumn && text.trim() !== '') return [{ text, kind, row: row.row, column }];
  }
  return [];
}

/** Reads cells by what their column says; a cell inside a range that is merged downwards shows what the range shows. */
function cellReader(layout: Layout): CellReader {
  const { sheet, headerRow, columns } = layout;
  const byRow = new Map(sheet.rows.map((row) => [row.row, row]));
  const end = sheet.rows.at(-1)?.row ?? 0;
  const wanted = new Set([...columns.values(), ...layout.extensions.map(({ column }) => column)]);
  // By column and row in one number: the first row of the range that the cell is in.
  const firstRows = new Map<number, number>();
  for (const { top, bottom, left } of sheet.merges) {
    if (!wanted.has(left) || top <= headerRow) continue;
    for (let row = top + 1; row <= Math.min(bottom, end); row += 1) firstRows.set(left * (lastRow + 1) + row, top);
    if (firstRows.size > workbookLimits.mergedCells) throw tooLarge.merges();
  }
  return ({ row, cells }, column) => {
    const at = columns.get(column);
    if (at === undefined) return undefined;
    const top = firstRows.get(at * (lastRow + 1) + row);
    // An item begins with a name of its own: one that is merged downwards is one item.
    if (top !== undefined && (column === 'itemName' || column === 'itemField')) return undefined;
    return found(top === undefined ? cells.get(at) : byRow.get(top)?.cells.get(at), top ?? row, at);
  };
}

function found(cell: SheetCell | undefined, row: number, column: number): FoundCell | undefined {
  return cell === undefined || cell.text.trim() === ''
    ? undefined
    : { text: unquotedCell(cell.text), kind: cell.kind, row, column };
}

function recordOf(options: {
  layout: Layout;
  rows: readonly SheetRow[];
  read: CellReader;
  above: SheetRecord | undefined;
}): SheetRecord {
  const { layout, rows, read, above } = options;
  const all = (column: Column) => rows.map((row) => read(row, column)).filter((cell) => cell !== undefined);
  const first = new Map<ResourceColumn, FoundCell>();
  const contradictions: { column: ResourceColumn; cell: FoundCell }[] = [];
  for (const column of resourceColumns) {
    if (!layout.columns.has(column)) continue;
    const [one, ...others] = all(column);
    if (one === undefined) continue;
    first.set(column, one);
    if (lists.has(column)) continue;
    for (const cell of others) if (cell.text !== one.text) contradictions.push({ column, cell });
  }
  inherit(first, classColumns, above);
  if (providerColumns.every((column) => !first.has(column))) inherit(first, providerColumns, above);
  return {
    layout,
    row: rows[0]?.row ?? 0,
    value: (column) => first.get(column),
    values: (column) => distinct(all(column)),
    rowSchema: rows
      .slice(0, 1)
      .flatMap((row) =>
        layout.rowSchemaColumns.flatMap((column) => found(row.cells.get(column), row.row, column) ?? []),
      ),
    extension: layout.extensions.flatMap(({ name, column }) => {
      for (const row of rows) {
        const cell = found(row.cells.get(column), row.row, column);
        if (cell !== undefined) return [{ name, cell }];
      }
      return [];
    }),
    items: rows
      .filter((row) => itemColumns.some((column) => read(row, column) !== undefined && isOwn(row, layout, column)))
      .map((row) => ({ row: row.row, value: (column) => read(row, column) })),
    contradictions,
  };
}

/** A list that is merged over all rows, or repeated in each, is one list. */
function distinct(cells: readonly FoundCell[]): readonly FoundCell[] {
  return cells.filter((cell, index) => cells.findIndex(({ text }) => text === cell.text) === index);
}

/** Is there something in the row itself, and not only in a range that is merged over it? */
function isOwn({ cells }: SheetRow, { columns }: Layout, column: Column): boolean {
  const at = columns.get(column);
  const text = at === undefined ? undefined : cells.get(at)?.text;
  return text !== undefined && text.trim() !== '';
}

/** Fills in what stands above, up to the first that the resource has of its own. */
function inherit(
  first: Map<ResourceColumn, FoundCell>,
  columns: readonly ResourceColumn[],
  above: SheetRecord | undefined,
): void {
  for (const column of columns) {
    if (first.has(column)) return;
    const cell = above?.value(column);
    if (cell !== undefined) first.set(column, cell);
  }
}
