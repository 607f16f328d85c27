/** A table as spreadsheets open it: RFC 4180 in UTF-8 with a mark at its beginning. Cells come as they are to stand there. */
export function csvOf(lines: readonly (readonly string[])[]): string {
  return `\uFEFF${lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvType = 'text/csv; charset=utf-8; header=present';
