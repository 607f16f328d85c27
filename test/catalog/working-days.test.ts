import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addWorkingDays,
  type CalendarDay,
  isWorkingDay,
  unknownYears,
  workingCalendar,
  workingDaysBetween,
} from '../../catalog/calendar/working-days.ts';

const nextDay = (day: string, step = 1) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + step * 86_400_000).toISOString().slice(0, 10);

/** Day by day, as one counts on a calendar on the wall. */
function naive(days: readonly CalendarDay[]) {
  const known = new Map(days.map(({ day, working }) => [day, working]));
  const worked = (day: string) => known.get(day) ?? ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  return {
    worked,
    add(day: string, count: number) {
      let at = day;
      for (let left = count; left > 0; ) {
        at = nextDay(at);
        if (worked(at)) left -= 1;
      }
      return at;
    },
    between(from: string, until: string): number {
      if (until < from) return 0 - this.between(until, from);
      let count = 0;
      for (let at = from; at < until; ) {
        at = nextDay(at);
        if (worked(at)) count += 1;
      }
      return count;
    },
  };
}

const day = fc
  .integer({ min: 0, max: 400 })
  .map((days) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
const exceptions = fc.uniqueArray(fc.record({ day, working: fc.boolean() }), {
  selector: (each) => each.day,
  maxLength: 150,
});

describe('working days', () => {
  it('are added and counted as on a calendar on the wall, whatever days are off or made up for', () => {
    fc.assert(
      fc.property(exceptions, day, day, fc.integer({ min: 0, max: 60 }), (days, from, until, count) => {
        const calendar = workingCalendar(days, [2026]);
        const wall = naive(days);
        expect(addWorkingDays(calendar, from, count)).toBe(wall.add(from, count));
        expect(workingDaysBetween(calendar, from, until)).toBe(wall.between(from, until));
        expect(isWorkingDay(calendar, from)).toBe(wall.worked(from));
      }),
      { numRuns: 300 },
    );
  });

  it('take an exception that says what the week says for none', () => {
    const calendar = workingCalendar([{ day: '2026-11-21', working: false }], [2026]);
    expect(calendar.exceptions).toEqual([]);
  });

  it.each([
    ['2026-11-01', '2026-12-31', []],
    ['2026-12-31', '2027-01-01', [2027]],
    ['2025-12-31', '2028-01-01', [2025, 2027, 2028]],
    ['2027-02-01', '2026-12-31', []],
  ])('from %s to %s are counted of years of which only the week is known: %j', (from, until, expected) => {
    expect(unknownYears(workingCalendar([], [2026]), from, until)).toEqual(expected);
  });

  it('before 1970 follow the week as well', () => {
    expect(addWorkingDays(workingCalendar([], []), '1969-12-26', 1)).toBe('1969-12-29');
  });
});
