import { sha256 } from '../../../kernel/index.ts';

/** Repeatable chance: the same seed and purpose throw the same numbers on every machine and every version of Node. */
export interface Dice {
  /** 0 ≤ x < 1, 32 bits fine. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/**
 * A stream of its own for each purpose, so that another number of companies does not change a single resident.
 * The generator is sfc32 (Doty-Humphrey's small fast counter, 128 bits of state), keyed by SHA-256 of seed and purpose.
 */
export function throwDice(seed: string, purpose: string): Dice {
  const key = sha256(`${seed}/${purpose}`);
  let a = key.readUInt32LE(0);
  let b = key.readUInt32LE(4);
  let c = key.readUInt32LE(8);
  let counter = 1;

  const bits = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  // The first words still show the key; sfc32 asks for a dozen rounds before use.
  for (let round = 0; round < 12; round += 1) bits();

  const next = () => bits() / 4_294_967_296;
  return {
    next,
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const one = list[Math.floor(next() * list.length)];
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
  };
}

/** Picks by weight: `weighted([['黄', 9], ['劳', 4]])(dice)`; the table is added up once. */
export function weighted<T>(table: readonly (readonly [T, number])[]): (dice: Dice) => T {
  const bounds: number[] = [];
  let total = 0;
  for (const [, weight] of table) {
    total += weight;
    bounds.push(total);
  }
  return (dice) => {
    const mark = dice.next() * total;
    let low = 0;
    let high = bounds.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bounds[middle] ?? 0) > mark) high = middle;
      else low = middle + 1;
    }
    const found = table[low];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found[0];
  };
}

/**
 * Splits a whole number by weights into whole numbers that add up to it exactly; what rounding leaves goes to the largest
 * remainders.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const shares = exact.map(Math.floor);
  const missing = total - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((x, y) => y.remainder - x.remainder || x.index - y.index);
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
