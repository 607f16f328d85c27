import { type Database, openBox, type Random, sealBox } from '../../../kernel/index.ts';
import { boxKey, contextOf, firstKeyId } from './soft-key.ts';
import type { SignerTables } from './tables.ts';

/** Keys in one transaction. */
const together = 100;

/**
 * Puts every key that is kept here under the current key-encryption key; the keys themselves, and certificates of them, stay. One
 * that opens only with the secret of a ceremony lies under that secret and is left. May be stopped and started again.
 * @returns how many were rewrapped, and the ids of those that could not be opened: they are left as they are
 */
export async function rewrapSoftKeys(options: {
  readonly database: Database;
  readonly random: Random;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** `kek-` and a number. */
  readonly keyEncryptionKey?: string | undefined;
}): Promise<{ readonly rewrapped: number; readonly damaged: readonly string[] }> {
  const { database, random, masterKey, keyEncryptionKey: keyId = firstKeyId } = options;
  const damaged: string[] = [];
  let rewrapped = 0;
  let after: string | undefined;
  do {
    after = await database.transaction(async (tx) => {
      const tables = tx.tables<SignerTables>();
      const rows = await tables
        .selectFrom('identity.pki_key')
        .select(['id', 'purpose', 'private_box', 'key_id'])
        .where('key_id', '<>', keyId)
        .where('secret_salt', 'is', null)
        .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
        .orderBy('id')
        .limit(together)
        .forUpdate()
        .execute();
      for (const row of rows) {
        const context = contextOf(row);
        const plaintext = opened({ key: boxKey(masterKey, { keyId: row.key_id }), box: row.private_box, context });
        if (plaintext === undefined) {
          damaged.push(row.id);
          continue;
        }
        const box = sealBox({ key: boxKey(masterKey, { keyId }), plaintext, context, random });
        await tables
          .updateTable('identity.pki_key')
          .set({ private_box: box, key_id: keyId })
          .where('id', '=', row.id)
          .execute();
        rewrapped += 1;
      }
      return rows.at(-1)?.id;
    });
  } while (after !== undefined);
  return { rewrapped, damaged };
}

function opened(box: Parameters<typeof openBox>[0]): Buffer | undefined {
  try {
    return openBox(box);
  } catch {
    // Whatever was done to it, it is not what was stored.
    return undefined;
  }
}
