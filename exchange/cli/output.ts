/** Where a command writes; tests give their own. */
export interface Output {
  readonly json: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** Prints a result: JSON with `--json`, else the lines that `human` makes of it. */
export function print<T>(output: Output, result: T, human: (result: T) => readonly string[]): void {
  output.out(output.json ? `${JSON.stringify(result, null, 2)}\n` : `${human(result).join('\n')}\n`);
}

/** Columns padded to the widest cell; Chinese characters count two, as terminals draw them. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
      character,
    )
      ? 2
      : 1;
  return columns;
}
