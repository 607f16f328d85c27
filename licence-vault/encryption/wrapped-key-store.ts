import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { WrappedDataKey } from './data-key.ts';

/** Wrapped data keys of one table, to be put under another key-encryption key. */
export interface WrappedKeyStore {
  /** Rows under other key-encryption keys than the one named, in the order of their ids, locked. */
  lock(
    tx: Database,
    options: { readonly otherThan: string; readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly StoredDataKey[]>;
  /** Stores them. Revisions stay: nothing that a caller sees has changed. */
  store(tx: Database, keys: readonly StoredDataKey[]): Promise<void>;
  /** The name that a row's data key is bound to. */
  nameOf(id: string): string;
}

export interface StoredDataKey extends WrappedDataKey {
  readonly id: string;
}

interface KeyRow {
  id: string;
  data_key: Buffer;
  data_key_id: string;
}

/** The store of a table whose rows each have a wrapped data key: `data_key`, under the key-encryption key `data_key_id`. */
export function wrappedKeysIn(
  table: 'vault.licence' | 'vault.words_key' | 'vault.seal' | 'vault.issue_job',
  nameOf: (id: string) => string,
): WrappedKeyStore {
  return {
    async lock(tx, { otherThan, after, limit }) {
      const rows = await tx
        .tables<Record<typeof table, KeyRow>>()
        .selectFrom(table)
        .select(['id', 'data_key', 'data_key_id'])
        .where('data_key_id', '<>', otherThan)
        .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .execute();
      return rows.map((row) => ({ id: row.id, dataKey: row.data_key, dataKeyId: row.data_key_id }));
    },
    async store(tx, keys) {
      if (keys.length === 0) return;
      await sql`
        update ${sql.table(table)} one set data_key = fresh.data_key, data_key_id = fresh.data_key_id
        from unnest(${keys.map((key) => key.id)}::uuid[], ${keys.map((key) => key.dataKey)}::bytea[],
          ${keys.map((key) => key.dataKeyId)}::text[]) as fresh(id, data_key, data_key_id)
        where one.id = fresh.id`.execute(tx.tables<object>());
    },
    nameOf,
  };
}
