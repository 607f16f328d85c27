import { type ListRequest, type Row, SourceError } from './source.ts';
import { matchKey } from './values.ts';

/**
 * The piece of a list out of its rows and the one behind it. Where two share the key at its end, the second would be passed
 * over when the list goes on, so there is no list by this key.
 * @throws SourceError LIST_NOT_SUPPORTED
 */
export function pieceOf(rows: readonly Row[], { key, limit }: Pick<ListRequest, 'key' | 'limit'>): readonly Row[] {
  const [last, next] = [rows[limit - 1], rows[limit]];
  if (last !== undefined && next !== undefined && key.every((name) => matchKey(last[name]) === matchKey(next[name]))) {
    throw new SourceError('LIST_NOT_SUPPORTED');
  }
  return rows.slice(0, limit);
}
