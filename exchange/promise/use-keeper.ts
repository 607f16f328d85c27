import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { changedNothing } from '../certain-failure.ts';
import type { UseCountList } from '../generated/schemas.ts';
import { beijingDay } from '../policy/beijing-time.ts';
import { daysKept, lastDays } from './span.ts';

/** One query that was answered. */
export interface AnsweredUse {
  readonly resource: string;
  readonly provider: string;
  /** Organisation that asked. */
  readonly consumer: string;
  readonly matter: string;
}

/** Counts for which matters resources are used, and stores the counts by days. */
export interface UseKeeper {
  /** Takes one answered query. */
  answered(use: AnsweredUse): void;
  /** Stores what is new. */
  save(): Promise<void>;
  /** Forgets days of more than a year ago. */
  purge(): Promise<void>;
}

interface Count extends AnsweredUse {
  readonly day: string;
  answered: number;
}

export function createUseKeeper({ database, clock }: { database: Database; clock: Clock }): UseKeeper {
  let counts = new Map<string, Count>();
  // Queries come by the thousand a second, and nearly all on one day: it is written once a minute.
  let written = { minute: Number.NaN, day: '' };

  function today(): string {
    const now = clock.now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== written.minute) written = { minute, day: beijingDay(now) };
    return written.day;
  }

  function add(use: AnsweredUse, day: string, answered: number): void {
    const key = `${day} ${use.resource} ${use.consumer} ${use.matter}`;
    const present = counts.get(key);
    if (present === undefined) counts.set(key, { ...use, day, answered });
    else present.answered += answered;
  }

  return {
    answered: (use) => add(use, today(), 1),
    async save() {
      if (counts.size === 0) return;
      // Before, not after: what is counted meanwhile is for the next time.
      const saving = counts;
      counts = new Map();
      try {
        await addCounts(database, [...saving.entries()]);
      } catch (error) {
        // What may have been stored must not be added again.
        if (changedNothing(error)) for (const { day, answered, ...use } of saving.values()) add(use, day, answered);
        throw error;
      }
    },
    async purge() {
      const before = beijingDay(new Date(clock.now().getTime() - daysKept * 86_400_000));
      await sql`delete from exchange.use_day where day < ${before}::date`.execute(database.tables());
    },
  };
}

/** Rows come in one order, so that hubs that save at one time wait for each other rather than block each other. */
async function addCounts(database: Database, counts: [key: string, count: Count][]): Promise<void> {
  const rows = counts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  await sql`
insert into exchange.use_day as kept (day, resource, provider, consumer, matter, answered)
select day, resource, provider, consumer, matter, answered
from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
  as added (day date, resource text, provider text, consumer text, matter text, answered bigint)
on conflict (day, resource, consumer, matter) do update set
  provider = excluded.provider, answered = kept.answered + excluded.answered`.execute(database.tables());
}

/** More would be a page that nobody reads. */
const mostLines = 500;

/**
 * For which matters resources were used, over the last days: the most used first. Who provides sees all of it, who asked
 * sees its own, the data administration everything.
 */
export async function readUses(options: {
  database: Database;
  clock: Clock;
  actor: Actor;
  filter: { readonly provider?: string | undefined; readonly resource?: string | undefined; readonly days: number };
  matterName: (code: string) => string | undefined;
}): Promise<UseCountList> {
  const { actor, filter } = options;
  const span = lastDays(options.clock, filter.days);
  const everything = actor.kind === 'officer' && actor.administration;
  const { rows } = await sql<AnsweredUse & { answered: number; lastDay: string }>`
    select resource, provider, consumer, matter, sum(answered)::float8 as answered,
      to_char(max(day), 'YYYY-MM-DD') as "lastDay"
    from exchange.use_day
    where day between ${span.from}::date and ${span.to}::date
      and (${everything} or provider = ${actor.organisation} or consumer = ${actor.organisation})
      and (${filter.provider ?? null}::text is null or provider = ${filter.provider ?? null})
      and (${filter.resource ?? null}::text is null or resource = ${filter.resource ?? null})
    group by resource, provider, consumer, matter
    order by answered desc, resource, consumer, matter limit ${mostLines}`.execute(options.database.tables());
  const items = rows.map((row) => {
    const matterName = options.matterName(row.matter);
    return { ...row, ...(matterName === undefined ? {} : { matterName }) };
  });
  return { ...span, items, next: null };
}
