import type { LeaseAsk, LeaseReply } from './quota-store.ts';

/** Milliseconds of demand that a lease should last for, so that it is filled again about once a second. */
const aheadMs = 2_000;
/** Queries in one block, at most. */
const largestBlock = 10_000;
/** Milliseconds after which an account that had nothing left is asked again: while other hubs hold some of it, and when all is used. */
const askAgainMs = { some: 250, none: 10_000 };

/** One query of a lease. */
export interface Unit {
  readonly lease: string;
  /** Queries left of the day after this one, as far as this hub knows: what others hold counts as gone. */
  readonly remaining: number;
  /** Puts it back; once. */
  giveBack(): void;
  /** Nobody knows whether it was spent: its lease is left to run out, and the database tells then. */
  leave(): void;
}

/**
 * What this hub holds of one account: a number of queries that it may let through by itself until the lease runs out.
 * Time is read from a clock that nobody sets, so neither a jump of it nor a wrong date makes a lease last longer.
 */
export class HeldLease {
  #id: string | undefined;
  #available = 0;
  #free = 0;
  #block = 0;
  #usableUntil = 0;
  #renewAt = 0;
  /** When the day ends. */
  #midnight = 0;
  #emptyUntil = 0;
  #emptyLimit = 0;
  #taken = 0;
  #takenSince = 0;
  #lastTaken = 0;
  #isInDoubt = false;
  /** Queries that wait. */
  waiting = 0;

  /** Takes one without asking anybody; undefined when there is none in hand. */
  take(now: number): Unit | undefined {
    const id = this.#id;
    if (id === undefined || this.#available === 0 || now >= this.#usableUntil) return undefined;
    this.#available -= 1;
    this.#taken += 1;
    this.#lastTaken = now;
    let out = true;
    return {
      lease: id,
      remaining: this.#free + this.#available,
      giveBack: () => {
        // One of a lease that is over comes back by itself.
        if (out && this.#id === id) {
          this.#available += 1;
          this.#taken -= 1;
        }
        out = false;
      },
      leave: () => {
        if (this.#id === id) this.#isInDoubt = true;
      },
    };
  }

  /** Is it time to ask for more, before it runs out? Not for one that is hardly used, nor near the limit. */
  wantsMore(now: number): boolean {
    if (now >= this.#renewAt && this.#available > 0) return true;
    return this.#available * 2 <= this.#block && this.#free >= 16 && this.#block > 1;
  }

  /** Milliseconds until midnight when the day is used up for this limit as far as is known; else undefined. */
  exhausted(limit: number, now: number): number | undefined {
    return now < this.#emptyUntil && limit <= this.#emptyLimit ? this.untilMidnight(now) : undefined;
  }

  untilMidnight(now: number): number {
    return Math.max(0, this.#midnight - now);
  }

  get remaining(): number {
    return this.#free + this.#available;
  }

  /** Was it left alone for this long, with something in hand? */
  isIdle(now: number, idleMs: number): boolean {
    return this.#available > 0 && this.waiting === 0 && now - this.#lastTaken >= idleMs;
  }

  /** Has the day of it passed, with nobody waiting? */
  isOver(now: number): boolean {
    return this.#midnight > 0 && now >= this.#midnight && this.waiting === 0;
  }

  /** What to ask for now; whatever is in hand of a lease that ran out goes back with it. */
  ask(now: number): Pick<LeaseAsk, 'lease' | 'need' | 'want' | 'back'> {
    const perMs = this.#taken / Math.max(1, now - this.#takenSince);
    const brisk = this.#takenSince > 0 && now - this.#takenSince < aheadMs && this.#taken >= this.#block;
    const want = Math.ceil(Math.max(perMs * aheadMs, brisk ? this.#block * 2 : 0));
    const block = Math.min(largestBlock, Math.max(1, want)) - this.#available;
    this.#taken = 0;
    this.#takenSince = now;
    const back = now >= this.#usableUntil ? this.#takeAll() : 0;
    const need = Math.max(0, this.waiting - this.#available);
    return { lease: this.#isInDoubt ? undefined : this.#id, need, want: Math.max(1, block), back };
  }

  /** Everything in hand, to be given back. */
  surrender(): Pick<LeaseAsk, 'lease' | 'need' | 'want' | 'back'> {
    return { lease: this.#id, need: 0, want: 0, back: this.#takeAll() };
  }

  /** @param askedAt reading of the clock before the question left, so that a slow reply makes no lease longer */
  fill(reply: LeaseReply, { askedAt, lifeMs, limit }: { askedAt: number; lifeMs: number; limit: number }): void {
    if (reply.lease !== this.#id) {
      this.#id = reply.lease;
      this.#available = 0;
      this.#isInDoubt = false;
    }
    this.#available += reply.granted;
    this.#block = reply.granted;
    this.#free = reply.free;
    this.#midnight = askedAt + reply.untilMidnightMs;
    this.#usableUntil = Math.min(askedAt + lifeMs, this.#midnight);
    this.#renewAt = askedAt + lifeMs / 2;
    if (reply.granted === 0 && reply.free === 0) {
      this.#emptyUntil = Math.min(this.#midnight, askedAt + (reply.elsewhere > 0 ? askAgainMs.some : askAgainMs.none));
      this.#emptyLimit = limit;
    } else this.#emptyUntil = 0;
  }

  /**
   * A question that failed. What is in hand serves on until it runs out. Where the database may have changed the lease and
   * only the answer was lost, the next one is taken instead of it, and this one is left to run out.
   */
  failed({ inDoubt }: { inDoubt: boolean }): void {
    this.#isInDoubt ||= inDoubt;
  }

  #takeAll(): number {
    const all = this.#available;
    this.#available = 0;
    return all;
  }
}
