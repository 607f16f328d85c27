/** Upper bounds of the ranges in which answer times are counted, milliseconds; beyond the last there is one more. */
const bounds: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000,
];

/** How many answers took how long: a count for each range, so that days, resources and hubs can be added up. */
export type AnswerTimes = readonly number[];

export const noTimes: AnswerTimes = new Array<number>(bounds.length + 1).fill(0);

/** The range into which a time falls. */
export function rangeOf(milliseconds: number): number {
  const at = bounds.findIndex((bound) => milliseconds <= bound);
  return at === -1 ? bounds.length : at;
}

export function addTimes(one: AnswerTimes, other: AnswerTimes): AnswerTimes {
  return noTimes.map((_, index) => (one[index] ?? 0) + (other[index] ?? 0));
}

/**
 * The time that so large a share of the answers did not exceed, as the bound of its range in milliseconds; never more
 * than the slowest took. Undefined without an answer.
 * @example timeWithin({ times, share: 0.99, slowestMs: 812 }) // 500
 */
export function timeWithin(options: { times: AnswerTimes; share: number; slowestMs: number }): number | undefined {
  const { times, slowestMs } = options;
  const wanted = Math.ceil(times.reduce((sum, count) => sum + count, 0) * options.share);
  if (wanted === 0) return undefined;
  let reached = 0;
  const range = times.findIndex((count) => {
    reached += count;
    return reached >= wanted;
  });
  return Math.min(bounds[range] ?? slowestMs, slowestMs);
}
