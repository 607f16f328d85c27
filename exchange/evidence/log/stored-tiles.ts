import type { Database } from '../../../kernel/index.ts';
import { merkleHashBytes } from '../../../kernel/pure/index.ts';
import { type LogTables, largestBatch } from './log-store.ts';
import { entriesIn, type TileSource, tileWidth } from './tiles.ts';

/** A log's tiles out of PostgreSQL. Nothing is kept twice: tiles are put together from batches and nodes as they are asked for. */
export function storedTiles(database: Database): TileSource {
  return {
    async tile(level, index, width) {
      const first = index * tileWidth;
      if (level === 0) {
        const slices = await batchSlices(database, first, first + width);
        return Buffer.concat(
          slices.map(({ hashes, from, to }) => hashes.subarray(from * merkleHashBytes, to * merkleHashBytes)),
        );
      }
      const rows = await database
        .tables<LogTables>()
        .selectFrom('exchange.log_node')
        .select('hash')
        .where('level', '=', level)
        .where('index', '>=', first)
        .where('index', '<', first + width)
        .orderBy('index')
        .execute();
      return Buffer.concat(rows.map(({ hash }) => hash));
    },
    async bundle(index, width) {
      const first = index * tileWidth;
      return bundleOf(await storedEntries(database, first, first + width));
    },
  };
}

/** Entries from `first` to before `end`, as they are stored. */
export async function storedEntries(database: Database, first: number, end: number): Promise<readonly Buffer[]> {
  const slices = await batchSlices(database, first, end);
  return slices.flatMap(({ entries, leaves, from, to }) => entriesIn(entries, leaves).slice(from, to));
}

function bundleOf(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** Batches that hold some of these leaves, and which of theirs those are. */
async function batchSlices(database: Database, first: number, end: number) {
  const rows = await database
    .tables<LogTables>()
    .selectFrom('exchange.log_batch')
    .selectAll()
    // No batch is larger, so none that begins earlier reaches this far.
    .where('first', '>', first - largestBatch)
    .where('first', '<', end)
    .orderBy('first')
    .execute();
  return rows
    .map((row) => ({
      ...row,
      from: Math.max(0, first - row.first),
      to: Math.min(row.leaves, end - row.first),
    }))
    .filter(({ from, to }) => from < to);
}
