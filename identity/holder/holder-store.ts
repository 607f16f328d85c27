import type { Database } from '../../kernel/index.ts';
import type { HolderActor } from '../actor.ts';
import type { HolderKind } from '../number/holder.ts';
import { codeTries } from './holder-code.ts';
import type { HolderSession } from './holder-session.ts';
import type { CodeUse, HolderTables } from './tables.ts';

/** A code that has been tried, with the tries it has had. */
export interface TriedCode {
  readonly actor: HolderActor;
  readonly hash: Buffer;
  readonly tries: number;
}

export async function insertCode(
  database: Database,
  code: { id: string; use: CodeUse; index: Buffer; holderKind: HolderKind; hash: Buffer; expiresAt: Date },
): Promise<void> {
  await database
    .tables<HolderTables>()
    .insertInto('identity.holder_code')
    .values({
      id: code.id,
      holder_index: code.index,
      holder_kind: code.holderKind,
      use: code.use,
      code_hash: code.hash,
      tries: 0,
      expires_at: code.expiresAt,
    })
    .execute();
}

/** Counts a try and gives the code to be compared; of many tries sent at once to several hubs, five get one. */
export async function tryCode(
  database: Database,
  { request, use }: { readonly request: string; readonly use: CodeUse },
  now: Date,
): Promise<TriedCode | undefined> {
  const row = await database
    .tables<HolderTables>()
    .updateTable('identity.holder_code')
    .set((e) => ({ tries: e('tries', '+', 1) }))
    .where('id', '=', request)
    .where('use', '=', use)
    .where('tries', '<', codeTries)
    .where('expires_at', '>', now)
    .returning(['holder_index', 'holder_kind', 'code_hash', 'tries'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const actor: HolderActor = { kind: 'holder', index: row.holder_index, holderKind: row.holder_kind };
  return { actor, hash: row.code_hash, tries: row.tries };
}

/** Takes a code away for good. @returns whether this call did: of two right tries at once, one opens a session */
export async function spendCode(tx: Database, id: string): Promise<boolean> {
  const result = await tx
    .tables<HolderTables>()
    .deleteFrom('identity.holder_code')
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function insertHolderSession(
  tx: Database,
  session: HolderSession & { readonly tokenHash: Buffer; readonly openedAt: Date },
): Promise<void> {
  const { actor, tokenHash, openedAt, expiresAt } = session;
  await tx
    .tables<HolderTables>()
    .insertInto('identity.holder_session')
    .values({
      token_hash: tokenHash,
      holder_index: actor.index,
      holder_kind: actor.holderKind,
      opened_at: openedAt,
      expires_at: expiresAt,
    })
    .execute();
}

export async function findHolderSession(
  database: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<HolderSession | undefined> {
  const row = await database
    .tables<HolderTables>()
    .selectFrom('identity.holder_session')
    .select(['holder_index', 'holder_kind', 'expires_at'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    actor: { kind: 'holder', index: row.holder_index, holderKind: row.holder_kind },
    expiresAt: row.expires_at,
  };
}

export async function endHolderSession(database: Database, tokenHash: Buffer): Promise<void> {
  await database
    .tables<HolderTables>()
    .deleteFrom('identity.holder_session')
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** Ends all sessions of a holder and makes codes that are on their way worthless. @returns how many sessions there were */
export async function endSessionsOfHolder(tx: Database, index: Buffer): Promise<number> {
  const tables = tx.tables<HolderTables>();
  await tables.deleteFrom('identity.holder_code').where('holder_index', '=', index).execute();
  const ended = await tables.deleteFrom('identity.holder_session').where('holder_index', '=', index).executeTakeFirst();
  return Number(ended.numDeletedRows);
}

/** Deletes what has run out. */
export async function purgeHolders(database: Database, now: Date): Promise<void> {
  const tables = database.tables<HolderTables>();
  await tables.deleteFrom('identity.holder_code').where('expires_at', '<=', now).execute();
  await tables.deleteFrom('identity.holder_session').where('expires_at', '<=', now).execute();
  await tables.deleteFrom('identity.holder_rate').where('until', '<=', now).execute();
}
