import { type SelectQueryBuilder, sql } from 'kysely';
import { cursorRefused, decodeCursor, type Page, pageOf } from '../kernel/index.ts';

export const defaultPageSize = 20;
export const largestPage = 100;

/** Query members that every list takes. */
export const pagingParameters = {
  cursor: { type: 'string', maxLength: 1024, description: 'The `next` of the page before.' },
  limit: { type: 'integer', minimum: 1, maximum: largestPage, default: defaultPageSize },
} as const;

/** Reads the cursor of a list in order of id. @throws INVALID_INPUT for one that this list did not make */
export function readIdCursor<T extends string>(cursor: string, isId: (value: unknown) => value is T): T {
  const [id] = decodeCursor(cursor, 1);
  if (!isId(id)) throw cursorRefused();
  return id;
}

/** Reads the cursor of a list in order of time and id. @throws INVALID_INPUT */
function readTimeCursor<T extends string>(cursor: string, isId: (value: unknown) => value is T): { at: Date; id: T } {
  const [time, id] = decodeCursor(cursor, 2);
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || Math.abs(time) > 8.64e15 || !isId(id)) {
    throw cursorRefused();
  }
  return { at: new Date(time), id };
}

/** Reads the cursor of a list in order of a sequence number. @throws INVALID_INPUT */
export function readSequenceCursor(cursor: string): number {
  const [sequence] = decodeCursor(cursor, 1);
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) throw cursorRefused();
  return sequence;
}

/** One page of records, newest first, out of a query that says which of them there are. */
export async function newestFirst<DB, Name extends keyof DB, Row extends { id: string; created_at: Date }, T>(options: {
  query: SelectQueryBuilder<DB, Name, Row>;
  filter: { readonly cursor?: string | undefined; readonly limit: number };
  isId: (value: unknown) => value is Row['id'];
  item: (row: Row) => T;
}): Promise<Page<T>> {
  const { filter, isId, item } = options;
  const { cursor, limit } = filter;
  let query = options.query.orderBy(sql`created_at desc, id desc`).limit(limit + 1);
  if (cursor !== undefined) {
    const { at, id } = readTimeCursor(cursor, isId);
    query = query.where(sql<boolean>`(created_at, id) < (${at}, ${id})`);
  }
  const rows = (await query.execute()) as readonly Row[];
  return pageOf({ rows, limit, key: (row) => [row.created_at.getTime(), row.id], item });
}
