import { describe, expect, it } from 'vitest';
import { momentText } from '../../kernel/moment-text.ts';

describe('a moment as text', () => {
  it('is what the engine writes, in whatever order seconds come', () => {
    // Seconds whose places are the same among themselves, years before 1970 and beyond four digits, either end of a second.
    const seconds = [0, 16, 32, -1, -16, 1_763_800_000, 1_763_800_016, 1_763_800_005, -62_200_000_000, 253_402_300_800];
    const moments = [1, 2].flatMap(() =>
      seconds.flatMap((second) => [0, 1, 99, 500, 999].map((ms) => new Date(second * 1000 + ms))),
    );
    moments.push(new Date(8.64e15), new Date(-8.64e15));
    expect(moments.map(momentText)).toEqual(moments.map((moment) => moment.toISOString()));
  });

  it('is none of a Date that is none', () => {
    expect(() => momentText(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => momentText(new Date(Number.NaN))).toThrow(RangeError);
  });
});
