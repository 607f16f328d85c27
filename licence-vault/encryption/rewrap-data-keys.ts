import { type Database, Problem, type Random } from '../../kernel/index.ts';
import { jobKeyName } from '../bulk/job.ts';
import { wordsKeyName } from '../licence/words.ts';
import { keyName } from '../seal/registry/seal-reason.ts';
import { unwrapDataKey, wrapDataKey } from './data-key.ts';
import type { VaultKeys } from './vault-keys.ts';
import { type WrappedKeyStore, wrappedKeysIn } from './wrapped-key-store.ts';

const defaultBatch = 500;

const stores: readonly WrappedKeyStore[] = [
  wrappedKeysIn('vault.licence', (id) => id),
  wrappedKeysIn('vault.words_key', wordsKeyName),
  wrappedKeysIn('vault.seal', keyName),
  wrappedKeysIn('vault.issue_job', jobKeyName),
];

/**
 * Puts every data key, of licences and of seals, under the current key-encryption key, in batches of one transaction each;
 * what they encrypt is not touched, and the vault serves all the while. May be stopped and started again; hubs that run it
 * at once share the work.
 * @returns how many were rewrapped, and what the keys that could not be opened belong to (a licence's id, `licence-words/…`, `seal/…`): they
 *   are left as they are
 */
export async function rewrapDataKeys(options: {
  database: Database;
  keys: VaultKeys;
  random: Random;
  batch?: number | undefined;
  signal?: AbortSignal | undefined;
}): Promise<{ rewrapped: number; damaged: readonly string[] }> {
  const damaged: string[] = [];
  let rewrapped = 0;
  for (const store of stores) {
    const done = await rewrapIn(store, options);
    rewrapped += done.rewrapped;
    damaged.push(...done.damaged);
  }
  return { rewrapped, damaged };
}

async function rewrapIn(
  store: WrappedKeyStore,
  options: Parameters<typeof rewrapDataKeys>[0],
): Promise<{ rewrapped: number; damaged: readonly string[] }> {
  const { database, keys, random, batch = defaultBatch, signal } = options;
  const damaged: string[] = [];
  let rewrapped = 0;
  let after: string | undefined;
  while (signal?.aborted !== true) {
    const last = await database.transaction(async (tx) => {
      const rows = await store.lock(tx, { otherThan: keys.current.id, after, limit: batch });
      const fresh = [];
      for (const { id, ...wrapped } of rows) {
        const licence = store.nameOf(id);
        const plain = tryUnwrap(() => unwrapDataKey({ keys, licence, wrapped }));
        if (plain === undefined) damaged.push(licence);
        else fresh.push({ id, ...wrapDataKey({ keys, licence, plain, random }) });
      }
      await store.store(tx, fresh);
      rewrapped += fresh.length;
      return rows.at(-1)?.id;
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
