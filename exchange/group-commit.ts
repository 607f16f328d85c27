/**
 * Collects what arrives while the last batch is being written, and writes it together. Under load the cost of a commit
 * is shared by everything that waited for it; alone, an item is written at once. Nothing is acknowledged before its
 * batch is. After a failure the items of that batch are rejected and the next batch starts afresh.
 */
export class GroupCommit<Item, Result> {
  readonly #write: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #largest: number;
  readonly #lanes: number;
  #waiting: Waiting<Item, Result>[] = [];
  #writing = 0;

  constructor(options: {
    /** Stores the items; resolves with one result each, in order, once they are durable. */
    write: (items: readonly Item[]) => Promise<readonly Result[]>;
    /** Items in one batch, at most. */
    largest: number;
    /** Batches on their way at once. A disk that is slow to sync then keeps nobody waiting for somebody else's batch. Default 1. */
    lanes?: number;
  }) {
    this.#write = options.write;
    this.#largest = options.largest;
    this.#lanes = options.lanes ?? 1;
  }

  /** Resolves when the item is durable. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#writing < this.#lanes) {
        this.#writing += 1;
        // What else arrives in this turn of the event loop goes with it.
        setImmediate(() => void this.#drain());
      }
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#largest);
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
    }
    this.#writing -= 1;
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
