import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';

interface PresentedTables {
  'vault.presented_statement': { digest: Buffer; presented_to: string; at: Date; expires_at: Date };
}

/**
 * Notes who verified a statement. @returns who did so first, and when: this one, or somebody before
 * @param presentation.to `officer:…` or `system:…`
 */
export async function notePresented(
  tx: Database,
  presentation: { readonly digest: Buffer; readonly to: string; readonly at: Date; readonly expiresAt: Date },
): Promise<{ readonly to: string; readonly at: Date }> {
  const { digest, to, at, expiresAt } = presentation;
  // The update that changes nothing makes the row that is there already come back.
  const { rows } = await sql<{ presented_to: string; at: Date }>`
    insert into vault.presented_statement (digest, presented_to, at, expires_at)
    values (${digest}, ${to}, ${at}, ${expiresAt})
    on conflict (digest) do update set digest = excluded.digest
    returning presented_to, at`.execute(tx.tables<PresentedTables>());
  const [row] = rows;
  if (row === undefined) throw new Error('a note of a presented statement did not come back');
  return { to: row.presented_to, at: row.at };
}

/** Forgets statements that ran out: their end alone refuses them from then on. */
export async function purgePresented(database: Database, now: Date): Promise<void> {
  await database
    .tables<PresentedTables>()
    .deleteFrom('vault.presented_statement')
    .where('expires_at', '<=', now)
    .execute();
}
