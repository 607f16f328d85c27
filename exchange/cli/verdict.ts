import type { Text } from '../../kernel/pure/index.ts';
import { exitCode } from './exit.ts';
import { type Output, print, table } from './output.ts';

/** A verdict in the form of the contract; over several signatures it has each of theirs besides. */
export interface ShownVerdict {
  readonly indication: 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';
  readonly subIndication: string | null;
  readonly asOf: string;
  readonly assurance?: string | undefined;
  readonly steps: readonly {
    readonly step: string;
    readonly result: string;
    readonly subIndication: string | null;
    readonly detail: string;
    /** The same in both languages; a hub of an older version leaves it out. */
    readonly details?: Text | undefined;
  }[];
  readonly signatures?: readonly (ShownVerdict & { readonly id: string })[] | undefined;
  /** What a genuine QR says. */
  readonly statement?: ShownStatement | undefined;
}

export interface ShownStatement {
  readonly identifier: string;
  readonly type: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly face: Readonly<Record<string, unknown>>;
  readonly purpose?: { readonly organisation: string; readonly matter: string } | undefined;
}

/** Prints a verdict. @returns the exit code that goes with it: 0, 1 or 2 */
export function printVerdict(output: Output, verdict: ShownVerdict): number {
  print(output, verdict, linesOf);
  return {
    TOTAL_PASSED: exitCode.done,
    TOTAL_FAILED: exitCode.refused,
    INDETERMINATE: exitCode.indeterminate,
  }[verdict.indication];
}

/** A step with what it found; each finding has a line of its own. */
function rowsOf({ step, result, detail }: ShownVerdict['steps'][number]): string[][] {
  return detail
    .split(/；|; /)
    .map((finding, index) => (index === 0 ? [`  ${step}`, result, finding] : ['', '', finding]));
}

function linesOfStatement({ identifier, type, validFrom, validTo, face, purpose }: ShownStatement): readonly string[] {
  const shown = Object.entries(face).map(([item, value]) => [
    `  ${item}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return [
    '',
    ...table([
      [type, identifier],
      ['  ', `${validFrom} – ${validTo}`],
      ...shown,
      ...(purpose === undefined ? [] : [['  →', `${purpose.organisation} ${purpose.matter}`]]),
    ]),
  ];
}

function linesOf({
  indication,
  subIndication,
  asOf,
  assurance,
  steps,
  signatures = [],
  statement,
}: ShownVerdict): readonly string[] {
  return [
    `${indication}${subIndication === null ? '' : ` (${subIndication})`}  ${asOf}`,
    ...(assurance === 'stock' ? ['存量补录，保证级别较低 · made of a stock record, of lower assurance'] : []),
    // One signature is the whole; of several each is shown, and says what is said of it.
    ...(signatures.length < 2
      ? table(steps.flatMap(rowsOf))
      : table(steps.map(({ step, result }) => [`  ${step}`, result]))),
    ...(statement === undefined ? [] : linesOfStatement(statement)),
    ...(signatures.length < 2 ? [] : signatures.flatMap(({ id, ...one }) => ['', `${id}: ${linesOf(one).join('\n')}`])),
  ];
}
