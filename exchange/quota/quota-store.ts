import type { Database } from '../../kernel/index.ts';

/** One query to be taken from a grant's day. */
export interface Take {
  readonly grant: string;
  /** Day in Beijing, `YYYY-MM-DD`. */
  readonly day: string;
  /** Queries a day, at most. */
  readonly limit: number;
}

/** A query that was taken. */
export interface Taken {
  /** Queries used of the day, this one included. */
  readonly used: number;
  /** Tells whether the database has crashed since, and may have forgotten it. */
  readonly life: string;
}

/** Queries to be taken off a grant's day again. */
export interface GiveBack {
  readonly grant: string;
  readonly day: string;
  readonly count: number;
  /** Of the takes that it undoes. */
  readonly life: string;
}

interface Change {
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

/** Takes queries together. One result an item: undefined when it no longer fitted. */
export async function takeTogether(
  database: Database,
  items: readonly Take[],
): Promise<readonly (Taken | undefined)[]> {
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
    ordered.map(({ grant, day, items: { length } }) => ({ grant, day, change: length })),
  );
  const life = counts[0]?.life ?? (await newLife(database));
  const results: (Taken | undefined)[] = items.map(() => undefined);
  const tooMany: Change[] = [];
  ordered.forEach((group, position) => {
    const before = (counts[position]?.used ?? 0) - group.items.length;
    let taken = 0;
    for (const index of group.items) {
      const limit = items[index]?.limit ?? 0;
      if (before + taken + 1 <= limit) {
        taken += 1;
        results[index] = { used: before + taken, life };
      }
    }
    if (taken < group.items.length)
      tooMany.push({ grant: group.grant, day: group.day, change: taken - group.items.length });
  });
  // What did not fit is taken off again; until then others are refused too, which they would be anyway.
  if (tooMany.length > 0) await addUses(database, tooMany, life);
  return results;
}

/** For a database that is new or has crashed. @returns what every hub calls its life from now on */
async function newLife(database: Database): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    'insert into exchange.quota_life default values on conflict (one) do update set one = true returning id',
  );
  if (rows[0] === undefined) throw new Error('the database has no life');
  return rows[0].id;
}

/**
 * Takes uses off again, one entry a grant, day and life. Those that a crash may have undone already are left as they
 * are: rather one too many counted than one too few.
 */
export async function giveBackTogether(database: Database, due: readonly GiveBack[]): Promise<void> {
  for (const life of new Set(due.map((each) => each.life))) {
    const changes = due.filter((each) => each.life === life).sort(byPlace);
    await addUses(
      database,
      changes.map(({ grant, day, count }) => ({ grant, day, change: -count })),
      life,
    );
  }
}

/** Two hubs that count for the same grants lock the rows in the same order. */
function byPlace(a: { grant: string; day: string }, b: { grant: string; day: string }): number {
  return `${a.grant} ${a.day}` < `${b.grant} ${b.day}` ? -1 : 1;
}

/**
 * Changes the counts and returns them, in the order given; with `life`, only if the database has not crashed since. The
 * commit does not wait for the disk: an answer leaves only after its evidence is on disk, and what was committed before
 * that is on disk then as well. A crash can so lose the count of a query that was never answered, and of no other.
 */
async function addUses(
  database: Database,
  changes: readonly Change[],
  life?: string,
): Promise<readonly { readonly used: number; readonly life: string | null }[]> {
  const { rows } = await database.pool.query<{ position: number; used: number; life: string | null }>(
    `with unhurried as materialized (
       select set_config('synchronous_commit', 'off', true), (select id from exchange.quota_life) as life
     ), change as (
       select c.* from unnest($1::uuid[], $2::date[], $3::int[]) with ordinality as c(grant_id, day, change, position), unhurried
       where $4::uuid is null or $4 = unhurried.life
     ), counted as (
       insert into exchange.quota_use as q (grant_id, day, used)
       select grant_id, day, greatest(change, 0) from change order by position
       on conflict (grant_id, day) do update
         set used = greatest(0, q.used + (select c.change from change c where c.grant_id = q.grant_id and c.day = q.day))
       returning grant_id, day, used
     )
     select c.position::int as position, n.used, unhurried.life
     from counted n join change c using (grant_id, day) cross join unhurried order by c.position`,
    [changes.map((c) => c.grant), changes.map((c) => c.day), changes.map((c) => c.change), life ?? null],
  );
  return rows;
}
