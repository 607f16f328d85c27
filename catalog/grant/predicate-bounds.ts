import type { PointerError } from '../../kernel/index.ts';
import type { GrantDraft } from '../generated/schemas.ts';
import type { GrantedPredicate, PredicateKind } from './grant.ts';
import { grantProblems } from './problems.ts';

type WrittenPredicate = NonNullable<GrantDraft['predicates']>[number];
type WrittenBound = WrittenPredicate['allowed'][number];

/** Thresholds of a field at most, over all its predicates that compare: eight part its values into nine intervals. */
export const mostThresholds = 8;
/** Sets of one field at most: what two sets have in common can be told from what they have not. */
const mostSets = 8;

const comparing: readonly PredicateKind[] = ['age', 'range', 'period'];
const number = /^-?\d{1,15}(\.\d{1,6})?$/;

/** How a bound of each kind is written; undefined for one that is none. */
const readers: Readonly<Record<PredicateKind, (bound: WrittenBound) => string | undefined>> = {
  age: (bound) => (/^\d{1,3}$/.test(String(bound)) && Number(bound) <= 151 ? String(Number(bound)) : undefined),
  range: (bound) => (typeof bound !== 'boolean' && number.test(String(bound)) ? numeral(bound) : undefined),
  period: (bound) => (isDay(String(bound)) ? String(bound) : undefined),
  division: (bound) => (/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/.test(String(bound)) ? String(bound) : undefined),
  oneOf: (bound) => String(bound).normalize('NFC'),
};

/**
 * Reads the predicates of a grant, each bound as a text of one spelling.
 * @throws GRANT_PREDICATE_REFUSED naming the bounds that are none, doubled predicates, and fields with too many thresholds
 */
export function readPredicates(drafts: readonly WrittenPredicate[]): readonly GrantedPredicate[] {
  const errors: PointerError[] = [];
  const predicates = drafts.map(({ field, kind, allowed }, index): GrantedPredicate => {
    const bounds = allowed.map((bound, place) => {
      const text = readers[kind](bound);
      if (text === undefined)
        errors.push({ pointer: `/predicates/${index}/allowed/${place}`, detail: `not a bound of the kind ${kind}` });
      return text ?? '';
    });
    return { field, kind, allowed: [...new Set(bounds)] };
  });
  errors.push(...excess(predicates));
  if (errors.length > 0)
    throw grantProblems.GRANT_PREDICATE_REFUSED({ count: errors.length }, { errors: errors.slice(0, 50) });
  return predicates;
}

function excess(predicates: readonly GrantedPredicate[]): readonly PointerError[] {
  const errors: PointerError[] = [];
  const thresholds = new Map<string, number>();
  const seen = new Map<string, number>();
  predicates.forEach(({ field, kind, allowed }, index) => {
    const pointer = `/predicates/${index}`;
    const times = (seen.get(`${field} ${kind}`) ?? 0) + 1;
    seen.set(`${field} ${kind}`, times);
    if (times > (kind === 'oneOf' ? mostSets : 1)) errors.push({ pointer, detail: 'stands there already' });
    if (!comparing.includes(kind)) return;
    const sum = (thresholds.get(field) ?? 0) + allowed.length;
    thresholds.set(field, sum);
    if (sum > mostThresholds)
      errors.push({ pointer: `${pointer}/allowed`, detail: `more than ${mostThresholds} thresholds for one field` });
  });
  return errors;
}

function numeral(bound: WrittenBound): string {
  const value = Number(bound);
  return String(value === 0 ? 0 : value);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
