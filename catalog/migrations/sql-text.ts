/** A text as an SQL literal, for statements that a migration writes out; statements at run time take parameters. */
export function literal(text: string | undefined): string {
  return text === undefined ? 'null' : `'${text.replaceAll("'", "''")}'`;
}
