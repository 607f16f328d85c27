import { workbookProblems } from './problems.ts';

/** Seconds after which the next may be tried: most workbooks are in by then. */
const retryAfterSeconds = 10;

/** Lets one import run at a time: each holds a whole workbook, and keeps the processor from everybody else. */
export class OneImport {
  #isRunning = false;

  /** @throws WORKBOOK_IMPORT_UNDER_WAY */
  requireFree(): void {
    if (this.#isRunning) throw workbookProblems.WORKBOOK_IMPORT_UNDER_WAY({}, { retryAfterSeconds });
  }

  /** Runs it when no other is running. @throws WORKBOOK_IMPORT_UNDER_WAY */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.requireFree();
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      this.#isRunning = false;
    }
  }
}
