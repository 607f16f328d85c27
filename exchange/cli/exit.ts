import type { PointerError } from '../../kernel/pure/index.ts';

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
export interface Ending {
  readonly exit: number;
  readonly problem?: ShownProblem;
  readonly line?: string;
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
