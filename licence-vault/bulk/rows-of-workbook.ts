import { escapePointer, type PointerError } from '../../kernel/index.ts';
import { columnName, readWorkbook, type Sheet, type SheetRow } from '../../kernel/workbook/index.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { type Column, columnsOf } from './columns.ts';
import type { FileRow } from './file-row.ts';
import { issueJobProblems } from './problems.ts';

/** Rows in which the header is looked for; above it people write a heading. */
const rowsToSearch = 10;

/**
 * The rows of a workbook: a licence a row, in the first sheet that has a header of the type's columns.
 * @throws WORKBOOK_UNREADABLE, WORKBOOK_TOO_LARGE, WORKBOOK_HAS_MACROS, ISSUE_JOB_HEADER_MISSING, ISSUE_JOB_COLUMNS_UNKNOWN
 */
export async function* rowsOfWorkbook(file: Buffer, type: LicenceType): AsyncGenerator<FileRow> {
  const columns = columnsOf(type);
  const needed = columns.find(({ path }) => path.join('.') === `data.${type.holder.number}`);
  for (const sheet of await readWorkbook(file)) {
    const header = headerOf(sheet, needed);
    if (header === undefined) continue;
    const byColumn = readHeader(sheet, header, columns);
    for (const row of sheet.rows) if (row.row > header.row) yield rowOf(row, byColumn);
    return;
  }
  throw issueJobProblems.ISSUE_JOB_HEADER_MISSING({
    rows: rowsToSearch,
    column: needed?.names[0] ?? type.holder.number,
  });
}

function headerOf(sheet: Sheet, needed: Column | undefined): SheetRow | undefined {
  return sheet.rows
    .filter(({ row }) => row <= rowsToSearch)
    .find(({ cells }) => [...cells.values()].some(({ text }) => needed?.names.includes(nameIn(text)) === true));
}

/** Column numbers and what stands in each. */
function readHeader(sheet: Sheet, header: SheetRow, columns: readonly Column[]): ReadonlyMap<number, Column> {
  const byName = new Map(columns.flatMap((column) => column.names.map((name) => [name, column] as const)));
  const found = new Map<number, Column>();
  const errors: PointerError[] = [];
  for (const [number, { text }] of header.cells) {
    const column = byName.get(nameIn(text));
    const isTaken = column !== undefined && [...found.values()].includes(column);
    if (column !== undefined && !isTaken) found.set(number, column);
    else {
      errors.push({
        pointer: `/${escapePointer(sheet.name)}/${columnName(number)}${header.row}`,
        detail: isTaken ? 'stands twice' : 'is no column of this licence type',
      });
    }
  }
  if (errors.length > 0) throw issueJobProblems.ISSUE_JOB_COLUMNS_UNKNOWN({ count: errors.length }, { errors });
  return found;
}

/** People mark columns that must be filled in. */
function nameIn(text: string): string {
  return text.replace(/\s/g, '').replace(/^[*＊]|[*＊]$/g, '');
}

function rowOf({ row, cells }: SheetRow, columns: ReadonlyMap<number, Column>): FileRow {
  const draft: Record<string, unknown> = { data: {} };
  const errors: PointerError[] = [];
  for (const [number, { text, kind }] of cells) {
    const column = columns.get(number);
    const trimmed = text.trim();
    if (trimmed === '') continue;
    const pointer = `/${columnName(number)}${row}`;
    if (column === undefined) errors.push({ pointer, detail: 'stands under no header' });
    else if (kind === 'error') errors.push({ pointer, detail: 'is a formula that failed' });
    else put(draft, column.path, column.value(trimmed));
  }
  return errors.length === 0
    ? { row, content: Buffer.from(JSON.stringify(draft)) }
    : { row, refusal: unreadable(errors) };
}

function unreadable(errors: readonly PointerError[]) {
  return issueJobProblems.ISSUE_JOB_ROW_UNREADABLE(
    { whyZh: '有无法读取的单元格，逐格见 errors', whyEn: 'has cells that cannot be read; see errors' },
    { errors },
  );
}

/** Paths come from the type and from our own columns, never from the file. */
function put(draft: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) draft[name] = value;
  else {
    draft[name] ??= {};
    put(draft[name] as Record<string, unknown>, rest, value);
  }
}
