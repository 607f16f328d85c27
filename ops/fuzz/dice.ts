/** Numbers that look random and are the same for the same seed, fast enough for a million inputs a minute. */
export interface Dice {
  /** A whole number from 0 up to, not including, `below`. */
  roll(below: number): number;
}

/** Mulberry32: 32 bits of state, good enough to choose what to break. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return {
    roll: (below) => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
    },
  };
}

/** Dice of one input out of many, so that any of them can be made again without those before it. */
export function diceFor(seed: number, iteration: number): Dice {
  return diceOf(seed ^ Math.imul(iteration + 1, 0x9e3779b1));
}
