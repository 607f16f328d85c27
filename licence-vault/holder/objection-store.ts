import type { Database } from '../../kernel/index.ts';
import type { HolderVaultTables } from './tables.ts';

/** Which objection of the directory's register a holder raised, and to which use. */
export interface StoredObjection {
  readonly id: string;
  readonly receipt: string;
  readonly raisedAt: Date;
  /** What the holder wrote; undefined: raised before that was kept. */
  readonly words: string | undefined;
}

/** At most: whoever has more asks at a counter. */
const most = 200;

/** A use is objected to once: a second row breaks the table's key. */
export async function storeObjection(tx: Database, holderIndex: Buffer, objection: StoredObjection): Promise<void> {
  const { id, receipt, raisedAt, words = null } = objection;
  await tx
    .tables<HolderVaultTables>()
    .insertInto('vault.holder_objection')
    .values({ holder_index: holderIndex, receipt, objection: id, raised_at: raisedAt, words })
    .execute();
}

/** A holder's objections, the latest first. */
export async function objectionsOf(database: Database, holderIndex: Buffer): Promise<readonly StoredObjection[]> {
  const rows = await ofHolder(database, holderIndex).orderBy('raised_at', 'desc').limit(most).execute();
  return rows.map(storedOf);
}

/** The objection to one use. */
export async function objectionOf(
  database: Database,
  holderIndex: Buffer,
  receipt: string,
): Promise<StoredObjection | undefined> {
  const row = await ofHolder(database, holderIndex).where('receipt', '=', receipt).executeTakeFirst();
  return row === undefined ? undefined : storedOf(row);
}

function ofHolder(database: Database, holderIndex: Buffer) {
  return database
    .tables<HolderVaultTables>()
    .selectFrom('vault.holder_objection')
    .select(['objection', 'receipt', 'raised_at', 'words'])
    .where('holder_index', '=', holderIndex);
}

function storedOf(row: { objection: string; receipt: string; raised_at: Date; words: string | null }): StoredObjection {
  const { objection: id, receipt, raised_at: raisedAt, words } = row;
  return { id, receipt, raisedAt, words: words ?? undefined };
}
