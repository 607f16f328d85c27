import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import { type Day, workingDaysBetween } from '../calendar/working-days.ts';
import type { ClockNoun } from '../clock/clock.ts';

/** How an organisation keeps the clocks of one kind of thing that it is asked. */
export interface KeptClocks {
  /** Running now. */
  readonly open: number;
  /** Of those that run, past their due day. */
  readonly overdue: number;
  /** Answered in the span of days. */
  readonly answered: number;
  /** Of those answered, no later than the due day. */
  readonly inTime: number;
  /** Working days from when it lay with the organisation to its answer, 0 on the same day; undefined without an answer. */
  readonly medianWorkingDays: number | undefined;
}

export type AnswerClocks = Readonly<Record<ClockNoun, KeptClocks>>;

const none: KeptClocks = { open: 0, overdue: 0, answered: 0, inTime: 0, medianWorkingDays: undefined };

/** The clocks of an organisation of which nothing was asked. */
export const noClocks: AnswerClocks = { application: none, demand: none, objection: none };

interface CountedClocks extends Omit<KeptClocks, 'medianWorkingDays'> {
  readonly organisation: string;
  readonly noun: ClockNoun;
  readonly spans: readonly (readonly [from: Day, until: Day])[];
}

/**
 * The answer clocks of every organisation that has one running or answered one in these days, `to` being today. The due
 * day is that of the whole matter; the days taken are the organisation's own, from when the one before passed it on. What
 * is withdrawn or forwarded was not answered, and what is granted at once waited for nobody.
 */
export async function loadAnswerClocks(
  database: Database,
  { from, to }: { from: Day; to: Day },
): Promise<ReadonlyMap<string, AnswerClocks>> {
  const { rows } = await sql<CountedClocks>`
    with counted as (
      select id, organisation, noun, subject, started_at, due_on, answered,
        to_char(stopped_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as stopped_on
      from catalog.clock
      where kind <> 'unconditional' and (stopped_at is null or answered and stopped_at >= ${`${from}T00:00:00+08:00`})
    )
    select organisation, noun, count(*) filter (where not answered)::int as open,
      count(*) filter (where not answered and due_on < ${to})::int as overdue,
      count(*) filter (where answered)::int as answered,
      count(*) filter (where answered and stopped_on <= due_on)::int as "inTime",
      coalesce(json_agg(json_build_array(
        to_char(coalesce(passed_on, started_at) at time zone 'Asia/Shanghai', 'YYYY-MM-DD'), stopped_on
      )) filter (where answered), '[]') as spans
    from counted left join lateral (
      select max(earlier.stopped_at) as passed_on from catalog.clock as earlier
      where counted.answered and earlier.noun = counted.noun and earlier.subject = counted.subject
        and earlier.id < counted.id and earlier.started_at = counted.started_at
    ) as before on true
    group by organisation, noun`.execute(database.tables());
  const calendar = await loadCalendar(database);
  const kept = new Map<string, AnswerClocks>();
  for (const { organisation, noun, spans, ...counts } of rows) {
    const medianWorkingDays = median(spans.map(([since, until]) => workingDaysBetween(calendar, since, until)));
    kept.set(organisation, { ...(kept.get(organisation) ?? noClocks), [noun]: { ...counts, medianWorkingDays } });
  }
  return kept;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
