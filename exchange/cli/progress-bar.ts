/** Where a bar is drawn; a file or a pipe gets none. */
export interface BarTerminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const barWidth = 24;

/**
 * A bar on one line of the terminal, drawn over itself.
 * @param write where to, usually standard error: standard output is for the result
 */
export class ProgressBar {
  readonly #write: (text: string) => void;
  readonly #isDrawn: boolean;
  #last = '';

  constructor(write: (text: string) => void, terminal: BarTerminal) {
    this.#write = write;
    this.#isDrawn = terminal.isTTY === true;
  }

  show(what: string, done: number, total: number): void {
    if (!this.#isDrawn) return;
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const full = Math.round(share * barWidth);
    const line = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.round(share * 100)}%  ${what} ${done}/${total}`;
    if (line === this.#last) return;
    this.#last = line;
    this.#write(`\r\u001b[2K${line}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#last !== '') this.#write('\r\u001b[2K');
    this.#last = '';
  }
}
