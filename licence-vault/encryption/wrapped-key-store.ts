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
