import { csvOf } from '../csv.ts';
import type { OpenDatasetItem } from '../generated/schemas.ts';
import { safeCell } from '../workbook/safe-cell.ts';
import { type OpenRow, type Truncation, truncationTexts } from './rows.ts';

type Rows = AsyncGenerator<readonly OpenRow[], Truncation | undefined>;

/** Rows as CSV under their fields' names. What is not all of it ends in a line that begins with `#` and says why. */
export async function* rowsCsv(items: readonly OpenDatasetItem[], rows: Rows): AsyncGenerator<string> {
  yield csvOf([items.map(({ field }) => field)]);
  const end = yield* eachPiece(rows, (piece) =>
    withoutMark(csvOf(piece.map((row) => items.map(({ field }) => cellOf(row[field]))))),
  );
  if (end !== undefined) yield `# ${truncationTexts[end]}\r\n`;
}

/** Rows as JSON; its last member says whether these are all. */
export async function* rowsJson(head: Readonly<Record<string, unknown>>, rows: Rows): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let separator = '';
  const end = yield* eachPiece(rows, (piece) => {
    const text = piece.map((row) => JSON.stringify(row)).join(',\n');
    const written = text === '' ? '' : `${separator}${text}`;
    if (text !== '') separator = ',\n';
    return written;
  });
  const why = end === undefined ? '' : `,"reason":${JSON.stringify(truncationTexts[end])}`;
  yield `],"truncated":${end !== undefined}${why}}\n`;
}

async function* eachPiece(rows: Rows, write: (piece: readonly OpenRow[]) => string) {
  let step = await rows.next();
  try {
    while (step.done !== true) {
      yield write(step.value);
      step = await rows.next();
    }
    return step.value;
  } finally {
    // Whoever stops reading stops the provider being asked.
    await rows.return(undefined);
  }
}

/** Numbers and truths are no texts; every text is made harmless to whoever opens it as a workbook. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return safeCell(typeof value === 'string' ? value : JSON.stringify(value));
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
