import { CommanderError } from 'commander';
import { connectorProblems, HufuProblem, HufuUnreachable } from '../../connectors/index.ts';
import { isDatabaseAway, type Language, type PointerError, Problem, SettingError } from '../../kernel/index.ts';

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
    const { code, detail, reason, remedy, traceId, errors } = error;
    return { exit: exitOfStatus(error.status), problem: shown({ code, detail, reason, remedy, traceId }, errors) };
  }
  if (error instanceof Problem) {
    const { detail, reason, remedy } = error.texts(language);
    // A connector's configuration is part of how the command was called.
    const exit = Object.hasOwn(connectorProblems, error.code) ? exitCode.usage : exitOfStatus(error.status);
    return { exit, problem: shown({ code: error.code, detail, reason, remedy, traceId: null }, error.errors) };
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
  /** The places that are wrong, when there are any. */
  readonly errors?: readonly PointerError[];
}

/** Places shown at most; who has more wrong than that corrects these first. */
const mostPlaces = 20;

/** The lines that a person reads of a refusal. */
export function linesOf({ code, detail, reason, remedy, traceId, errors = [] }: ShownProblem): readonly string[] {
  return [
    `${code}: ${detail}`,
    ...errors.slice(0, mostPlaces).map((each) => `  ${each.pointer || '/'}  ${each.detail}`),
    ...(errors.length > mostPlaces ? [`  … ${errors.length - mostPlaces}`] : []),
    ...(reason === '' ? [] : [`  理由 · reason: ${reason}`]),
    ...(remedy === '' ? [] : [`  办法 · remedy: ${remedy}`]),
    ...(traceId === null ? [] : [`  追踪号 · trace: ${traceId}`]),
  ];
}

function shown(problem: Omit<ShownProblem, 'errors'>, errors: readonly PointerError[]): ShownProblem {
  return errors.length === 0 ? problem : { ...problem, errors };
}

function exitOfStatus(status: number): number {
  if (status === 500) return exitCode.fault;
  return status >= 500 ? exitCode.unavailable : exitCode.refused;
}
