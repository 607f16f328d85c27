/**
 * Which nonces this hub has seen lately, in memory. Two generations are kept and the older dropped whole, so that
 * forgetting costs nothing: what was added is known for at least `lifeMs`, and for twice that at most.
 */
export class NonceWindow {
  readonly #lifeMs: number;
  #current = new Set<string>();
  #previous = new Set<string>();
  #since = 0;

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  /** Notes a nonce. @returns false when it is known already */
  add(nonce: string, now: Date): boolean {
    this.#turn(now.getTime());
    if (this.#current.has(nonce) || this.#previous.has(nonce)) return false;
    this.#current.add(nonce);
    return true;
  }

  #turn(now: number): void {
    const age = now - this.#since;
    // A clock that was set back turns nothing, so that nothing is forgotten too early.
    if (age < this.#lifeMs) return;
    this.#previous = age < 2 * this.#lifeMs ? this.#current : new Set();
    this.#current = new Set();
    this.#since = now;
  }
}
