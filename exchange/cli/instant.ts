import { CommandError, exitCode } from './exit.ts';

/** A day, or a moment with or without its zone; without one it is the zone of the terminal. */
const iso8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads a TIME, that of `--at` where nothing else is said. @throws CommandError (64) for what is no ISO 8601 time */
export function instantOf(text: string, option = '--at'): Date {
  const instant = new Date(text);
  if (!iso8601.test(text) || Number.isNaN(instant.getTime()))
    throw new CommandError(`${option} 须为 ISO 8601 时间 · ${option} takes an ISO 8601 time`, exitCode.usage);
  return instant;
}
