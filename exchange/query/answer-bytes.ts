import type { QueryAnswer } from '../generated/schemas.ts';

/**
 * An answer as JSON in UTF-8. The records are spelled out apart from the rest: where one character of a text is Chinese, the
 * engine keeps all of it in two bytes a character and takes several times as long to write it, and the rest, nine tenths of
 * an answer, hardly ever has one.
 */
export function answerBytes(answer: QueryAnswer): Buffer {
  const { id, resource, mode, asOf, provider, grant, quota, receipt, matched, verdicts, rows } = answer;
  // What there is none of is left out by JSON.stringify.
  const text = JSON.stringify({ id, resource, mode, asOf, provider, grant, quota, receipt, matched, verdicts });
  if (rows === undefined) return Buffer.from(text);
  const records = `,"rows":${JSON.stringify(rows)}}`;
  const textLength = Buffer.byteLength(text) - 1;
  const bytes = Buffer.allocUnsafe(textLength + Buffer.byteLength(records));
  // The last byte of the first text, its closing brace, is written over.
  bytes.write(text, 0, textLength);
  bytes.write(records, textLength);
  return bytes;
}
