import { CommanderError } from 'commander';
import { HufuProblem, HufuUnreachable } from '../../connectors/index.ts';
import { isDatabaseAway, type Language, Problem, SettingError } from '../../kernel/index.ts';

/** What a command ends with; the numbers from 64 are those of sysexits.h. */
export const exitCode = {
  /** Done, or TOTAL_PASSED. */
  done: 0,
  /** Refused, or TOTAL_FAILED. */
  refused: 1,
  indeterminate: 2,
  usage: 64,
  unavailable: 69,
  fault: 70,
} as const;

/** A sentence for the person at the terminal, and how the command ends. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(sentence: string, exit: number) {
    super(sentence);
    this.exitCode = exit;
  }
}

/** How a failed command ends, and what is shown: a problem as JSON members, anything else as one line. */
export function endingOf(error: unknown, language: Language): { exit: number; problem?: ShownProblem; line?: string } {
  if (error instanceof HufuProblem) {
    const { code, detail, reason, remedy, traceId } = error;
    return { exit: exitOfStatus(error.status), problem: { code, detail, reason, remedy, traceId } };
  }
  if (error instanceof Problem) {
    const { detail, reason, remedy } = error.texts(language);
    return { exit: exitOfStatus(error.status), problem: { code: error.code, detail, reason, remedy, traceId: null } };
  }
  if (error instanceof CommandError) return { exit: error.exitCode, line: error.message };
  if (error instanceof SettingError) return { exit: exitCode.usage, line: error.message };
  if (error instanceof HufuUnreachable || isDatabaseAway(error)) {
    return { exit: exitCode.unavailable, line: error instanceof Error ? error.message : 'not reachable' };
  }
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exitCode.done : exitCode.usage };
  return {
    exit: exitCode.fault,
    line: `a fault of hufu: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  };
}

/** A refusal as the command line prints it. */
export interface ShownProblem {
  readonly code: string;
  readonly detail: string;
  readonly reason: string;
  readonly remedy: string;
  readonly traceId: string | null;
}

function exitOfStatus(status: number): number {
  if (status === 500) return exitCode.fault;
  return status >= 500 ? exitCode.unavailable : exitCode.refused;
}
