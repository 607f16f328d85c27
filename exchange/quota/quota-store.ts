import type { Database } from '../../kernel/index.ts';

/** One query to be taken from a grant's day. */
export interface Take {
  readonly grant: string;
  /** Day in Beijing, `YYYY-MM-DD`. */
  readonly day: string;
  /** Queries a day, at most. */
  readonly limit: number;
}

/** A change of what has been used of a grant's day. */
export interface Change {
  readonly grant: string;
  readonly day: string;
  readonly change: number;
}

/** How many queries of the day have been used. */
export async function usedOf(database: Database, { grant, day }: { grant: string; day: string }): Promise<number> {
  const { rows } = await database.pool.query<{ used: number }>(
    'select used from exchange.quota_use where grant_id = $1 and day = $2',
    [grant, day],
  );
  return rows[0]?.used ?? 0;
}

interface Group {
  readonly grant: string;
  readonly day: string;
  readonly items: number[];
}

/** Takes queries together. One result an item: the count after it was taken, or undefined when it no longer fitted. */
export async function takeTogether(
  database: Database,
  items: readonly Take[],
): Promise<readonly (number | undefined)[]> {
  const groups = new Map<string, Group>();
  items.forEach(({ grant, day }, index) => {
    const key = `${grant} ${day}`;
    const group = groups.get(key) ?? { grant, day, items: [] };
    group.items.push(index);
    groups.set(key, group);
  });
  const ordered = [...groups.values()].sort(byPlace);
  const counts = await addUses(
    database,
    ordered.map((group) => ({ ...group, change: group.items.length })),
  );
  const results: (number | undefined)[] = items.map(() => undefined);
  const tooMany: Change[] = [];
  ordered.forEach((group, position) => {
    const before = (counts[position] ?? 0) - group.items.length;
    let taken = 0;
    for (const index of group.items) {
      const limit = items[index]?.limit ?? 0;
      if (before + taken + 1 <= limit) {
        taken += 1;
        results[index] = before + taken;
      }
    }
    if (taken < group.items.length) tooMany.push({ ...group, change: taken - group.items.length });
  });
  // What did not fit is taken off again; until then others are refused too, which they would be anyway.
  if (tooMany.length > 0) await addUses(database, tooMany);
  return results;
}

/** Takes uses off again, one change a grant and day. A count never falls below nothing. */
export async function giveBackTogether(database: Database, changes: readonly Change[]): Promise<void> {
  if (changes.length > 0) await addUses(database, [...changes].sort(byPlace));
}

/** Two hubs that count for the same grants lock the rows in the same order. */
function byPlace(a: Omit<Change, 'change'>, b: Omit<Change, 'change'>): number {
  return `${a.grant} ${a.day}` < `${b.grant} ${b.day}` ? -1 : 1;
}

/**
 * Changes the counts and returns them, in the order given. The commit does not wait for the disk: an answer leaves only
 * after its evidence is on disk, and what was committed before that is on disk then as well. A crash can so lose the
 * count of a query that was never answered, and of no other.
 */
async function addUses(database: Database, changes: readonly Change[]): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ position: number; used: number }>(
    `with unhurried as materialized (
       select set_config('synchronous_commit', 'off', true)
     ), change as (
       select c.* from unnest($1::uuid[], $2::date[], $3::int[]) with ordinality as c(grant_id, day, change, position), unhurried
     ), counted as (
       insert into exchange.quota_use as q (grant_id, day, used)
       select grant_id, day, greatest(change, 0) from change order by position
       on conflict (grant_id, day) do update
         set used = greatest(0, q.used + (select c.change from change c where c.grant_id = q.grant_id and c.day = q.day))
       returning grant_id, day, used
     )
     select c.position::int as position, n.used from counted n join change c using (grant_id, day) order by c.position`,
    [changes.map((c) => c.grant), changes.map((c) => c.day), changes.map((c) => c.change)],
  );
  return rows.map((row) => row.used);
}
