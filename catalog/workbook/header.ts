import type { MergedRange, Sheet, SheetRow } from '../../kernel/workbook/index.ts';
import { nameKey } from '../resource/resource.ts';
import { columnTexts, extensionGroup } from './column-texts.ts';
import type { Column } from './columns.ts';
import { unquotedCell } from './safe-cell.ts';

/** Which column of a sheet says what. */
export interface Layout {
  readonly sheet: Sheet;
  /** The last row of the header. */
  readonly headerRow: number;
  readonly columns: ReadonlyMap<Column, number>;
  /** Columns that continue a long text, in order; the first is in `columns` too. */
  readonly rowSchemaColumns: readonly number[];
  /** Extension elements: the name, and its column. */
  readonly extensions: readonly { readonly name: string; readonly column: number }[];
  /** The last column that has a heading. */
  readonly lastColumn: number;
  /** Known headings in the row itself, or merged down into it. */
  readonly known: number;
}

/** A header stands in one of so many rows; titles, units and notes stand before it. */
export const rowsToSearch = 15;

/** Rows that a header may take, groups above and headings below. */
const deepestHeader = 3;

/**
 * Finds the header of a sheet: the row that has most of the known headings, with the rows above it as headings of groups.
 * @returns undefined for a sheet that is no directory
 */
export function findLayout(sheet: Sheet): Layout | undefined {
  const rows = new Map(
    sheet.rows.filter(({ row }) => row <= rowsToSearch + deepestHeader).map((row) => [row.row, row]),
  );
  const merges = sheet.merges.filter(({ top }) => top <= rowsToSearch + deepestHeader);
  let best: Layout | undefined;
  for (const { row } of rows.values()) {
    if (row > rowsToSearch) break;
    const layout = layoutAt(sheet, row, { rows, merges });
    // In a header of two rows, headings that are merged over both count in both: the lower one knows more, or as much.
    if (layout !== undefined && layout.known >= (best?.known ?? 0)) best = layout;
  }
  return best !== undefined && best.known >= fewestColumns && hasName(best) ? best : undefined;
}

/** What has fewer known headings is some other table. */
const fewestColumns = 4;

function hasName({ columns }: Layout): boolean {
  return columns.has('name') && columns.has('code');
}

interface Headings {
  readonly rows: ReadonlyMap<number, SheetRow>;
  readonly merges: readonly MergedRange[];
}

function layoutAt(sheet: Sheet, headerRow: number, headings: Headings): Layout | undefined {
  const columns = new Map<Column, number>();
  const rowSchemaColumns: number[] = [];
  const extensions: { name: string; column: number }[] = [];
  const taken = new Set<string>();
  let [lastColumn, known] = [0, 0];
  for (const { column, isOwn } of columnsOf(headerRow, headings)) {
    const stack = headingsOf(column, headerRow, headings);
    const leaf = stack.at(-1);
    if (leaf === undefined) continue;
    const above = stack.slice(0, -1);
    const meaning = above.some((group) => keyOf(group) === extensionKey) ? undefined : meaningOf(leaf, above);
    if (meaning === 'rowSchema') rowSchemaColumns.push(column);
    if (meaning !== undefined) {
      if (!columns.has(meaning)) columns.set(meaning, column);
      if (isOwn) known += 1;
      lastColumn = column;
      continue;
    }
    // A title or a note above is no heading of what stands below it.
    if (!isOwn) continue;
    lastColumn = column;
    const name = unquotedCell(leaf);
    if (taken.has(name)) continue;
    taken.add(name);
    extensions.push({ name, column });
  }
  return { sheet, headerRow, columns, rowSchemaColumns, extensions, lastColumn, known };
}

const extensionKey = nameKey(extensionGroup);

/** Columns with a heading in the row or merged down into it, which are its own, and those with one above that nothing merges. */
function columnsOf(headerRow: number, { rows, merges }: Headings): readonly { column: number; isOwn: boolean }[] {
  const own = new Set(rows.get(headerRow)?.cells.keys());
  for (const { top, bottom, left } of merges) if (top < headerRow && bottom >= headerRow) own.add(left);
  const above = [...rows.values()]
    .filter(({ row }) => row < headerRow && row > headerRow - deepestHeader)
    .flatMap(({ cells }) => [...cells.keys()]);
  return [...new Set([...own, ...above])].sort((a, b) => a - b).map((column) => ({ column, isOwn: own.has(column) }));
}

/** The headings over a column, from the top: each once, with what is merged over it. */
function headingsOf(column: number, headerRow: number, { rows, merges }: Headings): readonly string[] {
  const stack: string[] = [];
  for (let row = Math.max(1, headerRow - deepestHeader + 1); row <= headerRow; row += 1) {
    const range = merges.find(
      ({ top, bottom, left, right }) => top <= row && row <= bottom && left <= column && column <= right,
    );
    const text = rows.get(range?.top ?? row)?.cells.get(range?.left ?? column)?.text;
    if (text !== undefined && text !== stack.at(-1)) stack.push(text);
  }
  return stack;
}

/** What a heading means, also by the headings above it. */
function meaningOf(leaf: string, above: readonly string[]): Column | undefined {
  const keys = [nameKey(leaf), keyOf(leaf)];
  for (const key of keys) {
    const named = byName.get(key);
    if (named !== undefined) return named;
  }
  const groups = above.map(keyOf);
  return columnTexts.find(
    ({ short = [], under = [] }) =>
      short.some((text) => keys.includes(nameKey(text))) &&
      groups.some((group) => under.some((text) => group.includes(nameKey(text)))),
  )?.column;
}

/** A heading without what stands in brackets: units, and whether it must be filled in. */
function keyOf(heading: string): string {
  return nameKey(heading.replace(/[（(【[][^）)】\]]*[）)】\]]/g, ''));
}

const byName: ReadonlyMap<string, Column> = new Map(
  columnTexts.flatMap(({ column, title, names = [] }) =>
    [title, ...names].flatMap((text) => [[nameKey(text), column] as const, [keyOf(text), column] as const]),
  ),
);
