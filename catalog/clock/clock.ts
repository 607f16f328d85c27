import { dateInBeijing } from '../beijing.ts';
import {
  addWorkingDays,
  type Day,
  unknownYears,
  type WorkingCalendar,
  workingDaysBetween,
} from '../calendar/working-days.ts';
import type { Clock as ClockBody } from '../generated/schemas.ts';
import type { RecordId } from '../record-id.ts';

/** What has clocks. */
export type ClockNoun = ClockBody['noun'];

/** A clock in working days (办理时限): until when an organisation has to answer, and whether it did. */
export interface RunningClock {
  readonly noun: ClockNoun;
  readonly subject: RecordId;
  /** The limit that it runs by. */
  readonly kind: string;
  /** What is waited for. */
  readonly stage: string;
  /** Who is to answer. */
  readonly organisation: string;
  readonly startedAt: Date;
  readonly workingDays: number;
  /** The last day on which an answer is in time, Beijing. */
  readonly dueOn: Day;
  readonly stoppedAt: Date | undefined;
  readonly answered: boolean;
  readonly reminded: boolean;
  readonly escalated: boolean;
}

/** The last day in time for something received at this moment; the day of receipt does not count. */
export function dueOn(calendar: WorkingCalendar, received: Date, workingDays: number): Day {
  return addWorkingDays(calendar, dateInBeijing(received), workingDays);
}

/** The end of a day in Beijing. */
export function endOfDay(day: Day): Date {
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000);
}

/** The clock as the interface shows it now: with its due day and the working days that are left. Pure. */
export function clockBody(clock: RunningClock, { calendar, now }: { calendar: WorkingCalendar; now: Date }): ClockBody {
  const { noun, subject, kind, stage, organisation, workingDays, stoppedAt, reminded, escalated } = clock;
  const day = dateInBeijing(stoppedAt ?? now);
  const late = day > clock.dueOn;
  const ended = clock.answered ? (late ? 'late' : 'met') : 'void';
  return {
    ...{ noun, subject, kind, stage, organisation, workingDays, reminded, escalated, dueOn: clock.dueOn },
    provisional: unknownYears(calendar, dateInBeijing(clock.startedAt), late ? day : clock.dueOn).length > 0,
    startedAt: clock.startedAt.toISOString(),
    dueAt: endOfDay(clock.dueOn).toISOString(),
    workingDaysLeft: workingDaysBetween(calendar, day, clock.dueOn),
    state: stoppedAt === undefined ? (late ? 'overdue' : 'running') : ended,
    ...(stoppedAt === undefined ? {} : { stoppedAt: stoppedAt.toISOString() }),
  };
}
