/**
 * The time that a read has, and the word to all concerned when it is over. An `AbortSignal` says the same, but making one,
 * and listening to it, takes a read of a row several times what the rest of its bookkeeping does; so there is one only
 * for those who need it, such as `fetch`.
 * @example using deadline = new Deadline(5_000);
 */
export class Deadline implements Disposable {
  /** Whole milliseconds, counted from when this was made. */
  readonly milliseconds: number;
  readonly #timer: NodeJS.Timeout;
  #listeners: (() => void)[] = [];
  #controller: AbortController | undefined;
  #isOver = false;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
    this.#timer = setTimeout(end, milliseconds, this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      this.onOver(() => controller.abort());
    }
    return this.#controller.signal;
  }

  /** Calls once the time is over, at once when it is; never when it was disposed of before. */
  onOver(listener: () => void): void {
    if (this.#isOver) listener();
    else this.#listeners.push(listener);
  }

  /** The time is over now: whoever wanted the read does so no more. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** What it was for is done. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#listeners = [];
  }
}

function end(deadline: Deadline): void {
  deadline.end();
}
