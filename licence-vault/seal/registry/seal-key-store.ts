import { sql } from 'kysely';
import type { WrappedKeyStore } from '../../encryption/wrapped-key-store.ts';
import { keyName } from './seal-reason.ts';
import type { SealTables } from './tables.ts';

/** The data keys of seals. */
export const sealDataKeys: WrappedKeyStore = {
  async lock(tx, { otherThan, after, limit }) {
    const rows = await tx
      .tables<SealTables>()
      .selectFrom('vault.seal')
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
      update vault.seal one set data_key = fresh.data_key, data_key_id = fresh.data_key_id
      from unnest(${keys.map((key) => key.id)}::uuid[], ${keys.map((key) => key.dataKey)}::bytea[],
        ${keys.map((key) => key.dataKeyId)}::text[]) as fresh(id, data_key, data_key_id)
      where one.id = fresh.id`.execute(tx.tables<SealTables>());
  },
  nameOf: keyName,
};
