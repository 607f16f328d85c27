import { createHash } from 'node:crypto';
import type { HttpSource } from '../../generated/schemas.ts';
import type { Deadline } from '../deadline.ts';
import { valueAt } from '../json-pointer.ts';
import { type ListPlace, type ListRequest, type Piece, type Row, SourceError } from '../source.ts';
import { isPlainList } from './records.ts';

export type HttpListConfig = NonNullable<HttpSource['list']>;

/** Pages of a list at most, unless the configuration says otherwise. */
const usualPages = 10_000;

/** Characters of a service's cursor at most. */
const longestCursor = 1_024;

/** A page of the service, and what was seen on the way to it. */
interface Page {
  /** Its number, the number of records before it, or its cursor; null for the first one of a list by cursor. */
  readonly at: string | number | null;
  /** Its place among the pages, from 1 on. */
  readonly count: number;
  /** Records on the pages before. */
  readonly before: number;
  /** Records of this page that were given already. */
  readonly given: number;
  /** What this page holds where some of it was given already; else what the page before held. Empty at the beginning. */
  readonly mark: string;
  /** The number of all records as the page before told it, or null. */
  readonly total: number | null;
}

/** What a page holds, and the one behind it. */
interface PageRead {
  readonly records: readonly unknown[];
  readonly mark: string;
  /** The number of all records, if the service tells it. */
  readonly total: number | null;
  readonly behind: Page | undefined;
}

/** The records of a service that has pages. */
export interface HttpList {
  /** A piece is a page, or a part of one. */
  list(request: ListRequest): Promise<Piece>;
  /** All records, page by page, in the service's own terms; `total` is undefined where it is not told. */
  pages(
    deadline: Deadline,
  ): AsyncGenerator<{ readonly records: readonly unknown[]; readonly total: number | undefined }>;
}

/**
 * Reads the pages of a department's service. The service is not believed: a page that comes again, a list that does not end
 * or changes its length, and whatever is no page, are no list.
 */
export function openHttpList(options: {
  config: HttpListConfig;
  /** The document at an address, or undefined for 404 and 204. @throws SourceError */
  fetchDocument: (url: string, deadline: Deadline) => Promise<unknown>;
  rowOf: (record: unknown, request: Pick<ListRequest, 'resource' | 'fields'>) => Row;
  now: () => Date;
}): HttpList {
  const { config, fetchDocument, rowOf, now } = options;

  async function read(page: Page, deadline: Deadline): Promise<PageRead> {
    const document = await fetchDocument(addressOf(config, page.at), deadline);
    const records = recordsOf(config, page, document);
    const mark = markOf(records);
    requireNew(page, records, mark);
    const total = totalOf(config, page, document);
    return { records, mark, total, behind: pageBehind(config, page, { document, records, mark, total }) };
  }

  return {
    async list(request) {
      const { limit, deadline } = request;
      let page = request.from === undefined ? firstPage(config) : pageAt(request.from);
      for (;;) {
        const asOf = now();
        const { records, mark, behind } = await read(page, deadline);
        const rows = records.slice(page.given, page.given + limit).map((record) => rowOf(record, request));
        const given = page.given + rows.length;
        const next = given < records.length ? { ...page, given, mark } : behind;
        // A page without records that names another one: some services filter after they have cut their pages.
        if (rows.length > 0 || next === undefined) return { rows, asOf, next: next && placeOf(next) };
        page = next;
      }
    },
    async *pages(deadline) {
      for (let page: Page | undefined = firstPage(config); page !== undefined; ) {
        const { records, total, behind }: PageRead = await read(page, deadline);
        yield { records, total: total ?? undefined };
        page = behind;
      }
    },
  };
}

function firstPage({ by, first = 1 }: HttpListConfig): Page {
  const at = by === 'page' ? first : by === 'offset' ? 0 : null;
  return { at, count: 1, before: 0, given: 0, mark: '', total: null };
}

function placeOf({ at, count, before, given, mark, total }: Page): ListPlace {
  return [at, count, before, given, mark, total];
}

/** @throws SourceError LIST_CHANGED for a place of another making */
function pageAt([at, count, before, given, mark, total]: ListPlace): Page {
  const numbers = [count, before, given].every((each) => typeof each === 'number');
  const fits = numbers && typeof mark === 'string' && typeof at !== 'boolean' && at !== undefined;
  if (!fits || !(typeof total === 'number' || total === null)) throw new SourceError('LIST_CHANGED');
  return { at, count: Number(count), before: Number(before), given: Number(given), mark, total };
}

function recordsOf({ by, rows = '' }: HttpListConfig, { count }: Page, document: unknown): readonly unknown[] {
  // Behind the last page many services have none; where they begin, or where they led us, there is one.
  if (document === undefined && by !== 'cursor' && count > 1) return [];
  const found = document === undefined ? undefined : valueAt(document, rows);
  if (!isPlainList(found)) throw new SourceError('SOURCE_ANSWER_INVALID');
  return found;
}

function markOf(records: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(records)).digest('base64url').slice(0, 16);
}

function requireNew({ given, mark: known }: Page, records: readonly unknown[], mark: string): void {
  if (given > 0 && mark !== known) throw new SourceError('LIST_CHANGED');
  // A service that takes no notice of the parameter gives its first page for ever.
  if (given === 0 && records.length > 0 && mark === known) throw new SourceError('SOURCE_ANSWER_INVALID');
}

/** @throws SourceError LIST_CHANGED when there are more or fewer than there were: what pages hold has moved */
function totalOf({ total: pointer }: HttpListConfig, page: Page, document: unknown): number | null {
  if (pointer === undefined || document === undefined) return page.total;
  const total = valueAt(document, pointer);
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
    throw new SourceError('SOURCE_ANSWER_INVALID');
  }
  if (page.total !== null && page.total !== total) throw new SourceError('LIST_CHANGED');
  return total;
}

function pageBehind(
  config: HttpListConfig,
  page: Page,
  seen: { document: unknown; records: readonly unknown[]; mark: string; total: number | null },
): Page | undefined {
  const { records, mark, total } = seen;
  const before = page.before + records.length;
  const at = config.by === 'cursor' ? cursorOf(config, page, seen.document) : counted(config, page, records.length);
  const over = at === undefined || (config.by !== 'cursor' && total !== null && before >= total);
  if (over) {
    if (total !== null && before !== total) throw new SourceError('SOURCE_ANSWER_INVALID');
    return undefined;
  }
  const count = page.count + 1;
  if (count > (config.mostPages ?? usualPages)) throw new SourceError('SOURCE_ANSWER_INVALID');
  return { at, count, before, given: 0, mark, total };
}

/** The number of the next page, or of the records before it; none behind a page without records. */
function counted({ by }: HttpListConfig, { at, before }: Page, records: number): number | undefined {
  if (records === 0) return undefined;
  return by === 'offset' ? before + records : Number(at) + 1;
}

function cursorOf({ next = '' }: HttpListConfig, { at }: Page, document: unknown): string | undefined {
  const named = valueAt(document, next);
  if (named === undefined || named === null || named === '') return undefined;
  const cursor = typeof named === 'number' ? String(named) : named;
  const usable = typeof cursor === 'string' && cursor.length <= longestCursor && cursor.isWellFormed();
  if (!usable || cursor === at) throw new SourceError('SOURCE_ANSWER_INVALID');
  return cursor;
}

/**
 * The address of a page.
 * @example addressOf({ url: 'https://a.example/b?size=100&after={cursor}', by: 'cursor' }, null) // 'https://a.example/b?size=100'
 */
function addressOf({ url, by }: HttpListConfig, at: string | number | null): string {
  if (at !== null) return url.replaceAll(`{${by}}`, encodeURIComponent(at));
  const [address = '', query = ''] = url.split('?', 2);
  const kept = query.split('&').filter((parameter) => !parameter.includes('{cursor}'));
  return kept.length === 0 ? address : `${address}?${kept.join('&')}`;
}
