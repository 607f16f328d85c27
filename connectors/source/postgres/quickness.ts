/** A read of at most so many milliseconds, from being sent to its answer, is quick. */
const quickMs = 50;

/** Quick reads in a row before reads of a table may share a connection. */
const proof = 20;

/**
 * Which reads may share a connection: those of a statement that was quick, and left the connection as it was, so many times
 * in a row. One that is not begins anew.
 */
export class Quickness {
  readonly #inRow = new Map<string, number>();
  readonly #quickMs: number;

  constructor(most = quickMs) {
    this.#quickMs = most;
  }

  /** @param name of a prepared statement, so there is a bounded number of them */
  isQuick(name: string | undefined): boolean {
    return name !== undefined && (this.#inRow.get(name) ?? 0) >= proof;
  }

  note(name: string | undefined, manner: { milliseconds: number; sound: boolean }): void {
    if (name === undefined) return;
    if (manner.sound && manner.milliseconds <= this.#quickMs) this.#inRow.set(name, (this.#inRow.get(name) ?? 0) + 1);
    else this.forget(name);
  }

  forget(name: string | undefined): void {
    if (name !== undefined) this.#inRow.delete(name);
  }
}
