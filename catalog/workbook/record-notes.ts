import type { Text } from '../../kernel/index.ts';
import { type Breach, breachAt, type Cell, type Place } from '../resource/finding.ts';
import { cellProblems } from './problems.ts';
import type { FoundCell } from './record-rows.ts';

type CellProblem = keyof typeof cellProblems;

/** Where each part of a draft was read, and what was wrong with cells while it was read. */
export class RecordNotes {
  readonly #sheet: string;
  readonly #row: number;
  readonly #cells = new Map<string, Cell>();
  readonly #places = new Map<CellProblem, Place[]>();
  readonly #refused = new Set<string>();

  /** @param place of the record: its sheet, its first row and the column of its name */
  constructor(place: { sheet: string; row: number; column: number }) {
    this.#sheet = place.sheet;
    this.#row = place.row;
    this.#cells.set('', { ...place });
  }

  /** Says where a part of the draft was read. */
  readAt(pointer: string, cell: Pick<FoundCell, 'row' | 'column'> | undefined): void {
    if (cell !== undefined) this.#cells.set(pointer, { sheet: this.#sheet, row: cell.row, column: cell.column });
  }

  /** Says where a part of the draft would be read, had the cell something in it. */
  expectAt(pointer: string, column: number | undefined, row = this.#row): void {
    if (column !== undefined) this.#cells.set(pointer, { sheet: this.#sheet, row, column });
  }

  refuse(code: CellProblem, pointer: string, detail: Text): void {
    const places = this.#places.get(code) ?? [];
    places.push({ pointer, detail });
    this.#places.set(code, places);
    this.#refused.add(pointer);
  }

  /** Has this place, or one in it, been refused already? What a rule says of a value that was not read says nothing. */
  isRefused(pointer: string): boolean {
    return this.#refused.has(pointer);
  }

  get isClean(): boolean {
    return this.#places.size === 0;
  }

  /** Has one of these places been refused? */
  hasRefused(...pointers: readonly string[]): boolean {
    return pointers.some((pointer) => this.#refused.has(pointer));
  }

  /** The cell of a place, or of the nearest thing around it that was read. */
  cellOf(pointer: string): Cell | undefined {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const cell = this.#cells.get(at);
      if (cell !== undefined || at === '') return cell;
    }
  }

  breaches(): readonly Breach[] {
    return [...this.#places].flatMap(([code, places]) => {
      const severity = code === 'ROW_NOT_READ' ? 'warning' : 'error';
      const breach = breachAt(places, (extras) => cellProblems[code]({ count: places.length }, extras), severity);
      return breach === undefined ? [] : [breach];
    });
  }
}
