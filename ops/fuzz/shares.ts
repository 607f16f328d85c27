import type { FuzzTarget } from './target.ts';

/** Shares a number of inputs out among readers by their `share`; together they get exactly so many. */
export function shares<T extends Pick<FuzzTarget, 'share'>>(targets: readonly T[], inputs: number): [T, number][] {
  const whole = targets.reduce((sum, { share = 1 }) => sum + share, 0);
  let before = 0;
  let given = 0;
  return targets.map((target) => {
    before += target.share ?? 1;
    const upTo = Math.round((inputs * before) / whole);
    const own = upTo - given;
    given = upTo;
    return [target, own];
  });
}
