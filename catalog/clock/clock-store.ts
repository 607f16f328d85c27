import { type Selectable, sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import { cursorRefused, type Database, decodeCursor, type Page, pageOf } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import { dateInBeijing } from '../beijing.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import { addWorkingDays, isDay } from '../calendar/working-days.ts';
import type { RecordId } from '../record-id.ts';
import type { CatalogTables, ClockTable } from '../tables.ts';
import { type ClockNoun, dueOn, type RunningClock } from './clock.ts';
import { clockLimit, type LimitKind } from './limit.ts';

/** What a clock is started for. */
export interface ClockStart {
  readonly noun: ClockNoun;
  readonly subject: RecordId;
  readonly kind: LimitKind;
  readonly stage: string;
  readonly organisation: string;
  readonly at: Date;
}

/** Starts a clock by the region's limit; the subject's clock before must have stopped. */
export async function startClock(
  tx: Database,
  { noun, subject, kind, stage, organisation, at }: ClockStart,
): Promise<void> {
  const [calendar, { workingDays }] = [await loadCalendar(tx), await clockLimit(tx, kind)];
  await insertClock(tx, {
    ...{ noun, subject, kind, stage, organisation },
    started_at: at,
    started_on: dateInBeijing(at),
    working_days: workingDays,
    due_on: dueOn(calendar, at, workingDays),
  });
}

/** Stops the clock that runs, if one does. `answered`: what was waited for came; otherwise it is not needed any more. */
export async function stopClock(
  tx: Database,
  { noun, subject, at, answered }: { noun: ClockNoun; subject: RecordId; at: Date; answered: boolean },
): Promise<Selectable<ClockTable> | undefined> {
  return await tx
    .tables<CatalogTables>()
    .updateTable('catalog.clock')
    .set({ stopped_at: at, answered })
    .where('noun', '=', noun)
    .where('subject', '=', subject)
    .where('stopped_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Passes the clock that runs on to another stage or organisation: the time that has gone is gone, and the due day stays. */
export async function passClockOn(
  tx: Database,
  given: { noun: ClockNoun; subject: RecordId; at: Date; answered: boolean; stage: string; organisation: string },
): Promise<void> {
  const { stage, organisation } = given;
  const before = await stopClock(tx, given);
  if (before === undefined) return;
  const { noun, subject, kind, started_at, started_on, working_days, due_on } = before;
  await insertClock(tx, { noun, subject, kind, stage, organisation, started_at, started_on, working_days, due_on });
}

type NewClock = Pick<
  Selectable<ClockTable>,
  'noun' | 'subject' | 'kind' | 'stage' | 'organisation' | 'started_at' | 'started_on' | 'working_days' | 'due_on'
>;

async function insertClock(tx: Database, clock: NewClock): Promise<void> {
  await tx.tables<CatalogTables>().insertInto('catalog.clock').values(clock).execute();
}

/** After the calendar has changed: when the clocks that run are due. One whose end moves is reminded of again. */
export async function reckonClocksAnew(tx: Database): Promise<void> {
  const tables = tx.tables<CatalogTables>();
  const calendar = await loadCalendar(tx);
  const running = await tables
    .selectFrom('catalog.clock')
    .selectAll()
    .where('stopped_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const { id, started_on, working_days, due_on } of running) {
    const due = addWorkingDays(calendar, started_on, working_days);
    if (due === due_on) continue;
    const moved = { due_on: due, reminded: false, escalated: false };
    await tables.updateTable('catalog.clock').set(moved).where('id', '=', id).execute();
  }
}

/** The last clock of each subject that ever had one. */
export async function lastClocks(
  database: Database,
  noun: ClockNoun,
  subjects: readonly RecordId[],
): Promise<ReadonlyMap<string, RunningClock>> {
  if (subjects.length === 0) return new Map();
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.clock')
    .distinctOn('subject')
    .selectAll()
    .where('noun', '=', noun)
    .where('subject', 'in', subjects)
    .orderBy('subject')
    .orderBy('id', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.subject, clockOf(row)]));
}

/** One page of the clocks that run for whom the actor acts, the first due first; the data administration's: of all. */
export async function pageOfClocks(
  database: Database,
  actor: Actor,
  filter: { organisation?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<RunningClock>> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.clock')
    .selectAll()
    .where('stopped_at', 'is', null)
    .orderBy('due_on')
    .orderBy('id')
    .limit(filter.limit + 1);
  if (!actsForAdministration(actor)) query = query.where('organisation', '=', actor.organisation);
  if (filter.organisation !== undefined) query = query.where('organisation', '=', filter.organisation);
  if (filter.cursor !== undefined) {
    const [due, id] = decodeCursor(filter.cursor, 2);
    if (typeof due !== 'string' || !isDay(due) || typeof id !== 'number' || !Number.isSafeInteger(id)) {
      throw cursorRefused();
    }
    query = query.where(sql<boolean>`(due_on, id) > (${due}, ${id})`);
  }
  const rows = await query.execute();
  return pageOf({ rows, limit: filter.limit, key: (row) => [row.due_on, row.id], item: clockOf });
}

function clockOf(row: Selectable<ClockTable>): RunningClock {
  const { noun, kind, stage, organisation, answered, reminded, escalated } = row;
  return {
    ...{ noun, kind, stage, organisation, answered, reminded, escalated },
    subject: row.subject,
    startedAt: row.started_at,
    workingDays: row.working_days,
    dueOn: row.due_on,
    stoppedAt: row.stopped_at ?? undefined,
  };
}
