import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { SealedFile } from '../../licence-vault/index.ts';
import type { OpenLog } from './evidence-log.ts';
import type { LogTables } from './log/log-store.ts';
import { blinded } from './make-leaf.ts';

/**
 * Ids of the receipts of the issues and changes in which files were sealed, and of the readings for which PDFs were made: found
 * among the openings of the licence's holder by the digest of the file, which stands in the leaf. Undefined for a file of which the log says nothing, or nothing any more.
 */
export async function receiptsOfFiles(
  { database, log }: { readonly database: Database; readonly log: Pick<OpenLog, 'keys'> },
  files: readonly SealedFile[],
): Promise<readonly (string | undefined)[]> {
  if (files.length === 0) return [];
  const holders = files.map(({ holderIndex }) => blinded(log.keys, holderIndex));
  const digests = files.map(({ digest }) => digest.toString('base64url'));
  const { rows } = await sql<{ place: number; leaf: number }>`
    select file.place::integer as place, min(o.leaf) as leaf
    from unnest(${holders}::bytea[], ${digests}::text[]) with ordinality as file (holder, digest, place)
    join exchange.log_opening o on o.holder = file.holder and position('"' || file.digest || '"' in o.disclosures) > 0
    group by file.place`.execute(database.tables<LogTables>());
  const found = new Map(rows.map(({ place, leaf }) => [place, String(leaf)]));
  return files.map((_, index) => found.get(index + 1));
}
