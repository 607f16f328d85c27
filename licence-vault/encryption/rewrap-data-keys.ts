import { type Database, Problem, type Random } from '../../kernel/index.ts';
import { lockWrappedKeys, storeWrappedKeys } from '../licence/data-key-store.ts';
import { unwrapDataKey, wrapDataKey } from './data-key.ts';
import type { VaultKeys } from './vault-keys.ts';

const defaultBatch = 500;

/**
 * Puts every data key under the current key-encryption key, in batches of one transaction each; the licences themselves
 * are not touched, and the vault serves all the while. May be stopped and started again; hubs that run it at once share
 * the work.
 * @returns how many were rewrapped, and the licences whose key could not be opened: they are left as they are
 */
export async function rewrapDataKeys(options: {
  database: Database;
  keys: VaultKeys;
  random: Random;
  batch?: number | undefined;
  signal?: AbortSignal | undefined;
}): Promise<{ rewrapped: number; damaged: readonly string[] }> {
  const { database, keys, random, batch = defaultBatch, signal } = options;
  const damaged: string[] = [];
  let rewrapped = 0;
  let after: string | undefined;
  while (signal?.aborted !== true) {
    const last = await database.transaction(async (tx) => {
      const rows = await lockWrappedKeys(tx, { otherThan: keys.current.id, after, limit: batch });
      const fresh = [];
      for (const { licence, ...wrapped } of rows) {
        const plain = tryUnwrap(() => unwrapDataKey({ keys, licence, wrapped }));
        if (plain === undefined) damaged.push(licence);
        else fresh.push({ licence, ...wrapDataKey({ keys, licence, plain, random }) });
      }
      await storeWrappedKeys(tx, fresh);
      rewrapped += fresh.length;
      return rows.at(-1)?.licence;
    });
    if (last === undefined) break;
    after = last;
  }
  return { rewrapped, damaged };
}

function tryUnwrap(unwrap: () => Buffer): Buffer | undefined {
  try {
    return unwrap();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
