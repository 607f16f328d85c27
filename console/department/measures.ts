import type { Answer } from '../api/index.ts';
import { number, percent } from '../language/format.ts';
import { say } from '../language/language.ts';

export type Promises = Answer<'GET /v1/promises'>;
export type Department = Promises['items'][number];
export type Stats = Answer<'GET /v1/resources/{id}/stats'>;
export type Uses = Answer<'GET /v1/use-counts'>;
export type Kept = Department['answerClocks']['applications'];

/** A resource and what was measured of it. */
export interface Measured {
  readonly line: Answer<'GET /v1/resources'>['items'][number];
  readonly stats: Stats;
}

/** An age in the largest unit that fits: 3 days, 2.5 hours, 40 minutes. */
export function age(seconds: number | undefined): string {
  if (seconds === undefined) return '—';
  if (seconds >= 86_400) return say(`${number(seconds / 86_400, 1)} 天`, `${number(seconds / 86_400, 1)} days`);
  if (seconds >= 3600) return say(`${number(seconds / 3600, 1)} 小时`, `${number(seconds / 3600, 1)} hours`);
  return say(`${number(Math.ceil(seconds / 60))} 分钟`, `${number(Math.ceil(seconds / 60))} minutes`);
}

/** A time in milliseconds or seconds. */
export function lasting(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '—';
  return milliseconds >= 1000
    ? say(`${number(milliseconds / 1000, 1)} 秒`, `${number(milliseconds / 1000, 1)} s`)
    : say(`${number(milliseconds)} 毫秒`, `${number(milliseconds)} ms`);
}

/** The share that was answered well; nothing where nothing was asked. */
export function goodShare({ answered, failed }: { answered: number; failed: number }): string {
  return answered + failed === 0 ? '—' : percent(answered / (answered + failed), 2);
}

/** Applications, demands and objections of a department together. */
export function allClocks({ answerClocks: { applications, demands, objections } }: Department) {
  const all = [applications, demands, objections];
  const sum = (of: (kept: Kept) => number) => all.reduce((total, kept) => total + of(kept), 0);
  return {
    open: sum(({ open }) => open),
    overdue: sum(({ overdue }) => overdue),
    answered: sum(({ answered }) => answered),
    inTime: sum(({ inTime }) => inTime),
  };
}

/** Is a declared update cycle kept, in a sign and a word. */
export function keptWord(kept: boolean | undefined): { sign: string; text: string; tone: string } {
  if (kept === undefined) return { sign: '–', text: say('尚无实测', 'not measured yet'), tone: 'tone-over' };
  return kept
    ? { sign: '✓', text: say('达到承诺', 'kept'), tone: 'tone-good' }
    : { sign: '✕', text: say('未达承诺', 'not kept'), tone: 'tone-bad' };
}

/** What was answered and what failed on each day, the first day first. */
export function byDay(measured: readonly Measured[]): { day: string; answered: number; failed: number }[] {
  const days = new Map<string, { day: string; answered: number; failed: number }>();
  for (const { stats } of measured) {
    for (const each of stats.days) {
      const sum = days.get(each.day) ?? { day: each.day, answered: 0, failed: 0 };
      days.set(each.day, { day: each.day, answered: sum.answered + each.answered, failed: sum.failed + each.failed });
    }
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** A department of which nothing was seen, and of which nothing was asked. */
export function nothingOf(organisation: string): Department {
  const none = { open: 0, overdue: 0, answered: 0, inTime: 0 };
  return {
    ...{ organisation, resources: 0, answered: 0, failed: 0, cycles: { kept: 0, missed: 0, unmeasured: 0 } },
    answerClocks: { applications: none, demands: none, objections: none },
  };
}
