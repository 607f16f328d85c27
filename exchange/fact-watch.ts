import { sql } from 'kysely';
import { after, type Clock, type Database, type Logger, pause } from '../kernel/index.ts';
import type { ChangeNotice } from './change-notices.ts';
import { queryProblems } from './query/problems.ts';

/** Milliseconds between two looks. With the reading that follows, a change is known within a second also without NATS. */
const standardEveryMs = 500;
/** Milliseconds for which what is in memory is relied upon without a look that confirmed it. */
const standardBoundMs = 3_000;
/** Milliseconds that this machine's clock may differ from the database's; connectors allow as much (`clockSkewMs`). */
const standardToleranceMs = 5_000;
/** Changes after which it is quicker to read everything. */
const mostSingly = 50;
/** Milliseconds for which changes are kept to be asked for; a hub that was away for longer reads everything. */
const keptMs = 3_600_000;

/** Knows whether what this hub holds in memory is as the database has it. */
export interface FactWatch {
  /**
   * Lets a decision pass that rests on facts confirmed a moment ago and on a clock that agrees with the database's.
   * @throws FACTS_TOO_OLD, CLOCK_DISAGREES
   */
  requireCurrent(now: Date): void;
  /** Forgets changes that every hub has long seen. */
  purge(): Promise<void>;
}

export interface FactWatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Reads one changed thing again, as upon a notice. */
  readonly apply: (notice: ChangeNotice) => Promise<void>;
  /** Reads everything again. */
  readonly readAnew: () => Promise<void>;
  /** In the place of the database's clock, for tests that hold time still. */
  readonly databaseClock?: Clock | undefined;
  readonly everyMs?: number | undefined;
  readonly boundMs?: number | undefined;
  readonly toleranceMs?: number | undefined;
}

interface Look {
  /** PostgreSQL's snapshot (`pg_current_snapshot`): exactly what was committed when it was taken. */
  readonly snapshot: string;
  readonly changed: readonly ChangeNotice[];
  /** Another one after a crash or a change of servers: snapshots before and after it cannot be compared. */
  readonly life: string;
}

/**
 * Watches the database for changes of facts. Notices over NATS are quicker and do the work as a rule; they may be lost, or
 * never sent by a hub that is cut off, and then this finds the change. What is found is every row of
 * `exchange.fact_change` whose transaction the last snapshot did not see: exact, whatever order transactions end in.
 * When no look succeeds for `boundMs`, nothing is decided any more. Resolves after the first look.
 */
export async function watchFacts(options: FactWatchOptions): Promise<FactWatch> {
  const { database, clock, logger, signal } = options;
  const { everyMs = standardEveryMs, boundMs = standardBoundMs, toleranceMs = standardToleranceMs } = options;
  let snapshot: string | undefined;
  let life: string | undefined;
  // Readings of a clock that nobody sets.
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let time = { database: 0, read: 0 };

  async function look(): Promise<void> {
    const started = performance.now();
    const since = started - confirmedAt > keptMs / 2 ? undefined : snapshot;
    const found = await changesSince(database, since);
    time = { database: found.at.getTime(), read: (started + performance.now()) / 2 };
    const comparable = since !== undefined && found.life === life;
    if (!comparable || found.changed.length > mostSingly) await options.readAnew();
    else await Promise.all(distinct(found.changed).map(options.apply));
    snapshot = found.snapshot;
    life = found.life;
    confirmedAt = started;
  }

  async function keepLooking(): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs, signal);
      if (signal.aborted) return;
      await look().catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ err: error }, 'facts in memory could not be confirmed');
      });
    }
  }

  await look();
  void keepLooking();
  return {
    requireCurrent(now) {
      const reading = performance.now();
      if (reading - confirmedAt > boundMs) throw queryProblems.FACTS_TOO_OLD({}, { retryAfterSeconds: 1 });
      const expected = options.databaseClock?.now().getTime() ?? time.database + (reading - time.read);
      if (!(Math.abs(now.getTime() - expected) <= toleranceMs))
        throw queryProblems.CLOCK_DISAGREES({}, { retryAfterSeconds: 5 });
    },
    async purge() {
      await sql`delete from exchange.fact_change where at < ${after(clock.now(), -keptMs)}`.execute(database.tables());
    },
  };
}

async function changesSince(database: Database, snapshot: string | undefined): Promise<Look & { at: Date }> {
  // Nothing is new to a hub that reads everything anyway.
  const { rows } = await sql<{ snapshot: string; at: Date; life: string | null; changed: ChangeNotice[] | null }>`
    select pg_current_snapshot()::text as snapshot, clock_timestamp() as at,
      (select id::text from exchange.fact_life) as life, (
      select json_agg(json_build_object('part', part, 'kind', kind, 'subject', subject)) from exchange.fact_change
      where ${snapshot ?? null}::pg_snapshot is not null
        and tx >= pg_snapshot_xmin(${snapshot ?? null}::pg_snapshot)
        and not pg_visible_in_snapshot(tx, ${snapshot ?? null}::pg_snapshot)
    ) as changed`.execute(database.tables());
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no snapshot');
  if (row.life === null) await beginLife(database);
  return { snapshot: row.snapshot, at: row.at, life: row.life ?? 'beginning', changed: row.changed ?? [] };
}

/** By whichever hub sees first that there is none. */
async function beginLife(database: Database): Promise<void> {
  await sql`insert into exchange.fact_life default values on conflict do nothing`.execute(database.tables());
}

function distinct(notices: readonly ChangeNotice[]): readonly ChangeNotice[] {
  const seen = new Map(notices.map((each) => [`${each.part} ${each.kind ?? ''} ${each.subject ?? ''}`, each]));
  return [...seen.values()];
}
