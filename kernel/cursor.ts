import type { Problem } from './problem.ts';
import { kernelProblems } from './problems.ts';

/** One page of a list; `next` is an opaque cursor for `?cursor=`, or null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Packs the sort key of a page's last row. Opaque to callers: its form may change. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Unpacks a cursor of `length` parts. @throws INVALID_INPUT for one we did not make. */
export function decodeCursor(cursor: string, length: number): readonly (string | number)[] {
  const key = parse(Buffer.from(cursor, 'base64url').toString());
  const fits =
    Array.isArray(key) &&
    key.length === length &&
    key.every((part) => typeof part === 'string' || typeof part === 'number');
  if (!fits) throw cursorRefused();
  return key;
}

/** A cursor that the list did not make, such as one of another list. */
export function cursorRefused(): Problem {
  return kernelProblems.INVALID_INPUT(
    { count: 1 },
    { errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }] },
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Makes a page out of one row more than was asked for. */
export function pageOf<R, T>(options: {
  rows: readonly R[];
  limit: number;
  key: (row: R) => readonly (string | number)[];
  item: (row: R) => T;
}): Page<T> {
  const rows = options.rows.slice(0, options.limit);
  const last = rows.at(-1);
  const more = options.rows.length > options.limit && last !== undefined;
  return { items: rows.map(options.item), next: more ? encodeCursor(options.key(last)) : null };
}
