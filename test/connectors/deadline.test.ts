import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../../connectors/index.ts';
import { SourceError, untilOver } from '../../connectors/source/source.ts';

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells each listener once when the time is over, and a later one at once', () => {
    const deadline = new Deadline(100);
    const told: string[] = [];
    deadline.onOver(() => told.push('first'));
    deadline.onOver(() => told.push('second'));
    vi.advanceTimersByTime(99);
    expect([deadline.isOver, told]).toEqual([false, []]);
    vi.advanceTimersByTime(1);
    expect([deadline.isOver, told]).toEqual([true, ['first', 'second']]);
    deadline.onOver(() => told.push('late'));
    deadline.end();
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['first', 'second', 'late']);
  });

  it('is over as soon as somebody says so', () => {
    const deadline = new Deadline(100);
    let told = 0;
    deadline.onOver(() => {
      told += 1;
    });
    deadline.end();
    expect([deadline.isOver, told, vi.getTimerCount()]).toEqual([true, 1, 0]);
  });

  it('tells nobody once it is disposed of, and leaves no timer behind', () => {
    let told = 0;
    const deadline = new Deadline(100);
    deadline.onOver(() => {
      told += 1;
    });
    deadline[Symbol.dispose]();
    vi.advanceTimersByTime(1_000);
    expect([told, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('has a signal for those who need one, whenever they ask', () => {
    const deadline = new Deadline(100);
    const { signal } = deadline;
    expect([signal.aborted, deadline.signal === signal]).toEqual([false, true]);
    vi.advanceTimersByTime(100);
    expect(signal.aborted).toBe(true);
    const past = new Deadline(100);
    past.end();
    expect(past.signal.aborted).toBe(true);
  });

  it('ends the wait for work, and not the work’s own outcome before', async () => {
    const deadline = new Deadline(100);
    const never = untilOver(new Promise(() => {}), deadline);
    const failing = untilOver(Promise.reject(new SourceError('SOURCE_ERROR')), deadline);
    expect(await untilOver(Promise.resolve('done'), deadline)).toBe('done');
    await expect(failing).rejects.toMatchObject({ code: 'SOURCE_ERROR' });
    vi.advanceTimersByTime(100);
    await expect(never).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
    await expect(untilOver(new Promise(() => {}), deadline)).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT' });
  });
});
