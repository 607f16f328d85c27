/** Ids remembered at most: 1,500 orders a second for as long as an order may live. */
const capacity = 200_000;

/** Milliseconds between two sweeps of what has expired. */
const sweepEveryMs = 10_000;

/**
 * Remembers the orders that were taken until none of them could be accepted any more, so that one order is carried out
 * once. It lives in this process: a sibling connector of the same organisation keeps its own.
 */
export class SeenOrders {
  readonly #until = new Map<string, number>();
  #sweptAt = 0;

  /**
   * Takes an id.
   * @param until milliseconds since 1970 from which the order would be refused as expired
   * @returns `replayed` when it was taken before; `full` when it cannot be remembered, so it must not be carried out
   */
  take(id: string, until: number, now: number): 'new' | 'replayed' | 'full' {
    if (now - this.#sweptAt >= sweepEveryMs || this.#until.size >= capacity) this.#sweep(now);
    const known = this.#until.get(id);
    if (known !== undefined && known >= now) return 'replayed';
    if (this.#until.size >= capacity) return 'full';
    this.#until.set(id, until);
    return 'new';
  }

  get size(): number {
    return this.#until.size;
  }

  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [id, until] of this.#until) if (until < now) this.#until.delete(id);
  }
}
