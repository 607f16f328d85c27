/**
 * Lets a bounded number of orders in, and a bounded number wait at the door. Beyond that the answer is no, at once:
 * a queue without an end only turns "busy" into "too late".
 */
export class Admission {
  readonly #concurrency: number;
  readonly #waiting: number;
  readonly #queue: (() => Promise<void>)[] = [];
  readonly #idle: (() => void)[] = [];
  readonly #onIdle: () => void;
  #inHand = 0;

  /** @param onIdle called each time when nothing is in hand any more, before `idle` resolves */
  constructor(limits: { concurrency: number; waiting: number }, onIdle: () => void = () => {}) {
    this.#concurrency = limits.concurrency;
    this.#waiting = limits.waiting;
    this.#onIdle = onIdle;
  }

  /** Runs the work now or as soon as there is room. False when neither is possible; the work is then not kept. */
  admit(work: () => Promise<void>): boolean {
    if (this.#inHand < this.#concurrency) {
      this.#start(work);
      return true;
    }
    if (this.#queue.length >= this.#waiting) return false;
    this.#queue.push(work);
    return true;
  }

  /** Resolves when nothing is in hand and nobody waits. */
  idle(): Promise<void> {
    if (this.#inHand === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #start(work: () => Promise<void>): void {
    this.#inHand += 1;
    void work()
      // The work answers for its own failures; one that does not must not take the place of another.
      .catch(() => {})
      .then(() => this.#finish());
  }

  #finish(): void {
    this.#inHand -= 1;
    const next = this.#queue.shift();
    if (next !== undefined) {
      this.#start(next);
      return;
    }
    if (this.#inHand > 0) return;
    this.#onIdle();
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
