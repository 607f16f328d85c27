import type { Scalar } from '../protocol/index.ts';
import type { ReadRequest, RowCondition } from './source.ts';
import { matchKey } from './values.ts';

/** Does a value of a row, in the resource's terms, meet a condition? A missing value meets none. */
export function meets(value: unknown, condition: RowCondition): boolean {
  if (value === null || value === undefined || typeof value === 'object') return false;
  switch (condition.op) {
    case 'eq':
      return matchKey(value) === matchKey(condition.value);
    case 'in':
      return listOf(condition.value).some((one) => matchKey(value) === matchKey(one));
    case 'prefix':
      return matchKey(value).startsWith(matchKey(condition.value));
  }
}

/** Everything that must hold for a row: the match, then the scope. */
export function conditionsOf({ match, scope }: Pick<ReadRequest, 'match' | 'scope'>): readonly RowCondition[] {
  const matches = Object.entries(match).map(([field, value]): RowCondition => ({ field, op: 'eq', value }));
  return [...matches, ...scope];
}

export function listOf(value: Scalar | readonly Scalar[]): readonly Scalar[] {
  return isList(value) ? value : [value];
}

function isList(value: Scalar | readonly Scalar[]): value is readonly Scalar[] {
  return Array.isArray(value);
}
