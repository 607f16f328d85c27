import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { AnswerTimes } from './answer-times.ts';
import type { DayMinutes } from './day-minutes.ts';
import type { Doubt, Extent, Quality } from './reported.ts';

/** What one hub saw of a resource on a day and has not stored yet. */
export interface DayShare {
  readonly resource: string;
  readonly provider: string;
  /** `YYYY-MM-DD` in Beijing. */
  readonly day: string;
  readonly watched: DayMinutes;
  readonly ok: DayMinutes;
  readonly answered: number;
  readonly failed: number;
  readonly times: AnswerTimes;
  readonly slowestMs: number;
  readonly extent: Extent | undefined;
  readonly longestAgeSeconds: number | undefined;
  readonly quality: Quality | undefined;
  readonly doubt: Doubt | undefined;
}

/** Rows of one statement, which stays below some megabytes. */
const rowsAtATime = 1_000;

/**
 * Adds to what is stored: minutes are joined, answers added up, and of what connectors measured the latest stands. Rows
 * come in one order, so that hubs that save at one time wait for each other rather than block each other.
 */
export async function addDayShares(database: Database, shares: readonly DayShare[]): Promise<void> {
  const rows = shares.map(rowOf).sort((a, b) => (`${a.resource} ${a.day}` < `${b.resource} ${b.day}` ? -1 : 1));
  await database.transaction(async (tx) => {
    for (let from = 0; from < rows.length; from += rowsAtATime) {
      await addStatement(JSON.stringify(rows.slice(from, from + rowsAtATime))).execute(tx.tables());
    }
  });
}

function rowOf({ watched, ok, extent, quality, ...share }: DayShare) {
  return {
    ...{ resource: share.resource, provider: share.provider, day: share.day },
    ...{ watched: watched.toBits(), ok: ok.toBits() },
    ...{ answered: share.answered, failed: share.failed, times: share.times, slowest_ms: share.slowestMs },
    measured_at: extent?.at ?? null,
    newest: extent?.newest ?? null,
    longest_age_seconds: share.longestAgeSeconds ?? null,
    rows: extent?.rows ?? null,
    rows_estimated: extent?.estimated ?? null,
    quality_at: quality?.at ?? null,
    quality: quality ?? null,
    doubt: share.doubt ?? null,
  };
}

const addStatement = (rows: string) => sql`
insert into exchange.promise_day as kept (resource, provider, day, watched, ok, answered, failed, times, slowest_ms,
  measured_at, newest, longest_age_seconds, rows, rows_estimated, quality_at, quality, doubt)
select resource, provider, day, watched::bit(1440), ok::bit(1440), answered, failed, times, slowest_ms,
  measured_at, newest, longest_age_seconds, rows, rows_estimated, quality_at, quality, doubt
from jsonb_to_recordset(${rows}::jsonb) as share (resource text, provider text, day date, watched text, ok text,
  answered bigint, failed bigint, times bigint[], slowest_ms integer, measured_at timestamptz, newest timestamptz,
  longest_age_seconds bigint, rows bigint, rows_estimated boolean, quality_at timestamptz, quality jsonb, doubt text)
on conflict (resource, day) do update set
  provider = excluded.provider,
  watched = kept.watched | excluded.watched,
  ok = kept.ok | excluded.ok,
  answered = kept.answered + excluded.answered,
  failed = kept.failed + excluded.failed,
  times = (select array_agg(coalesce(one, 0) + coalesce(other, 0) order by place)
    from unnest(kept.times, excluded.times) with ordinality as both_times (one, other, place)),
  slowest_ms = greatest(kept.slowest_ms, excluded.slowest_ms),
  longest_age_seconds = greatest(kept.longest_age_seconds, excluded.longest_age_seconds),
  (measured_at, newest, rows, rows_estimated) = (select measured_at, newest, rows, rows_estimated from (values
      (kept.measured_at, kept.newest, kept.rows, kept.rows_estimated),
      (excluded.measured_at, excluded.newest, excluded.rows, excluded.rows_estimated)
    ) as both_extents (measured_at, newest, rows, rows_estimated) order by measured_at desc nulls last limit 1),
  (quality_at, quality) = (select quality_at, quality from (values
      (kept.quality_at, kept.quality), (excluded.quality_at, excluded.quality)
    ) as both_qualities (quality_at, quality) order by quality_at desc nulls last limit 1),
  doubt = coalesce(excluded.doubt, kept.doubt)`;

/** Forgets days before this one. */
export async function forgetPromiseDays(database: Database, before: string): Promise<void> {
  await sql`delete from exchange.promise_day where day < ${before}::date`.execute(database.tables());
}

/** What is known of a resource's day. */
export interface StoredDay {
  readonly day: string;
  readonly watchedMinutes: number;
  readonly okMinutes: number;
  readonly answered: number;
  readonly failed: number;
  readonly times: AnswerTimes;
  readonly slowestMs: number;
  readonly measuredAt: Date | null;
  readonly newest: Date | null;
  readonly longestAgeSeconds: number | null;
  readonly rows: number | null;
  readonly rowsEstimated: boolean | null;
  readonly quality: Quality | null;
  readonly doubt: Doubt | null;
}

/** The days of one resource from `from` to `to`, newest first. */
export async function daysOfResource(
  database: Database,
  { resource, from, to }: { resource: string; from: string; to: string },
): Promise<readonly StoredDay[]> {
  const { rows } = await sql<StoredDay>`
    select to_char(day, 'YYYY-MM-DD') as day, bit_count(watched)::float8 as "watchedMinutes",
      bit_count(ok & watched)::float8 as "okMinutes", answered::float8 as answered, failed::float8 as failed,
      times::float8[] as times, slowest_ms as "slowestMs", measured_at as "measuredAt", newest,
      longest_age_seconds::float8 as "longestAgeSeconds", rows::float8 as rows, rows_estimated as "rowsEstimated",
      quality, doubt
    from exchange.promise_day where resource = ${resource} and day between ${from}::date and ${to}::date
    order by day desc`.execute(database.tables());
  return rows;
}

/** What is known of a resource over some days. */
export interface ResourceSum {
  readonly resource: string;
  readonly watchedMinutes: number;
  readonly okMinutes: number;
  readonly answered: number;
  readonly failed: number;
  readonly slowestMs: number;
  readonly times: AnswerTimes;
  /** The age that the newest record did not exceed on nine days of ten. */
  readonly ageSeconds: number | null;
}

/** Every resource of which something is known in these days, added up. */
export async function sumsOfResources(
  database: Database,
  { from, to }: { from: string; to: string },
): Promise<readonly ResourceSum[]> {
  const { rows } = await sql<ResourceSum>`
    with days as (select * from exchange.promise_day where day between ${from}::date and ${to}::date),
    counted as (
      select resource, array_agg(total order by place) as times from (
        select resource, place, sum(count)::float8 as total
        from days, unnest(times) with ordinality as ranges (count, place) group by resource, place
      ) as ranges group by resource
    )
    select resource, sum(bit_count(watched))::float8 as "watchedMinutes", sum(bit_count(ok & watched))::float8 as "okMinutes",
      sum(answered)::float8 as answered, sum(failed)::float8 as failed, max(slowest_ms) as "slowestMs", counted.times,
      (percentile_disc(0.9) within group (order by longest_age_seconds))::float8 as "ageSeconds"
    from days join counted using (resource) group by resource, counted.times`.execute(database.tables());
  return rows;
}
