import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { WrappedDataKey } from '../encryption/data-key.ts';
import type { LicenceTables } from './tables.ts';

export interface LicenceDataKey extends WrappedDataKey {
  readonly licence: string;
}

/** Data keys under other key-encryption keys than the one named, in the order of their licences' ids, locked. */
export async function lockWrappedKeys(
  tx: Database,
  options: { readonly otherThan: string; readonly after: string | undefined; readonly limit: number },
): Promise<readonly LicenceDataKey[]> {
  const { after } = options;
  const rows = await tx
    .tables<LicenceTables>()
    .selectFrom('vault.licence')
    .select(['id', 'data_key', 'data_key_id'])
    .where('data_key_id', '<>', options.otherThan)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(options.limit)
    .forUpdate()
    .execute();
  return rows.map((row) => ({ licence: row.id, dataKey: row.data_key, dataKeyId: row.data_key_id }));
}

/** Stores rewrapped keys in one statement. The licences' revisions stay: nothing that a caller sees has changed. */
export async function storeWrappedKeys(tx: Database, keys: readonly LicenceDataKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update vault.licence l set data_key = fresh.data_key, data_key_id = fresh.data_key_id
    from unnest(${keys.map((key) => key.licence)}::uuid[], ${keys.map((key) => key.dataKey)}::bytea[],
      ${keys.map((key) => key.dataKeyId)}::text[]) as fresh(id, data_key, data_key_id)
    where l.id = fresh.id`.execute(tx.tables<LicenceTables>());
}
