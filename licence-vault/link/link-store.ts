import type { Database } from '../../kernel/index.ts';

interface LinkTables {
  'vault.licence_link': {
    name: Buffer;
    actor: string;
    sealed: Buffer;
    made_at: Date;
    expires_at: Date;
    used_at: Date | null;
  };
}

/** A temporary link as it is stored. */
export interface StoredLink {
  readonly name: Buffer;
  /** Whom it serves: `officer:…` or `system:…`. */
  readonly actor: string;
  readonly sealed: Buffer;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | undefined;
}

export async function insertLink(tx: Database, link: Omit<StoredLink, 'usedAt'>): Promise<void> {
  const { name, actor, sealed, madeAt, expiresAt } = link;
  await tx
    .tables<LinkTables>()
    .insertInto('vault.licence_link')
    .values({ name, actor, sealed, made_at: madeAt, expires_at: expiresAt, used_at: null })
    .execute();
}

export async function findLink(database: Database, name: Buffer): Promise<StoredLink | undefined> {
  const row = await database
    .tables<LinkTables>()
    .selectFrom('vault.licence_link')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { actor, sealed, made_at: madeAt, expires_at: expiresAt, used_at } = row;
  return { name, actor, sealed, madeAt, expiresAt, usedAt: used_at ?? undefined };
}

/** Marks a link as used. @returns false when it was before, also a moment ago on another hub */
export async function claimLink(tx: Database, name: Buffer, at: Date): Promise<boolean> {
  const result = await tx
    .tables<LinkTables>()
    .updateTable('vault.licence_link')
    .set({ used_at: at })
    .where('name', '=', name)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Forgets links that ran out before a moment. @returns how many */
export async function deleteLinksBefore(database: Database, moment: Date): Promise<number> {
  const result = await database
    .tables<LinkTables>()
    .deleteFrom('vault.licence_link')
    .where('expires_at', '<', moment)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
