/**
 * Collects what arrives while the last batch is being written, or left a moment ago, and writes it together. Under load the
 * cost of a commit is shared by everything that waited for it; alone, an item is written at once. Nothing is acknowledged before its
 * batch is. After a failure the items of that batch are rejected and the next batch starts afresh.
 */
export class GroupCommit<Item, Result> {
  readonly #write: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #largest: number;
  readonly #lanes: number;
  readonly #paceMs: number;
  #waiting: Waiting<Item, Result>[] = [];
  #writing = 0;
  #lastLeft = Number.NEGATIVE_INFINITY;
  /** Is the next batch to leave already? */
  #isDue = false;

  constructor(options: {
    /** Stores the items; resolves with one result each, in order, once they are durable. */
    write: (items: readonly Item[]) => Promise<readonly Result[]>;
    /** Items in one batch, at most. */
    largest: number;
    /** Batches on their way at once. A disk that is slow to sync then keeps nobody waiting for somebody else's batch. Default 1. */
    lanes?: number;
    /**
     * Milliseconds from one batch's leaving to the next one's, at least. What comes after a pause leaves at once all the
     * same; in a stream, what comes within that time shares one batch, and waits for half of it on average. Default 0.
     */
    paceMs?: number;
  }) {
    this.#write = options.write;
    this.#largest = options.largest;
    this.#lanes = options.lanes ?? 1;
    this.#paceMs = options.paceMs ?? 0;
  }

  /** Resolves when the item is durable. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Sees to it that what waits leaves when a lane is free and the pace allows it. */
  #schedule(): void {
    if (this.#isDue || this.#waiting.length === 0 || this.#writing >= this.#lanes) return;
    this.#isDue = true;
    const leave = () => {
      this.#isDue = false;
      void this.#leave();
    };
    const restMs = this.#lastLeft + this.#paceMs - performance.now();
    // At once means: with what else arrives in this turn of the event loop.
    if (restMs <= 0) setImmediate(leave);
    else setTimeout(leave, restMs);
  }

  async #leave(): Promise<void> {
    this.#writing += 1;
    this.#lastLeft = performance.now();
    const batch = this.#waiting.splice(0, this.#largest);
    this.#schedule();
    try {
      const results = await this.#write(batch.map((one) => one.item));
      batch.forEach((one, index) => {
        const result = results[index];
        if (index < results.length) one.resolve(result as Result);
        else one.reject(new Error('the batch gave too few results'));
      });
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
    this.#writing -= 1;
    this.#schedule();
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
