import { sha256 } from '../../kernel/index.ts';

/** Choices that are the same each time for the same words: what the sandbox makes is made of them. */
export interface Dice {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]]): T;
  digits(count: number): string;
  /** Dice of their own for a part, so that what is chosen there moves nothing elsewhere. */
  of(part: string): Dice;
}

/** @example diceOf('population.resident', '3', '{"citizenNumber":"…"}').below(6) */
export function diceOf(...words: readonly string[]): Dice {
  // With the length before each word, no two lists of words read the same.
  const seed = sha256(words.map((word) => `${word.length}:${word}`).join(''));
  let drawn = 0;
  let block = seed;
  const next = (): number => {
    if (drawn > 0 && drawn % 8 === 0) block = sha256(Buffer.concat([seed, Buffer.from(String(drawn))]));
    const number = block.readUInt32BE((drawn % 8) * 4);
    drawn += 1;
    return number;
  };
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
    of: (part) => diceOf(seed.toString('base64'), part),
  };
}
