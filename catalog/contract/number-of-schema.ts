import type { JsonSchema } from '../../kernel/index.ts';
import type { Dice } from './dice.ts';

/** How many digits a number has before and after its point. */
export interface Digits {
  readonly before: number;
  readonly after: number;
}

/** Longer numbers are not made: they would say no more, and a double holds no more than fifteen digits exactly. */
const mostBefore = 5;
const mostAfter = 6;
const finest = 12;

/**
 * A number within the bounds of a schema, with no more digits than there is room for.
 * @example numberOfSchema({ minimum: 0, maximum: 150 }, { before: 3, after: 0 }, dice) // 41
 */
export function numberOfSchema(schema: JsonSchema, digits: Digits, dice: Dice): number {
  const after = Math.min(digits.after, mostAfter);
  const given = positive(schema.multipleOf);
  const coarse = given ?? 10 ** -after;
  const widest = 10 ** Math.min(digits.before, mostBefore) - coarse;
  const low = highest(schema.minimum, schema.exclusiveMinimum);
  const high = lowest(schema.maximum, schema.exclusiveMaximum);
  const from = low ?? (high === undefined ? (widest < 1 ? coarse : 1) : Math.min(0, high - widest));
  const until = high ?? (from <= widest ? widest : from + 1000 * coarse);
  const within = (step: number) => {
    let first = Math.ceil(rounded(from / step));
    if (first * step <= from && schema.exclusiveMinimum === from) first += 1;
    let last = Math.floor(rounded(until / step));
    if (last * step >= until && schema.exclusiveMaximum === until) last -= 1;
    return { step, first, room: last - first + 1 };
  };
  let steps = within(coarse);
  // Bounds closer than the item's decimals are apart, and no step of the schema's own: then finer ones.
  for (let finer = after + 1; steps.room < 1 && given === undefined && finer <= finest; finer += 1) {
    steps = within(10 ** -finer);
  }
  const { step, first, room } = steps;
  const value = (first + dice.below(Math.max(1, Math.min(room, Number.MAX_SAFE_INTEGER)))) * step;
  // 3 × 0.1 is no 0.3 in binary; as it is written, it is.
  return Number(value.toFixed(Math.min(20, decimalsOf(step))));
}

function rounded(value: number): number {
  return Number(value.toPrecision(15));
}

function decimalsOf(step: number): number {
  const [, fraction = '', exponent = '0'] = /^\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(step)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function highest(...bounds: readonly unknown[]): number | undefined {
  const numbers = bounds.filter((bound) => typeof bound === 'number');
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function lowest(...bounds: readonly unknown[]): number | undefined {
  const numbers = bounds.filter((bound) => typeof bound === 'number');
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
