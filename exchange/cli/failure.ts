import { connectorProblems, HufuProblem, HufuUnreachable } from '../../connectors/index.ts';
import {
  isDatabaseAway,
  type Language,
  type PointerError,
  Problem,
  placesIn,
  SettingError,
} from '../../kernel/index.ts';
import { type Ending, exitCode, type ShownProblem } from './exit.ts';

/** How a command ends that was refused, could not reach what it needs, or failed. */
export function endingOfFailure(error: unknown, language: Language): Ending {
  if (error instanceof HufuProblem) {
    const { code, detail, reason, remedy, traceId, errors } = error;
    return { exit: exitOfStatus(error.status), problem: shown({ code, detail, reason, remedy, traceId }, errors) };
  }
  if (error instanceof Problem) {
    const { detail, reason, remedy } = error.texts(language);
    // A connector's configuration is part of how the command was called.
    const exit = Object.hasOwn(connectorProblems, error.code) ? exitCode.usage : exitOfStatus(error.status);
    return {
      exit,
      problem: shown({ code: error.code, detail, reason, remedy, traceId: null }, placesIn(error.errors, language)),
    };
  }
  if (error instanceof SettingError) return { exit: exitCode.usage, line: error.message };
  if (error instanceof HufuUnreachable || isDatabaseAway(error)) {
    return { exit: exitCode.unavailable, line: error instanceof Error ? error.message : 'not reachable' };
  }
  return {
    exit: exitCode.fault,
    line: `a fault of hufu: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  };
}

function shown(problem: Omit<ShownProblem, 'errors'>, errors: readonly PointerError[]): ShownProblem {
  return errors.length === 0 ? problem : { ...problem, errors };
}

function exitOfStatus(status: number): number {
  if (status === 500) return exitCode.fault;
  return status >= 500 ? exitCode.unavailable : exitCode.refused;
}
