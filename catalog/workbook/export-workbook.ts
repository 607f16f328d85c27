import type { Readable } from 'node:stream';
import type { Actor } from '../../identity/index.ts';
import { type WrittenRow, writeWorkbook } from '../../kernel/workbook/index.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { CatalogDeps } from '../deps.ts';
import type { Resource } from '../resource/resource.ts';
import { searchDirectory } from '../search/search-directory.ts';
import { CatalogSheet, type ExportShape, headerRows, mostExtensionColumns } from './catalog-sheet.ts';
import { CodeReader } from './values.ts';

/** The sheet of the directory. */
const sheetName = '政务信息资源目录';

/** Resources read at a time. */
const pageSize = 500;

/**
 * The directory as the guide's workbook, as far as the actor may see it, as a stream: the elements of 2017-1272 first, in the
 * columns of its template, then what a record has besides. Imported again, it changes nothing.
 * @param options.provider of this one alone; left out: of all
 */
export async function exportWorkbook(
  options: CatalogDeps & { actor: Actor; provider?: string | undefined },
): Promise<Readable> {
  const { database, parties } = options;
  const shape = await shapeOf(options);
  const codes = new CodeReader(await readCodeTables(database));
  const sheet = new CatalogSheet({ shape, codes, organisation: (id) => parties.organisation(id) });
  const { widths, frozen, merges } = sheet;
  return writeWorkbook({
    sheets: [{ name: sheetName, widths, frozen, merges, rows: rows() }],
    at: options.clock.now(),
  });

  async function* rows(): AsyncGenerator<WrittenRow> {
    yield* sheet.header();
    let next = headerRows + 1;
    for await (const resource of visible(options)) {
      yield* sheet.rows(resource, next);
      next += resource.items.length;
    }
  }
}

/** Looked at beforehand, since the header comes first; what somebody adds in between has a column too, one for all of it. */
async function shapeOf(options: Viewing): Promise<ExportShape> {
  const extensions = new Set<string>();
  for await (const resource of visible(options)) {
    for (const name of Object.keys(resource.extension)) {
      if (extensions.size < mostExtensionColumns) extensions.add(name);
    }
  }
  return { extensions: [...extensions] };
}

interface Viewing extends Pick<CatalogDeps, 'database' | 'parties'> {
  readonly actor: Actor;
  /** Left out: of all of them. */
  readonly provider?: string | undefined;
}

async function* visible({ database, parties, actor, provider }: Viewing): AsyncGenerator<Resource> {
  let cursor: string | undefined;
  do {
    const page = await searchDirectory({ database, parties, actor, search: { limit: pageSize, cursor, provider } });
    for (const { resource } of page.items) yield resource;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
