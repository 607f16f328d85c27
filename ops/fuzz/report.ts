import type { Finding, TargetReport } from './fuzz-target.ts';

/** A whole run, as `--json` writes it. */
export interface FuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly findings: number;
  readonly targets: readonly TargetReport[];
}

const mebibytes = (bytes: number, digits: number) => (bytes / 2 ** 20).toFixed(digits);

/** The table for the terminal; under it each finding, with the command to try it again. */
export function reportLines(report: FuzzReport, commandFor: (target: string, file: string) => string): string[] {
  const head = ['target', 'inputs', 'accepted', 'refused', 'slowest ms', 'growth MiB', 'RSS MiB', 'findings'];
  const rows = report.targets.map((one) => [
    one.target,
    String(one.inputs),
    String(one.accepted),
    String(one.refused),
    one.slowestMs.toFixed(1),
    mebibytes(one.growth, 1),
    `${mebibytes(one.residentEarly, 0)} → ${mebibytes(one.residentLate, 0)}`,
    String(one.findings.length),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [
    line(head),
    ...rows.map(line),
    '',
    `${report.inputs} inputs in ${report.seconds.toFixed(0)} s, seed ${report.seed}: ${report.findings} findings`,
    ...report.targets.flatMap(({ target, findings }) =>
      findings.flatMap((finding) => findingLines(target, finding, commandFor)),
    ),
  ];
}

function findingLines(
  target: string,
  { kind, detail, file }: Finding,
  commandFor: (target: string, file: string) => string,
): string[] {
  return [`${target}: ${kind}: ${detail}`, ...(file === undefined ? [] : [`  ${commandFor(target, file)}`])];
}
