import type { Problem } from '../../kernel/index.ts';
import { issueJobLimits } from './limits.ts';
import { issueJobProblems } from './problems.ts';

/** A row of the file, as it came: JSON of a LicenceJobRow, if it is as it should be; or why it cannot be read at all. */
export type FileRow =
  | { readonly row: number; readonly content: Buffer }
  | { readonly row: number; readonly refusal: Problem };

const lineFeed = 0x0a;
const byteOrderMark = Buffer.from('\ufeff');

/**
 * The lines of a file in NDJSON; empty ones are passed over and counted.
 * @throws ISSUE_JOB_TOO_LARGE for a line longer than any licence
 */
export async function* rowsOfLines(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<FileRow> {
  let row = 0;
  let begun: Uint8Array[] = [];
  let length = 0;
  const take = (last: Uint8Array): FileRow | undefined => {
    row += 1;
    const whole = Buffer.concat([...begun, last]);
    begun = [];
    length = 0;
    const content = row === 1 && whole.subarray(0, 3).equals(byteOrderMark) ? whole.subarray(3) : whole;
    return isBlank(content) ? undefined : { row, content };
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, from)) {
      bounded(length + end - from);
      const one = take(piece.subarray(from, end));
      if (one !== undefined) yield one;
      from = end + 1;
    }
    if (from < piece.length) {
      begun.push(piece.subarray(from));
      length += piece.length - from;
      bounded(length);
    }
  }
  const last = take(new Uint8Array(0));
  if (last !== undefined) yield last;
}

function isBlank(content: Buffer): boolean {
  return content.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}

function bounded(bytes: number): void {
  const most = issueJobLimits.rowBytes / 1024;
  if (bytes > issueJobLimits.rowBytes) {
    throw issueJobProblems.ISSUE_JOB_TOO_LARGE({ whatZh: `一行大于 ${most} KB`, whatEn: `a row of over ${most} KiB` });
  }
}
