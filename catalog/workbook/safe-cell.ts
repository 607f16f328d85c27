/** What a spreadsheet takes for the beginning of a formula, also when it opens a CSV: full-width forms count in Chinese settings. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text as it may stand in a cell of a workbook or CSV that somebody opens: what would begin a formula is quoted with `'`,
 * so that it is shown and never executed (OWASP, CSV injection). Numbers are no texts: write them as they are.
 * @example safeCell('=HYPERLINK("http://…")') // `'=HYPERLINK("http://…")`
 */
export function safeCell(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

/**
 * A text as the directory's workbook keeps it: safe like {@link safeCell}, and read again letter by letter. A quote also
 * keeps white space at the edges, which a reader of what people write takes away, and tells an empty text from none.
 */
export function quotedCell(text: string): string {
  return isQuotable(text) ? `'${text}` : text;
}

/** What {@link quotedCell} wrote, or what somebody typed, without white space around it. */
export function unquotedCell(cell: string): string {
  return cell.startsWith("'") && isQuotable(cell.slice(1)) ? cell.slice(1) : cell.trim();
}

/** Quotes before a text say nothing of it: what is quoted once is quoted again, so that taking one away is always right. */
function isQuotable(text: string): boolean {
  const core = text.replace(/^'+/, '');
  return core === '' || formulaStart.test(core) || core !== core.trim();
}
