/** How long and how hard. */
export interface BenchSettings {
  /** Of one measurement. */
  readonly seconds: number;
  readonly connections: number;
  /** Measurements of each side, taken in turns. */
  readonly rounds: number;
  /** Of the open loop, which shows what a steady stream waits. */
  readonly openSeconds: number;
  /** Leaves of the evidence log at which it is measured. */
  readonly leaves: number;
  /** Licences that are issued. */
  readonly count: number;
  /** Licences of the vault at which it is measured. */
  readonly licences: number;
  readonly progress: (line: string) => void;
}

/** What `--json` writes; the keys are fixed, others script against them. */
export interface BenchReport {
  readonly bench: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
  /** What was compared, for the table. */
  readonly rows: readonly {
    readonly what: string;
    readonly perSecond: number;
    readonly p50Ms?: number | undefined;
    readonly p99Ms?: number | undefined;
    /** Processor seconds of a thousand. */
    readonly cpuPerThousand?: number | undefined;
    readonly failures?: number | undefined;
  }[];
}

/** The table on the terminal. */
export function reportLines(report: BenchReport): string[] {
  const isTimed = report.rows.some(({ p50Ms }) => p50Ms !== undefined);
  const head = ['', ...(isTimed ? ['req/s', 'p50 ms', 'p99 ms', 'CPU s/1,000', 'failed'] : ['per s'])];
  const rows = report.rows.map(({ what, perSecond, ...rest }) => [
    what,
    perSecond.toFixed(0),
    ...(isTimed ? timedCells(rest) : []),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [
    ...lines,
    '',
    ...Object.entries(report.figures).map(([name, value]) => `${name}: ${round(value)}`),
    ...Object.entries(report.ratios).map(([name, value]) => `${name}: ${round(value)}`),
  ];
}

function timedCells(row: Omit<BenchReport['rows'][number], 'what' | 'perSecond'>): string[] {
  const cell = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(2));
  return [cell(row.p50Ms), cell(row.p99Ms), cell(row.cpuPerThousand), String(row.failures ?? 0)];
}

/** The middle of an odd number of values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
