import { Problem } from '../../kernel/index.ts';
import { openItems } from './openness.ts';
import type { openDataProblems } from './problems.ts';
import type { PublicResource } from './public-resources.ts';

export type OpenRow = Readonly<Record<string, unknown>>;

/** Some rows of an open resource, as the provider has them. */
export interface OpenPiece {
  readonly rows: readonly OpenRow[];
  /** State of the source, RFC 3339. */
  readonly asOf: string;
}

/** What everybody may have of a resource. */
export interface OpenRowsAsked {
  readonly resource: Pick<PublicResource, 'id' | 'provider' | 'schemaVersion'>;
  readonly fields: readonly string[];
}

/** Reads rows piece by piece, each recorded before it is handed over. Throws what the provider's refusal or absence is. */
export type ReadOpenRows = (asked: OpenRowsAsked) => AsyncIterable<OpenPiece>;

/** The providers' side of open rows. */
export interface OpenRows {
  readonly read: ReadOpenRows;
  /** Has a connector of the provider said of late that it can list the resource? */
  readonly areListed: (resource: Pick<PublicResource, 'id' | 'provider'>) => boolean;
}

/** What is asked for the rows of a resource: its open items, and no order but the provider's own. */
export function rowsAskedOf(resource: PublicResource): OpenRowsAsked {
  return { resource, fields: openItems(resource).map(({ field }) => field) };
}

/** Where the rows of a resource are to be had. `base`: the hub's public address, without a slash at its end. */
export function rowAddresses(base: string, { id }: Pick<PublicResource, 'id'>): { json: string; csv: string } {
  const address = `${base}/v1/open-data/${id}/rows`;
  return { json: `${address}.json`, csv: `${address}.csv` };
}

/** Rows of one download at most. */
export const mostOpenRows = 100_000;

/** What a provider's refusal says when its list is no longer the one that was begun. */
const changed: keyof typeof openDataProblems = 'OPEN_ROWS_CHANGED';

/** Why a download ends before the rows do. */
export type Truncation = 'limit' | 'changed' | 'failed';

export const truncationTexts: Readonly<Record<Truncation, string>> = {
  limit: `未完：一次下载至多 ${mostOpenRows} 行 · truncated: ${mostOpenRows} rows of one download at most`,
  changed: '未完：下载期间资源已变更或不再开放 · truncated: the resource was changed or closed meanwhile',
  failed: '未完：提供部门未能给出其余各行 · truncated: the provider could not give the rest',
};

/**
 * The rows of a download, and at its end why it is not all of them. The first piece is read at once, so that a provider that
 * is not there is a refusal; what goes wrong later only ends the download.
 * @param options.isOpen asked before each further piece: is the resource still as it was?
 */
export async function openDownload(options: {
  pieces: AsyncIterable<OpenPiece>;
  isOpen: () => Promise<boolean>;
  onFault: (error: unknown) => void;
}): Promise<{ asOf: string | undefined; rows: AsyncGenerator<readonly OpenRow[], Truncation | undefined> }> {
  const pieces = options.pieces[Symbol.asyncIterator]();
  const first = await pieces.next();
  const begun: OpenPiece | undefined = first.done === true ? undefined : first.value;
  return { asOf: begun?.asOf, rows: rows(begun) };

  async function* rows(piece: OpenPiece | undefined): AsyncGenerator<readonly OpenRow[], Truncation | undefined> {
    let given = 0;
    let current = piece;
    try {
      while (current !== undefined) {
        const room = mostOpenRows - given;
        yield current.rows.slice(0, room);
        given += current.rows.length;
        if (current.rows.length > room) return 'limit';
        if (!(await options.isOpen())) return 'changed';
        const next = await pieces.next();
        current = next.done === true ? undefined : next.value;
        if (current !== undefined && given === mostOpenRows) return 'limit';
      }
      return undefined;
    } catch (error) {
      if (error instanceof Problem && error.code === changed) return 'changed';
      options.onFault(error);
      return 'failed';
    } finally {
      await pieces.return?.();
    }
  }
}
