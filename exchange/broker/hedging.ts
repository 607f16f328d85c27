/** Answers that are looked back on, and how many there have to be before their times say anything. */
const memory = 128;
const enough = 64;
/** The time is worked out anew after so many answers. */
const every = 16;
const slowShare = 0.95;
/** Milliseconds: a second order sooner than this gains nothing. */
const shortestDelayMs = 5;
/** Second orders that may be saved up. */
const savedUp = 10;

/** How long answers take: the time that 95 of 100 stay below. */
class AnswerTimes {
  readonly #times = new Float64Array(memory);
  #count = 0;
  #slow: number | undefined;

  add(milliseconds: number): void {
    this.#times[this.#count % memory] = milliseconds;
    this.#count += 1;
    if (this.#count >= enough && this.#count % every === 0) {
      const sorted = this.#times.slice(0, Math.min(this.#count, memory)).sort();
      this.#slow = sorted[Math.floor(sorted.length * slowShare)];
    }
  }

  get slow(): number | undefined {
    return this.#slow;
  }
}

/**
 * When a second agent of the same organisation is asked the same: after as long as 95 of 100 answers take, if there is a
 * second one, and for no more than a few of a hundred orders, so that a slow provider is not asked twice as much.
 */
export class Hedging {
  readonly #share: number;
  readonly #times = new Map<string, AnswerTimes>();
  #budget = savedUp;

  /** @param options.percent second orders for a hundred first ones, at most; 0 for none */
  constructor(options: { percent: number }) {
    this.#share = options.percent / 100;
  }

  /** Milliseconds after which a second order may leave; undefined for never. Counts one first order. */
  delayFor(key: string, agents: number): number | undefined {
    this.#budget = Math.min(savedUp, this.#budget + this.#share);
    if (agents < 2 || this.#share === 0) return undefined;
    const slow = this.#times.get(key)?.slow;
    return slow === undefined ? undefined : Math.max(shortestDelayMs, slow);
  }

  /** Takes a second order from the budget. */
  take(): boolean {
    if (this.#budget < 1) return false;
    this.#budget -= 1;
    return true;
  }

  answered(key: string, milliseconds: number): void {
    const times = this.#times.get(key) ?? new AnswerTimes();
    this.#times.set(key, times);
    times.add(milliseconds);
  }
}

/**
 * The first of two that is `good`; the second begins only after `delayMs`, and only if it `may`. When neither is good, the
 * first one's outcome. What comes after the decision is of no consequence.
 */
export function firstGood<T>(options: {
  first: Promise<T>;
  second: () => Promise<T>;
  delayMs: number;
  may: () => boolean;
  good: (outcome: T) => boolean;
  /** Told once when there was a second: did it win? */
  onSecond?: ((won: boolean) => void) | undefined;
}): Promise<{ readonly outcome: T; readonly of: 'first' | 'second' }> {
  const { first, good } = options;
  return new Promise((settle, reject) => {
    let isSettled = false;
    const resolve = (result: { outcome: T; of: 'first' | 'second' }) => {
      if (!isSettled && second !== 'not yet') options.onSecond?.(result.of === 'second');
      isSettled = true;
      settle(result);
    };
    let failed: T | undefined;
    let second: 'not yet' | 'under way' | 'over' = 'not yet';
    let firstIsOver = false;
    const timer = setTimeout(() => {
      if (isSettled || firstIsOver || !options.may()) return;
      second = 'under way';
      options.second().then(
        (outcome) => {
          second = 'over';
          if (good(outcome)) resolve({ outcome, of: 'second' });
          else if (firstIsOver && failed !== undefined) resolve({ outcome: failed, of: 'first' });
        },
        () => {
          second = 'over';
          if (firstIsOver && failed !== undefined) resolve({ outcome: failed, of: 'first' });
        },
      );
    }, options.delayMs);
    first.then((outcome) => {
      firstIsOver = true;
      if (good(outcome) || second !== 'under way') {
        clearTimeout(timer);
        resolve({ outcome, of: 'first' });
      } else failed = outcome;
    }, reject);
  });
}
