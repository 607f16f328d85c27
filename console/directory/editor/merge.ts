import type { Draft } from './form.ts';

/** One thing that can be changed by itself: a member of the record, or an information item. */
export interface Unit {
  /** `name`, or `items/<field>`. */
  readonly key: string;
  readonly base: unknown;
  readonly theirs: unknown;
  readonly mine: unknown;
}

export interface Meeting {
  /** Changed by them alone: taken over. */
  readonly theirs: readonly Unit[];
  /** Changed by both, differently: somebody has to choose. */
  readonly both: readonly Unit[];
}

/** The same content, whatever the order of members? */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => same(a[name], b[name]));
}

/** Members that say nothing by themselves: items are met one by one, and the rules of rows follow them. */
const apart = new Set(['items', 'rowSchema']);

function unitsOf(draft: Draft): ReadonlyMap<string, unknown> {
  const members = Object.entries(draft).filter(([name]) => !apart.has(name));
  return new Map<string, unknown>([...members, ...draft.items.map((item) => [`items/${item.field}`, item] as const)]);
}

/** Where two who began from one base met. Pure. */
export function meetingOf(base: Draft, theirs: Draft, mine: Draft): Meeting {
  const [was, them, me] = [unitsOf(base), unitsOf(theirs), unitsOf(mine)];
  const keys = [...new Set([...was.keys(), ...them.keys(), ...me.keys()])];
  const units = keys
    .map((key): Unit => ({ key, base: was.get(key), theirs: them.get(key), mine: me.get(key) }))
    .filter((unit) => !same(unit.base, unit.theirs) && !same(unit.theirs, unit.mine));
  return {
    theirs: units.filter((unit) => same(unit.base, unit.mine)),
    both: units.filter((unit) => !same(unit.base, unit.mine)),
  };
}

/** Mine with what they changed, and of what both changed the chosen one. Pure. */
export function merged(
  meeting: Meeting,
  mine: Draft,
  theirs: Draft,
  choice: (key: string) => 'mine' | 'theirs',
): Draft {
  const taken = [...meeting.theirs, ...meeting.both.filter(({ key }) => choice(key) === 'theirs')];
  const keys = new Set(taken.map(({ key }) => key));
  const theirItems = new Map(theirs.items.map((item) => [item.field, item]));
  const mineFields = new Set(mine.items.map(({ field }) => field));
  const items = [
    ...mine.items.flatMap((item) => {
      if (!keys.has(`items/${item.field}`)) return [item];
      const other = theirItems.get(item.field);
      return other === undefined ? [] : [other];
    }),
    ...theirs.items.filter(({ field }) => keys.has(`items/${field}`) && !mineFields.has(field)),
  ];
  const members = taken.filter(({ key }) => !key.startsWith('items/'));
  const next = { ...mine, ...Object.fromEntries(members.map((unit) => [unit.key, unit.theirs])), items } as Draft;
  // What they took away is absent, not undefined.
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as unknown as Draft;
}
