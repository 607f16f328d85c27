import type { Command } from 'commander';
import type { Context } from './context.ts';

/** Makes of what a command does what commander calls: with its context, and its outcome as the exit code. */
export type Action = <A extends unknown[]>(
  work: (context: Context, ...args: A) => Promise<number | undefined>,
) => (...args: [...A, Command]) => Promise<void>;

/** An option that may be given several times. */
export function gathered(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
