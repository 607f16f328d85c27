import { CommanderError } from 'commander';
import type { Language } from '../../kernel/pure/index.ts';
import { CommandError, type Ending, exitCode } from './exit.ts';

/** How a command that threw ends. */
export async function endingOf(error: unknown, language: Language): Promise<Ending> {
  if (error instanceof CommandError) return { exit: error.exitCode, line: error.message };
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exitCode.done : exitCode.usage };
  // Telling the others apart takes all that can throw them, which a command that ends well does not load.
  return (await import('./failure.ts')).endingOfFailure(error, language);
}
