/** Part of the way that one measurement moves the average. */
const smoothing = 0.05;

interface Waiting {
  readonly since: number;
  readonly settle: (entered: boolean) => void;
}

/**
 * A bounded number of queries in hand, and a short queue before the door. A consumer that asks for more than its part
 * waits behind itself: whoever waits is let in by turns, one consumer after the other, and when the queue is full the
 * one with the longest queue loses its last. Who cannot expect to enter in time is told so at once.
 */
export class FairRoom {
  readonly #queue: number;
  readonly #longestWaitMs: number;
  readonly #monotonic: () => number;
  readonly #lines = new Map<string, Waiting[]>();
  readonly #inHand = new Map<string, number>();
  #places: number;
  #total = 0;
  #waiting = 0;
  /** Average milliseconds between two that leave while somebody waits. */
  #intervalMs = 0;
  #lastLeft: number | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: {
    /** In hand at once. */
    places: number;
    /** Before the door, at most. */
    queue: number;
    longestWaitMs: number;
    monotonic?: (() => number) | undefined;
  }) {
    this.#places = options.places;
    this.#queue = options.queue;
    this.#longestWaitMs = options.longestWaitMs;
    this.#monotonic = options.monotonic ?? (() => performance.now());
  }

  get total(): number {
    return this.#total;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get places(): number {
    return this.#places;
  }

  set places(places: number) {
    this.#places = places;
    while (this.#total < this.#places && this.#waiting > 0) this.#admitNext();
  }

  /**
   * True (at once, or when it is this one's turn): the caller is in and has to {@link leave}. False: there is no room in time.
   * @param who a consumer system's id
   */
  enter(who: string): boolean | Promise<boolean> {
    if (this.#total < this.#places && this.#waiting === 0) {
      this.#letIn(who);
      return true;
    }
    const line = this.#lines.get(who) ?? [];
    const lines = this.#lines.size + (line.length === 0 ? 1 : 0);
    // By turns: before us as many of each other line as of our own.
    const expectedMs = (line.length + 1) * lines * this.#intervalMs;
    if (expectedMs > this.#longestWaitMs || !this.#makeRoom(line.length)) return false;
    return new Promise<boolean>((settle) => {
      line.push({ since: this.#monotonic(), settle });
      this.#lines.set(who, line);
      this.#waiting += 1;
      this.#sweeper ??= setInterval(() => this.#sweep(), Math.max(10, this.#longestWaitMs / 5)).unref();
    });
  }

  leave(who: string): void {
    this.#total -= 1;
    const left = (this.#inHand.get(who) ?? 1) - 1;
    if (left === 0) this.#inHand.delete(who);
    else this.#inHand.set(who, left);
    if (this.#waiting === 0) {
      this.#lastLeft = undefined;
      return;
    }
    const now = this.#monotonic();
    if (this.#lastLeft !== undefined)
      this.#intervalMs += smoothing * (Math.min(now - this.#lastLeft, this.#longestWaitMs) - this.#intervalMs);
    this.#lastLeft = now;
    if (this.#total < this.#places) this.#admitNext();
  }

  #letIn(who: string): void {
    this.#total += 1;
    this.#inHand.set(who, (this.#inHand.get(who) ?? 0) + 1);
  }

  /** Lets in the first of the consumer that has least in hand; between equals the one whose turn is longest ago. */
  #admitNext(): void {
    let chosen: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const who of this.#lines.keys()) {
      const inHand = this.#inHand.get(who) ?? 0;
      if (inHand < least) [chosen, least] = [who, inHand];
    }
    if (chosen === undefined) return;
    const first = this.#takeFrom(chosen, 'first');
    if (first === undefined) return;
    this.#letIn(chosen);
    first.settle(true);
  }

  #takeFrom(who: string, end: 'first' | 'last'): Waiting | undefined {
    const line = this.#lines.get(who);
    const one = end === 'first' ? line?.shift() : line?.pop();
    if (line === undefined || one === undefined) return undefined;
    this.#waiting -= 1;
    // To the end of the round.
    this.#lines.delete(who);
    if (line.length > 0) this.#lines.set(who, line);
    if (this.#waiting === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
      this.#intervalMs = 0;
    }
    return one;
  }

  /** In a full queue the longest line gives up its last, if it is longer than the newcomer's own will be. */
  #makeRoom(own: number): boolean {
    if (this.#waiting < this.#queue) return true;
    let longest: string | undefined;
    let length = own + 1;
    for (const [who, line] of this.#lines) if (line.length > length) [longest, length] = [who, line.length];
    if (longest === undefined) return false;
    this.#takeFrom(longest, 'last')?.settle(false);
    return true;
  }

  #sweep(): void {
    const now = this.#monotonic();
    for (const [who, line] of [...this.#lines]) {
      while (line[0] !== undefined && now - line[0].since >= this.#longestWaitMs)
        this.#takeFrom(who, 'first')?.settle(false);
    }
  }
}
