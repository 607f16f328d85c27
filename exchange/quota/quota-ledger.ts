import type { Clock, Database } from '../../kernel/index.ts';
import { GroupCommit } from '../group-commit.ts';
import { beijingDay, nextBeijingMidnight } from '../policy/beijing-time.ts';
import { policyProblems } from '../policy/problems.ts';

/** What is left of a grant's day. */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  /** When the count starts anew: the coming midnight in Beijing, RFC 3339. */
  readonly reset: string;
}

/** Counts queries by grant and day, exactly, across all hubs. */
export interface QuotaLedger {
  /** Takes one query from the day's quota before anything is asked. @throws QUOTA_EXHAUSTED */
  take(grant: { id: string; dailyQuota: number }): Promise<QuotaState>;
  /** The state of the day, taking nothing. */
  look(grant: { id: string; dailyQuota: number }): Promise<QuotaState>;
  /** Gives one back: nothing was answered, so nothing is charged. */
  giveBack(grant: { id: string }): Promise<void>;
}

interface Take {
  readonly grant: string;
  readonly day: string;
  readonly limit: number;
}

const largestBatch = 256;

/**
 * The ledger in PostgreSQL. Queries that arrive together are taken in one statement: it adds what still fits under
 * each grant's limit and returns the new count, so two hubs can never hand out the same last query.
 */
export function createQuotaLedger(options: { database: Database; clock: Clock }): QuotaLedger {
  const { database, clock } = options;
  const takes = new GroupCommit<Take, number | undefined>({
    largest: largestBatch,
    write: (items) => takeTogether(database, items),
  });
  return {
    async take({ id, dailyQuota }) {
      const now = clock.now();
      const reset = nextBeijingMidnight(now);
      const used = await takes.add({ grant: id, day: beijingDay(now), limit: dailyQuota });
      if (used === undefined) {
        const seconds = Math.ceil((reset.getTime() - now.getTime()) / 1000);
        throw policyProblems.QUOTA_EXHAUSTED(
          { grant: id, limit: dailyQuota, reset: reset.toISOString() },
          { retryAfterSeconds: seconds },
        );
      }
      return { limit: dailyQuota, remaining: Math.max(0, dailyQuota - used), reset: reset.toISOString() };
    },
    async look({ id, dailyQuota }) {
      const now = clock.now();
      const { rows } = await database.pool.query<{ used: number }>(
        'select used from exchange.quota_use where grant_id = $1 and day = $2',
        [id, beijingDay(now)],
      );
      return {
        limit: dailyQuota,
        remaining: Math.max(0, dailyQuota - (rows[0]?.used ?? 0)),
        reset: nextBeijingMidnight(now).toISOString(),
      };
    },
    async giveBack({ id }) {
      await addUses(database, [{ grant: id, day: beijingDay(clock.now()), change: -1 }]);
    },
  };
}

interface Group {
  readonly grant: string;
  readonly day: string;
  readonly items: number[];
}

/** One result an item: the count after it was taken, or undefined when it no longer fitted. */
async function takeTogether(database: Database, items: readonly Take[]): Promise<readonly (number | undefined)[]> {
  const groups = new Map<string, Group>();
  items.forEach(({ grant, day }, index) => {
    const key = `${grant} ${day}`;
    const group = groups.get(key) ?? { grant, day, items: [] };
    group.items.push(index);
    groups.set(key, group);
  });
  // Sorted, so that two hubs that take for the same grants lock the rows in the same order.
  const ordered = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const counts = await addUses(
    database,
    ordered.map((group) => ({ ...group, change: group.items.length })),
  );
  const results: (number | undefined)[] = items.map(() => undefined);
  const tooMany: { grant: string; day: string; change: number }[] = [];
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

/**
 * Changes the counts and returns them, in the order given. The commit does not wait for the disk: an answer leaves only
 * after its evidence is on disk, and what was committed before that is on disk then as well. A crash can so lose the
 * count of a query that was never answered, and of no other.
 */
async function addUses(
  database: Database,
  changes: readonly { grant: string; day: string; change: number }[],
): Promise<readonly number[]> {
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
