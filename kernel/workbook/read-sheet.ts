import { unescapeText } from './escaped-text.ts';
import { lastColumn, lastRow, workbookLimits } from './limits.ts';
import { tooLarge, unreadable } from './refusals.ts';
import { type MergedRange, placeOf, type Sheet, type SheetCell, type SheetRow } from './sheet.ts';
import { readXml } from './xml-events.ts';

/** What is used up of the bounds, over all sheets. */
export interface SheetBudget {
  rows: number;
  cells: number;
  merges: number;
}

/** Reads one worksheet. Cells without a value are passed over, so a sheet is as large as what is written in it. */
export async function readSheet(options: {
  name: string;
  part: string;
  pieces: AsyncIterable<Uint8Array>;
  texts: readonly string[];
  /** The day that a number is shown as under a style, if it is shown as one. */
  dateOf: (serial: number, style: number) => string | undefined;
  budget: SheetBudget;
}): Promise<Sheet> {
  const { budget } = options;
  const rows: SheetRow[] = [];
  const merges: MergedRange[] = [];
  const widths = new Map<number, number>();
  let cells = new Map<number, SheetCell>();
  let [row, column, type, style] = [0, 0, '', 0];
  let [value, inline, isValue, isInline, isPhonetic] = ['', '', false, false, false];

  await readXml(options.part, options.pieces, {
    open(name, attribute) {
      switch (name) {
        case 'row':
          row = positionOf(attribute('r'), row, lastRow);
          [cells, column] = [new Map(), 0];
          break;
        case 'c':
          beginCell(attribute('r'));
          [type, style, value, inline] = [attribute('t') ?? 'n', Number(attribute('s') ?? 0), '', ''];
          break;
        case 'v':
          isValue = true;
          break;
        case 'rPh':
          isPhonetic = true;
          break;
        case 't':
          isInline = !isPhonetic;
          break;
        case 'mergeCell':
          addMerge(attribute('ref') ?? '');
          break;
        case 'col':
          addWidth(Number(attribute('min')), Number(attribute('max')), Number(attribute('width')));
          break;
      }
    },
    text(more) {
      if (isValue) value += more;
      else if (isInline) inline += more;
      if (value.length + inline.length > workbookLimits.cellCharacters) throw tooLarge.text();
    },
    close(name) {
      if (name === 'v') isValue = false;
      else if (name === 't') isInline = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'c') endCell();
      else if (name === 'row') endRow();
    },
  });
  return { name: options.name, rows, merges, widths };

  /** Where a place is not stated, it follows the one before. It never goes back: a row or cell that stands twice is damage. */
  function positionOf(stated: string | undefined, before: number, last: number): number {
    const position = stated === undefined ? before + 1 : Number(stated);
    if (!Number.isInteger(position) || position <= before || position > last) throw unreadable.damaged();
    return position;
  }

  function beginCell(reference: string | undefined): void {
    const place = reference === undefined ? undefined : placeOf(reference);
    if (reference !== undefined && place?.row !== row) throw unreadable.damaged();
    column = positionOf(place?.column.toString(), column, lastColumn);
  }

  function endCell(): void {
    const cell = cellOf();
    if (cell === undefined) return;
    cells.set(column, cell);
    budget.cells += 1;
    if (budget.cells > workbookLimits.cells) throw tooLarge.cells();
  }

  function cellOf(): SheetCell | undefined {
    switch (type) {
      case 's': {
        const text = options.texts[Number(value)];
        if (text === undefined) throw unreadable.damaged();
        return textCell(text);
      }
      case 'inlineStr':
        return textCell(unescapeText(inline));
      case 'str':
        return textCell(unescapeText(value));
      case 'b':
        return value === '' ? undefined : { text: value === '1' ? '是' : '否', kind: 'text' };
      case 'e':
        return value === '' ? undefined : { text: value, kind: 'error' };
      case 'd':
        return value === '' ? undefined : { text: value.slice(0, 10), kind: 'date' };
      default:
        return value.trim() === '' ? undefined : numberCell(value.trim());
    }
  }

  function numberCell(digits: string): SheetCell {
    const number = Number(digits);
    if (!Number.isFinite(number)) throw unreadable.damaged();
    const date = options.dateOf(number, style);
    return date === undefined ? { text: String(number), kind: 'number' } : { text: date, kind: 'date' };
  }

  function endRow(): void {
    if (cells.size === 0) return;
    rows.push({ row, cells });
    budget.rows += 1;
    if (budget.rows > workbookLimits.rows) throw tooLarge.rows();
  }

  function addMerge(reference: string): void {
    const [first = '', second = first] = reference.split(':');
    const [from, to] = [placeOf(first), placeOf(second)];
    if (from === undefined || to === undefined) throw unreadable.damaged();
    merges.push({
      ...{ top: Math.min(from.row, to.row), bottom: Math.max(from.row, to.row) },
      ...{ left: Math.min(from.column, to.column), right: Math.max(from.column, to.column) },
    });
    budget.merges += 1;
    if (budget.merges > workbookLimits.merges) throw tooLarge.merges();
  }

  function addWidth(min: number, max: number, width: number): void {
    if (!(min >= 1 && max <= lastColumn && width >= 0 && width <= 255)) return;
    for (let each = min; each <= Math.min(max, min + widestRun); each += 1) widths.set(each, width);
  }
}

/** Columns that are given one width together; that of all of them at once says nothing. */
const widestRun = 200;

/** A cell that was emptied is often kept as an empty text. */
function textCell(text: string): SheetCell | undefined {
  return text === '' ? undefined : { text, kind: 'text' };
}
