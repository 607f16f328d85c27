import type { Clock, Database } from '../../kernel/index.ts';
import { changedNothing } from '../certain-failure.ts';
import { GroupCommit } from '../group-commit.ts';
import { beijingDay, nextBeijingMidnight } from '../policy/beijing-time.ts';
import { policyProblems } from '../policy/problems.ts';
import { type GiveBack, giveBackTogether, type Take, type Taken, takeTogether, usedOf } from './quota-store.ts';

/** What is left of a grant's day. */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  /** When the count starts anew: the coming midnight in Beijing, RFC 3339. */
  readonly reset: string;
}

/** One query, taken from its day. */
export interface Charge {
  readonly quota: QuotaState;
  /**
   * Gives the query back to the day it was taken from: nothing was answered, so nothing is charged. Does not fail: while
   * the database is away it is owed, and written before the next query is taken.
   */
  giveBack(): Promise<void>;
}

/** Counts queries by grant and day, exactly, across all hubs. */
export interface QuotaLedger {
  /** Takes one query from the day's quota before anything is asked. @throws QUOTA_EXHAUSTED */
  take(grant: { id: string; dailyQuota: number }): Promise<Charge>;
  /** The state of the day, taking nothing. */
  look(grant: { id: string; dailyQuota: number }): Promise<QuotaState>;
  /** Writes what is owed, if the database is there. For the end of a hub. */
  settle(): Promise<void>;
}

const largestBatch = 256;

/**
 * The ledger in PostgreSQL. Queries that arrive together are taken in one statement: it adds what still fits under
 * each grant's limit and returns the new count, so two hubs can never hand out the same last query.
 */
export function createQuotaLedger(options: { database: Database; clock: Clock }): QuotaLedger {
  const { database, clock } = options;
  const owed = new Map<string, GiveBack>();
  const owe = ({ grant, day, life, count }: GiveBack) => {
    const key = `${grant} ${day} ${life}`;
    owed.set(key, { grant, day, life, count: count + (owed.get(key)?.count ?? 0) });
  };
  const settle = async () => {
    const due = [...owed.values()];
    owed.clear();
    try {
      await giveBackTogether(database, due);
    } catch (error) {
      // In doubt it stays charged: rather one too many counted than one too few.
      if (changedNothing(error)) for (const each of due) owe(each);
      throw error;
    }
  };
  const takes = new GroupCommit<Take, Taken | undefined>({
    largest: largestBatch,
    write: async (items) => {
      await settle();
      return takeTogether(database, items);
    },
  });
  return {
    async take({ id, dailyQuota }) {
      const now = clock.now();
      const day = beijingDay(now);
      const reset = nextBeijingMidnight(now);
      const taken = await takes.add({ grant: id, day, limit: dailyQuota });
      if (taken === undefined) {
        const seconds = Math.ceil((reset.getTime() - now.getTime()) / 1000);
        throw policyProblems.QUOTA_EXHAUSTED(
          { grant: id, limit: dailyQuota, reset: reset.toISOString() },
          { retryAfterSeconds: seconds },
        );
      }
      let charged = true;
      return {
        quota: stateOf(dailyQuota, taken.used, reset),
        async giveBack() {
          if (charged) owe({ grant: id, day, life: taken.life, count: 1 });
          charged = false;
          await settle().catch(() => {});
        },
      };
    },
    async look({ id, dailyQuota }) {
      const now = clock.now();
      return stateOf(dailyQuota, await usedOf(database, { grant: id, day: beijingDay(now) }), nextBeijingMidnight(now));
    },
    settle: () => settle().catch(() => {}),
  };
}

function stateOf(limit: number, used: number, reset: Date): QuotaState {
  return { limit, remaining: Math.max(0, limit - used), reset: reset.toISOString() };
}
